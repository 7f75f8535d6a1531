"""Queries about printed papers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from labapp.storage.tables.papers import paper_issue
from labapp.storage.transaction import Transaction


def latest_issue(connection: Connection, document: str) -> Row[Any] | None:
    """Return the newest issue of a document."""
    return connection.execute(
        select(paper_issue)
        .where(paper_issue.c.document == document)
        .order_by(paper_issue.c.version.desc())
        .limit(1)
    ).first()


def latest_issues(connection: Connection, limit: int, kind: str) -> Sequence[Row[Any]]:
    """Return the newest issue of each document of a kind, the latest printed first."""
    newest = (
        select(paper_issue.c.document, func.max(paper_issue.c.version).label("version"))
        .where(paper_issue.c.kind == kind)
        .group_by(paper_issue.c.document)
        .subquery()
    )
    return connection.execute(
        select(paper_issue)
        .join(
            newest,
            (paper_issue.c.document == newest.c.document)
            & (paper_issue.c.version == newest.c.version),
        )
        .order_by(paper_issue.c.printed_at.desc(), paper_issue.c.id.desc())
        .limit(limit)
    ).all()


def add_issue(tx: Transaction, **columns: Any) -> int:  # noqa: ANN401 -- columns of the table
    """Store an issue and say of the one before it that it is replaced; return the id."""
    before = latest_issue(tx.connection, columns["document"])
    added = tx.connection.execute(
        insert(paper_issue).values(**columns).returning(paper_issue.c.id)
    ).scalar_one()
    if before is not None:
        tx.connection.execute(
            update(paper_issue).where(paper_issue.c.id == before.id).values(replaced_by=added)
        )
    return int(added)
