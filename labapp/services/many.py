"""Several bookings at once: all or none in one transaction, so that one undo takes it all back.

Lists and the board share these: ``act_on_many`` for what is done to each as it is, ``move_many``
for the same shift of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from labapp.domain import errors
from labapp.domain.bookings import Act, Booking, Kind, may
from labapp.domain.errors import Refusal, Refused
from labapp.domain.lab import Lab
from labapp.domain.times import Span
from labapp.services import promises
from labapp.services.bookings import ActOn, act_on, booking_by_id
from labapp.services.promises import Turn
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

MOST = 200
"""No more bookings are changed at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMany:
    """Move bookings by the same time, and perhaps all to one place."""

    seen: tuple[tuple[int, int], ...]
    """(booking, version) as the person saw them."""
    shift: timedelta = timedelta(0)
    place_id: int | None = None
    """None: each where it is. Guided tours stay where they are."""
    override: str | None = None


def act_on_many(tx: Transaction, orders: Sequence[ActOn]) -> Sequence[Booking]:
    """Do each act, all or none; return what the bookings have become, in the order given.

    Raises ``Refused`` with all that is in the way of any of them.
    """
    _check_number(len(orders))
    done: list[Booking] = []
    refused: list[Refusal] = []
    for order in orders:
        try:
            with tx.attempt():
                done.append(act_on(tx, order))
        except Refused as error:
            refused += (refusal for refusal in error.refusals if refusal not in refused)
    if refused:
        raise Refused(*refused)
    return done


def move_many(tx: Transaction, order: MoveMany) -> Sequence[Booking]:
    """Move them all or none; one may come to where another of them was."""
    _check_number(len(order.seen))
    promises.expire_due(tx)
    here = read_lab(tx)
    if order.place_id is not None and order.place_id not in here.places:
        raise Refused(errors.NotFound(what="place", key=str(order.place_id)))
    turns: list[Turn] = []
    for booking_id, version in order.seen:
        before = booking_by_id(tx, booking_id)
        _check_may_move(tx, before, version)
        after = _moved(here, before, order)
        if (after.span, after.place_id) != (before.span, before.place_id):
            turns.append(Turn(before, after))
    promises.exchange(tx, turns, act="move", override=order.override, by_the_rules=True)
    return [booking_by_id(tx, booking_id) for booking_id, _ in order.seen]


def what_would_block_many(tx: Transaction, order: MoveMany) -> tuple[Refusal, ...]:
    """Return all that is in the way of a move; to be rehearsed, since it tries it."""
    try:
        move_many(tx, order)
    except Refused as refused:
        return refused.refusals
    return ()


def _check_number(count: int) -> None:
    if not 0 < count <= MOST:
        raise Refused(
            errors.FieldFault(field_name="bookings", fault="out_of_range", value=str(count))
        )


def _check_may_move(tx: Transaction, before: Booking, version: int) -> None:
    if before.version != version:
        raise Refused(
            errors.ChangedMeanwhile(what="booking", key=before.number, by="", differences=())
        )
    if may(Act.MOVE, before, tx.actor.role):
        return
    raise Refused(
        errors.WrongState(number=before.number, state=before.state.value, act=Act.MOVE.value)
    )


def _moved(here: Lab, before: Booking, order: MoveMany) -> Booking:
    place_id = before.place_id
    if order.place_id is not None and before.kind is not Kind.VISIT:
        place_id = order.place_id
    return replace(
        before,
        span=Span(before.span.start + order.shift, before.span.end + order.shift),
        released_at=None if order.shift else before.released_at,
        place_id=place_id,
        buffer_minutes=here.buffer_of(place_id, before.kind),
        override_reason=order.override or before.override_reason,
    )
