"""Spreadsheets that come in: what a table holds, what a row says, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from labapp.domain.bookings import State
from labapp.domain.errors import LabError
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.languages import NO_NAMES, Language, Names
from labapp.domain.times import Span

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""What a spreadsheet may hold in one cell; None is an empty one."""

Fact = str | int | date


class TableKind(StrEnum):
    """What the rows of a table are about."""

    EXHIBITORS = "exhibitors"
    BOOKINGS = "bookings"


class ExhibitorField(StrEnum):
    """A column that an exhibitor list may have."""

    CODE = "code"
    NAME_EN = "name_en"
    NAME_ZH_HANT = "name_zh_hant"
    NAME_ZH_HANS = "name_zh_hans"
    FASCIA_NAME = "fascia_name"
    TYPE = "type"
    BRN = "brn"
    CONTACT_NAME = "contact_name"
    CONTACT_NAME_ZH = "contact_name_zh"
    ROLE = "role"
    PHONE = "phone"
    EMAIL = "email"
    LANGUAGE = "language"
    BADGE_QUOTA = "badge_quota"
    NOTE = "note"


class BookingField(StrEnum):
    """A column that a booking list may have."""

    NUMBER = "number"
    PLACE = "place"
    EXHIBITOR = "exhibitor"
    DEMO = "demo"
    DATE = "date"
    START = "start"
    END = "end"
    MINUTES = "minutes"
    STATE = "state"
    STAFF = "staff"
    VISITORS = "visitors"
    POWER_W = "power_w"
    POOL = "pool"
    MPFLOPS = "mpflops"
    NOTE = "note"


FieldKey = ExhibitorField | BookingField
ColumnMap = Mapping[FieldKey, int]
"""Which column, counted from 0, holds a field."""

FIELDS: Final[Mapping[TableKind, tuple[FieldKey, ...]]] = {
    TableKind.EXHIBITORS: tuple(ExhibitorField),
    TableKind.BOOKINGS: tuple(BookingField),
}


def missing_columns(kind: TableKind, mapping: ColumnMap) -> tuple[tuple[FieldKey, ...], ...]:
    """Return what a table of the kind lacks before any row of it can be read.

    Each group is a set of fields of which one is enough.
    """
    needed: tuple[tuple[FieldKey, ...], ...] = (
        (
            (
                ExhibitorField.NAME_EN,
                ExhibitorField.NAME_ZH_HANT,
                ExhibitorField.NAME_ZH_HANS,
                ExhibitorField.CODE,
            ),
        )
        if kind is TableKind.EXHIBITORS
        else (
            (BookingField.PLACE,),
            (BookingField.EXHIBITOR,),
            (BookingField.DATE, BookingField.START),
        )
    )
    return tuple(group for group in needed if not any(field in mapping for field in group))


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the file; ``number`` counts from 1, as a spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it stands in the file; blank rows are left out, their numbers are not reused."""

    header_row: int
    headers: tuple[str, ...]
    """One for every column of the file, an empty string where there is none."""
    rows: tuple[RawRow, ...]
    sheet: str | None = None
    """Which sheet of a workbook was read."""
    encoding: str | None = None
    """How the letters of a text file were stored."""
    delimiter: str | None = None


class UnreadableKind(StrEnum):
    """Why a file gives no table."""

    CANNOT_OPEN = "cannot_open"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    OLD_EXCEL = "old_excel"
    OTHER_PROGRAM = "other_program"
    NOT_A_TABLE = "not_a_table"
    DAMAGED = "damaged"
    UNKNOWN_ENCODING = "unknown_encoding"
    TOO_BIG = "too_big"


class TableUnreadable(LabError):  # noqa: N818 -- named for what a person sees
    """A file that gives no table; ``facts`` fill the words of its kind."""

    def __init__(self, kind: UnreadableKind, **facts: Fact) -> None:
        super().__init__(kind, facts)
        self.kind = kind
        self.facts: Mapping[str, Fact] = facts

    @property
    def key(self) -> str:
        """The key of its words."""
        return f"tables.unreadable.{self.kind}"


class FaultKind(StrEnum):
    """What is wrong, or worth a second look, in a cell or row."""

    MISSING = "missing"
    CELL_ERROR = "cell_error"
    UNREADABLE_DATE = "unreadable_date"
    UNREADABLE_TIME = "unreadable_time"
    UNREADABLE_NUMBER = "unreadable_number"
    UNREADABLE_LENGTH = "unreadable_length"
    UNREADABLE_POWER = "unreadable_power"
    UNREADABLE_COMPUTE = "unreadable_compute"
    OUT_OF_RANGE = "out_of_range"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_STATE = "unknown_state"
    UNKNOWN_LANGUAGE = "unknown_language"
    PHONE_MALFORMED = "phone_malformed"
    BRN_MALFORMED = "brn_malformed"
    EMAIL_MALFORMED = "email_malformed"
    END_BEFORE_START = "end_before_start"
    LENGTHS_DISAGREE = "lengths_disagree"
    REPEATED_ROW = "repeated_row"
    YEAR_ASSUMED = "year_assumed"
    MONTH_FIRST = "month_first"
    WEEKDAY_DISAGREES = "weekday_disagrees"
    FAR_DATE = "far_date"
    PHONE_UNUSUAL = "phone_unusual"
    PHONE_REST = "phone_rest"
    COUNTRY_ASSUMED = "country_assumed"
    EMAIL_REST = "email_rest"
    BRN_SUBSTITUTE = "brn_substitute"


SOFT: Final = frozenset(
    {
        FaultKind.YEAR_ASSUMED,
        FaultKind.MONTH_FIRST,
        FaultKind.WEEKDAY_DISAGREES,
        FaultKind.FAR_DATE,
        FaultKind.PHONE_UNUSUAL,
        FaultKind.PHONE_REST,
        FaultKind.COUNTRY_ASSUMED,
        FaultKind.EMAIL_REST,
        FaultKind.BRN_SUBSTITUTE,
    }
)
"""The kinds that are only worth a look; every other kind refuses its row."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong with a row, or worth a look."""

    field: FieldKey | None
    """The column, or None when it is about the row."""
    kind: FaultKind
    value: str = ""
    """What the cell said."""
    facts: tuple[tuple[str, Fact], ...] = ()

    @property
    def soft(self) -> bool:
        """Whether the row can be taken as it is."""
        return self.kind in SOFT

    @property
    def key(self) -> str:
        """The key of its words."""
        return f"tables.fault.{self.kind}"

    @property
    def said(self) -> dict[str, Fact]:
        """The facts that fill its words."""
        return {"value": self.value, **dict(self.facts)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row that was read; a field that was blank, or could not be read, is None."""

    row: int
    faults: tuple[RowFault, ...] = ()

    @property
    def refused(self) -> tuple[RowFault, ...]:
        """Why the row cannot be taken; nothing when it can."""
        return tuple(fault for fault in self.faults if not fault.soft)

    @property
    def warnings(self) -> tuple[RowFault, ...]:
        """What is worth a look."""
        return tuple(fault for fault in self.faults if fault.soft)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitorLine(Line):
    """An exhibitor and its first contact, as a row says it."""

    code: str | None = None
    names: Names = NO_NAMES
    fascia_name: str | None = None
    kind: ExhibitorKind | None = None
    brn: str | None = None
    """Eight digits, well formed; nobody has looked it up."""
    branch: str | None = None
    """Three digits."""
    contact_name: str | None = None
    contact_name_zh: str | None = None
    role: str | None = None
    phone: str | None = None
    """E.164: ``+85221234567``."""
    email: str | None = None
    language: Language | None = None
    badge_quota: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingLine(Line):
    """A booking as a row says it; places, exhibitors and demos are still what was written."""

    number: str | None = None
    place: str | None = None
    exhibitor: str | None = None
    """A code or a name in any language."""
    demo: str | None = None
    start: datetime | None = None
    """UTC."""
    end: datetime | None = None
    """UTC, after ``start`` when both are given."""
    state: State | None = None
    staff: int | None = None
    visitors: int | None = None
    power_w: int | None = None
    pool: str | None = None
    mpflops: int | None = None
    note: str | None = None

    @property
    def span(self) -> Span | None:
        """The time it takes, when the row says all of it."""
        if self.start is None or self.end is None:
            return None
        return Span(self.start, self.end)
