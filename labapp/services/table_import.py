"""Take a receptionist's own list: row by row new, changed, same, or refused and why.

Run it by ``rehearse`` to see what would happen, by ``write`` to do it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from labapp.domain import errors
from labapp.domain.bookings import OVER, Booking, State
from labapp.domain.errors import Refusal, Refused
from labapp.domain.exhibitors import Demo, Exhibitor
from labapp.domain.imports import BookingLine, ExhibitorLine, RowFault
from labapp.domain.lab import Lab
from labapp.domain.languages import Language, Names
from labapp.domain.resources import ResourceKind
from labapp.domain.staff import WRITING
from labapp.domain.times import Span
from labapp.exchange.duplicates import Candidate, Candidates
from labapp.services.bookings import BookPlace
from labapp.services.imported_bookings import booking_from, update_booking
from labapp.services.imported_exhibitors import Changes, exhibitor_from, update_exhibitor
from labapp.storage import bookings as booking_rows
from labapp.storage import exhibitors as exhibitor_rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReport:
    """One row: its number in the file, what it is about, and what becomes of it."""

    row: int
    verdict: Verdict
    subject: str
    known_as: str | None = None
    """The code or number it has, or gets."""
    changes: Changes = ()
    """Field, what it was, what the row says."""
    faults: tuple[RowFault, ...] = ()
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every row of a list and what became of it."""

    rows: tuple[RowReport, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each verdict."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict.value: found.get(verdict, 0) for verdict in Verdict}

    @property
    def refused(self) -> tuple[RowReport, ...]:
        """The rows that cannot be taken."""
        return tuple(row for row in self.rows if row.verdict is Verdict.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How the person wants the list taken."""

    only_good: bool = True
    """Take the rows that can be taken; otherwise all of them or none."""
    similar_are_new: bool = False
    """Add rows that look like a known exhibitor but may not be."""


def import_exhibitors(
    tx: Transaction, lines: Sequence[ExhibitorLine], choices: Choices
) -> ImportReport:
    """Take a list of exhibitors; the same list again changes nothing."""
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="import"))
    known = {one.id: one for one in exhibitor_rows.everybody(tx.connection)}
    candidates = Candidates(_candidate(one) for one in known.values())
    by_code = {one.code: one for one in known.values()}
    reports: list[RowReport] = []
    for line in lines:
        report = _exhibitor(tx, line, choices, (known, candidates, by_code))
        reports.append(report)
    return _finished(reports, choices)


def _finished(reports: Sequence[RowReport], choices: Choices) -> ImportReport:
    report = ImportReport(tuple(reports))
    if report.refused and not choices.only_good:
        rows = tuple(row.row for row in report.refused)
        raise Refused(errors.RowsRefused(rows=rows, of=len(report.rows)))
    return report


def _candidate(one: Exhibitor) -> Candidate:
    return Candidate(
        key=one.id,
        names=one.names,
        code=one.code,
        brn=one.brn,
        phones=tuple(p.phone for p in one.people if p.phone),
        emails=tuple(p.email for p in one.people if p.email),
    )


_Known = tuple[dict[int, Exhibitor], Candidates, dict[str, Exhibitor]]


def _exhibitor(tx: Transaction, line: ExhibitorLine, choices: Choices, known: _Known) -> RowReport:
    everybody, candidates, by_code = known
    subject = line.names.best(Language.EN) or line.code or ""
    if line.refused:
        return RowReport(row=line.row, verdict=Verdict.REFUSED, subject=subject, faults=line.faults)
    changes: Changes = ()
    try:
        found = _known_exhibitor(line, choices, known)
        with tx.attempt():
            if found is None:
                stored = exhibitor_from(tx, line)
                verdict = Verdict.NEW
            else:
                stored, changes = update_exhibitor(tx, found, line)
                verdict = Verdict.CHANGED if changes else Verdict.SAME
    except Refused as error:
        return RowReport(
            row=line.row,
            verdict=Verdict.REFUSED,
            subject=subject,
            faults=line.faults,
            refusals=error.refusals,
        )
    everybody[stored.id] = by_code[stored.code] = stored
    if verdict is not Verdict.SAME:
        candidates.add(_candidate(stored))
    return RowReport(
        row=line.row,
        verdict=verdict,
        subject=subject,
        known_as=stored.code,
        changes=changes,
        faults=line.faults,
    )


def _known_exhibitor(line: ExhibitorLine, choices: Choices, known: _Known) -> Exhibitor | None:
    """Return the exhibitor that a row means, or None for a new one; a doubtful one is refused.

    A code alone is enough; beside names of somebody else it is not.
    """
    everybody, candidates, by_code = known
    if not line.names.all():
        code = (line.code or "").upper()
        if code not in by_code:
            raise Refused(errors.NotFound(what="exhibitor", key=code))
        return by_code[code]
    match = candidates.best_match(line)
    if match is None or (choices.similar_are_new and not match.certain):
        return None
    alike = everybody[match.key]
    if not match.certain:
        raise Refused(
            errors.MaybeKnown(code=alike.code, names=alike.names, percent=round(match.score))
        )
    return alike


def import_bookings(
    tx: Transaction, lines: Sequence[BookingLine], choices: Choices
) -> ImportReport:
    """Take a list of bookings by the rules and the law; the same list again changes nothing."""
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="import"))
    here = read_lab(tx)
    everybody = {one.id: one for one in exhibitor_rows.everybody(tx.connection)}
    candidates = Candidates(_candidate(one) for one in everybody.values())
    demos = exhibitor_rows.all_demos(tx.connection)
    reports = [_booking(tx, line, here, _Names(everybody, candidates, demos)) for line in lines]
    return _finished(reports, choices)


@dataclass(frozen=True, slots=True)
class _Names:
    """What the words in a row may mean."""

    everybody: Mapping[int, Exhibitor]
    candidates: Candidates
    demos: Sequence[Demo]

    def exhibitor(self, text: str) -> Exhibitor:
        by_code = next((e for e in self.everybody.values() if e.code == text.upper()), None)
        if by_code is not None:
            return by_code
        wanted = ExhibitorLine(row=0, names=Names(text, text, text))
        match = self.candidates.best_match(wanted)
        if match is None:
            raise Refused(errors.NotFound(what="exhibitor", key=text))
        found = self.everybody[match.key]
        if not match.certain:
            maybe = errors.MaybeKnown(
                code=found.code, names=found.names, percent=round(match.score)
            )
            raise Refused(maybe)
        return found

    def demo(self, text: str | None) -> Demo | None:
        if not text:
            return None
        wanted = text.casefold()
        for demo in self.demos:
            titles = {title.casefold() for title in demo.titles.all()}
            if demo.code == text.upper() or wanted in titles:
                return demo
        raise Refused(errors.NotFound(what="demo", key=text))


def _booking(tx: Transaction, line: BookingLine, here: Lab, names: _Names) -> RowReport:
    subject = " · ".join(part for part in (line.number, line.place, line.exhibitor) if part)
    if line.refused:
        return RowReport(row=line.row, verdict=Verdict.REFUSED, subject=subject, faults=line.faults)
    changes: Changes = ()
    try:
        order = _order(line, here, names)
        known = _known_booking(tx, line, order)
        with tx.attempt():
            if known is None:
                stored = booking_from(tx, order)
                verdict = Verdict.NEW
            else:
                stored, changes = update_booking(tx, known, order, line)
                verdict = Verdict.CHANGED if changes else Verdict.SAME
    except Refused as error:
        return RowReport(
            row=line.row,
            verdict=Verdict.REFUSED,
            subject=subject,
            faults=line.faults,
            refusals=error.refusals,
        )
    return RowReport(
        row=line.row,
        verdict=verdict,
        subject=subject,
        known_as=stored.number,
        changes=changes,
        faults=line.faults,
    )


def _order(line: BookingLine, here: Lab, names: _Names) -> BookPlace:
    place_text = line.place or ""
    place = here.place_by_code(place_text) or next(
        (p for p in here.places.values() if place_text in p.names.all()), None
    )
    if place is None:
        raise Refused(errors.NotFound(what="place", key=place_text))
    exhibitor = names.exhibitor(line.exhibitor or "")
    demo = names.demo(line.demo)
    pool = here.resource_by_code(line.pool.upper()) if line.pool else None
    if line.pool and (pool is None or pool.ref.kind is not ResourceKind.POOL or not pool.bookable):
        raise Refused(errors.NotFound(what="resource", key=line.pool))
    if line.start is None or line.end is None:
        raise Refused(errors.FieldFault(field_name="start", fault="missing"))
    return BookPlace(
        place_id=place.id,
        exhibitor_id=exhibitor.id,
        demo_id=demo.id if demo else None,
        span=Span(line.start, line.end),
        state=line.state or (State.CONFIRMED if demo else State.PENDING),
        via="import",
        visitors=line.visitors or 0,
        staff=line.staff,
        power_w=line.power_w,
        pool_id=pool.ref.id if pool else None,
        mpflops=line.mpflops,
        note=line.note,
        number=line.number.upper() if line.number else None,
    )


def _known_booking(tx: Transaction, line: BookingLine, order: BookPlace) -> Booking | None:
    if line.number:
        return booking_rows.by_number(tx.connection, line.number)
    return next(
        (
            booking
            for booking in booking_rows.between(tx.connection, order.span)
            if booking.span == order.span
            and booking.place_id == order.place_id
            and booking.exhibitor_id == order.exhibitor_id
            and booking.state not in OVER
        ),
        None,
    )


def exhibitor_lines(tx: Transaction) -> tuple[ExhibitorLine, ...]:
    """Return every exhibitor as a row of a list, with its first contact."""
    return tuple(
        _as_line(row, one)
        for row, one in enumerate(exhibitor_rows.everybody(tx.connection), start=2)
    )


def _as_line(row: int, one: Exhibitor) -> ExhibitorLine:
    line = ExhibitorLine(
        row=row,
        code=one.code,
        names=one.names,
        fascia_name=one.fascia,
        kind=one.kind,
        brn=one.brn,
        badge_quota=one.badge_quota,
        note=one.note,
    )
    if not one.people:
        return line
    person = one.people[0]
    return replace(
        line,
        contact_name=person.shown("en") if person.family or person.given else None,
        contact_name_zh=person.name_zh,
        role=person.role,
        phone=person.phone,
        email=person.email,
        language=_LANGUAGES.get(person.language or ""),
    )


_LANGUAGES = {
    "en": Language.EN,
    "zh_hant": Language.ZH_HK,
    "zh_hans": Language.ZH_CN,
    "zh_HK": Language.ZH_HK,
    "zh_CN": Language.ZH_CN,
}


def booking_lines(tx: Transaction, span: Span) -> tuple[BookingLine, ...]:
    """Return the stays of a span as rows of a list."""
    found = (b for b in booking_rows.between(tx.connection, span) if b.exhibitor_id is not None)
    return tuple(
        BookingLine(
            row=row,
            number=booking.number,
            place=booking.place,
            exhibitor=booking.exhibitor_code,
            demo=booking.demo_code,
            start=booking.span.start,
            end=booking.span.end,
            state=booking.state,
            staff=booking.staff,
            visitors=booking.visitors,
            power_w=booking.power_w,
            pool=booking.pool,
            mpflops=booking.mpflops if booking.pool_id else None,
            note=booking.note,
        )
        for row, booking in enumerate(found, start=2)
    )
