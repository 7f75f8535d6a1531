"""The cells of an Excel workbook as they were last shown: values, not formulas."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from labapp.domain.imports import Cell, TableUnreadable, UnreadableKind

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 200
_MOST_UNPACKED: Final = 200_000_000
"""Bytes: a spreadsheet of a desk unpacks to far less, a file made to choke a reader to more."""
_MOST_FILLED: Final = 200_000

_MERGE: Final = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"'
)

_DAMAGE: Final = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ParseError, EOFError, OSError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, NotImplementedError),
)
"""What the library raises on a broken part is whatever the missing piece happens to cause."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first one on, each as long as its last cell."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]


def read_sheets(data: bytes) -> tuple[Sheet, ...]:
    """Return the visible sheets of an .xlsx file that hold anything.

    A cell merged over several rows counts for each of them: one date beside five bookings.

    Raises:
        TableUnreadable: The file is damaged or far too big.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
                raise TableUnreadable(UnreadableKind.TOO_BIG, most=MOST_ROWS)
            book = _open(data)
            try:
                sheets = [
                    Sheet(sheet.title, _rows(sheet, archive))
                    for sheet in book.worksheets
                    if sheet.sheet_state == "visible"
                ]
            finally:
                book.close()
    except _DAMAGE as error:
        raise TableUnreadable(UnreadableKind.DAMAGED) from error
    return tuple(sheet for sheet in sheets if any(sheet.rows))


def _open(data: bytes) -> "Workbook":
    # It costs start-up time, and most runs of the program read no spreadsheet.
    from openpyxl import load_workbook  # noqa: PLC0415 -- start-up time

    with warnings.catch_warnings():
        # It warns of pictures, rules and extensions that it leaves out: only cells are wanted.
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True)


def _rows(sheet: "ReadOnlyWorksheet", archive: zipfile.ZipFile) -> tuple[tuple[Cell, ...], ...]:
    # Some programs write a wrong size, and rows beyond it would be lost.
    sheet.reset_dimensions()
    rows: list[list[Cell]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Rows that are only formatted may go on for a million: reading stops in time.
        read = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)  # type: ignore[misc] # its types know only the other kind of sheet
        for number, row in enumerate(read, 1):
            cells = _trimmed(row)
            if not cells:
                continue
            if number > MOST_ROWS:
                raise TableUnreadable(UnreadableKind.TOO_BIG, most=MOST_ROWS)
            rows.extend([] for _ in range(number - 1 - len(rows)))
            rows.append(cells)
    _fill_merged(rows, archive.read(sheet._worksheet_path))  # type: ignore[attr-defined] # noqa: SLF001 -- the library does not read merged cells in this mode
    return tuple(tuple(row) for row in rows)


def _trimmed(row: Sequence[object]) -> list[Cell]:
    """Return the cells of a row up to its last one that holds anything."""
    last = next((at for at in range(len(row) - 1, -1, -1) if row[at] is not None), -1)
    return [_cell(value) for value in row[: last + 1]]


def _cell(value: object) -> Cell:
    """Return a cell's value; of what is no plain value (a table of data), its words."""
    return value if isinstance(value, Cell) else str(value)


def _fill_merged(rows: list[list[Cell]], part: bytes) -> None:
    """Write the value of a cell merged over several rows into each row, in its first column."""
    filled = 0
    for left, top, _, bottom in _MERGE.findall(part):
        column, first, last = _column(left), int(top) - 1, min(int(bottom), len(rows))
        if first >= len(rows) or column >= len(rows[first]):
            continue
        for row in rows[first + 1 : last]:
            if filled >= _MOST_FILLED:
                return
            filled += 1
            row.extend([None] * (column + 1 - len(row)))
            row[column] = rows[first][column]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
