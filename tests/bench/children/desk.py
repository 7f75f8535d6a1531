"""The desk, started as the program starts it and watched from outside: painted, then filled.

Arguments: the database, and the instant at which it is seen.
"""

import gc
import sys
import time
from datetime import datetime

gc.disable()  # from here to the desk, all that the program does before it shows its window
from labapp.app import run_desk
from labapp.settings import Settings
from labapp.ui.imports import import_plainly

import_plainly()
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from labapp.ui.desk import start
from labapp.ui.desk.window import DeskWindow

_make_window = start.make_window


class Watch(QObject):
    """Says when the window and then the bookings on the board are painted, and closes it."""

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self._window = window
        self._add_page = window.add_page
        window.painted.connect(lambda: say("painted"))
        window.add_page = self._watch_page  # type: ignore[method-assign] # this window's alone

    def _watch_page(self, name: str, page: QWidget) -> None:
        self._board = page.board  # type: ignore[attr-defined] # the first page is the board's
        self._board.viewport().installEventFilter(self)
        self._add_page(name, page)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._look)
        return False

    def _look(self) -> None:
        if self._board.painted_blocks and self._window.isVisible():
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
