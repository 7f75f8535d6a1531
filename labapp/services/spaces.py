"""House rules, opening, holidays, capacity steps, places in and out of service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.lab import Lab, Resource
from labapp.domain.policy import Policy, contradicts, setting, with_setting
from labapp.domain.resources import ResourceKind, Step, capacity_at
from labapp.domain.spaces import Holiday, Hours, SpecialDay
from labapp.domain.staff import SUPERVISING
from labapp.domain.times import FOREVER, SLOT_SECONDS, slot_at, slot_start
from labapp.services import over_capacity
from labapp.storage import occupancy
from labapp.storage.lab import POLICY_PREFIX
from labapp.storage.lab import lab as read_lab
from labapp.storage.tables import house
from labapp.storage.tables.spaces import holiday, opening_exception, opening_rule, place
from labapp.storage.transaction import Transaction

_WEEK = 7
_AFTER_MIDNIGHT = "24:01"
_LONGEST_BASIS = 200
_LONGEST_SOURCE = 400
_MOST_UNITS = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCapacity:
    """Another capacity of a resource from an instant, until another or for good."""

    resource_id: int
    start: datetime
    end: datetime | None
    capacity: int
    basis: str = "planned"
    source: str = ""
    force_reason: str | None = None
    """A supervisor's reason for going below what is promised; marks the bookings in the way."""


@dataclass(frozen=True, slots=True)
class CapacityChange:
    """What a change of capacity did: the bookings that no longer fit and are marked."""

    resource: Resource
    marked: tuple[str, ...]


def policy(tx: Transaction) -> Policy:
    """Return the house rules."""
    return read_lab(tx).policy


def lab(tx: Transaction) -> Lab:
    """Return the lab as it stands."""
    return read_lab(tx)


def set_policy(tx: Transaction, name: str, value: int | str) -> Policy:
    """Change one house rule and return them all; a value that cannot stand is refused."""
    _supervisor(tx, "set_policy")
    before = read_lab(tx).policy
    after = with_setting(before, name, value)
    if contradicts(after):
        raise Refused(
            errors.FieldFault(field_name=name, fault="out_of_range", value=str(value).strip())
        )
    row = f"{POLICY_PREFIX}{name}"
    stored = setting(after, name)
    changed = tx.connection.execute(
        update(house.setting).where(house.setting.c.name == row).values(value=stored)
    )
    if changed.rowcount == 0:
        tx.connection.execute(insert(house.setting).values(name=row, value=stored, source="desk"))
    tx.record(
        "settings",
        "set",
        name,
        before={"value": setting(before, name)},
        after={"value": stored},
    )
    return after


def set_weekly_hours(tx: Transaction, weekday: int, hours: Sequence[Hours]) -> None:
    """Open on a day of the week (0 = Monday) at these hours; none: closed."""
    _supervisor(tx, "set_hours")
    if weekday not in range(_WEEK):
        raise Refused(
            errors.FieldFault(field_name="span", fault="out_of_range", value=str(weekday))
        )
    _check_hours(hours)
    before = read_lab(tx).opening.weekly.get(weekday, ())
    tx.connection.execute(delete(opening_rule).where(opening_rule.c.weekday == weekday))
    for one in hours:
        opens, closes = _clock(one)
        tx.connection.execute(
            insert(opening_rule).values(weekday=weekday, opens=opens, closes=closes)
        )
    tx.record(
        "spaces",
        "set_hours",
        str(weekday),
        before=_hours_record(before),
        after=_hours_record(hours),
    )


def set_special_day(tx: Transaction, special: SpecialDay) -> None:
    """Give a date hours of its own, or close it; this beats holidays and the week."""
    _supervisor(tx, "set_hours")
    _check_hours(special.hours)
    before = read_lab(tx).opening.special.get(special.day)
    tx.connection.execute(delete(opening_exception).where(opening_exception.c.day == special.day))
    tx.connection.execute(
        insert(opening_exception).values(
            day=special.day,
            hours=[_clock(one) for one in special.hours],
            reason_en=special.reason.en,
            reason_zh_hant=special.reason.zh_hant,
            reason_zh_hans=special.reason.zh_hans,
            source=special.source,
            sample=special.sample,
        )
    )
    tx.record(
        "spaces",
        "set_day",
        special.day.isoformat(),
        before=_hours_record(before.hours) if before else None,
        after=_hours_record(special.hours),
    )


def clear_special_day(tx: Transaction, day: date) -> None:
    """Let a date follow holidays and the week again."""
    _supervisor(tx, "set_hours")
    before = read_lab(tx).opening.special.get(day)
    if before is None:
        return
    tx.connection.execute(delete(opening_exception).where(opening_exception.c.day == day))
    tx.record("spaces", "clear_day", day.isoformat(), before=_hours_record(before.hours))


def _check_hours(hours: Sequence[Hours]) -> None:
    """Refuse hours that have no length, or that overlap."""
    ends = ""
    for opens, closes in sorted(_clock(one) for one in hours):
        if opens == closes or opens < ends:
            shown = f"{opens}–{closes}"
            raise Refused(errors.FieldFault(field_name="span", fault="out_of_range", value=shown))
        ends = closes if closes > opens else _AFTER_MIDNIGHT


def _hours_record(hours: Sequence[Hours]) -> dict[str, Any]:
    return {"hours": [_clock(one) for one in hours]}


def _clock(hours: Hours) -> list[str]:
    closes = "24:00" if f"{hours.closes:%H:%M}" == "00:00" else f"{hours.closes:%H:%M}"
    return [f"{hours.opens:%H:%M}", closes]


def import_holidays(tx: Transaction, found: Iterable[Holiday]) -> tuple[int, int]:
    """Store public holidays; return how many were new or other, and how many were known.

    A name in a language that is not given stays as it is known.
    """
    _supervisor(tx, "import")
    known = {
        (row.day, row.kind): (row.name_en, row.name_zh_hant, row.name_zh_hans)
        for row in tx.connection.execute(select(holiday))
    }
    changed = same = 0
    for one in found:
        old = known.get((one.day, one.kind))
        given = (one.names.en, one.names.zh_hant, one.names.zh_hans)
        past = old or (None, None, None)
        merged = (given[0] or past[0], given[1] or past[1], given[2] or past[2])
        if old == merged:
            same += 1
            continue
        changed += 1
        known[one.day, one.kind] = merged
        tx.connection.execute(
            delete(holiday).where(holiday.c.day == one.day, holiday.c.kind == one.kind)
        )
        tx.connection.execute(
            insert(holiday).values(
                day=one.day,
                kind=one.kind,
                name_en=merged[0],
                name_zh_hant=merged[1],
                name_zh_hans=merged[2],
                source=one.source,
                imported_at=tx.now,
            )
        )
    if changed:
        tx.record("spaces", "import_holidays", str(changed), after={"changed": changed})
    return changed, same


def capacity_steps(tx: Transaction, resource_id: int) -> tuple[Step, ...]:
    """Return a resource's capacity over time."""
    return occupancy.steps_of(tx.connection, [resource_id]).get(resource_id, ())


def set_capacity(tx: Transaction, order: SetCapacity) -> CapacityChange:
    """Change a capacity from an instant on.

    Below what is booked it is refused with the bookings in the way; with a reason it is forced:
    they keep what they hold, are marked, and nothing new is admitted until they fit again.
    """
    _supervisor(tx, "set_capacity")
    here = read_lab(tx)
    resource = here.resources.get(order.resource_id)
    if resource is None:
        raise Refused(errors.NotFound(what="resource", key=str(order.resource_id)))
    first, last = _slots(order)
    _check_units(here, resource, order.capacity)
    occupancy.lock(tx, _family(here, resource))
    old = capacity_steps(tx, resource.ref.id)
    basis, source = order.basis[:_LONGEST_BASIS], order.source[:_LONGEST_SOURCE]
    steps = overlay(old, Step(first, last, order.capacity, basis, source))
    _check_parents(tx, here, resource, steps)
    lowered = [
        (start, end, order.capacity)
        for start, end, capacity in over_capacity.pieces_of(old, first, last)
        if capacity > order.capacity
    ]
    holders = over_capacity.in_the_way(tx, resource.ref.id, lowered)
    forced = bool((order.force_reason or "").strip())
    if holders and not forced:
        raise Refused(over_capacity.below_booked(tx, resource, lowered, holders))
    pieces = over_capacity.pieces_of(old, first, last)
    over_before = over_capacity.in_the_way(tx, resource.ref.id, pieces)
    mark = over_capacity.mark_of(resource)
    marked = over_capacity.mark_all(tx, holders, mark, order.force_reason)
    occupancy.write_steps(tx, resource.ref.id, steps, excuse=forced)
    over_capacity.unmark_fitting(tx, resource.ref.id, over_before, mark)
    tx.record(
        "compute" if resource.ref.kind is ResourceKind.POOL else "spaces",
        "set_capacity",
        resource.ref.code,
        before={"steps": [list(piece) for piece in pieces]},
        after={
            "from": int(order.start.timestamp()),
            "until": int(order.end.timestamp()) if order.end else None,
            "capacity": order.capacity,
            "forced": order.force_reason,
            "marked": list(marked),
        },
    )
    return CapacityChange(resource, marked)


def _check_units(here: Lab, resource: Resource, capacity: int) -> None:
    """A place has as many units as it was built with, or fewer."""
    units = next((p.units for p in here.places.values() if p.resource_id == resource.ref.id), None)
    if units is not None and capacity > units:
        raise Refused(
            errors.FieldFault(field_name="capacity", fault="out_of_range", value=str(capacity))
        )


def _family(here: Lab, resource: Resource) -> list[int]:
    """Return the resource, and of a pool all that has to be weighed against it."""
    near = {resource.ref.id}
    if resource.ref.kind is ResourceKind.POOL:
        near |= {resource.parent_id} if resource.parent_id else set()
        near |= {r.ref.id for r in here.resources.values() if r.parent_id in near}
    return sorted(near)


def _slots(order: SetCapacity) -> tuple[int, int]:
    edges = [order.start, *([order.end] if order.end else [])]
    if any(int(edge.timestamp()) % SLOT_SECONDS for edge in edges):
        raise Refused(errors.OffGrid(slot_minutes=SLOT_SECONDS // 60))
    last = slot_at(order.end) if order.end else FOREVER
    if not 0 <= order.capacity <= _MOST_UNITS or last <= slot_at(order.start):
        raise Refused(
            errors.FieldFault(
                field_name="capacity", fault="out_of_range", value=str(order.capacity)
            )
        )
    return slot_at(order.start), last


def overlay(steps: Sequence[Step], new: Step) -> tuple[Step, ...]:
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


def _check_parents(tx: Transaction, here: Lab, resource: Resource, steps: Sequence[Step]) -> None:
    """The parts of a pool never add up to more than the whole, at any step."""
    if resource.ref.kind is not ResourceKind.POOL:
        return
    pools = {r.ref.id: r for r in here.resources.values() if r.ref.kind is ResourceKind.POOL}
    all_steps = occupancy.steps_of(tx.connection, pools) | {resource.ref.id: tuple(steps)}
    parents = {resource.ref.id, *([resource.parent_id] if resource.parent_id else [])}
    for parent_id in parents:
        children = [r.ref.id for r in pools.values() if r.parent_id == parent_id]
        if not children:
            continue
        edges = {s.from_slot for one in (parent_id, *children) for s in all_steps[one]}
        for slot in sorted(edges):
            total = sum(capacity_at(all_steps[child], slot) for child in children)
            whole = capacity_at(all_steps[parent_id], slot)
            if total > whole:
                raise Refused(
                    errors.AboveParent(
                        parent=pools[parent_id].ref,
                        at=slot_start(slot),
                        total=total,
                        capacity=whole,
                    )
                )


def set_in_service(
    tx: Transaction, place_id: int, *, in_service: bool, note: str | None = None
) -> Lab:
    """Take a place out of service from now on, or back in; bookings in the way are named."""
    here = read_lab(tx)
    found = here.places.get(place_id)
    if found is None:
        raise Refused(errors.NotFound(what="place", key=str(place_id)))
    set_capacity(
        tx,
        SetCapacity(
            resource_id=found.resource_id,
            start=slot_start(slot_at(tx.now)),
            end=None,
            capacity=found.units if in_service else 0,
            basis="service",
            source=note or "",
        ),
    )
    tx.connection.execute(
        update(place).where(place.c.id == place_id).values(in_service=in_service, note=note)
    )
    tx.record(
        "spaces",
        "in_service",
        found.code,
        before={"in_service": found.in_service, "note": found.note},
        after={"in_service": in_service, "note": note},
    )
    return read_lab(tx)


def _supervisor(tx: Transaction, act: str) -> None:
    if tx.actor.role not in SUPERVISING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=act))
