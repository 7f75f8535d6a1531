from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from labapp.ui.widgets.board.geometry import TimeAxis, lay_out
from labapp.ui.widgets.board.gestures import Drag, Grip, lengthened, nudged, resized, stretched
from labapp.ui.widgets.board.rows import Draft
from tests.ui.widgets.boards import BLOCKS, DAY, HOUR, LANES, MONDAY, QUARTER, TUESDAY, at

AXIS = TimeAxis(TUESDAY, 1, 0, 1440, 1.5)
WEEK = TimeAxis(MONDAY, 7, 9 * 60, 21 * 60, 0.2)
LAYOUT = lay_out(LANES, {}, 600)
MARKS = some.floats(0, 1440)
BOOKING = BLOCKS[0]


def mark(clock: str, axis: TimeAxis = AXIS, day: int = 8) -> float:
    return axis.mark_of(at(clock, day))


@given(MARKS, MARKS)
def test_a_new_booking_covers_both_ends_of_the_drag(press: float, release: float) -> None:
    draft = stretched(AXIS, 15, 1, press, release)

    first, last = sorted((press, release))
    assert AXIS.mark_of(draft.start) <= first + 1e-3
    assert AXIS.mark_of(draft.end) >= last - 1e-3
    assert draft.end - draft.start >= QUARTER


@given(MARKS, MARKS)
def test_a_drag_to_the_left_makes_the_same_booking(press: float, release: float) -> None:
    assert stretched(AXIS, 15, 1, press, release) == stretched(AXIS, 15, 1, release, press)


@given(MARKS, MARKS)
def test_a_moved_booking_keeps_its_length(press: float, release: float) -> None:
    drag = Drag(Grip.MOVE, 1, press, BOOKING)

    draft = drag.draft(AXIS, 15, 2, release)

    assert draft.end - draft.start == BOOKING.end - BOOKING.start
    assert draft.lane_id == 2
    assert draft.block_id == BOOKING.id


@given(MARKS)
def test_a_booking_carried_nowhere_stays(press: float) -> None:
    drag = Drag(Grip.MOVE, 1, press, BOOKING)

    draft = drag.draft(AXIS, 15, 1, press)

    assert draft.start == BOOKING.start


@given(MARKS)
def test_a_pulled_end_leaves_a_quarter_at_least(release: float) -> None:
    late = Drag(Grip.END, 1, mark("12:00"), BOOKING).draft(AXIS, 15, 1, release)
    early = Drag(Grip.START, 1, mark("10:00"), BOOKING).draft(AXIS, 15, 1, release)

    assert late.start == BOOKING.start
    assert late.end >= BOOKING.start + QUARTER
    assert early.end == BOOKING.end
    assert early.start <= BOOKING.end - QUARTER


def test_a_copy_says_so() -> None:
    draft = Drag(Grip.COPY, 1, mark("11:00"), BOOKING).draft(AXIS, 15, 2, mark("13:00"))

    assert draft == Draft(2, at("12:00"), at("14:00"), BOOKING.id, copy=True)


def test_a_booking_dragged_to_the_end_of_a_day_ends_that_evening() -> None:
    drag = Drag(Grip.END, 1, mark("12:00", WEEK), BOOKING)

    draft = drag.draft(WEEK, 15, 1, WEEK.mark_of(at("09:00", 9)))

    assert draft.end == at("21:00")


def test_a_booking_carried_to_another_day_lands_inside_its_window() -> None:
    # held an hour and a half after its start, put down half an hour after the morning
    drag = Drag(Grip.MOVE, 1, mark("11:30", WEEK), BOOKING)

    draft = drag.draft(WEEK, 15, 1, mark("09:30", WEEK, day=10))

    assert (draft.start, draft.end) == (at("09:00", 10), at("11:00", 10))


def test_a_nudge_past_the_evening_goes_on_in_the_morning() -> None:
    late = Draft(1, at("19:00"), at("21:00"), BOOKING.id)

    assert nudged(WEEK, LAYOUT, late, QUARTER, 0).start == at("09:00", 9)


def test_a_nudge_before_the_morning_goes_back_to_the_evening() -> None:
    early = Draft(1, at("09:00"), at("11:00"), BOOKING.id)

    assert nudged(WEEK, LAYOUT, early, -QUARTER, 0).end == at("21:00", 7)


def test_a_nudge_stays_on_the_board() -> None:
    first = Draft(1, at("09:00", 7), at("11:00", 7), BOOKING.id)
    last = Draft(4, at("19:00", 13), at("21:00", 13), BOOKING.id)

    assert nudged(WEEK, LAYOUT, first, -QUARTER, -1) == first
    assert nudged(WEEK, LAYOUT, last, QUARTER, 1) == last


def test_a_nudge_by_a_day_keeps_the_time_of_day() -> None:
    draft = Draft(1, at("10:00"), at("12:00"), BOOKING.id)

    assert nudged(WEEK, LAYOUT, draft, DAY, 0).start == at("10:00", 9)


def test_a_nudge_up_and_down_changes_the_lane_only() -> None:
    draft = Draft(1, at("10:00"), at("12:00"), BOOKING.id)

    assert nudged(WEEK, LAYOUT, draft, 0, 2) == replace(draft, lane_id=3)


def test_a_booking_cannot_be_shortened_away() -> None:
    assert lengthened(15, BOOKING, -7) == Draft(1, BOOKING.start, BOOKING.start + QUARTER, 11)
    assert lengthened(15, BOOKING, -8) is None
    assert lengthened(15, BOOKING, 2) == Draft(1, BOOKING.start, at("12:30"), 11)


def test_a_draft_keeps_one_cell_when_shortened() -> None:
    draft = Draft(1, at("10:00"), at("10:15"), 11, copy=True)

    assert resized(15, draft, -1) == draft
    assert resized(15, draft, 3) == replace(draft, end=draft.start + HOUR)
