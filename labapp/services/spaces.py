"""House rules, opening, holidays, capacity steps, places in and out of service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from labapp.domain import errors
from labapp.domain.bookings import Booking
from labapp.domain.errors import Refused
from labapp.domain.lab import Lab, Resource
from labapp.domain.policy import Policy, setting, with_setting
from labapp.domain.resources import Holder, ResourceKind, Step, capacity_at
from labapp.domain.spaces import Holiday, Hours, SpecialDay
from labapp.domain.staff import SUPERVISING
from labapp.domain.times import FOREVER, SLOT_SECONDS, slot_at, slot_start
from labapp.storage import bookings as booking_rows
from labapp.storage import occupancy
from labapp.storage.lab import POLICY_PREFIX
from labapp.storage.lab import lab as read_lab
from labapp.storage.tables import house
from labapp.storage.tables.spaces import holiday, opening_exception, opening_rule, place
from labapp.storage.transaction import Transaction

OVER_CAPACITY = "over_capacity"


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
    tx.connection.execute(delete(opening_rule).where(opening_rule.c.weekday == weekday))
    for one in hours:
        tx.connection.execute(
            insert(opening_rule).values(
                weekday=weekday, opens=_clock(one)[0], closes=_clock(one)[1]
            )
        )
    tx.record("spaces", "set_hours", str(weekday), after={"hours": [_clock(one) for one in hours]})


def set_special_day(tx: Transaction, special: SpecialDay) -> None:
    """Give a date hours of its own, or close it; this beats holidays and the week."""
    _supervisor(tx, "set_hours")
    tx.connection.execute(delete(opening_exception).where(opening_exception.c.day == special.day))
    hours = [_clock(one) for one in special.hours]
    tx.connection.execute(
        insert(opening_exception).values(
            day=special.day,
            hours=hours,
            reason_en=special.reason.en,
            reason_zh_hant=special.reason.zh_hant,
            reason_zh_hans=special.reason.zh_hans,
            source=special.source,
            sample=special.sample,
        )
    )
    tx.record("spaces", "set_day", special.day.isoformat(), after={"hours": hours})


def clear_special_day(tx: Transaction, day: date) -> None:
    """Let a date follow holidays and the week again."""
    _supervisor(tx, "set_hours")
    tx.connection.execute(delete(opening_exception).where(opening_exception.c.day == day))
    tx.record("spaces", "clear_day", day.isoformat())


def _clock(hours: Hours) -> list[str]:
    closes = "24:00" if f"{hours.closes:%H:%M}" == "00:00" else f"{hours.closes:%H:%M}"
    return [f"{hours.opens:%H:%M}", closes]


def import_holidays(tx: Transaction, found: Iterable[Holiday]) -> tuple[int, int]:
    """Store public holidays; return how many were new or other, and how many were known."""
    known = {
        (row.day, row.kind): (row.name_en, row.name_zh_hant, row.name_zh_hans)
        for row in tx.connection.execute(select(holiday))
    }
    changed = same = 0
    for one in found:
        old = known.get((one.day, one.kind))
        given = (one.names.en, one.names.zh_hant, one.names.zh_hans)
        merged = tuple(new or past for new, past in zip(given, old or (None,) * 3, strict=True))
        if old == merged:
            same += 1
            continue
        changed += 1
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
    occupancy.lock(tx, [order.resource_id])
    steps = overlay(
        capacity_steps(tx, order.resource_id),
        Step(first, last, order.capacity, order.basis, order.source),
    )
    _check_parents(tx, here, resource, steps)
    over = occupancy.peak_above(tx.connection, resource.ref.id, first, last, order.capacity)
    marked: tuple[str, ...] = ()
    forced = bool((order.force_reason or "").strip())
    if over is not None:
        in_the_way = _in_the_way(tx, resource.ref.id, first, last, order.capacity)
        if not forced:
            raise Refused(
                errors.BelowBooked(
                    resource=resource.ref,
                    capacity=order.capacity,
                    peak=over.used,
                    at=over.at,
                    holders=in_the_way,
                    overridable=True,
                )
            )
        marked = _mark(tx, in_the_way, f"{OVER_CAPACITY}:{resource.ref.code}", order.force_reason)
    occupancy.write_steps(tx, resource.ref.id, steps, excuse=forced)
    tx.record(
        "compute" if resource.ref.kind is ResourceKind.POOL else "spaces",
        "set_capacity",
        resource.ref.code,
        after={
            "from": int(order.start.timestamp()),
            "until": int(order.end.timestamp()) if order.end else None,
            "capacity": order.capacity,
            "forced": order.force_reason,
            "marked": list(marked),
        },
    )
    return CapacityChange(resource, marked)


def _slots(order: SetCapacity) -> tuple[int, int]:
    edges = [order.start, *([order.end] if order.end else [])]
    if any(int(edge.timestamp()) % SLOT_SECONDS for edge in edges):
        raise Refused(errors.OffGrid(slot_minutes=SLOT_SECONDS // 60))
    last = slot_at(order.end) if order.end else FOREVER
    if order.capacity < 0 or last <= slot_at(order.start):
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


def _in_the_way(
    tx: Transaction, resource_id: int, first: int, last: int, capacity: int
) -> tuple[Holder, ...]:
    """Return who holds units at a moment at which more than the capacity is held."""
    found: dict[int, Holder] = {}
    for start, end in occupancy.stretches_above(tx.connection, resource_id, first, last, capacity):
        for holder in occupancy.holders(tx.connection, resource_id, start, end):
            found.setdefault(holder.booking_id, holder)
    return tuple(sorted(found.values(), key=lambda holder: (holder.span.start, holder.number)))


def _mark(
    tx: Transaction, holders: Iterable[Holder], mark: str, reason: str | None
) -> tuple[str, ...]:
    numbers: list[str] = []
    for holder in holders:
        before = booking_rows.by_id(tx.connection, holder.booking_id)
        if before is None or mark in before.marks:
            continue
        marked: Booking = replace(before, marks=(*before.marks, mark), version=before.version + 1)
        booking_rows.change(tx.connection, marked)
        record: dict[str, Any] = booking_rows.record_of(marked) | {"mark_reason": reason}
        tx.record(
            "marks", "mark", before.number, before=booking_rows.record_of(before), after=record
        )
        numbers.append(before.number)
    return tuple(numbers)


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
    tx.record("spaces", "in_service", found.code, after={"in_service": in_service, "note": note})
    return read_lab(tx)


def _supervisor(tx: Transaction, act: str) -> None:
    if tx.actor.role not in SUPERVISING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=act))
