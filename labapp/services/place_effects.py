"""What a change of places, power or capacity would do to bookings ahead, found by rehearsing it.

Run it with ``rehearse``: the change is made for real, looked at, and taken back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from labapp.domain.errors import BelowBooked, Refusal, Refused
from labapp.domain.resources import Step
from labapp.services.effects import MOST_NAMED, Effects, House, house
from labapp.storage import bookings as rows
from labapp.storage import occupancy
from labapp.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would happen: the bookings ahead that would no longer fit, and why it is refused."""

    effects: Effects = field(default_factory=Effects)
    refusals: tuple[Refusal, ...] = ()

    @property
    def forceable(self) -> bool:
        """Whether a reason would do; then the bookings stay, above what there is."""
        return bool(self.refusals) and all(one.overridable for one in self.refusals)


@dataclass(frozen=True, slots=True)
class Change:
    """Something asked for: a use case and its order."""

    use_case: Callable[[Transaction, Any], Any]
    order: Any


def make(tx: Transaction, changes: Sequence[Change]) -> list[Any]:
    """Make several changes, all or none; return what each made."""
    return [one.use_case(tx, one.order) for one in changes]


def forced(changes: Sequence[Change], reason: str) -> tuple[Change, ...]:
    """Return the changes with a reason in each that can be forced."""
    return tuple(
        replace(one, order=replace(one.order, force_reason=reason))
        if hasattr(one.order, "force_reason")
        else one
        for one in changes
    )


def foresee(tx: Transaction, changes: Sequence[Change]) -> Foreseen:
    """Return what changes would do if they were asked for without a reason."""
    try:
        make(tx, changes)
    except Refused as refused:
        found: dict[str, None] = {}
        for refusal in refused.refusals:
            if isinstance(refusal, BelowBooked):
                found |= dict.fromkeys(h.number for h in refusal.holders if h.span.end > tx.now)
        known = rows.numbered(tx.connection, list(found))
        first = sorted(known, key=lambda one: (one.span.start, one.number))[:MOST_NAMED]
        return Foreseen(Effects(len(known), tuple(first)), refused.refusals)
    return Foreseen()


@dataclass(frozen=True, slots=True)
class Furniture:
    """All that the settings of places, power and capacity show."""

    house: House
    service: Mapping[int, tuple[Step, ...]]
    """The steps of each place's own resource: its units while in service, by the place's id."""


def furniture(tx: Transaction) -> Furniture:
    """Return what the settings show."""
    found = house(tx)
    of_place = {one.resource_id: one.id for one in found.lab.places.values()}
    steps = occupancy.steps_of(tx.connection, of_place)
    return Furniture(found, {of_place[each]: told for each, told in steps.items()})
