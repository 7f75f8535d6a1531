"""What partners ask of every booking that takes seats of their toolkits, however it came to be."""

from collections.abc import Mapping
from typing import Final

from labapp.domain.bookings import Booking, Kind
from labapp.domain.errors import Refusal
from labapp.domain.toolkits import Use, what_blocks
from labapp.storage import toolkits as rows
from labapp.storage.transaction import Transaction

_NOTHING: Final = ()


def partners_against(
    tx: Transaction, booking: Booking, seats: Mapping[int, int]
) -> tuple[Refusal, ...]:
    """Return the partners' hours, credits and licences in the way of a booking.

    ``seats`` are its demo's; those that were asked for besides are in the booking. Who is trained
    is asked where somebody is named. Credits are counted right while the toolkit is locked, as it
    is whenever seats are taken. Maintenance asks no partner.
    """
    wanted = dict(seats)
    for resource_id, units in booking.extras:
        wanted[resource_id] = wanted.get(resource_id, 0) + units
    force = booking.in_force
    if force is None or not wanted or booking.kind is Kind.CLOSURE:
        return _NOTHING
    found: list[Refusal] = []
    for toolkit_id in rows.with_rules(tx.connection, sorted(wanted)):
        (toolkit,) = rows.toolkits(tx.connection, toolkit_id)
        spent = 0
        if toolkit.rules.credit_minutes is not None:
            spent = rows.seat_minutes(tx.connection, toolkit_id, but=booking.id)
        use = Use(force, wanted[toolkit_id])
        found += what_blocks(toolkit, use, spent, trained=True)
    return tuple(found)
