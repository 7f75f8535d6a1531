"""A watch over the event loop: how long it did not come round, and what held it up."""

import signal
import time
import traceback
from types import FrameType
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MILLISECONDS: Final = 1
_WORTH_A_LOOK: Final = 0.025
"""Seconds without a beat after which it is looked what the loop is doing."""
_LINES: Final = 4


class Watch(QObject):
    """Beats in the loop; while a beat is late an alarm looks at what runs.

    A stall is the time between two beats, or the processor time of the whole program in it if that
    is less: what other programs took of the machine is not the program's.
    """

    def __init__(self, parent: QObject) -> None:
        """Begin to watch."""
        super().__init__(parent)
        self.longest = 0.0
        """Seconds."""
        self.held_by = ""
        """Where the loop was in the longest stall: the program's own lines, the innermost first."""
        self._seen = ""
        self._last = (time.perf_counter(), time.process_time())
        self._before = signal.signal(signal.SIGALRM, self._look)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MILLISECONDS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)

    def _beat(self) -> None:
        now = (time.perf_counter(), time.process_time())
        stall = min(now[0] - self._last[0], now[1] - self._last[1])
        if stall > self.longest:
            self.longest, self.held_by = stall, self._seen
        self._last, self._seen = now, ""
        signal.setitimer(signal.ITIMER_REAL, _WORTH_A_LOOK)

    def _look(self, _: int, frame: FrameType | None) -> None:
        """Note where the loop is, each time the alarm rings in one stall; Python's code alone."""
        own = [each for each in traceback.extract_stack(frame) if "/labapp/" in each.filename]
        self._seen = " < ".join(
            f"{each.filename.rpartition('/labapp/')[2]}:{each.lineno} {each.name}"
            for each in reversed(own[-_LINES:])
        )
