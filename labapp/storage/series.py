"""Queries about series."""

from datetime import datetime

from sqlalchemy import insert, select

from labapp.storage.tables.bookings import series
from labapp.storage.transaction import Transaction


def add_series(
    tx: Transaction, rule: str, first_start: datetime, minutes: int, skipped: list[str]
) -> int:
    """Store a series and return its id."""
    added = tx.connection.execute(
        insert(series)
        .values(rule=rule, first_start=first_start, minutes=minutes, skipped=skipped)
        .returning(series.c.id)
    )
    return int(added.scalar_one())


def rule_of(tx: Transaction, series_id: int) -> str:
    """Return the rule of a series (RFC 5545)."""
    return str(
        tx.connection.execute(select(series.c.rule).where(series.c.id == series_id)).scalar_one()
    )
