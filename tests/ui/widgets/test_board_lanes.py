import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from labapp.ui.fonts import load_fonts
from labapp.ui.widgets.board import BoardView, Lane
from labapp.ui.widgets.board.scene import HEADER_HEIGHT, Cursor
from tests.ui.widgets.boards import (
    ALT,
    BLOCKS,
    HOURS,
    LEFT,
    SHIFT,
    STEPS,
    TUESDAY,
    at,
    key,
    told,
)

Key = Qt.Key
BAYS, PODS = "Partner Bays", "Pods"
LANES = (
    Lane(1, "A1", "Partner Bay 1", BAYS, "#1f4e79", "booth", in_service=True),
    Lane(2, "A2", "Partner Bay 2", BAYS, "#1f4e79", "booth", in_service=True),
    Lane(5, "A3", "Partner Bay 3", BAYS, "#1f4e79", "booth", in_service=True),
    Lane(3, "C8", "Pod 8", PODS, "#2e7d32", "booth", in_service=True),
    Lane(4, "D1", "Demo Theatre", "Demo Theatre", "#b23a48", "theatre", in_service=True),
)


@pytest.fixture
def board(qtbot: QtBot) -> BoardView:
    """Tuesday: three bays in a zone, a pod in another, and the theatre on its own."""
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


def band(board: BoardView, zone: str) -> QPoint:
    """Return the middle of a zone's name."""
    group = next(each for each in board.scene.layout.zones if each.zone == zone)
    return QPoint(40, group.top + board.scene.origin.y() + 8)


def header(board: BoardView, lane: int) -> QPoint:
    row = board.scene.layout.row_of(lane)
    assert row is not None
    return QPoint(40, row.top + row.height // 2 + board.scene.origin.y())


def carry(board: BoardView, start: QPoint, end: QPoint, *, drop: bool = True) -> None:
    QTest.mousePress(board.viewport(), LEFT, pos=start)
    for step in range(1, STEPS + 1):
        QTest.mouseMove(board.viewport(), start + (end - start) * step / STEPS)
    if drop:
        QTest.mouseRelease(board.viewport(), LEFT, pos=end)


def rows(board: BoardView) -> list[int]:
    return [row.lane.id for row in board.scene.layout.rows]


def go_to(board: BoardView, lane: int) -> None:
    mark = board.scene.axis.mark_of(at("10:00"))
    board.put_cursor(Cursor(lane, mark, mark))


def test_a_click_on_a_zone_folds_it_to_its_band_and_opens_it_again(board: BoardView) -> None:
    heard = told(board.folded_changed)

    QTest.mouseClick(board.viewport(), LEFT, pos=band(board, BAYS))
    assert rows(board) == [3, 4]
    assert board.scene.index.block(11) is None

    QTest.mouseClick(board.viewport(), LEFT, pos=band(board, BAYS))
    assert rows(board) == [1, 2, 5, 3, 4]
    assert heard == [frozenset({BAYS}), frozenset()]


def test_a_booking_that_is_folded_away_is_no_longer_chosen(board: BoardView) -> None:
    board.choose(11)
    heard = told(board.block_selected)

    QTest.mouseClick(board.viewport(), LEFT, pos=band(board, BAYS))

    assert heard == [None]


def test_the_room_of_a_folded_zone_goes_to_the_others(board: BoardView) -> None:
    board.resize(1000, 320)
    before = [row.height for row in board.scene.layout.rows]

    board.fold(BAYS, folded=True)

    assert board.scene.layout.rows[0].height > before[0]


def test_a_place_that_is_a_zone_of_its_own_cannot_be_folded(board: BoardView) -> None:
    board.fold("Demo Theatre", folded=True)

    assert rows(board) == [1, 2, 5, 3, 4]


def test_alt_left_folds_the_cursors_zone_and_alt_right_opens_it(board: BoardView) -> None:
    go_to(board, 2)

    key(board, Key.Key_Left, ALT)
    assert rows(board) == [3, 4]
    assert board.scene.cursor is not None
    assert board.scene.cursor.lane_id == 3

    key(board, Key.Key_Right, ALT)
    assert rows(board) == [1, 2, 5, 3, 4]
    assert board.scene.cursor.lane_id == 1


def test_all_zones_folded_leave_a_board_that_can_be_opened(board: BoardView) -> None:
    board.set_lanes(LANES[:4])
    go_to(board, 1)
    for zone in (BAYS, PODS):
        board.fold(zone, folded=True)

    key(board, Key.Key_Down)
    key(board, Key.Key_Tab)
    board.grab()
    key(board, Key.Key_Right, ALT)

    assert rows(board) == [1, 2, 5]


@pytest.mark.parametrize(("lane", "target", "expected"), [(1, 5, (1, 2)), (5, 1, (5, -2))])
def test_a_lane_is_carried_to_another_place_in_its_zone(
    board: BoardView, lane: int, target: int, expected: tuple[int, int]
) -> None:
    heard: list[tuple[int, int]] = []
    board.lane_moved.connect(lambda *moved: heard.append(moved))
    down = QPoint(0, 12 if expected[1] > 0 else -12)

    carry(board, header(board, lane), header(board, target) + down)

    assert heard == [expected]
    assert board.scene.gap is None


def test_where_a_lane_would_go_is_seen_while_it_is_carried(board: BoardView) -> None:
    carry(board, header(board, 1), header(board, 2) + QPoint(0, 12), drop=False)

    row = board.scene.layout.row_of(2)
    assert row is not None
    assert board.scene.gap == row.bottom
    key(board, Key.Key_Escape)
    assert board.scene.gap is None


def test_a_lane_let_go_where_it_was_stays(board: BoardView) -> None:
    heard: list[tuple[int, int]] = []
    board.lane_moved.connect(lambda *moved: heard.append(moved))

    carry(board, header(board, 2), header(board, 2) + QPoint(0, 11))

    assert heard == []


def test_a_zone_is_carried_below_another(board: BoardView) -> None:
    heard: list[tuple[str, int]] = []
    board.zone_moved.connect(lambda *moved: heard.append(moved))

    carry(board, band(board, BAYS), header(board, 3) + QPoint(0, 20))

    assert heard == [(BAYS, 1)]
    assert board.scene.folded == frozenset()  # it was carried, not pressed


def test_alt_with_an_arrow_moves_the_cursors_lane_and_with_shift_its_zone(
    board: BoardView,
) -> None:
    lanes: list[tuple[int, int]] = []
    zones: list[tuple[str, int]] = []
    board.lane_moved.connect(lambda *moved: lanes.append(moved))
    board.zone_moved.connect(lambda *moved: zones.append(moved))
    go_to(board, 2)

    key(board, Key.Key_Down, ALT)
    key(board, Key.Key_Up, ALT | SHIFT)

    assert (lanes, zones) == ([(2, 1)], [(BAYS, -1)])


def test_a_menu_is_asked_for_at_a_lane_and_at_a_zone(board: BoardView) -> None:
    heard: list[tuple[object, str]] = []
    board.lanes_menu_requested.connect(lambda lane, zone, _: heard.append((lane, zone)))

    for point in (header(board, 2), band(board, PODS)):
        QTest.mouseClick(board.viewport(), Qt.MouseButton.RightButton, pos=point)
        board.contextMenuEvent(_asked_at(board, point))

    assert heard == [(2, BAYS), (None, PODS)]


def _asked_at(board: BoardView, point: QPoint) -> QContextMenuEvent:
    return QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, point, board.viewport().mapToGlobal(point)
    )


def test_a_control_stays_in_the_corner_as_the_lanes_header_grows(board: BoardView) -> None:
    button = QToolButton()
    board.set_corner(button)

    board.resize(700, 400)

    assert button.geometry().right() < board.scene.header_width
    assert button.geometry().bottom() < HEADER_HEIGHT


def test_a_folded_zone_still_shows_when_something_is_on(board: BoardView) -> None:
    board.fold(BAYS, folded=True)
    group = next(each for each in board.scene.layout.zones if each.zone == BAYS)
    middle = group.top + 10 + board.scene.origin.y()
    seen = board.viewport().grab().toImage()

    def colour(clock: str) -> QColor:
        x = round(board.scene.axis.x_of(at(clock))) + board.scene.origin.x() + 3
        return seen.pixelColor(x, middle)

    assert colour("10:30") == colour("14:30")  # something is on in A1 at both
    assert colour("10:30") != colour("13:30")
