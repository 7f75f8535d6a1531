"""How much there is of a resource, over time: laid down with the law and the pool's whole in mind.

Every road that changes a capacity ends in ``lay``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.lab import Lab, Resource
from labapp.domain.resources import ResourceKind, Step, capacity_at
from labapp.domain.staff import SUPERVISING
from labapp.domain.steps import changes, whole
from labapp.domain.times import FOREVER, slot_at, slot_start
from labapp.services import over_capacity
from labapp.services.place_fields import changed_meanwhile
from labapp.storage import occupancy
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

LONGEST_BASIS: Final = 200
LONGEST_SOURCE: Final = 400
MOST_UNITS: Final = 10**12
_AREAS: Final = {ResourceKind.POOL: "compute", ResourceKind.TOOLKIT: "toolkits"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSteps:
    """All steps of a resource; up to now they say the same amounts as before."""

    resource_id: int
    steps: tuple[Step, ...]
    seen: tuple[Step, ...]
    """The steps this was made from; others by now: somebody else saved first."""
    force_reason: str | None = None
    """A supervisor's reason for going below what is promised; marks the bookings in the way."""


@dataclass(frozen=True, slots=True)
class StepsChange:
    """What a change of steps did: the bookings that no longer fit and are marked."""

    resource: Resource
    marked: tuple[str, ...]


def area_of(resource: Resource) -> str:
    """Return the area that a change of the resource is told under."""
    return _AREAS.get(resource.ref.kind, "spaces")


def resource_of(tx: Transaction, resource_id: int) -> Resource:
    """Return the resource; one that is not there is refused."""
    found = read_lab(tx).resources.get(resource_id)
    if found is None:
        raise Refused(errors.NotFound(what="resource", key=str(resource_id)))
    return found


def steps_of(tx: Transaction, resource_id: int) -> tuple[Step, ...]:
    """Return a resource's capacity over time."""
    return occupancy.steps_of(tx.connection, [resource_id]).get(resource_id, ())


def set_steps(tx: Transaction, order: SetSteps) -> StepsChange:
    """Replace a resource's steps.

    What was cannot be written anew: before now only basis and source may change. Below what is
    booked it is refused with the bookings in the way, unless it is forced with a reason.
    """
    if tx.actor.role not in SUPERVISING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="set_capacity"))
    resource = resource_of(tx, order.resource_id)
    old = steps_of(tx, order.resource_id)
    if old != order.seen:
        raise changed_meanwhile(tx, "resource", resource.ref.code)
    now = slot_at(tx.now)
    if not whole(order.steps, FOREVER):
        raise Refused(errors.FieldFault(field_name="capacity", fault="malformed"))
    if any(first < now for first, *_ in changes(old, order.steps)):
        raise Refused(errors.FieldFault(field_name="step_day", fault="out_of_range"))
    marked = lay(tx, resource, order.steps, order.force_reason)
    tx.record(
        area_of(resource),
        "set_steps",
        resource.ref.code,
        before={"steps": _record(old)},
        after={
            "steps": _record(order.steps),
            "forced": order.force_reason,
            "marked": list(marked),
        },
    )
    return StepsChange(resource, marked)


def _record(steps: Iterable[Step]) -> list[list[object]]:
    return [[s.from_slot, s.until_slot, s.capacity, s.basis, s.source] for s in steps]


def lay(
    tx: Transaction, resource: Resource, steps: Sequence[Step], force_reason: str | None
) -> tuple[str, ...]:
    """Store a resource's steps and return the bookings that are marked since they do not fit.

    Refused below what is booked (unless there is a reason), above what a place was built with, and
    where the parts of a pool would be further above the whole than they are already.
    """
    here = read_lab(tx)
    wanted = tuple(
        replace(step, basis=step.basis[:LONGEST_BASIS], source=step.source[:LONGEST_SOURCE])
        for step in steps
    )
    _check_units(here, resource, wanted)
    occupancy.lock(tx, _family(here, resource))
    old = steps_of(tx, resource.ref.id)
    check_parents(tx, here, resource, old, wanted)
    changed = list(changes(old, wanted))
    lowered = [(first, last, units) for first, last, was, units in changed if units < was]
    holders = over_capacity.in_the_way(tx, resource.ref.id, lowered)
    forced = bool((force_reason or "").strip())
    if holders and not forced:
        raise Refused(over_capacity.below_booked(tx, resource, lowered, holders))
    over_before = over_capacity.in_the_way(
        tx, resource.ref.id, [(first, last, was) for first, last, was, _ in changed]
    )
    mark = over_capacity.mark_of(resource)
    marked = over_capacity.mark_all(tx, holders, mark, force_reason)
    occupancy.write_steps(tx, resource.ref.id, wanted, excuse=forced)
    over_capacity.unmark_fitting(tx, resource.ref.id, over_before, mark)
    return marked


def _check_units(here: Lab, resource: Resource, steps: Sequence[Step]) -> None:
    """A place has as many units as it was built with, or fewer; nothing has less than none."""
    units = next((p.units for p in here.places.values() if p.resource_id == resource.ref.id), None)
    most = MOST_UNITS if units is None else units
    for step in steps:
        if not 0 <= step.capacity <= most:
            value = str(step.capacity)
            raise Refused(
                errors.FieldFault(field_name="capacity", fault="out_of_range", value=value)
            )


def _family(here: Lab, resource: Resource) -> list[int]:
    """Return the resource, and of a pool all that has to be weighed against it."""
    near = {resource.ref.id}
    if resource.ref.kind is ResourceKind.POOL:
        near |= {resource.parent_id} if resource.parent_id else set()
        near |= {r.ref.id for r in here.resources.values() if r.parent_id in near}
    return sorted(near)


def check_parents(
    tx: Transaction, here: Lab, resource: Resource, old: Sequence[Step], new: Sequence[Step]
) -> None:
    """Refuse a change after which the parts of a pool add up to more than the whole.

    Parts that are above it already may be mended step by step: only more of it is refused.
    """
    if resource.ref.kind is not ResourceKind.POOL:
        return
    pools = {r.ref.id: r for r in here.resources.values() if r.ref.kind is ResourceKind.POOL}
    stored = occupancy.steps_of(tx.connection, pools)
    before, after = stored | {resource.ref.id: tuple(old)}, stored | {resource.ref.id: tuple(new)}
    for parent_id in {resource.ref.id, *([resource.parent_id] if resource.parent_id else [])}:
        parts = [r.ref.id for r in pools.values() if r.parent_id == parent_id]
        edges = {s.from_slot for one in (parent_id, *parts) for s in (*before[one], *after[one])}
        for slot in sorted(edges) if parts else ():
            was, becomes = (
                _above(before, parent_id, parts, slot),
                _above(after, parent_id, parts, slot),
            )
            if becomes > max(was, 0):
                whole_units = capacity_at(after[parent_id], slot)
                raise Refused(
                    errors.AboveParent(
                        parent=pools[parent_id].ref,
                        at=slot_start(slot),
                        total=whole_units + becomes,
                        capacity=whole_units,
                    )
                )


def _above(
    steps: Mapping[int, Sequence[Step]], parent_id: int, parts: Sequence[int], slot: int
) -> int:
    """Return by how much the parts are above the whole at a slot; below 0: room is left."""
    total = sum(capacity_at(steps[part], slot) for part in parts)
    return total - capacity_at(steps[parent_id], slot)
