"""What stands in each place at a moment and what comes next, as the law's claims have it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from labapp.domain.bookings import Booking, Kind
from labapp.domain.lab import Lab
from labapp.domain.resources import Claim, Step, capacity_at
from labapp.domain.spaces import Place
from labapp.domain.times import Span, slot_at, slot_start
from labapp.storage import occupancy
from labapp.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNow:
    """A place with what stands in it and what comes next today, as the law has it.

    What takes a hall takes the booths in it; turnover takes a place when nobody is there.
    """

    place: Place
    in_service: bool
    now: Booking | None
    next: Booking | None
    free: bool
    """Whether somebody who walks up can have it."""
    free_until: datetime | None
    """When the place is next taken, if it is free now; None: not again today."""
    free_since: datetime | None = None
    """Until when it was taken last; None: not today."""
    turnover_until: datetime | None = None
    """Nobody is there, but the place is made ready until then."""
    others: int = 0
    """How many more are there now, where there is room for several."""
    inside: int = 0
    """How many of the places inside it are taken, while it is not itself."""
    buffer_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Use:
    """From an instant on there is somebody in so many places."""

    start: datetime
    places: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """What of the day is claimed of each place's resource, and how much there is of it."""

    claims: Mapping[int, Sequence[tuple[int, Claim]]]
    """(booking, claim) by resource, in order of time."""
    steps: Mapping[int, tuple[Step, ...]]


def claimed_on(tx: Transaction, here: Lab, whole: Span) -> Claimed:
    """Read what is claimed of the places in a span, and their capacity."""
    wanted = sorted(place.resource_id for place in here.places.values())
    claims: dict[int, list[tuple[int, Claim]]] = defaultdict(list)
    for booking_id, claim in occupancy.claims_between(tx.connection, *whole.slots, wanted):
        claims[claim.resource_id].append((booking_id, claim))
    for each in claims.values():
        each.sort(key=lambda entry: (entry[1].from_slot, entry[0]))
    return Claimed(claims, occupancy.steps_of(tx.connection, wanted))


def places_now(
    here: Lab, law: Claimed, found: Mapping[int, Booking], now: datetime
) -> tuple[PlaceNow, ...]:
    """Return each place as it is at an instant; ``found`` holds the day's bookings by id."""
    slot = slot_at(now)

    def taken(place: Place) -> list[tuple[Booking, Claim]]:
        mine = law.claims.get(place.resource_id, ())
        return [(found[number], claim) for number, claim in mine if number in found]

    def place_now(place: Place) -> PlaceNow:
        mine = taken(place)
        at_once = [entry for entry in mine if entry[1].from_slot <= slot < entry[1].until_slot]
        there = [booking for booking, _ in at_once if _at(booking, now)]
        later = next((booking for booking, claim in mine if claim.from_slot > slot), None)
        before = [claim.until_slot for _, claim in mine if claim.until_slot <= slot]
        inside = sum(
            any(claim.from_slot <= slot < claim.until_slot for _, claim in taken(part))
            for part in here.parts_of(place.id)
        )
        capacity = capacity_at(law.steps.get(place.resource_id, ()), slot)
        room = sum(claim.units for _, claim in at_once) < capacity
        free = room and not inside
        ready = None if there or room else _ready(at_once)
        return PlaceNow(
            place=place,
            in_service=capacity > 0,
            now=there[0] if there else None,
            next=later,
            free=free,
            free_until=later.span.start if later is not None and free else None,
            free_since=slot_start(max(before)) if before and place.units == 1 else None,
            turnover_until=ready,
            others=max(len(there) - 1, 0),
            inside=0 if at_once else inside,
            buffer_minutes=here.buffer_of(place.id, Kind.STAY),
        )

    return tuple(place_now(place) for place in here.places.values())


def _ready(at_once: Sequence[tuple[Booking, Claim]]) -> datetime | None:
    if not at_once:
        return None
    return slot_start(min(claim.until_slot for _, claim in at_once))


def _at(booking: Booking, now: datetime) -> bool:
    force = booking.in_force
    return force is not None and force.start <= now < force.end


def use_of(here: Lab, law: Claimed, found: Mapping[int, Booking], whole: Span) -> tuple[Use, ...]:
    """Return in how many places somebody is over the day; a closure or turnover is nobody."""
    first, last = whole.slots
    change: dict[int, int] = defaultdict(int)
    change[first] += 0
    for place in here.places.values():
        for start, end in _stretches(law.claims.get(place.resource_id, ()), found):
            change[max(start, first)] += 1
            change[min(end, last)] -= 1
    used, steps = 0, []
    for slot in sorted(change):
        used += change[slot]
        if slot < last:
            steps.append(Use(slot_start(slot), used))
    return tuple(steps)


def _stretches(
    claims: Iterable[tuple[int, Claim]], found: Mapping[int, Booking]
) -> Iterator[tuple[int, int]]:
    """Yield the ranges of slots in which somebody is there; the claims come in order of time."""
    start = end = -1
    for number, claim in claims:
        booking = found.get(number)
        force = booking.in_force if booking is not None else None
        if force is None or (booking is not None and booking.kind is Kind.CLOSURE):
            continue
        if claim.from_slot > end:
            if end > start:
                yield start, end
            start = claim.from_slot
        end = max(end, min(claim.until_slot, force.slots[1]))
    if end > start:
        yield start, end
