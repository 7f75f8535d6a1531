"""Long lists: read in pieces and never silently short; who waits; what cannot be done to many."""

import pytest

from labapp.domain import errors
from labapp.domain.bookings import Act, Kind, State
from labapp.domain.errors import Refused
from labapp.domain.times import Span
from labapp.services import lists
from labapp.services.bookings import ActOn, booking_by_number
from labapp.services.lists import (
    list_bookings,
    looked_into,
    what_is_in_the_way,
    wishes,
)
from labapp.services.many import act_on_many
from labapp.services.undo import undo
from labapp.services.waiting import Gap, offer_next
from labapp.storage.store import Store
from tests.builders import when
from tests.services.test_queries import queries_of

EVER = Span(when(-30), when(60))
WEEK = Span(when(0), when(7))


def test_a_list_is_read_in_pieces_without_a_gap_or_a_repeat(
    sample: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sample.read(list_bookings, Kind.STAY, EVER, 5_000)
    monkeypatch.setattr(lists, "READ_AT_ONCE", 7)

    pieces = sample.read(list_bookings, Kind.STAY, EVER, 5_000)
    backwards = sample.read(list_bookings, Kind.STAY, EVER, 5_000, newest_first=True)

    assert len(whole.bookings) == 70
    assert pieces == whole
    assert sorted(one.id for one in backwards.bookings) == sorted(one.id for one in whole.bookings)
    starts = [one.span.start for one in backwards.bookings]
    assert starts == sorted(starts, reverse=True)


def test_a_list_that_is_not_whole_says_how_many_there_are(sample: Store) -> None:
    short = sample.read(list_bookings, Kind.STAY, EVER, 10)

    assert (len(short.bookings), short.total, short.whole) == (10, 70, False)


def test_each_kind_has_a_list_of_its_own(sample: Store) -> None:
    visits = sample.read(list_bookings, Kind.VISIT, EVER, 100)

    assert visits.whole
    assert {one.kind for one in visits.bookings} == {Kind.VISIT}


def test_a_list_costs_as_many_queries_for_many_rows_as_for_none(sample: Store) -> None:
    def of(span: Span) -> int:
        return queries_of(sample, lambda tx: list_bookings(tx, Kind.STAY, span, 3_000))

    assert of(WEEK) == of(Span(when(300), when(301)))


def test_who_waits_is_told_in_order_and_what_is_in_the_way_when_asked(sample: Store) -> None:
    found = sample.read(wishes)

    assert [(one.place_in_queue, one.blockers) for one in found] == [
        (1, None),
        (2, None),
        (3, None),
    ]
    looked = sample.read(looked_into, found)
    assert [one.booking for one in looked] == [one.booking for one in found]
    assert all(one.blockers for one in looked)


def test_who_has_an_offer_stands_before_those_who_wait(sample: Store) -> None:
    waits = sample.read(wishes)[0].booking
    holder = sample.read(booking_by_number, "BK045")
    sample.write(act_on_many, [ActOn(booking_id=holder.id, act=Act.CANCEL, reason="room")])
    sample.write(offer_next, Gap(place_id=waits.place_id, span=waits.span))

    first = sample.read(wishes)[0]

    assert (first.booking.id, first.place_in_queue) == (waits.id, None)
    assert first.booking.state is State.OFFERED


def test_of_many_those_are_named_to_which_it_cannot_be_done(sample: Store) -> None:
    numbers = ("BK004", "BK001", "BK005")
    bookings = [sample.read(booking_by_number, number) for number in numbers]
    orders = [ActOn(booking_id=one.id, act=Act.CHECK_IN) for one in bookings]

    with pytest.raises(Refused):
        sample.write(act_on_many, orders)
    found = sample.rehearse(what_is_in_the_way, orders)

    assert [one.booking.number for one in found] == ["BK001"]
    assert isinstance(found[0].refusals[0], errors.WrongState)
    assert [sample.read(booking_by_number, number) for number in numbers] == bookings


def test_what_was_done_to_many_is_taken_back_at_once(sample: Store) -> None:
    bookings = [sample.read(booking_by_number, number) for number in ("BK004", "BK005", "BK006")]
    sample.write(act_on_many, [ActOn(booking_id=one.id, act=Act.CHECK_IN) for one in bookings])

    sample.write(undo)

    after = [sample.read(booking_by_number, one.number).state for one in bookings]
    assert after == [State.CONFIRMED] * 3
