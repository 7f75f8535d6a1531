"""The law: claims in force never add up to more than a resource has, at any instant.

All that makes, moves, shrinks or ends a claim gives back and takes here. The table's CHECK has the
last word; what is read before it only finds the words for a refusal.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    delete,
    insert,
    or_,
    select,
    text,
    update,
)

from labapp.domain.languages import Names
from labapp.domain.resources import Claim, Excess, Holder, Rise, Step
from labapp.domain.times import Span
from labapp.storage.tables.bookings import LONGEST_SLOTS, booking, claim
from labapp.storage.tables.exhibitors import exhibitor
from labapp.storage.tables.resources import capacity_step, occupancy, resource
from labapp.storage.transaction import Transaction

_TAKE = text(
    """
    INSERT INTO occupancy (resource_id, slot, used, capacity, excused)
    WITH RECURSIVE series(slot) AS (
        SELECT CAST(:from_slot AS BIGINT)
        UNION ALL SELECT slot + 1 FROM series WHERE slot + 1 < :until_slot
    )
    SELECT CAST(:resource_id AS INTEGER), series.slot, CAST(:units AS BIGINT), step.capacity, 0
    FROM series JOIN capacity_step AS step
      ON step.resource_id = :resource_id
     AND step.from_slot <= series.slot AND series.slot < step.until_slot
    WHERE true ORDER BY series.slot
    ON CONFLICT (resource_id, slot) DO UPDATE SET used = occupancy.used + excluded.used
    """
)
_GIVE = text(
    """
    UPDATE occupancy
       SET used = used - :units,
           excused = CASE WHEN excused > :units THEN excused - :units ELSE 0 END
     WHERE resource_id = :resource_id AND slot >= :from_slot AND slot < :until_slot
    """
)
_ADD_CLAIMS = insert(claim)
_DROP_CLAIMS = delete(claim).where(claim.c.booking_id == bindparam("of_booking"))
_CLAIMS_OF = select(
    claim.c.resource_id, claim.c.from_slot, claim.c.until_slot, claim.c.units
).where(claim.c.booking_id == bindparam("of_booking"))


def claims_of(connection: Connection, booking_id: int) -> tuple[Claim, ...]:
    """Return what a booking holds now."""
    rows = connection.execute(_CLAIMS_OF, {"of_booking": booking_id})
    return tuple(Claim(*row) for row in rows)


def lock(tx: Transaction, resource_ids: Iterable[int]) -> None:
    """Queue with the other writers of these resources, in one order, so that none deadlock.

    On SQLite the transaction's own lock has done it.
    """
    wanted = sorted(set(resource_ids))
    if tx.is_postgres and wanted:
        tx.connection.execute(
            select(resource.c.id)
            .where(resource.c.id.in_(wanted))
            .order_by(resource.c.id)
            .with_for_update(key_share=True)
        )


def give_back(tx: Transaction, claims: Sequence[Claim]) -> None:
    """Give back units that a booking holds."""
    if claims:
        tx.connection.execute(_GIVE, [_values(one) for one in claims])


def take(tx: Transaction, claims: Sequence[Claim]) -> None:
    """Take the units, resources in order; the database raises where the law forbids it."""
    for one in claims:
        taken = tx.connection.execute(_TAKE, _values(one))
        if taken.rowcount != one.until_slot - one.from_slot:
            raise ValueError(f"resource {one.resource_id} has a gap in its capacity")


def write_claims(
    tx: Transaction, booking_id: int, claims: Sequence[Claim], *, alone: Container[int]
) -> None:
    """Write down all that the booking now holds, in the place of what it held.

    ``alone`` names the resources of which there is only one.
    """
    tx.connection.execute(_DROP_CLAIMS, {"of_booking": booking_id})
    if claims:
        tx.connection.execute(
            _ADD_CLAIMS,
            [
                {"booking_id": booking_id, "alone": one.resource_id in alone, **_values(one)}
                for one in claims
            ],
        )


_CLAIM_COLUMNS = ("resource_id", "from_slot", "until_slot", "units")


def _values(one: Claim) -> dict[str, int]:
    return {
        "resource_id": one.resource_id,
        "from_slot": one.from_slot,
        "until_slot": one.until_slot,
        "units": one.units,
    }


def excesses(connection: Connection, rises: Sequence[Rise]) -> tuple[Excess, ...]:
    """Return for each rise that would not fit where it first would be too much.

    What the booking keeps there counts as wanted, not as used by others.
    """
    claims = [rise.claim for rise in rises]
    if not claims:
        return ()
    values = {
        f"{name}_{nth}": value
        for nth, one in enumerate(claims)
        for name, value in _values(one).items()
    }
    full_slots, low_steps = _no_room(len(claims))
    full = connection.execute(full_slots, values).all()
    low = connection.execute(low_steps, values).all()
    found = ((_first_excess(rise.claim, full, low), rise.kept) for rise in rises)
    return tuple(
        replace(excess, used=excess.used - kept, wanted=excess.wanted + kept)
        for excess, kept in found
        if excess is not None
    )


@cache
def _no_room(count: int) -> tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]]]:
    """Return what asks for full slots and for too low steps of so many claims.

    Kept, because to build them takes longer than to run them.
    """
    claims = [
        {name: bindparam(f"{name}_{nth}", type_=BigInteger) for name in _CLAIM_COLUMNS}
        for nth in range(count)
    ]
    full = select(
        occupancy.c.resource_id, occupancy.c.slot, occupancy.c.used, occupancy.c.capacity
    ).where(
        or_(
            *(
                and_(
                    occupancy.c.resource_id == one["resource_id"],
                    occupancy.c.slot >= one["from_slot"],
                    occupancy.c.slot < one["until_slot"],
                    occupancy.c.used + one["units"] > occupancy.c.capacity,
                )
                for one in claims
            )
        )
    )
    low = select(
        capacity_step.c.resource_id,
        capacity_step.c.from_slot,
        capacity_step.c.until_slot,
        capacity_step.c.capacity,
    ).where(
        or_(
            *(
                and_(
                    capacity_step.c.resource_id == one["resource_id"],
                    capacity_step.c.from_slot < one["until_slot"],
                    capacity_step.c.until_slot > one["from_slot"],
                    capacity_step.c.capacity < one["units"],
                )
                for one in claims
            )
        )
    )
    return full, low


def _first_excess(one: Claim, full: Sequence[Any], low: Sequence[Any]) -> Excess | None:
    levels = {
        row.slot: (row.used, row.capacity) for row in full if row.resource_id == one.resource_id
    }
    for row in low:
        if row.resource_id == one.resource_id:
            first, last = max(row.from_slot, one.from_slot), min(row.until_slot, one.until_slot)
            for slot in range(first, last):
                levels.setdefault(slot, (0, row.capacity))
    if not levels:
        return None
    first = min(levels)
    last = first
    while last + 1 in levels:
        last += 1
    used, capacity = levels[first]
    return Excess(one.resource_id, first, last + 1, used, one.units, capacity)


def peak_above(
    connection: Connection, resource_id: int, from_slot: int, until_slot: int, limit: int
) -> Excess | None:
    """Return where most is in use of those slots in which more than the limit is, or None."""
    row = connection.execute(
        select(occupancy.c.slot, occupancy.c.used, occupancy.c.capacity)
        .where(
            occupancy.c.resource_id == resource_id,
            occupancy.c.slot >= from_slot,
            occupancy.c.slot < until_slot,
            occupancy.c.used > limit,
        )
        .order_by(occupancy.c.used.desc(), occupancy.c.slot)
        .limit(1)
    ).first()
    if row is None:
        return None
    return Excess(resource_id, row.slot, row.slot + 1, row.used, 0, row.capacity)


def stretches_above(
    connection: Connection, resource_id: int, from_slot: int, until_slot: int, limit: int
) -> list[tuple[int, int]]:
    """Return the ranges of slots in which more than the limit is in use."""
    slots = connection.execute(
        select(occupancy.c.slot)
        .where(
            occupancy.c.resource_id == resource_id,
            occupancy.c.slot >= from_slot,
            occupancy.c.slot < until_slot,
            occupancy.c.used > limit,
        )
        .order_by(occupancy.c.slot)
    ).scalars()
    ranges: list[tuple[int, int]] = []
    for slot in slots:
        if ranges and ranges[-1][1] == slot:
            ranges[-1] = (ranges[-1][0], slot + 1)
        else:
            ranges.append((slot, slot + 1))
    return ranges


def holders(
    connection: Connection, resource_id: int, from_slot: int, until_slot: int
) -> tuple[Holder, ...]:
    """Return who holds units of the resource in the range, most units first."""
    rows = connection.execute(
        select(
            booking.c.id,
            booking.c.number,
            booking.c.state,
            booking.c.starts_at,
            booking.c.ends_at,
            claim.c.units,
            booking.c.title_en,
            booking.c.title_zh_hant,
            booking.c.title_zh_hans,
            exhibitor.c.name_en,
            exhibitor.c.name_zh_hant,
            exhibitor.c.name_zh_hans,
        )
        .select_from(
            claim.join(booking, claim.c.booking_id == booking.c.id).outerjoin(
                exhibitor, booking.c.exhibitor_id == exhibitor.c.id
            )
        )
        .where(
            claim.c.resource_id == resource_id,
            claim.c.from_slot > from_slot - LONGEST_SLOTS,
            claim.c.from_slot < until_slot,
            claim.c.until_slot > from_slot,
        )
        .order_by(claim.c.units.desc(), booking.c.starts_at, booking.c.id)
    )
    return tuple(
        Holder(
            booking_id=row.id,
            number=row.number,
            who=Names(
                row.name_en or row.title_en,
                row.name_zh_hant or row.title_zh_hant,
                row.name_zh_hans or row.title_zh_hans,
            ),
            span=Span(row.starts_at, row.ends_at),
            units=row.units,
            state=row.state,
        )
        for row in rows
    )


def claims_between(
    connection: Connection, from_slot: int, until_slot: int, resource_ids: Iterable[int] = ()
) -> list[tuple[int, Claim]]:
    """Return (booking, claim) for all claims that touch the range, of some resources or all."""
    wanted = tuple(resource_ids)
    statement = select(
        claim.c.booking_id,
        claim.c.resource_id,
        claim.c.from_slot,
        claim.c.until_slot,
        claim.c.units,
    ).where(
        claim.c.from_slot > from_slot - LONGEST_SLOTS,
        claim.c.from_slot < until_slot,
        claim.c.until_slot > from_slot,
    )
    if wanted:
        statement = statement.where(claim.c.resource_id.in_(wanted))
    return [(row[0], Claim(*row[1:])) for row in connection.execute(statement)]


def steps_of(
    connection: Connection, resource_ids: Iterable[int] | None = None
) -> dict[int, tuple[Step, ...]]:
    """Return the capacity steps by resource, in order of time."""
    statement = select(capacity_step).order_by(
        capacity_step.c.resource_id, capacity_step.c.from_slot
    )
    if resource_ids is not None:
        statement = statement.where(capacity_step.c.resource_id.in_(tuple(resource_ids)))
    found: dict[int, list[Step]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.resource_id, []).append(
            Step(row.from_slot, row.until_slot, row.capacity, row.basis, row.source)
        )
    return {resource_id: tuple(steps) for resource_id, steps in found.items()}


def write_steps(
    tx: Transaction, resource_id: int, steps: Sequence[Step], *, excuse: bool = False
) -> None:
    """Replace the steps of a resource and the capacity its occupancy is held to.

    With ``excuse`` what is used above the new capacity stays, admits nothing new and only shrinks;
    without it the database refuses (the caller has said which bookings are in the way), but for
    what was excused before and is not over by more now.
    """
    lock(tx, [resource_id])
    tx.connection.execute(delete(capacity_step).where(capacity_step.c.resource_id == resource_id))
    tx.connection.execute(
        insert(capacity_step),
        [
            {
                "resource_id": resource_id,
                "from_slot": step.from_slot,
                "until_slot": step.until_slot,
                "capacity": step.capacity,
                "basis": step.basis,
                "source": step.source,
            }
            for step in steps
        ],
    )
    known = occupancy.c.excused
    for step in steps:
        over = occupancy.c.used - step.capacity
        most = over if excuse else case((over < known, over), else_=known)
        values: dict[str, Any] = {"capacity": step.capacity}
        values["excused"] = case((over > 0, most), else_=0)
        tx.connection.execute(
            update(occupancy)
            .where(
                occupancy.c.resource_id == resource_id,
                occupancy.c.slot >= step.from_slot,
                occupancy.c.slot < step.until_slot,
                or_(occupancy.c.capacity != step.capacity, occupancy.c.excused > 0),
            )
            .values(values)
        )
