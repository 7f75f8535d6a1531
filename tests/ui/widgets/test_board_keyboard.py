from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from labapp.ui.fonts import load_fonts
from labapp.ui.widgets.board import BoardView, Draft
from labapp.ui.widgets.board.scene import Cursor
from tests.ui.widgets.boards import (
    BLOCKS,
    DAY,
    HOURS,
    LANES,
    LEFT,
    MONDAY,
    SHIFT,
    TUESDAY,
    at,
    block,
    key,
    place,
    told,
)

Key = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A field, the board on Tuesday, and another field."""
    load_fonts()
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    for child in (QLineEdit(), BoardView(), QLineEdit()):
        layout.addWidget(child)
    window.resize(1000, 500)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def board(window: QWidget) -> BoardView:
    board = window.findChild(BoardView)
    assert isinstance(board, BoardView)
    board.set_lanes(LANES)
    board.set_hours(HOURS)
    board.set_blocks(BLOCKS)
    board.show_range(TUESDAY, 1)
    board.setFocus()
    return board


def go_to(board: BoardView, lane: int, clock: str, day: int = 8) -> None:
    mark = board.scene.axis.mark_of(at(clock, day))
    board.put_cursor(Cursor(lane, mark, mark))


def cells(board: BoardView) -> tuple[int, int, int]:
    assert board.scene.cursor is not None
    return (board.scene.cursor.lane_id, *board.scene.cursor_span())


def test_arrows_move_by_a_cell_and_by_a_lane(board: BoardView) -> None:
    go_to(board, 1, "16:00")

    key(board, Key.Key_Right)
    assert cells(board) == (1, at("16:15"), at("16:30"))

    key(board, Key.Key_Down)
    assert cells(board) == (2, at("16:15"), at("16:30"))

    key(board, Key.Key_Left)
    key(board, Key.Key_Up)
    assert cells(board) == (1, at("16:00"), at("16:15"))


def test_the_first_arrow_only_shows_where_the_keyboard_is(board: BoardView) -> None:
    board.set_now(at("16:20"))

    key(board, Key.Key_Right)

    assert cells(board) == (1, at("16:15"), at("16:30"))


def test_arrows_stop_at_the_ends_of_the_board(board: BoardView) -> None:
    go_to(board, 1, "00:00")
    key(board, Key.Key_Left)
    key(board, Key.Key_Up)
    assert cells(board) == (1, at("00:00"), at("00:15"))

    go_to(board, 4, "23:45")
    key(board, Key.Key_Right)
    key(board, Key.Key_Down)
    assert cells(board) == (4, at("23:45"), at("00:00", 9))


def test_arrows_step_over_the_night(board: BoardView) -> None:
    board.show_range(MONDAY, 7)
    go_to(board, 1, "20:45")

    key(board, Key.Key_Right)
    assert cells(board) == (1, at("09:00", 9), at("09:15", 9))

    key(board, Key.Key_Left)
    assert cells(board) == (1, at("20:45"), at("21:00"))


def test_an_arrow_onto_a_block_selects_it(board: BoardView) -> None:
    go_to(board, 2, "10:45")
    selected = told(board.block_selected)

    key(board, Key.Key_Right)
    for _ in range(8):
        key(board, Key.Key_Right)

    assert selected == [13, None]


def test_the_cursor_begins_in_the_first_place_at_the_opening(board: BoardView) -> None:
    tours = replace(LANES[0], id=90, code="G", zone="Visitors", kind="visits")
    board.set_lanes([tours, *LANES])

    key(board, Key.Key_Return)

    opens, _ = board.scene.opening_of(0)
    assert cells(board)[:2] == (1, opens)


def test_the_cursor_begins_at_now_while_the_lab_is_open(board: BoardView) -> None:
    board.set_now(at("12:00"))

    key(board, Key.Key_Return)

    assert cells(board)[:2] == (1, at("12:00"))


def test_enter_books_the_cell_of_the_cursor(board: BoardView) -> None:
    go_to(board, 2, "14:45")
    dropped = told(board.draft_dropped)

    key(board, Key.Key_Right)
    key(board, Key.Key_Return)

    assert dropped == [Draft(2, at("15:00"), at("15:15"), None)]


def test_shift_stretches_and_enter_books_the_stretch(board: BoardView) -> None:
    go_to(board, 2, "15:00")
    dropped, changed = told(board.draft_dropped), told(board.draft_changed)

    for _ in range(3):
        key(board, Key.Key_Right, SHIFT)
    key(board, Key.Key_Enter)

    assert [draft.end for draft in changed if isinstance(draft, Draft)] == [
        at("15:30"),
        at("15:45"),
        at("16:00"),
    ]
    assert dropped == [Draft(2, at("15:00"), at("16:00"), None)]


def test_shift_stretches_to_the_left_as_well(board: BoardView) -> None:
    go_to(board, 2, "15:00")

    key(board, Key.Key_Left, SHIFT)
    key(board, Key.Key_Left, SHIFT)

    assert board.scene.draft == Draft(2, at("14:30"), at("15:15"), None)


def test_an_arrow_without_shift_gives_the_stretch_up(board: BoardView) -> None:
    go_to(board, 2, "15:00")
    changed = told(board.draft_changed)
    key(board, Key.Key_Right, SHIFT)

    key(board, Key.Key_Right)

    assert board.scene.draft is None
    assert changed[-1] is None


def test_enter_opens_the_selected_block(board: BoardView) -> None:
    QTest.mouseClick(board.viewport(), LEFT, pos=place(board, 1, "14:30"))
    opened, dropped = told(board.activated), told(board.draft_dropped)

    key(board, Key.Key_Return)

    assert opened == [12]
    assert dropped == []


def test_tab_goes_through_the_blocks_by_time_and_then_on(board: BoardView, window: QWidget) -> None:
    selected = told(board.block_selected)

    for _ in range(4):
        key(board, Key.Key_Tab)
    assert selected == [11, 13, 14, 12]
    assert QApplication.focusWidget() is board

    key(board, Key.Key_Tab)
    assert QApplication.focusWidget() is window.findChildren(QLineEdit)[1]


def test_shift_and_tab_goes_back(board: BoardView, window: QWidget) -> None:
    board.set_selected(14)
    selected = told(board.block_selected)

    for _ in range(3):
        key(board, Key.Key_Backtab, SHIFT)

    assert selected == [13, 11]
    assert QApplication.focusWidget() is window.findChildren(QLineEdit)[0]


def test_tab_brings_the_block_into_view(board: BoardView) -> None:
    board.set_blocks([*BLOCKS, block(20, 1, "22:00", "23:00")])
    board.set_selected(12)

    key(board, Key.Key_Tab)

    late = board.scene.index.block(20)
    assert late is not None
    assert board.scene.selected == 20
    assert board.scene.grid.contains(board.scene.block_place(late))


def test_m_carries_the_block_and_enter_puts_it_down(board: BoardView) -> None:
    QTest.mouseClick(board.viewport(), LEFT, pos=place(board, 1, "14:30"))
    dropped = told(board.draft_dropped)

    key(board, Key.Key_M)
    key(board, Key.Key_Right)
    key(board, Key.Key_Right)
    key(board, Key.Key_Down)
    assert board.scene.lifted == 12
    key(board, Key.Key_Return)

    assert dropped == [Draft(2, at("14:30"), at("15:30"), 12)]


@pytest.mark.parametrize("leave", [Key.Key_Escape, Key.Key_M])
def test_a_carried_block_goes_back_on_escape_or_a_second_m(board: BoardView, leave: Key) -> None:
    board.set_selected(12)
    dropped, changed = told(board.draft_dropped), told(board.draft_changed)
    key(board, Key.Key_M)
    key(board, Key.Key_Right)

    key(board, leave)

    assert dropped == []
    assert changed[-1] is None
    assert board.scene.draft is None
    assert board.scene.lifted is None


def test_a_carried_block_can_be_made_longer(board: BoardView) -> None:
    board.set_selected(12)
    dropped = told(board.draft_dropped)

    key(board, Key.Key_M)
    key(board, Key.Key_Right, SHIFT)
    key(board, Key.Key_Plus)
    key(board, Key.Key_Minus)
    key(board, Key.Key_Return)

    assert dropped == [Draft(1, at("14:00"), at("15:15"), 12)]


def test_a_carried_block_can_go_to_another_day(board: BoardView) -> None:
    board.show_range(MONDAY, 7)
    board.set_selected(12)

    key(board, Key.Key_M)
    key(board, Key.Key_PageDown)

    assert board.scene.draft == Draft(1, at("14:00", 9), at("15:00", 9), 12)


def test_a_fixed_block_is_not_carried_nor_made_longer(board: BoardView) -> None:
    board.set_selected(13)
    changed = told(board.draft_changed)

    key(board, Key.Key_M)
    key(board, Key.Key_Plus)

    assert changed == []


def test_plus_and_minus_change_the_length(board: BoardView) -> None:
    board.set_selected(12)
    dropped = told(board.draft_dropped)

    key(board, Key.Key_Plus)
    board.clear_draft()
    key(board, Key.Key_Minus)

    assert dropped == [
        Draft(1, at("14:00"), at("15:15"), 12),
        Draft(1, at("14:00"), at("14:45"), 12),
    ]


def test_a_second_plus_counts_on_from_the_first(board: BoardView) -> None:
    board.set_selected(12)
    dropped = told(board.draft_dropped)

    key(board, Key.Key_Plus)
    key(board, Key.Key_Plus)

    assert dropped[-1] == Draft(1, at("14:00"), at("15:30"), 12)


def test_delete_asks_for_the_selected_block_only(board: BoardView) -> None:
    asked = told(board.delete_requested)

    key(board, Key.Key_Delete)
    board.set_selected(11)
    key(board, Key.Key_Delete)

    assert asked == [11]


def test_home_and_end_go_to_the_days_first_and_last_open_cell(board: BoardView) -> None:
    go_to(board, 2, "15:00")

    key(board, Key.Key_Home)
    assert cells(board) == (2, at("10:00"), at("10:15"))

    key(board, Key.Key_End)
    assert cells(board) == (2, at("17:45"), at("18:00"))


def test_pages_are_days_and_past_the_last_another_one_is_asked_for(board: BoardView) -> None:
    board.set_day_window(9 * 60, 21 * 60)
    board.show_range(MONDAY, 3)
    go_to(board, 2, "15:00")
    steps = told(board.day_step)

    key(board, Key.Key_PageDown)
    assert cells(board)[1] == at("15:00", 9)
    key(board, Key.Key_PageDown)
    assert steps == [1]

    for _ in range(3):
        key(board, Key.Key_PageUp)
    assert cells(board)[1] == at("15:00", 7)
    assert steps == [1, -1]


def test_the_cursor_keeps_its_time_of_day_when_the_day_changes(board: BoardView) -> None:
    go_to(board, 2, "15:00")

    board.show_range(TUESDAY + DAY, 1)
    assert cells(board)[1] == at("15:00", 9)

    board.show_range(MONDAY, 7)
    assert cells(board)[1] == at("15:00", 7)


def test_the_cursor_goes_on_when_its_lane_is_gone(board: BoardView) -> None:
    go_to(board, 4, "15:00")
    board.set_lanes(LANES[:2])

    key(board, Key.Key_Right)

    assert cells(board)[0] in {1, 2}


def test_escape_lets_go_of_the_selection(board: BoardView) -> None:
    board.set_selected(11)
    selected = told(board.block_selected)

    key(board, Key.Key_Escape)

    assert selected == [None]


def test_keys_that_mean_nothing_here_go_to_the_window(board: BoardView, window: QWidget) -> None:
    heard: list[int] = []
    window.keyPressEvent = lambda event: heard.append(event.key())  # type: ignore[method-assign]

    key(board, Key.Key_F5)
    key(board, Key.Key_Escape)

    assert heard == [Key.Key_F5, Key.Key_Escape]
