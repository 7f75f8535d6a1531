from dataclasses import replace
from datetime import timedelta

import pytest

from labapp.domain.bookings import Act, State
from labapp.domain.errors import (
    ChangedMeanwhile,
    FieldFault,
    NotFound,
    OverCapacity,
    ReasonMissing,
    Refused,
    WrongState,
)
from labapp.domain.staff import Role
from labapp.services.bookings import ActOn, act_on
from labapp.services.checks import check_store
from labapp.services.many import MOST, MoveMany, act_on_many, move_many, what_would_block_many
from labapp.services.undo import redo, undo
from labapp.storage.store import Store
from tests.builders import as_actor
from tests.services.orders import booked, kinds, place_id

QUARTER = timedelta(minutes=15)
TWO = ("BK033", "BK034")
"""Two sessions in the theatre on one day."""


def orders(store: Store, act: Act, reason: str | None = None) -> tuple[ActOn, ...]:
    return tuple(
        ActOn(booking_id=booking.id, act=act, reason=reason, version=booking.version)
        for booking in (booked(store, number) for number in TWO)
    )


def move(
    store: Store, shift: timedelta, place: str | None = None, numbers: tuple[str, ...] = TWO
) -> MoveMany:
    seen = tuple((booked(store, number).id, booked(store, number).version) for number in numbers)
    return MoveMany(
        seen=seen, shift=shift, place_id=None if place is None else place_id(store, place)
    )


def states(store: Store) -> list[State]:
    return [booked(store, number).state for number in TWO]


def test_an_act_is_done_to_all_and_one_undo_takes_it_back(sample: Store) -> None:
    done = sample.write(act_on_many, orders(sample, Act.CHECK_IN))

    assert [booking.number for booking in done] == list(TWO)
    assert states(sample) == [State.CHECKED_IN] * 2
    sample.write(undo)
    assert states(sample) == [State.CONFIRMED] * 2
    sample.write(redo)
    assert states(sample) == [State.CHECKED_IN] * 2
    assert check_store(sample).sound


def test_what_one_refuses_is_done_to_none(sample: Store) -> None:
    wanted = orders(sample, Act.CHECK_IN)
    sample.write(act_on, ActOn(booking_id=wanted[1].booking_id, act=Act.CHECK_IN))

    with pytest.raises(Refused) as refused:
        sample.write(act_on_many, wanted)

    assert kinds(refused.value) == [ChangedMeanwhile]
    assert states(sample) == [State.CONFIRMED, State.CHECKED_IN]


def test_the_refusals_of_all_are_told_together_and_each_once(sample: Store) -> None:
    with pytest.raises(Refused) as refused:
        sample.write(act_on_many, orders(sample, Act.CANCEL))

    assert kinds(refused.value) == [ReasonMissing]


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_none_or_too_many_are_refused(sample: Store, count: int) -> None:
    order = ActOn(booking_id=booked(sample, "BK033").id, act=Act.CHECK_IN)

    with pytest.raises(Refused) as refused:
        sample.write(act_on_many, [order] * count)

    assert kinds(refused.value) == [FieldFault]


def test_all_are_moved_by_the_same_time_and_one_undo_takes_it_back(sample: Store) -> None:
    before = [booked(sample, number).span for number in TWO]

    moved = sample.write(move_many, move(sample, QUARTER))

    assert [booking.span.start for booking in moved] == [one.start + QUARTER for one in before]
    sample.write(undo)
    assert [booked(sample, number).span for number in TWO] == before
    assert check_store(sample).sound


def test_one_may_come_to_where_another_of_them_was(sample: Store) -> None:
    first, second = (booked(sample, number).span for number in TWO)
    gap = second.start - first.start

    sample.write(move_many, replace(move(sample, gap), override="Long evening"))

    assert booked(sample, "BK033").span.start == second.start
    assert check_store(sample).sound


def test_all_may_go_to_another_place(sample: Store) -> None:
    moved = sample.write(move_many, move(sample, timedelta(0), "C5"))

    assert {booking.place for booking in moved} == {"C5"}


def test_a_move_into_somebody_else_moves_none(sample: Store) -> None:
    before = [booked(sample, number).span for number in TWO]
    order = move(sample, timedelta(0), "A1")

    with pytest.raises(Refused) as refused:
        sample.write(move_many, order)

    assert OverCapacity in kinds(refused.value)
    assert [booked(sample, number).span for number in TWO] == before
    assert sample.rehearse(what_would_block_many, order) == refused.value.refusals


def test_a_move_that_would_be_accepted_has_nothing_in_its_way(sample: Store) -> None:
    before = booked(sample, "BK033")

    assert sample.rehearse(what_would_block_many, move(sample, QUARTER)) == ()
    assert booked(sample, "BK033") == before


def test_one_that_is_over_cannot_be_moved_with_the_others(sample: Store) -> None:
    booking = booked(sample, "BK034")
    sample.write(act_on, ActOn(booking_id=booking.id, act=Act.CANCEL, reason="Ill"))

    with pytest.raises(Refused) as refused:
        sample.write(move_many, move(sample, QUARTER))

    assert kinds(refused.value) == [WrongState]


def test_one_that_somebody_else_has_changed_is_told(sample: Store) -> None:
    order = move(sample, QUARTER)
    sample.write(act_on, ActOn(booking_id=order.seen[0][0], act=Act.CHECK_IN))

    with pytest.raises(Refused) as refused:
        sample.write(move_many, order)

    assert kinds(refused.value) == [ChangedMeanwhile]


def test_a_place_that_is_not_there_is_refused(sample: Store) -> None:
    seen = ((booked(sample, "BK033").id, 1),)

    with pytest.raises(Refused) as refused:
        sample.write(move_many, MoveMany(seen=seen, place_id=99_999))

    assert kinds(refused.value) == [NotFound]


def test_a_reader_moves_nothing(sample: Store) -> None:
    order = move(sample, QUARTER)

    reader = as_actor(sample, "guest", Role.READER)
    try:
        with pytest.raises(Refused):
            reader.write(move_many, order)
    finally:
        reader.close()
