"""Queries about what is lent."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from labapp.domain.kits import Asset, Condition, Loan, LoanPart
from labapp.storage.tables.toolkits import asset, loan, loan_part, loan_picture
from labapp.storage.toolkits import assets


def _part(row: Row[Any], of: Asset) -> LoanPart:
    return LoanPart(
        asset=of,
        condition_out=Condition(row.condition_out),
        condition_back=Condition(row.condition_back) if row.condition_back else None,
        settled_at=row.settled_at,
        note=row.note,
    )


def _loan(row: Row[Any], parts: Sequence[LoanPart]) -> Loan:
    return Loan(
        id=row.id,
        borrower=row.borrower,
        exhibitor_id=row.exhibitor_id,
        booking_id=row.booking_id,
        kit_id=row.kit_id,
        out_at=row.out_at,
        out_by=row.out_by,
        due_at=row.due_at,
        back_at=row.back_at,
        parts=tuple(parts),
        checked_out=tuple(row.checked_out),
        checked_back=tuple(row.checked_back),
        note=row.note,
        version=row.version,
    )


def loans(connection: Connection, condition: ColumnElement[bool], most: int = 500) -> list[Loan]:
    """Return the loans of which the condition holds, the first to be due first."""
    rows = connection.execute(
        select(loan).where(condition).order_by(loan.c.due_at, loan.c.id).limit(most)
    ).all()
    if not rows:
        return []
    listed = connection.execute(
        select(loan_part)
        .join(asset, asset.c.id == loan_part.c.asset_id)
        .where(loan_part.c.loan_id.in_([row.id for row in rows]))
        .order_by(asset.c.code)
    ).all()
    by_id = {
        one.id: one for one in assets(connection, asset.c.id.in_([p.asset_id for p in listed]))
    }
    parts: dict[int, list[LoanPart]] = defaultdict(list)
    for row in listed:
        parts[row.loan_id].append(_part(row, by_id[row.asset_id]))
    return [_loan(row, parts.get(row.id, ())) for row in rows]


def by_id(connection: Connection, loan_id: int) -> Loan | None:
    """Return a loan."""
    return next(iter(loans(connection, loan.c.id == loan_id)), None)


def out_now(connection: Connection) -> list[Loan]:
    """Return what is out."""
    return loans(connection, loan.c.back_at.is_(None))


def of_asset(connection: Connection, asset_id: int) -> Loan | None:
    """Return the loan that a part is out with."""
    with_it = select(loan_part.c.loan_id).where(
        loan_part.c.asset_id == asset_id, loan_part.c.settled_at.is_(None)
    )
    return next(iter(loans(connection, loan.c.id.in_(with_it))), None)


def add(connection: Connection, parts: Sequence[Asset], **columns: Any) -> int:  # noqa: ANN401 -- columns
    """Store a loan of these parts and return its id."""
    added = connection.execute(insert(loan).values(version=1, **columns).returning(loan.c.id))
    loan_id = int(added.scalar_one())
    connection.execute(
        insert(loan_part),
        [
            {"loan_id": loan_id, "asset_id": one.id, "condition_out": one.condition.value}
            for one in parts
        ],
    )
    return loan_id


def change(connection: Connection, before: Loan, **columns: Any) -> bool:  # noqa: ANN401 -- columns
    """Store changed columns; False when somebody else was first."""
    done = connection.execute(
        update(loan)
        .where(loan.c.id == before.id, loan.c.version == before.version)
        .values(version=before.version + 1, **columns)
    )
    return done.rowcount == 1


def settle(connection: Connection, loan_id: int, part: LoanPart, by: str) -> None:
    """Store that a part is back, or missing."""
    connection.execute(
        update(loan_part)
        .where(loan_part.c.loan_id == loan_id, loan_part.c.asset_id == part.asset.id)
        .values(
            condition_back=part.condition_back.value if part.condition_back else None,
            settled_at=part.settled_at,
            settled_by=by,
            note=part.note,
        )
    )


def add_picture(
    connection: Connection,
    loan_id: int,
    kind: str,
    png: bytes,
    at: datetime,
    asset_id: int | None = None,
) -> None:
    """Store a photo or a signature."""
    connection.execute(
        insert(loan_picture).values(loan_id=loan_id, kind=kind, png=png, at=at, asset_id=asset_id)
    )


def pictures(connection: Connection, loan_id: int) -> list[tuple[str, int | None, bytes]]:
    """Return the kind, the part and the bytes of a loan's pictures, oldest first."""
    rows = connection.execute(
        select(loan_picture).where(loan_picture.c.loan_id == loan_id).order_by(loan_picture.c.id)
    )
    return [(row.kind, row.asset_id, bytes(row.png)) for row in rows]
