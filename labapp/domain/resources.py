"""Resources, their capacity over time, and the claims upon them: the one law's values."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from labapp.domain.languages import Names
from labapp.domain.times import FOREVER, Span, slot_start


class ResourceKind(StrEnum):
    """What a resource is, and so what its units are."""

    PLACE = "place"  # places
    SOCKETS = "sockets"  # W that one place may draw
    FEED = "feed"  # W
    BADGES = "badges"  # people of an exhibitor at the same time
    POOL = "pool"  # mPFLOPS
    TOOLKIT = "toolkit"  # seats
    GUIDE = "guide"  # a person
    PART = "part"  # a part of a kit, with a tag of its own
    PRESENTER = "presenter"  # a person of an exhibitor


@dataclass(frozen=True, slots=True)
class ResourceRef:
    """Which resource, with what a person calls it."""

    id: int
    code: str
    kind: ResourceKind
    names: Names


@dataclass(frozen=True, slots=True)
class Step:
    """The capacity in force from one slot until another."""

    from_slot: int
    until_slot: int
    capacity: int
    basis: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """So many units of one resource over a half-open range of slots."""

    resource_id: int
    from_slot: int
    until_slot: int
    units: int


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds units of a resource at some time."""

    booking_id: int
    number: str
    who: Names
    span: Span
    units: int
    state: str = ""


def claim_over(resource_id: int, span: Span, units: int) -> Claim:
    """Return the claim of units over the slots that the span touches."""
    first, last = span.slots
    return Claim(resource_id, first, last, units)


@dataclass(frozen=True, slots=True)
class Rise:
    """Units to take beside those that the booking has at the same slots already."""

    claim: Claim
    kept: int


def combined(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims with those on one resource laid together: none overlaps another."""
    return tuple(
        Claim(resource_id, first, last, units)
        for resource_id, levels in _levels(claims).items()
        for first, last, units, _ in _stretches(levels, {})
        if units
    )


def difference(
    held: Iterable[Claim], wanted: Iterable[Claim]
) -> tuple[tuple[Claim, ...], tuple[Rise, ...]]:
    """Return what to give back and what to take so that what is held becomes what is wanted.

    What stays is not touched: a booking that only shrinks asks nothing of the law.
    """
    before, after = _levels(held), _levels(wanted)
    given: list[Claim] = []
    taken: list[Rise] = []
    for resource_id in sorted(before.keys() | after.keys()):
        old, new = before.get(resource_id, {}), after.get(resource_id, {})
        for first, last, wants, has in _stretches(new, old):
            if wants < has:
                given.append(Claim(resource_id, first, last, has - wants))
            elif wants > has:
                taken.append(Rise(Claim(resource_id, first, last, wants - has), has))
    return tuple(given), tuple(taken)


def _levels(claims: Iterable[Claim]) -> dict[int, dict[int, int]]:
    """Return by resource how much the claims rise or fall at each slot."""
    changes: dict[int, dict[int, int]] = {}
    for one in sorted(claims, key=lambda one: one.resource_id):
        here = changes.setdefault(one.resource_id, {})
        here[one.from_slot] = here.get(one.from_slot, 0) + one.units
        here[one.until_slot] = here.get(one.until_slot, 0) - one.units
    return changes


def _stretches(
    one: Mapping[int, int], other: Mapping[int, int]
) -> Iterable[tuple[int, int, int, int]]:
    """Yield (first, last, level of the one, level of the other) where both are even."""
    edges = sorted(one.keys() | other.keys())
    level = beside = 0
    start = 0
    for index, slot in enumerate(edges):
        now, besides = level + one.get(slot, 0), beside + other.get(slot, 0)
        if (now, besides) == (level, beside):
            continue
        if index and (level or beside):
            yield start, slot, level, beside
        start, level, beside = slot, now, besides


def steps_from(changes: Iterable[tuple[int, int]]) -> tuple[Step, ...]:
    """Turn (slot, capacity) changes into steps without a gap; before the first there is none."""
    ordered = sorted(dict(changes).items())
    if not ordered or ordered[0][0] > 0:
        ordered.insert(0, (0, 0))
    ends = [slot for slot, _ in ordered[1:]] + [FOREVER]
    return tuple(
        Step(slot, end, capacity) for (slot, capacity), end in zip(ordered, ends, strict=True)
    )


def capacity_at(steps: Sequence[Step], slot: int) -> int:
    """Return the capacity in force at a slot; outside every step it is 0."""
    return next((s.capacity for s in steps if s.from_slot <= slot < s.until_slot), 0)


@dataclass(frozen=True, slots=True)
class Excess:
    """Where claims would add up to too much: the first slot of it, and how long it lasts."""

    resource_id: int
    from_slot: int
    until_slot: int
    used: int
    wanted: int
    capacity: int

    @property
    def at(self) -> datetime:
        """The first instant of it."""
        return slot_start(self.from_slot)


class Profile:
    """How much of one resource is in use over time, from claims; answers in O(log n + k)."""

    __slots__ = ("_levels", "_slots")

    def __init__(self, claims: Iterable[Claim]) -> None:
        changes: dict[int, int] = {}
        for claim in claims:
            changes[claim.from_slot] = changes.get(claim.from_slot, 0) + claim.units
            changes[claim.until_slot] = changes.get(claim.until_slot, 0) - claim.units
        self._slots = sorted(changes)
        self._levels: list[int] = []
        level = 0
        for slot in self._slots:
            level += changes[slot]
            self._levels.append(level)

    def points(self, from_slot: int, until_slot: int) -> list[tuple[int, int]]:
        """Return (slot, used) at the start of the range and at each change inside it."""
        index = bisect_right(self._slots, from_slot)
        points = [(from_slot, self._levels[index - 1] if index else 0)]
        while index < len(self._slots) and self._slots[index] < until_slot:
            points.append((self._slots[index], self._levels[index]))
            index += 1
        return points

    def peak(self, from_slot: int, until_slot: int) -> int:
        """Return the most in use at any slot of the range."""
        return max(used for _, used in self.points(from_slot, until_slot))


class Ledger:
    """Who uses how much of what, in memory: the law as a plain calculation.

    It decides exactly as the database does and serves look-ahead: what would fit, where, when.
    """

    __slots__ = ("_profiles", "_steps")

    def __init__(self, steps: Mapping[int, Sequence[Step]], claims: Iterable[Claim] = ()) -> None:
        by_resource: dict[int, list[Claim]] = {}
        for claim in claims:
            by_resource.setdefault(claim.resource_id, []).append(claim)
        self._steps = {
            resource_id: sorted(found, key=lambda step: step.from_slot)
            for resource_id, found in steps.items()
        }
        self._profiles = {rid: Profile(found) for rid, found in by_resource.items()}

    def used(self, resource_id: int, from_slot: int, until_slot: int) -> list[tuple[int, int]]:
        """Return (slot, used) at the start of the range and at each change inside it."""
        profile = self._profiles.get(resource_id)
        return profile.points(from_slot, until_slot) if profile else [(from_slot, 0)]

    def excess(self, claim: Claim) -> Excess | None:
        """Return where the claim would first be too much, and for how long, or None if it fits."""
        found: Excess | None = None
        for start, end, used, capacity in self._full(claim):
            if found is None:
                found = Excess(claim.resource_id, start, end, used, claim.units, capacity)
            elif found.until_slot == start:
                found = replace(found, until_slot=end)
            else:
                break
        return found

    def fits(self, claims: Iterable[Claim]) -> bool:
        """Whether all the claims (that do not overlap one another) fit."""
        return all(next(self._full(claim), None) is None for claim in claims)

    def _full(self, claim: Claim) -> Iterator[tuple[int, int, int, int]]:
        """Yield (start, end, used, capacity) of each stretch in which the claim is too much."""
        changes = self.used(claim.resource_id, claim.from_slot, claim.until_slot)
        steps = self._steps.get(claim.resource_id, ())
        for index, (slot, used) in enumerate(changes):
            last = changes[index + 1][0] if index + 1 < len(changes) else claim.until_slot
            for start, end, capacity in _capacities(steps, slot, last):
                if used + claim.units > capacity:
                    yield start, end, used, capacity


def _capacities(steps: Sequence[Step], first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, capacity) over all of [first, last); in a gap of the steps it is 0."""
    slot = first
    for step in steps:
        if slot < last and step.until_slot > slot:
            if step.from_slot > slot:
                gap_ends = min(step.from_slot, last)
                yield slot, gap_ends, 0
                slot = gap_ends
            if slot < last:
                ends = min(step.until_slot, last)
                yield slot, ends, step.capacity
                slot = ends
    if slot < last:
        yield slot, last, 0
