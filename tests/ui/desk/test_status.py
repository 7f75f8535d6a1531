"""The dot, what it tells when it is pressed, backups and checks, and long work."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from labapp.services.backups import Keeping, back_up
from labapp.services.gateway import Gateway
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.window import DeskWindow
from labapp.ui.desk.work import Work
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(tmp_path / "backups", daily=True)


@pytest.fixture
def gateway(
    sqlite_sample: Store, loop: asyncio.AbstractEventLoop, keeping: Keeping
) -> Iterator[Gateway]:
    executor = ThreadPoolExecutor(2, thread_name_prefix="database")
    opened = Gateway(sqlite_sample, executor, loop, keeping)
    yield opened
    opened.close()


def test_the_days_backup_is_made_by_itself_and_once(
    furniture: Furniture, keeping: Keeping, settle: Run
) -> None:
    furniture.safekeeping.keep_daily()
    settle()
    furniture.safekeeping.keep_daily()
    settle()

    (made,) = keeping.folder.iterdir()
    assert furniture.safekeeping.last is not None
    assert furniture.safekeeping.last.path == str(made)


def test_an_old_backup_makes_the_dot_amber_and_a_new_one_green_again(
    window: DeskWindow,
    furniture: Furniture,
    keeping: Keeping,
    sqlite_sample: Store,
    settle: Run,
) -> None:
    dot, safe = window.bar.status, furniture.safekeeping
    safe.last = back_up(sqlite_sample, keeping, now=datetime.now(UTC) - timedelta(days=2))
    safe.changed.emit()
    assert (dot.state, dot.text()) == ("old", "Backup is old")

    safe.back_up_now()
    settle()

    assert (dot.state, dot.text()) == ("ready", "Database ready")
    assert window.notices.text.text().startswith("Backup made and checked: ")


def test_the_dot_tells_the_facts_when_it_is_pressed(
    window: DeskWindow, furniture: Furniture, sqlite_sample: Store, keeping: Keeping, settle: Run
) -> None:
    safe = furniture.safekeeping
    safe.last = back_up(sqlite_sample, keeping, now=datetime.now(UTC) - timedelta(hours=3))

    click(window.bar.status)

    card = furniture.status_card
    assert card.isVisible()
    assert card.facts["database"].text() == str(sqlite_sample.location.path)
    assert "3 h ago" in card.facts["backup"].text()
    assert str(keeping.folder) in card.facts["backup"].text()
    assert card.facts["journal"].text() == "Not checked yet on this computer"
    assert card.facts["writes"].text() == "Nothing"
    key(card.back_up, Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_a_check_is_started_from_the_card_and_remembered(
    window: DeskWindow, furniture: Furniture, settle: Run
) -> None:
    click(window.bar.status)
    settle()
    card = furniture.status_card
    offered: list[bool] = []
    furniture.safekeeping.changed.connect(lambda: offered.append(card.check.isEnabled()))

    click(card.check)
    click(card.check)
    settle()

    assert offered == [False, True, True]
    assert card.isVisible()
    assert card.check.isEnabled()
    assert "are sound" in card.facts["journal"].text()
    assert window.notices.text.text().startswith("Everything is sound: ")
    card.hide()


def test_what_a_check_finds_is_told_seriously(
    window: DeskWindow, furniture: Furniture, sqlite_sample: Store, settle: Run
) -> None:
    with sqlite_sample.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE journal SET subject = 'BK999' WHERE revision = 1")

    furniture.safekeeping.check_now()
    settle()

    assert window.notices.text.text().startswith("The check found 1 problem.")
    assert window.notices.cards[-1].stays
    checked = furniture.safekeeping.checked
    assert checked is not None
    assert checked.problems == 1


def test_a_backup_that_fails_is_told_and_what_is_stored_is_said_to_be_safe(
    window: DeskWindow, furniture: Furniture, keeping: Keeping, settle: Run
) -> None:
    keeping.folder.write_text("in the way", encoding="utf-8")

    furniture.safekeeping.back_up_now()
    settle()

    assert window.notices.text.text().startswith("There is no new backup; what is stored is safe.")


def test_a_backup_can_be_stopped(
    window: DeskWindow, furniture: Furniture, keeping: Keeping, settle: Run
) -> None:
    window.shell.work_begun.connect(lambda work: work.stop())

    furniture.safekeeping.back_up_now()
    settle()

    assert window.notices.text.text() == "The backup was stopped. The earlier ones are kept."
    assert list(keeping.folder.iterdir()) == []


def test_a_daily_backup_that_was_stopped_is_not_tried_again_that_day(
    window: DeskWindow, furniture: Furniture, keeping: Keeping, settle: Run
) -> None:
    begun: list[Work] = []
    window.shell.work_begun.connect(begun.append)
    window.shell.work_begun.connect(lambda work: work.stop())

    for _ in range(2):
        furniture.safekeeping.keep_daily()
        settle()

    assert len(begun) == 1
    assert list(keeping.folder.iterdir()) == []


def test_a_backup_and_a_check_follow_one_another(
    window: DeskWindow, furniture: Furniture, keeping: Keeping, settle: Run
) -> None:
    told: list[str] = []
    window.shell.work_begun.connect(lambda work: told.append(f"begun {work.text}"))
    window.shell.work_ended.connect(lambda work: told.append(f"ended {work.text}"))

    furniture.safekeeping.keep_daily()
    furniture.safekeeping.check_now()
    settle()

    assert told == [
        "begun Backing up…",
        "ended Backing up…",
        "begun Checking…",
        "ended Checking…",
    ]
    assert len(list(keeping.folder.iterdir())) == 1


def test_long_work_gets_a_line_and_short_work_none(window: DeskWindow, until: Until) -> None:
    with window.shell.work("Reading the list…") as work:
        assert not window.works.isVisible()
        until(lambda: bool(window.works.lines))
        line = window.works.lines[work]
        work.told(0.25)
        until(lambda: line.percent.text() == "25%")
        assert window.works.isVisible()
        assert line.text.text() == "Reading the list…"

    assert not window.works.isVisible()
    with window.shell.work("A moment…"):
        pass
    assert window.works.lines == {}


def test_long_work_is_told_to_stop(window: DeskWindow, until: Until) -> None:
    with window.shell.work("Reading the list…") as work:
        assert work.told(None)
        until(lambda: bool(window.works.lines))

        click(window.works.lines[work].stop)

        assert not work.told(0.5)
        assert window.works.lines[work].text.text() == "Stopping…"


def test_work_that_cannot_be_stopped_offers_no_stop(window: DeskWindow, until: Until) -> None:
    with window.shell.work("Restoring…", stoppable=False) as work:
        until(lambda: bool(window.works.lines))

        assert not window.works.lines[work].stop.isVisible()


def test_a_work_goes_on_until_it_is_stopped() -> None:
    work = Work("Counting…")

    assert work.told(0.5)
    work.stop()

    assert (work.told(0.6), work.share, work.stopped) == (False, 0.6, True)


def test_the_dot_says_that_the_database_is_away_before_all_else(window: DeskWindow) -> None:
    dot = window.bar.status
    dot.show_ready("/data/lab.db")
    dot.show_backup(old=True)

    dot.show_away(datetime(2026, 12, 8, 1, 30, tzinfo=UTC))

    assert (dot.state, dot.text()) == ("away", "Database away since 09:30")
    QApplication.sendPostedEvents()
