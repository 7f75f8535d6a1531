from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from labapp.ui.fonts import load_fonts
from labapp.ui.widgets.board import Block, BoardView, Draft
from labapp.ui.widgets.board.hands_painting import countdown_place
from labapp.ui.widgets.board.wording import left_text
from tests.ui.widgets.boards import (
    ALT,
    BLOCKS,
    CONTROL,
    HOUR,
    HOURS,
    LANES,
    LEFT,
    QUARTER,
    SHIFT,
    TUESDAY,
    at,
    block,
    carry,
    drag,
    key,
    place,
    press,
    told,
)

Key = Qt.Key
BOTH = frozenset({11, 12})


@pytest.fixture
def board(qtbot: QtBot) -> BoardView:
    """Tuesday: two bookings in A1, one in A2 that cannot be moved, one in D1."""
    load_fonts()
    board = BoardView()
    qtbot.addWidget(board)
    board.resize(1000, 500)
    board.show()
    board.activateWindow()
    qtbot.waitExposed(board)
    board.set_lanes(LANES)
    board.set_hours(HOURS)
    board.set_blocks(BLOCKS)
    board.show_range(TUESDAY, 1)
    board.setFocus()
    return board


def middle(board: BoardView, number: int) -> QPoint:
    found = board.scene.index.block(number)
    assert found is not None
    return board.scene.block_place(found).center()


def click(
    board: BoardView, number: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.mouseClick(board.viewport(), LEFT, modifier, middle(board, number))


def test_a_click_with_control_chooses_one_more_and_again_one_less(board: BoardView) -> None:
    heard = told(board.many_chosen)
    click(board, 11)

    click(board, 12, CONTROL)
    click(board, 14, CONTROL)
    click(board, 12, CONTROL)

    assert heard == [BOTH, frozenset({11, 12, 14}), frozenset({11, 14})]
    assert board.scene.chosen == {11, 14}


def test_one_left_of_several_is_chosen_as_usual(board: BoardView) -> None:
    click(board, 11)
    click(board, 12, CONTROL)
    chosen, several = told(board.block_selected), told(board.many_chosen)

    click(board, 11, CONTROL)

    assert chosen == [12]
    assert several == [frozenset()]
    assert board.scene.chosen == frozenset()


def test_a_click_with_shift_reaches_over_lanes_and_times(board: BoardView) -> None:
    click(board, 11)

    click(board, 14, SHIFT)

    assert board.scene.chosen == {11, 13, 14}


def test_a_reach_begins_where_the_choosing_began(board: BoardView) -> None:
    click(board, 11)
    click(board, 14, SHIFT)

    click(board, 12, SHIFT)

    assert board.scene.chosen == BOTH


def test_shift_with_an_arrow_reaches_to_the_next_block(board: BoardView) -> None:
    click(board, 11)

    key(board, Key.Key_Right, SHIFT)
    assert board.scene.chosen == BOTH

    key(board, Key.Key_Down, SHIFT)
    assert board.scene.selected == 13
    assert board.scene.chosen == {11, 13}


def test_shift_with_an_arrow_on_free_time_still_stretches_a_new_booking(board: BoardView) -> None:
    QTest.mouseClick(board.viewport(), LEFT, pos=place(board, 4, "15:00", shift=3))

    key(board, Key.Key_Right, SHIFT)

    assert board.scene.draft == Draft(4, at("15:00"), at("15:30"), None)


def test_a_band_drawn_with_control_chooses_what_it_touches(board: BoardView) -> None:
    start = place(board, 2, "13:30", shift=2)
    end = place(board, 1, "10:30", shift=2)

    carry(board, start, end, CONTROL)
    drawn = board.scene.band
    QTest.mouseRelease(board.viewport(), LEFT, CONTROL, end)

    assert drawn is not None
    assert board.scene.chosen == {11, 13}
    assert board.scene.band is None
    assert board.scene.draft is None


def test_a_band_keeps_what_was_chosen_before_and_escape_takes_it_back(board: BoardView) -> None:
    click(board, 14)
    start, end = place(board, 1, "13:30", shift=2), place(board, 1, "14:30", shift=2)

    carry(board, start, end, CONTROL)
    assert board.scene.chosen == {12, 14}
    key(board, Key.Key_Escape)

    assert board.scene.chosen == frozenset()
    assert board.scene.selected == 14


def test_control_a_chooses_all_that_is_shown_and_escape_none(board: BoardView) -> None:
    board.set_blocks([*BLOCKS, block(19, 1, "10:00", "11:00", 9)])

    key(board, Key.Key_A, CONTROL)
    assert board.scene.chosen == {11, 12, 13, 14}

    key(board, Key.Key_Escape)
    assert board.scene.chosen == frozenset()
    assert board.scene.selected is None


def test_control_space_chooses_one_more_where_the_cursor_is(board: BoardView) -> None:
    click(board, 11)
    QTest.mouseClick(board.viewport(), LEFT, pos=place(board, 1, "13:45", shift=2))
    key(board, Key.Key_Right)  # onto the second

    key(board, Key.Key_Space, CONTROL)
    assert board.scene.selected is None  # it was the one chosen: now there is none

    key(board, Key.Key_Space, CONTROL)
    assert board.scene.selected == 12


def test_several_are_dragged_by_the_same_time(board: BoardView) -> None:
    click(board, 11)
    click(board, 12, CONTROL)
    heard = told(board.draft_dropped)
    step = place(board, 1, "11:00") - place(board, 1, "10:00")

    drag(board, middle(board, 11), middle(board, 11) + step)

    assert heard == [Draft(1, at("11:00"), at("13:00"), 11, others=(12,))]
    assert board.scene.chosen == BOTH


def test_several_of_one_lane_go_to_another_together(board: BoardView) -> None:
    click(board, 11)
    click(board, 12, CONTROL)
    heard = told(board.draft_dropped)
    down = QPoint(0, place(board, 4, "10:00").y() - place(board, 1, "10:00").y())

    drag(board, middle(board, 12), middle(board, 12) + down)

    assert heard == [Draft(4, at("14:00"), at("15:00"), 12, others=(11,))]


def test_several_of_different_lanes_stay_in_them(board: BoardView) -> None:
    click(board, 11)
    click(board, 14, CONTROL)
    heard = told(board.draft_dropped)
    aside = place(board, 4, "11:00") - place(board, 1, "10:00")

    drag(board, middle(board, 11), middle(board, 11) + aside)

    assert heard == [Draft(1, at("11:00"), at("13:00"), 11, others=(14,))]


def test_several_are_moved_by_keyboard(board: BoardView) -> None:
    click(board, 11)
    click(board, 12, CONTROL)
    heard = told(board.draft_dropped)

    key(board, Key.Key_M)
    key(board, Key.Key_Right)
    key(board, Key.Key_Return)

    start = at("14:00") + QUARTER
    assert heard == [Draft(1, start, start + HOUR, 12, others=(11,))]


def test_a_copy_is_of_one_alone(board: BoardView) -> None:
    click(board, 11)
    click(board, 12, CONTROL)
    heard = told(board.draft_dropped)
    step = place(board, 1, "16:00") - place(board, 1, "14:00")

    drag(board, middle(board, 12), middle(board, 12) + step, ALT)

    assert heard == [Draft(1, at("16:00"), at("17:00"), 12, copy=True)]


def test_control_pressed_during_a_drag_makes_a_copy_of_it(board: BoardView) -> None:
    """Some desktops keep Alt for themselves."""
    heard = told(board.draft_dropped)
    step = place(board, 1, "16:00") - place(board, 1, "14:00")
    carry(board, middle(board, 12), middle(board, 12) + step)

    QTest.keyPress(board, Key.Key_Control)
    QTest.mouseRelease(board.viewport(), LEFT, CONTROL, middle(board, 12) + step)

    assert heard == [Draft(1, at("16:00"), at("17:00"), 12, copy=True)]


def test_a_copy_is_carried_by_keyboard_even_of_what_cannot_be_moved(board: BoardView) -> None:
    click(board, 13)
    heard = told(board.draft_dropped)

    key(board, Key.Key_C)
    key(board, Key.Key_Up)
    key(board, Key.Key_Right)
    key(board, Key.Key_Return)

    start = at("11:00") + QUARTER
    assert heard == [Draft(1, start, start + 2 * HOUR, 13, copy=True)]


def test_a_click_on_one_of_several_chooses_it_alone_but_only_when_let_go(board: BoardView) -> None:
    click(board, 11)
    click(board, 12, CONTROL)

    press(board, middle(board, 11))
    assert board.scene.chosen == BOTH
    QTest.mouseRelease(board.viewport(), LEFT, pos=middle(board, 11))

    assert board.scene.chosen == frozenset()
    assert board.scene.selected == 11


def test_blocks_that_are_gone_are_no_longer_chosen(board: BoardView) -> None:
    click(board, 11)
    click(board, 12, CONTROL)
    click(board, 14, CONTROL)
    heard = told(board.many_chosen)

    board.set_blocks([one for one in BLOCKS if one.id != 14])
    board.set_blocks([one for one in BLOCKS if one.id == 11])

    assert heard == [BOTH, frozenset()]


def test_the_others_are_seen_where_they_would_be(board: BoardView) -> None:
    click(board, 11)
    click(board, 12, CONTROL)
    key(board, Key.Key_M)
    key(board, Key.Key_Right)
    wanted = board.scene.stretch(1, at("10:00") + QUARTER, at("12:00") + QUARTER)

    seen = board.grab().toImage().pixelColor(wanted.center())
    key(board, Key.Key_Escape)

    assert board.grab().toImage().pixelColor(wanted.center()) != seen


def test_every_lane_shows_whether_it_is_free_while_something_is_carried(board: BoardView) -> None:
    start = place(board, 4, "15:00", shift=2)
    carry(board, start, place(board, 4, "16:00", shift=-3))
    draft = board.scene.draft
    assert draft is not None
    spots = {lane: board.scene.stretch(lane, draft.start, draft.end).center() for lane in (1, 2)}
    before = board.viewport().grab().toImage()

    board.set_offers(draft, {1: "free", 2: "blocked"})

    after = board.viewport().grab().toImage()
    free, blocked = (after.pixelColor(spots[lane]) for lane in (1, 2))
    assert free != before.pixelColor(spots[1])
    assert blocked != before.pixelColor(spots[2])
    assert free.green() > free.red()
    assert blocked.red() > blocked.green()


def test_what_was_offered_for_another_time_is_gone(board: BoardView) -> None:
    carry(board, place(board, 4, "15:00", shift=2), place(board, 4, "16:00", shift=-3))
    draft = board.scene.draft
    assert draft is not None
    board.set_offers(draft, {1: "free"})

    QTest.mouseMove(board.viewport(), place(board, 4, "17:00", shift=-3))

    assert board.scene.offers == {}
    board.set_offers(draft, {1: "free"})  # late
    assert board.scene.offers == {}


def hold(seconds: int) -> Block:
    return block(21, 1, "16:00", "18:00", state="held", letter="H", expires=at("09:30") + seconds)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (599, "09:59"),
        (61, "01:01"),
        (0, "00:00"),
        (600, "10 min"),
        (4000, "1 h 6 min"),
        (86_399, "23 h"),
    ],
)
def test_a_hold_says_what_is_left_of_it_by_the_second_at_last(seconds: int, text: str) -> None:
    assert left_text("en", seconds) == text


def test_a_hold_counts_down_where_it_stands(board: BoardView) -> None:
    board.set_blocks([hold(90)])
    board.set_seconds(at("09:30"))
    found = board.scene.index.block(21)
    assert found is not None
    chip = countdown_place(board.scene, found).translated(board.scene.origin)
    before = board.viewport().grab(chip).toImage()

    board.set_seconds(at("09:30") + 1)

    assert not chip.isEmpty()
    assert board.viewport().grab(chip).toImage() != before


def test_a_hold_that_has_run_out_counts_no_more(board: BoardView) -> None:
    board.set_blocks([hold(90)])
    board.set_seconds(at("09:30") + 91)
    plain = board.grab().toImage()

    board.set_blocks([replace(hold(90), expires=None)])

    assert board.grab().toImage() == plain


def test_a_block_of_a_series_bears_a_mark(board: BoardView) -> None:
    board.set_blocks([block(31, 1, "10:00", "12:00")])
    plain = board.grab().toImage()

    board.set_blocks([block(31, 1, "10:00", "12:00", series=True)])

    assert board.grab().toImage() != plain


def test_a_screen_reader_hears_which_blocks_are_chosen_together(board: BoardView) -> None:
    click(board, 11)
    click(board, 12, CONTROL)

    readable = QAccessible.queryAccessibleInterface(board)
    assert readable is not None
    states = {
        item.text(QAccessible.Text.Name): (item.state().selected, item.state().focused)
        for item in (readable.child(n) for n in range(readable.childCount()))
    }

    assert [state for name, state in sorted(states.items())] == [
        (True, False),
        (True, True),
        (False, False),
        (False, False),
    ]


def test_a_hold_on_one_line_keeps_its_texts_clear_of_its_countdown(board: BoardView) -> None:
    board.resize(1000, 160)
    board.set_blocks([replace(hold(86_399), title="A guest with quite a long name")])
    board.set_seconds(at("09:30"))
    found = board.scene.index.block(21)
    assert found is not None

    picture = board.scene.pictures.of(found)
    chip = countdown_place(board.scene, found)

    assert picture is not None
    texts = [*picture.bold, *picture.small, *picture.pinned]
    on_its_line = [text for text in texts if text.y + board.scene.palette.line_step > chip.top()]
    assert not chip.isEmpty()
    assert all(text.end <= chip.left() for text in on_its_line)
