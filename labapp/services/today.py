"""What is on now, what comes next, and what waits for somebody to decide."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.exhibitors import Demo
from labapp.domain.lab import Lab
from labapp.domain.languages import Names
from labapp.domain.times import Span, day_of, day_span, slot_start
from labapp.services import papers, waiting
from labapp.services.papers import PaperState
from labapp.services.places_now import Claimed, PlaceNow, Use, claimed_on, places_now, use_of
from labapp.storage import bookings as rows
from labapp.storage import exhibitors
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

ARRIVALS_AHEAD: Final = timedelta(hours=1)
LEAVING_AHEAD: Final = timedelta(minutes=15)
HOLDS_AHEAD: Final = timedelta(days=1)
CLEARANCE_DAYS: Final = 21
UNSETTLED_DAYS: Final = 7
WALK_UP: Final = timedelta(hours=1)
_DECIDED_AHEAD: Final = timedelta(days=366)
_OPENING_DAYS: Final = 60
_COMING: Final = frozenset({State.CONFIRMED, State.CHECKED_IN})
_TO_CLEAR: Final = frozenset({*_COMING, State.HELD, State.PENDING})
_TO_DECIDE: Final = frozenset({State.PENDING, State.OFFERED, State.HELD})


@dataclass(frozen=True, slots=True)
class Lapse:
    """A booking on a day for which its demo's clearance will no longer hold."""

    booking: Booking
    demo: Demo
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """All that the first page shows; it is true from ``at`` until ``true_until``.

    Unless something is written: then it must be read again.
    """

    at: datetime
    true_until: datetime
    hours: tuple[Span, ...]
    reason: Names
    """Why today's hours are not those of the week day."""
    opens_next: Span | None
    """The first opening that is still to begin, today or later."""
    places: tuple[PlaceNow, ...]
    use: tuple[Use, ...]
    """In how many places somebody is over the day; the first is from midnight."""
    arrivals: tuple[Booking, ...]
    """Confirmed, beginning soon or begun, and not yet checked in."""
    overdue: tuple[Booking, ...]
    """Of the arrivals, those past the grace: a no-show may be recorded."""
    next_arrival: Booking | None
    """Who comes next today after those."""
    leaving: tuple[Booking, ...]
    """Checked in and at their end, or nearly."""
    visits: tuple[Booking, ...]
    guides: Mapping[int, Names]
    """Who guides the visits, by id."""
    pending: tuple[Booking, ...]
    unsettled: tuple[Booking, ...]
    """Confirmed, over, and never checked in: did they come or not?"""
    holds: tuple[Booking, ...]
    """Holds that run out within a day, the first to run out first."""
    offers: tuple[Booking, ...]
    could_be_offered: tuple[Booking, ...]
    """On the waiting list, and what they want is free."""
    lapses: tuple[Lapse, ...]
    papers: tuple[PaperState, ...]
    """Printed papers that are no longer true."""
    marked: tuple[Booking, ...]
    """Coming bookings that were left above a lowered capacity."""
    slot_minutes: int
    shortest_minutes: int

    @property
    def decisions(self) -> int:
        """How many things wait for somebody."""
        waits: tuple[Sequence[object], ...] = (
            self.pending,
            self.unsettled,
            self.holds,
            self.offers,
            self.could_be_offered,
            self.lapses,
            self.papers,
            self.marked,
        )
        return sum(len(one) for one in waits)

    @property
    def in_service(self) -> int:
        """How many places can be used now."""
        return sum(here.in_service for here in self.places)

    def used_at(self, moment: datetime) -> int:
        """Return in how many places somebody is at an instant of the day."""
        return next((use.places for use in reversed(self.use) if use.start <= moment), 0)

    def walk_up(self, here: PlaceNow, now: datetime) -> Span | None:
        """Return a stay for somebody who stands at the desk; None where that cannot be.

        It cannot where the place is not free, or when the lab is not open again today.

        It begins on the grid at or just before now (before opening: when the lab opens) and lasts
        an hour, or until the place must be made ready for the next; never less than the shortest
        stay that the house allows, whoever may be in the way then.
        """
        coming = next((span for span in self.hours if span.end > now), None)
        if not here.free or coming is None:
            return None
        grid = timedelta(minutes=self.slot_minutes)
        start = _on_grid(now, grid)
        if here.free_since is not None and start < here.free_since:
            start = _on_grid(here.free_since - timedelta(seconds=1), grid) + grid
        start = max(start, coming.start)
        end = min(start + WALK_UP, coming.end)
        if here.free_until is not None:
            last = here.free_until - timedelta(minutes=here.buffer_minutes)
            end = min(end, _on_grid(last, grid))
        return Span(start, max(end, start + timedelta(minutes=self.shortest_minutes)))


def today(tx: Transaction) -> Today:
    """Return the day as it stands at this moment."""
    here = read_lab(tx)
    now = tx.now
    day = day_of(now)
    whole = day_span(day)
    found = _alive(rows.between(tx.connection, whole), now)
    past = rows.between(
        tx.connection, Span(whole.start - timedelta(days=UNSETTLED_DAYS), now), states=_COMING
    )
    open_for = Span(whole.start - timedelta(days=UNSETTLED_DAYS), now + _DECIDED_AHEAD)
    undecided = _alive(rows.between(tx.connection, open_for, states=_TO_DECIDE), now)
    waits = waiting.waiting_list(tx, after=now)
    grace = timedelta(minutes=here.policy.no_show_grace_minutes)
    arrivals = tuple(b for b in found if _arrives(b) and _near(b.span, now))
    visits = tuple(b for b in found if b.kind is Kind.VISIT and b.state in _COMING)
    marked = _alive(rows.marked(tx.connection, now), now)
    law = claimed_on(tx, here, whole)
    by_id = {b.id: b for b in found}
    return Today(
        at=now,
        true_until=min(
            moment
            for moment in _turns(law, grace, whole, [*found, *past, *undecided, *_of(waits)])
            if moment > now
        ),
        hours=here.opening.hours_on(day),
        reason=here.opening.reason_on(day),
        opens_next=_opens_next(here, now),
        places=places_now(here, law, by_id, now),
        use=use_of(here, law, by_id, whole),
        arrivals=arrivals,
        overdue=tuple(b for b in arrivals if b.span.start + grace <= now),
        next_arrival=next(
            (b for b in found if _arrives(b) and b.span.start > now + ARRIVALS_AHEAD), None
        ),
        leaving=_leaving(past, now),
        visits=visits,
        guides={b.guide_id: here.resources[b.guide_id].ref.names for b in visits if b.guide_id},
        pending=_in(undecided, State.PENDING),
        unsettled=tuple(b for b in past if _arrives(b) and b.span.end <= now),
        holds=_holds(undecided, now),
        offers=_in(undecided, State.OFFERED),
        could_be_offered=tuple(one.booking for one in waits if not one.blockers),
        lapses=_lapses(tx, Span(now, now + timedelta(days=CLEARANCE_DAYS))),
        papers=tuple(state for state in papers.paper_states(tx) if state.out_of_date),
        marked=tuple(b for b in marked if b.in_force is not None),
        slot_minutes=here.policy.slot_minutes,
        shortest_minutes=here.policy.min_booking_minutes,
    )


def _alive(found: Iterable[Booking], now: datetime) -> list[Booking]:
    """Leave out holds and offers that have run out and only wait to be swept away."""
    return [b for b in found if not (b.expired(now) or _lapsed(b, now))]


def _lapsed(booking: Booking, now: datetime) -> bool:
    ends = booking.offer_expires_at
    return booking.state is State.OFFERED and ends is not None and ends <= now


def _of(waits: Iterable[waiting.Waiting]) -> Iterator[Booking]:
    return (one.booking for one in waits)


def _in(found: Iterable[Booking], state: State) -> tuple[Booking, ...]:
    return tuple(b for b in found if b.state is state)


def _arrives(booking: Booking) -> bool:
    return booking.state is State.CONFIRMED and booking.kind is Kind.STAY


def _near(span: Span, now: datetime) -> bool:
    return span.start <= now + ARRIVALS_AHEAD and span.end > now


def _leaving(past: Iterable[Booking], now: datetime) -> tuple[Booking, ...]:
    there = (b for b in past if b.state is State.CHECKED_IN and b.kind is Kind.STAY)
    going = [b for b in there if b.span.end <= now + LEAVING_AHEAD]
    return tuple(sorted(going, key=lambda b: (b.span.end, b.number)))


def _holds(found: Iterable[Booking], now: datetime) -> tuple[Booking, ...]:
    soon = [
        (b.hold_expires_at, b.number, b)
        for b in found
        if b.state is State.HELD
        and b.hold_expires_at is not None
        and b.hold_expires_at <= now + HOLDS_AHEAD
    ]
    return tuple(b for _, _, b in sorted(soon, key=lambda entry: entry[:2]))


def _opens_next(here: Lab, now: datetime) -> Span | None:
    days = (day_of(now) + timedelta(days=offset) for offset in range(_OPENING_DAYS))
    openings = (hours for day in days for hours in here.opening.hours_on(day))
    return next((hours for hours in openings if hours.start > now), None)


def _turns(
    law: Claimed, grace: timedelta, whole: Span, found: Iterable[Booking]
) -> Iterator[datetime]:
    """Yield the instants at which the day reads differently though nobody wrote anything."""
    yield whole.end
    for booking in found:
        start, end = booking.span.start, booking.span.end
        yield from (start, end, start - ARRIVALS_AHEAD, start + grace, end - LEAVING_AHEAD)
        hold = booking.hold_expires_at
        if hold is not None:
            yield from (hold, hold - HOLDS_AHEAD)
        if booking.offer_expires_at is not None:
            yield booking.offer_expires_at
    edges = {step.from_slot for steps in law.steps.values() for step in steps}
    for claims in law.claims.values():
        edges |= {slot for _, claim in claims for slot in (claim.from_slot, claim.until_slot)}
    first, last = whole.slots
    yield from (slot_start(slot) for slot in edges if first < slot < last)


def _on_grid(moment: datetime, grid: timedelta) -> datetime:
    """Return the last point of the grid that is not after the moment."""
    midnight = day_span(day_of(moment)).start
    return midnight + (moment - midnight) // grid * grid


def _lapses(tx: Transaction, ahead: Span) -> tuple[Lapse, ...]:
    """Return which coming bookings lose their clearance, weeks before it happens.

    What waits for approval because its demo is not cleared yet loses nothing.
    """
    last = day_of(ahead.end)
    demos = {
        demo.id: demo for demo in exhibitors.all_demos(tx.connection) if not demo.cleared_on(last)
    }
    lapses: list[Lapse] = []
    for booking in _alive(rows.showing(tx.connection, ahead, demos), tx.now):
        demo = demos[booking.demo_id or 0]
        unsure = booking.state is State.PENDING and demo.clearance == "pending"
        if booking.state not in _TO_CLEAR or unsure:
            continue
        day = next((day for day in booking.span.days() if not demo.cleared_on(day)), None)
        if day is not None:
            lapses.append(Lapse(booking, demo, day))
    return tuple(lapses)
