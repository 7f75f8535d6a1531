"""Where a new booking begins."""

from dataclasses import dataclass

from labapp.domain.bookings import Booking, Kind
from labapp.domain.times import Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a draft begins: on the board, by a menu, or as a copy."""

    kind: Kind
    place_id: int | None
    span: Span
    like: Booking | None = None
