"""An independent judge of the law: reads the tables by plain SQL and counts everything anew.

It shares no code with the rules it judges. From each booking's own fields it derives what the
booking must hold, second by second, and from that what is in use; then it holds claims,
occupancy, capacity steps and the journal's numbers against it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

from labapp.storage import journal
from labapp.storage.store import Store

SLOT = 300
END_OF_TIME = 2**40
IN_FORCE = frozenset(
    {"held", "pending", "confirmed", "checked_in", "completed", "no_show", "offered"}
)

Pieces = dict[tuple[int, int], int]
"""Units by (resource, slot)."""


@dataclass(frozen=True, slots=True)
class Need:
    """So many units of a resource over seconds since the epoch."""

    booking: str
    resource: int
    start: int
    end: int
    units: int


@dataclass(slots=True)
class Tables:
    """The rows that the judge works from."""

    bookings: list[Mapping[str, Any]]
    places: dict[int, Mapping[str, Any]]
    parents: dict[int, int | None]
    badges: dict[int, int]
    seats: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


def _rows(connection: Connection, statement: str) -> list[Mapping[str, Any]]:
    found = connection.execute(text(statement))
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found]


def _tables(connection: Connection) -> Tables:
    seats: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in _rows(connection, "SELECT demo_id, resource_id, seats FROM demo_toolkit"):
        seats[row["demo_id"]].append((row["resource_id"], row["seats"]))
    return Tables(
        bookings=_rows(connection, "SELECT * FROM booking ORDER BY id"),
        places={row["id"]: row for row in _rows(connection, "SELECT * FROM place")},
        parents={
            row["id"]: row["parent_id"]
            for row in _rows(connection, "SELECT id, parent_id FROM resource")
        },
        badges={
            row["id"]: row["badges_id"]
            for row in _rows(connection, "SELECT id, badges_id FROM exhibitor")
        },
        seats=seats,
    )


def _inside(tables: Tables, place_id: int) -> list[Mapping[str, Any]]:
    """Return the places in a place, at every depth."""
    found: list[Mapping[str, Any]] = []
    queue = [place_id]
    while queue:
        here = queue.pop()
        parts = [row for row in tables.places.values() if row["parent_id"] == here]
        found += parts
        queue += [row["id"] for row in parts]
    return found


def _wanted(tables: Tables, row: Mapping[str, Any]) -> Iterable[tuple[int | None, int, bool]]:
    """Yield (resource, units, whether the turnover counts) of one booking, without parents."""
    if row["place_id"] is not None:
        here = tables.places[row["place_id"]]
        yield (
            here["resource_id"],
            here["units"] if row["kind"] == "closure" else row["units"],
            True,
        )
        for part in _inside(tables, here["id"]):
            yield part["resource_id"], part["units"], True
        yield here["sockets_id"] or here["feed_id"], row["power_w"], False
    if row["exhibitor_id"] is not None:
        yield tables.badges[row["exhibitor_id"]], row["staff"], False
    yield row["pool_id"], row["mpflops"], False
    yield row["guide_id"], 1, False
    for resource, seats in tables.seats.get(row["demo_id"], ()):
        yield resource, seats, False
    extras = row["extras"]
    for resource, units in (json.loads(extras) if isinstance(extras, str) else extras) or ():
        yield resource, units, False


def needs_of(tables: Tables, row: Mapping[str, Any]) -> list[Need]:
    """Return all that a booking must hold by its own fields."""
    if row["state"] not in IN_FORCE:
        return []
    start, end = row["starts_at"], row["ends_at"]
    if row["released_at"] is not None:
        end = min(end, row["released_at"])
    if end <= start:
        return []
    found: list[Need] = []
    for resource, units, turnover in _wanted(tables, row):
        last = end + (60 * row["buffer_minutes"] if turnover else 0)
        here = resource if units > 0 else None
        while here is not None:
            found.append(Need(row["number"], here, start, last, units))
            here = tables.parents[here]
    return found


def _slots(needs: Iterable[Need]) -> Pieces:
    pieces: Pieces = defaultdict(int)
    for need in needs:
        for slot in range(need.start // SLOT, -(-need.end // SLOT)):
            pieces[need.resource, slot] += need.units
    return pieces


def _capacities(connection: Connection) -> dict[int, list[tuple[int, int, int]]]:
    steps: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for row in _rows(connection, "SELECT * FROM capacity_step ORDER BY resource_id, from_slot"):
        steps[row["resource_id"]].append((row["from_slot"], row["until_slot"], row["capacity"]))
    return steps


def _capacity(steps: list[tuple[int, int, int]], slot: int) -> int:
    for first, last, capacity in steps:
        if first <= slot < last:
            return capacity
    return 0


def over_use(needs: Iterable[Need], steps: Mapping[int, list[tuple[int, int, int]]]) -> list[str]:
    """Sweep over the seconds: every stretch in which more is in use than there is."""
    by_resource: dict[int, list[Need]] = defaultdict(list)
    for need in needs:
        by_resource[need.resource].append(need)
    problems: list[str] = []
    for resource, found in by_resource.items():
        here = list(steps.get(resource, ()))
        edges = {edge for need in found for edge in (need.start, need.end)}
        edges |= {first * SLOT for first, _, _ in here if first * SLOT < END_OF_TIME}
        changes: dict[int, int] = defaultdict(int)
        for need in found:
            changes[need.start] += need.units
            changes[need.end] -= need.units
        used = 0
        for moment in sorted(edges):
            used += changes.get(moment, 0)
            capacity = _capacity(here, moment // SLOT)
            if used > capacity:
                who = sorted(n.booking for n in found if n.start <= moment < n.end)
                problems.append(
                    f"over-use: resource {resource} at {moment}: {used}>{capacity} {who}"
                )
    return problems


def judge(connection: Connection, *, excuses: bool = False) -> list[str]:
    """Return every way in which the tables break the law; empty when it holds.

    With ``excuses`` a use above a capacity that was lowered by force is accepted where the
    occupancy says so, and nowhere else.
    """
    tables = _tables(connection)
    steps = _capacities(connection)
    needs = {row["id"]: needs_of(tables, row) for row in tables.bookings}
    everything = [need for found in needs.values() for need in found]
    problems = [] if excuses else over_use(everything, steps)
    problems += _compare_claims(connection, tables, needs)
    problems += _compare_occupancy(connection, _slots(everything), steps, excuses=excuses)
    problems += _gaps(steps)
    for column in ("key", "number"):
        values = [row[column] for row in tables.bookings]
        problems += [f"twice: {column} {v}" for v in set(values) if values.count(v) > 1]
    return problems


def _compare_claims(
    connection: Connection, tables: Tables, needs: Mapping[int, list[Need]]
) -> list[str]:
    claimed: dict[int, Pieces] = defaultdict(lambda: defaultdict(int))
    for row in _rows(connection, "SELECT * FROM claim"):
        for slot in range(row["from_slot"], row["until_slot"]):
            claimed[row["booking_id"]][row["resource_id"], slot] += row["units"]
    numbers = {row["id"]: row["number"] for row in tables.bookings}
    problems: list[str] = []
    for booking_id in claimed.keys() | needs.keys():
        held, wanted = claimed.get(booking_id, {}), _slots(needs.get(booking_id, ()))
        if dict(held) != dict(wanted):
            wrong = sorted(dict(set(held.items()) ^ set(wanted.items())))[:3]
            problems.append(f"claims of {numbers.get(booking_id)} are not its own: {wrong}")
    return problems


def _compare_occupancy(
    connection: Connection,
    used: Pieces,
    steps: Mapping[int, list[tuple[int, int, int]]],
    *,
    excuses: bool,
) -> list[str]:
    problems: list[str] = []
    seen: set[tuple[int, int]] = set()
    rows = connection.execute(
        text("SELECT resource_id, slot, used, capacity, excused FROM occupancy")
    )
    for resource, slot, counted, kept, excused in rows:
        place = resource, slot
        seen.add(place)
        wanted = used.get(place, 0)
        capacity = _capacity(steps[resource], slot)
        over = max(0, wanted - capacity)
        if (counted, kept, excused) == (wanted, capacity, over) and (excuses or not over):
            continue
        problems.append(
            f"occupancy {place}: {counted} of {kept}, {excused} excused;"
            f" bookings use {wanted} of {capacity}"
        )
    problems += [f"occupancy {place}: missing" for place in used.keys() - seen if used[place]]
    return problems


def _gaps(steps: Mapping[int, list[tuple[int, int, int]]]) -> list[str]:
    problems: list[str] = []
    for resource, found in steps.items():
        edges = [0, *(last for _, last, _ in found)]
        if [first for first, _, _ in found] != edges[:-1] or edges[-1] != END_OF_TIME:
            problems.append(f"steps of {resource} have a gap")
    return problems


def problems_in(store: Store, *, excuses: bool = False) -> list[str]:
    """Judge a whole store: the law, the file, and the journal's chain."""
    with store.reading() as connection:
        problems = judge(connection, excuses=excuses)
        broken = journal.broken_at(connection)
        if broken is not None:
            problems.append(f"journal broken at {broken}")
        if connection.dialect.name == "sqlite":
            verdict = connection.execute(text("PRAGMA integrity_check")).scalar_one()
            if verdict != "ok":
                problems.append(f"integrity: {verdict}")
            if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                problems.append("foreign keys")
    return problems
