"""Queries about published schedules: written once, never changed."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from labapp.domain.languages import Names
from labapp.domain.releases import Release, Slot
from labapp.domain.times import Span
from labapp.storage.tables.demos import release, release_row
from labapp.storage.transaction import Transaction

_NAMES = ("exhibitor", "demo", "title")
_PLAIN = (
    "number",
    "kind",
    "place",
    "exhibitor_code",
    "demo_code",
    "power_w",
    "pool",
    "mpflops",
    "conditions",
)


def content_of(slot: Slot) -> dict[str, Any]:
    """Return a slot as it is kept, with times as seconds."""
    found: dict[str, Any] = {name: getattr(slot, name) for name in _PLAIN}
    for name in _NAMES:
        found[name] = _as_list(getattr(slot, name))
    found["presenters"] = [_as_list(one) for one in slot.presenters]
    found["seats"] = [list(pair) for pair in slot.seats]
    found["start"] = int(slot.span.start.timestamp())
    found["end"] = int(slot.span.end.timestamp())
    return found


def _as_list(names: Names) -> list[str | None]:
    return [names.en, names.zh_hant, names.zh_hans]


def _slot(content: dict[str, Any]) -> Slot:
    start, end = (datetime.fromtimestamp(content[edge], UTC) for edge in ("start", "end"))
    known = {name: content[name] for name in _PLAIN}
    known |= {name: Names(*content[name]) for name in _NAMES}
    return Slot(
        span=Span(start, end),
        presenters=tuple(Names(*one) for one in content["presenters"]),
        seats=tuple((code, units) for code, units in content["seats"]),
        **known,
    )


def fingerprint(contents: Sequence[dict[str, Any]]) -> str:
    """Return the hash that a release keeps of all that it says, in order of number."""
    ordered = sorted(contents, key=lambda content: str(content["number"]))
    text = json.dumps(ordered, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def add_release(tx: Transaction, slots: Sequence[Slot], **columns: Any) -> None:  # noqa: ANN401 -- columns of the table
    """Store a release and what it says."""
    contents = [content_of(slot) for slot in slots]
    added = tx.connection.execute(
        insert(release).values(fingerprint=fingerprint(contents), **columns).returning(release.c.id)
    ).scalar_one()
    rows = [
        {
            "release_id": added,
            "number": slot.number,
            "starts_at": slot.span.start,
            "ends_at": slot.span.end,
            "content": content,
        }
        for slot, content in zip(slots, contents, strict=True)
    ]
    if rows:
        tx.connection.execute(insert(release_row), rows)


def releases(connection: Connection) -> list[Release]:
    """Return all releases, newest first."""
    count = (
        select(func.count())
        .where(release_row.c.release_id == release.c.id)
        .correlate(release)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(release, count.label("slots")).order_by(release.c.number.desc())
    )
    return [_release(row) for row in rows]


def _release(row: Row[Any]) -> Release:
    return Release(
        number=row.number,
        note=row.note,
        first_day=row.first_day,
        last_day=row.last_day,
        published_at=row.published_at,
        published_by=row.published_by,
        revision=row.revision,
        fingerprint=row.fingerprint,
        slots=row.slots,
    )


def contents(connection: Connection, number: int) -> list[dict[str, Any]]:
    """Return what a release says, as it is kept, by time."""
    found = connection.execute(
        select(release_row.c.content)
        .join(release, release.c.id == release_row.c.release_id)
        .where(release.c.number == number)
        .order_by(release_row.c.starts_at, release_row.c.number)
    )
    return list(found.scalars())


def slots(connection: Connection, number: int) -> list[Slot]:
    """Return what a release says, by time."""
    return [_slot(content) for content in contents(connection, number)]
