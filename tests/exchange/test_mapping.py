import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.imports import BookingField as B
from labapp.domain.imports import ExhibitorField as E
from labapp.domain.imports import FieldKey, TableKind, missing_columns
from labapp.exchange.bookings import booking_columns
from labapp.exchange.exhibitors import exhibitor_columns
from labapp.exchange.mapping import guess_mapping
from labapp.words import LANGUAGES


def fields(headers: list[str], kind: TableKind) -> list[FieldKey | None]:
    found = {column: field for field, column in guess_mapping(headers, kind).items()}
    return [found.get(column) for column in range(len(headers))]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            ["Company", "Contact Person", "Tel", "Email", "BR No.", "Remarks"],
            [E.NAME_EN, E.CONTACT_NAME, E.PHONE, E.EMAIL, E.BRN, E.NOTE],
        ),
        (
            ["編號", "公司名稱", "英文名稱", "類別", "聯絡人", "電話", "電郵", "備註"],
            [
                *(E.CODE, E.NAME_ZH_HANT, E.NAME_EN, E.TYPE),
                *(E.CONTACT_NAME, E.PHONE, E.EMAIL, E.NOTE),
            ],
        ),
        (
            ["编号", "公司名称", "英文名称", "类型", "联系人", "联系电话", "邮箱", "备注"],
            [
                *(E.CODE, E.NAME_ZH_HANS, E.NAME_EN, E.TYPE),
                *(E.CONTACT_NAME, E.PHONE, E.EMAIL, E.NOTE),
            ],
        ),
        (
            ["Company Name (English)", "Company Name (Chinese)", "公司名称（简体）"],
            [E.NAME_EN, E.NAME_ZH_HANT, E.NAME_ZH_HANS],
        ),
        (["Exhibitor\n參展商", "Phone / 電話", "E-mail 電郵*"], [E.NAME_EN, E.PHONE, E.EMAIL]),
        (["Conatct Person", "Telphone", "Emial address"], [E.CONTACT_NAME, E.PHONE, E.EMAIL]),
        (["Company phone", "Company email"], [E.PHONE, E.EMAIL]),
        (["聯絡人電話號碼", "公司電郵地址"], [E.PHONE, E.EMAIL]),
        (["No.", "Fax", "Website", "公司網址", "Exhibitor fax"], [None] * 5),
    ],
)
def test_headers_of_exhibitors_find_their_fields(
    headers: list[str], expected: list[FieldKey | None]
) -> None:
    assert fields(headers, TableKind.EXHIBITORS) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            ["Stand", "Company", "Date", "From", "To", "Status", "Pax", "Power (kW)", "PFLOPS"],
            [
                *(B.PLACE, B.EXHIBITOR, B.DATE, B.START, B.END),
                *(B.STATE, B.VISITORS, B.POWER_W, B.MPFLOPS),
            ],
        ),
        (
            ["攤位編號", "參展商", "日期", "開始時間", "結束時間", "狀態", "用電量", "人數"],
            [
                *(B.PLACE, B.EXHIBITOR, B.DATE, B.START),
                *(B.END, B.STATE, B.POWER_W, B.VISITORS),
            ],
        ),
        (
            ["展位号", "参展商", "日期", "开始时间", "结束时间", "状态", "备注"],
            [B.PLACE, B.EXHIBITOR, B.DATE, B.START, B.END, B.STATE, B.NOTE],
        ),
        (
            ["Booking no.", "Booth No.", "Exhibitor name", "Date (DD/MM/YYYY)", "Time", "Duration"],
            [B.NUMBER, B.PLACE, B.EXHIBITOR, B.DATE, B.START, B.MINUTES],
        ),
    ],
)
def test_headers_of_bookings_find_their_fields(
    headers: list[str], expected: list[FieldKey | None]
) -> None:
    assert fields(headers, TableKind.BOOKINGS) == expected


def test_of_two_columns_for_one_field_the_surer_is_taken() -> None:
    assert fields(["Office phone", "Phone"], TableKind.EXHIBITORS) == [None, E.PHONE]


def test_what_the_person_chose_wins_over_the_guess() -> None:
    mapping = guess_mapping(
        ["Company", "Phone", "Mobile"], TableKind.EXHIBITORS, {E.PHONE: 2, E.NAME_ZH_HANT: 0}
    )

    assert mapping == {E.NAME_ZH_HANT: 0, E.PHONE: 2}


def test_a_field_can_be_left_out() -> None:
    mapping = guess_mapping(["Company", "Phone"], TableKind.EXHIBITORS, {E.PHONE: None})

    assert mapping == {E.NAME_EN: 0}


@given(st.lists(st.text(max_size=20), max_size=12), st.sampled_from(TableKind))
def test_no_column_is_used_twice(headers: list[str], kind: TableKind) -> None:
    used = list(guess_mapping(headers, kind).values())

    assert len(used) == len(set(used))
    assert all(0 <= column < len(headers) for column in used)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headers_this_program_writes_are_all_known(language: str) -> None:
    for kind, columns in (
        (TableKind.EXHIBITORS, [(c.field, c.header) for c in exhibitor_columns(language)]),
        (TableKind.BOOKINGS, [(c.field, c.header) for c in booking_columns(language)]),
    ):
        expected = [field for field, _ in columns]

        assert fields([header for _, header in columns], kind) == expected


def test_what_a_table_lacks_is_said_before_any_row_is_read() -> None:
    mapping = guess_mapping(["Booth", "Start"], TableKind.BOOKINGS)

    assert missing_columns(TableKind.BOOKINGS, mapping) == ((B.EXHIBITOR,),)
