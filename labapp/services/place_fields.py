"""What zones, places, feeds and pools have in common when they are filled in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, select

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.languages import Names
from labapp.domain.staff import SUPERVISING
from labapp.storage.journal import history_of
from labapp.storage.transaction import Transaction

LONGEST_CODE: Final = 40
LONGEST_NAME: Final = 200
LONGEST_NOTE: Final = 2000
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")


def supervisor(tx: Transaction, act: str) -> None:
    """Refuse anybody but a supervisor."""
    if tx.actor.role not in SUPERVISING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=act))


def fault(field_name: str, what: str, value: object = "") -> Refused:
    """Return the refusal of one field."""
    return Refused(errors.FieldFault(field_name=field_name, fault=what, value=str(value)))


def new_code(tx: Transaction, table: Table, code: str, *, capitals: bool = True) -> str:
    """Return a code as it is kept; one that is missing, too long or taken is refused."""
    wanted = code.strip().upper() if capitals else code.strip()
    if not wanted:
        raise fault("code", "missing")
    if len(wanted) > LONGEST_CODE:
        raise fault("code", "out_of_range", wanted)
    if tx.connection.execute(select(table.c.id).where(table.c.code == wanted)).first() is not None:
        raise fault("code", "duplicate", wanted)
    return wanted


def name_columns(names: Names) -> dict[str, str | None]:
    """Return names as columns; none at all, or one too long to keep, is refused."""
    told = names.all()
    if not told:
        raise fault("name", "missing")
    if any(len(name) > LONGEST_NAME for name in told):
        raise fault("name", "out_of_range")
    return {"name_en": names.en, "name_zh_hant": names.zh_hant, "name_zh_hans": names.zh_hans}


def colour(value: str) -> str:
    """Return a colour as ``#rrggbb``; anything else is refused."""
    wanted = value.strip()
    if not _COLOUR.fullmatch(wanted):
        raise fault("colour", "malformed", wanted)
    return wanted.upper()


def within(field_name: str, value: int | None, least: int, most: int) -> None:
    """Refuse a number that is given and lies outside."""
    if value is not None and not least <= value <= most:
        raise fault(field_name, "out_of_range", value)


def known_fields(changes: Iterable[str], allowed: frozenset[str]) -> None:
    """Raise KeyError for a field that cannot be changed: a bug of the caller."""
    unknown = set(changes) - allowed
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))


@dataclass(frozen=True, slots=True)
class Seen:
    """What is asked of something, beside what was seen of it and what is stored by now."""

    what: str
    key: str
    changes: Mapping[str, Any]
    seen: Mapping[str, Any]
    stored: Mapping[str, Any]


def as_seen(
    tx: Transaction, one: Seen, codes: Mapping[str, Mapping[int, str]] | None = None
) -> None:
    """Refuse to write over what somebody else has saved since it was seen; same values are well.

    ``codes`` say by field what a person calls an id.
    """

    def told(name: str, value: object) -> str:
        known = (codes or {}).get(name, {})
        return known.get(value, _told(value)) if isinstance(value, int) else _told(value)

    found = tuple(
        (name, told(name, one.stored[name]), told(name, value))
        for name, value in one.changes.items()
        if name in one.seen and one.stored[name] not in (one.seen[name], value)
    )
    if found:
        raise changed_meanwhile(tx, one.what, one.key, found)


def changed_meanwhile(
    tx: Transaction, what: str, key: str, found: tuple[tuple[str, str, str], ...] = ()
) -> Refused:
    """Return the refusal of a save that came second, with who was first."""
    last = history_of(tx.connection, key, 1)
    by = last[0].actor if last else ""
    return Refused(errors.ChangedMeanwhile(what=what, key=key, by=by, differences=found))


def _told(value: object) -> str:
    if isinstance(value, Names):
        return " · ".join(value.all())
    return "–" if value is None else str(value)


def still_used(what: str, key: str, users: str, named: Iterable[str]) -> Refused:
    """Return the refusal to remove what others rest on."""
    found = tuple(named)
    return Refused(errors.StillUsed(what=what, key=key, users=users, named=found))


def as_record(value: object) -> object:
    """Return a value as the journal keeps it."""
    return list(value.all()) if isinstance(value, Names) else value
