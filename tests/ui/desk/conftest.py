"""The desk's window over the sample lab, without a window server."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from labapp.domain.times import Clock
from labapp.services.gateway import Gateway
from labapp.ui import clipboard
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.memory import Memory
from labapp.ui.desk.shell import Shell
from labapp.ui.desk.window import DeskWindow
from labapp.ui.look import Look
from labapp.ui.speech import Speech
from tests.conftest import MORNING

Run = Callable[[], None]


@pytest.fixture(autouse=True)
def memory(tmp_path: Path) -> Memory:
    """A memory of one's own, in a file of one's own; the board was shown last."""
    QSettings.setPath(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "config")
    )
    kept = Memory()
    kept.page = "board"
    return kept


@pytest.fixture(autouse=True)
def _clipboard(qapp: QApplication) -> Iterator[None]:
    yield
    clipboard.let_go()


@pytest.fixture
def shell(qapp: QApplication, memory: Memory) -> Shell:
    return Shell(Clock(MORNING), Speech("en"), Look(qapp, "light", "en"), memory)


@pytest.fixture
def window(qtbot: QtBot, shell: Shell) -> Iterator[DeskWindow]:
    """A window with the focus; it outlives its furniture, which qtbot would not let it."""
    window = DeskWindow(shell, "tester")
    window.resize(1280, 800)
    with qtbot.waitActive(window), qtbot.waitSignal(window.painted):
        window.show()
        window.activateWindow()
    yield window
    window.close()
    delete(window)


@pytest.fixture
def furniture(
    window: DeskWindow, gateway: Gateway, loop: asyncio.AbstractEventLoop
) -> Iterator[Furniture]:
    """The furnished window; what ran is over before the database is closed."""
    furnished = Furniture(window, gateway, loop)
    loop.run_until_complete(furnished.drain())
    yield furnished
    loop.run_until_complete(furnished.rest(1.0))


@pytest.fixture
def settle(furniture: Furniture, loop: asyncio.AbstractEventLoop) -> Run:
    """Wait until nothing runs any more."""
    return lambda: loop.run_until_complete(furniture.drain())


@pytest.fixture
def until(loop: asyncio.AbstractEventLoop) -> Callable[[Callable[[], bool]], None]:
    """Wait for something that comes from another thread, ten seconds at most."""

    async def wait(happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not happened():  # noqa: ASYNC110 -- nothing says when another thread is done
                await asyncio.sleep(0.01)

    return lambda happened: loop.run_until_complete(wait(happened))
