import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from labapp.domain.bookings import Act, State
from labapp.domain.languages import Names
from labapp.domain.staff import Actor, Role
from labapp.domain.times import Clock, Span, day_span, local
from labapp.services.bookings import (
    ActOn,
    ClosePlace,
    EditBooking,
    MoveBooking,
    act_on,
    booking_by_number,
    bookings_between,
    close_place,
    edit_booking,
    move_booking,
)
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from labapp.ui.desk.blocks import VISITS
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.window import DeskWindow
from tests.conftest import MORNING
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import (
    click,
    click_block,
    drag,
    key,
    keys,
    moment,
    numbered,
    place_id,
    spot,
    sweep,
)

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)


@pytest.fixture
def page(furniture: Furniture) -> BoardPage:
    page = furniture.pages["board"]
    assert isinstance(page, BoardPage)
    return page


def texts(page: BoardPage) -> set[str]:
    return {block.title for block in page.board.scene.blocks}


def test_the_board_shows_the_days_bookings_in_their_lanes(page: BoardPage) -> None:
    codes = [lane.code for lane in page.board.scene.lanes]

    assert codes[:4] == ["G", "A1", "A2", "A3"]
    assert {"Baidu", "Huawei", "Saunova"} <= texts(page)
    baidu = next(b for b in page.board.scene.blocks if b.title == "Baidu")
    assert (baidu.subtitle, baidu.state, baidu.letter) == (
        "Document reading with open models",
        "confirmed",
        "C",
    )
    assert baidu.tooltip().startswith("BK004 · Confirmed\nBaidu\n")


def test_the_board_says_that_it_is_loading_and_then_no_more(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    window.shell.go_to(moment("2026-12-10 12:00").date())

    assert not page.board.scene.loading  # the reading begins when the loop is next free
    settle()

    assert not page.board.scene.loading
    assert "LAiPIC" in texts(page)


def test_guided_tours_have_a_lane_of_their_own(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    window.shell.go_to(moment("2026-12-09 12:00").date())
    settle()

    tours = [block for block in page.board.scene.blocks if block.lane_id == VISITS]

    assert [(tour.title, tour.state) for tour in tours] == [
        ("Secondary school class (Sample)", "visit")
    ]
    assert tours[0].subtitle.startswith("32 people")


def test_what_ended_in_nothing_is_not_on_the_board(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    window.shell.go_to(moment("2026-12-10 12:00").date())
    settle()

    cancelled = [b for b in page.bookings.values() if b.state is State.CANCELLED]

    assert [booking.number for booking in cancelled] == ["BK049"]
    assert page.board.scene.index.block(cancelled[0].id) is None


@pytest.mark.parametrize(("days", "first"), [(1, 8), (3, 8), (7, 7)])
def test_a_week_begins_on_monday_and_anything_else_on_the_day(
    page: BoardPage, window: DeskWindow, settle: Run, days: int, first: int
) -> None:
    click(window.bar.spans[days])
    settle()

    axis = page.board.scene.axis
    assert axis.days == days
    assert axis.first_day == int(
        day_span(moment(f"2026-12-{first:02} 12:00").date()).start.timestamp()
    )


def test_sweeping_free_time_opens_a_form_that_enter_books(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    sweep(page.board, place_id(page, "C5"), "2026-12-08 14:00", "2026-12-08 15:00")
    settle()
    form = page.inspector.draft_form
    assert form.isVisible()
    assert page.window().focusWidget() is form.exhibitor

    keys(form.exhibitor.line, "北码头")
    key(form.exhibitor, Qt.Key.Key_Return)
    settle()
    assert page.inspector.verdict.isVisible()
    key(form.visitors, Qt.Key.Key_Return)
    settle()

    booked = sqlite_sample.read(booking_by_number, "BK071")
    assert (booked.place, booked.exhibitor_code, booked.state) == ("C5", "EX12", State.CONFIRMED)
    assert local(booked.span.start).strftime("%H:%M") == "14:00"
    assert booked.span.minutes == 60
    assert page.inspector.booking == booked
    assert page.board.scene.selected == booked.id


def test_a_copy_with_alt_opens_a_form_like_the_first(page: BoardPage, settle: Run) -> None:
    source = numbered(page, "BK031")
    block = page.board.scene.index.block(source.id)
    assert block is not None
    start = page.board.scene.block_place(block).center()
    view = page.board.viewport()
    alt = Qt.KeyboardModifier.AltModifier
    end = spot(page.board, place_id(page, "C5"), moment("2026-12-08 15:00"))

    QTest.mousePress(view, Qt.MouseButton.LeftButton, alt, start)
    for step in range(1, 5):
        point = start + (end - start) * step / 4
        page.board._mouse._follow(point, alt)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, alt, end)
    settle()

    form = page.inspector.draft_form
    assert form.exhibitor.value == source.exhibitor_id
    assert form.demo.value == source.demo_id
    assert form.where.place_id == place_id(page, "C5")


def test_dragging_a_booking_moves_it_and_undo_is_offered(
    page: BoardPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    before = numbered(page, "BK027")
    block = page.board.scene.index.block(before.id)
    assert block is not None
    grip = page.board.scene.block_place(block).center()
    ahead = spot(page.board, block.lane_id, moment("2026-12-08 14:00"))
    back = spot(page.board, block.lane_id, moment("2026-12-08 13:00"))
    target = spot(page.board, place_id(page, "C6"), moment("2026-12-08 13:00"))

    drag(page.board, grip, QPoint(grip.x() - (ahead.x() - back.x()), target.y()))
    settle()

    moved = sqlite_sample.read(booking_by_number, "BK027")
    assert (moved.place, local(moved.span.start).strftime("%H:%M")) == ("C6", "13:00")
    assert moved.version == before.version + 1
    assert page.board.scene.draft is None
    assert window.notices.isVisible()
    assert window.notices.text.text().startswith("Moved: BK027 ")
    click(window.notices.undo)
    settle()
    assert sqlite_sample.read(booking_by_number, "BK027").place == "B2"


def test_dragging_an_end_changes_the_length(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    booking = numbered(page, "BK027")
    lane = place_id(page, "B2")

    drag(
        page.board,
        spot(page.board, lane, moment("2026-12-08 17:00"), -2),
        spot(page.board, lane, moment("2026-12-08 16:00"), -2),
    )
    settle()

    after = sqlite_sample.read(booking_by_number, "BK027")
    assert (after.span.start, after.span.minutes) == (booking.span.start, 120)


def test_a_refused_move_puts_the_block_back_and_says_who_is_there(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    booking = numbered(page, "BK027")
    block = page.board.scene.index.block(booking.id)
    assert block is not None
    grip = page.board.scene.block_place(block).center()
    target = spot(page.board, place_id(page, "C1"), moment("2026-12-08 13:00"))

    drag(page.board, grip, QPoint(grip.x(), target.y()))
    settle()

    assert sqlite_sample.read(booking_by_number, "BK027") == booking
    assert page.board.scene.draft is None
    box = page.inspector.refusals
    assert box.isVisible()
    assert "BK030" in box.text.text()
    assert box.objection is not None
    assert 1 <= len(box.objection.alternatives) <= 3


def test_a_holders_number_in_a_refusal_leads_to_the_holder(page: BoardPage, settle: Run) -> None:
    test_a_refused_move_puts_the_block_back(page, settle)

    page.inspector.refusals.text.linkActivated.emit("BK030")
    settle()

    assert page.inspector.booking is not None
    assert page.inspector.booking.number == "BK030"
    assert page.board.scene.selected == page.inspector.booking.id


def test_a_refused_move_puts_the_block_back(page: BoardPage, settle: Run) -> None:
    booking = numbered(page, "BK027")
    block = page.board.scene.index.block(booking.id)
    assert block is not None
    grip = page.board.scene.block_place(block).center()
    target = spot(page.board, place_id(page, "C1"), moment("2026-12-08 13:00"))
    drag(page.board, grip, QPoint(grip.x(), target.y()))
    settle()
    assert page.inspector.refusals.isVisible()


def test_an_alternative_does_exactly_what_was_asked_elsewhere(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    test_a_refused_move_puts_the_block_back(page, settle)
    objection = page.inspector.refusals.objection
    assert objection is not None
    place = next(a for a in objection.alternatives if a.kind == "place")
    number = objection.alternatives.index(place)

    click(page.inspector.refusals.choices.findChildren(QPushButton)[number])
    settle()

    moved = sqlite_sample.read(booking_by_number, "BK027")
    assert (moved.place, moved.span) == (place.place, place.span)
    assert not page.inspector.refusals.isVisible()


def test_while_dragging_the_board_says_what_would_be_in_the_way(
    page: BoardPage, settle: Run
) -> None:
    lane = place_id(page, "C1")
    start = spot(page.board, lane, moment("2026-12-08 14:45"), 3)

    drag(page.board, start, spot(page.board, lane, moment("2026-12-08 13:30"), 3), drop=False)
    settle()

    draft = page.board.scene.draft
    assert draft is not None
    assert draft.verdict == "blocked"
    assert draft.reason.startswith("C1 is taken")
    QTest.mouseRelease(page.board.viewport(), Qt.MouseButton.LeftButton)


def test_while_dragging_over_free_time_the_board_says_so(page: BoardPage, settle: Run) -> None:
    lane = place_id(page, "C7")
    start = spot(page.board, lane, moment("2026-12-08 11:00"), 3)

    drag(page.board, start, spot(page.board, lane, moment("2026-12-08 12:00"), -3), drop=False)
    settle()

    draft = page.board.scene.draft
    assert draft is not None
    assert draft.verdict == "free"
    QTest.mouseRelease(page.board.viewport(), Qt.MouseButton.LeftButton)


def test_a_stay_cannot_be_dragged_among_the_guided_tours(
    page: BoardPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    booking = numbered(page, "BK027")
    block = page.board.scene.index.block(booking.id)
    assert block is not None
    grip = page.board.scene.block_place(block).center()

    drag(page.board, grip, QPoint(grip.x(), spot(page.board, VISITS, MORNING).y()))
    settle()

    assert sqlite_sample.read(booking_by_number, "BK027") == booking
    assert window.notices.text.text().startswith("Guided tours stay")


def test_delete_asks_for_a_reason_in_the_panel_and_cancels(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    booking = numbered(page, "BK029")
    click_block(page.board, booking.id)
    settle()

    key(page.board, Qt.Key.Key_Delete)
    acts = page.inspector.acts
    assert acts.asking.isVisible()
    assert page.window().focusWidget() is acts.reason
    assert not acts.confirm.isEnabled()
    keys(acts.reason, "The speaker is ill")
    key(acts.reason, Qt.Key.Key_Return)
    settle()

    after = sqlite_sample.read(booking_by_number, "BK029")
    assert (after.state, after.reason) == (State.LATE_CANCELLED, "The speaker is ill")
    assert page.board.scene.index.block(booking.id) is None


def test_the_menu_of_a_booking_offers_what_may_be_done_with_it(page: BoardPage) -> None:
    booking = numbered(page, "BK029")

    menu = page.menu_for(booking.id, booking.place_id or 0, 0)

    offered = [action.text() for action in menu.actions() if action.text()]
    assert offered == [
        "Open",
        "Show the exhibitor",
        "Book another like it…",
        "Check in",
        "Complete",
        "No-show",
        "Cancel…",
    ]


def test_checking_in_by_the_menu_is_done_at_once(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    booking = numbered(page, "BK029")
    menu = page.menu_for(booking.id, booking.place_id or 0, 0)

    next(action for action in menu.actions() if action.text() == "Check in").trigger()
    settle()

    assert sqlite_sample.read(booking_by_number, "BK029").state is State.CHECKED_IN
    assert page.inspector.head.chip.text() == "I  Checked in"


def test_the_menu_of_free_time_begins_a_booking_a_tour_or_a_closure(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    at = int(moment("2026-12-08 15:00").timestamp())
    menu = page.menu_for(None, place_id(page, "C6"), at)
    menu.actions()[2].trigger()
    form = page.inspector.draft_form
    assert form.title.isVisible()

    keys(form.title, "New carpet")
    click(form.book)
    settle()

    closed = sqlite_sample.read(booking_by_number, "BK071")
    assert (closed.kind.value, closed.place, closed.title.en) == ("closure", "C6", "New carpet")
    block = page.board.scene.index.block(closed.id)
    assert block is not None
    assert block.state == "closure"


def test_sweeping_in_the_tours_lane_books_a_guided_tour(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    sweep(page.board, VISITS, "2026-12-08 14:00", "2026-12-08 15:00")
    form = page.inspector.draft_form
    keys(form.title, "Rotary Club")
    form.visitors.setValue(12)

    click(form.book)
    settle()

    tour = sqlite_sample.read(booking_by_number, "BK071")
    assert (tour.kind.value, tour.title.en, tour.visitors) == ("visit", "Rotary Club", 12)


def test_what_is_missing_is_said_before_anything_is_asked(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    sweep(page.board, place_id(page, "C6"), "2026-12-08 14:00", "2026-12-08 15:00")

    click(page.inspector.draft_form.book)
    settle()

    assert page.inspector.verdict.words.text() == "Choose an exhibitor first."
    assert len(sqlite_sample.read(bookings_between, day_span(MORNING.date()))) == 13


def test_a_supervisor_may_book_against_a_rule_with_a_reason(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    sweep(page.board, place_id(page, "C6"), "2026-12-08 16:00", "2026-12-08 18:30")
    form, box = page.inspector.draft_form, page.inspector.refusals
    keys(form.exhibitor.line, "EX12")
    key(form.exhibitor, Qt.Key.Key_Return)
    settle()
    assert box.anyway.isVisible()

    click(box.anyway)
    keys(box.reason, "The minister comes late")
    click(box.confirm)
    settle()

    booked = sqlite_sample.read(booking_by_number, "BK071")
    assert booked.override_reason == "The minister comes late"


def test_another_programs_write_is_seen_without_being_asked_for(
    page: BoardPage, sqlite_sample: Store, until: Callable[[Callable[[], bool]], None]
) -> None:
    booking = numbered(page, "BK029")
    other = open_store(
        sqlite_sample.location, actor=Actor("paul", Role.OFFICER, "desk"), clock=Clock(MORNING)
    )

    other.write(act_on, ActOn(booking_id=booking.id, act=Act.CHECK_IN))
    other.close()

    until(lambda: page.bookings[booking.id].state is State.CHECKED_IN)


def test_the_keyboard_alone_books(page: BoardPage, sqlite_sample: Store, settle: Run) -> None:
    board = page.board
    click(board.viewport(), spot(board, place_id(page, "C7"), moment("2026-12-08 11:00"), 3))
    for _ in range(3):
        key(board, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)

    key(board, Qt.Key.Key_Return)
    form = page.inspector.draft_form
    keys(form.exhibitor.line, "EX12")
    key(form.exhibitor, Qt.Key.Key_Return)
    settle()
    key(form.exhibitor, Qt.Key.Key_Return)
    settle()

    booked = sqlite_sample.read(booking_by_number, "BK071")
    assert (booked.place, booked.span.minutes) == ("C7", 60)


def test_a_closed_place_is_hatched_with_its_reason(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    span = Span(moment("2026-12-08 10:00"), moment("2026-12-08 12:00"))
    sqlite_sample.write(
        close_place,
        ClosePlace(place_id=place_id(page, "C7"), span=span, title=Names(en="Wet paint")),
    )
    page.refresh()
    settle()

    block = next(b for b in page.board.scene.blocks if b.title == "Wet paint")

    assert (block.state, block.letter, block.kind) == ("closure", "X", "closure")


def test_the_language_changes_what_is_on_the_board(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    window.speak("zh_HK")
    settle()

    assert "百度" in texts(page)
    assert page.board.scene.lanes[0].label == "導賞團"


def test_a_move_that_somebody_overtook_shows_both(
    page: BoardPage, sqlite_sample: Store, settle: Run, loop: asyncio.AbstractEventLoop
) -> None:
    booking = numbered(page, "BK027")
    seen = page.bookings[booking.id]
    sqlite_sample.write(
        move_booking,
        MoveBooking(
            booking_id=booking.id,
            span=Span(moment("2026-12-08 12:00"), moment("2026-12-08 15:00")),
        ),
    )
    page.inspector.show_booking(seen)

    page.inspector.ask(
        EditBooking(booking_id=booking.id, changes={"visitors": 99}, version=seen.version)
    )
    settle()

    assert page.inspector.conflict.isVisible()
    assert "tester changed BK027" in page.inspector.conflict.text.text()
    assert "yours: 99" in page.inspector.conflict.text.text()
    click(page.inspector.conflict.mine)
    settle()
    after = sqlite_sample.read(booking_by_number, "BK027")
    assert (after.visitors, local(after.span.start).strftime("%H:%M")) == (99, "12:00")


def test_editing_through_the_store_is_shown_in_the_panel(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    booking = numbered(page, "BK027")
    click_block(page.board, booking.id)
    settle()

    sqlite_sample.write(
        edit_booking, EditBooking(booking_id=booking.id, changes={"note": "Bring a screen"})
    )
    settle()
    page.refresh()
    settle()

    assert page.inspector.form.note.toPlainText() == "Bring a screen"


def test_the_theme_changes_what_is_on_the_board(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    window.wear("dark")
    settle()

    assert page.board.scene.theme.name == "dark"
