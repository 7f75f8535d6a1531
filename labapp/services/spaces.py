"""House rules, opening, holidays, capacity steps, places in and out of service."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.lab import Lab, Resource
from labapp.domain.policy import Policy, setting, with_settings
from labapp.domain.resources import Step, capacity_at
from labapp.domain.spaces import Holiday, Hours, SpecialDay
from labapp.domain.staff import SUPERVISING
from labapp.domain.steps import overlay
from labapp.domain.times import FOREVER, SLOT_SECONDS, slot_at, slot_start
from labapp.services import capacities, over_capacity
from labapp.storage import occupancy
from labapp.storage.lab import POLICY_PREFIX
from labapp.storage.lab import lab as read_lab
from labapp.storage.tables import house
from labapp.storage.tables.spaces import holiday, opening_exception, opening_rule, place
from labapp.storage.transaction import Transaction

_WEEK = 7
_AFTER_MIDNIGHT = "24:01"


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
    return set_rules(tx, {name: value})


def set_rules(tx: Transaction, changes: Mapping[str, int | str]) -> Policy:
    """Change house rules together and return them all; all of them or none."""
    _supervisor(tx, "set_policy")
    before = read_lab(tx).policy
    after = with_settings(before, changes)
    for name in changes:
        _store_rule(tx, name, setting(before, name), setting(after, name))
    return after


def _store_rule(tx: Transaction, name: str, past: int | str, stored: int | str) -> None:
    row = f"{POLICY_PREFIX}{name}"
    changed = tx.connection.execute(
        update(house.setting).where(house.setting.c.name == row).values(value=stored)
    )
    if changed.rowcount == 0:
        tx.connection.execute(insert(house.setting).values(name=row, value=stored, source="desk"))
    tx.record("settings", "set", name, before={"value": past}, after={"value": stored})


def set_week(tx: Transaction, changes: Mapping[int, Sequence[Hours]]) -> None:
    """Open at other hours on some days of the week (0 = Monday); all of them or none."""
    for weekday, hours in changes.items():
        set_weekly_hours(tx, weekday, hours)


def set_weekly_hours(tx: Transaction, weekday: int, hours: Sequence[Hours]) -> None:
    """Open on a day of the week (0 = Monday) at these hours; none: closed."""
    _supervisor(tx, "set_hours")
    if weekday not in range(_WEEK):
        raise Refused(
            errors.FieldFault(field_name="span", fault="out_of_range", value=str(weekday))
        )
    check_hours(hours)
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
    check_hours(special.hours)
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


def check_hours(hours: Sequence[Hours]) -> None:
    """Refuse hours of one day that have no length, or that overlap."""
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


def remove_holiday(tx: Transaction, day: date) -> int:
    """Let a date be no public holiday any more; return how many names it had as one."""
    _supervisor(tx, "import")
    known = tx.connection.execute(select(holiday).where(holiday.c.day == day)).all()
    if known:
        tx.connection.execute(delete(holiday).where(holiday.c.day == day))
        names = [row.name_en or row.name_zh_hant or row.name_zh_hans for row in known]
        tx.record("spaces", "remove_holiday", day.isoformat(), before={"names": names})
    return len(known)


def capacity_steps(tx: Transaction, resource_id: int) -> tuple[Step, ...]:
    """Return a resource's capacity over time."""
    return capacities.steps_of(tx, resource_id)


def set_capacity(tx: Transaction, order: SetCapacity) -> CapacityChange:
    """Change a capacity from an instant on.

    Below what is booked it is refused with the bookings in the way; with a reason it is forced:
    they keep what they hold, are marked, and nothing new is admitted until they fit again.
    """
    _supervisor(tx, "set_capacity")
    resource = capacities.resource_of(tx, order.resource_id)
    first, last = _slots(order)
    old = capacity_steps(tx, resource.ref.id)
    new = Step(first, last, order.capacity, order.basis, order.source)
    marked = capacities.lay(tx, resource, overlay(old, new), order.force_reason)
    tx.record(
        capacities.area_of(resource),
        "set_capacity",
        resource.ref.code,
        before={"steps": [list(piece) for piece in over_capacity.pieces_of(old, first, last)]},
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
    if last <= slot_at(order.start):
        raise Refused(errors.FieldFault(field_name="end", fault="out_of_range"))
    return slot_at(order.start), last


def set_in_service(
    tx: Transaction,
    place_id: int,
    *,
    in_service: bool,
    note: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    force_reason: str | None = None,
) -> Lab:
    """Take a place out of service from now or an instant on, or back in; until another or for good.

    Bookings in the way are named; with a supervisor's reason they stay booked and are marked.
    """
    _supervisor(tx, "edit_place")
    here = read_lab(tx)
    found = here.places.get(place_id)
    if found is None:
        raise Refused(errors.NotFound(what="place", key=str(place_id)))
    set_capacity(
        tx,
        SetCapacity(
            resource_id=found.resource_id,
            start=start or slot_start(slot_at(tx.now)),
            end=end,
            capacity=found.units if in_service else 0,
            basis="service",
            source=note or "",
            force_reason=force_reason,
        ),
    )
    is_so = capacity_at(capacity_steps(tx, found.resource_id), slot_at(tx.now)) > 0
    tx.connection.execute(
        update(place).where(place.c.id == place_id).values(in_service=is_so, note=note)
    )
    tx.record(
        "spaces",
        "in_service",
        found.code,
        before={"in_service": found.in_service, "note": found.note},
        after={"in_service": is_so, "note": note},
    )
    return read_lab(tx)


def follow_service(tx: Transaction) -> int:
    """Let each place say whether it is in service, now that time has passed; return how many new.

    A place may go out of service, or come back, on a date that was set before.
    """
    here = read_lab(tx)
    steps = occupancy.steps_of(tx.connection, [one.resource_id for one in here.places.values()])
    changed = 0
    for one in here.places.values():
        is_so = capacity_at(steps[one.resource_id], slot_at(tx.now)) > 0
        if is_so != one.in_service:
            changed += 1
            tx.connection.execute(
                update(place).where(place.c.id == one.id).values(in_service=is_so)
            )
            tx.record(
                "spaces",
                "in_service",
                one.code,
                before={"in_service": one.in_service},
                after={"in_service": is_so},
            )
    return changed


def _supervisor(tx: Transaction, act: str) -> None:
    if tx.actor.role not in SUPERVISING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=act))
