from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from labapp.domain.bookings import Act
from labapp.domain.errors import OutOfService, OverCapacity
from labapp.domain.times import Span, day_span
from labapp.services.bookings import ActOn, MoveBooking, act_on, what_would_block
from labapp.services.outlook import Outlook, outlook_of
from labapp.storage.store import Store
from tests.builders import span, when
from tests.services.orders import ONE_ENGINE, booked, lab_of, place_id, stay

pytestmark = ONE_ENGINE
DAY = day_span(datetime(2026, 12, 8, tzinfo=UTC).date())
QUARTER = timedelta(minutes=15)


def outlook(store: Store, number: str = "BK033") -> Outlook:
    return store.read(outlook_of, booked(store, number).id, DAY)


@pytest.mark.parametrize("number", ["BK033", "BK004", "BK031", "BK020"])
def test_it_says_of_every_place_and_time_what_the_database_says(sample: Store, number: str) -> None:
    """Of bookings small and large, all day long: the same facts, with the same holders."""
    booking = booked(sample, number)
    seen = sample.read(outlook_of, booking.id, DAY)
    shifts = [shift * QUARTER * 3 for shift in range(-9, 10, 2)]

    for place, shift in product(list(lab_of(sample).places)[::2], shifts):
        moved = Span(booking.span.start + shift, booking.span.end + shift)
        order = MoveBooking(booking_id=booking.id, span=moved, place_id=place)

        told = sample.read(what_would_block, order)

        assert seen.rules_against(moved) + seen.law_against(place, moved) == told
        assert seen.free_places(moved)[place] == (not seen.law_against(place, moved))


def test_a_new_booking_is_looked_at_as_one_that_is_moved(sample: Store) -> None:
    order = stay(sample, "A2", "EX07", span(1, "14:00", "15:00"))
    seen = sample.read(outlook_of, order, DAY)

    assert seen.law_against(order.place_id, order.span) == tuple(
        refusal
        for refusal in sample.read(what_would_block, order)
        if isinstance(refusal, OverCapacity | OutOfService)
    )


def test_it_names_who_holds_a_place(sample: Store) -> None:
    seen = outlook(sample)
    taken = place_id(sample, "A1")

    [refusal] = [
        each
        for each in seen.law_against(taken, seen.wish.span)
        if isinstance(each, OverCapacity) and each.resource.code == "place:A1"
    ]

    assert [holder.number for holder in refusal.holders] == ["BK004"]


def test_a_place_out_of_service_says_until_when(sample: Store) -> None:
    seen = outlook(sample)

    [refusal] = seen.law_against(place_id(sample, "C8"), seen.wish.span)

    assert isinstance(refusal, OutOfService)
    assert refusal.place == "C8"


def test_its_own_place_and_time_are_free(sample: Store) -> None:
    seen = outlook(sample)

    assert seen.free_places(seen.wish.span)[seen.wish.place_id or 0]


def test_what_holds_nothing_may_be_anywhere(sample: Store) -> None:
    booking = booked(sample, "BK033")
    sample.write(act_on, ActOn(booking_id=booking.id, act=Act.CANCEL, reason="Ill"))
    seen = outlook(sample)

    assert all(seen.free_places(booking.span).values())


def test_only_the_days_looked_at_can_be_asked(sample: Store) -> None:
    seen = outlook(sample)

    assert seen.covers(seen.wish.span)
    assert not seen.covers(Span(when(9, "10:00"), when(9, "11:00")))
