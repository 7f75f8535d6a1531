"""A day on the floor: read once, then shown at any of its moments without the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from labapp.domain.bookings import OVER, Booking
from labapp.domain.lab import Lab
from labapp.domain.times import Span, day_span
from labapp.services.places_now import Claimed, PlaceNow, claimed_on, places_now
from labapp.storage import bookings as rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class FloorDay:
    """All that stands in the lab's places on a day."""

    day: date
    lab: Lab
    law: Claimed
    bookings: Mapping[int, Booking]

    @property
    def hours(self) -> tuple[Span, ...]:
        """When the lab is open on the day."""
        return self.lab.opening.hours_on(self.day)

    def is_open(self, moment: datetime) -> bool:
        """Whether the lab is open at a moment."""
        return any(hours.start <= moment < hours.end for hours in self.hours)

    def at(self, moment: datetime) -> tuple[PlaceNow, ...]:
        """Return each place as it is at a moment of the day."""
        return places_now(self.lab, self.law, self.bookings, moment)


def floor_day(tx: Transaction, day: date) -> FloorDay:
    """Return a day on the floor."""
    here = read_lab(tx)
    whole = day_span(day)
    found = (b for b in rows.between(tx.connection, whole) if b.state not in OVER)
    return FloorDay(day, here, claimed_on(tx, here, whole), {b.id: b for b in found})
