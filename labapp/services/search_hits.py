"""What some words may mean: bookings, exhibitors, demos, places, days; the likeliest kind first."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from labapp.domain.bookings import OVER, Booking
from labapp.domain.exhibitors import Demo, Exhibitor, Person
from labapp.domain.lab import Lab
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.phrases import Phrase, Verb
from labapp.domain.spaces import Place
from labapp.domain.times import day_of, day_span
from labapp.services.search_index import Entry, Index, Nearness, nearest, person_entry, plain
from labapp.storage import bookings as rows
from labapp.storage.transaction import Transaction

T = TypeVar("T")
MOST: Final = 5
"""Hits of one kind."""
MOST_OF_A_DAY: Final = 12
_MOST_TITLED: Final = 200
_FEW: Final = 3
"""Exhibitors whose bookings are worth looking for."""
_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,4})[\s-]?(\d{1,9})(?![A-Za-z0-9])")
_BARE_NUMBER: Final = re.compile(r"#?\s?(\d{1,9})")
_PREFIX: Final = "BK"
_PADDED: Final = 3


class Found(StrEnum):
    """What kind of thing was found."""

    BOOKING = "booking"
    EXHIBITOR = "exhibitor"
    DEMO = "demo"
    PLACE = "place"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that the words may mean, with what a list shows of it."""

    found: Found
    near: Nearness
    id: int = 0
    code: str = ""
    names: Names = NO_NAMES
    detail: Names = NO_NAMES
    day: date | None = None
    exhibitor_id: int | None = None
    """Of a demo: whose it is."""
    person: Person | None = None
    """Of an exhibitor: whose name, phone or address was meant."""
    booking: Booking | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A line as it was read, and what it is looked up in."""

    lab: Lab
    index: Index
    phrase: Phrase
    line: str
    place: Place | None
    exhibitor: Exhibitor | None
    demo: Demo | None

    @property
    def wishing(self) -> bool:
        """Whether a booking or a closure is asked for."""
        return self.phrase.verb in {Verb.BOOK, Verb.CLOSE}

    @property
    def changing(self) -> bool:
        """Whether a booking that there is, is to be changed."""
        return self.phrase.verb in {Verb.MOVE, Verb.CANCEL}

    @property
    def queries(self) -> tuple[str, ...]:
        """The texts to look for: what is left over, and all that was said."""
        texts = [self.phrase.who]
        if not self.wishing and not self.changing:
            texts += [self.phrase.words, self.line]
        return tuple(dict.fromkeys(text for text in map(plain, texts) if text))


def ranked(entries: Iterable[Entry[T]], queries: Sequence[str]) -> list[tuple[Nearness, Entry[T]]]:
    """Return the things that a text is found in, the nearest first."""
    found = [(near, entry) for entry in entries if (near := nearest(entry, queries)) is not None]
    return sorted(found, key=lambda pair: pair[0])


def only(found: Sequence[tuple[Nearness, Entry[T]]]) -> T | None:
    """Return the nearest if no other is as near: nothing is guessed."""
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    return found[0][1].what


def reason_in(words: str) -> str:
    """Return what is said beside the number of a booking."""
    return " ".join(_NUMBER.sub(" ", words, count=1).split())


def hits_of(tx: Transaction, asked: Asked) -> tuple[Hit, ...]:
    """Return the hits, kind by kind; the kind with the nearest one first."""
    if asked.phrase.verb in {Verb.PRINT, Verb.SWAP}:
        return ()
    if asked.changing:
        return tuple(_bookings(tx, asked))
    groups = [
        _bookings(tx, asked),
        _exhibitors(asked),
        _demos(asked),
        _places(asked),
        _days(asked),
    ]
    told = [group for group in groups if group]
    told.sort(key=lambda group: min(hit.near for hit in group))
    return tuple(hit for group in told for hit in group)


def _bookings(tx: Transaction, asked: Asked) -> list[Hit]:
    found = _numbered(tx, asked)
    if asked.changing:
        found = found or _coming(tx, asked)
    elif asked.phrase.day is not None and (asked.place or asked.queries):
        found += _of_day(tx, asked, asked.phrase.day)
    elif not asked.wishing:
        found += [*_titled(tx, asked), *_coming(tx, asked)]
    once = {hit.id: hit for hit in reversed(found)}
    ordered = [hit for hit in found if once.pop(hit.id, None)]
    return ordered[: MOST if asked.phrase.day is None else MOST_OF_A_DAY]


def _as_hit(booking: Booking, near: Nearness) -> Hit:
    return Hit(
        found=Found.BOOKING,
        near=near,
        id=booking.id,
        code=booking.number,
        names=booking.who,
        detail=booking.demo,
        day=day_of(booking.span.start),
        booking=booking,
    )


def _numbered(tx: Transaction, asked: Asked) -> list[Hit]:
    """Find by a number that is typed whole, without its zeros, or without its last digit."""
    bare = _BARE_NUMBER.fullmatch(asked.line)
    pairs = [(_PREFIX, bare[1])] if bare else _NUMBER.findall(asked.line)
    exact: set[str] = set()
    begun: set[str] = set()
    for letters, digits in pairs[:_FEW]:
        prefix = letters.upper()
        exact |= {f"{prefix}{digits}", f"{prefix}{int(digits):0{_PADDED}d}"}
        if len(digits) >= _PADDED - 1 and not bare:
            begun |= {f"{prefix}{digits}{last}" for last in range(10)}
    if not exact:
        return []
    found = rows.numbered(tx.connection, exact | begun)
    hits = [
        _as_hit(booking, Nearness.EXACT if booking.number in exact else Nearness.BEGINS)
        for booking in found
    ]
    return sorted(hits, key=lambda hit: hit.near)[:MOST]


def _of_day(tx: Transaction, asked: Asked, day: date) -> list[Hit]:
    """Find what is, or was, on a day: in a place, of somebody, or both; the cancelled last.

    Of a day alone no booking is meant more than another, but the day.
    """
    bookings = rows.between(tx.connection, day_span(day))
    if asked.place is not None:
        bookings = [b for b in bookings if b.place_id == asked.place.id]
    who = plain(asked.phrase.who)
    if who and not asked.wishing:
        near = {entry.what.id for _, entry in ranked(asked.index.exhibitors, (who,))}
        bookings = [b for b in bookings if b.exhibitor_id in near or _named(b, who)]
    alone = asked.place is None and not who
    rank = Nearness.RELATED if asked.wishing or alone else Nearness.EXACT
    return [_as_hit(b, rank) for b in sorted(bookings, key=lambda b: b.state in OVER)]


def _named(booking: Booking, who: str) -> bool:
    names = (*booking.who.all(), *booking.demo.all(), booking.number, booking.demo_code or "")
    haystack = plain(" ".join(names))
    return all(word in haystack for word in who.split())


def _titled(tx: Transaction, asked: Asked) -> list[Hit]:
    """Find coming visits and closures by what they are called."""
    if not asked.queries:
        return []
    hits: list[Hit] = []
    for booking in rows.coming_titled(tx.connection, tx.now, _MOST_TITLED):
        names = tuple(plain(name) for name in booking.title.all())
        near = nearest(Entry(booking, names, " ".join(names)), asked.queries)
        if near is not None:
            hits.append(_as_hit(booking, near))
    return hits[:MOST]


def _coming(tx: Transaction, asked: Asked) -> list[Hit]:
    """Find what comes next in a place, or of the exhibitors that are likely meant."""
    found = ranked(asked.index.exhibitors, asked.queries)
    likely = [entry.what.id for near, entry in found if near <= Nearness.WORDS]
    if not likely and len(found) == 1:
        likely = [found[0][1].what.id]
    place_id = asked.place.id if asked.place and not asked.changing else None
    if (place_id is None or asked.phrase.who) and not likely:
        return []
    coming = rows.coming(
        tx.connection, tx.now, MOST, place_id=place_id, exhibitor_ids=likely[:_FEW]
    )
    return [_as_hit(booking, Nearness.RELATED) for booking in coming]


def _exhibitors(asked: Asked) -> list[Hit]:
    if asked.phrase.verb is Verb.CLOSE or (
        asked.phrase.verb is Verb.BOOK and asked.exhibitor is not None
    ):
        return []
    return [
        Hit(
            found=Found.EXHIBITOR,
            near=near,
            id=entry.what.id,
            code=entry.what.code,
            names=entry.what.names,
            person=_person(entry.what, asked.queries) if near is Nearness.WITHIN else None,
        )
        for near, entry in ranked(asked.index.exhibitors, asked.queries)[:MOST]
    ]


def _person(one: Exhibitor, queries: Sequence[str]) -> Person | None:
    """Return the person of an exhibitor in whom a text is found."""
    people = (person_entry(person) for person in one.people)
    return next((each.what for each in people if nearest(each, queries) is not None), None)


def _demos(asked: Asked) -> list[Hit]:
    if asked.wishing:
        return []
    hits: list[Hit] = []
    for near, entry in ranked(asked.index.demos, asked.queries):
        demo = entry.what
        own = " ".join(entry.names)
        if not any(word in own for query in asked.queries for word in query.split()):
            continue
        owner = asked.index.by_id.get(demo.exhibitor_id)
        hits.append(
            Hit(
                found=Found.DEMO,
                near=near,
                id=demo.id,
                code=demo.code,
                names=demo.titles,
                detail=owner.names if owner else NO_NAMES,
                exhibitor_id=demo.exhibitor_id,
            )
        )
    return hits[:MOST]


def _places(asked: Asked) -> list[Hit]:
    if asked.wishing:
        return []
    if asked.place is not None:
        near = Nearness.RELATED if asked.phrase.day or asked.phrase.who else Nearness.EXACT
        return [_as_place(asked.place, near, asked.phrase.day)]
    hits: list[Hit] = []
    for place in asked.lab.places.values():
        names = tuple(plain(name) for name in (*place.names.all(), place.code))
        found = nearest(Entry(place, names, " ".join(names)), asked.queries)
        if found is not None:
            hits.append(_as_place(place, found, asked.phrase.day))
    return sorted(hits, key=lambda hit: hit.near)[:MOST]


def _as_place(place: Place, near: Nearness, day: date | None) -> Hit:
    return Hit(
        found=Found.PLACE,
        near=near,
        id=place.id,
        code=place.code,
        names=place.names,
        detail=place.zone,
        day=day,
    )


def _days(asked: Asked) -> list[Hit]:
    day = asked.phrase.day
    if day is None or asked.wishing:
        return []
    alone = not asked.phrase.who and asked.place is None
    return [Hit(found=Found.DAY, near=Nearness.EXACT if alone else Nearness.RELATED, day=day)]
