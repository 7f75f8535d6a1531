"""The bookings and visits of a lab file."""

from datetime import datetime

from sqlalchemy import select

from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.languages import Names
from labapp.domain.times import Span, instant
from labapp.services import promises
from labapp.services.lab_records import LabImport, Record, known_codes, referred
from labapp.storage import bookings as booking_rows
from labapp.storage.lab import lab
from labapp.storage.tables.bookings import booking as booking_table
from labapp.storage.tables.exhibitors import demo, exhibitor
from labapp.storage.tables.resources import resource
from labapp.storage.tables.spaces import place
from labapp.storage.transaction import Transaction


def add_bookings(tx: Transaction, content: Record, report: LabImport) -> None:
    """Add the bookings that are new; what the law refuses is refused."""
    numbers = set(tx.connection.execute(select(booking_table.c.number)).scalars())
    places, owners = known_codes(tx, place), known_codes(tx, exhibitor)
    demos, resources = known_codes(tx, demo), known_codes(tx, resource)
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
            demo_id=referred(demos, record["demo"]),
            via=record["via"],
            visitors=record["expected_visitors"],
            staff=record["exhibitor_staff"],
            power_w=record["power_w"],
            pool_id=referred(resources, compute.get("pool")),
            mpflops=compute.get("mpflops", 0),
            note=record["note"],
            extras=tuple(
                (resources[f"presenter:{code}"], 1) for code in record.get("presenters", [])
            ),
            hold_expires_at=_time(record.get("hold_expires")),
            cancelled_at=_time(record.get("cancelled_at")),
            queued_at=as_of if state is State.WAITLISTED else None,
            sample=record.get("sample", False),
        )
        promises.promise(tx, imported, act="import")
    booking_rows.reserve_numbers(tx, highest)


def add_visits(tx: Transaction, content: Record, report: LabImport) -> None:
    """Add the guided visits that are new."""
    numbers = set(tx.connection.execute(select(booking_table.c.number)).scalars())
    resources = known_codes(tx, resource)
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
            guide_id=resources[f"guide:{record['guide']}"] if record.get("guide") else None,
            sample=record.get("sample", False),
        )
        promises.promise(tx, imported, act="import")


def _time(value: str | None) -> datetime | None:
    return None if value is None else instant(datetime.fromisoformat(value))


def _number(code: str) -> int:
    digits = "".join(letter for letter in code if letter.isdigit())
    return int(digits) if digits else 0


def _key(content: Record, code: str) -> str:
    return f"{content['meta']['week_start']}:{code}"[:36]
