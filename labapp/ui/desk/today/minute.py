"""Tells each full minute as it begins."""

from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from labapp.ui.desk.shell import Shell

_SECONDS: Final = 60


class Minute(QObject):
    """Goes by the window's clock; its ``passed`` comes within a second of the full minute."""

    passed = Signal()

    def __init__(self, shell: Shell, parent: QObject) -> None:
        """Begin at rest."""
        super().__init__(parent)
        self._shell = shell
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._pass)

    def start(self) -> None:
        """Wait for the next full minute, and for each after it."""
        self._timer.start((_SECONDS - self._shell.clock.now().second) * 1000)

    def stop(self) -> None:
        """Rest."""
        self._timer.stop()

    def _pass(self) -> None:
        self.start()
        self.passed.emit()
