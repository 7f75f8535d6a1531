"""What near a refused wish would be accepted: another time, another place, or shorter."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from labapp.domain.bookings import Booking
from labapp.domain.errors import Alternative
from labapp.domain.lab import Lab
from labapp.domain.spaces import Place
from labapp.domain.times import Span, day_of

Fits = Callable[[Booking], bool]

MOST = 3
DAYS_AROUND = 7


def nearest(wish: Booking, lab: Lab, fits: Fits, now: datetime) -> tuple[Alternative, ...]:
    """Return up to three alternatives: the nearest of each kind, then further times.

    ``fits`` decides about a booking as a whole, by the rules and by the law.
    """
    if wish.place_id is None:
        return ()
    here = lab.places[wish.place_id]
    times = (_candidate(wish, lab, here, span) for span in _times(wish.span, lab, now))
    others = (_candidate(wish, lab, place, wish.span) for place in _places(here, lab))
    shorter = (_candidate(wish, lab, here, span) for span in _shorter(wish.span, lab))
    found: list[Alternative] = []
    time_iterator = (c for c in times if fits(c))
    for kind, candidates in (
        ("time", time_iterator),
        ("place", (c for c in others if fits(c))),
        ("shorter", (c for c in shorter if fits(c))),
    ):
        first = next(candidates, None)
        if first is not None:
            found.append(_alternative(kind, first))
    while len(found) < MOST and (another := next(time_iterator, None)) is not None:
        found.append(_alternative("time", another))
    return tuple(found)


def _candidate(wish: Booking, lab: Lab, place: Place, span: Span) -> Booking:
    buffer = lab.buffer_of(place.id, wish.kind)
    return replace(wish, place_id=place.id, place=place.code, span=span, buffer_minutes=buffer)


def _alternative(kind: str, booking: Booking) -> Alternative:
    place_id, place = booking.place_id or 0, booking.place or ""
    return Alternative(kind=kind, place_id=place_id, place=place, span=booking.span)


def _times(span: Span, lab: Lab, now: datetime) -> Iterator[Span]:
    """Yield spans of the same length on the grid inside opening hours, nearest start first.

    What lasts over several days is moved by whole days.
    """
    step = timedelta(minutes=lab.policy.slot_minutes)
    starts: list[datetime] = []
    for offset in range(-DAYS_AROUND, DAYS_AROUND + 1):
        moved = span.start + timedelta(days=offset)
        if offset and moved >= now and len(list(span.days())) > 1:
            starts.append(moved)
        for hours in lab.opening.hours_on(day_of(span.start) + timedelta(days=offset)):
            start = hours.start
            while start + span.duration <= hours.end:
                if start >= now and start != span.start:
                    starts.append(start)
                start += step
    starts.sort(key=lambda start: (abs(start - span.start), start < span.start))
    yield from (span.moved_to(start) for start in starts)


def _places(here: Place, lab: Lab) -> Iterable[Place]:
    """Return other places of the same kind, the same zone first, then the nearest in order."""
    others = (p for p in lab.places.values() if p.kind == here.kind and p.id != here.id)
    return sorted(
        others, key=lambda p: (p.zone_id != here.zone_id, abs(p.position - here.position))
    )


def _shorter(span: Span, lab: Lab) -> Iterator[Span]:
    """Yield shorter spans inside the wish on the grid, longest first, earlier before later.

    What lasts over a day gets shorter by whole days: on the grid there would be millions.
    """
    long = span.duration > timedelta(days=1)
    step = timedelta(days=1) if long else timedelta(minutes=lab.policy.slot_minutes)
    length = span.duration - step
    least = timedelta(minutes=max(lab.policy.min_booking_minutes, lab.policy.slot_minutes))
    while length >= least:
        start = span.start
        while start + length <= span.end:
            yield Span(start, start + length)
            start += step
        length -= step
