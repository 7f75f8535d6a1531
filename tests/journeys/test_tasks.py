"""What a receptionist does all day, by mouse and keys alone, in no more of them than stated.

Each is done in the way with the fewest; a phone is in the other hand.
"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt

from labapp.domain.bookings import Booking, State
from labapp.domain.times import Span
from labapp.services.bookings import booking_by_number
from labapp.ui.desk import paper_out
from labapp.ui.desk.today.place_line import PlaceLine
from tests.conftest import MORNING
from tests.journeys.conftest import Desk, Task
from tests.journeys.person import Person
from tests.ui.desk.driving import moment

A_WEEK_LATER = MORNING + timedelta(days=7)

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)


async def booking(person: Person, number: str) -> Booking:
    return await person.furniture.gateway.read(booking_by_number, number)


def where_and_when(found: Booking) -> tuple[str | None, str, str, int]:
    starts_at = found.span.start.astimezone(MORNING.tzinfo)
    return found.place, found.who.en or "", f"{starts_at:%d %H:%M}", found.span.minutes


def test_a_company_that_is_known_is_booked_by_phone(desk: Desk, task: Task) -> None:
    async def journey(person: Person) -> None:
        how = "Ctrl+K, `c5 tmr 2pm saun`, Enter to look it over, Enter"
        with task(person, "book a booth by phone, company known", how, clicks=0, keys=18):
            await person.control("k")
            await person.write("c5 tmr 2pm saun")
            await person.enter()
            await person.enter()

        booked = await booking(person, "BK071")
        assert where_and_when(booked) == ("C5", "Saunova", "09 14:00", 60)
        assert booked.state is State.CONFIRMED

    desk(journey)


def test_a_company_that_is_new_is_added_and_booked_by_phone(desk: Desk, task: Task) -> None:
    async def journey(person: Person) -> None:
        how = "Ctrl+K, `c5 tmr 2pm newco`, ↓ Enter, contact and phone, Enter; Ctrl+K, Enter × 3"
        with task(person, "book a booth by phone, company new", how, clicks=0, keys=38):
            await person.control("k")
            await person.write("c5 tmr 2pm newco")
            await person.key(Qt.Key.Key_Down)
            await person.enter()
            await person.write("ada")
            for _ in range(3):
                await person.key(Qt.Key.Key_Tab)
            await person.write("91234567")
            await person.enter()
            await person.control("k")
            await person.enter()
            await person.enter()
            await person.enter()

        booked = await booking(person, "BK071")
        assert where_and_when(booked) == ("C5", "newco", "09 14:00", 60)
        assert booked.state is State.HELD

    desk(journey)


def test_a_booking_is_moved_to_another_day(desk: Desk, task: Task) -> None:
    async def journey(person: Person) -> None:
        how = "Ctrl+K, `move bk27 fri`, Enter"
        with task(person, "move it to another day", how, clicks=0, keys=15):
            await person.control("k")
            await person.write("move bk27 fri")
            await person.enter()

        moved = await booking(person, "BK027")
        assert where_and_when(moved) == ("B2", "Saunova", "11 14:00", 180)

    desk(journey)


def test_the_alternative_to_a_taken_place_is_booked(desk: Desk, task: Task) -> None:
    async def journey(person: Person) -> None:
        how = "Ctrl+K, `a3 tmr 2pm saun`, ↓ to what could be had instead, Enter, Enter"
        with task(person, "be refused and take the alternative", how, clicks=0, keys=20):
            await person.control("k")
            await person.write("a3 tmr 2pm saun")
            assert "Inspur Cloud (BK009" in person.told
            await person.key(Qt.Key.Key_Down)
            await person.key(Qt.Key.Key_Down)
            await person.enter()
            await person.enter()

        assert where_and_when(await booking(person, "BK071"))[1:] == ("Saunova", "09 14:00", 60)

    desk(journey)


def test_the_alternative_is_booked_after_the_board_has_refused(desk: Desk, task: Task) -> None:
    async def journey(person: Person) -> None:
        how = "drag on the board, `saun`, Enter, Enter; click the alternative"
        await person.control("2")
        with task(person, "the same on the board", how, clicks=2, keys=6):
            board = person.board.board.viewport()
            free = person.on_board("C3", "2026-12-08 13:30", 3)
            taken = person.on_board("C3", "2026-12-08 12:30", 3)
            await person.drag(board, free, taken)
            await person.write("saun")
            await person.enter()
            await person.enter()
            await person.click(person.button("Another place"))

        assert where_and_when(await booking(person, "BK071")) == ("C2", "Saunova", "08 12:30", 75)

    desk(journey)


def test_a_weekly_series_is_booked(desk: Desk, task: Task) -> None:
    async def journey(person: Person) -> None:
        how = "Ctrl+K, `c5 tmr 2pm saun`, Enter, Tab × 6 to Repeat, ↓ ↓, Enter"
        with task(person, "make a weekly series", how, clicks=0, keys=26):
            await person.control("k")
            await person.write("c5 tmr 2pm saun")
            await person.enter()
            for _ in range(6):
                await person.key(Qt.Key.Key_Tab)
            await person.key(Qt.Key.Key_Down)
            await person.key(Qt.Key.Key_Down)
            await person.enter()

        first, second = [await booking(person, number) for number in ("BK071", "BK072")]
        assert first.series_id == second.series_id is not None
        assert second.span.start - first.span.start == timedelta(weeks=1)

    desk(journey)


def test_a_place_is_blocked_for_repair(desk: Desk, task: Task) -> None:
    async def journey(person: Person) -> None:
        how = "Ctrl+K, `close c7 fri 10-12 repair`, Enter, Enter"
        with task(person, "block a place for repair", how, clicks=0, keys=28):
            await person.control("k")
            await person.write("close c7 fri 10-12 repair")
            await person.enter()
            await person.enter()

        closed = await booking(person, "BK071")
        assert (closed.place, closed.title.en) == ("C7", "repair")
        assert closed.span == Span(moment("2026-12-11 10:00"), moment("2026-12-11 12:00"))

    desk(journey)


def test_somebody_who_stands_at_the_desk_gets_a_place_now(desk: Desk, task: Task) -> None:
    async def journey(person: Person) -> None:
        how = "on Today click the free place, `saun`, Enter, Enter"
        with task(person, "walk-up now", how, clicks=1, keys=6):
            await person.click(
                person.seen(PlaceLine, lambda line: "C6" in line.face.accessibleName())
            )
            await person.write("saun")
            await person.enter()
            await person.enter()

        assert where_and_when(await booking(person, "BK071")) == ("C6", "Saunova", "08 11:15", 60)

    desk(journey, datetime.fromisoformat("2026-12-08T11:20:00+08:00"))


def test_a_booking_is_cancelled_with_its_reason(desk: Desk, task: Task) -> None:
    async def journey(person: Person) -> None:
        how = "Ctrl+2, click it on the board, Delete, `ill`, Enter"
        with task(person, "cancel with reason", how, clicks=1, keys=6):
            await person.control("2")
            where = person.on_board("B2", "2026-12-08 14:30")
            await person.click(person.board.board.viewport(), where)
            await person.key(Qt.Key.Key_Delete)
            await person.write("ill")
            await person.enter()

        assert (await booking(person, "BK027")).state is State.LATE_CANCELLED

    desk(journey)


def test_it_is_found_who_was_in_a_place_last_tuesday(desk: Desk, task: Task) -> None:
    async def journey(person: Person) -> None:
        how = "Ctrl+K, `b2 last tue`: it is there to read"
        with task(person, "find who was in B2 last Tuesday", how, clicks=0, keys=12):
            await person.control("k")
            await person.write("b2 last tue")

        assert "BK027  Saunova" in person.told

    desk(journey, A_WEEK_LATER)


def test_two_booths_are_swapped_and_it_is_undone(desk: Desk, task: Task) -> None:
    async def journey(person: Person) -> None:
        before = [(await booking(person, number)).place for number in ("BK026", "BK027")]
        how = "Ctrl+K, `swap b1 b2`, Enter to see what would move, Enter"
        with task(person, "swap two booths", how, clicks=0, keys=13):
            await person.control("k")
            await person.write("swap b1 b2")
            await person.enter()
            await person.enter()
        after = [(await booking(person, number)).place for number in ("BK026", "BK027")]
        assert after == before[::-1]

        with task(person, "undo that", "Ctrl+Z", clicks=0, keys=1):
            await person.control("z")
        assert [(await booking(person, number)).place for number in ("BK026", "BK027")] == before

    desk(journey)


def test_tomorrow_is_printed(
    desk: Desk, task: Task, spooled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_out, "printer_names", lambda: ("Reception",))

    async def journey(person: Person) -> None:
        how = "Ctrl+K, `print tmr`, Enter, Ctrl+P, Enter for the usual printer"
        with task(person, "print tomorrow", how, clicks=0, keys=13):
            await person.control("k")
            await person.write("print tmr")
            await person.enter()
            await person.control("p")
            await person.enter()

        assert "9 Dec" in PdfReader(spooled).pages[0].extract_text()

    desk(journey)
