from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from labapp.ui.widgets.board.geometry import (
    BAND_HEIGHT,
    HIGHEST_LANE,
    LOWEST_LANE,
    TimeAxis,
    closed_all_day,
    closed_between,
    closed_spans,
    lay_out,
    opening_minutes,
)
from labapp.ui.widgets.board.rows import Lane, OpenHours
from tests.ui.widgets.boards import DAY, HOUR, HOURS, LANES, MONDAY, TUESDAY, at

GRIDS = some.sampled_from([5, 10, 15, 30, 60])
WEEK = TimeAxis(MONDAY, 7, 9 * 60, 21 * 60, 0.2)


@some.composite
def axes(draw: some.DrawFn) -> TimeAxis:
    start = draw(some.integers(0, 20)) * 60
    end = draw(some.integers(start // 60 + 1, 24)) * 60
    scale = draw(some.floats(0.02, 8))
    return TimeAxis(TUESDAY, draw(some.integers(1, 31)), start, end, scale)


def shares() -> some.SearchStrategy[float]:
    return some.floats(0, 1)


@given(axes(), shares())
def test_a_pixel_comes_back_from_its_instant(axis: TimeAxis, share: float) -> None:
    x = share * axis.last_mark * axis.pixels_per_minute

    back = axis.x_of(axis.time_at(x))

    # an instant is a whole second
    assert abs(back - x) <= axis.pixels_per_minute / 60 + 1e-6


@given(axes(), some.integers(0, 31 * DAY - 1))
def test_an_instant_in_the_window_comes_back_from_its_pixel(axis: TimeAxis, seconds: int) -> None:
    epoch = axis.first_day + seconds % (axis.days * DAY)

    back = axis.time_at(axis.x_of(epoch))

    assert abs(back - epoch) <= 1 or not axis.shows(epoch)


@given(axes(), some.lists(some.integers(-2 * DAY, 33 * DAY), min_size=2))
def test_later_is_never_further_left(axis: TimeAxis, offsets: list[int]) -> None:
    marks = [axis.mark_of(axis.first_day + offset) for offset in sorted(offsets)]

    assert marks == sorted(marks)
    assert all(0 <= mark <= axis.last_mark for mark in marks)


@given(axes(), shares(), GRIDS)
def test_snapping_twice_changes_nothing(axis: TimeAxis, share: float, grid: int) -> None:
    once = axis.snapped(share * axis.last_mark, grid)

    assert axis.snapped(once, grid) == once


@given(axes(), shares(), GRIDS)
def test_snapping_moves_by_half_a_cell_at_most(axis: TimeAxis, share: float, grid: int) -> None:
    mark = share * axis.last_mark

    assert abs(axis.snapped(mark, grid) - mark) <= grid / 2 + 1e-3


@given(axes(), shares(), GRIDS)
def test_the_cell_of_a_cells_start_is_itself(axis: TimeAxis, share: float, grid: int) -> None:
    cell = axis.cell_at(share * axis.last_mark, grid)

    assert axis.cell_at(cell, grid) == cell


@given(axes(), shares(), GRIDS)
def test_a_cell_begins_on_the_lab_clocks_grid(axis: TimeAxis, share: float, grid: int) -> None:
    start = axis.starting(axis.cell_at(share * axis.last_mark, grid))

    assert (start - axis.first_day) % (grid * 60) == 0


@given(axes(), some.integers(-3 * DAY, 3 * DAY), some.integers(60, DAY), some.integers(-2, 40))
def test_what_fits_a_day_stays_inside_its_window(
    axis: TimeAxis, offset: int, length: int, day: int
) -> None:
    start = axis.fitting(axis.first_day + offset, length, day)

    held = min(max(day, 0), axis.days - 1)
    opens = axis.day_start(held) + axis.window_start * 60
    assert start >= opens
    assert start + length <= axis.day_start(held) + axis.window_end * 60 or start == opens


def test_the_night_between_two_days_takes_no_room() -> None:
    assert WEEK.x_of(at("21:00", 7)) == WEEK.x_of(at("09:00", 8)) == WEEK.day_x(1)
    assert WEEK.x_of(at("03:00", 8)) == WEEK.day_x(1)


def test_where_two_days_meet_an_end_is_the_evening_and_a_start_the_morning() -> None:
    seam = WEEK.mark_of(at("09:00", 8))

    assert WEEK.ending(seam) == at("21:00", 7)
    assert WEEK.starting(seam) == at("09:00", 8)


def test_only_hours_in_the_window_are_shown() -> None:
    assert WEEK.shows(at("09:00"))
    assert not WEEK.shows(at("21:00"))
    assert not WEEK.shows(at("10:00", 14))


def test_hours_outside_the_opening_are_closed() -> None:
    axis = replace(WEEK, days=2)

    assert closed_spans(axis, HOURS) == [
        (at("09:00", 7), at("10:00", 7)),
        (at("18:00", 7), at("21:00", 7)),
        (at("09:00", 8), at("10:00", 8)),
        (at("18:00", 8), at("21:00", 8)),
    ]


def test_a_day_without_opening_is_closed_throughout() -> None:
    axis = TimeAxis(at("00:00", 13), 1, 9 * 60, 21 * 60, 1)

    assert closed_spans(axis, HOURS) == [(at("09:00", 13), at("21:00", 13))]
    assert opening_minutes(axis, HOURS) is None


def test_a_lunch_break_is_closed() -> None:
    axis = TimeAxis(TUESDAY, 1, 9 * 60, 17 * 60, 1)
    halves = [OpenHours(at("13:00"), at("17:00")), OpenHours(at("09:00"), at("12:00"))]

    assert closed_spans(axis, halves) == [(at("12:00"), at("13:00"))]


def test_the_opening_of_several_days_is_from_the_earliest_to_the_latest() -> None:
    late = OpenHours(at("12:00", 9), at("20:00", 9))

    assert opening_minutes(WEEK, [*HOURS, late]) == (10 * 60, 20 * 60)


def test_opening_past_midnight_counts_to_the_end_of_the_day() -> None:
    night = OpenHours(at("20:00"), at("20:00") + 6 * HOUR)

    assert opening_minutes(replace(WEEK, first_day=TUESDAY), [night]) == (20 * 60, 24 * 60)


def test_lanes_of_a_zone_lie_below_its_band() -> None:
    layout = lay_out(LANES, {}, 600)

    assert [row.lane.code for row in layout.rows] == ["A1", "A2", "C8", "D1"]
    assert [zone.zone for zone in layout.zones] == ["Partner Bays", "Pods", "Demo Theatre"]
    assert layout.rows[0].top == BAND_HEIGHT


def test_a_zone_whose_only_lane_has_its_name_needs_no_band() -> None:
    layout = lay_out(LANES, {}, 600)

    assert [zone.named for zone in layout.zones] == [True, True, False]


@given(some.integers(1, 60), some.integers(0, 3000), some.data())
def test_lanes_never_overlap_and_keep_their_limits(
    count: int, available: int, data: some.DataObject
) -> None:
    lanes = [
        replace(LANES[0], id=n, zone=str(data.draw(some.integers(0, 3)))) for n in range(count)
    ]
    levels = {n: data.draw(some.integers(1, 4)) for n in range(count)}

    layout = lay_out(lanes, levels, available)

    bottoms = [0, *(row.bottom for row in layout.rows)]
    assert all(row.top >= above for row, above in zip(layout.rows, bottoms, strict=False))
    assert all(row.height >= LOWEST_LANE for row in layout.rows)
    assert all(row.height <= HIGHEST_LANE or levels[row.lane.id] > 1 for row in layout.rows)
    assert layout.height == bottoms[-1]


@given(some.integers(0, 400))
def test_a_y_finds_the_lane_that_covers_it(y: int) -> None:
    layout = lay_out(LANES, {}, 300)

    found = layout.row_at(y)

    assert [row for row in layout.rows if row.top <= y < row.bottom] == ([found] if found else [])


@given(some.integers(0, 400), some.integers(1, 200))
def test_a_stretch_finds_the_lanes_that_show_in_it(top: int, height: int) -> None:
    layout = lay_out(LANES, {}, 300)

    found = layout.between(top, top + height)

    assert list(found) == [r for r in layout.rows if r.top < top + height and r.bottom > top]


def test_between_two_zones_the_nearest_lane_is_meant() -> None:
    layout = lay_out(LANES, {}, 600)
    second, third = layout.rows[1], layout.rows[2]

    assert layout.row_at(second.bottom + 2) is None
    assert layout.nearest(second.bottom + 2) == second
    assert layout.nearest(third.top - 2) == third
    assert lay_out((), {}, 600).nearest(10) is None


@given(some.integers(1, 5))
def test_the_levels_of_a_lane_share_it_without_overlap(levels: int) -> None:
    lane: Lane = LANES[0]
    row = lay_out([lane], {lane.id: levels}, 0).rows[0]

    places = [row.level(level, levels) for level in range(levels)]

    ends = [row.top, *(top + height for top, height in places)]
    assert all(top >= end for (top, _), end in zip(places, ends, strict=False))
    assert ends[-1] <= row.bottom


@given(axes(), some.lists(some.tuples(shares(), shares()), max_size=6), shares(), shares())
def test_the_closed_spans_of_a_part_are_those_that_touch_it(
    axis: TimeAxis, opened: list[tuple[float, float]], one: float, other: float
) -> None:
    length = axis.days * DAY
    hours = [
        OpenHours(TUESDAY + int(a * length), TUESDAY + int(b * length) + 1)
        for a, b in (sorted(pair) for pair in opened)
    ]
    closed = closed_spans(axis, hours)
    start, end = (TUESDAY + int(share * length) for share in sorted((one, other)))

    found = closed_between(closed, start, end)

    assert list(found) == [span for span in closed if span[1] > start and span[0] < end]


def test_only_a_day_without_any_opening_is_closed_all_day() -> None:
    closed = closed_spans(WEEK, HOURS)

    assert [closed_all_day(WEEK, closed, day) for day in range(7)] == [False] * 5 + [True] * 2
    assert not any(closed_all_day(WEEK, (), day) for day in range(7))
