"""Publish the schedule: release n with its note, what changed since n - 1, and whom to tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from labapp.domain import errors, releases
from labapp.domain.bookings import PUBLIC, Booking, Kind
from labapp.domain.errors import Refused
from labapp.domain.releases import Change, Line, Release, Slip, Slot
from labapp.domain.staff import Role
from labapp.domain.times import Span, day_of, day_span
from labapp.services import place_fields as fields
from labapp.services.papers import paper_states
from labapp.services.sessions import sessions_of
from labapp.storage import bookings as booking_rows
from labapp.storage import journal
from labapp.storage import releases as rows
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn

AREA: Final = "releases"
PUBLISHING: Final = frozenset({Role.SUPERVISOR, Role.OFFICER})
DAYS_AHEAD: Final = 27
"""How far a first release reaches beyond today: four weeks with today's."""
LONGEST_NOTE: Final = 2000
LONGEST: Final = timedelta(days=366)
_AT_ONCE: Final = timedelta(days=7)
"""So few days are read at a time that no busy lab has more bookings in them than are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRelease:
    """Publish what is confirmed between two days, both included, with a note of what is new."""

    note: str
    first_day: date
    last_day: date
    seen: int | None = None
    """The latest release that the person saw (0: none); another by now: they look again first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed from one release to the next, or to the working schedule."""

    release: Release | None
    """The later one; None: the working schedule, not published yet."""
    before: Release | None
    first_day: date
    last_day: date
    lines: tuple[Line, ...]
    slips: tuple[Slip, ...]
    papers: tuple[str, ...]
    """Numbers of printed papers of the days that changed, and that say something else by now."""

    @property
    def counts(self) -> Mapping[Change, int]:
        """How many changes there are of each sort."""
        return releases.counted(self.lines)


def list_releases(tx: Transaction) -> Sequence[Release]:
    """Return all releases, newest first."""
    return rows.releases(tx.connection)


def release_by_number(tx: Transaction, number: int) -> Release:
    """Return a release; one that does not exist is refused."""
    found = next((one for one in list_releases(tx) if one.number == number), None)
    if found is None:
        raise Refused(errors.NotFound(what="release", key=str(number)))
    return found


def release_slots(tx: Transaction, number: int) -> Sequence[Slot]:
    """Return what a release said when it was published, by time."""
    return rows.slots(tx.connection, release_by_number(tx, number).number)


def difference_of(tx: Transaction, number: int) -> Difference:
    """Return what a release changed against the one before it; in the first all is new."""
    release = release_by_number(tx, number)
    before = next((one for one in list_releases(tx) if one.number == number - 1), None)
    after = rows.slots(tx.connection, number)
    return _difference(tx, release, before, after, (release.first_day, release.last_day))


def draft_difference(
    tx: Transaction, first_day: date | None = None, last_day: date | None = None
) -> Difference:
    """Return what publishing now would change against the latest release.

    Without days: from today to where the latest release ends, or four weeks.
    """
    before = next(iter(list_releases(tx)), None)
    first = first_day or day_of(tx.now)
    last = last_day or max(first, before.last_day if before else first + timedelta(days=DAYS_AHEAD))
    _check_days(first, last)
    return _difference(tx, None, before, draft(tx, first, last), (first, last))


def _difference(
    tx: Transaction,
    release: Release | None,
    before: Release | None,
    after: Sequence[Slot],
    days: tuple[date, date],
) -> Difference:
    known = rows.slots(tx.connection, before.number) if before else ()
    lines = releases.difference(known, after, *days)
    return Difference(
        release=release,
        before=before,
        first_day=days[0],
        last_day=days[1],
        lines=lines,
        slips=releases.slips(lines),
        papers=_papers(tx, lines),
    )


def _papers(tx: Transaction, lines: Sequence[Line]) -> tuple[str, ...]:
    changed = {day.isoformat() for day in releases.days_changed(lines)}
    states = paper_states(tx)
    return tuple(sorted(one.document for one in states if one.out_of_date and one.scope in changed))


def draft(tx: Transaction, first_day: date, last_day: date) -> Sequence[Slot]:
    """Return the working schedule as it would be published, by time: stays and visits."""
    found: dict[int, Booking] = {}
    start = day_span(first_day).start
    end = day_span(last_day).end
    while start < end:
        until = min(start + _AT_ONCE, end)
        for one in booking_rows.between(tx.connection, Span(start, until), states=PUBLIC):
            if one.kind is not Kind.CLOSURE:
                found[one.id] = one
        start = until
    slots = [
        Slot(
            number=booking.number,
            kind=booking.kind.value,
            span=booking.in_force or booking.span,
            place=booking.place,
            exhibitor_code=booking.exhibitor_code,
            exhibitor=booking.exhibitor,
            demo_code=booking.demo_code,
            demo=booking.demo,
            title=booking.title,
            presenters=tuple(one.names for one in session.presenters),
            power_w=booking.power_w,
            pool=booking.pool,
            mpflops=booking.mpflops,
            seats=tuple((ref.code, units) for ref, units in session.seats),
            conditions=session.conditions,
        )
        for session in sessions_of(tx, list(found.values()))
        for booking in (session.booking,)
    ]
    return sorted(slots, key=lambda slot: (slot.span, slot.number))


def publish_release(tx: Transaction, order: PublishRelease) -> Difference:
    """Publish the working schedule of the days as the next release, and return what it changed.

    Refused where nothing is different, or where somebody else published since it was looked at.
    """
    if tx.actor.role not in PUBLISHING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="publish"))
    note = order.note.strip()
    if not note:
        raise fields.fault("note", "missing")
    if len(note) > LONGEST_NOTE:
        raise fields.fault("note", "out_of_range", note)
    _check_days(order.first_day, order.last_day)
    take_turn(tx, "releases")
    before = next(iter(list_releases(tx)), None)
    latest = before.number if before else 0
    if order.seen is not None and order.seen != latest:
        raise fields.changed_meanwhile(tx, "release", _subject(latest))
    slots = draft(tx, order.first_day, order.last_day)
    known = rows.slots(tx.connection, latest) if before else ()
    lines = releases.difference(known, slots, order.first_day, order.last_day)
    if before is not None and not lines and before.last_day >= order.last_day:
        raise Refused(errors.NothingChanged(release=latest))
    number = latest + 1
    rows.add_release(
        tx,
        slots,
        number=number,
        note=note,
        first_day=order.first_day,
        last_day=order.last_day,
        published_at=tx.now,
        published_by=tx.actor.name,
        revision=journal.latest_revision(tx.connection),
    )
    counts = {change.value: count for change, count in releases.counted(lines).items()}
    tx.record(
        AREA,
        "publish",
        _subject(number),
        after={
            "note": note,
            "first_day": order.first_day.isoformat(),
            "last_day": order.last_day.isoformat(),
            "slots": len(slots),
            **counts,
        },
    )
    return difference_of(tx, number)


def _subject(number: int) -> str:
    return f"RELEASE-{number}"


def _check_days(first_day: date, last_day: date) -> None:
    if not timedelta(0) <= last_day - first_day <= LONGEST:
        raise fields.fault("period", "out_of_range")
