"""The journal: audit trail, change feed and memory for undo, one hash-chained row an act."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, insert, select, text, update

from labapp.storage.tables.house import counter, journal, journal_head
from labapp.storage.transaction import SETTING_AREAS, Transaction

CHANNEL = "labapp_journal"
_HASHED = (
    "revision",
    "at",
    "actor",
    "role",
    "origin",
    "area",
    "act",
    "subject",
    "before",
    "after",
    "batch",
    "undoes",
    "token",
)
_ADD = insert(journal)
_HEAD = select(journal_head.c.revision, journal_head.c.hash).where(journal_head.c.id == 1)
_SET_HEAD = (
    update(journal_head)
    .where(journal_head.c.id == 1)
    .values(revision=bindparam("new_revision"), hash=bindparam("new_hash"))
)


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One act as the journal keeps it."""

    revision: int
    at: datetime
    actor: str
    role: str
    origin: str
    area: str
    act: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    batch: int
    undoes: int | None


class ActRow(NamedTuple):
    """An act without what it did: enough to know what would be undone next."""

    revision: int
    batch: int
    act: str
    origin: str


def chain(previous: str, row: Mapping[str, Any]) -> str:
    """Return the hash of a row (times as seconds) that also vouches for all before it."""
    content = json.dumps([row[name] for name in _HASHED], ensure_ascii=False)
    return hashlib.sha256(f"{previous}{content}".encode()).hexdigest()


def write_entries(tx: Transaction) -> tuple[int, int]:
    """Write what the transaction recorded, last of all; return the first and last revision."""
    head = _HEAD.with_for_update() if tx.is_postgres else _HEAD
    revision, last_hash = tx.connection.execute(head).one()
    rows: list[dict[str, Any]] = []
    first = revision + 1
    for entry in tx.entries:
        revision += 1
        row: dict[str, Any] = {
            "revision": revision,
            "at": int(tx.now.timestamp()),
            "actor": tx.actor.name,
            "role": tx.actor.role.value,
            "origin": tx.actor.origin,
            "area": entry.area,
            "act": entry.act,
            "subject": entry.subject,
            "before": _dump(entry.before),
            "after": _dump(entry.after),
            "batch": first,
            "undoes": entry.undoes,
            "token": None if rows else tx.token,
        }
        last_hash = row["hash"] = chain(last_hash, row)
        row["at"] = tx.now
        rows.append(row)
    tx.connection.execute(_ADD, rows)
    tx.connection.execute(_SET_HEAD, {"new_revision": revision, "new_hash": last_hash})
    if tx.areas & SETTING_AREAS:
        tx.connection.execute(
            update(counter).where(counter.c.name == "lab").values(value=counter.c.value + 1)
        )
    if tx.is_postgres:
        tx.connection.execute(
            text("SELECT pg_notify(:channel, :payload)"),
            {"channel": CHANNEL, "payload": str(revision)},
        )
    return int(first), int(revision)


def _dump(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _row(row: Row[Any]) -> JournalRow:
    return JournalRow(
        revision=row.revision,
        at=row.at,
        actor=row.actor,
        role=row.role,
        origin=row.origin,
        area=row.area,
        act=row.act,
        subject=row.subject,
        before=json.loads(row.before) if row.before else None,
        after=json.loads(row.after) if row.after else None,
        batch=row.batch,
        undoes=row.undoes,
    )


def latest_revision(connection: Connection) -> int:
    """Return the revision of the newest act."""
    return int(connection.execute(_HEAD).one().revision)


def areas_since(
    connection: Connection, revision: int, is_own: Callable[[str | None], bool]
) -> tuple[int, frozenset[str]]:
    """Return the newest revision and the areas that others wrote after the given one."""
    rows = connection.execute(
        select(journal.c.revision, journal.c.area, journal.c.batch, journal.c.token)
        .where(journal.c.revision > revision)
        .order_by(journal.c.revision)
    ).all()
    newest = rows[-1].revision if rows else revision
    own = {row.batch for row in rows if is_own(row.token)}
    return int(newest), frozenset(row.area for row in rows if row.batch not in own)


def history_of(connection: Connection, subject: str, limit: int = 100) -> Sequence[JournalRow]:
    """Return what was done to a subject, newest first."""
    rows = connection.execute(
        select(journal)
        .where(journal.c.subject == subject)
        .order_by(journal.c.revision.desc())
        .limit(limit)
    )
    return [_row(row) for row in rows]


def acts_of(connection: Connection, actor: str, limit: int = 2000) -> Sequence[ActRow]:
    """Return a person's own latest acts on bookings, newest first; the last batch is whole."""
    acts = (
        select(journal.c.revision, journal.c.batch, journal.c.act, journal.c.origin)
        .where(journal.c.actor == actor, journal.c.area == "bookings")
        .order_by(journal.c.revision.desc())
    )
    rows = [ActRow(*row) for row in connection.execute(acts.limit(limit))]
    if len(rows) == limit:
        oldest = rows[-1]
        rest = acts.where(
            journal.c.batch == oldest.batch,
            journal.c.revision >= oldest.batch,
            journal.c.revision < oldest.revision,
        )
        rows += [ActRow(*row) for row in connection.execute(rest)]
    return rows


def rows_at(connection: Connection, revisions: Sequence[int]) -> Sequence[JournalRow]:
    """Return the rows of some revisions, oldest first."""
    rows = connection.execute(
        select(journal).where(journal.c.revision.in_(revisions)).order_by(journal.c.revision)
    )
    return [_row(row) for row in rows]


def was_stored(connection: Connection, token: str) -> bool:
    """Whether a transaction that sent this token was stored.

    Those that are about to commit hold the head: waiting for it settles what is still in flight.
    """
    connection.execute(_HEAD.with_for_update())
    found = connection.execute(select(journal.c.revision).where(journal.c.token == token))
    return found.first() is not None


def broken_at(connection: Connection) -> int | None:
    """Return the first revision whose hash does not follow from those before it, or None."""
    last_hash, last = "", 0
    statement = select(journal).order_by(journal.c.revision).execution_options(yield_per=1000)
    with connection.execute(statement) as rows:
        for row in rows:
            content = dict(row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name for it
            content["at"] = int(row.at.timestamp())
            if row.revision != last + 1 or chain(last_hash, content) != row.hash:
                return int(row.revision)
            last_hash, last = row.hash, row.revision
    head = connection.execute(_HEAD).one()
    return None if (head.revision, head.hash) == (last, last_hash) else last
