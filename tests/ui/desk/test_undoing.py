"""Undo by the bar: it says first what is not what the person sees, and refuses with facts."""

from datetime import timedelta

import pytest

from labapp.domain.bookings import State
from labapp.domain.staff import Actor, Role
from labapp.domain.times import Clock
from labapp.services.bookings import EditBooking, booking_by_number, edit_booking
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.window import DeskWindow
from tests.conftest import MORNING, TESTER
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click


def note(store: Store, number: str, text: str) -> None:
    booking = store.read(booking_by_number, number)
    store.write(edit_booking, EditBooking(booking_id=booking.id, changes={"note": text}))


def note_of(store: Store, number: str) -> str | None:
    return store.read(booking_by_number, number).note


@pytest.fixture
def sqlite_sample(sqlite_sample: Store) -> Store:
    """The sample in which this person, and then another, did something yesterday."""
    sqlite_sample.clock = Clock(MORNING - timedelta(days=1))
    note(sqlite_sample, "BK031", "from yesterday")
    sqlite_sample.actor = Actor("chan", Role.OFFICER, "desk")
    note(sqlite_sample, "BK033", "by another")
    sqlite_sample.actor = TESTER
    sqlite_sample.clock = Clock(MORNING)
    return sqlite_sample


def test_an_act_from_before_the_window_is_told_first_and_taken_back_at_the_second_time(
    window: DeskWindow, furniture: Furniture, sqlite_sample: Store, settle: Run
) -> None:
    click(window.bar.undo)
    settle()

    assert window.notices.text.text() == (
        "This would take back: Changed BK031 (Mon 7 Dec, 09:30). Press Undo again if that is meant."
    )
    assert note_of(sqlite_sample, "BK031") == "from yesterday"

    click(window.notices.undo)
    settle()
    assert note_of(sqlite_sample, "BK031") != "from yesterday"
    click(window.bar.redo)
    settle()
    assert note_of(sqlite_sample, "BK031") == "from yesterday"


def test_what_was_just_done_here_is_taken_back_at_once(
    window: DeskWindow, furniture: Furniture, sqlite_sample: Store, settle: Run
) -> None:
    note(sqlite_sample, "BK033", "just now")
    settle()
    window.shell.notice("Saved BK033.", undoable=True)

    click(window.bar.undo)
    settle()

    assert note_of(sqlite_sample, "BK033") == "by another"
    assert [card.text.text() for card in window.notices.cards] == ["BK033: taken back."]


def test_an_act_that_the_person_has_not_seen_yet_is_told_first(
    window: DeskWindow, furniture: Furniture, sqlite_sample: Store, settle: Run
) -> None:
    note(sqlite_sample, "BK033", "seen")
    settle()
    furniture.undoing._stop()  # this window hears nothing of what comes
    note(sqlite_sample, "BK027", "at the other desk")

    click(window.bar.undo)
    settle()

    assert window.notices.text.text().startswith("This would take back: Changed BK027 ")
    assert note_of(sqlite_sample, "BK027") == "at the other desk"


def test_what_somebody_else_has_changed_since_is_refused_with_their_name(
    window: DeskWindow, furniture: Furniture, sqlite_sample: Store, settle: Run
) -> None:
    note(sqlite_sample, "BK033", "mine")
    settle()
    sqlite_sample.actor = Actor("chan", Role.OFFICER, "desk")
    note(sqlite_sample, "BK033", "theirs")
    sqlite_sample.actor = TESTER
    settle()

    click(window.bar.undo)
    settle()

    assert "chan" in window.notices.text.text()
    assert window.notices.cards[-1].stays
    assert note_of(sqlite_sample, "BK033") == "theirs"


def test_another_persons_acts_are_never_offered(
    window: DeskWindow, furniture: Furniture, sqlite_sample: Store
) -> None:
    assert "BK031" in window.bar.undo.toolTip()
    assert sqlite_sample.read(booking_by_number, "BK033").state is State.CONFIRMED
