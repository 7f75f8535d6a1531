"""Take a whole lab from its file: what is new is added, what is known stays as it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, insert, select

from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.languages import Names
from labapp.domain.policy import setting_names
from labapp.domain.resources import ResourceKind, steps_from
from labapp.domain.times import Span, instant, slot_at
from labapp.services import promises
from labapp.storage import bookings as booking_rows
from labapp.storage import exhibitors as exhibitor_rows
from labapp.storage.lab import POLICY_PREFIX, lab
from labapp.storage.tables.bookings import booking as booking_table
from labapp.storage.tables.exhibitors import (
    checklist_item,
    demo,
    demo_toolkit,
    exhibitor,
    person,
    subsidy,
)
from labapp.storage.tables.house import setting, staff
from labapp.storage.tables.resources import resource
from labapp.storage.tables.spaces import (
    opening_exception,
    opening_rule,
    place,
    power_feed,
    zone,
)
from labapp.storage.transaction import Transaction

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TOOLKIT_SEATS = 6
"""Seats of a toolkit for which the file says nothing."""

_ROLES = {
    "desk_supervisor": "supervisor",
    "desk_officer": "officer",
    "lab_engineer": "engineer",
    "kiosk": "kiosk",
}

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


def import_lab(tx: Transaction, content: Record) -> LabImport:
    """Read every block of the lab file in one transaction.

    The law applies to every booking; the house rules do not, since the file says what is so.
    """
    tx.actor = replace(tx.actor, origin="import")
    report = LabImport()
    steps: tuple[tuple[str, Callable[[Transaction, Record, LabImport], None]], ...] = (
        ("settings", _settings),
        ("spaces", _opening),
        ("spaces", _zones),
        ("spaces", _feeds),
        ("spaces", _places),
        ("compute", _pools),
        ("toolkits", _toolkits),
        ("staff", _staff),
        ("exhibitors", _exhibitors),
        ("demos", _demos),
        ("compute", _subsidies),
        ("demos", _checklist),
    )
    for area, step in steps:
        before = sum(report.added.values())
        step(tx, content, report)
        added = sum(report.added.values()) - before
        if added:
            tx.record(area, "import", step.__name__.strip("_"), after={"added": added})
    _bookings(tx, content, report)
    _visits(tx, content, report)
    return report


def _known(tx: Transaction, table: Table) -> dict[str, int]:
    return {row[0]: row[1] for row in tx.connection.execute(select(table.c.code, table.c.id))}


def _names(record: Record, prefix: str = "name", to: str = "name") -> dict[str, Any]:
    return {f"{to}_{part}": record.get(f"{prefix}_{part}") for part in ("en", "zh_hant", "zh_hans")}


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a value, or a value with its source
    return value["value"] if isinstance(value, dict) and "value" in value else value


def _policy_values(policy: Record, opening: Record) -> dict[str, Any]:
    """Return the file's house rules under this program's names."""
    values: dict[str, Any] = {}
    for name, value in policy.items():
        if name == "weather":
            values.update({f"weather_{key}": known for key, known in value.items()})
        elif isinstance(value, dict) and "value" not in value:
            values.update({f"{name}.{part}": _plain(known) for part, known in value.items()})
        else:
            values[name] = _plain(value)
    on_site = opening.get("staff_on_site", {})
    values["staff_before_open_minutes"] = on_site.get("before_open_minutes")
    values["staff_after_close_minutes"] = on_site.get("after_close_minutes")
    known_names = set(setting_names())
    return {name: value for name, value in values.items() if name in known_names}


def _settings(tx: Transaction, content: Record, report: LabImport) -> None:
    known = set(tx.connection.execute(select(setting.c.name)).scalars())
    source = str(content["policy"].get("source", ""))
    values = _policy_values(content["policy"], content["opening"])
    names = content["meta"].get("lab_names") or {
        "en": "AI Lab",
        "zh_hant": "人工智能實驗室",
        "zh_hans": "人工智能实验室",
    }
    rows = {f"{POLICY_PREFIX}{name}": value for name, value in values.items()}
    rows["lab.names"] = names
    rows["lab.sample"] = True
    rows["lab.as_of"] = content["meta"].get("as_of")
    for name, value in rows.items():
        report.count("policy", new=name not in known)
        if name not in known:
            tx.connection.execute(insert(setting).values(name=name, value=value, source=source))


def _opening(tx: Transaction, content: Record, report: LabImport) -> None:
    opening = content["opening"]
    if tx.connection.execute(select(opening_rule.c.id)).first() is None:
        for weekday, code in enumerate(WEEKDAYS):
            for opens, closes in opening["weekly"].get(code, ()):
                tx.connection.execute(
                    insert(opening_rule).values(weekday=weekday, opens=opens, closes=closes)
                )
                report.count("opening", new=True)
    days = set(tx.connection.execute(select(opening_exception.c.day)).scalars())
    for record in opening["exceptions"]:
        day = date.fromisoformat(record["date"])
        report.count("opening", new=day not in days)
        if day not in days:
            tx.connection.execute(
                insert(opening_exception).values(
                    day=day,
                    hours=record["hours"],
                    source=record.get("source", ""),
                    sample=record.get("sample", False),
                    **_names(record, "reason", "reason"),
                )
            )


def _new(
    tx: Transaction, table: Table, block: str, records: Iterable[Record], report: LabImport
) -> list[tuple[int, Record]]:
    """Return the records, with their position, whose code the table does not know."""
    known = _known(tx, table)
    fresh: list[tuple[int, Record]] = []
    for position, record in enumerate(records):
        new = record["id"] not in known
        report.count(block, new=new)
        if new:
            fresh.append((position, record))
    return fresh


def _zones(tx: Transaction, content: Record, report: LabImport) -> None:
    for position, record in _new(tx, zone, "zones", content["zones"], report):
        tx.connection.execute(
            insert(zone).values(
                code=record["id"],
                colour=record["colour"],
                position=position,
                sample=record.get("sample", False),
                **_names(record),
            )
        )


def _feeds(tx: Transaction, content: Record, report: LabImport) -> None:
    for _, record in _new(tx, resource, "power_feeds", content["power_feeds"], report):
        code = record["id"]
        resource_id = exhibitor_rows.add_resource(
            tx,
            code,
            ResourceKind.FEED,
            record["usable_w"],
            name_en=f"Power feed {code}",
            name_zh_hant=f"供電線路 {code}",
            name_zh_hans=f"供电线路 {code}",
            sample=record.get("sample", False),
            details={"zones": record["zones"]},
        )
        tx.connection.execute(
            insert(power_feed).values(
                resource_id=resource_id,
                volts=record["volts"],
                phases=record["phases"],
                amps=record["amps"],
                derate_percent=record["derate_percent"],
            )
        )


_PLACE_COLUMNS = frozenset(
    {"id", "zone", "kind", "power_limit_w", "feed", "status", "note", "sample", "units", "parent"}
    | {"name_en", "name_zh_hant", "name_zh_hans", "capacity_people"}
)


def _places(tx: Transaction, content: Record, report: LabImport) -> None:
    zones, resources = _known(tx, zone), _known(tx, resource)
    places = _known(tx, place)
    for position, record in _new(tx, place, "booths", content["booths"], report):
        code, names = record["id"], _names(record)
        units = record.get("units", 1)
        in_service = record["status"] == "in_service"
        sample = record.get("sample", False)
        feed_id = resources.get(record.get("feed") or "")
        sockets_id = None
        if record.get("power_limit_w") is not None:
            sockets_id = exhibitor_rows.add_resource(
                tx,
                f"sockets:{code}",
                ResourceKind.SOCKETS,
                record["power_limit_w"],
                parent_id=feed_id,
                sample=sample,
                **names,
            )
        resource_id = exhibitor_rows.add_resource(
            tx,
            f"place:{code}",
            ResourceKind.PLACE,
            units if in_service else 0,
            sample=sample,
            **names,
        )
        added = tx.connection.execute(
            insert(place)
            .values(
                code=code,
                kind=record["kind"],
                zone_id=zones[record["zone"]],
                resource_id=resource_id,
                sockets_id=sockets_id,
                feed_id=feed_id,
                parent_id=places.get(record.get("parent") or ""),
                units=units,
                power_limit_w=record.get("power_limit_w"),
                capacity_people=record.get("capacity_people"),
                in_service=in_service,
                note=record.get("note"),
                position=position,
                sample=sample,
                details={k: v for k, v in record.items() if k not in _PLACE_COLUMNS},
                **names,
            )
            .returning(place.c.id)
        )
        places[code] = int(added.scalar_one())


def _pools(tx: Transaction, content: Record, report: LabImport) -> None:
    for _, record in _new(tx, resource, "compute_pools", content["compute_pools"], report):
        known = _known(tx, resource)
        steps = steps_from(
            (slot_at(datetime.fromisoformat(step["from"])), step["mpflops"])
            for step in record["steps"]
        )
        by_slot = {slot_at(datetime.fromisoformat(s["from"])): s for s in record["steps"]}
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
        exhibitor_rows.add_resource(
            tx,
            record["id"],
            ResourceKind.POOL,
            told,
            parent_id=known.get(record.get("parent") or ""),
            bookable=record["bookable"],
            sample=record.get("sample", False),
            details={k: record[k] for k in ("vendor", "device") if k in record},
            **_names(record),
        )


def _toolkits(tx: Transaction, content: Record, report: LabImport) -> None:
    for _, record in _new(tx, resource, "toolkits", content["toolkits"], report):
        exhibitor_rows.add_resource(
            tx,
            record["id"],
            ResourceKind.TOOLKIT,
            record.get("seats", TOOLKIT_SEATS),
            name_en=record["name"],
            sample=record.get("sample", False),
            details=dict(record),
        )


def _staff(tx: Transaction, content: Record, report: LabImport) -> None:
    for _, record in _new(tx, staff, "users", content["users"], report):
        code, role = record["id"], _ROLES[record["role"]]
        tx.connection.execute(
            insert(staff).values(
                code=code,
                name_en=record["name_en"],
                name_zh=record["name_zh"],
                role=role,
                sample=record.get("sample", False),
            )
        )
        if role != "kiosk":
            exhibitor_rows.add_resource(
                tx,
                f"guide:{code}",
                ResourceKind.GUIDE,
                1,
                name_en=record["name_en"],
                name_zh_hant=record["name_zh"],
                name_zh_hans=record["name_zh"],
                sample=record.get("sample", False),
            )


def _exhibitors(tx: Transaction, content: Record, report: LabImport) -> None:
    people = _known(tx, person)
    for _, record in _new(tx, exhibitor, "exhibitors", content["exhibitors"], report):
        exhibitor_id = exhibitor_rows.add_exhibitor(
            tx,
            record["id"],
            record["badge_quota"],
            kind=record["type"],
            fascia=record.get("fascia_name"),
            origin=record["origin"],
            brn=record.get("business_registration_no"),
            company_no=record.get("company_no"),
            address=record.get("address"),
            insurance=record.get("insurance"),
            status=record["status"],
            sample=record["sample"],
            note=record.get("contacts_note"),
            **_names(record),
        )
        for contact in record["contacts"]:
            if contact["id"] not in people:
                exhibitor_rows.add_person(
                    tx,
                    contact["id"],
                    exhibitor_id,
                    family=contact.get("family_en"),
                    given=contact.get("given_en"),
                    western=contact.get("western_given"),
                    name_zh=contact.get("name_zh"),
                    role=contact.get("role"),
                    language=contact.get("language"),
                    phone=contact.get("phone"),
                    email=contact.get("email"),
                    marketing_consent=contact.get("direct_marketing_consent"),
                    sample=contact.get("sample", False),
                )


def _demos(tx: Transaction, content: Record, report: LabImport) -> None:
    owners, resources = _known(tx, exhibitor), _known(tx, resource)
    for _, record in _new(tx, demo, "demos", content["demos"], report):
        clearance = record["clearance"]
        until = clearance.get("valid_until")
        added = tx.connection.execute(
            insert(demo)
            .values(
                code=record["id"],
                exhibitor_id=owners[record["exhibitor"]],
                minutes=record["typical_minutes"],
                pool_id=resources.get(record.get("pool") or ""),
                mpflops=record["mpflops"],
                power_w=record["typical_power_w"],
                captures_personal_data=record["captures_personal_data"],
                risk_tier=record["risk_tier"],
                clearance=clearance["status"],
                valid_until=date.fromisoformat(until) if until else None,
                conditions=clearance.get("conditions"),
                sample=record.get("sample", False),
                **_names(record, "title", "title"),
            )
            .returning(demo.c.id)
        )
        demo_id = added.scalar_one()
        for toolkit in record["toolkits"]:
            tx.connection.execute(
                insert(demo_toolkit).values(
                    demo_id=demo_id, resource_id=resources[toolkit], seats=1
                )
            )


def _subsidies(tx: Transaction, content: Record, report: LabImport) -> None:
    owners = _known(tx, exhibitor)
    block = content["aiss_applications"]
    for _, record in _new(tx, subsidy, "aiss_applications", block, report):
        due = record.get("progress_report_due")
        tx.connection.execute(
            insert(subsidy).values(
                code=record["id"],
                exhibitor_id=owners[record["applicant"]],
                category=record["category"],
                stage=record["stage"],
                list_price_cents=record["list_price_cents"],
                rate_percent=record["rate_percent"],
                rate_reason=record.get("rate_reason"),
                subsidy_cents=record["subsidy_cents"],
                applicant_pays_cents=record["applicant_pays_cents"],
                mpflops=record["requested_mpflops"],
                months=record["months"],
                next_report=date.fromisoformat(due) if due else None,
                sample=record.get("sample", False),
            )
        )


def _checklist(tx: Transaction, content: Record, report: LabImport) -> None:
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


def _time(value: str | None) -> datetime | None:
    return None if value is None else instant(datetime.fromisoformat(value))


def _bookings(tx: Transaction, content: Record, report: LabImport) -> None:
    numbers = set(tx.connection.execute(select(booking_table.c.number)).scalars())
    places, owners = _known(tx, place), _known(tx, exhibitor)
    demos, resources = _known(tx, demo), _known(tx, resource)
    as_of = _time(content["meta"].get("as_of"))
    highest = 0
    for record in content["bookings"]:
        new = record["id"] not in numbers
        report.count("bookings", new=new)
        highest = max(highest, _number(record["id"]))
        if not new:
            continue
        compute = record["compute"] or {}
        state = State(record["state"])
        place_id = places[record["booth"]]
        imported = Booking(
            id=0,
            key=_key(content, record["id"]),
            number=record["id"],
            kind=Kind.STAY,
            state=state,
            span=Span(
                datetime.fromisoformat(record["start"]), datetime.fromisoformat(record["end"])
            ),
            buffer_minutes=lab(tx).buffer_of(place_id, Kind.STAY),
            released_at=_time(record.get("released_at")),
            place_id=place_id,
            exhibitor_id=owners[record["exhibitor"]],
            demo_id=demos.get(record["demo"] or ""),
            via=record["via"],
            visitors=record["expected_visitors"],
            staff=record["exhibitor_staff"],
            power_w=record["power_w"],
            pool_id=resources.get(compute.get("pool") or ""),
            mpflops=compute.get("mpflops", 0),
            note=record["note"],
            hold_expires_at=_time(record.get("hold_expires")),
            cancelled_at=_time(record.get("cancelled_at")),
            queued_at=as_of if state is State.WAITLISTED else None,
            sample=record.get("sample", False),
        )
        promises.promise(tx, imported, act="import")
    booking_rows.reserve_numbers(tx, highest)


def _visits(tx: Transaction, content: Record, report: LabImport) -> None:
    numbers = set(tx.connection.execute(select(booking_table.c.number)).scalars())
    resources = _known(tx, resource)
    for record in content["visits"]:
        report.count("visits", new=record["id"] not in numbers)
        if record["id"] in numbers:
            continue
        imported = Booking(
            id=0,
            key=_key(content, record["id"]),
            number=record["id"],
            kind=Kind.VISIT,
            state=State.CONFIRMED,
            span=Span(
                datetime.fromisoformat(record["start"]), datetime.fromisoformat(record["end"])
            ),
            title=Names(
                record["title_en"], record.get("title_zh_hant"), record.get("title_zh_hans")
            ),
            visitors=record["people"],
            language=record["language"],
            guide_id=resources.get(f"guide:{record['guide']}"),
            sample=record.get("sample", False),
        )
        promises.promise(tx, imported, act="import")


def _number(code: str) -> int:
    digits = "".join(letter for letter in code if letter.isdigit())
    return int(digits) if digits else 0


def _key(content: Record, code: str) -> str:
    return f"{content['meta']['week_start']}:{code}"[:36]
