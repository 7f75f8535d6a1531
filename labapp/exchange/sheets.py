"""Writes lists as CSV and XLSX that read back exactly, and empty ones to fill in.

No text of a list can run as a formula: in CSV it gets an apostrophe before it, which reading takes
off again; in XLSX it is stored as a text.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from labapp.domain.imports import Cell
from labapp.exchange.columns import Column
from labapp.exchange.escapes import escaped, guarded_once_more
from labapp.exchange.files import write_whole
from labapp.exchange.readings import shown

if TYPE_CHECKING:
    from openpyxl.cell import Cell as WorkbookCell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Row = TypeVar("Row")

_TEXT: Final = "@"
_FORMATS: Final = {date: "yyyy-mm-dd", time: "hh:mm"}
_HEADER_FILL: Final = "E7ECF2"
_LONGEST_TITLE: Final = 31
_LAST_ROW: Final = 5000
"""How far down a template offers its lists of words."""


def write_csv(rows: Iterable[Row], columns: Sequence[Column[Row]], path: Path) -> None:
    """Write a list as CSV: UTF-8 with its mark, CRLF, every cell quoted.

    The file appears whole or not at all.

    Raises:
        OSError: It cannot be written there.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([escaped(column.header) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(column.read(row)) for column in columns])
    write_whole(path, written.getvalue().encode("utf-8-sig"))


def write_xlsx(
    rows: Iterable[Row], columns: Sequence[Column[Row]], path: Path, title: str = ""
) -> None:
    """Write a list as a workbook of one sheet, with its header held in view.

    Codes, numbers and phones are texts there, so that no zero or plus is lost. The file appears
    whole or not at all.

    Raises:
        OSError: It cannot be written there.
    """
    book = new_workbook()
    sheet = add_sheet(book, title or path.stem, columns)
    for number, row in enumerate(rows, 2):
        fill_row(sheet, number, [column.read(row) for column in columns])
    write_whole(path, packed(book))


def _csv_cell(cell: Cell) -> str:
    said = shown(cell)
    return escaped(said) if isinstance(cell, str) else said


def new_workbook() -> "Workbook":
    """Return a workbook without a sheet."""
    # It costs start-up time, and most runs of the program write no spreadsheet.
    from openpyxl import Workbook as NewWorkbook  # noqa: PLC0415 -- start-up time

    book = NewWorkbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    book.properties.creator = "labapp"
    return book


def add_sheet(book: "Workbook", title: str, columns: Sequence[Column[Row]]) -> "Worksheet":
    """Add a sheet with a header: bold, held in view, and as wide as its columns need."""
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 -- start-up time
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- start-up time

    sheet: Worksheet = book.create_sheet(sheet_title(title))
    fill_row(sheet, 1, [column.header for column in columns])
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(1, number)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color=_HEADER_FILL)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = column.width
        if column.text:
            # What is typed below keeps its zeros and its plus.
            dimension.number_format = _TEXT
    sheet.freeze_panes = "A2"
    return sheet


def offer_choices(sheet: "Worksheet", columns: Sequence[Column[Row]]) -> None:
    """Let cells be filled from a list where the column has one; other words may still be typed."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- start-up time
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 -- start-up time

    for number, column in enumerate(columns, 1):
        if column.choices:
            letter = get_column_letter(number)
            listed = DataValidation(
                type="list",
                formula1=f'"{",".join(column.choices)}"',
                allow_blank=True,
                showErrorMessage=False,
            )
            listed.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.add_data_validation(listed)


def fill_row(sheet: "Worksheet", number: int, cells: Sequence[Cell]) -> None:
    """Fill the cells of a row (from 1); texts are stored as texts, whatever they begin with."""
    for column, value in enumerate(cells, 1):
        if value is not None:
            _fill(sheet, number, column, value)


def _fill(sheet: "Worksheet", row: int, column: int, value: Cell) -> None:
    cell: WorkbookCell = sheet.cell(row, column)  # type: ignore[assignment] # none is merged
    if isinstance(value, str):
        cell.value = guarded_once_more(shown(value))
        # The library would take a text that begins with = for a formula, #N/A for an error.
        cell.data_type = "s"
        cell.number_format = _TEXT
        cell.quotePrefix = cell.value.startswith(("=", "+", "-", "@"))
    else:
        cell.value = value
        cell.number_format = _FORMATS.get(type(value), "General")


def packed(book: "Workbook") -> bytes:
    """Return a workbook as the bytes of its file."""
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def sheet_title(text: str) -> str:
    """Return a title that a workbook takes: 31 letters at most, and no slashes."""
    kept = "".join(" " if letter in "[]:*?/\\" else letter for letter in text).strip(" '")
    return kept[:_LONGEST_TITLE] or "Sheet"
