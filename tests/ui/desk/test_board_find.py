import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.board import BoardPage
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import key, keys, moment, numbered, place_id

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)
Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(furniture: Furniture) -> BoardPage:
    page = furniture.pages["board"]
    assert isinstance(page, BoardPage)
    page.board.setFocus()
    return page


def find(page: BoardPage, text: str) -> None:
    """Press Ctrl+F and type."""
    key(page.board, Key.Key_F, CONTROL)
    page.finding.bar.field.clear()
    keys(page.finding.bar.field, text)


def shown(page: BoardPage) -> str:
    booking = page.inspector.booking
    return "" if booking is None else booking.number


def found(page: BoardPage) -> set[str]:
    ids = page.board.scene.found
    assert ids is not None
    return {page.bookings[each].number for each in ids}


def test_control_f_opens_a_bar_and_escape_ends_it(page: BoardPage) -> None:
    key(page.board, Key.Key_F, CONTROL)
    assert page.finding.bar.isVisible()
    assert QApplication.focusWidget() is page.finding.bar.field

    key(page.finding.bar.field, Key.Key_Escape)

    assert not page.finding.bar.isVisible()
    assert page.board.scene.found is None
    assert page.board.hasFocus()


@pytest.mark.parametrize("text", ["baidu", "百度", "BAIDU"])
def test_a_name_is_found_in_any_script(page: BoardPage, settle: Run, text: str) -> None:
    find(page, text)
    settle()

    assert {numbered(page, number).exhibitor.en for number in found(page)} == {"Baidu"}
    count = len(found(page))
    assert page.finding.bar.told.text() == f"1 of {count}"
    assert shown(page) in found(page)


def test_traditional_letters_find_what_simplified_ones_find(page: BoardPage) -> None:
    find(page, "華為")
    traditional = found(page)
    find(page, "华为")

    assert traditional
    assert found(page) == traditional


def test_a_number_and_a_demo_are_found(page: BoardPage, settle: Run) -> None:
    find(page, "bk033")
    settle()
    assert found(page) == {"BK033"}
    assert shown(page) == "BK033"

    find(page, "document reading")
    assert "BK033" in found(page)


def test_all_words_must_be_found_in_any_order(page: BoardPage) -> None:
    find(page, "reading baidu D1")

    assert "BK033" in found(page)
    assert "BK004" not in found(page)


def test_enter_goes_to_the_next_and_around_and_with_shift_back(
    page: BoardPage, settle: Run
) -> None:
    find(page, "baidu")
    field, count = page.finding.bar.field, len(found(page))
    assert count > 1
    settle()
    first = shown(page)

    key(field, Key.Key_Return)
    settle()
    assert page.finding.bar.told.text() == f"2 of {count}"
    assert shown(page) != first
    key(field, Key.Key_Return, SHIFT)
    key(field, Key.Key_Return, SHIFT)
    assert page.finding.bar.told.text() == f"{count} of {count}"
    key(field, Key.Key_Return)
    settle()

    assert shown(page) == first
    assert field.hasFocus()


def test_what_is_not_found_is_said_and_everything_else_is_dim(page: BoardPage) -> None:
    find(page, "nobody at all")

    assert page.finding.bar.told.text() == "Nothing found"
    assert page.board.scene.found == frozenset()
    assert not page.finding.bar.next.isEnabled()


def test_what_was_not_searched_for_is_dimmed(page: BoardPage) -> None:
    other = next(b for b in page.bookings.values() if b.exhibitor.en == "Huawei")
    block = page.board.scene.index.block(other.id)
    assert block is not None
    page.board.reveal(page.board.scene.block_place(block))
    middle = page.board.scene.block_place(block).center()
    before = page.board.grab().toImage().pixelColor(middle)

    page.board.set_found(frozenset({numbered(page, "BK033").id}))

    assert page.board.grab().toImage().pixelColor(middle) != before


def test_what_is_found_is_brought_into_view_from_a_lane_out_of_sight(
    page: BoardPage, settle: Run
) -> None:
    page.board.pan(page.board.rect().topLeft())
    find(page, "BK033")
    settle()

    block = page.board.scene.index.block(numbered(page, "BK033").id)
    assert block is not None
    assert page.board.scene.grid.contains(page.board.scene.block_place(block).center())


def test_a_folded_zone_opens_and_a_hidden_lane_comes_back_for_what_is_found(
    page: BoardPage, settle: Run
) -> None:
    booking = numbered(page, "BK004")
    lane = place_id(page, booking.place or "")
    zone = next(each.zone for each in page.board.scene.lanes if each.id == lane)
    page.lanes._hide(lane, hidden=True)
    page.board.fold(zone, folded=True)
    assert page.board.scene.index.block(booking.id) is None

    find(page, "BK004")
    settle()

    assert page.board.scene.folded == frozenset()
    assert shown(page) == "BK004"


def test_another_day_is_searched_when_it_is_shown(page: BoardPage, settle: Run) -> None:
    find(page, "LAiPIC")
    assert found(page) == set()

    page.shell.go_to(moment("2026-12-10 12:00").date())
    settle()

    assert found(page)


def test_an_empty_search_dims_nothing(page: BoardPage) -> None:
    find(page, "baidu")

    page.finding.bar.field.clear()

    assert page.board.scene.found is None
    assert page.finding.bar.told.text() == ""
