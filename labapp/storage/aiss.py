"""Queries about subsidy references, their stages, and the list of categories."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from labapp.domain.aiss import CATEGORIES, AissReference, Category, Stage, StageEntry
from labapp.domain.languages import Names
from labapp.storage.lab import names_in
from labapp.storage.tables.computing import aiss_reference, aiss_stage
from labapp.storage.tables.exhibitors import exhibitor, subsidy
from labapp.storage.tables.house import setting
from labapp.storage.transaction import ChangedUnderfoot, Transaction

_CATEGORIES = "aiss.categories"
_SELECT = (
    select(
        subsidy,
        exhibitor.c.code.label("exhibitor_code"),
        exhibitor.c.name_en,
        exhibitor.c.name_zh_hant,
        exhibitor.c.name_zh_hans,
        aiss_reference.c.application_no,
        aiss_reference.c.starts_on,
        aiss_reference.c.note,
        aiss_reference.c.version,
    )
    .join(exhibitor, subsidy.c.exhibitor_id == exhibitor.c.id)
    .outerjoin(aiss_reference, aiss_reference.c.subsidy_id == subsidy.c.id)
    .order_by(subsidy.c.code)
)
AMOUNTS = frozenset(
    {
        "category",
        "list_price_cents",
        "rate_percent",
        "rate_reason",
        "subsidy_cents",
        "applicant_pays_cents",
        "mpflops",
        "months",
        "next_report",
        "stage",
    }
)
"""The columns that stand with the amounts; all others are in the desk's own table."""


def _reference(row: Row[Any], stages: Iterable[StageEntry]) -> AissReference:
    return AissReference(
        id=row.id,
        code=row.code,
        application_no=row.application_no,
        exhibitor_id=row.exhibitor_id,
        exhibitor_code=row.exhibitor_code,
        exhibitor=names_in(row),
        category=row.category,
        stage=Stage(row.stage),
        stages=tuple(stages),
        list_price_cents=row.list_price_cents,
        rate_percent=row.rate_percent,
        rate_reason=row.rate_reason,
        subsidy_cents=row.subsidy_cents,
        share_cents=row.applicant_pays_cents,
        mpflops=row.mpflops,
        months=row.months,
        starts_on=row.starts_on,
        next_report=row.next_report,
        note=row.note,
        sample=row.sample,
        version=row.version or 1,
    )


def references(connection: Connection, subsidy_id: int | None = None) -> Sequence[AissReference]:
    """Return one reference by its id, or all of them by code."""
    statement = _SELECT if subsidy_id is None else _SELECT.where(subsidy.c.id == subsidy_id)
    entries: dict[int, list[StageEntry]] = defaultdict(list)
    for row in connection.execute(select(aiss_stage).order_by(aiss_stage.c.id.desc())):
        entry = StageEntry(Stage(row.stage), row.since, row.remind_on)
        entries[row.subsidy_id].append(entry)
    return [_reference(row, entries.get(row.id, ())) for row in connection.execute(statement)]


def add_reference(tx: Transaction, amounts: Mapping[str, Any], own: Mapping[str, Any]) -> int:
    """Store a reference and return its id."""
    added = insert(subsidy).values(**amounts).returning(subsidy.c.id)
    subsidy_id = int(tx.connection.execute(added).scalar_one())
    tx.connection.execute(insert(aiss_reference).values(subsidy_id=subsidy_id, version=1, **own))
    return subsidy_id


def change_reference(tx: Transaction, before: AissReference, changes: Mapping[str, Any]) -> None:
    """Store changed columns; the version goes up by one.

    Raises ``ChangedUnderfoot`` when another version is stored.
    """
    amounts = {name: value for name, value in changes.items() if name in AMOUNTS}
    own = {name: value for name, value in changes.items() if name not in AMOUNTS}
    known = select(aiss_reference.c.subsidy_id).where(aiss_reference.c.subsidy_id == before.id)
    if tx.connection.execute(known).first() is None:
        tx.connection.execute(insert(aiss_reference).values(subsidy_id=before.id, version=1))
    done = tx.connection.execute(
        update(aiss_reference)
        .where(aiss_reference.c.subsidy_id == before.id, aiss_reference.c.version == before.version)
        .values(version=before.version + 1, **own)
    )
    if done.rowcount != 1:
        raise ChangedUnderfoot(before.code)
    if amounts:
        tx.connection.execute(update(subsidy).where(subsidy.c.id == before.id).values(**amounts))


def add_stage(
    tx: Transaction, subsidy_id: int, stage: Stage, since: date, remind_on: date | None
) -> None:
    """Store that a reference has come to a stage."""
    tx.connection.execute(
        insert(aiss_stage).values(
            subsidy_id=subsidy_id, stage=stage.value, since=since, remind_on=remind_on
        )
    )


def codes(connection: Connection) -> frozenset[str]:
    """Return the codes and application numbers that are taken."""
    known = connection.execute(select(subsidy.c.code)).scalars().all()
    numbers = connection.execute(select(aiss_reference.c.application_no)).scalars().all()
    return frozenset(known) | {number for number in numbers if number}


def categories(connection: Connection) -> tuple[Category, ...]:
    """Return the kinds of applicants, in the house's order."""
    found = connection.execute(
        select(setting.c.value).where(setting.c.name == _CATEGORIES)
    ).scalar()
    if found is None:
        return CATEGORIES
    return tuple(
        Category(one["code"], Names(one.get("en"), one.get("zh_hant"), one.get("zh_hans")))
        for one in found
    )


def write_categories(tx: Transaction, wanted: Iterable[Category]) -> None:
    """Store the kinds of applicants."""
    value = [
        {
            "code": one.code,
            "en": one.names.en,
            "zh_hant": one.names.zh_hant,
            "zh_hans": one.names.zh_hans,
        }
        for one in wanted
    ]
    tx.connection.execute(delete(setting).where(setting.c.name == _CATEGORIES))
    tx.connection.execute(insert(setting).values(name=_CATEGORIES, value=value, source="desk"))
