import re
from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from labapp.domain.bookings import Act
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.today import TodayPage
from labapp.ui.desk.window import DeskWindow
from tests.builders import span
from tests.services.orders import do
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key
from tests.ui.desk.today.conftest import Move
from tests.ui.desk.today.hands import (
    ENTER,
    SHIFT,
    SPACE,
    line_of,
    place_line,
    press,
)


def test_a_place_that_is_taken_leads_to_who_is_there_and_who_is_next(
    page: TodayPage, window: DeskWindow, furniture: Furniture, move: Move, settle: Run
) -> None:
    move("10:20")
    press(place_line(page, "C1"), ENTER, settle)
    settle()
    assert window.page == "board"
    assert shown(furniture) == "BK029"

    window.show_page("today")
    settle()
    line = place_line(page, "C1")
    assert line.face.hasFocus()  # where the keyboard was left
    key(line.face, ENTER, SHIFT)
    settle()
    settle()
    assert shown(furniture) == "BK030"

    window.show_page("today")
    settle()
    click(line.face, QPoint(line.face.width() - 40, 14))
    settle()
    settle()
    assert shown(furniture) == "BK030"
    window.show_page("today")
    settle()
    click(line.face, QPoint(100, 14))
    settle()
    settle()
    assert shown(furniture) == "BK029"


def shown(furniture: Furniture) -> str | None:
    booking = furniture.board.inspector.booking
    return booking.number if booking is not None else None


def test_a_free_place_begins_a_booking_for_somebody_at_the_desk(
    page: TodayPage, window: DeskWindow, furniture: Furniture, move: Move, settle: Run
) -> None:
    move("10:20")
    window.shell.go_to(date(2026, 12, 20))

    press(place_line(page, "B2"), ENTER, settle)
    settle()

    inspector = furniture.board.inspector
    assert window.page == "board"
    assert window.shell.day == date(2026, 12, 8)
    assert inspector.draft is not None
    assert inspector.draft.span == span(1, "10:15", "11:15")
    assert inspector.draft_form.where.place_id == inspector.draft.place_id
    assert inspector.draft_form.exhibitor.line.hasFocus()


def test_a_place_out_of_service_leads_nowhere(
    page: TodayPage, window: DeskWindow, settle: Run
) -> None:
    press(place_line(page, "C8"), ENTER, settle)

    assert window.page == "today"


def test_a_line_leads_to_the_board_by_b_or_a_click_and_to_its_exhibitor_by_e(
    page: TodayPage, window: DeskWindow, furniture: Furniture, settle: Run
) -> None:
    press(line_of(page.arrivals, "BK026"), Qt.Key.Key_B, settle)
    settle()
    assert shown(furniture) == "BK026"

    window.show_page("today")
    settle()
    click(line_of(page.arrivals, "BK031").face)
    settle()
    settle()
    assert shown(furniture) == "BK031"

    window.show_page("today")
    settle()
    press(line_of(page.arrivals, "BK026"), Qt.Key.Key_E, settle)
    assert window.page == "exhibitors"


# The keyboard


def test_tab_goes_from_group_to_group_and_the_arrows_walk_inside(
    page: TodayPage, window: DeskWindow
) -> None:
    def focused() -> QWidget:
        widget = window.focusWidget()
        assert widget is not None
        return widget

    assert line_of(page.arrivals, "BK004").face.hasFocus()
    key(focused(), Qt.Key.Key_Down)
    assert line_of(page.arrivals, "BK005").face.hasFocus()
    key(focused(), Qt.Key.Key_End)
    assert line_of(page.arrivals, "BK031").face.hasFocus()
    key(focused(), Qt.Key.Key_Tab)
    assert line_of(page.decisions, "BK059").face.hasFocus()
    QTest.keyClick(focused(), Qt.Key.Key_Backtab)
    assert line_of(page.arrivals, "BK031").face.hasFocus()
    QTest.keyClick(focused(), Qt.Key.Key_Backtab)
    assert place_line(page, "A1").face.hasFocus()
    key(focused(), Qt.Key.Key_Up)

    assert place_line(page, "A1").face.hasFocus()


def test_the_foot_says_what_keys_do_here(page: TodayPage, window: DeskWindow) -> None:
    def told() -> str:
        return re.sub(r"<[^>]*>|&nbsp;", " ", page.keys.text.text())

    def words() -> list[str]:
        return told().split()

    assert words()[:8] == ["Space", "Check", "in", "B", "Board", "E", "Exhibitor", "↑"]
    place_line(page, "C2").face.setFocus()
    assert words()[:3] == ["Enter", "Book", "now"]
    line = line_of(page.decisions, "BK059")
    line.face.setFocus()
    key(line.face, Qt.Key.Key_D)
    assert words() == ["Enter", "Decline", "Esc", "Back"]


def test_the_last_line_of_a_group_leaves_the_keyboard_to_the_next_group(
    page: TodayPage, sqlite_sample: Store, settle: Run
) -> None:
    for number in ("BK005", "BK006", "BK026", "BK028", "BK029", "BK031"):
        do(sqlite_sample, Act.CHECK_IN, number)
    page.refresh()
    settle()

    press(line_of(page.arrivals, "BK004"), SPACE, settle)

    assert line_of(page.decisions, "BK059").face.hasFocus()
