import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from labapp.domain.bookings import State
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.imports import BookingLine, ExhibitorLine, TableKind
from labapp.domain.languages import NO_NAMES, Language, Names
from labapp.domain.times import local
from labapp.exchange.bookings import booking_columns, parse_bookings
from labapp.exchange.escapes import escaped, guarded_once_more, unescaped
from labapp.exchange.exhibitors import exhibitor_columns, parse_exhibitors
from labapp.exchange.mapping import guess_mapping
from labapp.exchange.readings import as_given, one_line
from labapp.exchange.sheets import write_csv, write_xlsx
from labapp.exchange.synonyms import EXAMPLE_MARKS
from labapp.exchange.tables import read_table
from labapp.exchange.templates import write_template
from labapp.words import LANGUAGES

TODAY = date(2026, 12, 8)
ENDINGS = ("csv", "xlsx")

letters = st.sampled_from("aZ09 =+-@'\"\t,;|#&海報预約\n")
written = st.text(letters, min_size=1, max_size=12)


def kept(text: str) -> bool:
    """Whether a text is in the form in which the house keeps it, and says something."""
    return one_line(text) == text and not text.startswith("#") and text not in EXAMPLE_MARKS


texts = written.map(lambda text: " ".join(text.split())).filter(kept)
notes = written.map(str.strip).filter(lambda text: as_given(text) == text and text[0] != "#")
instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001 -- given a zone next
    lambda moment: moment.replace(second=0, microsecond=0).astimezone()
)

exhibitors = st.builds(
    ExhibitorLine,
    row=st.just(0),
    code=st.none() | texts,
    names=st.builds(Names, texts, st.none() | texts, st.none() | texts),
    fascia_name=st.none() | notes,
    kind=st.none() | st.sampled_from(ExhibitorKind),
    brn=st.integers(0, 99_999_999).map(lambda number: f"{number:08}"),
    branch=st.none() | st.integers(0, 999).map(lambda number: f"{number:03}"),
    contact_name=st.none() | texts,
    contact_name_zh=st.none() | texts,
    role=st.none() | texts,
    phone=st.none() | st.integers(20_000_000, 99_999_999).map(lambda number: f"+852{number}"),
    email=st.none() | st.sampled_from(("a@b.example", "-x=1@b.example", "'a@b.hk")),
    language=st.none() | st.sampled_from(Language),
    badge_quota=st.none() | st.integers(0, 500),
    note=st.none() | notes,
)


@st.composite
def bookings(draw: st.DrawFn) -> BookingLine:
    start = draw(instants)
    return BookingLine(
        row=0,
        number=draw(st.none() | texts),
        place=draw(texts),
        exhibitor=draw(texts),
        demo=draw(st.none() | texts),
        start=start,
        end=start + timedelta(minutes=draw(st.integers(1, 4000))),
        state=draw(st.none() | st.sampled_from(State)),
        staff=draw(st.none() | st.integers(0, 99)),
        visitors=draw(st.none() | st.integers(0, 999)),
        power_w=draw(st.none() | st.integers(0, 20_000)),
        pool=draw(st.none() | texts),
        mpflops=draw(st.none() | st.integers(0, 3_000_000)),
        note=draw(st.none() | notes),
    )


def numbered(lines: list[ExhibitorLine]) -> list[ExhibitorLine]:
    return [replace(line, row=row) for row, line in enumerate(dict.fromkeys(lines), 2)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("ending", ENDINGS)
@some
@given(st.lists(exhibitors, min_size=1, max_size=4), st.sampled_from(LANGUAGES))
def test_a_list_of_exhibitors_reads_back_as_it_was_written(
    folder: Path, ending: str, lines: list[ExhibitorLine], language: str
) -> None:
    given_lines = numbered(lines)
    path = folder / f"exhibitors.{ending}"
    write = write_csv if ending == "csv" else write_xlsx

    write(given_lines, exhibitor_columns(language), path)

    table = read_table(path)
    read = parse_exhibitors(table, guess_mapping(table.headers, TableKind.EXHIBITORS))
    assert [replace(line, faults=()) for line in read] == given_lines
    assert not any(line.refused for line in read)


@pytest.mark.parametrize("ending", ENDINGS)
@some
@given(st.lists(bookings(), min_size=1, max_size=4), st.sampled_from(LANGUAGES))
def test_a_list_of_bookings_reads_back_as_it_was_written(
    folder: Path, ending: str, lines: list[BookingLine], language: str
) -> None:
    given_lines = [replace(line, row=row) for row, line in enumerate(dict.fromkeys(lines), 2)]
    path = folder / f"bookings.{ending}"
    write = write_csv if ending == "csv" else write_xlsx

    write(given_lines, booking_columns(language), path)

    table = read_table(path)
    read = parse_bookings(table, guess_mapping(table.headers, TableKind.BOOKINGS), TODAY)
    assert [replace(line, faults=()) for line in read] == given_lines
    assert not any(line.refused for line in read)


@given(st.text())
def test_the_guard_before_a_text_comes_off_again(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert unescaped(guarded_once_more(text)) == text


@given(st.text())
def test_no_escaped_text_begins_as_a_formula_does(text: str) -> None:
    assert not escaped(text).startswith(
        ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    )


DANGEROUS = ExhibitorLine(
    row=2,
    code="=HYPERLINK(1)",
    names=Names("+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3"),
    fascia_name="a;=1+1",
    phone="+85221234567",
    badge_quota=4,
    note="'=quoted",
)


def test_a_csv_has_its_mark_and_windows_line_ends_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"

    write_csv([DANGEROUS], exhibitor_columns("en"), path)

    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") == 2
    row = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1]
    assert row[:5] == [
        *("'=HYPERLINK(1)", "'+cmd|' /C calc'!A0", "'@SUM(A1)", "'-2+3", "a;=1+1"),
    ]
    assert row[10] == "'+852 2123 4567"
    assert row[13] == "4"


def test_every_cell_of_a_csv_is_quoted_so_that_no_other_delimiter_splits_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "list.csv"

    write_csv([DANGEROUS], exhibitor_columns("en"), path)

    assert '"a;=1+1"' in path.read_text("utf-8-sig")


def test_texts_of_a_workbook_are_texts_and_numbers_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"

    write_xlsx([DANGEROUS], exhibitor_columns("en"), path)

    sheet = load_workbook(path).worksheets[0]
    headers = [str(cell.value) for cell in sheet[1]]
    row = dict(zip(headers, sheet[2], strict=True))
    assert row["Exhibitor code"].value == "=HYPERLINK(1)"
    assert {row[h].data_type for h in ("Exhibitor code", "Name (English)", "Phone")} == {"s"}
    assert {row[h].number_format for h in ("Exhibitor code", "Phone")} == {"@"}
    assert (row["Badge quota"].value, row["Badge quota"].data_type) == (4, "n")
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"


def test_dates_and_times_of_a_workbook_are_dates_and_times(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    start = datetime.fromisoformat("2026-12-09T10:00:00+08:00")
    line = BookingLine(
        row=2, place="A1", exhibitor="B", start=start, end=start + timedelta(hours=2)
    )

    write_xlsx([line], booking_columns("zh_HK"), path)

    sheet = load_workbook(path).worksheets[0]
    assert [(cell.value, cell.data_type) for cell in sheet[2][4:7]] == [
        (datetime(2026, 12, 9), "d"),  # noqa: DTZ001 -- as Excel keeps it
        (local(start).time(), "d"),
        (local(start + timedelta(hours=2)).time(), "d"),
    ]


def test_a_list_that_cannot_be_written_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")

    def breaks(row: object) -> str:
        raise RuntimeError("half way")

    columns = [replace(column, read=breaks) for column in exhibitor_columns("en")]
    with pytest.raises(RuntimeError, match="half way"):
        write_csv([DANGEROUS], columns, path)

    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["list.csv"]


def test_a_folder_that_is_not_there_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"No such file|cannot find"):
        write_csv([DANGEROUS], exhibitor_columns("en"), tmp_path / "gone" / "list.csv")


@pytest.mark.parametrize("kind", TableKind)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_an_untouched_template_has_all_columns_and_no_row(
    tmp_path: Path, kind: TableKind, language: str, ending: str
) -> None:
    path = tmp_path / f"template.{ending}"

    write_template(kind, language, path, TODAY)

    table = read_table(path)
    mapping = guess_mapping(table.headers, kind)
    assert len(mapping) == len(table.headers)
    assert len(table.rows) == 1
    read: Callable[[], tuple[object, ...]] = {
        TableKind.EXHIBITORS: lambda: parse_exhibitors(table, mapping),
        TableKind.BOOKINGS: lambda: parse_bookings(table, mapping, TODAY),
    }[kind]
    assert read() == ()


@pytest.mark.parametrize("kind", TableKind)
def test_the_example_of_a_template_would_be_taken_if_it_were_not_marked(
    tmp_path: Path, kind: TableKind
) -> None:
    path = tmp_path / "template.xlsx"
    write_template(kind, "zh_HK", path, TODAY)
    table = read_table(path)
    (example,) = table.rows
    unmarked = replace(table, rows=(replace(example, cells=(None, *example.cells[1:])),))
    mapping = guess_mapping(table.headers, kind)

    lines = (
        parse_exhibitors(unmarked, mapping)
        if kind is TableKind.EXHIBITORS
        else parse_bookings(unmarked, mapping, TODAY)
    )

    assert [line.refused for line in lines] == [()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_template_explains_every_column_and_offers_its_words(
    tmp_path: Path, language: str
) -> None:
    path = tmp_path / "template.xlsx"

    write_template(TableKind.BOOKINGS, language, path, TODAY)

    sheet, notes = load_workbook(path).worksheets
    headers = [cell.value for cell in sheet[1]]
    assert [row[0] for row in notes.iter_rows(2, 1 + len(headers), values_only=True)] == headers
    assert all(row[1] for row in notes.iter_rows(2, 1 + len(headers), values_only=True))
    offered = sheet.data_validations.dataValidation
    assert len(offered) == 1
    assert len(str(offered[0].formula1)) <= 255 + 2


def test_what_is_typed_into_a_template_keeps_its_zeros(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"

    write_template(TableKind.EXHIBITORS, "en", path, TODAY)

    sheet = load_workbook(path).worksheets[0]
    formats = {
        cell.value: sheet.column_dimensions[chr(ord("A") + column)].number_format
        for column, cell in enumerate(sheet[1])
    }
    assert [header for header, style in formats.items() if style == "@"] == [
        *("Exhibitor code", "Business registration number", "Phone"),
    ]


def test_an_exhibitor_without_anything_but_a_code_is_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    line = ExhibitorLine(row=2, code="EX01", names=NO_NAMES)

    write_csv([line], exhibitor_columns("en"), path)

    table = read_table(path)
    assert parse_exhibitors(table, guess_mapping(table.headers, TableKind.EXHIBITORS)) == (line,)
