import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from labapp.domain.imports import TableKind, TableUnreadable, UnreadableKind, missing_columns
from labapp.exchange.mapping import guess_mapping
from labapp.exchange.tables import read_table

Xlsx = Callable[..., bytes]

ENGLISH = "Code,Company,Phone\r\nEX07,Kestrel Quay,2123 4567\r\n"
TRADITIONAL = "編號,公司名稱,聯絡電話\r\nEX08,紙燈籠語音科技,2123 4567\r\nEX10,磚竹建造智能,\r\n"
SIMPLIFIED = "编号,公司名称,联系电话\r\nEX08,纸灯笼语音科技,2123 4567\r\nEX10,砖竹建造智能,\r\n"
CANTONESE = "編號,公司名稱,備註\r\nEX08,啱傾科技,佢哋嘅攤位喺邊度\r\n"
WESTERN = "Company,Contact\r\nMüller & Söhne GmbH,José Peña\r\nCafé Zürich,Renée Lefèvre\r\n"


def refusal(data: bytes | Path, name: str = "") -> TableUnreadable:
    with pytest.raises(TableUnreadable) as refused:
        read_table(data, name)
    return refused.value


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (ENGLISH, "utf-8", "utf-8"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (TRADITIONAL, "utf-8-sig", "utf-8-sig"),
        (TRADITIONAL, "utf-16", "utf-16"),
        (TRADITIONAL, "utf-16-le", "utf-16-le"),
        (TRADITIONAL, "utf-16-be", "utf-16-be"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (ENGLISH, "utf-16-be", "utf-16-be"),
        (ENGLISH, "utf-32", "utf-32"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (CANTONESE, "big5hkscs", "big5hkscs"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (WESTERN, "cp1252", "cp1252"),
    ],
)
def test_the_letters_come_out_right_in_every_encoding(text: str, encoding: str, named: str) -> None:
    table = read_table(text.encode(encoding), "list.csv")

    written = [line.split(",") for line in text.strip().split("\r\n")]
    assert list(table.headers) == written[0]
    assert [[cell or "" for cell in row.cells] for row in table.rows] == written[1:]
    assert table.encoding == named


names_of_companies = st.text("海港智能數據語音影像機械實驗室科技有限公司雲計算醫療物流", min_size=3)


@given(st.lists(names_of_companies, min_size=1, max_size=5))
def test_big5_is_never_taken_for_gb(companies: list[str]) -> None:
    text = "編號,公司名稱\r\n" + "\r\n".join(f"{n},{name}" for n, name in enumerate(companies))

    table = read_table(text.encode("big5"))

    assert [row.cells[1] for row in table.rows] == companies


@given(st.lists(names_of_companies, min_size=1, max_size=5))
def test_gb_is_never_taken_for_big5(companies: list[str]) -> None:
    text = "编号,公司名称\r\n" + "\r\n".join(f"{n},{name}" for n, name in enumerate(companies))

    table = read_table(text.encode("gb18030"))

    assert [row.cells[1] for row in table.rows] == companies


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_clear_refusal(data: bytes) -> None:
    try:
        table = read_table(data, "list.csv")
    except TableUnreadable:
        return

    assert all(len(row.cells) == len(table.headers) for row in table.rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = ENGLISH.replace(",", delimiter)

    table = read_table(text.encode(), "list.txt")

    assert table.headers == ("Code", "Company", "Phone")
    assert table.delimiter == delimiter


def test_commas_inside_texts_do_not_decide_the_delimiter() -> None:
    text = "Company;Note\r\nA;one, two, three\r\nB;four, five, six\r\n"

    table = read_table(text.encode())

    assert table.rows[0].cells == ("A", "one, two, three")


def test_a_first_line_that_names_the_delimiter_is_obeyed() -> None:
    table = read_table(b"sep=;\r\nCompany;Phone\r\nA, B;21234567\r\n")

    assert (table.header_row, table.headers) == (2, ("Company", "Phone"))
    assert table.rows[0].number == 3


def test_a_cell_may_hold_several_lines() -> None:
    table = read_table(b'Company,Note\r\nA,"one\r\ntwo"\r\nB,three\r\n')

    assert [row.cells[1] for row in table.rows] == ["one\r\ntwo", "three"]
    assert [row.number for row in table.rows] == [2, 3]


def test_titles_and_blank_rows_above_the_header_are_passed_over() -> None:
    text = "AI Lab 參展商名單 2026\r\nUpdated 1 Dec\r\n\r\n" + TRADITIONAL

    table = read_table(text.encode("utf-8-sig"))

    assert (table.header_row, table.headers[1]) == (4, "公司名稱")
    assert [row.number for row in table.rows] == [5, 6]


def test_blank_rows_are_left_out_and_numbers_stay_those_of_the_file() -> None:
    table = read_table(b"Company,Phone\r\nA,1\r\n,\r\n\r\nB,2\r\n , \r\n")

    assert [(row.number, row.cells[0]) for row in table.rows] == [(2, "A"), (5, "B")]


def test_a_header_said_again_further_down_is_no_row() -> None:
    table = read_table(b"Company,Phone\r\nA,1\r\nCOMPANY , phone\r\nB,2\r\n")

    assert [row.cells[0] for row in table.rows] == ["A", "B"]


def test_short_rows_are_as_wide_as_the_table() -> None:
    table = read_table(b"Company,Phone,E-mail\r\nA\r\nB,2\r\n")

    assert [row.cells for row in table.rows] == [("A", None, None), ("B", "2", None)]


def test_a_merged_title_above_the_header_of_a_workbook_is_passed_over(xlsx: Xlsx) -> None:
    data = xlsx(
        [
            ["2026年12月 預約表 Bookings", None, None, None],
            ["人工智能實驗室", None, None, None],
            [],
            ["攤位", "參展商", "日期", "時間"],
            ["A1", "百度", datetime(2026, 12, 9), "10:00-12:00"],  # noqa: DTZ001 -- as Excel keeps it
        ],
        merged=["A1:D1", "A2:D2"],
    )

    table = read_table(data, "bookings.xlsx")

    assert (table.header_row, table.headers) == (4, ("攤位", "參展商", "日期", "時間"))
    assert table.rows[0].cells[2] == datetime(2026, 12, 9)  # noqa: DTZ001 -- as Excel keeps it


def test_a_cell_merged_over_rows_counts_for_each_of_them(xlsx: Xlsx) -> None:
    data = xlsx(
        [
            ["Date", "Booth", "From", "To"],
            [date(2026, 12, 9), "A1", time(10), time(12)],
            [None, "A2", time(11), time(13)],
            [date(2026, 12, 10), "A1", time(10), time(12)],
        ],
        merged=["A2:A3"],
    )

    table = read_table(data)

    days = [cell.day for row in table.rows if isinstance(cell := row.cells[0], date)]
    assert days == [9, 9, 10]


def test_a_header_of_two_rows_is_read_by_its_lower_one(xlsx: Xlsx) -> None:
    data = xlsx(
        [
            ["Booth", "Exhibitor", "Date", "Time", None],
            [None, None, None, "From", "To"],
            ["A1", "Baidu", date(2026, 12, 9), time(10), time(12)],
        ],
        merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1"],
    )

    table = read_table(data)

    assert table.headers == ("Booth", "Exhibitor", "Date", "From", "To")
    assert [row.number for row in table.rows] == [3]


def test_the_sheet_with_the_best_known_header_is_read(xlsx: Xlsx) -> None:
    data = xlsx([["Company", "Phone"], ["A", "21234567"]], before=[["Notes"], ["Some words"]])

    table = read_table(data)

    assert (table.sheet, table.headers) == ("List", ("Company", "Phone"))


def test_a_workbook_called_csv_is_read_as_the_workbook_it_is(xlsx: Xlsx) -> None:
    table = read_table(xlsx([["Company", "Phone"], ["A", "1"]]), "list.csv")

    assert table.headers == ("Company", "Phone")


def test_an_apostrophe_that_guards_a_formula_is_taken_off() -> None:
    table = read_table(b"Company,Phone\r\n'=Sum,'+852 2123 4567\r\n'Tis,''=x\r\n")

    assert [row.cells for row in table.rows] == [
        ("=Sum", "+852 2123 4567"),
        ("'Tis", "'=x"),
    ]


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b",,,\r\n,,\r\n"])
def test_a_file_without_anything_in_it_is_called_empty(data: bytes) -> None:
    assert refusal(data, "list.csv").kind is UnreadableKind.EMPTY


def test_an_empty_workbook_is_called_empty(xlsx: Xlsx) -> None:
    assert refusal(xlsx([]), "list.xlsx").kind is UnreadableKind.EMPTY


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, UnreadableKind.OLD_EXCEL),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            UnreadableKind.ENCRYPTED,
        ),
        (b"%PDF-1.7 rubbish", UnreadableKind.NOT_A_TABLE),
        (b"\x89PNG\r\n\x1a\n rubbish", UnreadableKind.NOT_A_TABLE),
        (b"<html><table><tr><td>x</td></tr></table></html>", UnreadableKind.NOT_A_TABLE),
        (b"PK\x03\x04 and then nothing of a ZIP", UnreadableKind.DAMAGED),
        (b"words \x01\x02\x03\x04 then control codes", UnreadableKind.NOT_A_TABLE),
        (b"\x81\x00\x30\xd8\x00\xdc\xff", UnreadableKind.UNKNOWN_ENCODING),
    ],
)
def test_what_is_no_table_is_refused_with_what_it_is(data: bytes, kind: UnreadableKind) -> None:
    assert refusal(data, "list.xls").kind is kind


def archive(parts: dict[str, bytes]) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return stored.getvalue()


@pytest.mark.parametrize(
    ("parts", "program"),
    [
        (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"},
            "LibreOffice / OpenDocument",
        ),
        ({"xl/workbook.bin": b""}, "Excel (.xlsb)"),
        ({"Index/Document.iwa": b""}, "Numbers"),
    ],
)
def test_a_file_of_another_program_is_refused_by_name(
    parts: dict[str, bytes], program: str
) -> None:
    refused = refusal(archive(parts))

    assert (refused.kind, refused.facts) == (UnreadableKind.OTHER_PROGRAM, {"program": program})


def test_an_archive_that_is_no_workbook_is_no_table() -> None:
    assert refusal(archive({"a.txt": b"x"}), "x.zip").kind is UnreadableKind.NOT_A_TABLE


def test_a_workbook_with_a_broken_part_is_called_damaged(xlsx: Xlsx) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx([["Company", "Phone"], ["A", "1"]]))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-40]

    assert refusal(archive(parts)).kind is UnreadableKind.DAMAGED


def test_a_file_that_unpacks_to_far_too_much_is_refused_before_it_does() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b" " * 201_000_000)

    assert refusal(stored.getvalue()).kind is UnreadableKind.TOO_BIG


def test_more_rows_than_a_desk_has_are_refused() -> None:
    text = "Company,Phone\r\n" + "A,1\r\n" * 20_001

    assert refusal(text.encode()).kind is UnreadableKind.TOO_BIG


def test_a_sheet_formatted_down_to_its_last_row_is_read_at_once() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Company", "Phone"])
    sheet.append(["A", "1"])
    sheet.cell(1_048_576, 1).number_format = "@"
    stored = io.BytesIO()
    book.save(stored)

    started = perf_counter()
    table = read_table(stored.getvalue())

    assert [row.number for row in table.rows] == [2]
    assert perf_counter() - started < 5


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    refused = refusal(tmp_path / "gone.csv")

    assert refused.kind is UnreadableKind.CANNOT_OPEN
    assert refused.facts["name"] == "gone.csv"


@pytest.mark.skipif(os.name == "nt", reason="folders open differently there")
def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).kind is UnreadableKind.CANNOT_OPEN


def test_a_foreign_schedule_is_read_and_says_which_columns_it_lacks(
    sample: Callable[[str], Path],
) -> None:
    table = read_table(sample("voc-schedule-example.xlsx"))

    assert table.header_row == 2
    assert table.headers[:4] == ("Ort", "Datum", "", "Uhrzeit")
    assert len(table.rows) == 13
    mapping = guess_mapping(table.headers, TableKind.BOOKINGS)
    assert len(missing_columns(TableKind.BOOKINGS, mapping)) == 3


def test_a_foreign_schedule_of_our_own_making_is_read_alike(xlsx: Xlsx) -> None:
    data = xlsx(
        [
            ["<Veranstaltung>", None, None, None, "Vortragende", None],
            ["Ort", "Datum", "Uhrzeit", "Titel", "ID", 1],
            ["Saal", date(2016, 10, 27), time(9), "Begrüßung", 1001, "A. Muster"],
        ],
        merged=["A1:D1", "E1:F1"],
    )

    table = read_table(data)

    assert (table.header_row, table.headers[:3]) == (2, ("Ort", "Datum", "Uhrzeit"))


def test_an_open_document_sheet_is_refused_with_what_to_do(sample: Callable[[str], Path]) -> None:
    refused = refusal(sample("voc-schedule-example.ods"))

    assert refused.kind is UnreadableKind.OTHER_PROGRAM
