"""Reads a spreadsheet file as a table: which row is the header, and the rows below it.

A file is judged by what is in it, not by what it is called. The header is found by its words within
the first rows, so that titles above it do no harm.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from labapp.domain.imports import (
    Cell,
    RawRow,
    RawTable,
    TableKind,
    TableUnreadable,
    UnreadableKind,
)
from labapp.exchange.encodings import decode
from labapp.exchange.escapes import unescaped
from labapp.exchange.mapping import recognised
from labapp.exchange.readings import plain, shown
from labapp.exchange.workbooks import MOST_COLUMNS, MOST_ROWS, read_sheets

_MOST_BYTES: Final = 50_000_000
_HEADER_WITHIN: Final = 20
_LOOKED_AT: Final = 50
_LONGEST_HEADER: Final = 60
_DELIMITERS: Final = (",", "\t", ";", "|")
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_OTHERS: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
)
_BINARY: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

Rows = Sequence[Sequence[Cell]]


def read_table(source: Path | bytes, filename: str = "") -> RawTable:
    """Read a .csv, .tsv, .txt or .xlsx file.

    Of a workbook the visible sheet whose header is known best is read.

    Raises:
        TableUnreadable: It cannot be opened, or there is no table in it; the kind says why.
    """
    name = filename or (source.name if isinstance(source, Path) else "")
    data = source if isinstance(source, bytes) else _bytes(source)
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise TableUnreadable(UnreadableKind.EMPTY)
    if len(data) > _MOST_BYTES:
        raise TableUnreadable(UnreadableKind.TOO_BIG, most=MOST_ROWS)
    if data.startswith(_OLE):
        encrypted = _ENCRYPTED in data
        raise TableUnreadable(UnreadableKind.ENCRYPTED if encrypted else UnreadableKind.OLD_EXCEL)
    if data.startswith(b"PK\x03\x04"):
        _refuse_other_archive(data, name)
        return _from_workbook(data)
    _refuse_other_file(data)
    return _from_text(data)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TableUnreadable(UnreadableKind.TOO_BIG, most=MOST_ROWS)
        return path.read_bytes()
    except OSError as error:
        raise TableUnreadable(
            UnreadableKind.CANNOT_OPEN, name=path.name, why=error.strerror or str(error)
        ) from error


def _refuse_other_archive(data: bytes, name: str) -> None:
    """Refuse a ZIP that is no .xlsx: LibreOffice, Numbers, Excel binary, Word, any other."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = set(archive.namelist())
            mime = archive.read("mimetype") if "mimetype" in parts else b""
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise TableUnreadable(UnreadableKind.DAMAGED) from error
    if b"opendocument.spreadsheet" in mime:
        raise TableUnreadable(UnreadableKind.OTHER_PROGRAM, program="LibreOffice / OpenDocument")
    if "xl/workbook.bin" in parts:
        raise TableUnreadable(UnreadableKind.OTHER_PROGRAM, program="Excel (.xlsb)")
    if any(part.startswith("Index/") and part.endswith(".iwa") for part in parts):
        raise TableUnreadable(UnreadableKind.OTHER_PROGRAM, program="Numbers")
    if "xl/workbook.xml" not in parts and not any("workbook" in part for part in parts):
        raise TableUnreadable(UnreadableKind.NOT_A_TABLE, what=Path(name).suffix or "ZIP")


def _refuse_other_file(data: bytes) -> None:
    what = next((what for mark, what in _OTHERS if data.startswith(mark)), None)
    start = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if what is None and start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")):
        what = "XML" if start.startswith(b"<?xml") else "HTML"
    if what is not None:
        raise TableUnreadable(UnreadableKind.NOT_A_TABLE, what=what)


def _from_workbook(data: bytes) -> RawTable:
    found = [
        (_header_at(sheet.rows), index, sheet) for index, sheet in enumerate(read_sheets(data))
    ]
    sheets = [(header, index, sheet) for header, index, sheet in found if header is not None]
    if not sheets:
        raise TableUnreadable(UnreadableKind.EMPTY)
    (_, at), _, sheet = max(sheets, key=lambda each: (each[0][0], -each[1]))
    return _table(sheet.rows, at, sheet=sheet.title)


def _from_text(data: bytes) -> RawTable:
    text, encoding = decode(data)
    if not text.strip("".join(_DELIMITERS) + ' \r\n"\ufeff'):
        raise TableUnreadable(UnreadableKind.EMPTY)
    if _BINARY.search(text):
        raise TableUnreadable(UnreadableKind.NOT_A_TABLE, what="?")
    skipped = 0
    if named := _SEPARATOR_LINE.match(text):
        text, skipped = text[named.end() :], 1
        delimiter = named[1]
    else:
        delimiter = _delimiter(text)
    rows: list[list[Cell]] = [[] for _ in range(skipped)]
    rows.extend(_records(text, delimiter))
    header = _header_at(rows)
    if header is None:
        raise TableUnreadable(UnreadableKind.EMPTY)
    return _table(rows, header[1], encoding=encoding, delimiter=delimiter)


def _records(text: str, delimiter: str, most: int | None = None) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) == most:
                break
            if len(rows) > MOST_ROWS:
                raise TableUnreadable(UnreadableKind.TOO_BIG, most=MOST_ROWS)
            rows.append([cell if cell.strip() else None for cell in record[:MOST_COLUMNS]])
    except csv.Error as error:
        raise TableUnreadable(UnreadableKind.NOT_A_TABLE, what="CSV") from error
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return rows


def _delimiter(text: str) -> str:
    """Return what stands between columns: what gives the most known headers and even rows."""

    def score(delimiter: str) -> tuple[int, float, int]:
        try:
            rows = [row for row in _records(text, delimiter, _LOOKED_AT) if any(row)]
        except TableUnreadable:
            return (0, 0.0, 0)
        known = max((_known(row) for row in rows[:_HEADER_WITHIN]), default=0)
        widths = Counter(len(row) for row in rows)
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (known, count / len(rows) if width > 1 else 0.0, width)

    return max(_DELIMITERS, key=score)


def _known(row: Sequence[Cell]) -> int:
    """Return how many cells of a row are words known as headers of either kind of table."""
    texts = [
        text if isinstance(cell, str) and len(text := shown(cell)) <= _LONGEST_HEADER else ""
        for cell in row
    ]
    return max(recognised(texts, kind) for kind in TableKind) if any(texts) else 0


def _header_at(rows: Rows) -> tuple[int, int] | None:
    """Return (known words, index) of the header row; None when nothing is written anywhere.

    Where no row has two known words it is the row with the most short words in it, for a person to
    say what they mean.
    """
    filled = [(index, row) for index, row in enumerate(rows) if any(c is not None for c in row)]
    if not filled:
        return None
    first = filled[0][0]
    near = [(index, row) for index, row in filled if index < first + _HEADER_WITHIN]
    known, index = max(((_known(row), -index) for index, row in near))
    if known > 1:
        return known, -index
    _, index = max(((_short_words(row) + 3 * _known(row), -index) for index, row in near))
    return known, -index


def _short_words(row: Sequence[Cell]) -> int:
    texts = [shown(cell) for cell in row if isinstance(cell, str)]
    return len({text for text in texts if text and len(text) <= _LONGEST_HEADER // 2}) - sum(
        cell is not None and not isinstance(cell, str) for cell in row
    )


def _table(
    rows: Rows,
    at: int,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> RawTable:
    """Return the table below a header; blank rows and the header said again are left out."""
    width = max((len(row) for row in rows[at:]), default=0)
    headers = tuple(" ".join(shown(cell).split()) for cell in _padded(rows[at], width))
    same = [plain(cell) for cell in _padded(rows[at], width)]
    found = (
        RawRow(number, tuple(unescaped(cell) for cell in _padded(row, width)))
        for number, row in enumerate(rows[at + 1 :], at + 2)
        if any(shown(cell) for cell in row)
    )
    body = tuple(row for row in found if [plain(cell) for cell in row.cells] != same)
    return RawTable(at + 1, headers, body, sheet, encoding, delimiter)


def _padded(row: Sequence[Cell], width: int) -> list[Cell]:
    return [*row, *([None] * (width - len(row)))]
