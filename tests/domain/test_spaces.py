"""When the lab is open: a special day beats a holiday, which beats the week."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.languages import Names
from labapp.domain.spaces import Holiday, Hours, Opening, SpecialDay
from labapp.domain.times import Span, day_of
from tests.builders import MONDAY, span, when
from tests.domain.makers import hours, on, opening

times = st.integers(0, 23).flatmap(
    lambda first: st.integers(first + 1, 24).map(
        lambda last: hours(f"{first:02d}:00", f"{last % 24:02d}:00")
    )
)
some_hours = st.lists(times, max_size=2)
dates = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(
    weekly=st.dictionaries(st.integers(0, 6), some_hours),
    special=st.dictionaries(dates, some_hours, max_size=4),
    holidays=st.lists(st.tuples(dates, st.sampled_from(["general", "statutory"])), max_size=4),
    day=dates,
    near=st.booleans(),
)
def test_a_special_day_beats_a_general_holiday_which_beats_the_week(
    weekly: dict[int, list[Hours]],
    special: dict[date, list[Hours]],
    holidays: list[tuple[date, str]],
    day: date,
    *,
    near: bool,
) -> None:
    if near and (special or holidays):
        day = next(iter(special)) if special else holidays[0][0]
    found = Opening(
        weekly,
        [SpecialDay(one, tuple(given_hours), Names("s")) for one, given_hours in special.items()],
        [Holiday(one, Names("h"), kind) for one, kind in holidays],
    )

    if day in special:
        expected, reason = special[day], "s"
    elif (day, "general") in holidays:
        expected, reason = [], "h"
    else:
        expected, reason = weekly.get(day.weekday(), []), None

    assert found.hours_on(day) == tuple(sorted(one.on(day) for one in expected))
    assert found.reason_on(day).en == reason


def test_a_special_day_may_close_a_day_of_the_week_or_open_a_holiday() -> None:
    closed = SpecialDay(on(0), (), Names("Typhoon"))
    opened = SpecialDay(on(1), (hours("12:00", "20:00"),), Names("Fair"))
    holiday = Holiday(on(1), Names("Holiday"))
    found = Opening(
        {day: [hours("10:00", "18:00")] for day in range(7)}, [closed, opened], [holiday]
    )

    assert found.hours_on(on(0)) == ()
    assert found.hours_on(on(1)) == (span(1, "12:00", "20:00"),)
    assert found.hours_on(on(2)) == (span(2, "10:00", "18:00"),)


def test_closing_at_midnight_is_the_end_of_the_same_day() -> None:
    found = opening("18:00", "00:00")

    assert found.hours_on(on(0)) == (Span(when(0, "18:00"), when(1)),)
    assert found.day_outside(Span(when(0, "22:00"), when(1))) is None


@given(st.integers(0, 95), st.integers(1, 96))
def test_within_a_day_all_of_it_must_lie_in_one_opening(start: int, length: int) -> None:
    found = Opening({0: [hours("09:00", "12:00"), hours("13:00", "17:00")]})
    begin = when(0) + timedelta(minutes=15 * start)
    wanted = Span(begin, begin + timedelta(minutes=15 * min(length, 96 - start)))

    inside = any(wanted.within(one) for one in found.hours_on(MONDAY))

    assert (found.day_outside(wanted) is None) == inside
    assert found.day_outside(wanted) in {None, MONDAY}


@pytest.mark.parametrize(
    ("start", "end", "outside"),
    [
        (when(0, "10:00"), when(2, "18:00"), None),
        (when(0, "17:45"), when(1, "10:15"), None),
        (when(0, "09:45"), when(1, "12:00"), 0),
        (when(0, "18:00"), when(1, "12:00"), 0),
        (when(0, "12:00"), when(1, "10:00"), 1),
        (when(0, "12:00"), when(1, "18:15"), 1),
        (when(0, "12:00"), when(6, "12:00"), 6),
        (when(5, "12:00"), when(7, "12:00"), None),
    ],
)
def test_a_stay_over_days_begins_and_ends_in_opening_hours(
    start: datetime, end: datetime, outside: int | None
) -> None:
    open_days = {day: [hours("10:00", "18:00")] for day in range(6)}

    found = Opening(open_days).day_outside(Span(start, end))

    assert found == (None if outside is None else on(outside))


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        (when(0, "21:00"), when(0, "23:00"), True),
        (when(0, "23:00"), when(1, "01:00"), True),
        (when(1, "00:30"), when(1, "01:30"), True),
        (when(1, "01:30"), when(1, "02:30"), False),
        (when(1, "03:00"), when(1, "04:00"), False),
    ],
)
def test_a_night_that_ends_after_midnight_is_one_opening(
    start: datetime, end: datetime, *, fits: bool
) -> None:
    night = opening("20:00", "02:00")

    outside = night.day_outside(Span(start, end))

    assert (outside is None) == fits


@given(dates)
def test_a_closed_lab_is_open_on_no_day(day: date) -> None:
    start = span(0, "10:00", "11:00").start
    wanted = Span(start, start + timedelta(hours=1))

    assert Opening({}).hours_on(day) == ()
    assert Opening({}).day_outside(wanted) == day_of(start)
