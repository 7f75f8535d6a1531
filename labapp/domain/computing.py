"""Computing power over time: what is there, what is used, what no longer fits if it comes later.

Use is counted in mPFLOPS-minutes, a whole number; 60,000 of them are one PFLOPS for an hour.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from labapp.domain.languages import Language, Names
from labapp.domain.resources import Claim, Profile, ResourceRef, Step, capacity_at
from labapp.domain.steps import Steps, overlay
from labapp.domain.times import SLOT_SECONDS, Span

SLOT_MINUTES: Final = SLOT_SECONDS // 60
MAINTENANCE: Final = "maintenance"

Points = tuple[tuple[int, int], ...]
"""(slot, units from it on)."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """From a slot until another more is booked than there would be."""

    from_slot: int
    until_slot: int
    used: int
    capacity: int

    @property
    def short(self) -> int:
        """How much is missing, in mPFLOPS."""
        return self.used - self.capacity


def slipped(steps: Sequence[Step], from_slot: int, to_slot: int) -> Steps:
    """Return the steps with the one that begins at a slot beginning at another, later or sooner.

    What is in force before it lasts until then; steps that it passes on its way are not there any
    more. An unknown step is a KeyError, the very first cannot be moved.
    """
    ordered = sorted(steps, key=lambda step: step.from_slot)
    index = next((n for n, step in enumerate(ordered) if step.from_slot == from_slot), None)
    if not index:
        raise KeyError(from_slot)
    before, moved = ordered[index - 1], ordered[index]
    if to_slot >= moved.until_slot:
        return overlay(ordered, replace(before, until_slot=moved.until_slot))
    if to_slot >= from_slot:
        return overlay(ordered, replace(before, until_slot=to_slot))
    return overlay(ordered, replace(moved, from_slot=max(to_slot, 0)))


def shortfalls(steps: Sequence[Step], claims: Iterable[Claim]) -> tuple[Shortfall, ...]:
    """Return where the claims on one resource would be more than its steps give, in time order."""
    known = tuple(claims)
    if not known:
        return ()
    first = min(one.from_slot for one in known)
    last = max(one.until_slot for one in known)
    used = dict(Profile(known).points(first, last))
    edges = sorted(
        {*used, last, *(s.from_slot for s in steps if first < s.from_slot < last)} | {first}
    )
    found: list[Shortfall] = []
    level = 0
    for start, end in pairwise(edges):
        level = used.get(start, level)
        capacity = capacity_at(steps, start)
        if level <= capacity:
            continue
        before = found[-1] if found else None
        if before and (before.until_slot, before.used, before.capacity) == (start, level, capacity):
            found[-1] = replace(before, until_slot=end)
        else:
            found.append(Shortfall(start, end, level, capacity))
    return tuple(found)


def in_the_way(found: Sequence[Shortfall], claims: Iterable[tuple[int, Claim]]) -> tuple[int, ...]:
    """Return the bookings (of pairs with their claims) that hold units while too much is held."""
    hit = {
        booking_id: None
        for booking_id, one in sorted(claims, key=lambda pair: (pair[1].from_slot, pair[0]))
        if any(one.from_slot < s.until_slot and one.until_slot > s.from_slot for s in found)
    }
    return tuple(hit)


def minutes_of(claims: Iterable[Claim], first: int, last: int) -> int:
    """Return the mPFLOPS-minutes that claims take within a range of slots."""
    return sum(
        one.units * SLOT_MINUTES * max(0, min(one.until_slot, last) - max(one.from_slot, first))
        for one in claims
    )


def capacity_minutes(steps: Sequence[Step], first: int, last: int) -> int:
    """Return the mPFLOPS-minutes that there are within a range of slots."""
    return sum(
        step.capacity
        * SLOT_MINUTES
        * max(0, min(step.until_slot, last) - max(step.from_slot, first))
        for step in steps
    )


def capacity_points(steps: Sequence[Step], first: int, last: int) -> Points:
    """Return (slot, capacity) at the start of the range and at each change inside it."""
    edges = sorted({first, *(s.from_slot for s in steps if first < s.from_slot < last)})
    return tuple((slot, capacity_at(steps, slot)) for slot in edges)


def headroom(used: Points, capacity: Points) -> Points:
    """Return (slot, free units) wherever use or capacity changes; below 0: too much is booked."""
    return tuple(_headroom(dict(used), dict(capacity)))


def _headroom(used: Mapping[int, int], capacity: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    level = there = 0
    for slot in sorted({*used, *capacity}):
        level, there = used.get(slot, level), capacity.get(slot, there)
        yield slot, there - level


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageLine:
    """What a meter says: the mean mPFLOPS over a time, of a pool or of one exhibitor in it."""

    row: int
    """The row of the list, counted as a person counts."""
    pool: str
    exhibitor: str | None
    span: Span
    mpflops: int

    @property
    def minutes(self) -> int:
        """The mPFLOPS-minutes."""
        return self.mpflops * self.span.minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolUse:
    """One pool over a time, for a chart and a table."""

    ref: ResourceRef
    parent_id: int | None
    vendor: str
    device: str
    bookable: bool
    sample: bool
    steps: tuple[Step, ...]
    """All that it has, with basis and source."""
    capacity: Points
    used: Points
    headroom: Points
    booked_minutes: int
    capacity_minutes: int
    measured_minutes: int | None
    """None: nothing was measured."""

    @property
    def peak(self) -> int:
        """The most that is booked at any moment, in mPFLOPS."""
        return max(units for _, units in self.used)

    @property
    def least_free(self) -> int:
        """The least that is free at any moment, in mPFLOPS."""
        return min(units for _, units in self.headroom)

    @property
    def permille(self) -> int:
        """The use rate by what is booked; 0 where there is nothing."""
        whole = self.capacity_minutes
        return round(1000 * self.booked_minutes / whole) if whole else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of the bookable pools somebody has, most first in a list."""

    code: str
    """The exhibitor's code or the vendor's name; empty: nobody's."""
    names: Names
    bookings: int
    booked_minutes: int
    measured_minutes: int | None

    def permille_of(self, whole: int) -> int:
        """Return which part of a whole it has booked."""
        return round(1000 * self.booked_minutes / whole) if whole else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputeMonth:
    """One month of computing power for the file (A4 upright)."""

    lab: Names
    first: date
    language: Language
    pools: tuple[PoolUse, ...]
    by_exhibitor: tuple[Share, ...]
    by_vendor: tuple[Share, ...]
    document_number: str
    version: int
    replaces: int | None
    printed_at: datetime
    printed_by: str
    data_revision: int
    sample: bool = False
