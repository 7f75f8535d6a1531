"""Two desks at the same moment: one waits for the other, then decides on what is so now."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import event, text

from labapp.domain import errors
from labapp.domain.bookings import Act, Booking, State
from labapp.domain.errors import LabError, Refused
from labapp.domain.staff import Role
from labapp.services import bookings, spaces
from labapp.services.bookings import ActOn, EditBooking, MoveBooking
from labapp.services.spaces import SetCapacity
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests import builders
from tests.builders import SmallLab, set_clock, span, when
from tests.sweep import problems_in

TIME = span(1, "11:00", "12:00")
HEAD_START = 0.4
"""How long the first holds its transaction open, so that the second surely runs into it."""

UseCase = Callable[[Transaction], object]


@pytest.fixture
def other(law: Store) -> Iterator[Store]:
    """The same lab at another desk."""
    store = builders.as_actor(law, "Chan", Role.SUPERVISOR)
    yield store
    store.close()


def race(first: Store, slow: UseCase, second: Store, quick: UseCase) -> tuple[object, object]:
    """Run one use case and, before it is committed, another; return how each ended."""
    inside = threading.Event()
    ended: list[object] = [None, None]

    def hold(tx: Transaction) -> object:
        done = slow(tx)
        inside.set()
        threading.Event().wait(HEAD_START)
        return done

    def run(position: int, store: Store, use_case: UseCase) -> None:
        try:
            ended[position] = store.write(use_case)
        except LabError as error:
            ended[position] = error

    one = threading.Thread(target=run, args=(0, first, hold))
    two = threading.Thread(target=run, args=(1, second, quick))
    one.start()
    assert inside.wait(5)
    two.start()
    one.join()
    two.join()
    return ended[0], ended[1]


def why(ended: object) -> errors.Refusal:
    assert isinstance(ended, Refused)
    return ended.refusals[0]


def test_of_two_who_want_the_last_place_one_gets_it_and_the_other_is_told_who(
    law: Store, other: Store, lab: SmallLab
) -> None:
    mine, theirs = race(
        law,
        lambda tx: bookings.book_place(tx, lab.order("A1", TIME)),
        other,
        lambda tx: bookings.book_place(tx, lab.order("A1", TIME, exhibitor="EX02")),
    )

    assert isinstance(mine, Booking)
    refusal = why(theirs)
    assert isinstance(refusal, errors.OverCapacity)
    assert [holder.number for holder in refusal.holders] == [mine.number]
    assert problems_in(law) == []


def test_a_booking_cancelled_meanwhile_is_not_moved_back_to_life(
    law: Store, other: Store, lab: SmallLab
) -> None:
    booked = law.write(bookings.book_place, lab.order("N1", TIME))
    law.write(bookings.book_place, lab.order("N1", TIME))  # so that a second giving back would show

    cancelled, moved = race(
        law,
        lambda tx: bookings.act_on(
            tx, ActOn(booking_id=booked.id, act=Act.CANCEL, reason="a test")
        ),
        other,
        lambda tx: bookings.move_booking(
            tx, MoveBooking(booking_id=booked.id, span=span(2, "11:00", "12:00"))
        ),
    )

    assert isinstance(cancelled, Booking)
    assert isinstance(why(moved), errors.WrongState)
    assert problems_in(law) == []


@pytest.mark.parametrize("beside", [0, 1])
def test_of_two_who_cancel_one_booking_one_does(
    law: Store, other: Store, lab: SmallLab, beside: int
) -> None:
    """Given back twice it would be less than nothing, or another's."""
    booked = law.write(bookings.book_place, lab.order("N1", TIME))
    for _ in range(beside):
        law.write(bookings.book_place, lab.order("N1", TIME))
    cancel = ActOn(booking_id=booked.id, act=Act.CANCEL, reason="a test")

    first, second = race(
        law,
        lambda tx: bookings.act_on(tx, cancel),
        other,
        lambda tx: bookings.act_on(tx, cancel),
    )

    assert isinstance(first, Booking)
    assert isinstance(why(second), errors.WrongState)
    assert len(law.read(bookings.history_of, booked.number)) == 2
    assert problems_in(law) == []


def test_what_two_write_about_one_booking_is_both_there(
    law: Store, other: Store, lab: SmallLab
) -> None:
    booked = law.write(bookings.book_place, lab.order("A1", TIME))

    race(
        law,
        lambda tx: bookings.edit_booking(
            tx, EditBooking(booking_id=booked.id, changes={"note": "theirs"})
        ),
        other,
        lambda tx: bookings.act_on(tx, ActOn(booking_id=booked.id, act=Act.CHECK_IN)),
    )

    found = law.read(bookings.booking_by_id, booked.id)
    assert (found.note, found.state, found.version) == ("theirs", State.CHECKED_IN, 3)


def test_who_has_said_what_they_saw_is_told_that_it_changed_meanwhile(
    law: Store, other: Store, lab: SmallLab
) -> None:
    booked = law.write(bookings.book_place, lab.order("A1", TIME))
    changes = [EditBooking(booking_id=booked.id, changes={"note": n}, version=1) for n in "ab"]

    first, second = race(
        law,
        lambda tx: bookings.edit_booking(tx, changes[0]),
        other,
        lambda tx: bookings.edit_booking(tx, changes[1]),
    )

    assert isinstance(first, Booking)
    assert why(second) == errors.ChangedMeanwhile(
        what="booking", key=booked.number, by="tester", differences=(("note", "a", "b"),)
    )


def test_the_same_key_sent_twice_at_once_is_one_booking(
    law: Store, other: Store, lab: SmallLab
) -> None:
    order = lab.order("A1", TIME)

    first, second = race(
        law,
        lambda tx: bookings.book_place(tx, order),
        other,
        lambda tx: bookings.book_place(tx, order),
    )

    assert isinstance(first, Booking)
    assert first == second
    assert problems_in(law) == []


def test_a_hold_that_two_find_to_have_run_out_ends_once(
    law: Store, other: Store, lab: SmallLab
) -> None:
    held = law.write(
        bookings.book_place, lab.order("N1", span(3, "11:00", "12:00"), state=State.HELD)
    )
    law.write(bookings.book_place, lab.order("N1", span(3, "11:00", "12:00")))
    for store in (law, other):
        set_clock(store, when(2, "09:00"))
    orders = [lab.order(place, span(3, "11:00", "12:00")) for place in ("A1", "A2")]

    ended = race(
        law,
        lambda tx: bookings.book_place(tx, orders[0]),
        other,
        lambda tx: bookings.book_place(tx, orders[1]),
    )

    assert all(isinstance(one, Booking) for one in ended)
    acts = [row.act for row in law.read(bookings.history_of, held.number)]
    assert acts == ["expire", "book"]
    assert problems_in(law) == []


def test_two_bookings_without_staff_do_not_pass_a_quota_together(
    ruled: Store, lab: SmallLab
) -> None:
    other = builders.as_actor(ruled, "Chan", Role.OFFICER)
    orders = [
        lab.order(place, span(1, "10:00", "13:00"), exhibitor="EX02", staff=0)
        for place in ("A1", "T1")
    ]

    first, second = race(
        ruled,
        lambda tx: bookings.book_place(tx, orders[0]),
        other,
        lambda tx: bookings.book_place(tx, orders[1]),
    )

    assert isinstance(first, Booking)
    assert isinstance(why(second), errors.QuotaExceeded)
    other.close()


def test_a_capacity_lowered_meanwhile_is_what_counts(
    law: Store, other: Store, lab: SmallLab
) -> None:
    lower = SetCapacity(resource_id=lab.resources["TK"], start=when(1), end=when(2), capacity=0)
    order = lab.order("A1", TIME, demo="TK-EX01")

    lowered, booked = race(
        law,
        lambda tx: spaces.set_capacity(tx, lower),
        other,
        lambda tx: bookings.book_place(tx, order),
    )

    assert not isinstance(lowered, LabError)
    assert isinstance(why(booked), errors.OverCapacity)
    assert problems_in(law) == []


def test_a_booking_made_meanwhile_stands_in_the_way_of_a_lower_capacity(
    law: Store, other: Store, lab: SmallLab
) -> None:
    lower = SetCapacity(resource_id=lab.resources["TK"], start=when(1), end=when(2), capacity=0)
    order = lab.order("A1", TIME, demo="TK-EX01")

    booked, lowered = race(
        law,
        lambda tx: bookings.book_place(tx, order),
        other,
        lambda tx: spaces.set_capacity(tx, lower),
    )

    assert isinstance(booked, Booking)
    assert isinstance(why(lowered), errors.BelowBooked)
    assert problems_in(law) == []


def test_many_who_each_move_their_own_do_not_block_each_other_for_good(
    law: Store, lab: SmallLab
) -> None:
    """They swap among two places in opposite directions, so that locks cross."""
    booked = [
        law.write(bookings.book_place, lab.order("N1", span(1 + n, "11:00", "12:00")))
        for n in range(6)
    ]
    faults: list[BaseException] = []

    def swap(one: Booking, places: list[str]) -> None:
        store = builders.as_actor(law, f"desk {one.number}", Role.OFFICER)
        try:
            for place in places * 4:
                move = MoveBooking(booking_id=one.id, span=one.span, place_id=lab.places[place])
                store.write(bookings.move_booking, move)
        except BaseException as fault:  # noqa: BLE001 -- told to the test
            faults.append(fault)
        finally:
            store.close()

    ways = (["A1", "A2"], ["A2", "A1"])
    threads = [
        threading.Thread(target=swap, args=(one, ways[number % 2]))
        for number, one in enumerate(booked)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert problems_in(law) == []
    with law.reading() as connection:
        versions = connection.execute(text("SELECT version FROM booking")).scalars().all()
    assert sorted(versions) == [9] * 6


def test_two_who_commit_at_the_same_moment_take_their_revisions_one_after_the_other(
    law: Store, other: Store, lab: SmallLab
) -> None:
    first = law.write(bookings.book_place, lab.order("A1", TIME, staff=0))
    second = law.write(bookings.book_place, lab.order("T1", TIME, exhibitor="EX02", staff=0))
    committing = threading.Event()

    def linger(connection: object) -> None:
        committing.set()
        threading.Event().wait(HEAD_START)

    def note(store: Store, booked: Booking) -> None:
        edit = EditBooking(booking_id=booked.id, changes={"note": "x"})
        store.write(bookings.edit_booking, edit)

    event.listen(law.engine, "commit", linger)
    one = threading.Thread(target=note, args=(law, first))
    one.start()
    assert committing.wait(5)
    note(other, second)
    one.join()
    event.remove(law.engine, "commit", linger)

    assert problems_in(law) == []
    with law.reading() as connection:
        count = connection.execute(text("SELECT count(*) FROM journal WHERE act = 'edit'"))
        assert count.scalar_one() == 2


def test_a_number_is_given_to_one_booking_only(law: Store, lab: SmallLab) -> None:
    numbers: list[str] = []

    def book(day: int) -> None:
        store = builders.as_actor(law, f"desk {day}", Role.OFFICER)
        order = replace(lab.order("A1", span(day, "11:00", "12:00")))
        numbers.append(store.write(bookings.book_place, order).number)
        store.close()

    threads = [threading.Thread(target=book, args=(day,)) for day in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == [f"BK00{number}" for number in range(1, 9)]
