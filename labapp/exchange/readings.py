"""What reading one cell gives: a value, or why there is none, and what is worth a look."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final, Generic, Never, TypeVar

from labapp.domain.imports import Cell, Fact, FaultKind, FieldKey, RowFault

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]")
_SPACES: Final = re.compile(r"\s+")
_BLANK: Final = frozenset({"", "-", "--", "–", "—", "——", "/", "n/a"})
_BLANK_VALUE: Final = _BLANK | frozenset(
    {
        "na",
        "nil",
        "none",
        "tba",
        "無",
        "无",
        "沒有",
        "没有",
        "不適用",
        "不适用",
        "未有",
        "暫無",
        "暂无",
    }
)
_ERRORS: Final = frozenset(
    {"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#spill!", "#calc!"}
)


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader has to say about a cell."""

    kind: FaultKind
    facts: tuple[tuple[str, Fact], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading(Generic[T_co]):
    """The value of a cell; None when it is blank or when a remark refuses it."""

    value: T_co | None
    remarks: tuple[Remark, ...] = ()


BLANK: Final[Reading[Never]] = Reading(None)


def remark(kind: FaultKind, **facts: Fact) -> Remark:
    """Return a remark with its facts."""
    return Remark(kind, tuple(facts.items()))


def refuse(kind: FaultKind, **facts: Fact) -> Reading[Never]:
    """Return a reading without a value and why."""
    return Reading(None, (remark(kind, **facts),))


def shown(cell: Cell) -> str:
    """Return a cell as a person would write it: 1001 not 1001.0, dates as 2026-12-09.

    Spaces around it, control characters and invisible marks are dropped, line ends are line feeds;
    nothing else is changed.
    """
    if isinstance(cell, str):
        return _CONTROLS.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if isinstance(cell, (datetime, time)):
        return _time_shown(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _time_shown(moment: datetime | time) -> str:
    if isinstance(moment, time):
        return moment.strftime("%H:%M")
    return moment.strftime("%Y-%m-%d" if moment.time() == time(0) else "%Y-%m-%d %H:%M")


def plain(cell: Cell) -> str:
    """Return a cell for reading: full-width forms made narrow, case and runs of spaces folded."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", shown(cell)).casefold()).strip()


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing, or a word or dash for nothing."""
    return cell is None or plain(cell) in _BLANK_VALUE


def is_error(cell: Cell) -> bool:
    """Whether a spreadsheet could not work out the cell."""
    return isinstance(cell, str) and plain(cell) in _ERRORS


def one_line(cell: Cell) -> str | None:
    """Return a text on one line, otherwise as it was given; None when there is none."""
    said = _SPACES.sub(" ", shown(cell))
    return None if said.casefold() in _BLANK else said


def as_given(cell: Cell) -> str | None:
    """Return a text exactly as it was given but for spaces around it; None when there is none."""
    said = shown(cell)
    return None if said.casefold() in _BLANK else said


class Findings:
    """Reads the cells of one row and keeps what was wrong with them."""

    def __init__(self, faults: Iterable[RowFault] = ()) -> None:
        self._faults: list[RowFault] = list(faults)

    @property
    def faults(self) -> tuple[RowFault, ...]:
        """What was found so far."""
        return tuple(self._faults)

    def add(self, field: FieldKey | None, kind: FaultKind, value: str = "", **facts: Fact) -> None:
        """Keep a fault."""
        self._faults.append(RowFault(field, kind, value, tuple(facts.items())))

    def refused(self, field: FieldKey) -> bool:
        """Whether a cell of the field was refused."""
        return any(fault.field == field and not fault.soft for fault in self._faults)

    def value(self, field: FieldKey, cell: Cell, read: Callable[[Cell], Reading[T]]) -> T | None:
        """Read a cell that holds a value; a blank one is None without a fault."""
        if is_error(cell):
            self.add(field, FaultKind.CELL_ERROR, shown(cell))
            return None
        if is_blank(cell):
            return None
        reading = read(cell)
        for found in reading.remarks:
            self._faults.append(RowFault(field, found.kind, shown(cell), found.facts))
        return reading.value

    def text(
        self, field: FieldKey, cell: Cell, read: Callable[[Cell], str | None] = one_line
    ) -> str | None:
        """Read a cell that holds words."""
        if is_error(cell):
            self.add(field, FaultKind.CELL_ERROR, shown(cell))
            return None
        return read(cell)
