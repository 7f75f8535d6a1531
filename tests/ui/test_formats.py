from datetime import UTC, date, datetime

import pytest

from labapp.domain.times import Span
from labapp.ui.formats import (
    clock_text,
    day_text,
    end_moment_text,
    end_text,
    hours_text,
    length_text,
    moment_text,
    pflops_text,
    span_text,
    watts_text,
)
from labapp.words import words

TUESDAY = date(2026, 12, 8)
HALF_PAST_TWO = datetime(2026, 12, 8, 6, 30, tzinfo=UTC)
FOUR = datetime(2026, 12, 8, 8, tzinfo=UTC)


def test_times_are_those_of_hong_kong() -> None:
    assert clock_text(HALF_PAST_TWO) == "14:30"


@pytest.mark.parametrize(
    ("language", "short", "full"),
    [
        ("en", "Tue 8 Dec", "Tue 8 Dec 2026"),
        ("zh_HK", "12月8日（二）", "2026年12月8日（二）"),
        ("zh_CN", "12月8日（二）", "2026年12月8日（二）"),
    ],
)
def test_a_day_is_said_as_each_language_says_it(language: str, short: str, full: str) -> None:
    say = words(language)

    assert day_text(TUESDAY, say) == short
    assert day_text(TUESDAY, say, year=True) == full


def test_a_moment_has_its_day_and_its_time() -> None:
    assert moment_text(HALF_PAST_TWO, words("en")) == "Tue 8 Dec, 14:30"


def test_a_span_names_its_day_once() -> None:
    span = Span(HALF_PAST_TWO, FOUR)

    assert hours_text(span) == "14:30–16:00"
    assert span_text(span, words("en")) == "Tue 8 Dec, 14:30–16:00"


def test_a_span_over_midnight_names_both_days() -> None:
    span = Span(HALF_PAST_TWO, datetime(2026, 12, 9, 1, tzinfo=UTC))

    assert span_text(span, words("en")) == "Tue 8 Dec, 14:30 – Wed 9 Dec, 09:00"


def test_what_ends_at_midnight_ends_the_day_it_began() -> None:
    ten, midnight = datetime(2026, 12, 8, 14, tzinfo=UTC), datetime(2026, 12, 8, 16, tzinfo=UTC)
    next_midnight = datetime(2026, 12, 9, 16, tzinfo=UTC)
    say = words("en")

    assert hours_text(Span(ten, midnight)) == "22:00–24:00"
    assert span_text(Span(ten, midnight), say) == "Tue 8 Dec, 22:00–24:00"
    assert span_text(Span(ten, next_midnight), say) == "Tue 8 Dec, 22:00 – Wed 9 Dec, 24:00"
    assert hours_text(Span(midnight, next_midnight)) == "00:00–24:00"
    assert (clock_text(midnight), end_text(midnight), end_text(ten)) == ("00:00", "24:00", "22:00")


@pytest.mark.parametrize(
    ("minutes", "text"), [(45, "45 min"), (120, "2 h"), (150, "2 h 30 min"), (0, "0 min")]
)
def test_a_length_is_said_in_hours_and_minutes(minutes: int, text: str) -> None:
    assert length_text(minutes, words("en")) == text


def test_amounts_have_their_units() -> None:
    say = words("en")

    assert watts_text(11088, say) == "11,088 W"
    assert pflops_text(2500, say) == "2.5 PFLOPS"
    assert pflops_text(1_300_000, say) == "1,300 PFLOPS"


def test_the_moment_of_an_end_at_midnight_is_on_the_day_that_it_ends() -> None:
    midnight = datetime(2026, 12, 8, 16, tzinfo=UTC)

    assert end_moment_text(midnight, words("en")) == "Tue 8 Dec, 24:00"
    assert end_moment_text(FOUR, words("zh_HK")) == "12月8日（二）16:00"
