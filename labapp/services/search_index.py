"""Exhibitors and demos as they are searched: every name and number folded once, not per question.

An index belongs to a revision of the journal; it is made anew only after exhibitors or demos were
written, so that most questions find it as it was.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Generic, TypeVar

from labapp.domain.exhibitors import Demo, Exhibitor, Person
from labapp.exchange.folding import fold
from labapp.storage import exhibitors as rows
from labapp.storage import journal
from labapp.storage.transaction import Transaction

T = TypeVar("T")
_AREAS = frozenset({"exhibitors", "demos"})
_DIGITS_ENOUGH = 4
_LEAST_NAME = 2


class Nearness(IntEnum):
    """How near something is to what was typed; the smaller the nearer."""

    EXACT = 0
    BEGINS = 1
    WORDS = 2
    WITHIN = 3
    RELATED = 4
    """Not named, but it goes with what was."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """Something to find, by texts that are folded already."""

    what: T
    names: tuple[str, ...]
    """What it is called; one of these alone can be exactly meant."""
    haystack: str
    """All that may be searched for."""
    phones: tuple[str, ...] = ()

    def nearness(self, wanted: str) -> Nearness | None:
        """Return how near it is to a folded text, None if a word of it is nowhere."""
        words = wanted.split()
        if not words:
            return None
        if not all(word in self.haystack for word in words):
            return Nearness.WITHIN if self._has_phone(wanted) else None
        if wanted in self.names:
            return Nearness.EXACT
        if any(name.startswith(wanted) for name in self.names):
            return Nearness.BEGINS
        parts = [part for name in self.names for part in name.split()]
        if all(any(part.startswith(word) for part in parts) for word in words):
            return Nearness.WORDS
        # a single Latin letter is within almost everything
        return None if len(wanted) == 1 and wanted.isascii() else Nearness.WITHIN

    def _has_phone(self, wanted: str) -> bool:
        if any(letter.isalpha() for letter in wanted):
            return False
        digits = _digits(wanted)
        return len(digits) >= _DIGITS_ENOUGH and any(digits in phone for phone in self.phones)


@dataclass(frozen=True, slots=True)
class Index:
    """One folding of all exhibitors and demos."""

    revision: int
    exhibitors: tuple[Entry[Exhibitor], ...]
    demos: tuple[Entry[Demo], ...]
    by_id: Mapping[int, Exhibitor] = field(repr=False)
    lexicon: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Every name of an exhibitor by its first letters, the longest first."""

    def demos_of(self, exhibitor_id: int) -> tuple[Demo, ...]:
        """Return an exhibitor's demos, by code."""
        demos = (entry.what for entry in self.demos)
        return tuple(demo for demo in demos if demo.exhibitor_id == exhibitor_id)

    def known(self, words: str) -> int:
        """Return how many letters an exhibitor's whole name takes at the start of some words."""
        start = _same_length(words)
        for name in self.lexicon.get(start[:_LEAST_NAME], ()):
            after = start[len(name) : len(name) + 1]
            if start.startswith(name) and not (_joins(name[-1]) and _joins(after)):
                return len(name)
        return 0


def _joins(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _same_length(text: str) -> str:
    """Return the text folded letter by letter."""
    return fold("".join(letter.lower() if letter.isascii() else letter for letter in text))


def plain(text: str) -> str:
    """Return the text as it is compared: one form of each letter, one space between words."""
    return " ".join(fold(unicodedata.normalize("NFKC", text).casefold()).split())


def nearest(entry: Entry[T], queries: Iterable[str]) -> Nearness | None:
    """Return how near a thing is to the one of several texts that it is nearest to."""
    found = [near for near in map(entry.nearness, queries) if near is not None]
    return min(found, default=None)


def read_index(tx: Transaction, before: Index | None = None) -> Index:
    """Return the index for this moment; ``before`` again if nothing of it was written since."""
    revision = journal.latest_revision(tx.connection)
    if before is not None:
        if before.revision == revision:
            return before
        newest, areas = journal.areas_since(tx.connection, before.revision, _nobody)
        if not areas & _AREAS:
            return replace(before, revision=newest)
    everybody = rows.everybody(tx.connection)
    by_id = {one.id: one for one in everybody}
    demos = rows.all_demos(tx.connection)
    return Index(
        revision,
        tuple(_exhibitor(one) for one in everybody),
        tuple(_demo(demo, by_id) for demo in demos),
        by_id,
        _lexicon(everybody),
    )


def _lexicon(everybody: Iterable[Exhibitor]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in everybody:
        for name in (*one.names.all(), one.fascia or ""):
            if len(name) >= _LEAST_NAME:
                folded = _same_length(name)
                found[folded[:_LEAST_NAME]].add(folded)
    return {start: tuple(sorted(names, key=len, reverse=True)) for start, names in found.items()}


def _nobody(token: str | None) -> bool:
    del token
    return False


def _exhibitor(one: Exhibitor) -> Entry[Exhibitor]:
    called = [*one.names.all(), one.fascia or "", one.code]
    others = [one.brn or "", *(text for person in one.people for text in _texts(person))]
    phones = [_digits(person.phone) for person in one.people if person.phone]
    return Entry(
        one,
        tuple(dict.fromkeys(plain(name) for name in called if name)),
        plain(" ".join((*called, *others))),
        tuple(phones),
    )


def person_entry(person: Person) -> Entry[Person]:
    """Return a person as something to find."""
    phone = _digits(person.phone or "")
    return Entry(person, (), plain(" ".join(_texts(person))), (phone,) if phone else ())


def _texts(person: Person) -> tuple[str, ...]:
    return person.shown("en"), person.name_zh or "", person.email or "", person.phone or ""


def _demo(demo: Demo, by_id: Mapping[int, Exhibitor]) -> Entry[Demo]:
    owner = by_id.get(demo.exhibitor_id)
    called = [*demo.titles.all(), demo.code]
    whose = (*owner.names.all(), owner.code) if owner else ()
    return Entry(demo, tuple(plain(name) for name in called), plain(" ".join((*called, *whose))))


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())
