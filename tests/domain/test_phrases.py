"""Plain words, in three languages, become a draft or a search."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.phrases import Phrase, Verb, read

TUESDAY = date(2026, 12, 8)
PLACES = ("A1", "A2", "A3", "B1", "C1", "D1")


def understood(text: str) -> Phrase:
    return read(text, today=TUESDAY, places=PLACES)


def booked(place: str, day: date, start: int, end: int, who: str) -> Phrase:
    return Phrase(verb=Verb.BOOK, place=place, day=day, start=start, end=end, who=who)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("book A3 tomorrow 14:00 D2 1h", booked("A3", date(2026, 12, 9), 840, 900, "D2")),
        ("預約 A3 明天下午2時 D2 一小時", booked("A3", date(2026, 12, 9), 840, 900, "D2")),
        ("预约A3后天上午10点半 百度 90分钟", booked("A3", date(2026, 12, 10), 630, 720, "百度")),
        ("book D1 12月11日 15:00 30分鐘 三江", booked("D1", date(2026, 12, 11), 900, 930, "三江")),
        ("book a3 14 Dec 10-12h Huawei", booked("A3", date(2026, 12, 14), 600, 720, "Huawei")),
        (
            "book A3 Fri 14:00 to 15:30 for Inspur Cloud",
            booked("A3", date(2026, 12, 11), 840, 930, "Inspur Cloud"),
        ),
        ("預約A3下星期二14:00百度1個鐘半", booked("A3", date(2026, 12, 15), 840, 930, "百度")),
        ("book B1 9/12/2026 2pm EX04 2 hours", booked("B1", date(2026, 12, 9), 840, 960, "EX04")),
    ],
)
def test_a_whole_wish_is_understood(text: str, wanted: Phrase) -> None:
    phrase = understood(text)

    assert phrase == wanted
    assert phrase.complete


@pytest.mark.parametrize("text", ["print tomorrow", "列印明天", "打印明天"])
def test_a_paper_is_asked_for_in_three_languages(text: str) -> None:
    assert understood(text) == Phrase(verb=Verb.PRINT, day=date(2026, 12, 9))


def test_last_tuesday_is_a_week_ago_on_a_tuesday() -> None:
    assert understood("C1 last tue").day == date(2026, 12, 1)


def test_a_weekday_is_the_coming_one_and_today_counts() -> None:
    assert understood("go tuesday").day == TUESDAY
    assert understood("go monday").day == date(2026, 12, 14)


def test_a_date_without_a_year_far_in_the_past_is_next_years() -> None:
    assert understood("go 3 Feb").day == date(2027, 2, 3)


def test_what_is_no_date_is_left_over() -> None:
    assert understood("find 31/2/2026").day is None


def test_words_without_a_verb_are_searched_for() -> None:
    assert understood("Baidu") == Phrase(verb=Verb.FIND, who="Baidu")


def test_a_wish_without_a_time_is_not_complete() -> None:
    assert not understood("book A3 tomorrow D2").complete


@pytest.mark.parametrize(
    "text", ["book A3 now D2 1h", "預約A3現在D2一小時", "预约 A3 现在 D2 1小时"]
)
def test_now_is_today_at_the_minute_that_it_is_said(text: str) -> None:
    phrase = read(text, today=TUESDAY, places=PLACES, now=615)

    assert phrase == booked("A3", TUESDAY, 615, 675, "D2")


def test_now_is_a_word_like_another_where_nobody_says_when_that_is() -> None:
    assert understood("book A3 now D2").who == "now D2"


@pytest.mark.parametrize(
    "text", ["A3 tomorrow 2pm D2", "D2 in A3 tomorrow 14:00", "A3明天下午2時D2"]
)
def test_all_of_a_booking_is_one_without_a_verb(text: str) -> None:
    assert understood(text) == booked("A3", date(2026, 12, 9), 840, 900, "D2")


@pytest.mark.parametrize(
    "text", ["A3 tomorrow", "A3 tomorrow 14:00", "who is in A3 tomorrow 14:00", "A3 tomorrow D2"]
)
def test_less_or_a_question_is_looked_for(text: str) -> None:
    assert understood(text).verb is Verb.FIND


@given(st.text(max_size=80))
def test_no_words_whatever_are_refused_with_a_crash(text: str) -> None:
    phrase = understood(text)

    assert phrase.end is None or phrase.start is not None
