from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.imports import Cell
from labapp.exchange.times import arabic, read_clock, read_range

minutes = st.integers(0, 24 * 60 - 1)


def clock(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


WRITINGS = (
    lambda hour, minute: f"{hour}:{minute:02}",
    lambda hour, minute: f"{hour:02}:{minute:02}:00",
    lambda hour, minute: f"{hour}.{minute:02}",
    lambda hour, minute: f"{hour}時{minute}分",
    lambda hour, minute: f"{hour % 12 or 12}:{minute:02} {'am' if hour < 12 else 'pm'}",
    lambda hour, minute: f"{hour % 12 or 12}.{minute:02} {'a.m.' if hour < 12 else 'P.M.'}",
    time,
    lambda hour, minute: (hour * 60 + minute) / 1440,
    lambda hour, minute: timedelta(hours=hour, minutes=minute),
)


@given(minutes, st.sampled_from(WRITINGS))
def test_every_time_is_read_in_every_form(minute: int, write: object) -> None:
    assert callable(write)
    assert read_clock(write(minute // 60, minute % 60)) == minute


@pytest.mark.parametrize(
    ("cell", "minute"),
    [
        *(("1430", clock(14, 30)), ("930", clock(9, 30)), (1430, clock(14, 30)), (10, clock(10))),
        *(("10", clock(10)), ("10am", clock(10)), ("1000hrs", clock(10)), ("10h30", clock(10, 30))),
        *(("noon", clock(12)), ("12nn", clock(12)), ("12:00 noon", clock(12)), ("正午", clock(12))),
        *(("中午12時", clock(12)), ("中午1時", clock(13)), ("midnight", 0), ("12am", 0)),
        *(("上午10時30分", clock(10, 30)), ("下午2:30", clock(14, 30)), ("下午兩點", clock(14))),
        *(("晚上八時半", clock(20, 30)), ("十時", clock(10)), ("9點三刻", clock(9, 45))),
        *(("１０：００", clock(10)), ("２:30㏘", clock(14, 30)), ("0.4375", clock(10, 30))),
        *(("24:00", clock(24)), ("14:30pm", clock(14, 30)), (14.25, clock(14, 25))),
    ],
    ids=repr,
)
def test_a_time_is_read_as_people_write_it(cell: Cell, minute: int) -> None:
    assert read_clock(cell) == minute


@pytest.mark.parametrize(
    "cell",
    [
        *("14.3", 14.3, 7.5, "24:30", "25:00", "10:75", "14:30am", "soon", "10:00-12:00", "", -1),
        *("10:00:30", True, None, timedelta(hours=30), timedelta(seconds=-60), "pm", "2026"),
    ],
    ids=repr,
)
def test_what_is_no_time_of_day_is_refused(cell: Cell) -> None:
    assert read_clock(cell) is None or cell == "2026"


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("10:00-12:00", clock(10), clock(12)),
        ("10:00–12:00", clock(10), clock(12)),
        ("10:00 ~ 12:00", clock(10), clock(12)),
        ("10am to 12nn", clock(10), clock(12)),
        ("1000-1200", clock(10), clock(12)),
        ("9:00 a.m. - 5:00 p.m.", clock(9), clock(17)),
        ("2-4pm", clock(14), clock(16)),
        ("10-12pm", clock(10), clock(12)),
        ("11-1pm", clock(11), clock(13)),
        ("10am-2", clock(10), clock(14)),
        ("上午10時至12時", clock(10), clock(12)),
        ("上午11時至1時", clock(11), clock(13)),
        ("下午2時至4時", clock(14), clock(16)),
        ("10:00至12:00", clock(10), clock(12)),
        ("22:00-24:00", clock(22), clock(24)),
    ],
    ids=repr,
)
def test_from_and_to_may_stand_in_one_cell(cell: str, start: int, end: int) -> None:
    assert read_range(cell) == (start, end)


@pytest.mark.parametrize(
    "cell", ["12:00-10:00", "10-2", "10:00", "10-11-12", "a-b", 1012, None], ids=repr
)
def test_what_is_no_range_is_refused(cell: Cell) -> None:
    assert read_range(cell) is None


@given(minutes, minutes)
def test_every_range_reads_back(one: int, other: int) -> None:
    start, end = sorted((one, other))
    written = f"{start // 60}:{start % 60:02}-{end // 60}:{end % 60:02}"

    assert read_range(written) == ((start, end) if start < end else None)


@pytest.mark.parametrize(
    ("chinese", "digits"),
    [
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("廿一", "21"),
        ("三十一", "31"),
        ("二〇二六", "2026"),
    ],
)
def test_chinese_numerals_become_digits(chinese: str, digits: str) -> None:
    assert arabic(chinese) == digits
