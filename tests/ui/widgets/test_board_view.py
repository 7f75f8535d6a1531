from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from labapp.ui.fonts import load_fonts
from labapp.ui.widgets.board import BoardView, Draft
from labapp.ui.widgets.board.geometry import WIDEST
from tests.ui.widgets.boards import (
    ALT,
    BLOCKS,
    CONTROL,
    DAY,
    HOURS,
    LANES,
    LEFT,
    MONDAY,
    PLAIN,
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
Shape = Qt.CursorShape


@pytest.fixture
def board(qtbot: QtBot) -> BoardView:
    """Tuesday, ten to six, on a board that has the keyboard."""
    load_fonts()
    board = BoardView()
    qtbot.addWidget(board)
    board.resize(1000, 400)
    board.set_lanes(LANES)
    board.set_hours(HOURS)
    board.set_blocks(BLOCKS)
    board.show_range(TUESDAY, 1)
    board.show()
    board.setFocus()
    qtbot.waitExposed(board)
    return board


def centre(board: BoardView, block_id: int) -> QPoint:
    shown = board.scene.index.block(block_id)
    assert shown is not None
    return board.scene.block_place(shown).intersected(board.scene.grid).center()


def has_draft(board: BoardView) -> bool:
    return board.scene.draft is not None


def wheel(board: BoardView, notches: int, modifier: Qt.KeyboardModifier, at_x: int = 500) -> None:
    event = QWheelEvent(
        QPointF(at_x, 200),
        QPointF(board.mapToGlobal(QPoint(at_x, 200))),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(board.viewport(), event)


# Choosing


def test_a_click_selects_the_block(board: BoardView) -> None:
    selected = told(board.block_selected)

    QTest.mouseClick(board.viewport(), LEFT, pos=centre(board, 11))
    QTest.mouseClick(board.viewport(), LEFT, pos=centre(board, 14))

    assert selected == [11, 14]


def test_a_click_beside_the_blocks_selects_nothing(board: BoardView) -> None:
    board.set_selected(11)
    selected = told(board.block_selected)

    QTest.mouseClick(board.viewport(), LEFT, pos=place(board, 2, "15:00"))

    assert selected == [None]


def test_selecting_from_outside_is_not_reported_back(board: BoardView) -> None:
    selected = told(board.block_selected)

    board.set_selected(11)

    assert board.scene.selected == 11
    assert selected == []


def test_a_double_click_opens_the_block(board: BoardView) -> None:
    opened = told(board.activated)

    QTest.mouseDClick(board.viewport(), LEFT, pos=centre(board, 12))
    QTest.mouseDClick(board.viewport(), LEFT, pos=place(board, 2, "15:00"))

    assert opened == [12]


# Drags


def test_a_drag_over_free_time_makes_a_booking(board: BoardView) -> None:
    dropped = told(board.draft_dropped)

    drag(board, place(board, 2, "14:00", shift=3), place(board, 2, "15:30", shift=-3))

    assert dropped == [Draft(2, at("14:00"), at("15:30"), None)]


def test_a_drag_is_reported_each_time_it_asks_for_something_new(board: BoardView) -> None:
    changed = told(board.draft_changed)

    carry(board, place(board, 2, "14:00", shift=3), place(board, 2, "14:45", shift=3))

    ends = [draft.end for draft in changed if isinstance(draft, Draft)]
    assert ends == sorted(set(ends))
    assert ends[-1] == at("15:00")


def test_a_small_tremble_of_the_hand_is_a_click(board: BoardView) -> None:
    dropped, changed = told(board.draft_dropped), told(board.draft_changed)
    start = place(board, 2, "14:00", shift=3)

    drag(board, start, start + QPoint(3, 2))

    assert dropped == changed == []


def test_a_block_moves_to_another_lane_and_time(board: BoardView) -> None:
    dropped = told(board.draft_dropped)

    drag(board, place(board, 1, "14:30"), place(board, 4, "15:30"))

    assert dropped == [Draft(4, at("15:00"), at("16:00"), 12)]


def test_a_block_put_back_where_it_was_is_not_moved(board: BoardView) -> None:
    dropped, changed = told(board.draft_dropped), told(board.draft_changed)
    start = place(board, 1, "14:30")

    carry(board, start, start + QPoint(200, 0))
    QTest.mouseMove(board.viewport(), start)
    QTest.mouseRelease(board.viewport(), LEFT, PLAIN, start)

    assert dropped == []
    assert changed[-1] is None
    assert board.scene.draft is None


def test_the_right_edge_of_a_block_changes_its_end(board: BoardView) -> None:
    dropped = told(board.draft_dropped)

    drag(board, place(board, 1, "12:00", shift=-4), place(board, 1, "13:15"))

    assert dropped == [Draft(1, at("10:00"), at("13:15"), 11)]


def test_the_left_edge_of_a_block_changes_its_start(board: BoardView) -> None:
    dropped = told(board.draft_dropped)

    drag(board, place(board, 1, "14:00", shift=3), place(board, 1, "13:15"))

    assert dropped == [Draft(1, at("13:15"), at("15:00"), 12)]


def test_alt_and_drag_copies(board: BoardView) -> None:
    dropped = told(board.draft_dropped)

    drag(board, place(board, 1, "14:30"), place(board, 2, "16:30"), ALT)

    assert dropped == [Draft(2, at("16:00"), at("17:00"), 12, copy=True)]
    assert board.scene.lifted is None


def test_alt_pressed_on_the_way_turns_a_move_into_a_copy(board: BoardView) -> None:
    carry(board, place(board, 1, "14:30"), place(board, 2, "16:30"))
    moving = board.scene.draft

    QTest.keyPress(board, Key.Key_Alt, ALT)
    copying = board.scene.draft
    QTest.keyRelease(board, Key.Key_Alt, PLAIN)

    assert moving == board.scene.draft == Draft(2, at("16:00"), at("17:00"), 12)
    assert copying == Draft(2, at("16:00"), at("17:00"), 12, copy=True)


def test_a_fixed_block_can_be_copied_but_not_moved(board: BoardView) -> None:
    dropped = told(board.draft_dropped)

    drag(board, place(board, 2, "12:00"), place(board, 2, "15:00"))
    drag(board, place(board, 2, "12:00"), place(board, 2, "16:00"), ALT)

    assert dropped == [Draft(2, at("15:00"), at("17:00"), 13, copy=True)]


def test_drafts_keep_to_the_grid_of_the_page(board: BoardView) -> None:
    board.grid_minutes = 60
    dropped = told(board.draft_dropped)

    drag(board, place(board, 2, "14:00", shift=20), place(board, 2, "15:30"))

    assert dropped == [Draft(2, at("14:00"), at("16:00"), None)]


def test_escape_gives_a_drag_up(board: BoardView) -> None:
    dropped, changed = told(board.draft_dropped), told(board.draft_changed)
    carry(board, place(board, 1, "14:30"), place(board, 4, "16:30"))

    key(board, Key.Key_Escape)
    QTest.mouseRelease(board.viewport(), LEFT, PLAIN, place(board, 4, "16:30"))

    assert dropped == []
    assert changed[-1] is None
    assert board.scene.draft is None
    assert board.scene.lifted is None


def test_dragging_against_the_edge_scrolls(board: BoardView, qtbot: QtBot) -> None:
    before = board.horizontalScrollBar().value()
    edge = QPoint(board.scene.grid.right() - 2, place(board, 2, "15:00").y())

    carry(board, place(board, 2, "15:00", shift=3), edge)

    qtbot.waitUntil(lambda: board.horizontalScrollBar().value() > before + 60)
    draft = board.scene.draft
    assert draft is not None
    assert draft.end > at("19:00")
    key(board, Key.Key_Escape)


@pytest.mark.parametrize(
    ("spot", "modifier", "shape"),
    [
        ((1, "14:30", 0), PLAIN, Shape.OpenHandCursor),
        ((1, "14:30", 0), ALT, Shape.DragCopyCursor),
        ((1, "14:00", 2), PLAIN, Shape.SizeHorCursor),
        ((1, "15:00", -4), PLAIN, Shape.SizeHorCursor),
        ((2, "12:00", 0), PLAIN, Shape.ArrowCursor),
        ((2, "16:00", 0), PLAIN, Shape.ArrowCursor),
    ],
)
def test_the_pointer_says_what_a_drag_would_do(
    board: BoardView, spot: tuple[int, str, int], modifier: Qt.KeyboardModifier, shape: Shape
) -> None:
    point = place(board, spot[0], spot[1], shift=spot[2])

    assert board._mouse.shape(point, modifier) == shape


def test_a_held_block_closes_the_hand(board: BoardView) -> None:
    carry(board, place(board, 1, "14:30"), place(board, 1, "16:00"))
    assert board.viewport().cursor().shape() == Shape.ClosedHandCursor

    QTest.mouseRelease(board.viewport(), LEFT, PLAIN, place(board, 1, "16:00"))
    assert board.viewport().cursor().shape() != Shape.ClosedHandCursor


# The page's answers


def test_the_verdict_belongs_to_the_draft_it_was_asked_for(board: BoardView) -> None:
    carry(board, place(board, 2, "14:00", shift=3), place(board, 2, "15:00", shift=-3))
    draft = board.scene.draft
    assert draft is not None

    board.set_verdict(replace(draft, end=draft.end + 900), "free")
    assert board.scene.draft == draft

    board.set_verdict(draft, "blocked", "Taken by Guest 13")
    assert board.scene.draft == replace(draft, verdict="blocked", reason="Taken by Guest 13")


def test_a_dropped_draft_stays_until_the_blocks_come(board: BoardView) -> None:
    changed = told(board.draft_changed)
    drag(board, place(board, 2, "14:00", shift=3), place(board, 2, "15:30", shift=-3))
    assert has_draft(board)

    board.set_blocks([*BLOCKS, block(15, 2, "14:00", "15:30")])

    assert not has_draft(board)
    assert None not in changed


def test_blocks_that_come_during_a_drag_do_not_end_it(board: BoardView) -> None:
    carry(board, place(board, 1, "14:30"), place(board, 4, "16:30"))

    board.set_blocks(BLOCKS)

    assert board.scene.draft == Draft(4, at("16:00"), at("17:00"), 12)
    assert board._mouse.dragging


def test_a_cleared_draft_is_gone(board: BoardView) -> None:
    drag(board, place(board, 2, "14:00", shift=3), place(board, 2, "15:30", shift=-3))

    board.clear_draft()

    assert board.scene.draft is None


# Zoom and scroll


def test_a_day_fits_its_opening_hours_and_an_hour_beside_them(board: BoardView) -> None:
    assert board.scene.visible_range() == pytest.approx((at("09:00"), at("19:00")), abs=60)


def test_a_week_fits_all_its_days(board: BoardView) -> None:
    board.set_day_window(9 * 60, 21 * 60)
    board.show_range(MONDAY, 7)

    shown = board.scene.visible_range()

    assert shown == (MONDAY + 9 * 3600, MONDAY + 6 * DAY + 21 * 3600)
    assert board.horizontalScrollBar().maximum() == 0


def test_a_larger_window_shows_the_same_hours(board: BoardView) -> None:
    board.resize(1400, 500)

    assert board.scene.visible_range() == pytest.approx((at("09:00"), at("19:00")), abs=60)


def test_zooming_keeps_the_instant_under_the_pointer(board: BoardView) -> None:
    x = 600
    before = board.scene.axis.time_at(x - board.scene.origin.x())

    wheel(board, 3, CONTROL, x)

    after = board.scene.axis.time_at(x - board.scene.origin.x())
    assert board.scene.axis.pixels_per_minute > 1.3
    assert abs(after - before) <= 60


def test_zooming_ends_at_the_whole_axis_and_at_five_minute_cells(board: BoardView) -> None:
    board.zoom(1000)
    assert board.scene.axis.pixels_per_minute == WIDEST

    board.zoom(0.0001)
    assert board.horizontalScrollBar().maximum() == 0


def test_keys_zoom_in_out_and_back_to_what_fits(board: BoardView) -> None:
    fitting = board.scene.axis.pixels_per_minute

    key(board, Key.Key_Equal, CONTROL)
    larger = board.scene.axis.pixels_per_minute
    key(board, Key.Key_Minus, CONTROL)
    key(board, Key.Key_Minus, CONTROL)
    smaller = board.scene.axis.pixels_per_minute
    key(board, Key.Key_0, CONTROL)

    assert smaller < fitting < larger
    assert board.scene.axis.pixels_per_minute == fitting


def test_the_wheel_scrolls_down_and_with_shift_across(board: BoardView) -> None:
    board.resize(1000, 150)
    across = board.horizontalScrollBar().value()

    wheel(board, -1, PLAIN)
    assert board.verticalScrollBar().value() == 60
    assert board.horizontalScrollBar().value() == across

    wheel(board, -1, SHIFT)
    assert board.horizontalScrollBar().value() == across + 60


def test_the_page_hears_once_what_is_in_view(board: BoardView, qtbot: QtBot) -> None:
    shown = told(board.visible_range_changed)

    board.show_range(TUESDAY + DAY, 1)
    board.scroll_to(at("15:00", 9))
    board.scroll_to(at("12:00", 9))

    qtbot.waitUntil(lambda: bool(shown))
    assert shown == [board.scene.visible_range()]
    first, _ = board.scene.visible_range()
    assert first == pytest.approx(at("11:00", 9), abs=60)


def test_revealing_a_place_scrolls_no_more_than_needed(board: BoardView) -> None:
    seen = board.horizontalScrollBar().value()

    board.reveal(board.scene.stretch(1, at("12:00"), at("13:00")))
    assert board.horizontalScrollBar().value() == seen

    board.reveal(board.scene.stretch(1, at("20:00"), at("21:00")))
    assert board.horizontalScrollBar().value() > seen
    shown = board.scene.stretch(1, at("20:00"), at("21:00"))
    assert board.scene.grid.contains(shown)


def test_revealing_nothing_scrolls_nowhere(board: BoardView) -> None:
    seen = board.horizontalScrollBar().value()

    board.reveal(QRect())

    assert board.horizontalScrollBar().value() == seen


# Help and menus


def test_a_block_has_a_tip(board: BoardView) -> None:
    point = centre(board, 11)
    event = QHelpEvent(QEvent.Type.ToolTip, point, board.viewport().mapToGlobal(point))

    QApplication.sendEvent(board.viewport(), event)

    assert QToolTip.text() == "Tip 11"
    QToolTip.hideText()


def ask_menu(board: BoardView, point: QPoint, reason: QContextMenuEvent.Reason) -> None:
    shown = board.viewport().mapToGlobal(point)
    QApplication.sendEvent(board.viewport(), QContextMenuEvent(reason, point, shown))


def test_the_menu_is_asked_for_a_block_or_a_free_cell(board: BoardView) -> None:
    asked: list[tuple[object, ...]] = []
    board.context_requested.connect(lambda *facts: asked.append(facts[:3]))
    by_mouse = QContextMenuEvent.Reason.Mouse

    ask_menu(board, place(board, 1, "14:30", shift=5), by_mouse)
    ask_menu(board, place(board, 2, "16:15", shift=5), by_mouse)
    ask_menu(board, QPoint(4, 4), by_mouse)

    assert asked == [(12, 1, at("14:30")), (None, 2, at("16:15"))]


def test_the_menu_key_means_the_selected_block(board: BoardView) -> None:
    asked: list[tuple[object, ...]] = []
    board.context_requested.connect(lambda *facts: asked.append(facts))
    board.set_selected(12)

    ask_menu(board, QPoint(), QContextMenuEvent.Reason.Keyboard)

    middle = board.viewport().mapToGlobal(centre(board, 12))
    assert asked == [(12, 1, at("14:00"), middle)]


def test_a_board_without_lanes_takes_every_gesture(qtbot: QtBot) -> None:
    board = BoardView()
    qtbot.addWidget(board)
    board.show()
    dropped = told(board.draft_dropped)

    press(board, QPoint(200, 200))
    drag(board, QPoint(200, 200), QPoint(400, 200))
    for which in (Key.Key_Right, Key.Key_Return, Key.Key_M, Key.Key_Tab, Key.Key_Escape):
        key(board, which)
    wheel(board, 1, CONTROL)

    assert dropped == []
