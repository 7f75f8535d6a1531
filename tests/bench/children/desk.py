"""The desk, started as the program starts it, and when its window and its board are painted.

Arguments: the database, and the instant at which it is seen.
"""

import gc
import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING

gc.disable()  # from here to the window, what the program does in its order, and nothing else
from labapp.app import run_desk
from labapp.settings import Settings
from labapp.ui.imports import import_plainly

import_plainly()
from PySide6.QtCore import QTimer

from labapp.ui.desk import start

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    from labapp.ui.desk.window import DeskWindow
    from labapp.ui.widgets.board import BoardView

_make_window = start.make_window


class Watch:
    """Says when the window and then the bookings on the board are painted, and closes it."""

    def __init__(self, window: "DeskWindow") -> None:
        self._window = window
        self._add_page = window.add_page
        self._filled = False
        window.painted.connect(lambda: say("painted"))
        window.add_page = self._watch_page  # type: ignore[method-assign] # this window's alone

    def _watch_page(self, name: str, page: "QWidget") -> None:
        board: BoardView = page.board  # type: ignore[attr-defined] # the first page is the board's
        paint = board.paintEvent

        def paint_and_look(event: "QPaintEvent") -> None:
            paint(event)
            if board.painted_blocks and not self._filled:
                self._filled = True
                QTimer.singleShot(0, self._end)

        board.paintEvent = paint_and_look  # type: ignore[method-assign] # this board's alone
        self._add_page(name, page)

    def _end(self) -> None:
        say("filled")
        self._window.close()


def say(what: str) -> None:
    """Tell the bench what has come about, and when."""
    sys.stdout.write(f"{what} {time.monotonic_ns()}\n")
    sys.stdout.flush()


def make_watched(app: "QApplication", settings: Settings) -> "DeskWindow":
    """Make the desk's window as the desk does, and watch it."""
    window = _make_window(app, settings)
    Watch(window)
    return window


if __name__ == "__main__":
    start.make_window = make_watched
    sys.exit(run_desk(Settings(sys.argv[1], now=datetime.fromisoformat(sys.argv[2]))))
