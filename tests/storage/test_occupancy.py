"""The occupancy table: taken and given back exactly, lowered by force, guarded by the database."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from labapp.domain.bookings import Act, Booking
from labapp.domain.errors import OverCapacity, Refused
from labapp.domain.resources import Claim, Excess, Rise, Step
from labapp.domain.times import FOREVER, Span, slot_at
from labapp.services import bookings
from labapp.services.bookings import ActOn, BookPlace, EditBooking, MoveBooking
from labapp.storage import occupancy
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests import builders
from tests.builders import CapacityRefused, SmallLab, change_capacity, span, when
from tests.sweep import problems_in


@pytest.fixture
def store(law: Store) -> Store:
    """The small lab, in which only the law refuses."""
    return law


def book(store: Store, order: BookPlace) -> Booking:
    return store.write(bookings.book_place, order)


def rows(store: Store) -> list[tuple[int, int, int, int]]:
    statement = text("SELECT resource_id, slot, used, excused FROM occupancy ORDER BY 1, 2")
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def test_a_cancelled_booking_gives_back_exactly_what_it_took(store: Store, lab: SmallLab) -> None:
    book(store, lab.order("N1", span(1, "10:00", "11:00"), units=2, staff=3))
    before = rows(store)
    order = lab.order("N1", span(1, "10:30", "12:00"), exhibitor="EX02", units=1, power_w=0)

    booked = book(store, order)
    store.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.CANCEL, reason="r"))

    assert [row for row in rows(store) if row[2]] == before
    assert problems_in(store) == []


def test_a_slot_taken_twice_is_refused_by_the_database_itself(store: Store, lab: SmallLab) -> None:
    first = slot_at(when(1, "10:00"))

    def take_twice(tx: Transaction) -> str:
        place = builders.resource_of_place(tx, lab.places["A1"])
        claim = Claim(place, first, first + 1, 1)
        occupancy.take(tx, [claim])
        with pytest.raises(IntegrityError) as refused, tx.connection.begin_nested():
            occupancy.take(tx, [claim])
        return str(refused.value.orig)

    assert "ck_occupancy_capacity" in store.rehearse(take_twice)


def test_more_than_was_taken_cannot_be_given_back(store: Store, lab: SmallLab) -> None:
    def give(tx: Transaction) -> str:
        place = builders.resource_of_place(tx, lab.places["A1"])
        occupancy.take(tx, [Claim(place, 10, 11, 1)])
        with pytest.raises(IntegrityError) as refused, tx.connection.begin_nested():
            occupancy.give_back(tx, [Claim(place, 10, 11, 2)])
        return str(refused.value.orig)

    assert "ck_occupancy_not_negative" in store.rehearse(give)


def test_a_resource_with_a_gap_in_its_capacity_is_a_bug(store: Store, lab: SmallLab) -> None:
    def take_in_gap(tx: Transaction) -> None:
        resource = lab.resources["TK"]
        occupancy.write_steps(tx, resource, [Step(0, 10, 2), Step(20, FOREVER, 2)])
        occupancy.take(tx, [Claim(resource, 5, 15, 1)])

    with pytest.raises(ValueError, match="gap"):
        store.rehearse(take_in_gap)


def test_a_step_inside_the_booking_counts(store: Store, lab: SmallLab) -> None:
    store.write(
        change_capacity,
        lab.resources["P1"],
        when(1, "11:00"),
        when(1, "12:00"),
        300,
        excuse=False,
    )
    order = lab.order("A1", span(1, "10:00", "13:00"), pool_id=lab.resources["P1"], mpflops=400)

    with pytest.raises(Refused) as refused:
        book(store, order)

    (refusal,) = refused.value.refusals
    assert isinstance(refusal, OverCapacity)
    assert (refusal.resource.code, refusal.at, refusal.until, refusal.capacity) == (
        "P1",
        when(1, "11:00"),
        when(1, "12:00"),
        300,
    )


@pytest.fixture
def lowered(store: Store, lab: SmallLab) -> Booking:
    """A stay with compute, in the middle of which the pool was lowered by force below it."""
    order = lab.order("A1", span(1, "10:00", "13:00"), pool_id=lab.resources["P1"], mpflops=400)
    booked = book(store, order)
    store.write(
        change_capacity, lab.resources["P1"], when(1, "11:00"), when(1, "12:00"), 300, excuse=True
    )
    return booked


def test_a_lower_capacity_is_refused_by_the_database_unless_forced(
    store: Store, lab: SmallLab, lowered: Booking
) -> None:
    with pytest.raises(CapacityRefused):
        store.write(
            change_capacity,
            lab.resources["P1"],
            when(1, "11:30"),
            when(1, "12:30"),
            350,
            excuse=False,
        )

    assert problems_in(store, excuses=True) == []


def test_what_was_forced_admits_nothing_new(store: Store, lab: SmallLab, lowered: Booking) -> None:
    order = lab.order(
        "A2",
        span(1, "11:30", "12:00"),
        exhibitor="EX02",
        pool_id=lab.resources["P1"],
        mpflops=1,
    )

    with pytest.raises(Refused):
        book(store, order)


@pytest.mark.parametrize(
    "shrink",
    [
        pytest.param(
            lambda b: (bookings.edit_booking, EditBooking(booking_id=b, changes={"mpflops": 350})),
            id="fewer units",
        ),
        pytest.param(
            lambda b: (
                bookings.move_booking,
                MoveBooking(booking_id=b, span=span(1, "10:00", "11:30")),
            ),
            id="shorter",
        ),
        pytest.param(
            lambda b: (bookings.act_on, ActOn(booking_id=b, act=Act.CANCEL, reason="r")),
            id="cancelled",
        ),
        pytest.param(
            lambda b: (bookings.edit_booking, EditBooking(booking_id=b, changes={"power_w": 500})),
            id="more of something else",
        ),
    ],
)
def test_what_was_forced_may_still_shrink(
    store: Store, lowered: Booking, shrink: Callable[[int], tuple[Any, Any]]
) -> None:
    use_case, order = shrink(lowered.id)

    store.write(use_case, order)

    assert problems_in(store, excuses=True) == []


def test_a_no_show_is_released_though_its_place_went_out_of_service(
    store: Store, lab: SmallLab
) -> None:
    booked = book(store, lab.order("A1", span(1, "10:00", "13:00")))
    place = store.read(builders.resource_of_place, lab.places["A1"])
    store.write(change_capacity, place, when(1, "09:00"), when(2), 0, excuse=True)
    builders.set_clock(store, when(1, "10:20"))

    released = store.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.NO_SHOW))

    assert released.released_at == when(1, "10:20")
    assert problems_in(store, excuses=True) == []


def test_another_step_later_does_not_forget_what_was_forced(
    store: Store, lab: SmallLab, lowered: Booking
) -> None:
    store.write(change_capacity, lab.resources["P1"], when(3), when(4), 500, excuse=False)
    store.write(
        change_capacity, lab.resources["P1"], when(1, "11:00"), when(1, "11:30"), 350, excuse=False
    )

    assert problems_in(store, excuses=True) == []


def test_the_excess_tells_what_others_hold_and_what_is_wanted_in_all(
    store: Store, lab: SmallLab
) -> None:
    mine = book(store, lab.order("N1", span(1, "10:00", "11:00"), units=1))
    book(store, lab.order("N1", span(1, "10:00", "11:00"), exhibitor="EX02", units=1))
    first = slot_at(when(1, "10:00"))

    def look(tx: Transaction) -> tuple[Excess, ...]:
        place = builders.resource_of_place(tx, lab.places["N1"])
        return occupancy.excesses(tx.connection, [Rise(Claim(place, first, first + 2, 2), 1)])

    (excess,) = store.read(look)
    assert (excess.used, excess.wanted, excess.capacity) == (1, 3, 3)

    with pytest.raises(Refused) as refused:
        store.write(bookings.edit_booking, EditBooking(booking_id=mine.id, changes={"units": 3}))
    (refusal,) = refused.value.refusals
    assert isinstance(refusal, OverCapacity)
    assert (refusal.used, refusal.wanted, refusal.over) == (1, 3, 1)


def test_a_claim_with_a_long_turnover_is_found_to_its_end(store: Store, lab: SmallLab) -> None:
    store.write(builders.set_policy, buffer_minutes__booth=1440)
    longest = Span(when(0), when(31))
    booked = book(store, lab.order("A1", longest, override="a test"))
    last = slot_at(when(32)) - 1

    def look(tx: Transaction) -> list[int]:
        found = occupancy.claims_between(tx.connection, last, last + 1)
        place = builders.resource_of_place(tx, lab.places["A1"])
        held_by = occupancy.holders(tx.connection, place, last, last + 1)
        return [booking for booking, _ in found] + [holder.booking_id for holder in held_by]

    assert store.read(look) == [booked.id, booked.id]


@pytest.mark.postgres
def test_a_capacity_is_not_lowered_behind_the_back_of_who_is_booking(
    postgres_law: Store, lab: SmallLab
) -> None:
    """Both look at slots that nobody has used yet: one must wait for the other."""
    store = postgres_law
    lowered, booked = threading.Event(), threading.Event()

    def lower(tx: Transaction) -> None:
        change_capacity(tx, lab.resources["TK"], when(1), when(2), 0, excuse=False)
        lowered.set()
        booked.wait(0.5)

    thread = threading.Thread(target=store.write, args=(lower,))
    thread.start()
    lowered.wait(5)
    order = lab.order("A1", span(1, "10:00", "11:00"), extras=((lab.resources["TK"], 1),))
    with pytest.raises(Refused):
        book(store, order)
    booked.set()
    thread.join()

    assert problems_in(store) == []
