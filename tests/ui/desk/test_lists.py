"""The four lists of bookings: found while typing, arranged, chosen, acted on, taken out."""

import asyncio
from datetime import date
from pathlib import Path

import icalendar
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from labapp.domain.bookings import Act, State
from labapp.services.bookings import EditBooking, booking_by_number, edit_booking
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.lists import booking_pane
from labapp.ui.desk.lists.booking_pane import BookingPane
from labapp.ui.desk.lists.stretches import Stretch
from labapp.ui.desk.lists.waiting_pane import WaitingPane
from labapp.ui.desk.pages.bookings import BookingsPage
from labapp.ui.desk.window import DeskWindow
from tests import builders
from tests.services.orders import place_id
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key, keys

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)


@pytest.fixture
def page(window: DeskWindow, furniture: Furniture, settle: Run) -> BookingsPage:
    click(window.rail.buttons["bookings"])
    settle()
    page = furniture.pages["bookings"]
    assert isinstance(page, BookingsPage)
    return page


def bookings_of(page: BookingsPage) -> BookingPane:
    pane = page.pane
    assert isinstance(pane, BookingPane)
    return pane


def waiting_of(page: BookingsPage, settle: Run) -> WaitingPane:
    click(page.segments.buttons["waiting"])
    settle()
    pane = page.pane
    assert isinstance(pane, WaitingPane)
    return pane


def choose(pane: BookingPane, stretch: Stretch) -> None:
    """Choose days as the person does."""
    pane.stretch.choose(stretch)
    pane.stretch.activated.emit(pane.stretch.currentIndex())


def numbers(page: BookingsPage) -> list[str]:
    return [booking.number for booking in page.pane.shown()]


def select(page: BookingsPage, *wanted: str) -> None:
    """Select bookings as Ctrl and the mouse do."""
    table, model = page.pane.table, page.pane.model
    flag = QItemSelectionModel.SelectionFlag
    table.clearSelection()
    for row, number in enumerate(numbers(page)):
        if number in wanted:
            table.selectionModel().select(model.index(row, 0), flag.Select | flag.Rows)


def state_of(store: Store, number: str) -> State:
    return store.read(booking_by_number, number).state


# Finding


def test_the_bookings_of_the_week_are_listed_by_day(page: BookingsPage) -> None:
    assert numbers(page)[:3] == ["BK001", "BK002", "BK003"]
    assert page.pane.foot.count.text() == "70 rows"
    assert not page.pane.foot.more.isVisible()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bk033", {"BK033"}),
        ("紙燈籠 12-08", {"BK029", "BK034"}),
        ("纸灯笼 12-08", {"BK029", "BK034"}),
        ("huawei 12-07", {"BK002"}),
        ("華為 2026-12-07", {"BK002"}),
        ("缺席", {"BK021"}),
        ("d1 15:00 lantern", {"BK034"}),
    ],
)
def test_typing_finds_by_number_name_day_and_state_in_any_script(
    page: BookingsPage, typed: str, found: set[str]
) -> None:
    keys(page.pane.bar.search, typed)

    assert set(numbers(page)) == found
    assert page.pane.foot.count.text() == f"{len(found)} of 70 rows"


def test_only_the_states_that_are_pressed_are_shown(page: BookingsPage) -> None:
    states = page.pane.states
    click(states.toggles[State.NO_SHOW])
    click(states.toggles[State.HELD])

    assert {one.state for one in page.pane.shown()} == {State.NO_SHOW, State.HELD}
    assert not states.toggles[State.EXPIRED].isVisible()
    states.clear()

    assert len(numbers(page)) == 70


def test_a_list_in_which_nothing_is_found_says_so(page: BookingsPage, settle: Run) -> None:
    keys(page.pane.bar.search, "zzzz")
    assert page.pane.none.text() == "Nothing is found. Try fewer letters, or all states."

    click(page.segments.buttons["closures"])
    settle()

    assert page.pane.none.text().startswith("No place is closed on these days.")


def test_the_model_keeps_qts_rules(page: BookingsPage, sqlite_sample: Store, settle: Run) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(page.pane.model, fatal)

    keys(page.pane.bar.search, "tue")
    page.pane.bar.search.clear()
    click(page.pane.states.toggles[State.HELD])
    page.pane.table.header.sort_by("who", descending=True)
    one = sqlite_sample.read(booking_by_number, "BK033")
    sqlite_sample.write(edit_booking, EditBooking(booking_id=one.id, changes={"note": "new"}))
    page.refresh()
    settle()

    assert tester.model() is page.pane.model


# Which days, and how many


def test_another_stretch_of_days_is_read_and_remembered(
    page: BookingsPage, settle: Run, furniture: Furniture
) -> None:
    pane = bookings_of(page)
    choose(pane, Stretch.TODAY)
    settle()
    assert {one.span.start.day for one in pane.shown()} == {8}

    choose(pane, Stretch.CHOSEN)
    pane.first.show_day(date(2026, 12, 10))
    key(pane.last, Qt.Key.Key_Up)
    settle()

    assert {one.span.start.day for one in pane.shown()} == {9, 10}
    assert pane.days.isVisible()
    assert furniture.desk.shell.memory.text("lists.bookings.stretch") == "chosen"


def test_a_list_that_is_read_in_part_says_so_and_reads_on(
    page: BookingsPage, settle: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booking_pane, "READ_AT_ONCE", 20)
    pane = bookings_of(page)
    choose(pane, Stretch.WEEK)
    settle()
    assert pane.foot.count.text() == "20 rows"
    assert pane.foot.unread.text() == "Only the first of 70 were read."

    click(pane.foot.more)
    settle()
    assert pane.foot.count.text() == "40 rows"
    click(pane.foot.all)
    settle()

    assert pane.foot.count.text() == "70 rows"
    assert not pane.foot.unread.isVisible()


def test_a_search_reads_what_was_not_read(
    page: BookingsPage, settle: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booking_pane, "READ_AT_ONCE", 20)
    pane = bookings_of(page)
    choose(pane, Stretch.WEEK)
    settle()

    keys(pane.bar.search, "2026-12-12")
    settle()

    assert {one.span.start.day for one in pane.shown()} == {12}
    assert pane.model.total == 70


def test_the_other_end_of_a_list_that_is_read_in_part_is_read_when_it_is_turned_round(
    page: BookingsPage, settle: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booking_pane, "READ_AT_ONCE", 20)
    pane = bookings_of(page)
    choose(pane, Stretch.WEEK)
    settle()

    pane.table.header.sort_by("day", descending=True)
    settle()

    assert pane.shown()[0].span.start.day == 12
    assert pane.model.total == 20


# Choosing


def test_a_row_that_is_come_to_is_shown_at_the_right(page: BookingsPage, settle: Run) -> None:
    select(page, "BK033")
    settle()

    booking = page.inspector.booking
    assert booking is not None
    assert booking.number == "BK033"
    assert not page.pane.acts.isVisible()


def test_enter_goes_on_to_the_fields_and_shift_enter_to_the_board(
    page: BookingsPage, window: DeskWindow, settle: Run
) -> None:
    keys(page.pane.bar.search, "bk033")
    key(page.pane.bar.search, Qt.Key.Key_Return)
    assert page.pane.table.hasFocus()
    key(page.pane.table, Qt.Key.Key_Return)
    settle()
    assert page.inspector.form.where.start.hasFocus()

    page.pane.table.setFocus()
    key(page.pane.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    settle()

    assert window.page == "board"


def test_what_is_selected_stays_so_while_others_write(
    page: BookingsPage, sqlite_sample: Store, settle: Run
) -> None:
    select(page, "BK028", "BK033")
    one = sqlite_sample.read(booking_by_number, "BK029")
    sqlite_sample.write(edit_booking, EditBooking(booking_id=one.id, changes={"note": "new"}))
    page.refresh()
    settle()

    assert {one.number for one in page.pane.selection} == {"BK028", "BK033"}
    page.pane.table.header.sort_by("place", descending=True)
    assert {one.number for one in page.pane.selection} == {"BK028", "BK033"}
    keys(page.pane.bar.search, "bk033")

    assert {one.number for one in page.pane.selection} == {"BK033"}


def test_a_second_save_elsewhere_is_shown_field_by_field(
    page: BookingsPage, sqlite_sample: Store, settle: Run
) -> None:
    select(page, "BK033")
    settle()
    page.inspector.form.note.setFocus()
    page.inspector.form.note.selectAll()
    keys(page.inspector.form.note, "mine")
    other = builders.as_actor(sqlite_sample, "anna", sqlite_sample.actor.role)
    one = other.read(booking_by_number, "BK033")
    other.write(edit_booking, EditBooking(booking_id=one.id, changes={"note": "theirs"}))
    other.close()

    page.pane.table.setFocus()
    settle()

    assert page.inspector.conflict.isVisible()
    told = page.inspector.conflict.text.text()
    assert "anna" in told
    assert "now: theirs · yours: mine" in told
    click(page.inspector.conflict.mine)
    settle()

    assert sqlite_sample.read(booking_by_number, "BK033").note == "mine"


# Many at once


def test_the_panel_says_how_many_are_chosen_and_that_none_is(
    page: BookingsPage, window: DeskWindow
) -> None:
    title = page.inspector.empty.title
    select(page, *numbers(page)[:2])
    assert title.text() == "2 bookings chosen"

    window.shell.speech.choose("zh_HK")
    assert title.text() == "已選2個預約"
    window.shell.speech.choose("en")
    page.pane.table.clearSelection()

    assert title.text() == "No booking chosen"


def test_many_are_checked_in_together_and_taken_back_together(
    page: BookingsPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    select(page, "BK004", "BK005", "BK001")
    acts = page.pane.acts
    assert acts.count.text() == "3 selected"
    assert acts.buttons[Act.CHECK_IN].text() == "Check in (2)"

    click(acts.buttons[Act.CHECK_IN])
    settle()
    assert state_of(sqlite_sample, "BK004") is State.CHECKED_IN
    assert state_of(sqlite_sample, "BK005") is State.CHECKED_IN
    assert window.notices.text.text() == "Checked in: 2 bookings"
    click(window.notices.undo)
    settle()

    assert state_of(sqlite_sample, "BK004") is State.CONFIRMED
    assert state_of(sqlite_sample, "BK005") is State.CONFIRMED


def test_what_is_taken_back_of_many_is_told_in_few_words(
    page: BookingsPage, window: DeskWindow, settle: Run
) -> None:
    keys(page.pane.bar.search, "2026-12-09")
    page.pane.table.selectAll()
    page.pane.acts.ask_reason(Act.CANCEL)
    keys(page.pane.acts.reason, "Storm")
    key(page.pane.acts.reason, Qt.Key.Key_Return)
    settle()

    click(window.notices.undo)
    settle()

    told = window.notices.text.text()
    assert told.count("BK") == 5
    assert "more: taken back." in told


def test_many_are_cancelled_for_one_reason(
    page: BookingsPage, sqlite_sample: Store, settle: Run
) -> None:
    select(page, "BK028", "BK033")
    page.pane.table.setFocus()
    key(page.pane.table, Qt.Key.Key_Delete)
    assert page.pane.acts.reason.hasFocus()
    assert not page.pane.acts.confirm.isEnabled()

    keys(page.pane.acts.reason, "Burst pipe")
    key(page.pane.acts.reason, Qt.Key.Key_Return)
    settle()

    for number in ("BK028", "BK033"):
        assert sqlite_sample.read(booking_by_number, number).reason == "Burst pipe"
        assert state_of(sqlite_sample, number) in {State.CANCELLED, State.LATE_CANCELLED}


def test_what_cannot_be_done_to_one_is_done_to_none_and_the_others_may_follow(
    page: BookingsPage, sqlite_sample: Store, settle: Run
) -> None:
    select(page, "BK028", "BK033")
    chosen = page.pane.selection
    one = sqlite_sample.read(booking_by_number, "BK033")
    other = builders.as_actor(sqlite_sample, "anna", sqlite_sample.actor.role)
    other.write(edit_booking, EditBooking(booking_id=one.id, changes={"note": "mine"}))
    other.close()
    page.pane.acts.meant.emit(Act.CHECK_IN, chosen, "")
    settle()

    acts = page.pane.acts
    assert state_of(sqlite_sample, "BK028") is State.CONFIRMED
    assert "Nothing was changed: 1 of 2 cannot be done." in acts.told.text()
    assert "BK033 Baidu" in acts.told.text()
    assert acts.others.text() == "Do the other one"
    click(acts.others)
    settle()

    assert state_of(sqlite_sample, "BK028") is State.CHECKED_IN
    assert state_of(sqlite_sample, "BK033") is State.CONFIRMED


def test_escape_selects_nothing(page: BookingsPage) -> None:
    select(page, "BK028", "BK033")
    page.pane.table.setFocus()
    assert page.pane.acts.isVisible()

    key(page.pane.table, Qt.Key.Key_Escape)

    assert page.pane.selection == ()
    assert not page.pane.acts.isVisible()


# Out of the house


def test_a_copy_is_a_table_with_the_columns_shown(page: BookingsPage, window: DeskWindow) -> None:
    page.pane.table.header.show_column("demo", shown=False)
    select(page, "BK004", "BK005")
    page.pane.table.setFocus()
    key(page.pane.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Number\tDate\tTime\tPlace\tExhibitor\tState"
    assert lines[1] == "BK004\tTue 8 Dec\t10:00–18:00\tA1\tBaidu\tConfirmed"
    assert len(lines) == 3
    assert "<th>Number</th>" in QGuiApplication.clipboard().mimeData().html()
    assert window.notices.text.text() == "2 rows copied"


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.ics"])
def test_what_is_shown_is_exported_in_the_order_shown(
    page: BookingsPage, settle: Run, tmp_path: Path, name: str
) -> None:
    keys(page.pane.bar.search, "2026-12-08 baidu")
    page.pane.table.header.sort_by("number", descending=True)
    shown = numbers(page)
    page.tasks.start(page.export_to(tmp_path / name))
    settle()

    assert shown == ["BK033", "BK004"]
    path = tmp_path / name
    if name.endswith(".csv"):
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        assert lines[0].startswith('"Number","Date","Time","Place"')
        assert [line.split(",")[0] for line in lines[1:]] == [f'"{number}"' for number in shown]
        assert '"2026-12-08"' in lines[1]
    elif name.endswith(".xlsx"):
        sheet = load_workbook(path).active
        assert sheet is not None
        assert [row[0].value for row in sheet.iter_rows()] == ["Number", *shown]
    else:
        events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        assert [str(event["location"]) for event in events] == ["D1", "A1"]


def test_an_export_leaves_nothing_unread(
    page: BookingsPage, settle: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booking_pane, "READ_AT_ONCE", 20)
    choose(bookings_of(page), Stretch.WEEK)
    settle()
    page.tasks.start(page.export_to(tmp_path / "list.csv"))
    settle()

    lines = (tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 71


# The other lists


def test_each_list_has_rows_of_its_own_kind(page: BookingsPage, settle: Run) -> None:
    key(page, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    settle()
    assert numbers(page) == ["V01", "V02", "V03"]

    key(page, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    settle()

    assert numbers(page) == ["BK046", "BK052", "BK066"]


def test_the_arrow_keys_go_from_list_to_list(page: BookingsPage, settle: Run) -> None:
    buttons = page.segments.buttons
    buttons["bookings"].setFocus()
    key(buttons["bookings"], Qt.Key.Key_Right)
    settle()

    assert buttons["visits"].hasFocus()
    assert numbers(page) == ["V01", "V02", "V03"]


def test_the_list_shown_last_is_shown_again(
    page: BookingsPage, furniture: Furniture, settle: Run, loop: asyncio.AbstractEventLoop
) -> None:
    click(page.segments.buttons["closures"])
    settle()

    again = BookingsPage(furniture.desk)

    assert again.segments.buttons["closures"].isChecked()
    loop.run_until_complete(again.close_down(1.0))
    delete(again)


def test_the_waiting_list_says_what_is_in_the_way_and_offers_what_is_free(
    page: BookingsPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    pane = waiting_of(page, settle)
    select(page, "BK046")
    settle()
    assert "BK045" in pane.way.text()
    assert pane.way.isVisible()
    holder = sqlite_sample.read(booking_by_number, "BK045")
    page.pane.acts.meant.emit(Act.CANCEL, (holder,), "room")
    settle()
    assert pane.free.isVisible()

    click(pane.offer)
    settle()

    assert state_of(sqlite_sample, "BK046") is State.OFFERED
    assert "BK046" in window.notices.text.text()
    assert not pane.offer.isVisible()


def test_a_higher_priority_moves_somebody_up(
    page: BookingsPage, sqlite_sample: Store, settle: Run
) -> None:
    pane = waiting_of(page, settle)
    select(page, "BK066")
    settle()

    pane.priority.setFocus()
    pane.priority.setValue(3)
    page.pane.table.setFocus()
    settle()

    assert sqlite_sample.read(booking_by_number, "BK066").priority == 3
    assert numbers(page) == ["BK066", "BK046", "BK052"]


def test_a_new_wish_is_added_to_the_waiting_list(
    page: BookingsPage, sqlite_sample: Store, settle: Run
) -> None:
    pane = waiting_of(page, settle)
    click(pane.bar.new)
    settle()
    form = page.inspector.draft_form
    assert form.state.value is State.WAITLISTED

    keys(form.exhibitor.line, "EX12")
    key(form.exhibitor, Qt.Key.Key_Return)
    form.where.place.choose(place_id(sqlite_sample, "C5"))
    form.book.click()
    settle()

    added = pane.shown()[-1]
    assert (added.exhibitor_code, added.place, added.state) == ("EX12", "C5", State.WAITLISTED)
    assert [one.id for one in pane.selection] == [added.id]


def test_the_lists_speak_the_language_chosen(
    page: BookingsPage, window: DeskWindow, settle: Run, qtbot: QtBot
) -> None:
    window.speak("zh_HK")
    settle()

    model = page.pane.model
    assert model.headerData(4, Qt.Orientation.Horizontal) == "參展商"
    assert model.index(0, 4).data() == "百度"
    assert page.pane.foot.count.text() == "共70行"
