from datetime import date
from pathlib import Path

import pytest

from labapp.domain.errors import FileFault
from labapp.domain.languages import Names
from labapp.exchange.holiday_file import (
    CALENDAR_SOURCE,
    MOST_DAYS,
    PACKAGE_SOURCE,
    general_holidays,
    read_holiday_file,
)

CALENDARS = Path(__file__).parents[3] / "shared" / "samples" / "ical"
HEAD = (
    "BEGIN:VCALENDAR\r\nPRODID:-//Look-alike//Hong Kong Public Holidays//EN\r\nVERSION:2.0\r\n"
    "X-WR-CALNAME:{name}\r\n"
)
EVENT = (
    "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{start}\r\nDTEND;VALUE=DATE:{end}\r\n"
    "UID:{start}@look.alike\r\nSUMMARY:{summary}\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
)
GENERAL_2026 = ["01-01", "02-17", "02-18", "02-19", "04-03", "04-04", "04-06", "04-07"]
GENERAL_2026 += ["05-01", "05-25", "06-19", "07-01", "09-26", "10-01", "10-19", "12-25", "12-26"]
GENERAL_2027 = ["01-01", "02-06", "02-08", "02-09", "03-26", "03-27", "03-29", "04-05", "05-01"]
GENERAL_2027 += ["05-13", "06-09", "07-01", "09-16", "10-01", "10-08", "12-25", "12-27"]


def written(folder: Path, *events: str, name: str = "Holidays") -> Path:
    path = folder / "holidays.ics"
    text = HEAD.format(name=name) + "".join(events) + "END:VCALENDAR\r\n"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def event(start: str, end: str, summary: str) -> str:
    return EVENT.format(start=start, end=end, summary=summary)


def fault_of(path: Path) -> str:
    with pytest.raises(FileFault) as fault:
        read_holiday_file(path)
    assert fault.value.path == str(path)
    return fault.value.kind


def test_a_calendar_in_traditional_chinese_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        event("20260101", "20260102", "一月一日"),
        event("20260217", "20260218", "農曆年初一"),
        event("20260404", "20260405", "耶穌受難節翌日"),
        name="香港公眾假期",
    )

    found = read_holiday_file(path)

    assert [(one.day, one.names) for one in found] == [
        (date(2026, 1, 1), Names(zh_hant="一月一日", zh_hans="一月一日")),
        (date(2026, 2, 17), Names(zh_hant="農曆年初一")),
        (date(2026, 4, 4), Names(zh_hant="耶穌受難節翌日")),
    ]
    assert {(one.kind, one.source) for one in found} == {("general", CALENDAR_SOURCE)}


@pytest.mark.parametrize(
    ("summary", "names"),
    [
        ("Lunar New Year's Day", Names("Lunar New Year's Day")),
        ("Lunar New Year’s Day", Names("Lunar New Year’s Day")),
        ("Fête", Names("Fête")),
        ("農曆年初一", Names(zh_hant="農曆年初一")),
        ("农历年初一", Names(zh_hans="农历年初一")),
        ("元旦", Names(zh_hant="元旦", zh_hans="元旦")),
        ("", Names()),
    ],
)
def test_a_name_stands_in_its_own_language(tmp_path: Path, summary: str, names: Names) -> None:
    (found,) = read_holiday_file(written(tmp_path, event("20260217", "20260218", summary)))

    assert found.names == names


def test_the_end_of_an_event_is_the_day_after_it(tmp_path: Path) -> None:
    found = read_holiday_file(written(tmp_path, event("20260217", "20260220", "Lunar New Year")))

    assert [one.day.day for one in found] == [17, 18, 19]


def test_an_event_without_an_end_is_one_day(tmp_path: Path) -> None:
    one = event("20260217", "X", "New Year").replace("DTEND;VALUE=DATE:X\r\n", "")

    assert [h.day for h in read_holiday_file(written(tmp_path, one))] == [date(2026, 2, 17)]


@pytest.mark.parametrize("end", ["20260217", "20260210", "20990101"])
def test_an_end_that_cannot_be_does_no_harm(tmp_path: Path, end: str) -> None:
    found = read_holiday_file(written(tmp_path, event("20260217", end, "New Year")))

    assert 1 <= len(found) <= MOST_DAYS
    assert found[0].day == date(2026, 2, 17)


def test_days_are_in_order_and_two_holidays_of_one_day_are_one(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        event("20260405", "20260406", "Easter Sunday"),
        event("20260217", "20260218", "New Year"),
        event("20260405", "20260406", "Ching Ming"),
        event("20260405", "20260406", "清明節"),
    )

    assert [(one.day.month, one.names) for one in read_holiday_file(path)] == [
        (2, Names("New Year")),
        (4, Names("Easter Sunday · Ching Ming", "清明節")),
    ]


def test_a_cancelled_event_and_one_with_a_time_are_no_holidays(tmp_path: Path) -> None:
    cancelled = event("20260217", "20260218", "x").replace("TRANSP", "STATUS:CANCELLED\r\nTRANSP")
    timed = event("20260219", "20260220", "x").replace(
        "DTSTART;VALUE=DATE:20260219", "DTSTART:20260219T100000Z"
    )

    found = read_holiday_file(
        written(tmp_path, cancelled, timed, event("20260301", "20260302", "Day"))
    )

    assert [one.day for one in found] == [date(2026, 3, 1)]


@pytest.mark.parametrize(
    "line",
    [
        "DTSTART;VALUE=DATE:2026-02-17",
        "DTSTART;VALUE=DATE:20261332",
        "DTSTART;VALUE=DATE:",
        "DTSTART;VALUE=DATE:20260217\r\nDTSTART;VALUE=DATE:20260218",
        "X-NOTHING:1",
    ],
    ids=["dashes", "no such day", "empty", "twice", "missing"],
)
def test_an_event_whose_day_cannot_be_read_is_left_out(tmp_path: Path, line: str) -> None:
    bad = event("20260217", "20260218", "x").replace("DTSTART;VALUE=DATE:20260217", line)

    found = read_holiday_file(written(tmp_path, bad, event("20260301", "20260302", "Day")))

    assert [one.day for one in found] == [date(2026, 3, 1)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b"\x00\xff\xfe\x01",
        b"<html></html>",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n",
        b"END:VCALENDAR\r\n",
        b":::::\r\n",
        "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".encode("utf-16"),
        b"Name,Date\r\nNew Year,2026-02-17\r\n",
    ],
)
def test_what_is_no_calendar_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "holidays.ics"
    path.write_bytes(content)

    assert fault_of(path) == "unreadable"


def test_a_calendar_without_a_whole_day_is_refused(tmp_path: Path) -> None:
    assert fault_of(written(tmp_path)) == "broken"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "nothing.ics") == "missing"
    assert fault_of(tmp_path) == "missing"


def test_the_calendar_of_the_government_is_read_whole() -> None:
    path = CALENDARS / "hk-public-holidays-tc.ics"
    if not path.is_file():
        pytest.skip(f"{path.name} is not beside the checkout")

    found = read_holiday_file(path)

    assert len(found) == 51
    assert [sum(one.day.year == year for one in found) for year in (2023, 2024, 2025)] == [17] * 3
    assert all(one.names.zh_hant for one in found)
    assert not any(one.names.en for one in found)
    assert found[1].names == Names(zh_hant="農曆年初二")


def test_the_calendar_of_the_government_and_the_package_name_the_same_days() -> None:
    path = CALENDARS / "hk-public-holidays-tc.ics"
    if not path.is_file():
        pytest.skip(f"{path.name} is not beside the checkout")

    packaged = {one.day for one in general_holidays([2023, 2024, 2025])}

    assert {one.day for one in read_holiday_file(path)} == packaged


@pytest.mark.parametrize("name", ["kielux_2020.ics", "linux_conf_au_2020.ics", "rapla-test.ics"])
def test_a_calendar_of_something_else_is_refused(name: str) -> None:
    path = CALENDARS / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside the checkout")

    assert fault_of(path) == "broken"


def test_the_general_holidays_are_those_of_the_gazette() -> None:
    found = general_holidays([2026, 2027])

    assert [f"{one.day:%Y-%m-%d}" for one in found] == [
        *(f"2026-{day}" for day in GENERAL_2026),
        *(f"2027-{day}" for day in GENERAL_2027),
    ]
    assert {(one.kind, one.source) for one in found} == {("general", PACKAGE_SOURCE)}


def test_the_general_holidays_have_names_in_three_languages() -> None:
    found = {one.day: one.names for one in general_holidays([2026])}

    assert all(len(names.all()) >= 2 for names in found.values())
    assert found[date(2026, 2, 17)] == Names("Lunar New Year's Day", "農曆年初一", "农历年初一")
