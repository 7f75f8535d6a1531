import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from labapp.domain.languages import Names
from labapp.services.bookings import ClosePlace, close_place
from labapp.storage.store import Store
from labapp.ui.desk.board.lanes_order import (
    LaneChoice,
    arranged,
    as_text,
    from_text,
    shown,
    with_lane_moved,
    with_zone_moved,
)
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.memory import Memory
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.window import DeskWindow
from labapp.ui.widgets.board import Lane
from labapp.ui.widgets.board.scene import Cursor
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import LEFT, drag, key, moment, numbered, place_id, spot

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)
Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def lane(number: int, zone: str) -> Lane:
    return Lane(number, f"L{number}", f"Lane {number}", zone, "#1f4e79", "booth", in_service=True)


LANES = (lane(1, "A"), lane(2, "A"), lane(3, "A"), lane(4, "B"), lane(5, "C"))


def ids(lanes: list[Lane]) -> list[int]:
    return [each.id for each in lanes]


def test_a_lane_moves_inside_its_zone_and_no_further() -> None:
    down = with_lane_moved(LANES, LaneChoice(), 1, 1)
    far = with_lane_moved(LANES, LaneChoice(), 1, 9)

    assert ids(arranged(LANES, down)) == [2, 1, 3, 4, 5]
    assert ids(arranged(LANES, far)) == [2, 3, 1, 4, 5]


def test_a_lane_moves_past_hidden_ones() -> None:
    choice = LaneChoice(hidden=frozenset({2}))

    moved = with_lane_moved(LANES, choice, 1, 1)

    assert ids(shown(LANES, moved)) == [3, 1, 4, 5]


def test_a_zone_moves_with_all_its_lanes() -> None:
    moved = with_zone_moved(LANES, LaneChoice(), "A", 1)

    assert ids(arranged(LANES, moved)) == [4, 1, 2, 3, 5]


def test_a_new_lane_stands_after_the_one_it_naturally_follows() -> None:
    choice = LaneChoice(order=(3, 1, 5, 4))

    assert ids(arranged(LANES, choice)) == [3, 1, 2, 5, 4]


def test_lanes_are_never_all_hidden() -> None:
    assert ids(shown(LANES, LaneChoice(hidden=frozenset({1, 2, 3, 4, 5})))) == [1, 2, 3, 4, 5]


def test_a_choice_is_kept_as_a_text() -> None:
    choice = LaneChoice((2, 1), frozenset({3}), frozenset({4, 5}))

    assert from_text(as_text(choice)) == choice


@pytest.mark.parametrize("text", ["", "{", "[]", '{"order": ["x"]}', '{"order": 7}', "null"])
def test_a_text_that_makes_no_sense_is_no_choice(text: str) -> None:
    assert from_text(text) == LaneChoice()


@pytest.fixture
def page(furniture: Furniture) -> BoardPage:
    page = furniture.pages["board"]
    assert isinstance(page, BoardPage)
    page.board.setFocus()
    return page


def codes(page: BoardPage) -> list[str]:
    return [row.lane.code for row in page.board.scene.layout.rows]


def go_to(page: BoardPage, code: str) -> None:
    page.board.put_cursor(Cursor(place_id(page, code), 600, 600))


def action(menu: QMenu, start: str) -> QAction:
    return next(each for each in menu.actions() if each.text().startswith(start))


def test_a_lane_moved_by_key_is_kept_for_the_next_time(
    page: BoardPage, memory: Memory, settle: Run
) -> None:
    go_to(page, "A1")

    key(page.board, Key.Key_Down, ALT)
    page.refresh()
    settle()

    assert codes(page)[:4] == ["G", "A2", "A1", "A3"]
    assert from_text(memory.text(page.lanes.kept_under)).order[1] == place_id(page, "A2")


def test_a_zone_moved_by_key_takes_its_lanes_along(page: BoardPage) -> None:
    go_to(page, "A2")

    key(page.board, Key.Key_Up, ALT | SHIFT)

    assert codes(page)[:4] == ["A1", "A2", "A3", "G"]


def test_a_folded_zone_stays_folded_in_every_language(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    go_to(page, "A2")
    key(page.board, Key.Key_Left, ALT)
    assert "A2" not in codes(page)

    window.shell.speech.choose("zh_HK")
    settle()

    assert "A2" not in codes(page)
    assert page.board.scene.folded == {"夥伴展區"}


def test_a_lane_is_hidden_and_shown_again_by_its_menu(page: BoardPage) -> None:
    menu = page.lanes.menu_for(place_id(page, "A2"), "Partner Bays")

    action(menu, "Hide A2").trigger()
    assert codes(page)[:3] == ["G", "A1", "A3"]

    again = page.lanes.menu_for(None, "Partner Bays")
    listed = action(again, "1 lane hidden").menu()
    assert isinstance(listed, QMenu)
    action(listed, "A2").trigger()
    assert codes(page)[:4] == ["G", "A1", "A2", "A3"]


def test_all_groups_are_folded_and_opened_by_the_menu(page: BoardPage) -> None:
    whole = codes(page)

    action(page.lanes.menu_for(None, ""), "Fold all").trigger()
    few = codes(page)
    action(page.lanes.menu_for(None, ""), "Open all").trigger()

    assert len(few) < len(whole)
    assert codes(page) == whole


def test_reset_brings_back_everything(page: BoardPage, memory: Memory) -> None:
    whole = codes(page)
    go_to(page, "A1")
    key(page.board, Key.Key_Down, ALT)
    action(page.lanes.menu_for(place_id(page, "A3"), ""), "Hide A3").trigger()
    key(page.board, Key.Key_Left, ALT)
    menu = page.lanes.menu_for(None, "")
    assert action(menu, "All lanes").isEnabled()

    action(menu, "All lanes").trigger()

    assert codes(page) == whole
    assert memory.text(page.lanes.kept_under) == ""
    assert not action(page.lanes.menu_for(None, ""), "All lanes").isEnabled()


def test_free_places_glow_and_blocked_ones_say_why_while_a_booking_is_carried(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    window.resize(1280, 1300)  # all lanes in view
    settle()
    held = numbered(page, "BK033")
    start = spot(page.board, held.place_id or 0, held.span.start, 8)
    drag(page.board, start, spot(page.board, place_id(page, "C5"), held.span.start, 8), drop=False)
    settle()  # the outlook is read

    offers = page.board.scene.offers
    words = {code: offers[place_id(page, code)] for code in ("A1", "C8", "C5", "D1")}
    assert words == {"A1": "blocked", "C8": "blocked", "C5": "free", "D1": "free"}
    draft = page.board.scene.draft
    assert draft is not None
    assert draft.verdict == "free"

    QTest.mouseMove(
        page.board.viewport(), spot(page.board, place_id(page, "A1"), held.span.start, 12)
    )
    draft = page.board.scene.draft
    assert draft is not None
    assert draft.verdict == "blocked"  # at once, without the database
    assert "BK004" in draft.reason
    key(page.board, Key.Key_Escape)
    assert page.board.scene.draft is None


def test_what_glows_is_true_again_after_somebody_else_has_booked(
    page: BoardPage, window: DeskWindow, settle: Run, sqlite_sample: Store
) -> None:
    window.resize(1280, 1300)
    settle()
    held = numbered(page, "BK033")
    lane = place_id(page, "C5")
    start = spot(page.board, held.place_id or 0, held.span.start, 8)
    end = spot(page.board, place_id(page, "C6"), held.span.start, 8)
    drag(page.board, start, end, drop=False)
    settle()
    assert page.board.scene.offers[lane] == "free"
    key(page.board, Key.Key_Escape)

    closure = ClosePlace(place_id=lane, span=held.span, title=Names("Repair"))
    sqlite_sample.write(close_place, closure)
    settle()
    drag(page.board, start, end, drop=False)
    settle()

    assert page.board.scene.offers[lane] == "blocked"


def test_nothing_glows_any_more_once_it_is_dropped(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    window.resize(1280, 1300)
    settle()
    lane = place_id(page, "C5")
    start = spot(page.board, lane, moment("2026-12-08 14:00"), 3)
    drag(page.board, start, spot(page.board, lane, moment("2026-12-08 15:00"), -3), drop=False)
    settle()
    assert page.board.scene.offers[lane] == "free"

    QTest.mouseRelease(page.board.viewport(), LEFT)

    assert page.board.scene.offers == {}


def test_the_button_in_the_corner_has_the_menu_of_the_cursors_lane(page: BoardPage) -> None:
    go_to(page, "B1")

    page.lanes.menu.aboutToShow.emit()

    assert action(page.lanes.menu, "Hide B1").isEnabled()
    assert page.lanes.button.isVisible()
    assert page.lanes.button.accessibleName() == "Lanes"
