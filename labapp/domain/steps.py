"""Capacity steps as a whole: lay one over them, add one, change one, take one away.

Steps have no gap and no overlap: each lasts until the next begins. Nothing here decides whether
the capacity may be so; the law does, when the steps are stored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from labapp.domain.resources import Step, capacity_at

Steps = tuple[Step, ...]


def overlay(steps: Sequence[Step], new: Step) -> Steps:
    """Return the steps with one laid over them; neighbours alike in all become one."""
    cut: list[Step] = []
    for step in steps:
        if step.from_slot < new.from_slot:
            cut.append(replace(step, until_slot=min(step.until_slot, new.from_slot)))
        if step.until_slot > new.until_slot:
            cut.append(replace(step, from_slot=max(step.from_slot, new.until_slot)))
    merged: list[Step] = []
    for step in sorted([*cut, new], key=lambda step: step.from_slot):
        alike = merged and replace(step, from_slot=0, until_slot=1) == replace(
            merged[-1], from_slot=0, until_slot=1
        )
        if alike:
            merged[-1] = replace(merged[-1], until_slot=step.until_slot)
        else:
            merged.append(step)
    return tuple(merged)


def with_step(
    steps: Sequence[Step], from_slot: int, capacity: int, basis: str, source: str
) -> Steps:
    """Return the steps with another that begins at a slot and lasts until the next one does."""
    ends = min((s.until_slot for s in steps if s.until_slot > from_slot), default=from_slot + 1)
    return overlay(steps, Step(from_slot, ends, capacity, basis, source))


def without_step(steps: Sequence[Step], from_slot: int) -> Steps:
    """Return the steps without the one that begins at a slot: the one before it goes on.

    The very first has none before it and stays.
    """
    ordered = sorted(steps, key=lambda step: step.from_slot)
    for before, gone in pairwise(ordered):
        if gone.from_slot == from_slot:
            return overlay(ordered, replace(before, until_slot=gone.until_slot))
    return tuple(ordered)


def capped(steps: Sequence[Step], from_slot: int, was: int, becomes: int) -> Steps:
    """Return the steps with another usual capacity from a slot on.

    What had the usual capacity has the new one; what was planned apart stays, but never above it.
    """
    laid = tuple(steps)
    for step in steps:
        if step.until_slot > from_slot:
            units = becomes if step.capacity == was else min(step.capacity, becomes)
            if units != step.capacity:
                first = max(step.from_slot, from_slot)
                laid = overlay(laid, replace(step, from_slot=first, capacity=units))
    return laid


def changes(old: Sequence[Step], new: Sequence[Step]) -> Iterator[tuple[int, int, int, int]]:
    """Yield (first slot, last slot, old capacity, new capacity) where the two differ."""
    edges = sorted({edge for s in (*old, *new) for edge in (s.from_slot, s.until_slot)})
    for first, last in pairwise(edges):
        before, after = capacity_at(old, first), capacity_at(new, first)
        if before != after:
            yield first, last, before, after


def whole(steps: Sequence[Step], last: int) -> bool:
    """Whether the steps cover all slots from 0 until the last, without a gap or an overlap."""
    edges = [0, *(step.until_slot for step in steps)]
    starts = [*(step.from_slot for step in steps), last]
    return bool(steps) and edges == starts
