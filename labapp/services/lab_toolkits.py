"""The toolkits of a lab file: in and out again."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import insert

from labapp.domain.readiness import Probe, ProbeKind
from labapp.domain.resources import ResourceKind, capacity_at
from labapp.domain.times import slot_at
from labapp.domain.toolkits import record_of, rules_of
from labapp.services.lab_records import LabImport, Record, new_records
from labapp.storage import exhibitors as resource_rows
from labapp.storage import occupancy
from labapp.storage import readiness as probe_rows
from labapp.storage import toolkits as rows
from labapp.storage.tables.resources import resource
from labapp.storage.tables.toolkits import toolkit
from labapp.storage.transaction import Transaction

TOOLKIT_SEATS: Final = 6
"""Seats of a toolkit for which the file says nothing."""
USUAL_SECONDS: Final = 30
VALID_MINUTES: Final = 12 * 60
_OUTSIDE: Final = frozenset({"kind", "optional", "timeout_s", "valid_minutes", "every_minutes"})
"""What a probe's record says beside what it looks at."""


def add_toolkits(tx: Transaction, content: Record, report: LabImport) -> None:
    """Add the toolkits that are new, with their probes."""
    for _, record in new_records(tx, resource, "toolkits", content["toolkits"], report):
        toolkit_id = resource_rows.add_resource(
            tx,
            record["id"],
            ResourceKind.TOOLKIT,
            record.get("seats", TOOLKIT_SEATS),
            name_en=record["name"],
            name_zh_hant=record.get("name_zh_hant"),
            name_zh_hans=record.get("name_zh_hans"),
            sample=record.get("sample", False),
            details=dict(record),
        )
        ends, docs = record.get("licence_ends"), record.get("docs")
        tx.connection.execute(
            insert(toolkit).values(
                resource_id=toolkit_id,
                vendor=record["vendor"],
                kind=record["kind"],
                dist=record.get("dist"),
                wanted_version=record.get("expect_version"),
                licence=record.get("licence"),
                licence_ends=date.fromisoformat(ends) if ends else None,
                hardware=list(record.get("hardware") or ()),
                protocol=record.get("protocol"),
                port=record.get("port"),
                documents=[docs] if isinstance(docs, str) else list(docs or ()),
                note=record.get("note"),
                rules=record_of(rules_of(record.get("rules") or {})),
                version=1,
            )
        )
        for position, told in enumerate(record.get("probes") or ()):
            probe_rows.add_probe(tx.connection, _probe(toolkit_id, position, told))


def _probe(toolkit_id: int, position: int, record: Mapping[str, Any]) -> Probe:
    kind = ProbeKind(record["kind"])
    hours = record.get("valid_hours") if kind is ProbeKind.MANUAL else None
    return Probe(
        id=0,
        toolkit_id=toolkit_id,
        kind=kind,
        spec={name: value for name, value in record.items() if name not in _OUTSIDE},
        position=position,
        optional=bool(record.get("optional", False)),
        seconds=float(record.get("timeout_s", USUAL_SECONDS)),
        valid_minutes=int(record.get("valid_minutes", hours * 60 if hours else VALID_MINUTES)),
        every_minutes=record.get("every_minutes"),
    )


def toolkit_records(tx: Transaction) -> list[dict[str, Any]]:
    """Return the toolkits as a lab file has them, with what is not said in it by default."""
    now = slot_at(tx.now)
    found: list[dict[str, Any]] = []
    for one in rows.toolkits(tx.connection):
        steps = occupancy.steps_of(tx.connection, [one.id]).get(one.id, ())
        rules = record_of(one.rules)
        record: dict[str, Any] = {
            "id": one.code,
            "vendor": one.vendor,
            "kind": one.kind,
            "name": one.names.en or one.names.best("en"),
            "dist": one.dist,
            "expect_version": one.wanted_version,
            "licence": one.licence,
            "hardware": list(one.hardware),
            "protocol": one.protocol,
            "port": one.port,
            "probes": [_probe_record(p) for p in probe_rows.probes(tx.connection, one.id)],
            "docs": one.documents[0] if len(one.documents) == 1 else list(one.documents) or None,
        }
        told = {
            "name_zh_hant": one.names.zh_hant,
            "name_zh_hans": one.names.zh_hans,
            "note": one.note,
            "licence_ends": one.licence_ends.isoformat() if one.licence_ends else None,
            "rules": rules if any(rules.values()) else None,
        }
        record |= {name: value for name, value in told.items() if value is not None}
        seats = capacity_at(steps, now)
        found.append(record | ({} if seats == TOOLKIT_SEATS else {"seats": seats}))
    return found


def _probe_record(one: Probe) -> dict[str, Any]:
    record: dict[str, Any] = {"kind": one.kind.value, **one.spec}
    if one.optional:
        record["optional"] = True
    if one.seconds != USUAL_SECONDS:
        whole = one.seconds == int(one.seconds)
        record["timeout_s"] = int(one.seconds) if whole else one.seconds
    if one.every_minutes is not None:
        record["every_minutes"] = one.every_minutes
    usual = int(one.spec.get("valid_hours", 0)) * 60 or VALID_MINUTES
    return record if one.valid_minutes == usual else record | {"valid_minutes": one.valid_minutes}
