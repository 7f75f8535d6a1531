"""Compute pools and subsidy references of a lab file, in and out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from labapp.domain.aiss import AissReference, Stage, check_amounts
from labapp.domain.resources import ResourceKind, steps_from
from labapp.domain.times import local, slot_at, slot_start
from labapp.services.lab_records import (
    LabImport,
    Record,
    known_codes,
    name_columns,
    new_records,
    referred,
)
from labapp.storage import aiss as aiss_rows
from labapp.storage import exhibitors as resource_rows
from labapp.storage import matching, occupancy
from labapp.storage.lab import names_in
from labapp.storage.tables.computing import aiss_reference
from labapp.storage.tables.exhibitors import exhibitor, subsidy
from labapp.storage.tables.resources import resource
from labapp.storage.transaction import Transaction

_DETAILS = ("vendor", "device")


def add_pools(tx: Transaction, content: Record, report: LabImport) -> None:
    """Add the pools that are new, the whole before its parts, with their dated steps and tags."""
    for _, record in new_records(tx, resource, "compute_pools", content["compute_pools"], report):
        known = known_codes(tx, resource)
        by_slot = {slot_at(datetime.fromisoformat(s["from"])): s for s in record["steps"]}
        steps = steps_from((slot, step["mpflops"]) for slot, step in by_slot.items())
        told = tuple(
            type(step)(
                step.from_slot,
                step.until_slot,
                step.capacity,
                by_slot.get(step.from_slot, {}).get("basis", ""),
                by_slot.get(step.from_slot, {}).get("source", ""),
            )
            for step in steps
        )
        added = resource_rows.add_resource(
            tx,
            record["id"],
            ResourceKind.POOL,
            told,
            parent_id=referred(known, record.get("parent")),
            bookable=record["bookable"],
            sample=record.get("sample", False),
            details={k: record[k] for k in _DETAILS if k in record},
            **name_columns(record),
        )
        matching.write_resource_tags(tx, added, record.get("tags", ()))


def add_subsidies(tx: Transaction, content: Record, report: LabImport) -> None:
    """Add the references that are new; amounts that cannot be are refused."""
    owners = known_codes(tx, exhibitor)
    block = content["aiss_applications"]
    for _, record in new_records(tx, subsidy, "aiss_applications", block, report):
        check_amounts(
            record["list_price_cents"],
            record["rate_percent"],
            record.get("rate_reason"),
            record["requested_mpflops"],
            record["months"],
        )
        added = tx.connection.execute(
            insert(subsidy)
            .values(
                code=record["id"],
                exhibitor_id=owners[record["applicant"]],
                category=record["category"],
                stage=Stage(record["stage"]).value,
                list_price_cents=record["list_price_cents"],
                rate_percent=record["rate_percent"],
                rate_reason=record.get("rate_reason"),
                subsidy_cents=record["subsidy_cents"],
                applicant_pays_cents=record["applicant_pays_cents"],
                mpflops=record["requested_mpflops"],
                months=record["months"],
                next_report=_day(record.get("progress_report_due")),
                sample=record.get("sample", False),
            )
            .returning(subsidy.c.id)
        )
        subsidy_id = int(added.scalar_one())
        tx.connection.execute(
            insert(aiss_reference).values(
                subsidy_id=subsidy_id,
                application_no=record.get("application_no"),
                starts_on=_day(record.get("starts_on")),
                note=record.get("note"),
                version=1,
            )
        )
        for entry in record.get("stages", ()):
            aiss_rows.add_stage(
                tx,
                subsidy_id,
                Stage(entry["stage"]),
                date.fromisoformat(entry["since"]),
                _day(entry.get("remind_on")),
            )


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def pool_records(tx: Transaction) -> list[dict[str, Any]]:
    """Return the pools as a lab file keeps them, the whole before its parts."""
    pools = tx.connection.execute(
        select(resource).where(resource.c.kind == ResourceKind.POOL.value).order_by(resource.c.id)
    ).all()
    codes = {row.id: row.code for row in pools}
    steps = occupancy.steps_of(tx.connection, codes)
    tags = matching.resource_tags(tx.connection)
    found: list[dict[str, Any]] = []
    for row in pools:
        names = names_in(row)
        found.append(
            {
                "id": row.code,
                "name_en": names.en,
                "name_zh_hant": names.zh_hant,
                "name_zh_hans": names.zh_hans,
                "bookable": row.bookable,
                "parent": codes.get(row.parent_id),
                **{key: row.details[key] for key in _DETAILS if key in (row.details or {})},
                "sample": row.sample,
                "tags": sorted(tags.get(row.id, ())),
                "steps": [
                    {
                        "from": local(slot_start(step.from_slot)).isoformat(),
                        "mpflops": step.capacity,
                        "basis": step.basis,
                        "source": step.source,
                    }
                    for step in steps.get(row.id, ())
                    if step.from_slot > 0 or step.capacity > 0
                ],
            }
        )
    return found


def subsidy_records(tx: Transaction) -> list[dict[str, Any]]:
    """Return the references as a lab file keeps them, by code."""
    return [_subsidy(one) for one in aiss_rows.references(tx.connection)]


def _subsidy(one: AissReference) -> dict[str, Any]:
    return {
        "id": one.code,
        "applicant": one.exhibitor_code,
        "application_no": one.application_no,
        "category": one.category,
        "stage": one.stage.value,
        "list_price_cents": one.list_price_cents,
        "rate_percent": one.rate_percent,
        "rate_reason": one.rate_reason,
        "subsidy_cents": one.subsidy_cents,
        "applicant_pays_cents": one.share_cents,
        "requested_mpflops": one.mpflops,
        "months": one.months,
        "starts_on": _told(one.starts_on),
        "progress_report_due": _told(one.next_report),
        "note": one.note,
        "sample": one.sample,
        "stages": [
            {
                "stage": entry.stage.value,
                "since": entry.since.isoformat(),
                "remind_on": _told(entry.remind_on),
            }
            for entry in reversed(one.stages)
        ],
    }


def _told(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
