"""The floor plan as a paper: what it says of each place at a moment."""

from dataclasses import dataclass
from datetime import datetime

from labapp.domain.languages import NO_NAMES, Language, Names
from labapp.domain.outlines import Box
from labapp.domain.papers import SheetEntry
from labapp.domain.plans import Plan
from labapp.domain.times import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorSheetPlace:
    """A place as it is at the moment of the sheet."""

    code: str
    names: Names
    zone: Names
    zone_colour: str
    in_service: bool
    note: str | None
    entry: SheetEntry | None
    """What is there."""
    others: int = 0
    """How many more are there, where there is room for several."""
    free: bool = False
    free_until: datetime | None = None
    turnover_until: datetime | None = None
    """Nobody is there, but the place is made ready until then."""
    inside: int = 0
    """How many of the places inside it are taken, while it is not itself."""
    next_at: datetime | None = None
    next_who: Names = NO_NAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorSheet:
    """The lab's floor at a moment, for the desk and the wall (A3 across)."""

    lab: Names
    moment: datetime
    language: Language
    """Which language leads; the date stands in all three."""
    hours: tuple[Span, ...]
    is_open: bool
    plan: Plan
    """With a shape for each place."""
    tray: Box | None
    """Where the words go over places that the plan lacks."""
    places: tuple[FloorSheetPlace, ...]
    document_number: str
    version: int
    replaces: int | None = None
    printed_at: datetime
    printed_by: str
    data_revision: int
    sample: bool = False
    """Whether what it shows is sample data; the sheet then says so."""
