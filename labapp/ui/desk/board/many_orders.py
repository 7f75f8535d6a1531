"""What is asked of several bookings at once, and what came of it in one line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from labapp.domain.bookings import Act, Booking
from labapp.services.bookings import ActOn, ClosePlace, EditBooking, MoveBooking
from labapp.services.many import MoveMany, act_on_many, move_many
from labapp.services.series import (
    BookSeries,
    CancelSeries,
    EditSeries,
    MoveSeries,
    Scope,
    book_series,
    cancel_series,
    edit_series,
    move_series,
)
from labapp.ui.desk.inspector.orders import Order
from labapp.words import Words


@dataclass(frozen=True, slots=True)
class ActOnAll:
    """The same act on several bookings, with one reason if it needs one."""

    orders: tuple[ActOn, ...]

    @property
    def act(self) -> Act:
        """What is done to each."""
        return self.orders[0].act


GroupOrder = BookSeries | MoveSeries | EditSeries | CancelSeries | MoveMany | ActOnAll


def carry_out_all(
    tx: Any,  # noqa: ANN401 -- a transaction, of which the window knows no more
    order: GroupOrder,
) -> Sequence[Booking]:
    """Do what is asked to all of them or to none; return them as they are then."""
    match order:
        case BookSeries():
            return book_series(tx, order).booked
        case MoveSeries():
            return move_series(tx, order)
        case EditSeries():
            return edit_series(tx, order)
        case CancelSeries():
            return cancel_series(tx, order)
        case MoveMany():
            return move_many(tx, order)
        case ActOnAll():
            return act_on_many(tx, order.orders)


def with_reason_for_all(order: GroupOrder, reason: str) -> GroupOrder:
    """Return what was asked with a supervisor's reason for going past the house rules."""
    match order:
        case BookSeries():
            if isinstance(order.first, ClosePlace):
                return order
            return replace(order, first=replace(order.first, override=reason))
        case CancelSeries():
            return order
        case ActOnAll():
            return ActOnAll(tuple(replace(each, override=reason) for each in order.orders))
        case _:
            return replace(order, override=reason)


def of_series(order: Order, booking: Booking, scope: Scope) -> GroupOrder | None:
    """Return what was asked of one booking for more of its series; None if it is not for those."""
    match order:
        case MoveBooking():
            moved = order.place_id is not None and order.place_id != booking.place_id
            return MoveSeries(
                booking_id=booking.id,
                scope=scope,
                shift=order.span.start - booking.span.start,
                lengthen=order.span.duration - booking.span.duration,
                place_id=order.place_id if moved else None,
                override=order.override,
            )
        case EditBooking():
            return EditSeries(
                booking_id=booking.id, scope=scope, changes=order.changes, override=order.override
            )
        case ActOn(act=Act.CANCEL):
            return CancelSeries(booking_id=booking.id, scope=scope, reason=order.reason or "")
        case _:
            return None


def act_of(order: Order) -> Act | None:
    """Return the act on a series that an order could be for, None if it is for one alone."""
    match order:
        case MoveBooking():
            return Act.MOVE
        case EditBooking():
            return Act.EDIT
        case ActOn(act=Act.CANCEL):
            return Act.CANCEL
        case _:
            return None


def told_of_all(order: GroupOrder, bookings: Sequence[Booking], say: Words) -> str:
    """Return what an order has done to several bookings."""
    match order:
        case BookSeries():
            done = "close" if isinstance(order.first, ClosePlace) else "book"
        case MoveSeries() | MoveMany():
            done = "move"
        case EditSeries():
            done = "edit"
        case CancelSeries():
            done = "cancel"
        case ActOnAll():
            done = order.act.value
    numbers = [booking.number for booking in bookings]
    few = numbers if len(numbers) <= _FEW else [*numbers[: _FEW - 1], "…", numbers[-1]]
    return say(
        "many.told",
        done=say(f"done.{done}"),
        count=len(bookings),
        numbers=say("desk.comma").join(few),
    )


def moved_by(
    bookings: Sequence[Booking], shift: timedelta, place_id: int | None = None
) -> MoveMany:
    """Return the same move of all of these, as they were seen."""
    return MoveMany(
        seen=tuple((booking.id, booking.version) for booking in bookings),
        shift=shift,
        place_id=place_id,
    )


_FEW = 4
