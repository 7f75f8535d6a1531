"""Databases with a long past: stays by the thousand, stored as fast as SQLite takes them.

The lab is the sample's, its own bookings left out. In every place in service ten half-hour stays
follow one another from ten o'clock on each day; the last tenth of them is still to come, and from
three o'clock on every day is free. So a larger database is a longer past, never a fuller week: what
is measured on it is what the past costs. The law holds: occupancy is in step with the claims. The
journal has no row for what was stored this way; a million more of them changed no ratio by 0.02.
"""

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select

from labapp.assets import resource
from labapp.domain.lab import Lab
from labapp.domain.spaces import Place
from labapp.domain.staff import Actor, Role
from labapp.domain.times import SLOT_SECONDS, Clock, day_of, day_span
from labapp.exchange.lab_file import read_lab_file
from labapp.services.lab_import import import_lab
from labapp.storage.engine import locate, make_engine
from labapp.storage.exhibitors import add_exhibitor
from labapp.storage.lab import lab as read_lab
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from labapp.storage.tables.exhibitors import demo, exhibitor
from labapp.storage.transaction import Transaction

NOW: Final = datetime.fromisoformat("2026-12-08T09:30:00+08:00")
"""The sample's own present."""
ACTOR: Final = Actor("bench", Role.SUPERVISOR, "desk")
EXHIBITORS: Final = 64
STAYS_A_DAY: Final = 10
STAY_MINUTES: Final = 30
OPENS: Final = timedelta(hours=10)
FREE_FROM: Final = OPENS + timedelta(minutes=STAYS_A_DAY * STAY_MINUTES)
POWER_W: Final = 500
FUTURE_SHARE: Final = 10
"""One stay of so many is still to come."""

_STAYS = """
    WITH RECURSIVE numbered(n) AS (
        SELECT 0 UNION ALL SELECT n + 1 FROM numbered WHERE n + 1 < :count
    )
    INSERT INTO booking (
        id, key, number, kind, state, place_id, exhibitor_id, demo_id, starts_at, ends_at,
        buffer_minutes, via, units, visitors, staff, power_w, mpflops, priority, sample, version
    )
    SELECT n + 1, printf('01900000-0000-7000-8000-%012x', n), printf('BK%03d', n + 1), 'stay',
           CASE WHEN n < :past THEN 'completed' ELSE 'confirmed' END,
           p.place_id, e.exhibitor_id, e.demo_id,
           :first + n / :a_day * 86400 + n % :a_day / :places * :length,
           :first + n / :a_day * 86400 + n % :a_day / :places * :length + :length,
           0, 'desk', 1, 20, :staff, :power_w, 0, 0, 0, 1
      FROM numbered
      JOIN bench_place AS p ON p.nth = n % :places
      JOIN bench_exhibitor AS e ON e.nth = n % :exhibitors
     ORDER BY n
"""
_CLAIMS = """
    INSERT INTO claim (booking_id, resource_id, from_slot, until_slot, units, alone)
    SELECT b.id, need.resource_id, b.starts_at / :slot, b.ends_at / :slot, need.units, need.alone
      FROM booking AS b
      JOIN (SELECT place_id, resource_id, 1 AS units, 1 AS alone, 1 AS least FROM bench_place
            UNION ALL SELECT place_id, sockets_id, :power_w, 0, 2 FROM bench_place
            UNION ALL SELECT place_id, feed_id, :power_w, 0, 3 FROM bench_place) AS need
        ON need.place_id = b.place_id AND need.least <= :claims
"""
_BADGES = """
    INSERT INTO claim (booking_id, resource_id, from_slot, until_slot, units, alone)
    SELECT b.id, e.badges_id, b.starts_at / :slot, b.ends_at / :slot, b.staff, 0
      FROM booking AS b JOIN exhibitor AS e ON e.id = b.exhibitor_id
"""
_OCCUPANCY = """
    INSERT INTO occupancy (resource_id, slot, used, capacity, excused)
    SELECT c.resource_id, c.from_slot + o.offset, c.units, step.capacity, 0
      FROM claim AS c INDEXED BY ix_claim_resource_id_from_slot
     CROSS JOIN bench_offset AS o
      JOIN capacity_step AS step
        ON step.resource_id = c.resource_id
       AND step.from_slot <= c.from_slot + o.offset AND c.from_slot + o.offset < step.until_slot
     WHERE true
        ON CONFLICT (resource_id, slot) DO UPDATE SET used = occupancy.used + excluded.used
"""


@dataclass(frozen=True, slots=True)
class History:
    """A database file with so many stored stays, closed; copies of it can be opened."""

    path: Path
    count: int

    def open(self) -> Store:
        """Open the database itself at the bench's present."""
        return open_store(locate(self.path), actor=ACTOR, clock=Clock(NOW))

    def copy(self, name: str) -> "History":
        """Make a copy of one's own in the same folder; the database is not open meanwhile."""
        copied = History(self.path.with_name(name), self.count)
        shutil.copyfile(self.path, copied.path)
        return copied

    def open_copy(self, name: str) -> Store:
        """Open a copy of one's own."""
        return self.copy(name).open()


def empty_lab(path: Path) -> None:
    """Make the database of the sample's lab with the bench's exhibitors and no bookings."""
    content = read_lab_file(resource("sample", "sample_lab.json"))
    content |= {"bookings": [], "visits": []}
    store = open_store(locate(path), actor=ACTOR, clock=Clock(NOW), create=True)
    store.write(import_lab, content)
    store.write(_add_exhibitors)
    store.close()
    _settle(path)


def _add_exhibitors(tx: Transaction) -> None:
    for nth in range(EXHIBITORS):
        code = f"BX{nth:02d}"
        name = {"name_en": f"Company {nth}", "name_zh_hant": f"公司 {nth}"}
        exhibitor_id = add_exhibitor(tx, code, 4, kind="startup", **name)
        tx.connection.execute(
            insert(demo).values(
                code=f"BD{nth:02d}",
                exhibitor_id=exhibitor_id,
                title_en=f"Demo {nth}",
                title_zh_hant=f"示範 {nth}",
                minutes=STAY_MINUTES,
                mpflops=0,
                power_w=POWER_W,
                captures_personal_data=False,
                risk_tier="low",
                clearance="cleared",
                sample=False,
            )
        )
        tx.record("exhibitors", "build", code)


def build(template: Path, path: Path, count: int, *, claims: int = 4) -> History:
    """Copy the empty lab and fill it with ``count`` stays of one claim or of four."""
    shutil.copyfile(template, path)
    history = History(path, count)
    store = history.open()
    places = booked_places(store.read(read_lab))
    exhibitors = store.read(bench_exhibitors)
    store.close()
    past = count - count // FUTURE_SHARE
    a_day = len(places) * STAYS_A_DAY
    today = day_span(day_of(NOW)).start
    first = today + OPENS - timedelta(days=past // a_day)
    values: dict[str, int] = {
        "count": count,
        "past": past,
        "places": len(places),
        "exhibitors": EXHIBITORS,
        "a_day": a_day,
        "first": int(first.timestamp()),
        "length": STAY_MINUTES * 60,
        "slot": SLOT_SECONDS,
        "staff": 1 if claims > 1 else 0,
        "power_w": POWER_W if claims > 1 else 0,
        "claims": claims,
    }
    with bare(path) as raw:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("BEGIN")
        _name_parts(raw, places, exhibitors)
        for statement in (_STAYS, _CLAIMS, *([_BADGES] if claims > 1 else []), _OCCUPANCY):
            raw.execute(statement, values)
        raw.execute("UPDATE counter SET value = ? WHERE name = 'booking'", (count,))
        raw.execute("COMMIT")
    _settle(path)
    return history


def _name_parts(
    raw: Any,  # noqa: ANN401 -- a DBAPI connection
    places: Sequence[Place],
    exhibitors: Sequence[tuple[int, int]],
) -> None:
    """Number the places, the exhibitors and the slots of a stay for the statements above."""
    raw.execute(
        "CREATE TEMP TABLE bench_place (nth INTEGER PRIMARY KEY, place_id, resource_id,"
        " sockets_id, feed_id)"
    )
    raw.executemany(
        "INSERT INTO bench_place VALUES (?, ?, ?, ?, ?)",
        [(nth, p.id, p.resource_id, p.sockets_id, p.feed_id) for nth, p in enumerate(places)],
    )
    raw.execute(
        "CREATE TEMP TABLE bench_exhibitor (nth INTEGER PRIMARY KEY, exhibitor_id, demo_id)"
    )
    raw.executemany(
        "INSERT INTO bench_exhibitor VALUES (?, ?, ?)",
        [(nth, *pair) for nth, pair in enumerate(exhibitors)],
    )
    raw.execute("CREATE TEMP TABLE bench_offset (offset INTEGER PRIMARY KEY)")
    raw.executemany(
        "INSERT INTO bench_offset VALUES (?)",
        [(offset,) for offset in range(STAY_MINUTES * 60 // SLOT_SECONDS)],
    )


def booked_places(lab: Lab) -> list[Place]:
    """Return the places that the history fills: booths and benches in service, with power."""
    return [p for p in lab.places.values() if p.in_service and p.sockets_id and p.feed_id]


def bench_exhibitors(tx: Transaction) -> list[tuple[int, int]]:
    """Return (exhibitor, demo) of those that the bench made."""
    rows = tx.connection.execute(
        select(exhibitor.c.id, demo.c.id)
        .join(demo, demo.c.exhibitor_id == exhibitor.c.id)
        .where(exhibitor.c.code.like("BX%"))
        .order_by(exhibitor.c.id)
    )
    return [(row[0], row[1]) for row in rows]


@contextlib.contextmanager
def bare(path: Path) -> Iterator[Any]:
    """Lend a connection of the bare driver, set as the store's own are."""
    engine = make_engine(locate(path))
    pooled = engine.raw_connection()
    try:
        yield pooled.driver_connection
    finally:
        pooled.close()
        engine.dispose()


def _settle(path: Path) -> None:
    """Merge what is written into the one file, so that the file alone can be copied."""
    with bare(path) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
