"""A list as a file: what is shown, in the order shown."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from labapp.domain.bookings import Booking
from labapp.exchange.booking_calendar import write_ics
from labapp.exchange.files import writing
from labapp.exchange.shown import ShownTable, write_shown
from labapp.ui.models.listing import ListColumn

T = TypeVar("T")
KINDS: Final = {".csv": "CSV (*.csv)", ".xlsx": "Excel (*.xlsx)", ".ics": "iCalendar (*.ics)"}


def shown_table(title: str, columns: Sequence[ListColumn[T]], rows: Iterable[T]) -> ShownTable:
    """Return rows with the columns shown, as values that a spreadsheet can sort and add up."""
    readers: list[Any] = [column.cell or column.text for column in columns]
    return ShownTable(
        title,
        tuple(column.heading() for column in columns),
        tuple(column.width for column in columns),
        [[read(row) for read in readers] for row in rows],
    )


def save_table(table: ShownTable, path: Path) -> None:
    """Write a table, as CSV or as a workbook by the name's end; ``FileFault`` if that fails."""
    with writing(path):
        write_shown(table, path)


def save_calendar(bookings: Sequence[Booking], language: str, now: datetime, path: Path) -> None:
    """Write bookings as a calendar; ``FileFault`` if that fails."""
    with writing(path):
        write_ics(bookings, language, now, path)
