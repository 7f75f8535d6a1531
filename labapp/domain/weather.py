"""Bad weather: when the lab closes, and which bookings that cuts short."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.errors import FieldFault, Refused
from labapp.domain.policy import Policy
from labapp.domain.times import day_of, day_span


@dataclass(frozen=True, slots=True)
class WeatherPreview:
    """What closing at an instant would do to that day; booking numbers in order of time."""

    signal: str
    announced: datetime
    closes_at: datetime
    cut_short: tuple[str, ...]
    not_started: tuple[str, ...]
    visits_cut_short: tuple[str, ...]


def closing_time(signal: str, announced: datetime, policy: Policy) -> datetime:
    """Return when the lab closes after a signal during opening hours.

    The pattern is the one organisers in Hong Kong print; its minutes are settings. A signal that
    does not close the lab is refused.
    """
    minutes = {
        "pre_no8": policy.weather_pre_no8_close_after_minutes,
        "t8": policy.weather_t8_without_notice_close_after_minutes,
    }
    if signal not in minutes:
        raise Refused(FieldFault(field_name="kind", fault="unknown", value=signal))
    return announced + timedelta(minutes=minutes[signal])


_COMING = frozenset({State.CONFIRMED, State.CHECKED_IN})


def preview(
    signal: str, announced: datetime, bookings: Iterable[Booking], policy: Policy
) -> WeatherPreview:
    """Return what the signal would do to the bookings of its day that are confirmed or there."""
    closes = closing_time(signal, announced, policy)
    day = day_span(day_of(announced))
    today = [
        b
        for b in sorted(bookings, key=lambda b: (b.span.start, b.number))
        if b.state in _COMING and b.span.overlaps(day)
    ]
    stays = [b for b in today if b.kind is Kind.STAY]
    visits = [b for b in today if b.kind is Kind.VISIT]

    def cut(booking: Booking) -> bool:
        force = booking.in_force
        return force is not None and force.start < closes < force.end

    return WeatherPreview(
        signal=signal,
        announced=announced,
        closes_at=closes,
        cut_short=tuple(b.number for b in stays if cut(b)),
        not_started=tuple(b.number for b in stays if b.span.start >= closes),
        visits_cut_short=tuple(b.number for b in visits if cut(b)),
    )
