"""Who is to be given another time: those whom the weather hit head the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from labapp.domain import errors
from labapp.domain.bookings import Booking, State
from labapp.domain.errors import Refused
from labapp.domain.staff import WRITING
from labapp.domain.times import Span
from labapp.domain.weather import Effect
from labapp.services.weather import AREA
from labapp.storage import bookings as rows
from labapp.storage import weather as weather_rows
from labapp.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Rebook:
    """Somebody who is to be given another time, and the time they lost."""

    booking: Booking
    why: str
    """``suspended``, ``cut_short``, ``interrupted`` (all for weather) or ``over_capacity``."""
    lost: Span


def rebooking_list(tx: Transaction) -> Sequence[Rebook]:
    """Return who is to be rebooked: those the weather hit first, earliest loss first.

    Whoever was suspended is off the list once confirmed again, moved or cancelled; those who were
    cut short until ``settle_rebooking``. After them come bookings left above a lowered capacity.
    """
    found: dict[int, Rebook] = {}
    hits_open = weather_rows.open_hits(tx.connection)
    known = rows.by_ids(tx.connection, {hit.booking_id for hit in hits_open})
    for hit in hits_open:
        booking = known.get(hit.booking_id)
        if booking is None or hit.effect == Effect.REOPENED:
            continue
        if hit.effect != Effect.SUSPENDED or booking.state is State.SUSPENDED:
            found.setdefault(booking.id, Rebook(booking, hit.effect, hit.lost))
    marked = (Rebook(one, "over_capacity", one.span) for one in rows.marked(tx.connection, tx.now))
    return [*found.values(), *(one for one in marked if one.booking.id not in found)]


def settle_rebooking(tx: Transaction, booking_ids: Iterable[int]) -> int:
    """Take bookings off the rebooking list; return how many entries that were."""
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="apply_weather"))
    wanted = list(booking_ids)
    done = weather_rows.settle(tx, wanted, tx.now)
    if done:
        tx.record(AREA, "settle", str(done), after={"bookings": wanted})
    return done
