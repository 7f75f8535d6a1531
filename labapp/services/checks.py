"""Is everything in the database as it must be? An audit that trusts no shortcut."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import Connection, func, select, text

from labapp.domain.bookings import HOLDING
from labapp.domain.resources import Step, capacity_at
from labapp.domain.times import FOREVER, Span, local, slot_start
from labapp.services import computing_checks
from labapp.storage import clearance, journal, occupancy, releases
from labapp.storage.backup import Stopped, Told
from labapp.storage.store import Store
from labapp.storage.tables.bookings import booking, claim
from labapp.storage.tables.resources import occupancy as occupancy_table
from labapp.storage.tables.resources import resource
from labapp.storage.tables.spaces import place
from labapp.storage.tables.toolkits import asset, loan, loan_part, probe, probe_result

MOST_OF_A_KIND = 25


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it must be; ``what`` names the check.

    The detail is codes, times and numbers, which need no language.
    """

    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at and what was found."""

    bookings: int
    claims: int
    slots: int
    revision: int
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check_store(store: Store, told: Told | None = None) -> CheckReport:
    """Check integrity, references, claims, occupancy recounted from them, and the journal.

    Raises ``Stopped`` when ``told``, called after each of them, says so.
    """
    checks = (
        _integrity,
        _steps,
        _occupancy,
        _claims,
        _unclaimed,
        _toolkits,
        _papers_kept,
        _computing,
        _journal,
    )
    with store.reading() as connection:
        problems: list[Problem] = []
        for done, check in enumerate(checks):
            if told is not None and not told(done / len(checks)):
                raise Stopped
            problems += check(connection)
        count = text(
            "SELECT (SELECT count(*) FROM booking), (SELECT count(*) FROM claim), "
            "(SELECT count(*) FROM occupancy)"
        )
        bookings, claims, slots = connection.execute(count).one()
        revision = journal.latest_revision(connection)
    return CheckReport(bookings, claims, slots, revision, tuple(_first_of_each(problems)))


def _first_of_each(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the first problems of every kind, so that many of one do not hide another."""
    seen: Counter[str] = Counter()
    for problem in problems:
        seen[problem.what] += 1
        if seen[problem.what] <= MOST_OF_A_KIND:
            yield problem


def _integrity(connection: Connection) -> Sequence[Problem]:
    if connection.dialect.name != "sqlite":
        return []
    verdicts = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
    found = [Problem("integrity", str(v)) for v in verdicts if v != "ok"]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [*found, *(Problem("reference", str(tuple(row))) for row in broken)]


def _occupancy(connection: Connection) -> Sequence[Problem]:
    """Sweep the claims anew and hold them against occupancy and capacity, slot by slot."""
    steps = occupancy.steps_of(connection)
    changes: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    rows = connection.execute(
        select(claim.c.resource_id, claim.c.from_slot, claim.c.until_slot, claim.c.units)
    )
    for resource_id, first, last, units in rows:
        changes[resource_id][first] += units
        changes[resource_id][last] -= units
    counted: dict[int, dict[int, tuple[int, int, int]]] = defaultdict(dict)
    for row in connection.execute(select(occupancy_table)):
        counted[row.resource_id][row.slot] = (row.used, row.capacity, row.excused)
    codes = _codes(connection)
    problems: list[Problem] = []
    for resource_id in sorted(changes.keys() | counted.keys()):
        code = codes.get(resource_id, str(resource_id))
        found = _compare(changes[resource_id], counted[resource_id], steps.get(resource_id, ()))
        problems += (Problem(what, f"{code} {_when(slots)}: {told}") for what, slots, told in found)
    return problems


def _codes(connection: Connection) -> dict[int, str]:
    return {row.id: row.code for row in connection.execute(select(resource.c.id, resource.c.code))}


def _when(slots: tuple[int, int]) -> str:
    start, end = (local(slot_start(slot)) for slot in slots)
    return f"{start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M}"


_Found = tuple[str, tuple[int, int], str]
"""What is wrong, from which slot until which, and the numbers that say so."""


def _compare(
    changes: dict[int, int], counted: dict[int, tuple[int, int, int]], steps: Sequence[Step]
) -> list[_Found]:
    level, edges = 0, sorted(changes)
    used: dict[int, int] = {}
    for index, slot in enumerate(edges):
        level += changes[slot]
        end = edges[index + 1] if index + 1 < len(edges) else slot
        if level:
            used.update(dict.fromkeys(range(slot, end), level))
    found: list[_Found] = []
    open_ones: dict[tuple[str, str], int] = {}
    for slot in sorted(used.keys() | counted.keys()):
        kept = counted.get(slot)
        for what, told in _wrong(used.get(slot, 0), kept, capacity_at(steps, slot)):
            at = open_ones.get((what, told))
            if at is not None and found[at][1][1] == slot:
                found[at] = (what, (found[at][1][0], slot + 1), told)
            else:
                open_ones[what, told] = len(found)
                found.append((what, (slot, slot + 1), told))
    return found


def _wrong(swept: int, kept: tuple[int, int, int] | None, step: int) -> Iterator[tuple[str, str]]:
    """Yield what is wrong in a slot with the numbers that say so."""
    used, capacity, excused = kept or (0, step, 0)
    if swept != used:
        yield "occupancy", f"{used} ≠ {swept}"
    if capacity != step:
        yield "capacity", f"{capacity} ≠ {step}"
    if swept > capacity + excused:
        yield "over", f"{swept} > {capacity + excused}"
    if excused and excused != max(0, swept - capacity):
        yield "excused", f"{excused} ≠ {max(0, swept - capacity)}"


def _claims(connection: Connection) -> Sequence[Problem]:
    """Nothing that is over holds anything."""
    holding = [state.value for state in HOLDING]
    rows = connection.execute(
        select(booking.c.number, booking.c.state)
        .join(claim, claim.c.booking_id == booking.c.id)
        .where(booking.c.state.not_in(holding))
        .distinct()
    )
    return [Problem("claim", f"{row.number} ({row.state})") for row in rows]


def _unclaimed(connection: Connection) -> Sequence[Problem]:
    """Whatever is in force has its place, for as long as it needs it."""
    mine = select(
        claim.c.booking_id,
        claim.c.resource_id,
        func.min(claim.c.from_slot).label("first"),
        func.max(claim.c.until_slot).label("last"),
    ).group_by(claim.c.booking_id, claim.c.resource_id)
    held = mine.subquery()
    rows = connection.execute(
        select(
            booking.c.number,
            booking.c.state,
            place.c.code,
            booking.c.starts_at,
            booking.c.ends_at,
            booking.c.released_at,
            booking.c.buffer_minutes,
            held.c.first,
            held.c.last,
        )
        .join(place, place.c.id == booking.c.place_id)
        .outerjoin(
            held,
            (held.c.booking_id == booking.c.id) & (held.c.resource_id == place.c.resource_id),
        )
        .where(booking.c.state.in_([state.value for state in HOLDING]))
    )
    problems: list[Problem] = []
    for row in rows:
        end = min(row.ends_at, row.released_at or row.ends_at)
        if end <= row.starts_at:
            continue
        needed = Span(row.starts_at, end + timedelta(minutes=row.buffer_minutes)).slots
        if (row.first, row.last) != needed:
            problems.append(Problem("claim", f"{row.number} ({row.state}) ≠ {row.code}"))
    return problems


def _toolkits(connection: Connection) -> Sequence[Problem]:
    """No part is with two people at once, no loan is over with a part out, no word is measured."""
    out = (
        select(asset.c.code)
        .join(loan_part, loan_part.c.asset_id == asset.c.id)
        .where(loan_part.c.settled_at.is_(None))
        .group_by(asset.c.code)
        .having(func.count() > 1)
    )
    ended = (
        select(asset.c.code)
        .join(loan_part, loan_part.c.asset_id == asset.c.id)
        .join(loan, loan.c.id == loan_part.c.loan_id)
        .where(loan_part.c.settled_at.is_(None), loan.c.back_at.is_not(None))
    )
    mixed = (
        select(probe_result.c.id)
        .join(probe, probe.c.id == probe_result.c.probe_id)
        .where((probe.c.kind == "manual") != (probe_result.c.proof == "word"))
    )
    return [
        *(Problem("loan", code) for code in connection.execute(out).scalars()),
        *(Problem("loan", code) for code in connection.execute(ended).scalars()),
        *(Problem("word", f"#{number}") for number in connection.execute(mixed).scalars()),
    ]


def _papers_kept(connection: Connection) -> Sequence[Problem]:
    """Published schedules and proofs of clearances are byte for byte what was stored."""
    problems = [
        Problem("release", f"R{one.number}")
        for one in releases.releases(connection)
        if releases.fingerprint(releases.contents(connection, one.number)) != one.fingerprint
    ]
    problems += [
        Problem("proof", f"#{number}")
        for number in clearance.proof_ids(connection)
        if not clearance.is_whole(connection, number)
    ]
    return problems


def _steps(connection: Connection) -> Sequence[Problem]:
    """Every resource has one capacity at every moment: no gap, no overlap."""
    problems: list[Problem] = []
    steps = occupancy.steps_of(connection)
    for resource_id, code in _codes(connection).items():
        known = steps.get(resource_id, ())
        edges = [(0, 0), *((step.from_slot, step.until_slot) for step in known)]
        broken = any(now[0] != before[1] for before, now in pairwise(edges))
        if broken or edges[-1][1] != FOREVER:
            told = ", ".join(f"{step.from_slot}–{step.until_slot}" for step in known)
            problems.append(Problem("capacity", f"{code}: {told}"))
    return problems


def _computing(connection: Connection) -> Sequence[Problem]:
    """Shares add up; who lost time to the weather lost it while the lab was closed."""
    amounts = (Problem("subsidy", each) for each in computing_checks.broken_amounts(connection))
    lost = (Problem("weather", each) for each in computing_checks.lost_before(connection))
    return [*amounts, *lost]


def _journal(connection: Connection) -> Sequence[Problem]:
    broken = journal.broken_at(connection)
    return [] if broken is None else [Problem("journal", f"#{broken}")]
