"""Papers: what is on them, which version hangs on the wall, and whether it is still true."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.lab import Lab
from labapp.domain.languages import Language
from labapp.domain.papers import DaySheet, SheetEntry, SheetLane, SheetNotice
from labapp.domain.times import Span, day_of, day_span
from labapp.services.issuing import fingerprint, remember, stamp
from labapp.storage import bookings as rows
from labapp.storage import exhibitors
from labapp.storage import papers as issues
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn

DAY = "day"
SHOWN = frozenset(
    {State.HELD, State.PENDING, State.CONFIRMED, State.CHECKED_IN, State.COMPLETED, State.NO_SHOW}
)
MOST_PAPERS = 60


@dataclass(frozen=True, slots=True)
class PaperState:
    """A paper that was printed, in its newest version."""

    document: str
    version: int
    kind: str
    scope: str
    language: str
    printed_at: datetime
    printed_by: str
    out_of_date: bool


def day_sheet(tx: Transaction, day: date, language: Language) -> DaySheet:
    """Return the day's sheet as it would be printed now."""
    here = read_lab(tx)
    found = [
        booking
        for booking in rows.between(tx.connection, day_span(day), states=SHOWN)
        if not booking.expired(tx.now)
    ]
    conditional = {
        demo.id for demo in exhibitors.all_demos(tx.connection) if demo.clearance == "conditional"
    }
    by_place: dict[int, list[SheetEntry]] = defaultdict(list)
    visits: list[SheetEntry] = []
    for booking in found:
        entry = sheet_entry(booking, day, conditional=booking.demo_id in conditional)
        if entry is None:
            continue
        if booking.kind is Kind.VISIT:
            visits.append(entry)
        if booking.place_id is not None:
            by_place[booking.place_id].append(entry)
    return DaySheet(
        lab=here.names,
        day=day,
        language=language,
        hours=here.opening.hours_on(day),
        lanes=_lanes(here, by_place),
        visits=tuple(visits),
        notices=_notices(here, day),
        fits_slot_minutes=here.policy.slot_minutes,
        sample=any(booking.sample for booking in found)
        or any(place.sample for place in here.places.values()),
        **stamp(tx, f"DAY-{day:%Y%m%d}-{language.value}"),
    )


def issue_day_sheet(tx: Transaction, day: date, language: Language) -> DaySheet:
    """Give the day's sheet a version of its own and remember what it says; print what it returns.

    The version before it counts as replaced.
    """
    take_turn(tx, f"{DAY} {day} {language.value}")
    sheet = day_sheet(tx, day, language)
    remember(tx, sheet, DAY, day.isoformat(), language, fingerprint(sheet))
    return sheet


def paper_states(tx: Transaction) -> Sequence[PaperState]:
    """Return the day sheets that were printed, newest first, and what of them is no longer true."""
    return [
        PaperState(
            document=row.document,
            version=row.version,
            kind=row.kind,
            scope=row.scope,
            language=row.language,
            printed_at=row.printed_at,
            printed_by=row.printed_by,
            out_of_date=_out_of_date(tx, row.scope, row.language, row.fingerprint),
        )
        for row in issues.latest_issues(tx.connection, MOST_PAPERS, DAY)
    ]


def _out_of_date(tx: Transaction, scope: str, language: str, printed: str) -> bool:
    """Whether the paper says something else than is true now; one of a past day is history."""
    day = date.fromisoformat(scope)
    if day < day_of(tx.now):
        return False
    return fingerprint(day_sheet(tx, day, Language(language))) != printed


def sheet_entry(booking: Booking, day: date, *, conditional: bool) -> SheetEntry | None:
    """Return what a paper says of a booking on a day; None when it is not in force then."""
    force, whole = booking.in_force, day_span(day)
    if force is None or not force.overlaps(whole):
        return None
    return SheetEntry(
        number=booking.number,
        span=Span(max(force.start, whole.start), min(force.end, whole.end)),
        state=booking.state.value,
        exhibitor=booking.exhibitor,
        demo=booking.demo,
        title=booking.title,
        kind=booking.kind.value,
        conditional=conditional,
        starts_before=force.start < whole.start,
        ends_after=force.end > whole.end,
        people=booking.visitors if booking.kind is Kind.VISIT else None,
    )


def _lanes(here: Lab, by_place: dict[int, list[SheetEntry]]) -> tuple[SheetLane, ...]:
    return tuple(
        SheetLane(
            code=place.code,
            names=place.names,
            zone=place.zone,
            zone_colour=place.zone_colour,
            kind=place.kind.value,
            in_service=place.in_service,
            note=place.note,
            entries=tuple(sorted(by_place.get(place.id, ()), key=lambda entry: entry.span)),
        )
        for place in here.places.values()
    )


def _notices(here: Lab, day: date) -> tuple[SheetNotice, ...]:
    reason = here.opening.reason_on(day)
    if not reason.all():
        return ()
    if here.opening.hours_on(day):
        kind = "hours"
    else:
        kind = "holiday" if day in here.opening.holidays else "closure"
    return (SheetNotice(kind=kind, text=reason),)


def next_open_day(tx: Transaction, after: date) -> date:
    """Return the next day the lab is open, at most 60 days on; else the day after."""
    opening = read_lab(tx).opening
    days = (after + timedelta(days=offset) for offset in range(1, 61))
    return next((day for day in days if opening.hours_on(day)), after + timedelta(days=1))
