from collections.abc import Callable
from datetime import date, datetime, time

from labapp.domain.bookings import State
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.imports import ExhibitorField as E
from labapp.domain.imports import FaultKind, TableKind
from labapp.domain.languages import Names
from labapp.domain.times import at
from labapp.exchange.bookings import parse_bookings
from labapp.exchange.duplicates import find_duplicates
from labapp.exchange.exhibitors import parse_exhibitors
from labapp.exchange.mapping import guess_mapping
from labapp.exchange.tables import read_table

BIG5_LIST = """人工智能實驗室參展商名單,,,,
（二〇二六年十二月更新）,,,,
,,,,
公司名稱,英文名稱,類別,聯絡電話,備註
紙燈籠語音科技（示例）,Paper Lantern Speech (Sample),初創企業,4100 0008,
百度,,生態夥伴,,二○二六年加入
,,,,
公司名稱,英文名稱,類別,聯絡電話,備註
潮井醫學影像,Tidewell Medical Imaging,初創,12345,電話待補
紙燈籠語音有限公司,,初創企業,＋８５２ ４１００ ０００８,
"""


def test_a_receptionists_big5_list_of_exhibitors_is_read_whole() -> None:
    table = read_table(BIG5_LIST.replace("\n", "\r\n").encode("big5hkscs"), "名單.csv")
    lines = parse_exhibitors(table, guess_mapping(table.headers, TableKind.EXHIBITORS))

    assert [line.row for line in lines] == [5, 6, 9, 10]
    assert lines[0].names == Names("Paper Lantern Speech (Sample)", "紙燈籠語音科技（示例）")
    assert [line.kind for line in lines[:2]] == [ExhibitorKind.STARTUP, ExhibitorKind.PARTNER]
    assert [[fault.kind for fault in line.refused] for line in lines] == [
        *([], [], [FaultKind.PHONE_MALFORMED], []),
    ]
    assert [(pair.first, pair.second) for pair in find_duplicates(lines)] == [(5, 10)]


def test_a_receptionists_workbook_of_bookings_is_read_whole(xlsx: Callable[..., bytes]) -> None:
    data = xlsx(
        [
            ["AI Lab 攤位預約 December 2026", None, None, None, None, None],
            [],
            ["Date 日期", "Booth 攤位", "Exhibitor\n參展商", "Time 時間", "Status", "Pax 人數"],
            [datetime(2026, 12, 9), "A1", "百度", "10:00-12:00", "OK", 40],  # noqa: DTZ001 -- as Excel
            [None, "C1", "Kestrel Quay", "下午2時至4時", "待批核", "約20人"],
            ["12月10日", "A2", "Huawei", "2-4pm", "TBC", None],
            ["10/12/2026", "C8", None, "16:00-15:00", "maybe", None],
        ],
        merged=["A1:F1", "A4:A5"],
    )

    table = read_table(data, "bookings.xlsx")
    mapping = guess_mapping(table.headers, TableKind.BOOKINGS)
    lines = parse_bookings(table, mapping, date(2026, 12, 8))

    ninth = date(2026, 12, 9)
    assert [(line.place, line.state) for line in lines[:3]] == [
        ("A1", State.CONFIRMED),
        ("C1", State.PENDING),
        ("A2", State.PENDING),
    ]
    assert (lines[0].start, lines[0].end) == (at(ninth, time(10)), at(ninth, time(12)))
    assert (lines[1].start, lines[1].end) == (at(ninth, time(14)), at(ninth, time(16)))
    assert lines[2].start == at(date(2026, 12, 10), time(14))
    assert [fault.kind for fault in lines[2].warnings] == [FaultKind.YEAR_ASSUMED]
    assert [fault.kind for fault in lines[3].refused] == [
        FaultKind.MISSING,
        FaultKind.UNREADABLE_TIME,
        FaultKind.UNKNOWN_STATE,
    ]


def test_a_guess_can_be_put_right_and_the_same_file_read_again() -> None:
    table = read_table(b"Who,Ring,Notes\r\nBaidu,21234567,VIP\r\n", "list.csv")
    guessed = guess_mapping(table.headers, TableKind.EXHIBITORS)

    mapping = guess_mapping(table.headers, TableKind.EXHIBITORS, {E.NAME_EN: 0, E.PHONE: 1})
    (line,) = parse_exhibitors(table, mapping)

    assert set(guessed) == {E.NOTE}
    assert (line.names.en, line.phone, line.note) == ("Baidu", "+85221234567", "VIP")
