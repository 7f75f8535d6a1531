"""What the lab's days look like in numbers: states, peaks, use rate, who blocks whom."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.errors import Refusal
from labapp.domain.resources import Ledger, ResourceKind
from labapp.domain.times import Span, day_of, day_span
from labapp.domain.weather import WeatherPreview, preview
from labapp.services import promises
from labapp.storage import bookings as rows
from labapp.storage import occupancy
from labapp.storage.lab import lab
from labapp.storage.transaction import Transaction

_USED = frozenset({State.CONFIRMED, State.COMPLETED, State.NO_SHOW, State.CHECKED_IN})


@dataclass(frozen=True, slots=True)
class DayUse:
    """How full a day is: minutes of places, in permille of what is open."""

    day: date
    open_minutes: int
    places_in_service: int
    booked_minutes: int

    @property
    def permille(self) -> int:
        """The use rate; 0 for a day that is closed."""
        whole = self.open_minutes * self.places_in_service
        return round(1000 * self.booked_minutes / whole) if whole else 0


def count_by_state(tx: Transaction, span: Span) -> dict[str, int]:
    """Return how many stays of the span are in each state."""
    found = rows.between(tx.connection, span)
    return dict(sorted(Counter(b.state.value for b in found if b.kind is Kind.STAY).items()))


def blockers_if_confirmed(tx: Transaction, booking: Booking) -> Sequence[Refusal]:
    """Return what stands in the way of confirming a booking where it is."""
    wish = replace(booking, state=State.CONFIRMED, hold_expires_at=None)
    here = lab(tx)
    party = promises.party_of(tx, wish)
    found = promises.rules_against(tx, here, wish, party, None)
    return found + promises.law_foreseen(tx, here, wish, party)


def daily_peaks(tx: Transaction, day: date) -> dict[str, dict[str, int]]:
    """Return the most in use at any moment of the day, of pools (mPFLOPS) and feeds (W)."""
    here = lab(tx)
    first, last = day_span(day).slots
    ids = [
        r.ref.id
        for r in here.resources.values()
        if r.ref.kind in {ResourceKind.POOL, ResourceKind.FEED} and r.bookable
    ]
    claims = (claim for _, claim in occupancy.claims_between(tx.connection, first, last, ids))
    ledger = Ledger({}, claims)
    peaks: dict[str, dict[str, int]] = {"pools_mpflops": {}, "feeds_w": {}}
    for resource_id in ids:
        ref = here.resources[resource_id].ref
        group = "pools_mpflops" if ref.kind is ResourceKind.POOL else "feeds_w"
        peaks[group][ref.code] = max(used for _, used in ledger.used(resource_id, first, last))
    return peaks


def use_of_day(tx: Transaction, day: date) -> DayUse:
    """Return how much of the open time of the places in service is booked."""
    here = lab(tx)
    opening = here.opening.hours_on(day)
    booked = timedelta()
    for booking in rows.between(tx.connection, day_span(day), states=_USED):
        force = booking.in_force
        if booking.kind is Kind.STAY and force is not None:
            shared = (min(force.end, one.end) - max(force.start, one.start) for one in opening)
            booked += sum((part for part in shared if part > timedelta()), timedelta())
    return DayUse(
        day=day,
        open_minutes=sum(hours.minutes for hours in opening),
        places_in_service=sum(1 for place in here.places.values() if place.in_service),
        booked_minutes=booked // timedelta(minutes=1),
    )


def weather_preview(tx: Transaction, signal: str, announced: datetime) -> WeatherPreview:
    """Return what a signal announced at an instant would do; nothing is changed."""
    found = rows.between(tx.connection, day_span(day_of(announced)))
    return preview(signal, announced, found, lab(tx).policy)
