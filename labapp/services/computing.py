"""Computing power: pools over time, what if an upgrade slips, who uses what, and the month's sheet.

Pools are added, changed and given steps in ``shared_resources``, ``capacities`` and ``spaces``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from labapp.domain import computing, errors
from labapp.domain.bookings import Booking
from labapp.domain.computing import ComputeMonth, PoolUse, Share, Shortfall, UsageLine
from labapp.domain.errors import Refused
from labapp.domain.lab import Lab, Resource
from labapp.domain.languages import NO_NAMES, Language, Names
from labapp.domain.resources import Claim, Profile, ResourceKind, Step
from labapp.domain.staff import WRITING
from labapp.domain.times import FOREVER, Span, day_span, slot_at, slot_start
from labapp.services import capacities
from labapp.services.issuing import remember, stamp
from labapp.services.spaces import CapacityChange, SetCapacity, set_capacity
from labapp.storage import bookings as rows
from labapp.storage import computing as pool_rows
from labapp.storage import exhibitors, occupancy
from labapp.storage.computing import Held, Measured
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn

AREA: Final = "compute"
MONTH: Final = "compute_month"
_AHEAD: Final = timedelta(days=3660)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputeUse:
    """Pools over a time and who has them, as the Compute page shows them."""

    span: Span
    pools: tuple[PoolUse, ...]
    """The whole before its parts."""
    by_exhibitor: tuple[Share, ...]
    by_vendor: tuple[Share, ...]


def compute_use(tx: Transaction, span: Span) -> ComputeUse:
    """Return capacity and use of every pool over the span, and by exhibitor and by vendor.

    Holds that have run out no longer count; shares are of the pools that can be booked.
    """
    here = read_lab(tx)
    pools = _pools(here)
    ids = [one.ref.id for one in pools]
    first, last = span.slots
    gone = {due.id for due in rows.due(tx.connection, tx.now)}
    claims = [
        one for one in pool_rows.held(tx.connection, ids, first, last) if one.booking_id not in gone
    ]
    steps = occupancy.steps_of(tx.connection, ids)
    meters = pool_rows.measured(tx.connection, span)
    by_pool: dict[int, list[Claim]] = defaultdict(list)
    for one in claims:
        by_pool[one.claim.resource_id].append(one.claim)
    leaves = {one.ref.id: one for one in pools if one.bookable}
    mine = [one for one in claims if one.claim.resource_id in leaves]
    read = [one for one in meters if one.pool_id in leaves]
    return ComputeUse(
        span=span,
        pools=tuple(
            _pool_use(one, by_pool[one.ref.id], steps.get(one.ref.id, ()), meters, span)
            for one in pools
        ),
        by_exhibitor=_by_exhibitor(tx, mine, read, span),
        by_vendor=_by_vendor(leaves, mine, read, span),
    )


def _pools(here: Lab) -> list[Resource]:
    """Return the pools, the whole before its parts, else by code."""
    found = [one for one in here.resources.values() if one.ref.kind is ResourceKind.POOL]
    paths = {
        one.ref.id: [here.resources[key].ref.code for key in here.with_parents(one.ref.id)]
        for one in found
    }
    return sorted(found, key=lambda one: paths[one.ref.id][::-1])


def _pool_use(
    pool: Resource,
    claims: Sequence[Claim],
    steps: tuple[Step, ...],
    meters: Iterable[Measured],
    span: Span,
) -> PoolUse:
    first, last = span.slots
    used = tuple(Profile(claims).points(first, last))
    capacity = computing.capacity_points(steps, first, last)
    read = [one.minutes_within(span) for one in meters if one.pool_id == pool.ref.id]
    return PoolUse(
        ref=pool.ref,
        parent_id=pool.parent_id,
        vendor=str(pool.details.get("vendor", "")),
        device=str(pool.details.get("device", "")),
        bookable=pool.bookable,
        sample=pool.sample,
        steps=steps,
        capacity=capacity,
        used=used,
        headroom=computing.headroom(used, capacity),
        booked_minutes=computing.minutes_of(claims, first, last),
        capacity_minutes=computing.capacity_minutes(steps, first, last),
        measured_minutes=sum(read) if read else None,
    )


def _by_exhibitor(
    tx: Transaction, claims: Iterable[Held], meters: Iterable[Measured], span: Span
) -> tuple[Share, ...]:
    named = {one.id: one for one in exhibitors.everybody(tx.connection)}
    return _shares(
        {key: (one.code, one.names) for key, one in named.items()},
        [(one.exhibitor_id or 0, one) for one in claims],
        [(one.exhibitor_id or 0, one) for one in meters],
        span,
    )


def _by_vendor(
    pools: Mapping[int, Resource],
    claims: Iterable[Held],
    meters: Iterable[Measured],
    span: Span,
) -> tuple[Share, ...]:
    vendors = {key: str(one.details.get("vendor", "")) for key, one in pools.items()}
    keys = {vendor: number for number, vendor in enumerate(sorted(set(vendors.values())))}
    return _shares(
        {
            number: (vendor, Names(vendor) if vendor else NO_NAMES)
            for vendor, number in keys.items()
        },
        [(keys[vendors[one.claim.resource_id]], one) for one in claims],
        [(keys[vendors[one.pool_id]], one) for one in meters],
        span,
    )


def _shares(
    called: Mapping[int, tuple[str, Names]],
    claims: Iterable[tuple[int, Held]],
    meters: Iterable[tuple[int, Measured]],
    span: Span,
) -> tuple[Share, ...]:
    first, last = span.slots
    held: dict[int, list[Held]] = defaultdict(list)
    read: dict[int, int] = {}
    for key, one in claims:
        held[key].append(one)
    for key, meter in meters:
        read[key] = read.get(key, 0) + meter.minutes_within(span)
    found = []
    for key in held.keys() | read.keys():
        code, names = called.get(key, ("", NO_NAMES))
        found.append(
            Share(
                code=code,
                names=names,
                bookings=len({one.booking_id for one in held[key]}),
                booked_minutes=computing.minutes_of((h.claim for h in held[key]), first, last),
                measured_minutes=read.get(key),
            )
        )
    return tuple(sorted(found, key=lambda share: (-share.booked_minutes, share.code)))


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A pool with other steps than it has; nothing is changed by asking."""

    pool_id: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class WouldFit:
    """What would no longer fit: when, and which bookings hold some of it then, first in time."""

    pool: Resource
    steps: tuple[Step, ...]
    shortfalls: tuple[Shortfall, ...]
    bookings: tuple[Booking, ...]


def what_if(tx: Transaction, order: WhatIf) -> WouldFit:
    """Return which coming bookings would no longer fit in a pool with other steps."""
    pool = _pool(tx, order.pool_id)
    first = slot_at(tx.now)
    held = pool_rows.held(tx.connection, [order.pool_id], first, slot_at(tx.now + _AHEAD))
    gone = {due.id for due in rows.due(tx.connection, tx.now)}
    coming = [(one.booking_id, one.claim) for one in held if one.booking_id not in gone]
    short = tuple(
        one
        for one in computing.shortfalls(order.steps, (one for _, one in coming))
        if one.until_slot > first
    )
    ids = computing.in_the_way(short, coming)
    known = rows.by_ids(tx.connection, ids)
    return WouldFit(pool, order.steps, short, tuple(known[each] for each in ids))


def what_if_slips(tx: Transaction, pool_id: int, starts: datetime, later: datetime) -> WouldFit:
    """Return what would no longer fit if the step that begins at an instant came at another."""
    _pool(tx, pool_id)
    known = capacities.steps_of(tx, pool_id)
    try:
        steps = computing.slipped(known, slot_at(starts), slot_at(later))
    except KeyError:
        raise Refused(
            errors.FieldFault(field_name="step_day", fault="unknown", value=starts.isoformat())
        ) from None
    return what_if(tx, WhatIf(pool_id=pool_id, steps=steps))


def _pool(tx: Transaction, pool_id: int) -> Resource:
    found = read_lab(tx).resources.get(pool_id)
    if found is None or found.ref.kind is not ResourceKind.POOL:
        raise Refused(errors.NotFound(what="pool", key=str(pool_id)))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMaintenance:
    """Less of a pool for a time; afterwards it has again what it had."""

    pool_id: int
    span: Span
    mpflops: int
    source: str = ""
    force_reason: str | None = None
    """A supervisor's reason for going below what is promised; marks the bookings in the way."""


def plan_maintenance(tx: Transaction, order: PlanMaintenance) -> CapacityChange:
    """Lay a maintenance step over a pool and return what no longer fits and is marked."""
    _pool(tx, order.pool_id)
    return set_capacity(
        tx,
        SetCapacity(
            resource_id=order.pool_id,
            start=order.span.start,
            end=order.span.end,
            capacity=order.mpflops,
            basis=computing.MAINTENANCE,
            source=order.source,
            force_reason=order.force_reason,
        ),
    )


def maintenance_ahead(tx: Transaction) -> Sequence[tuple[Resource, Step]]:
    """Return the steps of pools that are for maintenance and not over yet, earliest first.

    A step says so in its basis, as files of a lab do too: "planned maintenance".
    """
    here = read_lab(tx)
    pools = _pools(here)
    steps = occupancy.steps_of(tx.connection, [one.ref.id for one in pools])
    now = slot_at(tx.now)
    found = [
        (pool, step)
        for pool in pools
        for step in steps.get(pool.ref.id, ())
        if computing.MAINTENANCE in step.basis.lower()
        and "end" not in step.basis.lower()
        and now < step.until_slot < FOREVER
    ]
    return sorted(found, key=lambda pair: pair[1].from_slot)


@dataclass(frozen=True, slots=True)
class UsageImport:
    """What an import of measured use did."""

    added: int
    replaced: int
    first: datetime | None
    last: datetime | None


def import_usage(tx: Transaction, lines: Sequence[UsageLine], source: str) -> UsageImport:
    """Keep what was measured, all or none; the same pool, user and time again is replaced.

    Refused with the rows whose pool or exhibitor is not known.
    """
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="import"))
    here = read_lab(tx)
    pools = {one.ref.code.upper(): one.ref.id for one in _pools(here)}
    owners = {one.code.upper(): one.id for one in exhibitors.everybody(tx.connection)}
    bad = tuple(
        line.row
        for line in lines
        if line.pool.upper() not in pools
        or (line.exhibitor is not None and line.exhibitor.upper() not in owners)
    )
    if bad:
        raise Refused(errors.RowsRefused(rows=bad, of=len(lines)))
    found = [
        Measured(
            pools[line.pool.upper()],
            owners[line.exhibitor.upper()] if line.exhibitor else None,
            line.span,
            line.mpflops,
            source,
        )
        for line in lines
    ]
    counts = pool_rows.replace_measured(tx, found)
    if found:
        tx.record(AREA, "import_usage", source[:100], after=dict(counts))
    return UsageImport(
        counts["added"],
        counts["replaced"],
        min((one.span.start for one in found), default=None),
        max((one.span.end for one in found), default=None),
    )


def month_span(first: date) -> Span:
    """Return the lab's whole month of a date."""
    start = first.replace(day=1)
    after = (start + timedelta(days=32)).replace(day=1)
    return Span(day_span(start).start, day_span(after).start)


def compute_month(tx: Transaction, month: date, language: Language) -> ComputeMonth:
    """Return the month's sheet as it would be printed now."""
    use = compute_use(tx, month_span(month))
    first = month.replace(day=1)
    return ComputeMonth(
        lab=read_lab(tx).names,
        first=first,
        language=language,
        pools=use.pools,
        by_exhibitor=use.by_exhibitor,
        by_vendor=use.by_vendor,
        sample=any(pool.sample for pool in use.pools),
        **stamp(tx, f"AISC-{first:%Y%m}-{language.value}"),
    )


def issue_compute_month(tx: Transaction, month: date, language: Language) -> ComputeMonth:
    """Give the month's sheet a version of its own and remember it; print what this returns."""
    take_turn(tx, f"{MONTH} {month:%Y-%m} {language.value}")
    sheet = compute_month(tx, month, language)
    remember(tx, sheet, MONTH, f"{sheet.first:%Y-%m}", language, "")
    return sheet


def next_step(steps: Sequence[Step], now: datetime) -> datetime | None:
    """Return when the next step begins, or None."""
    later = (step.from_slot for step in steps if step.from_slot > slot_at(now))
    slot = next(iter(sorted(later)), None)
    return None if slot is None else slot_start(slot)
