"""The rules of the lab as the domain notes put them, each held against the real use cases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from labapp.domain import errors
from labapp.domain.bookings import OVER, Act, Booking, State
from labapp.domain.errors import Refusal, Refused
from labapp.domain.languages import Names
from labapp.domain.staff import Role
from labapp.domain.times import Span
from labapp.services import bookings, spaces, waiting
from labapp.services.bookings import ActOn, BookPlace, BookVisit, ClosePlace, EditBooking, MoveBooking
from labapp.services.spaces import SetCapacity
from labapp.services.waiting import Gap
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests import builders
from tests.builders import MONDAY, SmallLab, set_clock, span, when
from tests.sweep import problems_in

Order = TypeVar("Order")


def refused(
    store: Store, use_case: Callable[[Transaction, Order], object], order: Order
) -> tuple[Refusal, ...]:
    """Return why a use case is refused; nothing may have changed."""
    with pytest.raises(Refused) as error:
        store.write(use_case, order)
    assert problems_in(store) == []
    return error.value.refusals


def kinds(found: tuple[Refusal, ...]) -> list[str]:
    return [type(refusal).__name__ for refusal in found]


def book(store: Store, order: BookPlace) -> Booking:
    return store.write(bookings.book_place, order)


def act(store: Store, booked: Booking, what: Act, **fields: object) -> Booking:
    return store.write(
        bookings.act_on,
        ActOn(booking_id=booked.id, act=what, reason="a test", **fields),  # type: ignore[arg-type] # plain values
    )


@pytest.mark.parametrize("state", [State.HELD, State.PENDING, State.CONFIRMED])
def test_no_two_holding_bookings_of_one_booth_overlap_and_between_them_is_the_buffer_of_its_kind(
    ruled: Store, lab: SmallLab, state: State
) -> None:
    first = book(ruled, lab.order("A1", span(1, "11:00", "12:00"), state=state))

    for start in ("11:30", "12:00"):
        order = lab.order("A1", Span(when(1, start), when(1, "13:00")), exhibitor="EX03")
        (refusal,) = refused(ruled, bookings.book_place, order)
        assert isinstance(refusal, errors.OverCapacity)
        assert [holder.number for holder in refusal.holders] == [first.number]
    book(ruled, lab.order("A1", span(1, "12:15", "13:00"), exhibitor="EX03"))
    before = lab.order("A1", span(1, "10:00", "11:00"), exhibitor="EX03")
    assert kinds(refused(ruled, bookings.book_place, before)) == ["OverCapacity"]
    book(ruled, replace(before, span=span(1, "10:00", "10:45")))

    book(ruled, lab.order("T1", span(1, "11:00", "12:00")))
    theatre = lab.order("T1", span(1, "12:15", "13:00"), exhibitor="EX03")
    assert kinds(refused(ruled, bookings.book_place, theatre)) == ["OverCapacity"]
    book(ruled, replace(theatre, span=span(1, "12:30", "13:00")))
    assert problems_in(ruled) == []


def test_a_booking_is_inside_the_opening_hours_of_its_date_and_exceptions_beat_weekly(
    ruled: Store, lab: SmallLab
) -> None:
    ruled.write(builders.special_day, MONDAY + timedelta(days=2), ("12:00", "22:00"))
    ruled.write(builders.public_holiday, MONDAY + timedelta(days=3))

    for time in (span(1, "09:00", "10:00"), span(2, "10:00", "11:00"), span(3, "11:00", "12:00")):
        found = refused(ruled, bookings.book_place, lab.order("A1", time))
        assert kinds(found) == ["OutsideHours"]

    book(ruled, lab.order("A1", span(1, "10:00", "11:00")))
    book(ruled, lab.order("A1", span(2, "21:00", "22:00")))
    closure = ClosePlace(
        place_id=lab.places["A2"], span=span(3, "02:00", "03:00"), title=Names("Clean")
    )
    ruled.write(bookings.close_place, closure)


def test_start_and_end_are_on_the_grid_and_the_length_is_between_shortest_and_longest(
    ruled: Store, lab: SmallLab
) -> None:
    for time, kind in (
        (span(1, "10:05", "11:00"), "OffGrid"),
        (span(1, "10:00", "10:55"), "OffGrid"),
        (span(1, "10:00", "10:15"), "TooShort"),
    ):
        assert kinds(refused(ruled, bookings.book_place, lab.order("A1", time))) == [kind]
    ruled.write(builders.set_policy, max_booking_minutes=120)
    long = lab.order("A1", span(1, "10:00", "12:15"))
    assert kinds(refused(ruled, bookings.book_place, long)) == ["TooLong"]
    book(ruled, replace(long, span=span(1, "10:00", "12:00")))


def test_the_booth_is_in_service_for_the_whole_time(ruled: Store, lab: SmallLab) -> None:
    place = ruled.read(builders.resource_of_place, lab.places["A1"])
    ruled.write(
        spaces.set_capacity,
        SetCapacity(
            resource_id=place, start=when(1, "12:00"), end=when(1, "13:00"), capacity=0
        ),
    )

    (refusal,) = refused(ruled, bookings.book_place, lab.order("A1", span(1, "11:00", "14:00")))

    assert refusal == errors.OutOfService(
        place="A1", at=when(1, "12:00"), until=when(1, "13:00"), note=None
    )
    book(ruled, lab.order("A1", span(1, "11:00", "11:45")))
    book(ruled, lab.order("A1", span(1, "13:00", "14:00")))


def test_the_power_is_at_most_the_booth_limit_and_on_a_feed_at_every_instant_at_most_usable(
    ruled: Store, lab: SmallLab
) -> None:
    too_much = lab.order("A1", span(1, "11:00", "12:00"), power_w=2001)
    (limit,) = refused(ruled, bookings.book_place, too_much)
    assert isinstance(limit, errors.OverCapacity)
    assert (limit.resource.code, limit.capacity, limit.over) == ("sockets:A1", 2000, 1)

    book(ruled, replace(too_much, power_w=2000))
    beside = lab.order("A2", span(1, "11:45", "13:00"), exhibitor="EX03", power_w=1001)
    (feed,) = refused(ruled, bookings.book_place, beside)
    assert isinstance(feed, errors.OverCapacity)
    assert (feed.resource.code, feed.at, feed.until) == ("F1", when(1, "11:45"), when(1, "12:00"))

    book(ruled, replace(beside, span=span(1, "12:00", "13:00")))  # no turnover for power
    book(ruled, replace(beside, span=span(1, "10:00", "11:00"), power_w=1000, key="other"))


def test_the_sum_on_a_pool_is_at_every_instant_at_most_the_capacity_in_force_also_inside_a_booking(
    ruled: Store, lab: SmallLab
) -> None:
    pool = lab.resources["P1"]
    ruled.write(
        spaces.set_capacity,
        SetCapacity(resource_id=pool, start=when(1, "12:00"), end=when(1, "12:30"), capacity=600),
    )
    book(ruled, lab.order("A1", span(1, "11:00", "14:00"), pool_id=pool, mpflops=400))

    more = lab.order("A2", span(1, "11:00", "14:00"), exhibitor="EX03", pool_id=pool, mpflops=300)
    (refusal,) = refused(ruled, bookings.book_place, more)

    assert isinstance(refusal, errors.OverCapacity)
    assert (refusal.at, refusal.until, refusal.used) == (when(1, "12:00"), when(1, "12:30"), 400)
    book(ruled, replace(more, mpflops=200))


def test_the_sum_of_child_pools_is_at_most_the_parent_at_every_step_time(
    ruled: Store, lab: SmallLab
) -> None:
    first, second = lab.resources["P1"], lab.resources["P2"]
    book(ruled, lab.order("A1", span(1, "11:00", "12:00"), pool_id=first, mpflops=900))

    order = lab.order("A2", span(1, "11:00", "12:00"), "EX03", pool_id=second, mpflops=301)  # type: ignore[misc] # see below
    (used,) = refused(ruled, bookings.book_place, order)
    assert isinstance(used, errors.OverCapacity)
    assert used.resource.code == "ALL"

    raise_one = SetCapacity(resource_id=first, start=when(3), end=when(4), capacity=401)
    ruled.write(
        spaces.set_capacity,
        SetCapacity(resource_id=first, start=when(2), end=when(5), capacity=400),
    )
    (above,) = refused(ruled, spaces.set_capacity, raise_one)
    assert isinstance(above, errors.AboveParent)
    assert (above.at, above.total, above.capacity) == (when(3), 1201, 1200)
