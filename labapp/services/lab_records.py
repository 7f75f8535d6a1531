"""What the blocks of a lab file have in common: codes, names, and what is new in them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select

from labapp.storage.transaction import Transaction

Record = Mapping[str, Any]


@dataclass(slots=True)
class LabImport:
    """How many rows of each block were new, and how many were known already."""

    added: dict[str, int] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)

    def count(self, block: str, *, new: bool) -> None:
        """Count one row."""
        table = self.added if new else self.known
        table[block] = table.get(block, 0) + 1


def known_codes(tx: Transaction, table: Table) -> dict[str, int]:
    """Return the id of every code in a table."""
    return {row[0]: row[1] for row in tx.connection.execute(select(table.c.code, table.c.id))}


def referred(known: Mapping[str, int], code: str | None) -> int | None:
    """Return what a record refers to, if it refers to anything; KeyError if that is not there."""
    return known[code] if code else None


def name_columns(record: Record, prefix: str = "name", to: str = "name") -> dict[str, Any]:
    """Return a record's names as the columns of a table."""
    return {f"{to}_{part}": record.get(f"{prefix}_{part}") for part in ("en", "zh_hant", "zh_hans")}


def new_records(
    tx: Transaction, table: Table, block: str, records: Iterable[Record], report: LabImport
) -> list[tuple[int, Record]]:
    """Return the records, with their position, whose code the table does not know."""
    known = known_codes(tx, table)
    fresh: list[tuple[int, Record]] = []
    for position, record in enumerate(records):
        new = record["id"] not in known
        report.count(block, new=new)
        if new:
            fresh.append((position, record))
    codes = Counter(record["id"] for _, record in fresh)
    repeated = [code for code, count in codes.items() if count > 1]
    if repeated:
        raise ValueError(f"{', '.join(repeated)} twice")
    return fresh
