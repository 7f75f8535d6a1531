import re
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from labapp.domain.bookings import Act, Booking, State
from labapp.domain.times import Span, day_span, local
from labapp.services.bookings import (
    ActOn,
    BookPlace,
    act_on,
    book_place,
    booking_by_number,
    bookings_between,
)
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.window import DeskWindow
from tests.builders import StillClock
from tests.conftest import MORNING
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import (
    LEFT,
    click,
    click_block,
    drag,
    key,
    keys,
    moment,
    numbered,
    place_id,
    spot,
)

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)
Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
TWO = ("BK033", "BK034")


@pytest.fixture
def page(furniture: Furniture) -> BoardPage:
    page = furniture.pages["board"]
    assert isinstance(page, BoardPage)
    return page


def choose(page: BoardPage, numbers: Sequence[str], settle: Run) -> None:
    """Click the first, then the others with Ctrl held."""
    click_block(page.board, numbered(page, numbers[0]).id)
    for number in numbers[1:]:
        block = page.board.scene.index.block(numbered(page, number).id)
        assert block is not None
        page.board.reveal(page.board.scene.block_place(block))
        point = page.board.scene.block_place(block).center()
        QTest.mouseClick(page.board.viewport(), LEFT, CONTROL, point)
    settle()


def now(store: Store, numbers: Sequence[str]) -> list[Booking]:
    found = store.read(bookings_between, day_span(MORNING.date()))
    return [booking for booking in found if booking.number in numbers]


def starts(store: Store, numbers: Sequence[str]) -> list[str]:
    return [f"{local(booking.span.start):%H:%M}" for booking in now(store, numbers)]


def test_several_chosen_are_counted_and_offered_what_all_allow(
    page: BoardPage, settle: Run
) -> None:
    choose(page, TWO, settle)

    many = page.inspector.many
    assert many.isVisible()
    assert many.heading.text() == "2 bookings chosen"
    assert set(many.common) == {Act.CHECK_IN, Act.COMPLETE, Act.NO_SHOW, Act.CANCEL}
    assert not page.inspector.acts.isVisible()
    assert page.inspector.booking is None


def test_one_more_in_another_state_leaves_fewer_acts(
    page: BoardPage, settle: Run, sqlite_sample: Store
) -> None:
    booking = numbered(page, "BK034")
    sqlite_sample.write(act_on, ActOn(booking_id=booking.id, act=Act.CHECK_IN))
    settle()

    choose(page, TWO, settle)

    assert set(page.inspector.many.common) == {Act.COMPLETE, Act.CANCEL}


def test_all_are_cancelled_with_one_reason_and_one_undo_brings_them_back(
    page: BoardPage, window: DeskWindow, settle: Run, sqlite_sample: Store
) -> None:
    choose(page, TWO, settle)

    key(page.board, Key.Key_Delete)
    keys(page.inspector.many.acts.reason, "Trade fair")
    key(page.inspector.many.acts.reason, Key.Key_Return)
    settle()

    assert {each.reason for each in now(sqlite_sample, TWO)} == {"Trade fair"}
    assert all("cancelled" in each.state for each in now(sqlite_sample, TWO))
    window.shell.undo_wanted.emit()
    settle()
    assert {each.state for each in now(sqlite_sample, TWO)} == {State.CONFIRMED}


def test_an_act_on_all_leaves_them_chosen_with_what_can_be_done_next(
    page: BoardPage, settle: Run, sqlite_sample: Store
) -> None:
    choose(page, TWO, settle)

    click(page.inspector.many.acts.buttons[Act.CHECK_IN])
    settle()

    assert {each.state for each in now(sqlite_sample, TWO)} == {State.CHECKED_IN}
    assert page.inspector.many.heading.text() == "2 bookings chosen"
    assert set(page.inspector.many.common) == {Act.COMPLETE, Act.CANCEL}


def test_an_act_that_one_of_them_refuses_is_done_to_none(
    page: BoardPage, settle: Run, sqlite_sample: Store
) -> None:
    choose(page, TWO, settle)
    seen = page.inspector.many.bookings
    sqlite_sample.write(act_on, ActOn(booking_id=seen[1].id, act=Act.CHECK_IN))

    click(page.inspector.many.acts.buttons[Act.CHECK_IN])
    settle()

    assert not page.inspector.refusals.isHidden()
    assert [each.state for each in now(sqlite_sample, TWO)] == [State.CONFIRMED, State.CHECKED_IN]


def test_all_are_moved_by_a_drag_of_one_and_one_undo_takes_it_back(
    page: BoardPage, window: DeskWindow, settle: Run, sqlite_sample: Store
) -> None:
    before = starts(sqlite_sample, TWO)
    choose(page, TWO, settle)
    held = numbered(page, TWO[0])
    lane = held.place_id or 0

    start = spot(page.board, lane, held.span.start, 8)
    step = spot(page.board, lane, held.span.end) - spot(page.board, lane, held.span.start)
    drag(page.board, start, start + step / 3)  # a quarter of an hour
    settle()

    after = starts(sqlite_sample, TWO)
    assert after != before
    assert len({_minutes(b) - _minutes(a) for a, b in zip(before, after, strict=True)}) == 1
    assert page.board.scene.draft is None
    window.shell.undo_wanted.emit()
    settle()
    assert starts(sqlite_sample, TWO) == before


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def test_a_move_of_all_into_somebody_else_is_named_while_dragged_and_refused(
    page: BoardPage, window: DeskWindow, settle: Run, sqlite_sample: Store
) -> None:
    window.resize(1280, 1300)  # all lanes in view
    settle()
    before = starts(sqlite_sample, TWO)
    choose(page, TWO, settle)
    held = numbered(page, TWO[0])
    other = next(
        booking
        for booking in page.bookings.values()
        if booking.place_id not in {None, held.place_id} and booking.span.overlaps(held.span)
    )
    start = spot(page.board, held.place_id or 0, held.span.start, 8)
    end = spot(page.board, other.place_id or 0, held.span.start, 8)

    drag(page.board, start, end, drop=False)
    settle()
    draft = page.board.scene.draft
    assert draft is not None
    assert draft.verdict == "blocked"
    assert other.number in draft.reason
    QTest.mouseRelease(page.board.viewport(), LEFT, pos=end)
    settle()

    assert other.number in page.inspector.refusals.text.text()
    assert starts(sqlite_sample, TWO) == before


def test_escape_on_the_board_or_in_the_panel_chooses_none(page: BoardPage, settle: Run) -> None:
    choose(page, TWO, settle)
    key(page.board, Key.Key_Escape)
    assert not page.inspector.many.isVisible()
    assert page.inspector.empty.isVisible()

    choose(page, TWO, settle)
    page.inspector.many.copy.setFocus()
    key(page.inspector.many.copy, Key.Key_Escape)

    assert page.board.scene.chosen == frozenset()
    assert page.board.hasFocus()


def test_enter_goes_to_what_can_be_done_with_all(page: BoardPage, settle: Run) -> None:
    choose(page, TWO, settle)

    key(page.board, Key.Key_Return)

    focused = QApplication.focusWidget()
    assert focused is not None
    assert page.inspector.many.isAncestorOf(focused)


def test_those_chosen_are_copied_as_a_table(page: BoardPage, settle: Run) -> None:
    choose(page, TWO, settle)

    click(page.inspector.many.copy)

    lines = QApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in lines[1:]] == list(TWO)
    assert len(lines[0].split("\t")) == 7


def test_the_menu_of_one_of_several_is_for_all(page: BoardPage, settle: Run) -> None:
    choose(page, TWO, settle)
    held = numbered(page, TWO[0])

    menu = page.menu_for(held.id, held.place_id or 0, 0)

    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[-2:] == ["Copy as a table", "Choose none (Esc)"]
    assert "Check in" in texts


def test_a_click_on_another_booking_shows_it_alone(page: BoardPage, settle: Run) -> None:
    choose(page, TWO, settle)

    click_block(page.board, numbered(page, "BK004").id)
    settle()

    assert page.inspector.head.heading.text() == "BK004"
    assert not page.inspector.many.isVisible()


def test_a_hold_that_runs_out_while_it_is_seen_is_ended(
    page: BoardPage, settle: Run, sqlite_sample: Store
) -> None:
    """The clock of the lab goes on; nobody does anything."""
    booking = numbered(page, "BK004")
    order = BookPlace(
        place_id=place_id(page, "C6"),
        exhibitor_id=booking.exhibitor_id or 0,
        span=Span(moment("2026-12-09 14:00"), moment("2026-12-09 15:00")),
        state=State.HELD,
        power_w=0,
        staff=0,
    )
    held = sqlite_sample.write(book_place, order)
    page.shell.go_to(moment("2026-12-09 12:00").date())
    settle()
    block = page.board.scene.index.block(held.id)
    assert block is not None
    assert block.expires is not None
    assert page._counting.isActive()
    click_block(page.board, held.id)
    page.shell.clock = StillClock(datetime.fromtimestamp(block.expires - 90, UTC))
    page._count()
    assert page.inspector.head.left.text() == "01:30 left"

    later = datetime.fromtimestamp(block.expires + 1, UTC)
    sqlite_sample.clock = page.shell.clock = StillClock(later)
    page._count()
    settle()

    assert sqlite_sample.read(booking_by_number, held.number).state is State.EXPIRED
    assert page.board.scene.index.block(held.id) is None
    assert not page._counting.isActive()


def test_control_a_chooses_the_whole_day(page: BoardPage, settle: Run) -> None:
    page.board.setFocus()

    key(page.board, Key.Key_A, CONTROL)
    settle()

    count = len(page.board.scene.index)
    assert page.inspector.many.heading.text() == f"{count} bookings chosen"


@pytest.mark.parametrize("language", ["zh_HK", "zh_CN"])
def test_what_can_be_done_with_several_is_said_in_chinese(
    page: BoardPage, window: DeskWindow, settle: Run, language: str
) -> None:
    window.shell.speech.choose(language)
    settle()
    choose(page, TWO, settle)
    held = numbered(page, TWO[0])
    pane = page.inspector.many

    texts = [action.text() for action in page.menu_for(held.id, 1, 0).actions()]
    texts += [pane.heading.text(), pane.sums.text(), pane.hint.text(), pane.none_common.text()]
    texts += [pane.copy.text(), page.finding.bar.field.placeholderText()]
    texts += [action.text() for action in page.lanes.menu_for(None, "").actions()]

    plain = [text.replace("Esc", "") for text in texts]
    assert [text for text in plain if re.search("[A-Za-z]{2,}", text)] == []
