"""Take a whole lab from its file: what is new is added, what is known stays as it is."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlalchemy import insert
from sqlalchemy.exc import DataError, IntegrityError

from labapp.domain import errors
from labapp.domain.errors import FileFault, Refused
from labapp.domain.resources import ResourceKind
from labapp.domain.staff import SUPERVISING
from labapp.services.lab_bookings import add_bookings, add_visits
from labapp.services.lab_computing import add_pools, add_subsidies
from labapp.services.lab_demos import add_checklist, add_demos, add_presenters
from labapp.services.lab_house_rules import add_opening, add_settings
from labapp.services.lab_records import (
    LabImport,
    Record,
    known_codes,
    name_columns,
    new_records,
    referred,
)
from labapp.services.lab_toolkits import add_toolkits
from labapp.storage import exhibitors as exhibitor_rows
from labapp.storage import faults
from labapp.storage.tables.exhibitors import (
    exhibitor,
    person,
)
from labapp.storage.tables.house import staff
from labapp.storage.tables.resources import resource
from labapp.storage.tables.spaces import (
    place,
    power_feed,
    zone,
)
from labapp.storage.transaction import Transaction

__all__ = ["LabImport", "import_lab"]

_ROLES = {
    "desk_supervisor": "supervisor",
    "desk_officer": "officer",
    "lab_engineer": "engineer",
    "kiosk": "kiosk",
}

Step = Callable[[Transaction, Record, LabImport], None]


def import_lab(tx: Transaction, content: Record) -> LabImport:
    """Read every block of the lab file in one transaction.

    The law applies to every booking; the house rules do not, since the file says what is so.
    Raises ``FileFault`` where the file does not say what it must.
    """
    if tx.actor.role not in SUPERVISING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="import"))
    tx.actor = replace(tx.actor, origin="import")
    report = LabImport()
    steps: tuple[tuple[str, str, Step], ...] = (
        ("policy", "settings", add_settings),
        ("opening", "spaces", add_opening),
        ("zones", "spaces", _zones),
        ("power_feeds", "spaces", _feeds),
        ("booths", "spaces", _places),
        ("compute_pools", "compute", add_pools),
        ("toolkits", "toolkits", add_toolkits),
        ("users", "staff", _staff),
        ("exhibitors", "exhibitors", _exhibitors),
        ("presenters", "staff", add_presenters),
        ("demos", "demos", add_demos),
        ("aiss_applications", "compute", add_subsidies),
        ("clearance_checklist", "demos", add_checklist),
        ("bookings", "", add_bookings),
        ("visits", "", add_visits),
    )
    for block, area, step in steps:
        before = sum(report.added.values())
        with _as_file_fault(content, block):
            step(tx, content, report)
        added = sum(report.added.values()) - before
        if added and area:
            tx.record(
                area, "import", step.__name__.removeprefix("add").strip("_"), after={"added": added}
            )
    return report


@contextlib.contextmanager
def _as_file_fault(content: Record, block: str) -> Iterator[None]:
    """What cannot be done with a block is the file's fault."""
    try:
        yield
    except (LookupError, ValueError, TypeError, AttributeError, OverflowError) as error:
        said = f"{block}: {type(error).__name__} {error}"
        raise FileFault("broken", str(content.get("file", "")), said) from error
    except (IntegrityError, DataError) as error:
        if faults.is_lost_race(error):
            raise
        said = f"{block}: {error.orig}"
        raise FileFault("broken", str(content.get("file", "")), said) from error


def _zones(tx: Transaction, content: Record, report: LabImport) -> None:
    for position, record in new_records(tx, zone, "zones", content["zones"], report):
        tx.connection.execute(
            insert(zone).values(
                code=record["id"],
                colour=record["colour"],
                position=position,
                sample=record.get("sample", False),
                **name_columns(record),
            )
        )


def _feeds(tx: Transaction, content: Record, report: LabImport) -> None:
    for _, record in new_records(tx, resource, "power_feeds", content["power_feeds"], report):
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
    zones, resources = known_codes(tx, zone), known_codes(tx, resource)
    places = known_codes(tx, place)
    for position, record in new_records(tx, place, "booths", content["booths"], report):
        code, names = record["id"], name_columns(record)
        units = record.get("units", 1)
        in_service = record["status"] == "in_service"
        sample = record.get("sample", False)
        feed_id = referred(resources, record.get("feed"))
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
                parent_id=referred(places, record.get("parent")),
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


def _staff(tx: Transaction, content: Record, report: LabImport) -> None:
    for _, record in new_records(tx, staff, "users", content["users"], report):
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
    people = known_codes(tx, person)
    for _, record in new_records(tx, exhibitor, "exhibitors", content["exhibitors"], report):
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
            **name_columns(record),
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
