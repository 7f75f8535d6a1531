"""The desk's first picture: everything before it counts, so little is imported here.

``asyncio`` and the rest of the program come when the window is on the screen.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from labapp.domain.times import Clock
from labapp.settings import Settings, user_name
from labapp.ui.desk.memory import Memory
from labapp.ui.desk.shell import Shell
from labapp.ui.desk.window import DeskWindow
from labapp.ui.display import leave
from labapp.ui.look import Look
from labapp.ui.speech import Speech
from labapp.ui.theme import STYLE

if TYPE_CHECKING:
    from labapp.ui.desk.program import OpenLab


def run(settings: Settings, open_lab: "OpenLab") -> int:
    """Show the desk until it is closed; return the program's exit code."""
    app = QApplication(["labapp", *STYLE])
    leave()
    app.setApplicationName("labapp")
    app.setDesktopFileName("labapp")
    window = make_window(app, settings)
    window.show()
    if paint(window):
        from labapp.ui.desk.program import live  # noqa: PLC0415 -- after the first picture
        from labapp.ui.qt_texts import follow  # noqa: PLC0415 -- for menus and dialogs

        follow(window.shell.speech)
        live(app, window, open_lab)
    return 0


def make_window(app: QApplication, settings: Settings) -> DeskWindow:
    """Dress the program and build its window; nothing of the database is imported."""
    memory = Memory()
    language = settings.language or memory.language
    speech = Speech(language)
    look = Look(app, settings.theme or memory.theme, language, memory.text_size)
    shell = Shell(Clock(settings.now), speech, look, memory)
    return DeskWindow(shell, user_name())


def paint(window: DeskWindow) -> bool:
    """Let Qt run until the window's first picture is on the screen; False if it was closed."""
    waiting = QEventLoop()
    window.painted.connect(waiting.quit)
    window.closing.connect(waiting.quit)
    waiting.exec()
    return window.isVisible()
