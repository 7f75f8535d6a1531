"""From a five-minute grid to a month: by the bar, by the wheel, by keys, by a click on a day."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from labapp.ui.desk.board.density_days import MONTH, days_shown, stepped
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.window import DeskWindow
from labapp.ui.widgets.board.geometry import WIDEST
from labapp.ui.widgets.board.headers import day_told
from labapp.ui.widgets.board.scene import HEADER_HEIGHT, Cursor
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, moment, place_id, spot

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(furniture: Furniture) -> BoardPage:
    page = furniture.pages["board"]
    assert isinstance(page, BoardPage)
    return page


def turn(page: BoardPage, at: QPoint, notches: int) -> None:
    """Turn the wheel with Ctrl held."""
    port = page.board.viewport()
    event = QWheelEvent(
        QPointF(at),
        QPointF(port.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        CONTROL,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


def header_of(page: BoardPage, when: str) -> QPoint:
    """Return a point in the header of a day, at an hour of it."""
    x = spot(page.board, place_id(page, "A1"), moment(when)).x()
    return QPoint(x, HEADER_HEIGHT // 3)


def test_a_month_shows_all_its_days(page: BoardPage, window: DeskWindow, settle: Run) -> None:
    click(window.bar.spans[MONTH])
    settle()

    axis = page.board.scene.axis
    assert (axis.days, axis.first_day) == (31, int(moment("2026-12-01 00:00").timestamp()))
    assert page.board.horizontalScrollBar().maximum() == 0
    assert window.bar.date.text() == "Dec 2026"
    assert len(page.bookings) >= 70


@pytest.mark.parametrize(
    ("start", "direction", "end"),
    [
        (date(2026, 12, 8), 1, date(2027, 1, 8)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
    ],
)
def test_a_step_in_the_month_is_a_month(start: date, direction: int, end: date) -> None:
    assert stepped(start, MONTH, direction) == end


def test_a_short_month_has_only_its_own_days() -> None:
    assert days_shown(date(2027, 2, 14), MONTH) == (date(2027, 2, 1), 28)
    assert days_shown(date(2026, 12, 10), 7) == (date(2026, 12, 7), 7)
    assert days_shown(date(2026, 12, 10), 3) == (date(2026, 12, 10), 3)


def test_the_bar_steps_by_month(page: BoardPage, window: DeskWindow, settle: Run) -> None:
    click(window.bar.spans[MONTH])
    click(window.bar.after)
    settle()

    assert window.shell.day == date(2027, 1, 8)
    assert page.board.scene.axis.first_day == int(moment("2027-01-01 00:00").timestamp())


def test_holidays_are_told_in_the_months_header(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    click(window.bar.spans[MONTH])
    settle()

    scene = page.board.scene
    christmas = int(moment("2026-12-25 00:00").timestamp())
    assert "Christmas" in day_told(scene, christmas)
    assert day_told(scene, christmas).endswith(" · Closed")
    assert day_told(scene, int(moment("2026-12-08 00:00").timestamp())) == "Tue 8 Dec"


def test_a_click_on_a_days_header_goes_to_the_day(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    click(window.bar.spans[MONTH])
    settle()

    click(page.board.viewport(), header_of(page, "2026-12-11 12:00"))
    settle()

    assert (window.shell.day, window.shell.days) == (date(2026, 12, 11), 1)
    assert window.bar.spans[1].isChecked()


def test_a_click_on_the_header_of_the_only_day_does_nothing(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    click(page.board.viewport(), header_of(page, "2026-12-08 12:00"))
    settle()

    assert (window.shell.day, window.shell.days) == (date(2026, 12, 8), 1)


def test_zooming_out_past_a_day_shows_three_and_then_a_week_and_a_month(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    at = spot(page.board, place_id(page, "A1"), moment("2026-12-08 14:00"))
    shown = []

    for _ in range(40):
        turn(page, at, -1)
        settle()
        if window.shell.days not in shown:
            shown.append(window.shell.days)

    assert shown == [1, 3, 7, 31]
    assert page.board.horizontalScrollBar().maximum() == 0


def test_the_instant_under_the_pointer_stays_where_it_is_while_the_days_change(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    """Of three days the middle of the second is near the middle of the week's second to fourth."""
    click(window.bar.spans[3])
    settle()
    at = spot(page.board, place_id(page, "A1"), moment("2026-12-09 14:00"))

    turn(page, at, -1)
    settle()

    assert window.shell.days == 7
    now = spot(page.board, place_id(page, "A1"), moment("2026-12-09 14:00"))
    assert abs(now.x() - at.x()) <= 1


def test_zooming_in_goes_on_to_the_five_minute_grid_and_then_to_the_day_alone(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    click(window.bar.spans[MONTH])
    settle()
    scene = page.board.scene
    at = spot(page.board, place_id(page, "A1"), moment("2026-12-09 14:00"))
    instant = scene.axis.time_at(at.x() - scene.origin.x())

    for _ in range(60):
        turn(page, at, 1)
        if page.board.scene.axis.pixels_per_minute == WIDEST:
            break
    settle()
    assert window.shell.days == MONTH
    assert abs(scene.axis.x_of(instant) + scene.origin.x() - at.x()) <= 1

    turn(page, at, 1)
    settle()
    assert (window.shell.day, window.shell.days) == (date(2026, 12, 9), 1)
    assert page.board.scene.axis.pixels_per_minute == WIDEST


def test_keys_zoom_and_zoom_to_fit(page: BoardPage, settle: Run) -> None:
    board = page.board
    fitting = board.scene.axis.pixels_per_minute

    QTest.keyClick(board, Qt.Key.Key_Equal, CONTROL)
    assert board.scene.axis.pixels_per_minute == pytest.approx(fitting * 1.25)
    QTest.keyClick(board, Qt.Key.Key_Minus, CONTROL)
    assert board.scene.axis.pixels_per_minute == pytest.approx(fitting)
    QTest.keyClick(board, Qt.Key.Key_Equal, CONTROL)
    QTest.keyClick(board, Qt.Key.Key_0, CONTROL)
    assert board.scene.axis.pixels_per_minute == pytest.approx(fitting)


def test_keys_zoom_around_the_pointer_if_it_is_there(page: BoardPage) -> None:
    board = page.board
    at = spot(board, place_id(page, "A1"), moment("2026-12-08 12:00"))
    QTest.mouseMove(board.viewport(), at)

    QTest.keyClick(board, Qt.Key.Key_Equal, CONTROL)

    assert abs(spot(board, place_id(page, "A1"), moment("2026-12-08 12:00")).x() - at.x()) <= 1


def test_keys_zoom_around_the_keyboards_cells_while_the_pointer_is_elsewhere(
    page: BoardPage, window: DeskWindow
) -> None:
    board, scene = page.board, page.board.scene
    QTest.mouseMove(window.bar, QPoint(2, 2))
    board.setFocus(Qt.FocusReason.TabFocusReason)
    noon = scene.axis.mark_of(int(moment("2026-12-08 12:00").timestamp()))
    board.put_cursor(Cursor(place_id(page, "A1"), noon, noon))
    before = scene.cursor_place().center().x()

    QTest.keyClick(board, Qt.Key.Key_Equal, CONTROL)

    assert abs(scene.cursor_place().center().x() - before) <= 2


def test_the_month_is_what_the_next_start_shows(page: BoardPage, window: DeskWindow) -> None:
    click(window.bar.spans[MONTH])

    assert window.shell.memory.days == MONTH
