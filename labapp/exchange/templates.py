"""Empty lists to fill in: a header, one example row, and how to fill in each column."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Final

from labapp.domain.bookings import State
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.imports import BookingLine, ExhibitorLine, TableKind
from labapp.domain.languages import Language, Names
from labapp.domain.times import at
from labapp.exchange.bookings import booking_columns
from labapp.exchange.columns import Column
from labapp.exchange.exhibitors import exhibitor_columns
from labapp.exchange.files import write_whole
from labapp.exchange.sheets import (
    Row,
    add_sheet,
    fill_row,
    new_workbook,
    offer_choices,
    packed,
    write_csv,
)
from labapp.words import Words, words

_INTRODUCTION: Final = ("columns", "example", "dry_run")
_EXHIBITOR: Final = ExhibitorLine(
    row=2,
    names=Names("Kestrel Quay Robotics (Sample)", "隼埗機械人（示例）", "隼埗机器人（示例）"),
    fascia_name="KESTREL QUAY ROBOTICS",
    kind=ExhibitorKind.STARTUP,
    brn="99000007",
    branch="000",
    contact_name="Peter CHAN Tai Man",
    contact_name_zh="陳大文",
    phone="+85241000007",
    email="booth.lead@kestrel-quay.example",
    language=Language.ZH_HK,
    badge_quota=4,
)
_BOOKING: Final = BookingLine(
    row=2,
    place="C1",
    exhibitor="Kestrel Quay Robotics (Sample)",
    state=State.CONFIRMED,
    staff=2,
    visitors=20,
    power_w=1200,
    pool="P-GPU",
    mpflops=2500,
)


def write_template(kind: TableKind, language: str, path: Path, day: date) -> None:
    """Write an empty list of a kind with headers in a language: .csv, or .xlsx for any other name.

    Its one row is an example, marked so in its first cell, and is left out when the file is read;
    ``day`` is the day the example falls on. A workbook has a second sheet that explains each column
    and offers the words to choose from.

    Raises:
        OSError: It cannot be written there.
    """
    said = words(language)
    if kind is TableKind.EXHIBITORS:
        exhibitor = replace(
            _EXHIBITOR,
            code=said("tables.template.example_mark"),
            role=said("tables.template.example_role"),
            note=said("tables.template.example_note"),
        )
        _write(exhibitor, exhibitor_columns(language), kind, said, path)
    else:
        start = at(day, time(10))
        booking = replace(
            _BOOKING,
            number=said("tables.template.example_mark"),
            demo=said("tables.template.example_demo"),
            start=start,
            end=start + timedelta(hours=2),
            note=said("tables.template.example_note"),
        )
        _write(booking, booking_columns(language), kind, said, path)


def _write(
    example: Row, columns: tuple[Column[Row], ...], kind: TableKind, said: Words, path: Path
) -> None:
    def hint(column: Column[Row]) -> str:
        return said(f"tables.hint.{kind}.{column.field}")

    if path.suffix.lower() == ".csv":
        write_csv((example,), columns, path)
        return
    from openpyxl.styles import Font  # noqa: PLC0415 -- start-up time

    book = new_workbook()
    sheet = add_sheet(book, said(f"tables.kind.{kind}"), columns)
    fill_row(sheet, 2, [column.read(example) for column in columns])
    for cell in sheet[2]:
        cell.font = Font(italic=True, color="7A7A7A")
    offer_choices(sheet, columns)
    notes = add_sheet(
        book,
        said("tables.template.notes"),
        (
            replace(columns[0], header=said("tables.template.column"), width=32, text=True),
            replace(columns[0], header=said("tables.template.what"), width=90, text=True),
        ),
    )
    texts = [
        (column.header, " ".join((hint(column), " · ".join(column.choices))).strip())
        for column in columns
    ]
    texts += [("·", said(f"tables.template.intro_{about}")) for about in _INTRODUCTION]
    for number, row in enumerate(texts, 2):
        fill_row(notes, number, row)
    write_whole(path, packed(book))
