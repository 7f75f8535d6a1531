from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.imports import Cell, FaultKind
from labapp.exchange.dates import DateReader

TUESDAY = date(2026, 12, 8)
READER = DateReader(TUESDAY)
WEDNESDAY = date(2026, 12, 9)

days = st.dates(date(2025, 1, 1), date(2028, 12, 1))
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WRITINGS = (
    lambda day: day.isoformat(),
    lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day.day:02}-{day.month:02}-{day.year}",
    lambda day: f"{day.day}.{day.month}.{day.year % 100:02}",
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{day.day}-{MONTHS[day.month - 1]}-{day.year % 100:02}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}年{day.month}月{day.day}日（{'一二三四五六日'[day.weekday()]}）",
    lambda day: f"{day:%A}, {day.day} {day:%B} {day.year}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: (day - date(1899, 12, 30)).days,
    lambda day: datetime(day.year, day.month, day.day),  # noqa: DTZ001 -- as Excel keeps it
)


@given(days, st.sampled_from(WRITINGS))
def test_every_date_is_read_in_every_form(day: date, write: object) -> None:
    assert callable(write)
    reading = READER.read_date(write(day))

    assert reading.value == day
    assert {remark.kind for remark in reading.remarks} <= {FaultKind.FAR_DATE}


@pytest.mark.parametrize(
    "cell",
    [
        *("9 Dec 2026", "9th December 2026", "Wed 9 Dec 2026", "Dec 9 2026", "2026 Dec 9"),
        *("9/12/2026", "９／１２／２０２６", "9 / 12 / 2026", "2026.12.9", "9/12/26"),
        *("二〇二六年十二月九日", "2026年12月9號", "2026年12月9日星期三", "46365", 46365.0),
        *("2026-12-09T00:00:00+08:00", "2026-12-08T16:00:00Z", WEDNESDAY),
    ],
    ids=repr,
)
def test_the_ninth_of_december_is_read(cell: Cell) -> None:
    assert READER.read_date(cell).value == WEDNESDAY


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("12月9日", date(2026, 12, 9)),
        ("十二月廿一日", date(2026, 12, 21)),
        ("8 Dec", date(2026, 12, 8)),
        ("7 Dec", date(2027, 12, 7)),
        ("7/1", date(2027, 1, 7)),
        ("29 Feb", date(2028, 2, 29)),
    ],
    ids=repr,
)
def test_a_date_without_a_year_is_the_first_such_day_from_today(cell: str, day: date) -> None:
    reading = READER.read_date(cell)

    assert reading.value == day
    assert [(r.kind, dict(r.facts)) for r in reading.remarks] == [
        (FaultKind.YEAR_ASSUMED, {"year": day.year})
    ]


@pytest.mark.parametrize(
    "cell",
    [
        *("31/2/2026", "12/25/2026", "TBC", "民國115年12月9日", "115年12月9日", "2026", "Dec 2026"),
        *("9-11 Dec 2026", "next week", "13月1日", "0/0/2026", 12.5, 0, True, time(10)),
        *("9/12/1850", "9 Foo 2026", "星期三", date(1899, 12, 31), timedelta(hours=1)),
    ],
    ids=repr,
)
def test_what_is_no_date_is_refused(cell: Cell) -> None:
    reading = READER.read_date(cell)

    assert reading.value is None
    assert [remark.kind for remark in reading.remarks] == [FaultKind.UNREADABLE_DATE]


def test_the_month_stands_first_only_where_the_column_shows_it() -> None:
    american = READER.knowing(["12/9/2026", "12/25/2026 10:00"])
    local = READER.knowing(["9/12/2026", "25/12/2026"])
    mixed = READER.knowing(["12/25/2026", "25/12/2026"])

    reading = american.read_date("12/9/2026")
    assert reading.value == WEDNESDAY
    assert [remark.kind for remark in reading.remarks] == [FaultKind.MONTH_FIRST]
    assert local.read_date("9/12/2026").value == WEDNESDAY
    assert mixed.read_date("12/25/2026").value is None


def test_a_weekday_that_does_not_fit_is_remarked() -> None:
    reading = READER.read_date("Tue 9 Dec 2026")

    assert reading.value == WEDNESDAY
    assert [remark.kind for remark in reading.remarks] == [FaultKind.WEEKDAY_DISAGREES]


def test_a_date_far_away_is_remarked() -> None:
    assert [r.kind for r in READER.read_date("9/12/2062").remarks] == [FaultKind.FAR_DATE]


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("2026-12-09 10:00", 600, None),
        ("9 Dec 2026, 2pm", 840, None),
        ("2026/12/9 下午2:30", 870, None),
        ("12月9日10:00-12:00", 600, 720),
        ("2026年12月9日（三）上午10時至12時", 600, 720),
        ("9/12/2026 1000-1200", 600, 720),
        ("2026-12-09T02:00:00Z", 600, None),
        (datetime(2026, 12, 9, 10), 600, None),  # noqa: DTZ001 -- as Excel keeps it
        (46365.4375, 630, None),
    ],
    ids=repr,
)
def test_a_time_beside_the_date_is_read_too(cell: Cell, start: int, end: int | None) -> None:
    moment = READER.read_moment(cell).value

    assert moment is not None
    assert (moment.day, moment.start, moment.end) == (WEDNESDAY, start, end)


def test_a_bare_date_in_a_column_of_times_is_refused() -> None:
    midnight = datetime(2026, 12, 9)  # noqa: DTZ001 -- as Excel keeps a date

    for cell in ("9/12/2026", midnight):
        assert [r.kind for r in READER.read_clock(cell).remarks] == [FaultKind.UNREADABLE_TIME]


cells = st.one_of(
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.datetimes(timezones=st.sampled_from([UTC])),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


@given(cells)
def test_any_cell_is_a_date_or_refused(cell: Cell) -> None:
    for reading in (READER.read_moment(cell), READER.read_clock(cell)):
        assert (reading.value is None) == any(
            r.kind in {FaultKind.UNREADABLE_DATE, FaultKind.UNREADABLE_TIME}
            for r in reading.remarks
        )
