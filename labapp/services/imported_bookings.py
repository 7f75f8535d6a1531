"""What a row of a list makes of a booking: a new one, or a known one with other facts."""

import re
from collections.abc import Mapping
from typing import Any, Final

from labapp.domain import errors
from labapp.domain.bookings import Booking, State
from labapp.domain.errors import Refused
from labapp.domain.imports import BookingLine
from labapp.domain.times import local
from labapp.services.bookings import (
    BookPlace,
    EditBooking,
    MoveBooking,
    book_place,
    edit_booking,
    move_booking,
    stay_of,
)
from labapp.services.exhibitors import shown
from labapp.services.imported_exhibitors import Changes
from labapp.storage import bookings as rows
from labapp.storage.transaction import Transaction

_NEW_STATES: Final = frozenset({State.HELD, State.PENDING, State.CONFIRMED, State.WAITLISTED})
"""What a booking may begin as."""
_NUMBER: Final = re.compile(r"(?:BK(\d{1,9})|[A-Z0-9][A-Z0-9._/-]{0,19})")
_FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "demo_id": ("demo", "demo_code"),
    "visitors": ("visitors", "visitors"),
    "staff": ("staff", "staff"),
    "power_w": ("power_w", "power_w"),
    "pool_id": ("pool", "pool"),
    "mpflops": ("mpflops", "mpflops"),
    "note": ("note", "note"),
}
"""What a list calls a field, and where a booking shows it."""


def booking_from(tx: Transaction, order: BookPlace) -> Booking:
    """Book what no booking is known for; the lab's own numbers go on above one that it brings."""
    if order.state not in _NEW_STATES:
        raise Refused(
            errors.FieldFault(field_name="state", fault="out_of_range", value=order.state.value)
        )
    if order.number is not None:
        own = _NUMBER.fullmatch(order.number)
        if own is None:
            raise Refused(
                errors.FieldFault(field_name="code", fault="malformed", value=order.number)
            )
        rows.reserve_numbers(tx, int(own[1] or 0))
    return book_place(tx, order)


def update_booking(
    tx: Transaction, known: Booking, order: BookPlace, line: BookingLine
) -> tuple[Booking, Changes]:
    """Give a known booking what the row says; a row never changes what became of it."""
    if order.exhibitor_id != known.exhibitor_id:
        raise Refused(
            errors.FieldFault(field_name="exhibitor", fault="duplicate", value=known.number)
        )
    changes = _booking_changes(tx, known, order, line)
    edit = EditBooking(booking_id=known.id, changes=changes)
    move = MoveBooking(booking_id=known.id, span=order.span, place_id=order.place_id)
    moves = (order.span, order.place_id) != (known.span, known.place_id)
    stored = known
    if moves and changes:
        stored = _both(tx, move, edit)
    elif moves:
        stored = move_booking(tx, move)
    elif changes:
        stored = edit_booking(tx, edit)
    told = [("span", _when(known), _when(stored))] if moves else []
    for name in changes:
        field, kept_as = _FIELDS[name]
        old, new = shown(getattr(known, kept_as)), shown(getattr(stored, kept_as))
        if old != new:
            told.append((field, old, new))
    return stored, tuple(told)


def _both(tx: Transaction, move: MoveBooking, edit: EditBooking) -> Booking:
    """Move and edit; what only fits there when it needs less is edited first."""
    try:
        with tx.attempt():
            move_booking(tx, move)
            return edit_booking(tx, edit)
    except Refused as error:
        try:
            with tx.attempt():
                edit_booking(tx, edit)
                return move_booking(tx, move)
        except Refused:
            raise error from None


def _booking_changes(
    tx: Transaction, known: Booking, order: BookPlace, line: BookingLine
) -> dict[str, Any]:
    """Return the fields that the row gives another value; a new demo brings its own needs."""
    as_new = stay_of(tx, order)
    new_demo = bool(line.demo) and order.demo_id != known.demo_id
    wanted: dict[str, Any] = {
        "demo_id": order.demo_id if line.demo else None,
        "visitors": line.visitors,
        "staff": line.staff,
        "power_w": as_new.power_w if new_demo else line.power_w,
        "pool_id": as_new.pool_id if new_demo or line.pool else None,
        "mpflops": as_new.mpflops if new_demo else line.mpflops,
        "note": line.note,
    }
    changes = {
        name: value
        for name, value in wanted.items()
        if (value is not None or (new_demo and name == "pool_id")) and value != getattr(known, name)
    }
    if "demo_id" in changes:
        changes.setdefault("pool_id", as_new.pool_id)
    return changes


def _when(booking: Booking) -> str:
    start, end = local(booking.span.start), local(booking.span.end)
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{booking.place} {start:%Y-%m-%d %H:%M}–{last}"
