"""What is offered in the place of a refused booking: it would be accepted, and nothing nearer."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from labapp.domain.bookings import Act, State
from labapp.domain.errors import Alternative, Refused
from labapp.domain.languages import Names
from labapp.domain.staff import Role
from labapp.domain.times import Span
from labapp.services import bookings
from labapp.services.bookings import ActOn, BookPlace, ClosePlace, EditBooking, MoveBooking
from labapp.storage.store import Store
from tests import builders
from tests.builders import SmallLab, set_clock, span, when

QUARTER = timedelta(minutes=15)


def offered(store: Store, order: BookPlace) -> tuple[Alternative, ...]:
    with pytest.raises(Refused) as refused:
        store.write(bookings.book_place, order)
    return refused.value.alternatives


def accepted(store: Store, order: BookPlace) -> bool:
    try:
        store.rehearse(bookings.book_place, order)
    except Refused:
        return False
    return True


def fill(store: Store, lab: SmallLab, chance: random.Random) -> None:
    """Make the lab's Tuesday and Wednesday crowded."""
    for _ in range(60):
        start = when(chance.randrange(1, 3)) + QUARTER * chance.randrange(40, 70)
        time = Span(start, start + QUARTER * chance.randrange(2, 8))
        order = lab.order(
            chance.choice(["A1", "A2", "T1", "N1", "H1", "H1a", "H1b"]),
            time,
            exhibitor=chance.choice(["EX01", "EX02", "EX03"]),
            units=1,
            staff=chance.randrange(1, 4),
            power_w=chance.choice([0, 900, 1500]),
        )
        if accepted(store, order):
            store.write(bookings.book_place, order)


@pytest.mark.parametrize("seed", range(3))
def test_each_alternative_would_be_accepted_and_the_first_time_is_the_nearest(
    sqlite_ruled: Store, lab: SmallLab, seed: int
) -> None:
    chance = random.Random(seed)
    store = sqlite_ruled
    fill(store, lab, chance)
    checked = 0
    while checked < 4:
        start = when(chance.randrange(1, 3)) + QUARTER * chance.randrange(40, 66)
        order = lab.order(
            chance.choice(["A1", "A2", "T1"]),
            Span(start, start + QUARTER * chance.randrange(3, 9)),
            exhibitor="EX03",
            staff=3,
            power_w=chance.choice([0, 1500]),
        )
        if accepted(store, order):
            continue
        checked += 1
        found = offered(store, order)

        for one in found:
            assert accepted(store, replace(order, place_id=one.place_id, span=one.span))
        times = [one.span for one in found if one.kind == "time"]
        nearer = order.span.start - times[0].start if times else timedelta(days=1)
        steps = int(abs(nearer) / QUARTER)
        for step in range(1, steps):
            for start in (order.span.start + step * QUARTER, order.span.start - step * QUARTER):
                assert not accepted(store, replace(order, span=order.span.moved_to(start)))


def test_a_move_that_is_refused_offers_what_the_move_could_be(
    sqlite_ruled: Store, lab: SmallLab
) -> None:
    booked = sqlite_ruled.write(bookings.book_place, lab.order("A1", span(1, "10:00", "12:00")))
    other = lab.order("A1", span(1, "14:00", "16:00"), exhibitor="EX03")
    sqlite_ruled.write(bookings.book_place, other)
    move = MoveBooking(booking_id=booked.id, span=span(1, "14:00", "16:00"))

    with pytest.raises(Refused) as refused:
        sqlite_ruled.write(bookings.move_booking, move)

    found = refused.value.alternatives
    assert [(one.kind, one.span) for one in found[:1]] == [("time", span(1, "11:45", "13:45"))]
    for one in found:
        near = replace(move, span=one.span, place_id=one.place_id)
        sqlite_ruled.rehearse(bookings.move_booking, near)


def test_alternatives_to_a_closure_are_free_too(sqlite_ruled: Store, lab: SmallLab) -> None:
    sqlite_ruled.write(bookings.book_place, lab.order("A1", span(1, "10:00", "12:00")))
    closure = ClosePlace(
        place_id=lab.places["A1"], span=span(1, "11:00", "13:00"), title=Names("Repair")
    )

    with pytest.raises(Refused) as refused:
        sqlite_ruled.write(bookings.close_place, closure)

    assert refused.value.alternatives
    for one in refused.value.alternatives:
        other = replace(closure, place_id=one.place_id, span=one.span)
        sqlite_ruled.rehearse(bookings.close_place, other)


def test_with_a_supervisors_reason_more_is_offered(sqlite_ruled: Store, lab: SmallLab) -> None:
    store = sqlite_ruled
    for place, code in (("A1", "EX01"), ("A2", "EX03")):
        time = span(1, "10:00", "18:00")
        store.write(bookings.book_place, lab.order(place, time, exhibitor=code))
    order = lab.order("A1", span(1, "10:00", "17:00"), exhibitor="EX02")

    plain = offered(store, order)
    passed = offered(store, replace(order, override="the minister comes"))

    assert plain == ()  # a start-up's day is four hours
    assert passed
    for one in passed:
        near = replace(order, place_id=one.place_id, span=one.span, override="again")
        assert accepted(store, near)


def test_an_edit_or_a_confirmation_that_is_refused_offers_what_could_be(
    sqlite_ruled: Store, lab: SmallLab
) -> None:
    store = sqlite_ruled
    set_clock(store, when(0, "09:00"))
    time = span(1, "10:00", "12:00")
    mine = store.write(bookings.book_place, lab.order("A1", time, staff=4))
    store.write(bookings.book_place, lab.order("A2", time, staff=4))

    with pytest.raises(Refused) as refused:
        store.write(bookings.edit_booking, EditBooking(booking_id=mine.id, changes={"staff": 5}))

    kinds = {one.kind for one in refused.value.alternatives}
    assert "time" in kinds
    waiting = store.write(
        bookings.book_place, lab.order("A1", time, exhibitor="EX03", state=State.WAITLISTED)
    )
    officer = builders.as_actor(store, "Chan", Role.OFFICER)
    with pytest.raises(Refused) as refused:
        officer.write(bookings.act_on, ActOn(booking_id=waiting.id, act=Act.CONFIRM))
    assert refused.value.alternatives
    officer.close()
