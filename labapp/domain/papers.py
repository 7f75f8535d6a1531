"""Papers as data: what a sheet says, before anyone decides how it looks."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from labapp.domain.bookings import Kind
from labapp.domain.languages import Language, Names
from labapp.domain.spaces import PlaceKind
from labapp.domain.times import Span


class Issued(Protocol):
    """A paper that has a number and a version."""

    @property
    def document_number(self) -> str:
        """The same for every version."""

    @property
    def version(self) -> int:
        """Counted from 1."""

    @property
    def replaces(self) -> int | None:
        """The version that hangs there until this one does."""

    @property
    def printed_at(self) -> datetime:
        """When."""

    @property
    def printed_by(self) -> str:
        """By whom."""

    @property
    def data_revision(self) -> int:
        """The journal's revision of what it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEntry:
    """A booking as a sheet shows it."""

    number: str
    span: Span
    """What falls on the sheet's day."""
    state: str
    exhibitor: Names
    demo: Names
    title: Names
    """For a visit or a closure, which have no exhibitor."""
    kind: str
    conditional: bool = False
    starts_before: bool = False
    ends_after: bool = False
    people: int | None = None
    """How many a visit brings, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLane:
    """A place with what stands in it on the day, earliest first."""

    code: str
    names: Names
    zone: Names
    zone_colour: str
    """As ``#RRGGBB``; a sheet shows anything else as grey."""
    kind: str
    in_service: bool = True
    note: str | None = None
    entries: tuple[SheetEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetNotice:
    """A line across the top: a closure, a holiday, other hours."""

    kind: str
    """``closure``, ``holiday``, ``hours``, ``weather``; any other is a plain notice."""
    text: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheet:
    """One day of the lab for the wall and the desk (A4 upright)."""

    lab: Names
    day: date
    language: Language
    """Which language leads; the date stands in all three."""
    hours: tuple[Span, ...]
    """When the lab is open on the day, earliest first; empty when it is closed."""
    lanes: tuple[SheetLane, ...]
    visits: tuple[SheetEntry, ...] = ()
    notices: tuple[SheetNotice, ...] = ()
    document_number: str
    version: int
    replaces: int | None = None
    printed_at: datetime
    printed_by: str
    data_revision: int
    fits_slot_minutes: int = 15
    """The grid's finest step; bookings are drawn at their exact times all the same."""
    sample: bool = field(default=False)
    """Whether what it shows is sample data; the sheet then says so."""

    @property
    def sessions(self) -> tuple[tuple[SheetLane, SheetEntry], ...]:
        """Everything booked in a theatre with its place, earliest first."""
        found = [
            (lane, entry)
            for lane in self.lanes
            if lane.kind == PlaceKind.THEATRE
            for entry in lane.entries
            if entry.kind != Kind.CLOSURE
        ]
        return tuple(sorted(found, key=lambda pair: pair[1].span))

    @property
    def closures(self) -> tuple[tuple[SheetLane, SheetEntry], ...]:
        """Every closure of a place, by place and then by time."""
        return tuple(
            (lane, entry)
            for lane in self.lanes
            for entry in lane.entries
            if entry.kind == Kind.CLOSURE
        )
