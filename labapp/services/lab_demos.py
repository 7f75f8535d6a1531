"""Presenters, demos with their clearance, and the checklist of a lab file: taken in, given out.

What the sample file does not know (models, sources, answers, presenters) may be missing. Proof
files stay in the database: a lab file is text.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, insert, select

from labapp.domain.clearance import Answer, item_by_key
from labapp.domain.demos import (
    Audience,
    DemoCard,
    Industry,
    Layer,
    Model,
    Presenter,
    Runs,
    Source,
    Tier,
    overlapping,
    steps_for,
)
from labapp.domain.languages import Names
from labapp.domain.resources import ResourceKind
from labapp.domain.times import Span, instant, local
from labapp.services.lab_records import (
    LabImport,
    Record,
    known_codes,
    name_columns,
    new_records,
    referred,
)
from labapp.storage import clearance as clearance_rows
from labapp.storage import demos as rows
from labapp.storage import exhibitors as exhibitor_rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.tables.demos import presenter
from labapp.storage.tables.exhibitors import checklist_item, demo, exhibitor, person
from labapp.storage.tables.resources import resource
from labapp.storage.transaction import Transaction


def add_presenters(tx: Transaction, content: Record, report: LabImport) -> None:
    """Add the presenters that are new; a file need not have any."""
    owners, people = known_codes(tx, exhibitor), known_codes(tx, person)
    block = content.get("presenters", [])
    for _, record in new_records(tx, presenter, "presenters", block, report):
        windows = _windows(record.get("windows"))
        resource_id = exhibitor_rows.add_resource(
            tx,
            f"presenter:{record['id']}",
            ResourceKind.PRESENTER,
            steps_for(windows, (), 0),
            sample=record.get("sample", False),
            **name_columns(record),
        )
        rows.add_presenter(
            tx,
            code=record["id"],
            exhibitor_id=owners[record["exhibitor"]],
            person_id=referred(people, record.get("person")),
            resource_id=resource_id,
            retired_at=_time(record.get("retired_at")),
        )


def _windows(pairs: list[list[str]] | None) -> tuple[Span, ...] | None:
    if pairs is None:
        return None
    windows = tuple(
        Span(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in pairs
    )
    if overlapping(windows):
        raise ValueError("windows overlap")
    return windows


def add_demos(tx: Transaction, content: Record, report: LabImport) -> None:
    """Add the demos that are new, with their clearance as the file says."""
    owners, resources = known_codes(tx, exhibitor), known_codes(tx, resource)
    people = {one.code: one for one in rows.presenters(tx.connection)}
    for _, record in new_records(tx, demo, "demos", content["demos"], report):
        clearance = record["clearance"]
        until = clearance.get("valid_until")
        demo_id = rows.add_demo(
            tx,
            code=record["id"],
            exhibitor_id=owners[record["exhibitor"]],
            minutes=record["typical_minutes"],
            pool_id=referred(resources, record.get("pool")),
            mpflops=record["mpflops"],
            power_w=record["typical_power_w"],
            captures_personal_data=record["captures_personal_data"],
            risk_tier=Tier(record["risk_tier"]).value,
            clearance=clearance["status"],
            valid_until=date.fromisoformat(until) if until else None,
            conditions=clearance.get("conditions"),
            sample=record.get("sample", False),
            **name_columns(record, "title", "title"),
        )
        (bare,) = rows.cards(tx.connection, demo_id=demo_id)
        card = _card(bare, record, resources, people)
        if card != bare:
            rows.write_card(tx, card, 1)
        for answer in clearance.get("answers", []):
            clearance_rows.write_answer(tx, demo_id, _answer(answer))


def _card(
    bare: DemoCard,
    record: Record,
    resources: Mapping[str, int],
    people: Mapping[str, Presenter],
) -> DemoCard:
    """Return the demo with all that its record says of it."""
    seats = record.get("toolkit_seats", {})
    toolkits = {resources[code]: int(seats.get(code, 1)) for code in record["toolkits"]}
    return replace(
        bare,
        demo=replace(bare.demo, toolkits=toolkits),
        shows=Names(*(record.get(f"shows_{part}") for part in ("en", "zh_hant", "zh_hans"))),
        audience=Audience(record.get("audience", Audience.PUBLIC)),
        industries=tuple(Industry(each) for each in record.get("industries", [])),
        layers=tuple(Layer(each) for each in record.get("layers", [])),
        cloud=record.get("cloud", False),
        generative=record.get("generative", False),
        models=tuple(
            Model(one["name"], one["version"], one.get("licence"), Runs(one.get("runs", "lab")))
            for one in record.get("models", [])
        ),
        sources=tuple(
            Source(one["name"], one.get("permission"), one.get("personal", False))
            for one in record.get("sources", [])
        ),
        presenters=tuple(people[code] for code in record.get("presenters", [])),
        retired_at=_time(record.get("retired_at")),
    )


def _answer(record: Record) -> Answer:
    if item_by_key(record["item"]) is None:
        raise ValueError(record["item"])
    return Answer(
        item=record["item"],
        met=record["met"],
        note=record.get("note"),
        signer=record.get("signer"),
        signed_by=record["signed_by"],
        signed_as=record["signed_as"],
        signed_at=instant(datetime.fromisoformat(record["signed_at"])),
    )


def add_checklist(tx: Transaction, content: Record, report: LabImport) -> None:
    """Add the items of the checklist that are new."""
    known = set(tx.connection.execute(select(checklist_item.c.number)).scalars())
    for record in content["clearance_checklist"]:
        report.count("clearance_checklist", new=record["no"] not in known)
        if record["no"] not in known:
            tx.connection.execute(
                insert(checklist_item).values(
                    number=record["no"],
                    key=record["key"],
                    text_en=record["en"],
                    text_zh_hant=record.get("zh_hant"),
                    text_zh_hans=record.get("zh_hans"),
                    applies=record["applies"],
                )
            )


def presenter_records(tx: Transaction) -> list[dict[str, Any]]:
    """Return the presenters as a lab file keeps them, by code."""
    owners = _codes(tx, exhibitor)
    people = _codes(tx, person)
    samples = read_lab(tx).resources
    return [
        {
            "id": one.code,
            "exhibitor": owners[one.exhibitor_id],
            "person": people.get(one.person_id or 0),
            **_named("name", one.names),
            "windows": None
            if one.windows is None
            else [[_text(span.start), _text(span.end)] for span in one.windows],
            "retired_at": _text(one.retired_at) if one.retired_at else None,
            "sample": samples[one.resource_id].sample,
        }
        for one in rows.presenters(tx.connection)
    ]


def demo_records(tx: Transaction) -> list[dict[str, Any]]:
    """Return the demos with their clearance as a lab file keeps them, by code."""
    resources = _codes(tx, resource)
    return [_record(tx, card, resources) for card in rows.cards(tx.connection)]


def _record(tx: Transaction, card: DemoCard, resources: Mapping[int, str]) -> dict[str, Any]:
    one = card.demo
    answers = clearance_rows.answers(tx.connection, one.id)
    clearance: dict[str, Any] = {
        "status": one.clearance,
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
    }
    if one.conditions:
        clearance["conditions"] = one.conditions
    if answers:
        clearance["answers"] = [_answer_record(answers[key]) for key in sorted(answers)]
    return {
        "id": one.code,
        "exhibitor": card.exhibitor_code,
        **_named("title", one.titles),
        "typical_minutes": one.minutes,
        "toolkits": sorted(resources[key] for key in one.toolkits),
        "toolkit_seats": {
            resources[key]: seats for key, seats in one.toolkits.items() if seats != 1
        },
        "pool": resources[one.pool_id] if one.pool_id else None,
        "mpflops": one.mpflops,
        "typical_power_w": one.power_w,
        "captures_personal_data": one.captures_personal_data,
        "risk_tier": one.risk_tier,
        "clearance": clearance,
        **_named("shows", card.shows),
        "audience": card.audience.value,
        "industries": [each.value for each in card.industries],
        "layers": [each.value for each in card.layers],
        "cloud": card.cloud,
        "generative": card.generative,
        "models": [
            {"name": m.name, "version": m.version, "licence": m.licence, "runs": m.runs.value}
            for m in card.models
        ],
        "sources": [
            {"name": s.name, "permission": s.permission, "personal": s.personal}
            for s in card.sources
        ],
        "presenters": [each.code for each in card.presenters],
        "retired_at": _text(card.retired_at) if card.retired_at else None,
        "sample": one.sample,
    }


def _answer_record(answer: Answer) -> dict[str, Any]:
    return {
        "item": answer.item,
        "met": answer.met,
        "note": answer.note,
        "signer": answer.signer,
        "signed_by": answer.signed_by,
        "signed_as": answer.signed_as,
        "signed_at": _text(answer.signed_at),
    }


def checklist_records(tx: Transaction) -> list[dict[str, Any]]:
    """Return the items of the checklist as a lab file keeps them, in order."""
    found = tx.connection.execute(select(checklist_item).order_by(checklist_item.c.number))
    return [
        {
            "no": row.number,
            "key": row.key,
            "en": row.text_en,
            "zh_hant": row.text_zh_hant,
            "zh_hans": row.text_zh_hans,
            "applies": row.applies,
        }
        for row in found
    ]


def _codes(tx: Transaction, table: Table) -> dict[int, str]:
    return {number: code for code, number in known_codes(tx, table).items()}


def _named(prefix: str, names: Names) -> dict[str, str | None]:
    parts = (("en", names.en), ("zh_hant", names.zh_hant), ("zh_hans", names.zh_hans))
    return {f"{prefix}_{part}": name for part, name in parts}


def _time(value: str | None) -> datetime | None:
    return None if value is None else instant(datetime.fromisoformat(value))


def _text(moment: datetime) -> str:
    return local(moment).isoformat()
