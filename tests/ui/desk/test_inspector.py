import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from labapp.domain.bookings import Act, Kind, State
from labapp.domain.times import day_span, local
from labapp.services.bookings import EditBooking, booking_by_number, bookings_between, edit_booking
from labapp.services.exhibitors import list_exhibitors
from labapp.storage.store import Store
from labapp.ui.desk.chips import StateChip
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.inspector.booking_form import BookingForm
from labapp.ui.desk.inspector.draft_form import DraftForm
from labapp.ui.desk.inspector.panel import Inspector
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.window import DeskWindow
from tests.conftest import MORNING
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, click_block, key, keys, moment, numbered, place_id, sweep

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)


@pytest.fixture
def page(furniture: Furniture) -> BoardPage:
    page = furniture.pages["board"]
    assert isinstance(page, BoardPage)
    return page


@pytest.fixture
def inspector(page: BoardPage, settle: Run) -> Inspector:
    """The panel with the demo theatre's first session in it."""
    click_block(page.board, numbered(page, "BK033").id)
    settle()
    return page.inspector


def test_a_chosen_booking_is_shown_with_all_it_is(inspector: Inspector) -> None:
    form = inspector.form

    assert inspector.head.heading.text() == "BK033"
    assert inspector.head.chip.text() == "C  Confirmed"
    assert (inspector.who.text(), inspector.what.text()) == (
        "Baidu",
        "Document reading with open models",
    )
    assert (form.where.place.currentText(), form.where.day.text()) == (
        "D1  Demo Theatre",
        "Tue 8 Dec",
    )
    assert (form.where.start.text(), form.where.end.text()) == ("11:00", "11:45")
    assert form.where.length.text() == "45 min"
    assert form.mpflops.text() == "1.5 PFLOPS"
    assert form.note.toPlainText() == "theatre session; the bay keeps running"
    assert inspector.history.texts() == ["Imported · tester, Tue 8 Dec, 09:30"]


def test_a_field_is_saved_when_it_is_left(
    inspector: Inspector, sqlite_sample: Store, settle: Run
) -> None:
    form = inspector.form

    form.visitors.setFocus()
    form.visitors.selectAll()
    keys(form.visitors, "55")
    key(form.visitors, Qt.Key.Key_Tab)
    settle()

    assert sqlite_sample.read(booking_by_number, "BK033").visitors == 55
    assert inspector.head.saved.isVisible()
    assert inspector.history.texts()[0].startswith("Changed · tester")


def test_a_note_is_saved_when_it_is_left(
    inspector: Inspector, sqlite_sample: Store, settle: Run
) -> None:
    inspector.form.note.setFocus()
    inspector.form.note.selectAll()
    keys(inspector.form.note, "Bring the long cable")

    inspector.form.visitors.setFocus()
    settle()

    assert sqlite_sample.read(booking_by_number, "BK033").note == "Bring the long cable"


def test_two_saves_close_together_are_no_conflict(
    inspector: Inspector, sqlite_sample: Store, settle: Run
) -> None:
    booking = inspector.booking
    assert booking is not None

    for changes in ({"visitors": 21}, {"staff": 2}, {"note": "three at once"}):
        inspector.ask(EditBooking(booking_id=booking.id, changes=changes, version=booking.version))
    settle()

    after = sqlite_sample.read(booking_by_number, "BK033")
    assert (after.visitors, after.staff, after.note) == (21, 2, "three at once")
    assert not inspector.objects


def test_a_changed_start_takes_the_end_along(
    inspector: Inspector, sqlite_sample: Store, settle: Run
) -> None:
    start = inspector.form.where.start
    start.setFocus()

    for _ in range(2):
        start.stepUp()
    start.editingFinished.emit()
    settle()

    span = sqlite_sample.read(booking_by_number, "BK033").span
    assert (local(span.start).strftime("%H:%M"), span.minutes) == ("11:30", 45)


def test_a_changed_end_changes_the_length(
    inspector: Inspector, sqlite_sample: Store, settle: Run
) -> None:
    end = inspector.form.where.end
    end.setFocus()

    end.stepDown()
    end.editingFinished.emit()
    settle()

    assert sqlite_sample.read(booking_by_number, "BK033").span.minutes == 30


def test_another_day_is_chosen_by_the_keys(
    inspector: Inspector, sqlite_sample: Store, settle: Run
) -> None:
    key(inspector.form.where.day, Qt.Key.Key_PageUp)
    settle()

    span = sqlite_sample.read(booking_by_number, "BK033").span
    assert local(span.start).strftime("%d %H:%M") == "15 11:00"
    assert inspector.head.heading.text() == "BK033"


def test_a_refused_change_stays_in_its_field_and_escape_takes_it_back(
    inspector: Inspector, sqlite_sample: Store, settle: Run
) -> None:
    power = inspector.form.power
    power.setFocus()
    power.selectAll()
    keys(power, "9000")
    key(power, Qt.Key.Key_Return)
    settle()
    assert inspector.refusals.isVisible()
    assert power.value() == 9000
    assert "9,000 W" in inspector.refusals.text.text()

    key(inspector, Qt.Key.Key_Escape)
    settle()

    assert not inspector.objects
    assert power.value() == 600
    assert sqlite_sample.read(booking_by_number, "BK033").power_w == 600


def test_the_acts_are_those_that_the_state_allows(inspector: Inspector) -> None:
    offered = [act for act, button in inspector.acts.buttons.items() if button.isVisible()]

    assert offered == [Act.CHECK_IN, Act.COMPLETE, Act.NO_SHOW, Act.CANCEL]
    assert inspector.acts.buttons[Act.CHECK_IN].property("role") == "primary"


def test_an_act_changes_the_state_and_what_is_offered_next(
    inspector: Inspector, sqlite_sample: Store, settle: Run
) -> None:
    click(inspector.acts.buttons[Act.CHECK_IN])
    settle()

    assert sqlite_sample.read(booking_by_number, "BK033").state is State.CHECKED_IN
    offered = [act for act, button in inspector.acts.buttons.items() if button.isVisible()]
    assert offered == [Act.COMPLETE, Act.CANCEL]


def test_cancelling_needs_a_reason_and_can_be_thought_better_of(
    inspector: Inspector, sqlite_sample: Store, settle: Run
) -> None:
    click(inspector.acts.buttons[Act.CANCEL])
    assert inspector.acts.confirm.text() == "Cancel the booking"

    click(inspector.acts.keep)
    settle()

    assert not inspector.acts.asking.isVisible()
    assert sqlite_sample.read(booking_by_number, "BK033").state is State.CONFIRMED


def test_what_somebody_else_saved_is_shown_and_can_be_taken(
    inspector: Inspector, sqlite_sample: Store, settle: Run
) -> None:
    booking = inspector.booking
    assert booking is not None
    inspector.form.note.setFocus()
    keys(inspector.form.note, "mine")
    sqlite_sample.write(
        edit_booking, EditBooking(booking_id=booking.id, changes={"note": "theirs"})
    )

    inspector.form.visitors.setFocus()
    settle()
    assert inspector.conflict.isVisible()
    assert "now: theirs" in inspector.conflict.text.text()
    click(inspector.conflict.reload)
    settle()

    assert inspector.form.note.toPlainText() == "theirs"
    assert not inspector.objects
    assert sqlite_sample.read(booking_by_number, "BK033").note == "theirs"


def test_what_is_being_typed_is_not_overwritten_by_a_reading(
    page: BoardPage, inspector: Inspector, settle: Run
) -> None:
    inspector.form.note.setFocus()
    inspector.form.note.selectAll()
    keys(inspector.form.note, "still typing")

    page.refresh()
    settle()

    assert inspector.form.note.toPlainText() == "still typing"


def test_the_panel_folds_away_and_opens_for_a_new_booking(
    page: BoardPage, inspector: Inspector, settle: Run
) -> None:
    wide = inspector.width()
    click(inspector.head.fold_button)
    page.split.setSizes([1000, 10])
    assert inspector.width() < wide / 4
    assert page.shell.memory.text("board.folded") == "yes"

    menu = page.menu_for(None, 1, int(moment("2026-12-08 15:00").timestamp()))
    menu.actions()[0].trigger()
    settle()

    assert not inspector.is_folded
    assert inspector.draft_form.isVisible()


def test_escape_closes_the_panel(
    page: BoardPage, inspector: Inspector, settle: Run, window: DeskWindow
) -> None:
    key(inspector, Qt.Key.Key_Escape)

    assert inspector.booking is None
    assert inspector.empty.isVisible()
    assert page.board.scene.selected is None


def test_the_largest_words_leave_the_legend_whole_in_the_panel(
    page: BoardPage, window: DeskWindow, settle: Run
) -> None:
    window.resize(1280, 800)
    window.bar.theme.menu().actions()[-1].trigger()
    settle()

    empty = page.inspector.empty
    assert empty.isVisible()
    assert empty.width() <= page.inspector.pane.viewport().width()
    for chip in empty.findChildren(StateChip):
        assert chip.visibleRegion().boundingRect().width() == chip.width()


def test_the_history_tells_what_was_different(
    inspector: Inspector, sqlite_sample: Store, settle: Run, loop: asyncio.AbstractEventLoop
) -> None:
    start = inspector.form.where.start
    start.stepUp()
    start.editingFinished.emit()
    settle()

    newest = inspector.history.texts()[0]

    assert newest.splitlines()[0].startswith("Moved · tester")
    assert newest.splitlines()[1] == "Time: Tue 8 Dec, 11:00–11:45 → Tue 8 Dec, 11:15–12:00"


def test_a_choice_of_demo_brings_its_power_and_computing_power(
    inspector: Inspector, sqlite_sample: Store, settle: Run
) -> None:
    demo = inspector.form.demo
    demo.setCurrentIndex(0)
    demo.activated.emit(0)
    settle()

    assert inspector.refusals.isVisible()
    assert sqlite_sample.read(booking_by_number, "BK033").demo_id is not None


def test_a_new_booking_that_was_left_to_look_at_another_is_not_lost(
    page: BoardPage, settle: Run
) -> None:
    inspector = page.inspector
    sweep(page.board, place_id(page, "C5"), "2026-12-08 14:00", "2026-12-08 15:00")
    keys(inspector.draft_form.exhibitor.line, "EX12")
    key(inspector.draft_form.exhibitor, Qt.Key.Key_Return)
    keys(inspector.draft_form.note, "Needs the long table")
    settle()

    click_block(page.board, numbered(page, "BK031").id)
    settle()
    assert inspector.head.heading.text() == "BK031"
    assert len(page.board.scene.ghosts) == 0
    click(inspector.back)
    settle()

    assert inspector.head.heading.text() == "New booking"
    assert inspector.draft_form.note.toPlainText() == "Needs the long table"
    assert inspector.verdict.isVisible()
    assert [block.title for block in page.board.scene.ghosts] == ["North Pier FinTech (Sample)"]


def test_a_refusal_that_comes_late_brings_back_its_booking(
    page: BoardPage, inspector: Inspector, settle: Run
) -> None:
    inspector.form.power.setValue(9000)
    inspector.form.power.editingFinished.emit()

    click_block(page.board, numbered(page, "BK031").id)
    settle()

    assert inspector.head.heading.text() == "BK033"
    assert "9,000 W" in inspector.refusals.text.text()
    assert page.board.scene.selected == numbered(page, "BK033").id


def test_enter_on_a_button_presses_it_and_does_not_book(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    form = page.inspector.draft_form
    sweep(page.board, place_id(page, "C5"), "2026-12-08 14:00", "2026-12-08 15:00")
    keys(form.exhibitor.line, "EX12")
    key(form.exhibitor, Qt.Key.Key_Return)
    settle()

    form.discard.setFocus()
    key(form.discard, Qt.Key.Key_Return)
    settle()

    assert page.inspector.draft is None
    assert len(sqlite_sample.read(bookings_between, day_span(MORNING.date()))) == 13


def test_tab_goes_through_the_form_from_top_to_bottom(page: BoardPage) -> None:
    form = page.inspector.draft_form
    sweep(page.board, place_id(page, "C5"), "2026-12-08 14:00", "2026-12-08 15:00")
    wanted = [
        form.exhibitor,
        form.demo,
        form.where.place,
        form.where.day,
        form.where.start,
        form.where.end,
        form.repeat.how,
        form.state,
        form.power,
        form.staff,
        form.visitors,
        form.note,
        form.book,
        form.discard,
    ]

    seen: list[QWidget] = []
    for _ in wanted:
        seen.append(page.window().focusWidget())
        key(seen[-1], Qt.Key.Key_Tab)

    assert seen == wanted


def test_the_fields_are_made_when_they_are_first_shown(page: BoardPage, settle: Run) -> None:
    inspector = page.inspector
    assert inspector.findChildren(BookingForm) == []

    click_block(page.board, numbered(page, "BK033").id)
    settle()

    assert inspector.findChildren(BookingForm) == [inspector.form]
    assert inspector.findChildren(DraftForm) == []


def test_tab_goes_from_what_can_be_done_to_the_fields(
    inspector: Inspector, window: DeskWindow
) -> None:
    buttons = [button for button in inspector.acts.buttons.values() if button.isVisible()]
    lowest = max(buttons, key=lambda button: (button.y(), button.x()))
    lowest.setFocus()
    focused: QWidget | None = lowest
    for _ in buttons:
        if isinstance(focused, QWidget) and inspector.acts.isAncestorOf(focused):
            key(focused, Qt.Key.Key_Tab)
            focused = window.focusWidget()

    assert isinstance(focused, QWidget)
    assert inspector.form.isAncestorOf(focused)


def _draft_of(page: BoardPage, typed: str) -> DraftForm:
    """Return the form of a new booking with that typed for its exhibitor."""
    sweep(page.board, place_id(page, "C5"), "2026-12-08 14:00", "2026-12-08 15:00")
    form = page.inspector.draft_form
    keys(form.exhibitor.line, typed)
    return form


def _pressed(page: BoardPage, *which: Qt.Key) -> None:
    """Press keys where the focus is."""
    for each in which:
        key(page.window().focusWidget(), each)


def test_a_new_company_is_added_and_booked_without_leaving_the_draft(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    form = _draft_of(page, "Harbour Seven")

    _pressed(page, Qt.Key.Key_Return)
    assert page.window().focusWidget() is form.newcomer.person
    keys(form.newcomer.person, "Ada")
    _pressed(page, Qt.Key.Key_Tab)
    keys(page.window().focusWidget(), "2345 6789")
    _pressed(page, Qt.Key.Key_Return)
    settle()
    assert form.exhibitor.currentText() == "Harbour Seven"
    assert form.state.value is State.HELD
    _pressed(page, Qt.Key.Key_Return)
    settle()

    booking = page.inspector.booking
    assert booking is not None
    added = next(e for e in sqlite_sample.read(list_exhibitors) if e.names.en == "Harbour Seven")
    assert (booking.exhibitor_id, booking.state) == (added.id, State.HELD)
    assert [(one.western, one.phone) for one in added.people] == [("Ada", "+85223456789")]


def test_what_was_typed_and_not_found_can_still_be_added_after_the_field_is_left(
    page: BoardPage,
) -> None:
    form = _draft_of(page, "港灣七號")

    _pressed(page, Qt.Key.Key_Tab)

    assert page.window().focusWidget() is form.newcomer.offer
    assert form.newcomer.offer.text() == 'New exhibitor "港灣七號"'
    _pressed(page, Qt.Key.Key_Return)
    assert form.newcomer.name.text() == "港灣七號"


def test_nothing_is_offered_to_add_while_something_is_found(page: BoardPage) -> None:
    form = _draft_of(page, "North Pier")

    assert form.newcomer.isHidden()


def test_a_telephone_number_that_cannot_be_one_is_said_and_nothing_is_added(
    page: BoardPage, sqlite_sample: Store, settle: Run
) -> None:
    before = len(sqlite_sample.read(list_exhibitors))
    form = _draft_of(page, "Harbour Seven")
    _pressed(page, Qt.Key.Key_Return)
    keys(form.newcomer.phone, "12")

    click(form.newcomer.add)
    settle()

    assert form.newcomer.fault.isVisible()
    assert form.newcomer.phone.hasFocus()
    assert len(sqlite_sample.read(list_exhibitors)) == before


def test_a_new_company_that_is_thought_better_of_leaves_the_draft(page: BoardPage) -> None:
    form = _draft_of(page, "Harbour Seven")
    _pressed(page, Qt.Key.Key_Return)

    _pressed(page, Qt.Key.Key_Escape)

    assert not form.newcomer.is_open
    assert page.inspector.draft is not None
    assert page.window().focusWidget() is form.exhibitor


def test_a_booking_waits_for_the_new_company_to_be_added(page: BoardPage) -> None:
    form = _draft_of(page, "Harbour Seven")
    _pressed(page, Qt.Key.Key_Return)

    click(form.book)

    assert page.inspector.verdict.words.text() == "Add the new exhibitor first."
    assert page.window().focusWidget() is form.newcomer.name


def test_a_guided_tour_begins_with_a_language(page: BoardPage) -> None:
    form = _draft_of(page, "")

    click(form.kinds[Kind.VISIT])

    assert form.language.value == "en"


def test_a_long_name_that_is_not_found_makes_the_panel_no_wider(page: BoardPage) -> None:
    form = _draft_of(page, "")
    before = form.minimumSizeHint().width()

    keys(form.exhibitor.line, "The Harbour Seven Robotics and Automation Company Limited")

    assert form.newcomer.offer.isVisible()
    assert form.minimumSizeHint().width() == before


def test_a_closure_asks_at_once_for_its_reason(page: BoardPage) -> None:
    form = _draft_of(page, "")

    click(form.kinds[Kind.CLOSURE])
    keys(page.window().focusWidget(), "Screen repair")

    assert form.title.text() == "Screen repair"
    assert form.title.accessibleName() == "Reason"
    page.shell.speech.choose("zh_HK")
    assert form.title.accessibleName() == "原因"
