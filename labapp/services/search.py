"""Find anything by number, name in any script, phone, code or date; understand what is wished."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from labapp.domain import errors
from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.errors import Alternative, Refusal, Refused
from labapp.domain.exhibitors import Demo, Exhibitor
from labapp.domain.lab import Lab
from labapp.domain.phrases import LONGEST_LINE, Part, Phrase, Verb, read
from labapp.domain.spaces import Place
from labapp.domain.times import Span, day_of, day_span
from labapp.services import promises
from labapp.services.bookings import BookPlace, MoveBooking, stay_of, what_would_block
from labapp.services.promises import Party
from labapp.services.search_hits import Asked, Hit, hits_of, only, ranked, reason_in
from labapp.services.search_index import Index, Nearness, plain, read_index
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was understood, who and where it names, what is in the way, what else it may mean."""

    phrase: Phrase
    exhibitor: Exhibitor | None
    """Whom the words name, if they name only one."""
    demo: Demo | None
    place: Place | None
    span: Span | None
    """When, if a day and a time were said; of a move the time it would have."""
    booking: Booking | None = None
    """Which booking is to be moved or cancelled, if one is named by its number."""
    reason: str = ""
    other: Place | None = None
    """The second place of a swap."""
    missing: tuple[Part, ...]
    """What must still be said before it can be booked, or closed."""
    blockers: tuple[Refusal, ...] | None
    """What would be in the way of a wish; None when that cannot be said yet."""
    alternatives: tuple[Alternative, ...] = ()
    """What an exhibitor could have instead of a place that is taken."""
    hits: tuple[Hit, ...]
    """The kind with the nearest one first."""
    index: Index


def ask(tx: Transaction, text: str, before: Index | None = None) -> Answer:
    """Understand a line of plain words and find what it may mean, the likeliest first.

    ``before`` is the index of an earlier answer, which saves making it again.
    """
    line = "".join(c for c in " ".join(text.split()) if c.isprintable())[:LONGEST_LINE]
    here, index = read_lab(tx), read_index(tx, before)
    names = _names_of(here)
    phrase = read(
        line, today=day_of(tx.now), places=names, known=index.known, now=_now_on_grid(tx, here)
    )
    exhibitor, demo = _whom(index, plain(phrase.who))
    place = here.place_by_code(phrase.place) if phrase.place else None
    asked = Asked(here, index, phrase, line, place, exhibitor, demo)
    missing = phrase.missing
    if phrase.verb is Verb.BOOK and exhibitor is None and Part.WHO not in missing:
        missing = tuple(part for part in Part if part in {*missing, Part.WHO})
    hits = hits_of(tx, asked)
    booking = _subject(asked, hits)
    span = _span(here, phrase) if booking is None else _moved(booking, phrase)
    blockers = _blockers(tx, asked, span, booking)
    return Answer(
        phrase=phrase,
        exhibitor=exhibitor,
        demo=demo,
        place=place,
        span=span,
        booking=booking,
        reason=reason_in(phrase.words) if booking is not None else "",
        other=here.place_by_code(phrase.other) if phrase.other else None,
        missing=missing,
        blockers=blockers,
        alternatives=_alternatives(tx, asked, span) if blockers else (),
        hits=() if booking is not None else hits,
        index=index,
    )


@dataclass(frozen=True, slots=True)
class Examples:
    """What there is in this lab to make an example of."""

    place: Place | None
    exhibitor: Exhibitor | None
    index: Index


def examples(tx: Transaction, before: Index | None = None) -> Examples:
    """Return a place and an exhibitor, so that an example is about this lab."""
    index = read_index(tx, before)
    active = (entry.what for entry in index.exhibitors if entry.what.status == "active")
    places = (place for place in read_lab(tx).places.values() if place.in_service)
    return Examples(next(places, None), next(active, None), index)


def _names_of(here: Lab) -> Mapping[str, str]:
    """Return every code and name of places with the code; what two share is no name of either."""
    found: dict[str, str | None] = {}
    for place in here.places.values():
        for name in place.names.all():
            found[name] = place.code if found.get(name, place.code) == place.code else None
    found |= {place.code: place.code for place in here.places.values()}
    return {name: code for name, code in found.items() if name and code}


def _now_on_grid(tx: Transaction, here: Lab) -> int:
    """Return the minutes from midnight at which somebody who stands at the desk begins."""
    passed = int((tx.now - day_span(day_of(tx.now)).start).total_seconds()) // 60
    return passed - passed % here.policy.slot_minutes


# What is wished


def _whom(index: Index, who: str) -> tuple[Exhibitor | None, Demo | None]:
    """Return the one exhibitor that is named, by a demo of its own if need be, and the demo."""
    exhibitor = only(ranked(index.exhibitors, (who,)))
    if exhibitor is not None:
        demos = index.demos_of(exhibitor.id)
        return exhibitor, demos[0] if len(demos) == 1 else None
    demo = only(ranked(index.demos, (who,)))
    return (None, None) if demo is None else (index.by_id.get(demo.exhibitor_id), demo)


def _span(here: Lab, phrase: Phrase) -> Span | None:
    if phrase.day is None:
        return None
    day = day_span(phrase.day)
    if phrase.all_day:
        hours = here.opening.hours_on(phrase.day)
        return Span(hours[0].start, hours[-1].end) if hours else day
    if phrase.start is None or phrase.end is None:
        return None
    start, end = (day.start + timedelta(minutes=m) for m in (phrase.start, phrase.end))
    return Span(start, end)


def _subject(asked: Asked, hits: tuple[Hit, ...]) -> Booking | None:
    """Return the booking that is to be changed, if its number was said."""
    named = [hit.booking for hit in hits if hit.near is Nearness.EXACT]
    return named[0] if asked.changing and len(named) == 1 else None


def _moved(booking: Booking, phrase: Phrase) -> Span:
    """Return when a booking would be: what was not said stays as it is."""
    day = day_span(phrase.day or day_of(booking.span.start)).start
    start = booking.span.start - day_span(day_of(booking.span.start)).start
    if phrase.start is not None:
        start = timedelta(minutes=phrase.start)
    length = timedelta(minutes=booking.span.minutes)
    if phrase.start is not None and phrase.end is not None:
        length = timedelta(minutes=phrase.end - phrase.start)
    return Span(day + start, day + start + length)


def _blockers(
    tx: Transaction, asked: Asked, span: Span | None, booking: Booking | None
) -> tuple[Refusal, ...] | None:
    place, verb = asked.place, asked.phrase.verb
    if verb is Verb.MOVE and booking is not None and span is not None:
        place_id = place.id if place is not None else None
        return what_would_block(
            tx, MoveBooking(booking_id=booking.id, span=span, place_id=place_id)
        )
    if place is None or span is None or verb not in {Verb.BOOK, Verb.CLOSE}:
        return None
    order = _order(asked, span)
    if order is not None:
        try:
            return what_would_block(tx, order)
        except Refused as refused:
            return refused.refusals
    return _against_anybody(tx, asked.lab, place, span, verb)


def _order(asked: Asked, span: Span) -> BookPlace | None:
    """Return the booking that is wished for, if it is said whose and where.

    Whoever has no demo yet is held for: without one nothing is confirmed.
    """
    if asked.phrase.verb is not Verb.BOOK or asked.exhibitor is None or asked.place is None:
        return None
    return BookPlace(
        place_id=asked.place.id,
        exhibitor_id=asked.exhibitor.id,
        span=span,
        demo_id=asked.demo.id if asked.demo else None,
        state=State.CONFIRMED if asked.index.demos_of(asked.exhibitor.id) else State.HELD,
    )


def _alternatives(tx: Transaction, asked: Asked, span: Span | None) -> tuple[Alternative, ...]:
    order = _order(asked, span) if span is not None else None
    if order is None:
        return ()
    try:
        wish = stay_of(tx, order)
    except Refused:
        return ()
    return promises.alternatives_to(tx, asked.lab, wish, promises.party_of(tx, wish))


def _against_anybody(
    tx: Transaction, here: Lab, place: Place, span: Span, verb: Verb
) -> tuple[Refusal, ...]:
    """Return what would be in the way of a closure, or of whoever comes."""
    kind = Kind.CLOSURE if verb is Verb.CLOSE else Kind.STAY
    wish = Booking(
        id=0,
        key="",
        number="",
        kind=kind,
        state=State.HELD if kind is Kind.STAY else State.CONFIRMED,
        span=span,
        buffer_minutes=here.buffer_of(place.id, kind),
        place_id=place.id,
        place=place.code,
    )
    rules = promises.rules_against(tx, here, wish, Party(), None)
    rules = tuple(rule for rule in rules if not isinstance(rule, errors.FieldFault))
    return rules + promises.law_foreseen(tx, here, wish, Party())
