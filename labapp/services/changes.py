"""Who changed something of the house last, and when: from the journal."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from labapp.storage import journal
from labapp.storage.journal import JournalRow
from labapp.storage.tables.house import journal as table
from labapp.storage.transaction import Transaction


def last_changes(tx: Transaction, act: str, subjects: Collection[str]) -> Mapping[str, JournalRow]:
    """Return the latest act of a kind on each of some subjects; nothing of those without one."""
    newest = (
        select(func.max(table.c.revision))
        .where(table.c.act == act, table.c.subject.in_(subjects))
        .group_by(table.c.subject)
    )
    revisions = tx.connection.execute(newest).scalars().all()
    return {row.subject: row for row in journal.rows_at(tx.connection, revisions)}
