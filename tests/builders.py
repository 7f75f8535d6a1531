"""Makes labs for tests: small ones, exactly as a test wants them, through the storage functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError
from typing_extensions import override

from labapp.domain.policy import Policy
from labapp.domain.resources import ResourceKind, Step, steps_from
from labapp.domain.staff import Actor, Role
from labapp.domain.times import LAB_ZONE, Clock, Span, instant, slot_at
from labapp.services.bookings import BookPlace
from labapp.storage import exhibitors as exhibitor_rows
from labapp.storage import occupancy
from labapp.storage.engine import Location
from labapp.storage.lab import POLICY_PREFIX
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from labapp.storage.tables.exhibitors import demo, demo_toolkit, exhibitor
from labapp.storage.tables.house import setting
from labapp.storage.tables.resources import resource
from labapp.storage.tables.spaces import holiday, opening_exception, opening_rule, place, zone
from labapp.storage.transaction import Transaction

MONDAY = date(2026, 12, 7)
"""The Monday of the week that tests play in."""
TEST_DESK = Actor("tester", Role.SUPERVISOR, "desk")


class StillClock(Clock):
    """A clock that stands where it was put, so that a test knows every instant."""

    @override
    def now(self) -> datetime:
        if self.starts_at is None:
            raise ValueError("a still clock must be told where it stands")
        return instant(self.starts_at)


def when(day: int, clock: str = "00:00") -> datetime:
    """Return the instant of a wall-clock time on the n-th day of the tests' week (0 = Monday)."""
    hours, minutes = (int(part) for part in clock.split(":"))
    start = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=LAB_ZONE)
    return instant(start + timedelta(days=day, hours=hours, minutes=minutes))


def span(day: int, start: str, end: str) -> Span:
    """Return a span within one day of the tests' week."""
    return Span(when(day, start), when(day, end))


def set_clock(store: Store, moment: datetime) -> None:
    """Put the store's clock to an instant, where it stands still."""
    store.clock = StillClock(moment)


def as_actor(store: Store, name: str, role: Role, origin: str = "desk") -> Store:
    """Open the same database once more, as somebody else."""
    actor = Actor(name, role, origin)
    return open_store(store.location, actor=actor, clock=store.clock)


def open_empty(location: Location, moment: datetime, actor: Actor = TEST_DESK) -> Store:
    """Make a new database with no lab in it, its clock standing at an instant."""
    return open_store(location, actor=actor, clock=StillClock(moment), create=True)


def add_zone(tx: Transaction, code: str = "Z", position: int = 0) -> int:
    """Add a part of the floor."""
    added = tx.connection.execute(
        insert(zone)
        .values(
            code=code, name_en=f"Zone {code}", colour="#336699", position=position, sample=False
        )
        .returning(zone.c.id)
    )
    tx.record("spaces", "build", code)
    return int(added.scalar_one())


def _zone_id(tx: Transaction) -> int:
    known = tx.connection.execute(select(zone.c.id).order_by(zone.c.id)).scalar()
    return add_zone(tx) if known is None else int(known)


def add_place(
    tx: Transaction,
    code: str,
    *,
    units: int = 1,
    kind: str = "booth",
    zone_id: int | None = None,
    parent_id: int | None = None,
    feed_id: int | None = None,
    power_limit_w: int | None = None,
    capacity: int | None = None,
    position: int = 0,
    note: str | None = None,
) -> int:
    """Add a place of so many units with its resource, and sockets where it has a power limit."""
    resource_id = exhibitor_rows.add_resource(
        tx,
        f"place:{code}",
        ResourceKind.PLACE,
        units if capacity is None else capacity,
        name_en=f"Place {code}",
    )
    sockets_id = None
    if power_limit_w is not None:
        sockets_id = exhibitor_rows.add_resource(
            tx, f"sockets:{code}", ResourceKind.SOCKETS, power_limit_w, parent_id=feed_id
        )
    added = tx.connection.execute(
        insert(place)
        .values(
            code=code,
            kind=kind,
            name_en=f"Place {code}",
            zone_id=_zone_id(tx) if zone_id is None else zone_id,
            resource_id=resource_id,
            sockets_id=sockets_id,
            feed_id=feed_id,
            parent_id=parent_id,
            units=units,
            power_limit_w=power_limit_w,
            in_service=capacity != 0,
            note=note,
            position=position,
            sample=False,
        )
        .returning(place.c.id)
    )
    tx.record("spaces", "build", code)
    return int(added.scalar_one())


def add_feed(tx: Transaction, code: str, usable_w: int) -> int:
    """Add a power feed and return its resource."""
    tx.record("spaces", "build", code)
    return exhibitor_rows.add_resource(tx, code, ResourceKind.FEED, usable_w)


def add_pool(
    tx: Transaction,
    code: str,
    capacity: int | Mapping[datetime, int],
    *,
    parent_id: int | None = None,
    bookable: bool = True,
) -> int:
    """Add a compute pool: one capacity for good, or another from each of several instants on."""
    steps: int | tuple[Step, ...] = (
        capacity
        if isinstance(capacity, int)
        else steps_from((slot_at(moment), units) for moment, units in capacity.items())
    )
    tx.record("compute", "build", code)
    return exhibitor_rows.add_resource(
        tx, code, ResourceKind.POOL, steps, parent_id=parent_id, bookable=bookable
    )


def add_toolkit(tx: Transaction, code: str, seats: int) -> int:
    """Add a toolkit with its seats and return its resource."""
    tx.record("toolkits", "build", code)
    return exhibitor_rows.add_resource(tx, code, ResourceKind.TOOLKIT, seats)


def add_guide(tx: Transaction, code: str) -> int:
    """Add somebody who guides and return the resource of their time."""
    tx.record("staff", "build", code)
    return exhibitor_rows.add_resource(tx, f"guide:{code}", ResourceKind.GUIDE, 1)


def add_exhibitor(
    tx: Transaction,
    /,
    code: str,
    badges: int = 50,
    kind: str = "partner",
    **columns: Any,  # noqa: ANN401 -- columns of the table
) -> int:
    """Add an exhibitor with its badges."""
    tx.record("exhibitors", "build", code)
    return exhibitor_rows.add_exhibitor(
        tx, code, badges, kind=kind, name_en=f"Exhibitor {code}", **columns
    )


def add_demo(
    tx: Transaction,
    code: str,
    exhibitor_id: int,
    *,
    power_w: int = 0,
    pool_id: int | None = None,
    mpflops: int = 0,
    clearance: str = "cleared",
    valid_until: date | None = None,
    seats: Mapping[int, int] | None = None,
) -> int:
    """Add a demo, cleared for good unless told otherwise, with the toolkit seats it needs."""
    added = tx.connection.execute(
        insert(demo)
        .values(
            code=code,
            exhibitor_id=exhibitor_id,
            title_en=f"Demo {code}",
            minutes=30,
            pool_id=pool_id,
            mpflops=mpflops,
            power_w=power_w,
            captures_personal_data=False,
            risk_tier="low",
            clearance=clearance,
            valid_until=valid_until,
            sample=False,
        )
        .returning(demo.c.id)
    )
    demo_id = int(added.scalar_one())
    for resource_id, number in (seats or {}).items():
        tx.connection.execute(
            insert(demo_toolkit).values(demo_id=demo_id, resource_id=resource_id, seats=number)
        )
    tx.record("demos", "build", code)
    return demo_id


def open_hours(tx: Transaction, opens: str = "00:00", closes: str = "24:00") -> None:
    """Open at the same hours on every day of the week."""
    for weekday in range(7):
        tx.connection.execute(
            insert(opening_rule).values(weekday=weekday, opens=opens, closes=closes)
        )
    tx.record("spaces", "build", "opening")


def special_day(tx: Transaction, day: date, *hours: tuple[str, str]) -> None:
    """Give a date its own hours; none: closed."""
    tx.connection.execute(
        insert(opening_exception).values(
            day=day,
            hours=[list(pair) for pair in hours],
            reason_en="Special",
            source="test",
            sample=False,
        )
    )
    tx.record("spaces", "build", day.isoformat())


def public_holiday(tx: Transaction, day: date) -> None:
    """Make a date a general holiday."""
    tx.connection.execute(
        insert(holiday).values(
            day=day, kind="general", name_en="Holiday", source="test", imported_at=tx.now
        )
    )
    tx.record("spaces", "build", day.isoformat())


def set_policy(tx: Transaction, /, **values: int | str) -> None:
    """Set house rules by name; a double underscore stands for the dot of a part."""
    for name, value in values.items():
        tx.connection.execute(
            insert(setting).values(
                name=f"{POLICY_PREFIX}{name.replace('__', '.')}", value=value, source="test"
            )
        )
    tx.record("settings", "build", "policy")


def no_rules(tx: Transaction) -> None:
    """Open day and night with house rules so wide that only the law is left to refuse."""
    open_hours(tx)
    longest = 31 * 24 * 60
    set_policy(tx, max_booking_minutes=longest, book_ahead_days_max=10_000)
    quotas = {
        f"{table}__{kind}": longest * 10
        for table in ("weekly_quota_minutes", "daily_quota_minutes")
        for kind in Policy().weekly_quota_minutes
    }
    set_policy(tx, **quotas)


class CapacityRefused(Exception):  # noqa: N818 -- a refusal is no error
    """The database refused a capacity below what is promised."""


def change_capacity(
    tx: Transaction,
    resource_id: int,
    start: datetime,
    end: datetime,
    capacity: int,
    *,
    excuse: bool,
) -> None:
    """Lay another capacity over a resource's steps, as a use case that the database may refuse."""
    first, last = slot_at(start), slot_at(end)
    old = occupancy.steps_of(tx.connection, [resource_id])[resource_id]
    changes: list[tuple[int, int]] = [
        (step.from_slot, step.capacity)
        for step in old
        if step.from_slot < first or step.from_slot >= last
    ]
    after = next(step.capacity for step in old if step.from_slot <= last < step.until_slot)
    steps = steps_from([*changes, (first, capacity), (last, after)])
    try:
        occupancy.write_steps(tx, resource_id, steps, excuse=excuse)
    except IntegrityError as error:
        raise CapacityRefused from error
    tx.record("compute", "set_capacity", str(resource_id))


@dataclass(slots=True)
class SmallLab:
    """What is in a lab that a test built, by the codes the test gave."""

    places: dict[str, int] = field(default_factory=dict)
    resources: dict[str, int] = field(default_factory=dict)
    exhibitors: dict[str, int] = field(default_factory=dict)
    demos: dict[str, int] = field(default_factory=dict)

    def order(
        self,
        place_code: str,
        time: Span,
        *,
        exhibitor: str = "EX01",
        demo: str | None = "same",
        **fields: Any,  # noqa: ANN401 -- fields of the order
    ) -> BookPlace:
        """Return an order for a stay, of a cleared demo of the exhibitor unless told otherwise."""
        code = f"D-{exhibitor}" if demo == "same" else demo
        return BookPlace(
            place_id=self.places[place_code],
            exhibitor_id=self.exhibitors[exhibitor],
            demo_id=None if code is None else self.demos[code],
            span=time,
            **fields,
        )


def build_small_lab(tx: Transaction, *, rules: bool = False) -> SmallLab:
    """Build two booths on one feed, a theatre, a bench for three, a hall of two booths; 2 pools.

    A1 and A2 share feed F1 (3,000 W, 2,000 W at each); T1 is a theatre; N1 has three units; H1 is
    a hall with booths H1a and H1b inside. Pool P1 (1,000) and P2 (800) lie in ALL (1,200). Each
    exhibitor has a demo D-… and one that takes a seat of toolkit TK (2 seats), TK-…. Without
    ``rules`` only the law refuses; with them the lab is open from 10 to 18 and the house rules are
    the sample's.
    """
    feed = add_feed(tx, "F1", 3000)
    add_place(tx, "A1", feed_id=feed, power_limit_w=2000, position=0)
    add_place(tx, "A2", feed_id=feed, power_limit_w=2000, position=1)
    add_place(tx, "T1", kind="theatre", position=2)
    add_place(tx, "N1", kind="bench", units=3, position=3)
    hall = add_place(tx, "H1", kind="hall", position=4)
    add_place(tx, "H1a", parent_id=hall, position=5)
    add_place(tx, "H1b", parent_id=hall, position=6)
    every = add_pool(tx, "ALL", 1200, bookable=False)
    add_pool(tx, "P1", 1000, parent_id=every)
    add_pool(tx, "P2", 800, parent_id=every)
    toolkit = add_toolkit(tx, "TK", 2)
    add_guide(tx, "G1")
    for code, kind in (("EX01", "partner"), ("EX02", "startup"), ("EX03", "partner")):
        owner = add_exhibitor(tx, code, 8, kind)
        add_demo(tx, f"D-{code}", owner)
        add_demo(tx, f"TK-{code}", owner, seats={toolkit: 1})
    if rules:
        open_hours(tx, "10:00", "18:00")
    else:
        no_rules(tx)
    return read_small_lab(tx)


def read_small_lab(tx: Transaction) -> SmallLab:
    """Return what is in a lab that was built before."""

    def by_code(table: Table) -> dict[str, int]:
        rows = tx.connection.execute(select(table.c.code, table.c.id))
        return {row.code: row.id for row in rows}

    return SmallLab(by_code(place), by_code(resource), by_code(exhibitor), by_code(demo))


def resource_of_place(tx: Transaction, place_id: int) -> int:
    """Return the resource that a place's units are counted in."""
    return int(
        tx.connection.execute(
            select(place.c.resource_id).where(place.c.id == place_id)
        ).scalar_one()
    )
