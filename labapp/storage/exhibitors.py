"""Queries about exhibitors, their people and their demos."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, insert, select, update

from labapp.domain.exhibitors import Demo, Exhibitor, ExhibitorKind, Person
from labapp.domain.resources import ResourceKind, Step
from labapp.domain.times import FOREVER
from labapp.storage import occupancy
from labapp.storage.lab import names_in
from labapp.storage.tables.demos import demo_card
from labapp.storage.tables.exhibitors import demo, demo_toolkit, exhibitor, person
from labapp.storage.tables.resources import resource
from labapp.storage.transaction import Transaction

_BY_ID = select(exhibitor).where(exhibitor.c.id == bindparam("wanted"))
_DEMO = select(demo, demo_card.c.retired_at).outerjoin(demo_card, demo_card.c.demo_id == demo.c.id)
_DEMO_BY_ID = _DEMO.where(demo.c.id == bindparam("wanted"))
_SEATS_OF_DEMO = select(demo_toolkit).where(demo_toolkit.c.demo_id == bindparam("wanted"))


def _exhibitor(row: Row[Any], people: Sequence[Person] = ()) -> Exhibitor:
    return Exhibitor(
        id=row.id,
        code=row.code,
        names=names_in(row),
        fascia=row.fascia,
        kind=ExhibitorKind(row.kind),
        origin=row.origin,
        sample=row.sample,
        brn=row.brn,
        company_no=row.company_no,
        badge_quota=row.badge_quota,
        badges_id=row.badges_id,
        weekly_quota=row.weekly_quota,
        status=row.status,
        note=row.note,
        version=row.version,
        address=row.address,
        insurance=row.insurance,
        people=tuple(people),
    )


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        code=row.code,
        family=row.family,
        given=row.given,
        western=row.western,
        name_zh=row.name_zh,
        role=row.role,
        language=row.language,
        phone=row.phone,
        email=row.email,
        sample=row.sample,
    )


def _demo(row: Row[Any], seats: Mapping[int, int]) -> Demo:
    return Demo(
        id=row.id,
        code=row.code,
        exhibitor_id=row.exhibitor_id,
        titles=names_in(row, "title"),
        minutes=row.minutes,
        pool_id=row.pool_id,
        mpflops=row.mpflops,
        power_w=row.power_w,
        captures_personal_data=row.captures_personal_data,
        risk_tier=row.risk_tier,
        clearance=row.clearance,
        valid_until=row.valid_until,
        conditions=row.conditions,
        toolkits=dict(seats),
        sample=row.sample,
        retired=row.retired_at is not None,
    )


def _first(connection: Connection, condition: ColumnElement[bool]) -> Exhibitor | None:
    row = connection.execute(select(exhibitor).where(condition)).first()
    return None if row is None else _exhibitor(row)


def by_id(connection: Connection, exhibitor_id: int) -> Exhibitor | None:
    """Return an exhibitor, without its people."""
    row = connection.execute(_BY_ID, {"wanted": exhibitor_id}).first()
    return None if row is None else _exhibitor(row)


def by_code(connection: Connection, code: str) -> Exhibitor | None:
    """Return an exhibitor by its code in any case, without its people."""
    return _first(connection, exhibitor.c.code == code.strip().upper())


def by_brn(connection: Connection, brn: str) -> Exhibitor | None:
    """Return an exhibitor by its business registration number."""
    return _first(connection, exhibitor.c.brn == brn)


def next_code(connection: Connection) -> str:
    """Return the next code nobody has: EX and a number."""
    codes = connection.execute(select(exhibitor.c.code).where(exhibitor.c.code.like("EX%")))
    numbers = [int(code[2:]) for code in codes.scalars() if code[2:].isdigit()]
    return f"EX{max(numbers, default=0) + 1:02d}"


def with_people(connection: Connection, exhibitor_id: int) -> Exhibitor | None:
    """Return an exhibitor with its people."""
    row = connection.execute(_BY_ID, {"wanted": exhibitor_id}).first()
    if row is None:
        return None
    people = connection.execute(
        select(person).where(person.c.exhibitor_id == exhibitor_id).order_by(person.c.code)
    )
    return _exhibitor(row, [_person(one) for one in people])


def everybody(connection: Connection) -> list[Exhibitor]:
    """Return all exhibitors with their people, by code."""
    people: dict[int, list[Person]] = defaultdict(list)
    for row in connection.execute(select(person).order_by(person.c.code)):
        people[row.exhibitor_id].append(_person(row))
    rows = connection.execute(select(exhibitor).order_by(exhibitor.c.code))
    return [_exhibitor(row, people.get(row.id, ())) for row in rows]


def _seats(connection: Connection, demo_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    seats: dict[int, dict[int, int]] = defaultdict(dict)
    rows = connection.execute(select(demo_toolkit).where(demo_toolkit.c.demo_id.in_(demo_ids)))
    for row in rows:
        seats[row.demo_id][row.resource_id] = row.seats
    return seats


def _demos(connection: Connection, condition: ColumnElement[bool]) -> list[Demo]:
    rows = connection.execute(_DEMO.where(condition).order_by(demo.c.code)).all()
    seats = _seats(connection, [row.id for row in rows]) if rows else {}
    return [_demo(row, seats.get(row.id, {})) for row in rows]


def demo_by_id(connection: Connection, demo_id: int) -> Demo | None:
    """Return a demo with the seats it needs."""
    row = connection.execute(_DEMO_BY_ID, {"wanted": demo_id}).first()
    if row is None:
        return None
    seats = connection.execute(_SEATS_OF_DEMO, {"wanted": demo_id})
    return _demo(row, {one.resource_id: one.seats for one in seats})


def demo_by_code(connection: Connection, code: str) -> Demo | None:
    """Return a demo by its code in any case."""
    return next(iter(_demos(connection, demo.c.code == code.strip().upper())), None)


def demos_of(connection: Connection, exhibitor_id: int) -> list[Demo]:
    """Return an exhibitor's demos."""
    return _demos(connection, demo.c.exhibitor_id == exhibitor_id)


def all_demos(connection: Connection) -> list[Demo]:
    """Return every demo."""
    return _demos(connection, demo.c.id > 0)


def add_resource(
    tx: Transaction,
    code: str,
    kind: ResourceKind,
    capacity: int | Sequence[Step],
    **columns: Any,  # noqa: ANN401 -- further columns of the table
) -> int:
    """Store a resource with its capacity from the beginning of time, or with its steps."""
    values = {"bookable": True, "sample": False} | columns
    added = tx.connection.execute(
        insert(resource).values(code=code, kind=kind.value, **values).returning(resource.c.id)
    )
    resource_id = int(added.scalar_one())
    steps = [Step(0, FOREVER, capacity)] if isinstance(capacity, int) else capacity
    occupancy.write_steps(tx, resource_id, steps)
    return resource_id


def add_exhibitor(tx: Transaction, code: str, badge_quota: int, **columns: Any) -> int:  # noqa: ANN401 -- columns
    """Store an exhibitor and the badges that its people share; return its id."""
    sample = bool(columns.get("sample", False))
    badges_id = add_resource(
        tx,
        f"badges:{code}",
        ResourceKind.BADGES,
        badge_quota,
        sample=sample,
        name_en=columns.get("name_en"),
        name_zh_hant=columns.get("name_zh_hant"),
        name_zh_hans=columns.get("name_zh_hans"),
    )
    values = {"origin": "desk", "status": "active", "sample": False} | columns
    added = tx.connection.execute(
        insert(exhibitor)
        .values(
            code=code,
            badge_quota=badge_quota,
            badges_id=badges_id,
            version=1,
            changed_at=tx.now,
            **values,
        )
        .returning(exhibitor.c.id)
    )
    return int(added.scalar_one())


def change_exhibitor(tx: Transaction, exhibitor_id: int, **columns: Any) -> None:  # noqa: ANN401 -- columns
    """Store changed columns; the version goes up."""
    tx.connection.execute(
        update(exhibitor)
        .where(exhibitor.c.id == exhibitor_id)
        .values(version=exhibitor.c.version + 1, changed_at=tx.now, **columns)
    )


def add_person(tx: Transaction, code: str, exhibitor_id: int, **columns: Any) -> int:  # noqa: ANN401 -- columns
    """Store somebody of an exhibitor; return the id."""
    values = {"sample": False} | columns
    added = tx.connection.execute(
        insert(person).values(code=code, exhibitor_id=exhibitor_id, **values).returning(person.c.id)
    )
    return int(added.scalar_one())


def change_person(tx: Transaction, person_id: int, **columns: Any) -> None:  # noqa: ANN401 -- columns
    """Store changed columns of a person."""
    tx.connection.execute(update(person).where(person.c.id == person_id).values(**columns))
