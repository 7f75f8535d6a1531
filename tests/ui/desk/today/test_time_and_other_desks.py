import time
from datetime import timedelta

from labapp.domain.bookings import Act
from labapp.domain.staff import Role
from labapp.domain.times import Clock
from labapp.storage.store import Store
from labapp.ui.desk.pages.today import TodayPage
from labapp.ui.desk.today.deeds import Deed
from labapp.ui.desk.window import DeskWindow
from tests.builders import as_actor, set_clock, when
from tests.services.orders import do
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import moment
from tests.ui.desk.today.conftest import Move
from tests.ui.desk.today.hands import (
    SPACE,
    Until,
    line_of,
    notes,
    now_of,
    numbers,
    press,
)


def test_another_desks_change_is_seen_within_a_second(
    page: TodayPage, sqlite_sample: Store, until: Until
) -> None:
    other = as_actor(sqlite_sample, "chan", Role.OFFICER)
    began = time.monotonic()
    do(other, Act.CHECK_IN, "BK006")
    other.close()

    until(lambda: "BK006" not in numbers(page.arrivals))

    assert time.monotonic() - began < 1.0


def test_what_another_desk_did_first_is_told_in_words(
    page: TodayPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    line = line_of(page.arrivals, "BK006")
    other = as_actor(sqlite_sample, "chan", Role.OFFICER)
    do(other, Act.CHECK_IN, "BK006")
    other.close()

    press(line, SPACE, settle)

    assert "BK006" not in numbers(page.arrivals)
    assert window.notices.text.text().startswith("chan saved BK006 first")


def test_the_minute_is_told_as_it_passes_without_reading_again(
    page: TodayPage, window: DeskWindow, sqlite_sample: Store, settle: Run, until: Until
) -> None:
    sqlite_sample.clock = Clock(moment("2026-12-08 09:32") - timedelta(seconds=2))
    window.shell.set_clock(sqlite_sample.clock)
    settle()
    read = page.today
    assert page.head.clock.text() == "09:31"
    assert notes(page.arrivals)["BK004"] == "in 29 min"

    until(lambda: page.head.clock.text() == "09:32")

    assert notes(page.arrivals)["BK004"] == "in 28 min"
    assert notes(page.decisions)["BK060"] == "13 min left"
    assert page.today is read


def test_what_was_due_is_read_again_at_its_minute(
    page: TodayPage, window: DeskWindow, sqlite_sample: Store, settle: Run, until: Until
) -> None:
    sqlite_sample.clock = Clock(moment("2026-12-08 10:15") - timedelta(seconds=2))
    window.shell.set_clock(sqlite_sample.clock)
    settle()
    assert list(line_of(page.arrivals, "BK004").buttons) == [Deed.CHECK_IN]

    until(lambda: Deed.NO_SHOW in line_of(page.arrivals, "BK004").buttons)

    assert notes(page.arrivals)["BK004"] == "15 min late"


def test_no_minute_is_counted_while_another_page_is_shown(
    page: TodayPage, window: DeskWindow, settle: Run
) -> None:
    assert page.minute._timer.isActive()

    window.show_page("board")
    settle()

    assert not page.minute._timer.isActive()


def test_after_midnight_it_is_another_day(
    page: TodayPage, window: DeskWindow, sqlite_sample: Store, move: Move, settle: Run
) -> None:
    move("23:59")
    assert page.head.date.text() == "Tuesday 8 December"
    set_clock(sqlite_sample, when(2, "00:00"))
    window.shell.clock = sqlite_sample.clock

    page._tick()
    settle()

    assert page.head.date.text() == "Wednesday 9 December"
    assert now_of(page, "B3")[3] == "17:00 Kestrel Quay Robotics (Sample)"
