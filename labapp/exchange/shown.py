"""A list as it is shown on the screen, written as CSV or as a workbook."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labapp.domain.imports import Cell
from labapp.exchange.escapes import escaped
from labapp.exchange.files import write_whole
from labapp.exchange.readings import shown
from labapp.exchange.sheets import fill_row, new_workbook, packed, sheet_title

_LETTER: Final = 7
"""Pixels of the screen to a letter of a spreadsheet's column."""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Headings and rows as they stand on the screen; widths in logical pixels."""

    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[Sequence[Cell]]


def write_shown(table: ShownTable, path: Path) -> None:
    """Write the table to a file, as CSV where its name ends so, else as a workbook.

    The file appears whole or not at all. No text of it can run as a formula.

    Raises:
        OSError: It cannot be written there.
    """
    data = _csv(table) if path.suffix.lower() == ".csv" else _workbook(table)
    write_whole(path, data)


def _csv(table: ShownTable) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([escaped(heading) for heading in table.headings])
    for row in table.rows:
        writer.writerow([_said(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def _said(cell: Cell) -> str:
    said = shown(cell)
    return escaped(said) if isinstance(cell, str) else said


def _workbook(table: ShownTable) -> bytes:
    from openpyxl.styles import Font  # noqa: PLC0415 -- start-up time
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- start-up time

    book = new_workbook()
    sheet = book.create_sheet(sheet_title(table.title))
    fill_row(sheet, 1, table.headings)
    for number, width in enumerate(table.widths, 1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = max(width / _LETTER, 6)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(table.rows, 2):
        fill_row(sheet, number, row)
    return packed(book)
