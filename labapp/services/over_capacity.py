"""Bookings that a lower capacity leaves in the way: found, marked, and let go when they fit."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from labapp.domain import errors
from labapp.domain.bookings import Booking
from labapp.domain.lab import Resource
from labapp.domain.policy import LONGEST_BUFFER_MINUTES
from labapp.domain.resources import Holder, Step
from labapp.domain.times import SLOT_SECONDS, slot_at
from labapp.storage import bookings as rows
from labapp.storage import occupancy
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

OVER_CAPACITY: Final = "over_capacity"
_BUFFER_SLOTS: Final = LONGEST_BUFFER_MINUTES * 60 // SLOT_SECONDS

Piece = tuple[int, int, int]
"""From a slot until a slot, and the capacity between them."""


def mark_of(resource: Resource) -> str:
    """Return what a booking that is over the resource's capacity is marked with."""
    return f"{OVER_CAPACITY}:{resource.ref.code}"


def pieces_of(steps: Sequence[Step], first: int, last: int) -> list[Piece]:
    """Return (first, last, capacity) for each part of the range."""
    return [
        (max(first, step.from_slot), min(last, step.until_slot), step.capacity)
        for step in steps
        if step.from_slot < last and step.until_slot > first
    ]


def in_the_way(tx: Transaction, resource_id: int, pieces: Iterable[Piece]) -> tuple[Holder, ...]:
    """Return who holds units when more is held than the capacity of the piece."""
    found: dict[int, Holder] = {}
    for first, last, capacity in pieces:
        for start, end in occupancy.stretches_above(
            tx.connection, resource_id, first, last, capacity
        ):
            for holder in occupancy.holders(tx.connection, resource_id, start, end):
                found.setdefault(holder.booking_id, holder)
    return tuple(sorted(found.values(), key=lambda holder: (holder.span.start, holder.number)))


def below_booked(
    tx: Transaction,
    resource: Resource,
    lowered: Sequence[Piece],
    holders: tuple[Holder, ...],
) -> errors.BelowBooked:
    """Return the refusal of a capacity that some hold more than, with the worst moment."""
    found = [
        (peak, capacity)
        for first, last, capacity in lowered
        if (peak := occupancy.peak_above(tx.connection, resource.ref.id, first, last, capacity))
    ]
    most, capacity = max(found, key=lambda one: (one[0].used - one[1], -one[0].from_slot))
    return errors.BelowBooked(
        resource=resource.ref,
        capacity=capacity,
        peak=most.used,
        at=most.at,
        holders=holders,
        overridable=True,
    )


def mark_all(
    tx: Transaction, holders: Iterable[Holder], mark: str, reason: str | None
) -> tuple[str, ...]:
    """Mark the bookings of the holders and return the numbers of those that were not yet."""
    numbers: list[str] = []
    for holder in holders:
        before = rows.by_id(tx.connection, holder.booking_id)
        if before is not None and mark not in before.marks:
            _set_marks(tx, before, (*before.marks, mark), "mark", reason)
            numbers.append(before.number)
    return tuple(numbers)


def unmark_fitting(tx: Transaction, resource_id: int, holders: Sequence[Holder], mark: str) -> None:
    """Take the mark from those of the holders that fit again."""
    if not holders:
        return
    first = min(slot_at(holder.span.start) for holder in holders)
    last = max(slot_at(holder.span.end) for holder in holders) + _BUFFER_SLOTS
    steps = occupancy.steps_of(tx.connection, [resource_id])[resource_id]
    still = {h.booking_id for h in in_the_way(tx, resource_id, pieces_of(steps, first, last))}
    for holder in holders:
        before = rows.by_id(tx.connection, holder.booking_id)
        if before is not None and mark in before.marks and before.id not in still:
            others = tuple(known for known in before.marks if known != mark)
            _set_marks(tx, before, others, "unmark", None)


def unmark_all_fitting(tx: Transaction) -> None:
    """Take the marks from coming bookings that fit again, since others have left or moved."""
    here = read_lab(tx)
    for booking in rows.marked(tx.connection, tx.now):
        for mark in booking.marks:
            resource = here.resource_by_code(mark.removeprefix(f"{OVER_CAPACITY}:"))
            if resource is not None:
                holder = Holder(booking.id, booking.number, booking.who, booking.span, 0)
                unmark_fitting(tx, resource.ref.id, [holder], mark)


def _set_marks(
    tx: Transaction, before: Booking, marks: tuple[str, ...], act: str, reason: str | None
) -> None:
    marked = replace(before, marks=marks, version=before.version + 1)
    rows.change(tx.connection, marked)
    record = rows.record_of(marked) | {"mark_reason": reason}
    tx.record("marks", act, before.number, before=rows.record_of(before), after=record)
