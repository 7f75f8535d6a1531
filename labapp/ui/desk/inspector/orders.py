"""What was asked, so that it can be asked again: elsewhere, at another time, or with a reason."""

from dataclasses import replace
from typing import Any

from labapp.domain.bookings import Booking
from labapp.domain.errors import Alternative
from labapp.services.bookings import (
    ActOn,
    BookPlace,
    BookVisit,
    ClosePlace,
    EditBooking,
    MoveBooking,
    act_on,
    book_place,
    book_visit,
    close_place,
    edit_booking,
    move_booking,
)

Order = BookPlace | BookVisit | ClosePlace | MoveBooking | EditBooking | ActOn


def carry_out(
    tx: Any,  # noqa: ANN401 -- a transaction, of which the window knows no more
    order: Order,
    first: MoveBooking | None = None,
) -> Booking:
    """Do what is asked, after a move to where it fits if there is one, all in one transaction."""
    if first is not None:
        move_booking(tx, first)
    match order:
        case BookPlace():
            return book_place(tx, order)
        case BookVisit():
            return book_visit(tx, order)
        case ClosePlace():
            return close_place(tx, order)
        case MoveBooking():
            return move_booking(tx, order)
        case EditBooking():
            return edit_booking(tx, order)
        case ActOn():
            return act_on(tx, order)


def at_alternative(order: Order, alternative: Alternative) -> tuple[Order, MoveBooking | None]:
    """Return exactly what was asked, but at the alternative, and the move that comes first."""
    place_id, span = alternative.place_id, alternative.span
    match order:
        case BookPlace() | BookVisit() | ClosePlace():
            return replace(order, place_id=place_id, span=span), None
        case MoveBooking():
            return replace(order, place_id=place_id, span=span), None
        case EditBooking() | ActOn():
            move = MoveBooking(
                booking_id=order.booking_id, place_id=place_id, span=span, version=order.version
            )
            return replace(order, version=None), move


def with_reason(order: Order, reason: str) -> Order:
    """Return what was asked with a supervisor's reason for going past the house rules."""
    return order if isinstance(order, ClosePlace) else replace(order, override=reason)


def as_seen_now(order: Order, version: int | None) -> Order:
    """Return what was asked, by a person who has now seen a newer version."""
    if isinstance(order, MoveBooking | EditBooking | ActOn):
        return replace(order, version=version)
    return order
