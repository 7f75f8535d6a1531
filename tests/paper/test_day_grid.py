from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.bookings import State
from labapp.domain.languages import NO_NAMES, Language, Names
from labapp.domain.papers import DaySheet
from labapp.paper.dates import clock_range, long_date, month, short_date
from labapp.paper.day_grid import Axis, axis_of, day_of_sheet, entry_words, tracks, zones_of
from labapp.words import words
from tests.paper.sheets import entry, lane, sheet, span

EN = words("en")


def axis(made: DaySheet) -> Axis:
    found = axis_of(made)
    assert found is not None
    return found


def test_the_grid_spans_the_opening_hours() -> None:
    assert axis(sheet(lane("A1"))) == Axis(600, 1080, ((600, 1080),))


def test_hours_that_begin_between_hours_are_shown_from_the_whole_hour() -> None:
    found = axis(sheet(hours=(span("09:30", "17:15"),)))

    assert (found.first, found.last) == (540, 1080)
    assert list(found.closed) == [(540, 570), (1035, 1080)]


def test_a_break_in_the_opening_hours_is_a_closed_stretch() -> None:
    found = axis(sheet(hours=(span("10:00", "13:00"), span("14:00", "18:00"))))

    assert list(found.closed) == [(780, 840)]


def test_a_set_up_before_opening_stretches_the_grid() -> None:
    assert axis(sheet(lane("A1", entry("08:30", "09:45")))).first == 480


def test_a_booking_that_goes_on_overnight_does_not_stretch_the_grid() -> None:
    overnight = entry("00:00", "24:00", starts_before=True, ends_after=True)

    assert axis(sheet(lane("A1", overnight))) == Axis(600, 1080, ((600, 1080),))


def test_a_closed_day_without_bookings_has_no_grid() -> None:
    assert axis_of(sheet(lane("A1"), hours=())) is None


def test_a_closed_day_with_work_shows_the_hours_of_the_work() -> None:
    found = axis(sheet(lane("A1", entry("09:15", "11:30")), hours=()))

    assert (found.first, found.last, list(found.closed)) == (540, 720, [(540, 720)])


spans = st.tuples(st.integers(0, 287), st.integers(1, 40)).map(
    lambda pair: {"from": pair[0] * 5, "to": (pair[0] + pair[1]) * 5}
)


@given(st.lists(spans, max_size=30))
def test_no_two_bookings_of_a_track_overlap_and_no_track_is_wasted(
    bookings: list[dict[str, int]],
) -> None:
    ordered = sorted(bookings, key=lambda each: (each["from"], each["to"]))

    dealt = tracks(ordered)

    assert sorted(map(id, (each for track in dealt for each in track))) == sorted(map(id, ordered))
    for track in dealt:
        assert all(one["to"] <= other["from"] for one, other in pairwise(track))
    most = max((sum(o["from"] <= b["from"] < o["to"] for o in ordered) for b in ordered), default=0)
    assert len(dealt) == most


def test_zones_keep_the_order_of_their_first_place_and_gather_the_rest() -> None:
    theatre = {"zone": Names("Theatre"), "zone_colour": "#B23A48"}
    made = sheet(lane("C1"), lane("D1", **theatre), lane("C2"))

    zones = zones_of(made, axis(made), EN)

    assert [(zone["name"], [row["code"] for row in zone["lanes"]]) for zone in zones] == [
        ("Start-up Pods", ["C1", "C2"]),
        ("Theatre", ["D1"]),
    ]


def test_a_zone_named_like_its_only_place_is_not_said_twice() -> None:
    made = sheet(lane("D1", names=Names("Theatre"), zone=Names("Theatre")), lane("C1"))

    assert [zone["heading"] for zone in zones_of(made, axis(made), EN)] == [False, True]


def test_a_colour_that_is_none_becomes_grey() -> None:
    made = sheet(lane("A1", zone_colour="#12345"), lane("A2", zone_colour='red") #panic("'))

    assert [zone["colour"] for zone in zones_of(made, axis(made), EN)] == ["#808080"]


def test_a_booking_outside_the_grid_is_not_drawn() -> None:
    before = entry("00:00", "09:00", starts_before=True, ends_after=True)
    made = sheet(lane("A1", before))

    assert zones_of(made, axis(made), EN)[0]["lanes"][0]["tracks"] == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("state", State)
def test_every_state_has_a_mark_and_a_word(language: Language, state: State) -> None:
    say = words(language)
    made = sheet(lane("A1"))

    style = entry_words(entry("10:00", "11:00", state=state), day_of_sheet(made), say)["style"]

    assert say(f"paper.state.{style}")
    assert bool(say(f"paper.mark.{style}")) == (state is not State.CONFIRMED)


def test_the_marks_of_a_language_differ() -> None:
    styles = {State.CANCELLED if state in _OVER else state for state in State} - {State.CONFIRMED}
    for language in Language:
        marks = [words(language)(f"paper.mark.{style}") for style in styles]
        assert len(set(marks)) == len(marks)


_OVER = {State.LAPSED, State.EXPIRED, State.REJECTED, State.LATE_CANCELLED}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "10:00–11:15"),
        ({"starts_before": True}, "until 11:15"),
        ({"ends_after": True}, "from 10:00"),
        ({"starts_before": True, "ends_after": True}, "all day"),
    ],
)
def test_times_are_exact_and_only_those_of_the_day(facts: dict[str, bool], said: str) -> None:
    day = day_of_sheet(sheet())

    assert entry_words(entry("10:00", "11:15", **facts), day, EN)["when"] == said


def test_a_visit_is_called_by_its_title_and_a_nameless_booking_by_its_number() -> None:
    day = day_of_sheet(sheet())
    visit = entry("10:00", "11:00", NO_NAMES, demo=NO_NAMES, title=Names("School class"))
    bare = entry("10:00", "11:00", NO_NAMES, demo=NO_NAMES)

    assert [entry_words(each, day, EN)["who"] for each in (visit, bare)] == ["School class", "B-1"]
    assert [entry_words(each, day, EN)["what"] for each in (visit, bare)] == ["", ""]


def test_a_name_missing_in_the_sheets_language_falls_back_to_one_that_was_given() -> None:
    day = day_of_sheet(sheet())
    booking = entry("10:00", "11:00", Names("Saunova"), demo=Names(None, "海港之聲"))

    shown = entry_words(booking, day, words("zh_CN"))

    assert (shown["who"], shown["what"]) == ("Saunova", "海港之聲")


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "Wednesday 9 December 2026", "9 December 2026"),
        ("zh_HK", "2026年12月9日（星期三）", "2026年12月9日"),
        ("zh_CN", "2026年12月9日（星期三）", "2026年12月9日"),
    ],
)
def test_dates_are_written_in_each_language(language: str, long: str, short: str) -> None:
    day = date(2026, 12, 9)

    assert (long_date(day, words(language)), short_date(day, words(language))) == (long, short)


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "December 2026"), ("zh_HK", "2026年12月"), ("zh_CN", "2026年12月")],
)
def test_a_month_is_written_in_each_language(language: str, written: str) -> None:
    assert month(date(2026, 12, 9), words(language)) == written


def test_the_end_of_the_day_is_written_as_24_hours() -> None:
    assert clock_range(545, 1440) == "09:05–24:00"
