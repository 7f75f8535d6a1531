"""Queries about computing power: who claims it, and what was measured."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from labapp.domain.resources import Claim
from labapp.domain.times import Span
from labapp.storage.tables.bookings import LONGEST_SLOTS, booking, claim
from labapp.storage.tables.computing import compute_usage
from labapp.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Held:
    """A claim on a pool and whose it is."""

    booking_id: int
    exhibitor_id: int | None
    claim: Claim


@dataclass(frozen=True, slots=True)
class Measured:
    """What a meter said: the mean mPFLOPS of a pool, or of one exhibitor in it."""

    pool_id: int
    exhibitor_id: int | None
    span: Span
    mpflops: int
    source: str = ""

    def minutes_within(self, span: Span) -> int:
        """Return the mPFLOPS-minutes that fall in a time."""
        start, end = max(self.span.start, span.start), min(self.span.end, span.end)
        return self.mpflops * Span(start, end).minutes if start < end else 0


def held(connection: Connection, pool_ids: Iterable[int], first: int, last: int) -> Sequence[Held]:
    """Return the claims on some pools that touch a range of slots, with whose they are."""
    found = (
        select(
            claim.c.booking_id,
            booking.c.exhibitor_id,
            claim.c.resource_id,
            claim.c.from_slot,
            claim.c.until_slot,
            claim.c.units,
        )
        .join(booking, claim.c.booking_id == booking.c.id)
        .where(
            claim.c.resource_id.in_(list(pool_ids)),
            claim.c.from_slot > first - LONGEST_SLOTS,
            claim.c.from_slot < last,
            claim.c.until_slot > first,
        )
        .order_by(claim.c.from_slot, claim.c.booking_id)
    )
    return [Held(row[0], row[1], Claim(*row[2:])) for row in connection.execute(found)]


def measured(connection: Connection, span: Span) -> Sequence[Measured]:
    """Return what was measured in a time, of all pools."""
    found = (
        select(compute_usage)
        .where(compute_usage.c.starts_at < span.end, compute_usage.c.ends_at > span.start)
        .order_by(compute_usage.c.starts_at, compute_usage.c.id)
    )
    return [
        Measured(
            row.pool_id,
            row.exhibitor_id,
            Span(row.starts_at, row.ends_at),
            row.mpflops,
            row.source,
        )
        for row in connection.execute(found)
    ]


def replace_measured(tx: Transaction, lines: Sequence[Measured]) -> Mapping[str, int]:
    """Store what was measured; what is known of the same pool, user and time is replaced.

    Return how many were ``added`` and how many ``replaced``.
    """
    counts = {"added": 0, "replaced": 0}
    for line in lines:
        gone = tx.connection.execute(
            delete(compute_usage).where(
                compute_usage.c.pool_id == line.pool_id,
                compute_usage.c.exhibitor_id.is_not_distinct_from(line.exhibitor_id),
                compute_usage.c.starts_at == line.span.start,
                compute_usage.c.ends_at == line.span.end,
            )
        )
        counts["replaced" if gone.rowcount else "added"] += 1
        tx.connection.execute(
            insert(compute_usage).values(
                pool_id=line.pool_id,
                exhibitor_id=line.exhibitor_id,
                starts_at=line.span.start,
                ends_at=line.span.end,
                mpflops=line.mpflops,
                source=line.source[:200],
                imported_at=tx.now,
            )
        )
    return counts
