import asyncio
import gc
import logging
import shutil
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from labapp.app import LabOpener
from labapp.domain.errors import DatabaseFault
from labapp.domain.times import Clock
from labapp.services.bookings import booking_by_number
from labapp.services.gateway import Gateway
from labapp.settings import Settings
from labapp.storage.engine import locate
from labapp.storage.schema import open_store
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.pages.welcome import WelcomePage
from labapp.ui.desk.program import How, Program
from labapp.ui.desk.window import DeskWindow
from labapp.ui.widgets.board import BoardView
from tests.conftest import MORNING, SAMPLE, TESTER
from tests.ui.desk.driving import click

Loop = asyncio.AbstractEventLoop


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "labapp"


@pytest.fixture
def settings(sample_file: Path, tmp_path: Path) -> Settings:
    shutil.copy(sample_file, tmp_path / "lab.db")
    return Settings(str(tmp_path / "lab.db"), now=MORNING)


def live(program: Program, loop: Loop, *steps: Callable[[], None]) -> float:
    """Live through the steps, each when the one before is over; return how long closing took."""
    closed: list[float] = []

    async def follow() -> None:
        for step in steps:
            step()
            await asyncio.sleep(0.05)
            if program.furniture is not None:
                await program.furniture.drain()
        closed.append(time.monotonic())
        program._window.close()

    async def whole() -> None:
        living = asyncio.ensure_future(program.live())
        await asyncio.wait({program.opened, living}, return_when=asyncio.FIRST_COMPLETED)
        if program.furniture is not None:
            await program.furniture.drain()
        await follow()
        await living

    loop.run_until_complete(whole())
    return time.monotonic() - closed[0]


def test_the_window_opens_shows_the_day_and_closes_within_a_second(
    window: DeskWindow, loop: Loop, settings: Settings
) -> None:
    seen: list[int] = []
    hook = sys.excepthook
    program = Program(window, loop, LabOpener(settings))

    took = live(
        program,
        loop,
        lambda: seen.append(len(board(program).scene.blocks)),
    )

    assert seen == [13]
    assert took < 1.0
    assert asyncio.all_tasks(loop) == set()
    assert sys.excepthook is hook
    assert gc.isenabled()


def test_the_database_is_named_in_the_status(
    window: DeskWindow, loop: Loop, settings: Settings
) -> None:
    seen: list[tuple[str, str]] = []
    status = window.bar.status

    live(
        Program(window, loop, LabOpener(settings)),
        loop,
        lambda: seen.append((status.text(), status.toolTip())),
    )

    assert seen == [("Database ready", settings.database)]


def test_what_is_typed_when_the_window_is_closed_is_still_saved(
    window: DeskWindow, loop: Loop, settings: Settings
) -> None:
    program = Program(window, loop, LabOpener(settings))

    def type_a_note() -> None:
        window.shell.show_booking("BK031")

    def and_more() -> None:
        assert program.furniture is not None
        page = program.furniture.pages["board"]
        assert isinstance(page, BoardPage)
        form = page.inspector.form
        form.note.setFocus()
        form.note.insertPlainText("left at the last moment")

    live(program, loop, type_a_note, and_more)

    again = LabOpener(settings)("open", ThreadPoolExecutor(1), loop)
    note = loop.run_until_complete(again.read(booking_by_number, "BK031")).note
    again.close()
    assert note == "left at the last moment"


def board(program: Program) -> BoardView:
    assert program.furniture is not None
    page = program.furniture.pages["board"]
    assert isinstance(page, BoardPage)
    return page.board


async def _welcomed(window: DeskWindow) -> WelcomePage:
    while (welcome := window.findChild(WelcomePage)) is None:  # noqa: ASYNC110 -- nobody says
        await asyncio.sleep(0.01)
    return welcome


async def _choose(window: DeskWindow, way: str) -> None:
    click((await _welcomed(window)).front.ways[way])


def test_where_no_lab_is_the_sample_is_one_button_away(
    window: DeskWindow, loop: Loop, tmp_path: Path, data: Path
) -> None:
    program = Program(window, loop, LabOpener(Settings(str(tmp_path / "none.db"))))
    choosing = loop.create_task(_choose(window, "sample"))
    window.shell.go_to(MORNING.date().replace(year=2030))
    seen: list[object] = []

    live(
        program,
        loop,
        lambda: seen.append((window.page, window.rail.isVisible(), window.shell.day)),
    )

    assert choosing.done()
    assert seen == [("today", True, MORNING.date())]
    assert not (tmp_path / "none.db").exists()
    assert (data / "sample.db").exists()


def test_a_database_without_a_place_counts_as_no_lab(
    window: DeskWindow, loop: Loop, tmp_path: Path
) -> None:
    path = tmp_path / "empty.db"
    open_store(locate(path), actor=TESTER, clock=Clock(MORNING), create=True).close()
    program = Program(window, loop, LabOpener(Settings(str(path))))

    async def look() -> str:
        welcome = await _welcomed(window)
        told = welcome.front.where.text()
        window.close()
        return told

    looking = loop.create_task(look())
    loop.run_until_complete(program.live())

    assert str(path) in looking.result()


def test_a_lab_file_that_is_none_is_told_and_the_next_way_works(
    window: DeskWindow, loop: Loop, tmp_path: Path
) -> None:
    (tmp_path / "wrong.json").write_text("{}", encoding="utf-8")
    program = Program(window, loop, LabOpener(Settings(str(tmp_path / "none.db"))))
    told: list[str] = []

    async def choose() -> None:
        welcome = await _welcomed(window)
        welcome.answered.emit(tmp_path / "wrong.json")
        while welcome.error.isHidden():  # noqa: ASYNC110 -- nobody says
            await asyncio.sleep(0.01)
        told.append(welcome.error.text())
        assert not (tmp_path / "none.db").exists()
        welcome.answered.emit(SAMPLE)

    choosing = loop.create_task(choose())

    live(program, loop)

    assert choosing.done()
    assert program.furniture is not None
    assert "wrong.json" in told[0]
    assert (tmp_path / "none.db").exists()


def test_a_demo_is_filled_once(window: DeskWindow, loop: Loop, tmp_path: Path) -> None:
    opener = LabOpener(Settings(str(tmp_path / "demo.db"), demo=True))

    first = opener("open", ThreadPoolExecutor(1), loop)
    first.close()
    second = opener("open", ThreadPoolExecutor(1), loop)

    assert second.clock.now().isoformat().startswith("2026-12-08T01:30")
    second.close()


def test_a_fault_is_told_with_its_remedy_and_trying_again_helps(
    window: DeskWindow, loop: Loop, settings: Settings
) -> None:
    faults = [DatabaseFault("locked", settings.database)]
    opener = LabOpener(settings)

    def open_lab(how: How, workers: ThreadPoolExecutor, loop: Loop) -> Gateway:
        if faults:
            raise faults.pop()
        return opener(how, workers, loop)

    async def retry() -> None:
        while not window.trouble.isVisible():  # noqa: ASYNC110 -- the window says nothing
            await asyncio.sleep(0.01)
        click(window.trouble.retry)

    answering = loop.create_task(retry())

    live(Program(window, loop, open_lab), loop)

    assert answering.done()
    assert "busy" in window.trouble.text.text()


def test_the_fault_is_told_again_in_another_language(
    window: DeskWindow, loop: Loop, settings: Settings
) -> None:
    def refuse(how: How, workers: ThreadPoolExecutor, loop: Loop) -> Gateway:
        raise DatabaseFault("locked", settings.database)

    program = Program(window, loop, refuse)

    async def speak() -> None:
        while not window.trouble.isVisible():  # noqa: ASYNC110 -- the window says nothing
            await asyncio.sleep(0.01)
        window.speak("zh_HK")
        window.close()

    loop.create_task(speak())
    loop.run_until_complete(program.live())

    assert window.trouble.retry.text() == "再試一次"
    assert "資料" in window.trouble.text.text()


def test_closing_while_the_database_is_still_being_opened_leaves_at_once(
    window: DeskWindow, loop: Loop, settings: Settings
) -> None:
    opener = LabOpener(settings)

    def slowly(how: How, workers: ThreadPoolExecutor, loop: Loop) -> Gateway:
        time.sleep(0.5)
        return opener(how, workers, loop)

    program = Program(window, loop, slowly)
    QTimer.singleShot(50, window.close)
    begun = time.monotonic()

    loop.run_until_complete(program.live())

    assert time.monotonic() - begun < 0.4
    assert program.abandoned
    loop.run_until_complete(asyncio.sleep(0.8))


def test_a_bug_is_logged_and_told_quietly(
    window: DeskWindow, loop: Loop, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    program = Program(window, loop, LabOpener(settings))

    def stumble() -> None:
        sys.excepthook(ZeroDivisionError, ZeroDivisionError(), None)

    live(program, loop, stumble)

    logged = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(logged) == 1
    assert window.notices.text.text().startswith("Something went wrong")
    caplog.clear()


def test_a_database_that_goes_away_is_told_of_and_the_pages_keep_what_they_show(
    window: DeskWindow, loop: Loop, settings: Settings
) -> None:
    program = Program(window, loop, LabOpener(settings))
    here, there = Path(settings.database), Path(f"{settings.database}.away")
    away, back = partial(here.rename, there), partial(there.rename, here)
    seen: dict[str, object] = {}

    async def watch() -> None:
        await program.opened
        assert program.furniture is not None
        await program.furniture.drain()
        away()
        while window.banner.isHidden():  # noqa: ASYNC110 -- the feed looks each tenth of a second
            await asyncio.sleep(0.01)
        seen["banner"] = window.banner.text()
        seen["status"] = window.bar.status.text()
        seen["blocks"] = len(board(program).scene.blocks)
        back()
        while not window.banner.isHidden():  # noqa: ASYNC110 -- and each second while it is away
            await asyncio.sleep(0.01)
        await program.furniture.drain()
        seen["back"] = window.bar.status.text()
        window.close()

    async def whole() -> None:
        watching = asyncio.ensure_future(watch())
        await program.live()
        await watching

    loop.run_until_complete(asyncio.wait_for(whole(), 20))

    assert seen == {
        "banner": (
            "The database cannot be reached since 09:30. What you see is from then; "
            "nothing confirmed is lost."
        ),
        "status": "Database away since 09:30",
        "blocks": 13,
        "back": "Database ready",
    }
