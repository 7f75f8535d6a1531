"""Queries about answers, proofs and decisions of clearances."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from labapp.domain.bookings import Booking, State
from labapp.domain.clearance import Answer, Decision, ProofFile
from labapp.domain.times import Span
from labapp.storage import bookings
from labapp.storage.tables.demos import clearance_answer, clearance_decision, clearance_proof
from labapp.storage.tables.exhibitors import demo
from labapp.storage.transaction import Transaction

_PROOF_FACTS = [column for column in clearance_proof.columns if column.name != "content"]


def answers(connection: Connection, demo_id: int) -> dict[str, Answer]:
    """Return what was answered for a demo, by item."""
    rows = connection.execute(select(clearance_answer).where(clearance_answer.c.demo_id == demo_id))
    return {
        row.item: Answer(
            item=row.item,
            met=row.met,
            note=row.note,
            signer=row.signer,
            signed_by=row.signed_by,
            signed_as=row.signed_as,
            signed_at=row.signed_at,
        )
        for row in rows
    }


def write_answer(tx: Transaction, demo_id: int, answer: Answer) -> None:
    """Store an answer in the place of the one before it."""
    withdraw_answers(tx, demo_id, [answer.item])
    tx.connection.execute(
        insert(clearance_answer).values(
            demo_id=demo_id,
            item=answer.item,
            met=answer.met,
            note=answer.note,
            signer=answer.signer,
            signed_by=answer.signed_by,
            signed_as=answer.signed_as,
            signed_at=answer.signed_at,
        )
    )


def withdraw_answers(tx: Transaction, demo_id: int, items: Iterable[str]) -> None:
    """Take answers away; the journal remembers them."""
    tx.connection.execute(
        delete(clearance_answer).where(
            clearance_answer.c.demo_id == demo_id, clearance_answer.c.item.in_(tuple(items))
        )
    )


def proofs(connection: Connection, demo_id: int) -> list[ProofFile]:
    """Return a demo's proofs, withdrawn ones too, without their bytes."""
    rows = connection.execute(
        select(*_PROOF_FACTS)
        .where(clearance_proof.c.demo_id == demo_id)
        .order_by(clearance_proof.c.id)
    )
    return [
        ProofFile(
            id=row.id,
            item=row.item,
            name=row.name,
            content_type=row.content_type,
            size=row.size,
            sha256=row.sha256,
            added_by=row.added_by,
            added_at=row.added_at,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows
    ]


def add_proof(tx: Transaction, **columns: Any) -> int:  # noqa: ANN401 -- columns of the table
    """Store a proof with its bytes; return the id."""
    added = tx.connection.execute(
        insert(clearance_proof).values(**columns).returning(clearance_proof.c.id)
    )
    return int(added.scalar_one())


def withdraw_proof(tx: Transaction, proof_id: int) -> None:
    """Say that a proof no longer counts; it is kept."""
    tx.connection.execute(
        update(clearance_proof).where(clearance_proof.c.id == proof_id).values(withdrawn_at=tx.now)
    )


def proof_content(connection: Connection, proof_id: int) -> tuple[int, str, bytes] | None:
    """Return whose demo a proof is for, its file name, and its bytes."""
    row = connection.execute(
        select(clearance_proof.c.demo_id, clearance_proof.c.name, clearance_proof.c.content).where(
            clearance_proof.c.id == proof_id
        )
    ).first()
    return None if row is None else (row.demo_id, row.name, bytes(row.content))


def proof_ids(connection: Connection) -> Sequence[int]:
    """Return the id of every proof, withdrawn ones too."""
    found = connection.execute(select(clearance_proof.c.id).order_by(clearance_proof.c.id))
    return found.scalars().all()


def is_whole(connection: Connection, proof_id: int) -> bool:
    """Whether a proof's bytes are those that were stored."""
    row = connection.execute(select(clearance_proof).where(clearance_proof.c.id == proof_id)).one()
    content = bytes(row.content)
    return (row.size, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def decisions(connection: Connection, demo_id: int) -> list[Decision]:
    """Return what was decided of a demo, newest first."""
    rows = connection.execute(
        select(clearance_decision)
        .where(clearance_decision.c.demo_id == demo_id)
        .order_by(clearance_decision.c.id.desc())
    )
    return [
        Decision(
            status=row.status,
            valid_until=row.valid_until,
            conditions=row.conditions,
            reason=row.reason,
            decided_by=row.decided_by,
            decided_as=row.decided_as,
            decided_at=row.decided_at,
        )
        for row in rows
    ]


def decide(
    tx: Transaction,
    demo_id: int,
    status: str,
    *,
    valid_until: date | None = None,
    conditions: str | None = None,
    reason: str | None = None,
) -> None:
    """Store what a demo's clearance is from now on, and a line of its history."""
    now = {"valid_until": valid_until, "conditions": conditions}
    tx.connection.execute(update(demo).where(demo.c.id == demo_id).values(clearance=status, **now))
    tx.connection.execute(
        insert(clearance_decision).values(
            demo_id=demo_id,
            status=status,
            reason=reason,
            decided_by=tx.actor.name,
            decided_as=tx.actor.role.value,
            decided_at=tx.now,
            **now,
        )
    )


def shown_in(connection: Connection, span: Span, demo_ids: Iterable[int]) -> Sequence[Booking]:
    """Return the confirmed and checked-in bookings of some demos that touch the span."""
    alive = {State.CONFIRMED, State.CHECKED_IN}
    found = bookings.showing(connection, span, demo_ids)
    return [booking for booking in found if booking.state in alive]
