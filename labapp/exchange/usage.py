"""Measured use of computing power as a CSV: pool, exhibitor, start, end, mPFLOPS.

The first row names the columns, in any order: ``pool``, ``start``, ``end``, ``mpflops`` and, where
the meter knows it, ``exhibitor``. Times without a zone are the lab's; ``pflops`` is taken too.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from labapp.domain.computing import UsageLine
from labapp.domain.errors import FileFault
from labapp.domain.times import LAB_ZONE, Span
from labapp.exchange.encodings import decode

_NEEDED: Final = ("pool", "start", "end")
_UNITS: Final[Mapping[str, int]] = {"mpflops": 1, "pflops": 1000}
_MOST: Final = 10**12
_MOST_BYTES: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class BadLine:
    """A row that cannot be read, and which of its fields is why."""

    row: int
    field_name: str
    fault: str
    """``missing``, ``malformed`` or ``out_of_range``."""
    value: str


@dataclass(frozen=True, slots=True)
class UsageList:
    """What a file says: rows that can be taken and rows that cannot."""

    lines: tuple[UsageLine, ...]
    bad: tuple[BadLine, ...]


class _Bad(Exception):  # noqa: N818 -- never leaves this module
    def __init__(self, field_name: str, fault: str, value: str = "") -> None:
        super().__init__(field_name, fault, value)
        self.field_name, self.fault, self.value = field_name, fault, value


def read_usage(path: Path) -> UsageList:
    """Read a file of measured use.

    Raises:
        FileFault: It is not there, cannot be read, or has not the columns that are needed.
    """
    if not path.is_file():
        raise FileFault("missing", str(path))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileFault("unreadable", str(path), error.strerror or str(error)) from None
    if len(data) > _MOST_BYTES:
        raise FileFault("unreadable", str(path), f"{len(data):,} bytes")
    text, _ = decode(data)
    try:
        records = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise FileFault("unreadable", str(path), str(error)) from None
    header = [cell.strip().lower() for cell in records[0]] if records else []
    absent = [name for name in _NEEDED if name not in header]
    if not set(_UNITS) & set(header):
        absent.append("mpflops")
    if absent:
        raise FileFault("broken", str(path), ", ".join(absent))
    return _lines(header, records)


def _lines(header: Sequence[str], records: Sequence[Sequence[str]]) -> UsageList:
    lines: list[UsageLine] = []
    bad: list[BadLine] = []
    for number, record in enumerate(records[1:], start=2):
        cells = {name: cell.strip() for name, cell in zip(header, record, strict=False)}
        if not any(cells.values()):
            continue
        try:
            lines.append(_line(number, cells))
        except _Bad as found:
            bad.append(BadLine(number, found.field_name, found.fault, found.value))
    return UsageList(tuple(lines), tuple(bad))


def _line(row: int, cells: Mapping[str, str]) -> UsageLine:
    pool = cells.get("pool", "")
    if not pool:
        raise _Bad("pool", "missing")
    start, end = _moment("start", cells), _moment("end", cells)
    if end <= start:
        raise _Bad("end", "out_of_range", cells["end"])
    return UsageLine(
        row=row,
        pool=pool,
        exhibitor=cells.get("exhibitor") or None,
        span=Span(start, end),
        mpflops=_amount(cells),
    )


def _moment(name: str, cells: Mapping[str, str]) -> datetime:
    told = cells.get(name, "")
    if not told:
        raise _Bad(name, "missing")
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        raise _Bad(name, "malformed", told) from None
    return found if found.tzinfo else found.replace(tzinfo=LAB_ZONE)


def _amount(cells: Mapping[str, str]) -> int:
    unit = next((each for each in _UNITS if cells.get(each)), None)
    if unit is None:
        raise _Bad("mpflops", "missing")
    told = cells[unit]
    try:
        found = Decimal(told.replace(",", "")) * _UNITS[unit]
    except InvalidOperation:
        raise _Bad("mpflops", "malformed", told) from None
    if not found.is_finite():
        raise _Bad("mpflops", "malformed", told)
    if not 0 <= found <= _MOST:
        raise _Bad("mpflops", "out_of_range", told)
    return round(found)
