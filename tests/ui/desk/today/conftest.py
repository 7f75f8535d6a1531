"""The page over the sample lab, for somebody who sees the window for the first time."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSettings

from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.memory import Memory
from labapp.ui.desk.pages.today import TodayPage
from labapp.ui.desk.window import DeskWindow
from tests.builders import set_clock, when
from tests.ui.desk.conftest import Run

Move = Callable[[str], None]


@pytest.fixture(autouse=True)
def memory(memory: Memory) -> Memory:
    """Somebody who sees the window for the first time."""
    QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "labapp", "desk").clear()
    return memory


@pytest.fixture
def page(furniture: Furniture) -> TodayPage:
    page = furniture.pages["today"]
    assert isinstance(page, TodayPage)
    return page


@pytest.fixture
def move(window: DeskWindow, page: TodayPage, sqlite_sample: Store, settle: Run) -> Move:
    """Let it be another time on the Tuesday."""

    def to(clock: str) -> None:
        set_clock(sqlite_sample, when(1, clock))
        window.shell.set_clock(sqlite_sample.clock)
        settle()

    return to
