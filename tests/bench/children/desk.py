"""The desk, started as the program starts it and watched from outside: painted, then filled.

Arguments: the database, and the instant at which it is seen.
"""

import sys
import time
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from labapp.app import run_desk
from labapp.settings import Settings
from labapp.ui.desk import start
from labapp.ui.desk.window import DeskWindow

_make_window = start.make_window


class Watch(QObject):
    """Says when the board has painted bookings, and closes the window."""

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self._window = window
        self._filled = False
        window.painted.connect(lambda: say("painted"))
        window.board.viewport().installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._filled:
            QTimer.singleShot(0, self._look)
        return False

    def _look(self) -> None:
        if self._window.board.painted_blocks and not self._filled:
            self._filled = True
            say("filled")
            self._window.close()


def say(what: str) -> None:
    """Tell the bench what has come about, and when."""
    sys.stdout.write(f"{what} {time.monotonic_ns()}\n")
    sys.stdout.flush()


def make_watched(app: QApplication, settings: Settings) -> DeskWindow:
    """Make the desk's window as the desk does, and watch it."""
    window = _make_window(app, settings)
    Watch(window)
    return window


if __name__ == "__main__":
    start.make_window = make_watched
    sys.exit(run_desk(Settings(sys.argv[1], now=datetime.fromisoformat(sys.argv[2]))))
