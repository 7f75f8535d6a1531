"""Take a receptionist's own list: row by row new, changed, same, or refused and why.

Run it by ``rehearse`` to see what would happen, by ``write`` to do it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from labapp.domain import errors
from labapp.domain.bookings import OVER, Booking, State
from labapp.domain.errors import Refusal, Refused
from labapp.domain.exhibitors import Demo, Exhibitor, ExhibitorKind, Person
from labapp.domain.imports import BookingLine, ExhibitorLine, RowFault
from labapp.domain.lab import Lab
from labapp.domain.languages import Language, Names
from labapp.domain.times import Span
from labapp.exchange.duplicates import Candidate, Candidates
from labapp.services.bookings import (
    BookPlace,
    EditBooking,
    MoveBooking,
    book_place,
    edit_booking,
    move_booking,
)
from labapp.services.exhibitors import (
    AddExhibitor,
    EditExhibitor,
    NewPerson,
    add_exhibitor,
    edit_exhibitor,
)
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
    changes: tuple[tuple[str, str, str], ...] = ()
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


Changes = tuple[tuple[str, str, str], ...]
_Known = tuple[dict[int, Exhibitor], Candidates, dict[str, Exhibitor]]


def _exhibitor(tx: Transaction, line: ExhibitorLine, choices: Choices, known: _Known) -> RowReport:
    everybody, candidates, by_code = known
    subject = line.names.best(Language.EN) or line.code or ""
    if line.refused:
        return RowReport(row=line.row, verdict=Verdict.REFUSED, subject=subject, faults=line.faults)
    found = by_code.get((line.code or "").upper())
    match = None if found else candidates.best_match(line)
    if match is not None and (match.certain or not choices.similar_are_new):
        alike = everybody[match.key]
        if not match.certain:
            maybe = errors.MaybeKnown(
                code=alike.code, names=alike.names, percent=round(match.score)
            )
            return RowReport(
                row=line.row,
                verdict=Verdict.REFUSED,
                subject=subject,
                faults=line.faults,
                refusals=(maybe,),
            )
        found = alike
    changes: Changes = ()
    try:
        with tx.attempt():
            if found is None:
                stored = _add(tx, line)
                verdict = Verdict.NEW
            else:
                stored, changes = _update(tx, found, line)
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
    if found is None:
        candidates.add(_candidate(stored))
    return RowReport(
        row=line.row,
        verdict=verdict,
        subject=subject,
        known_as=stored.code,
        changes=changes,
        faults=line.faults,
    )


def _add(tx: Transaction, line: ExhibitorLine) -> Exhibitor:
    person = _person(line)
    return add_exhibitor(
        tx,
        AddExhibitor(
            names=line.names,
            kind=line.kind or ExhibitorKind.STARTUP,
            code=line.code,
            fascia=line.fascia_name,
            brn=line.brn,
            badge_quota=line.badge_quota,
            note=line.note,
            people=() if person.empty else (person,),
        ),
    )


def _person(line: ExhibitorLine) -> NewPerson:
    """Return the contact of a row; an English name stays whole, since its order is not known."""
    return NewPerson(
        given=line.contact_name,
        name_zh=line.contact_name_zh,
        role=line.role,
        phone=line.phone,
        email=line.email,
        language=line.language.value if line.language else None,
    )


def _update(tx: Transaction, found: Exhibitor, line: ExhibitorLine) -> tuple[Exhibitor, Changes]:
    wanted: dict[str, Any] = {
        "names": Names(
            line.names.en or found.names.en,
            line.names.zh_hant or found.names.zh_hant,
            line.names.zh_hans or found.names.zh_hans,
        ),
        "fascia": line.fascia_name or found.fascia,
        "kind": line.kind or found.kind,
        "brn": line.brn or found.brn,
        "badge_quota": found.badge_quota if line.badge_quota is None else line.badge_quota,
        "note": line.note or found.note,
    }
    changes = {name: value for name, value in wanted.items() if value != getattr(found, name)}
    person = _same_person(found, line)
    changed_person = _person_changes(person, line) if person else {}
    contact = _person(line)
    new_people = () if person or contact.empty else (contact,)
    if not changes and not changed_person and not new_people:
        return found, ()
    stored = edit_exhibitor(
        tx,
        EditExhibitor(
            exhibitor_id=found.id,
            changes=changes,
            people={person.id: changed_person} if person and changed_person else {},
            new_people=new_people,
        ),
    )
    told = [(name, _told(getattr(found, name)), _told(value)) for name, value in changes.items()]
    told += [(n, _told(getattr(person, n)), _told(v)) for n, v in changed_person.items()]
    told += [("contact", "", line.contact_name or line.contact_name_zh or "") for _ in new_people]
    return stored, tuple(told)


def _told(value: object) -> str:
    if isinstance(value, Names):
        return " · ".join(value.all())
    return "" if value is None else str(value)


def _same_person(found: Exhibitor, line: ExhibitorLine) -> Person | None:
    """Return the person a row means: by phone, by e-mail, or by name."""
    for person in found.people:
        same_name = bool(line.contact_name) and line.contact_name == person.shown("en")
        same_zh = bool(line.contact_name_zh) and line.contact_name_zh == person.name_zh
        same_phone = bool(line.phone) and line.phone == person.phone
        same_email = bool(line.email) and line.email == person.email
        if same_name or same_zh or same_phone or same_email:
            return person
    return None


def _person_changes(person: Person, line: ExhibitorLine) -> Mapping[str, Any]:
    wanted: dict[str, Any] = {
        "name_zh": line.contact_name_zh,
        "role": line.role,
        "phone": line.phone,
        "email": line.email,
    }
    if line.contact_name and line.contact_name != person.shown("en"):
        wanted |= {"given": line.contact_name, "family": None, "western": None}
    return {
        name: value
        for name, value in wanted.items()
        if (value or name in {"family", "western"}) and value != getattr(person, name)
    }


def import_bookings(
    tx: Transaction, lines: Sequence[BookingLine], choices: Choices
) -> ImportReport:
    """Take a list of bookings by the rules and the law; the same list again changes nothing."""
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
                stored = book_place(tx, order)
                verdict = Verdict.NEW
            else:
                stored, changes = _update_booking(tx, known, order, line)
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
    pool = here.resource_by_code(line.pool) if line.pool else None
    if line.pool and pool is None:
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


def _update_booking(
    tx: Transaction, known: Booking, order: BookPlace, line: BookingLine
) -> tuple[Booking, Changes]:
    """Give a known booking what the row says; a row never changes what became of it."""
    told: list[tuple[str, str, str]] = []
    stored = known
    if order.exhibitor_id != known.exhibitor_id:
        raise Refused(
            errors.FieldFault(field_name="exhibitor", fault="duplicate", value=known.number)
        )
    if (order.span, order.place_id) != (known.span, known.place_id):
        stored = move_booking(
            tx,
            MoveBooking(booking_id=known.id, span=order.span, place_id=order.place_id),
        )
        told.append(("when", _when(known), _when(stored)))
    wanted: dict[str, Any] = {
        "demo_id": order.demo_id if line.demo else None,
        "visitors": line.visitors,
        "staff": line.staff,
        "power_w": line.power_w,
        "mpflops": line.mpflops,
        "note": line.note,
    }
    changes = {
        name: value
        for name, value in wanted.items()
        if value is not None and value != getattr(known, name)
    }
    if changes:
        stored = edit_booking(tx, EditBooking(booking_id=known.id, changes=changes))
        told += [(n, _told(getattr(known, n)), _told(v)) for n, v in changes.items()]
    return stored, tuple(told)


def _when(booking: Booking) -> str:
    return f"{booking.place} {booking.span.start:%Y-%m-%d %H:%M}–{booking.span.end:%H:%M}"


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
