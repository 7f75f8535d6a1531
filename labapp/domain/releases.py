"""Published schedules: what changed between two of them, and whom that concerns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from labapp.domain.languages import NO_NAMES, Language, Names
from labapp.domain.times import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A booking as it is published."""

    number: str
    kind: str
    span: Span
    place: str | None = None
    exhibitor_code: str | None = None
    exhibitor: Names = NO_NAMES
    demo_code: str | None = None
    demo: Names = NO_NAMES
    title: Names = NO_NAMES
    presenters: tuple[Names, ...] = ()
    power_w: int = 0
    pool: str | None = None
    mpflops: int = 0
    seats: tuple[tuple[str, int], ...] = ()
    """Seats by the toolkit's code."""
    conditions: str | None = None

    def days(self) -> frozenset[date]:
        """The lab's days it covers."""
        return frozenset(self.span.days())


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A schedule that was published; it is never changed again."""

    number: int
    note: str
    first_day: date
    last_day: date
    published_at: datetime
    published_by: str
    revision: int
    fingerprint: str
    slots: int


class Change(StrEnum):
    """What became of a booking between two schedules."""

    NEW = "new"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"


_WHERE_AND_WHEN = frozenset({"span", "place"})
_NAMES_ONLY = frozenset({"number", "kind", "exhibitor_code", "demo_code"})


@dataclass(frozen=True, slots=True)
class Line:
    """One booking's change; ``fields`` says in what it differs."""

    change: Change
    before: Slot | None
    after: Slot | None
    fields: tuple[str, ...] = ()

    @property
    def slot(self) -> Slot:
        """The booking as it is, or as it last was."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a line is about a booking")
        return found

    @property
    def days(self) -> frozenset[date]:
        """The days whose papers say something else now."""
        return frozenset(
            day for slot in (self.before, self.after) if slot is not None for day in slot.days()
        )


def difference(
    before: Iterable[Slot], after: Iterable[Slot], first_day: date, last_day: date
) -> tuple[Line, ...]:
    """Return what changed from one schedule to the next, by time and number.

    What lies outside the days of the later one is not compared: it was not published again.
    """
    old = {slot.number: slot for slot in before}
    new = {slot.number: slot for slot in after}
    found: list[Line] = []
    for number in old.keys() | new.keys():
        line = _line(old.get(number), new.get(number))
        if line is None:
            continue
        if any(first_day <= day <= last_day for day in line.days):
            found.append(line)
    return tuple(sorted(found, key=lambda line: (line.slot.span, line.slot.number)))


def _line(before: Slot | None, after: Slot | None) -> Line | None:
    if before is None:
        return Line(Change.NEW, None, after)
    if after is None:
        return Line(Change.GONE, before, None)
    changed = tuple(
        one.name
        for one in fields(Slot)
        if one.name not in _NAMES_ONLY and getattr(before, one.name) != getattr(after, one.name)
    )
    if not changed:
        return None
    moved = _WHERE_AND_WHEN & set(changed)
    return Line(Change.MOVED if moved else Change.CHANGED, before, after, changed)


@dataclass(frozen=True, slots=True)
class Slip:
    """What one exhibitor must be told of a release."""

    exhibitor_code: str
    exhibitor: Names
    lines: tuple[Line, ...]


def slips(lines: Sequence[Line]) -> tuple[Slip, ...]:
    """Return a slip for each exhibitor whom a change concerns, by code.

    A booking that went from one exhibitor to another is on the slips of both.
    """
    concerned: dict[str, list[Line]] = {}
    names: Mapping[str, Names] = {
        slot.exhibitor_code: slot.exhibitor
        for line in lines
        for slot in (line.before, line.after)
        if slot is not None and slot.exhibitor_code is not None
    }
    for line in lines:
        codes = {slot.exhibitor_code for slot in (line.before, line.after) if slot is not None}
        for code in codes:
            if code is not None:
                concerned.setdefault(code, []).append(line)
    return tuple(Slip(code, names[code], tuple(concerned[code])) for code in sorted(concerned))


def days_changed(lines: Iterable[Line]) -> tuple[date, ...]:
    """Return the days of which something changed."""
    return tuple(sorted({day for line in lines for day in line.days}))


def counted(lines: Iterable[Line]) -> dict[Change, int]:
    """Return how many changes there are of each sort, with those of which there is none."""
    counts = dict.fromkeys(Change, 0)
    for line in lines:
        counts[line.change] += 1
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSlip:
    """What one exhibitor is told of a release, for paper (A4 upright)."""

    lab: Names
    language: Language
    release: int
    note: str
    published_at: datetime
    exhibitor_code: str
    exhibitor: Names
    lines: tuple[Line, ...]
    document_number: str
    version: int
    replaces: int | None = None
    printed_at: datetime
    printed_by: str
    data_revision: int
    sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Itinerary:
    """All that a release says of one exhibitor, for paper (A4 upright)."""

    lab: Names
    language: Language
    release: int
    published_at: datetime
    exhibitor_code: str
    exhibitor: Names
    slots: tuple[Slot, ...]
    toolkits: Mapping[str, Names]
    """What the toolkits of its slots are called, by code."""
    out_of_date: bool
    """Whether a later release says something else of the exhibitor."""
    document_number: str
    version: int
    replaces: int | None = None
    printed_at: datetime
    printed_by: str
    data_revision: int
    sample: bool = False
