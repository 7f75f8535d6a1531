"""The floor: the plan at a moment, its list, and two exhibitors who change places."""

import asyncio
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from labapp.domain.bookings import Act, State
from labapp.domain.languages import Language
from labapp.domain.staff import Actor, Role
from labapp.domain.times import Clock, Span
from labapp.services.bookings import (
    ActOn,
    BookPlace,
    EditBooking,
    act_on,
    book_place,
    booking_by_number,
    bookings_between,
    edit_booking,
)
from labapp.services.checks import check_store
from labapp.services.papers import issue_day_sheet
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from labapp.ui.desk.chips import StateChip
from labapp.ui.desk.floor.swap_panel import Reach
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.floor import BESIDE_FROM, FloorPage
from labapp.ui.desk.window import DeskWindow
from labapp.ui.formats import clock_text
from tests.conftest import MORNING
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import LEFT, STEPS, click, key, keys, moment

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)
Key = Qt.Key


@pytest.fixture
def page(furniture: Furniture, window: DeskWindow, settle: Run) -> FloorPage:
    """The floor on the sample's Tuesday, half an hour before opening."""
    click(window.rail.buttons["floor"])
    settle()
    page = furniture.pages["floor"]
    assert isinstance(page, FloorPage)
    return page


@pytest.fixture
def at_noon(page: FloorPage) -> FloorPage:
    """The same, shown at noon."""
    show_time(page, "12:00")
    return page


def show_time(page: FloorPage, clock: str) -> None:
    """Click the slider where a time is."""
    when = moment(f"{page.shell.day} {clock}")
    click(page.bar.slider, QPoint(round(page.bar.slider.place(when)), 12))
    assert page.bar.clock.text() == clock


def place_id(page: FloorPage, code: str) -> int:
    return next(row.shown.id for row in page.rows.values() if row.shown.code == code)


def spot(page: FloorPage, code: str) -> QPoint:
    place = page.plan.scene.place(place_id(page, code))
    assert place is not None
    return page.plan.scene.place_rect(place).center()


def shown(page: FloorPage, code: str) -> tuple[str, str, str]:
    """Return the state of a place on the plan, who is there, and until when."""
    place = page.plan.scene.place(place_id(page, code))
    assert place is not None
    return place.state, place.title, place.subtitle


def drag(page: FloorPage, one: str, other: str) -> None:
    view, start, end = page.plan.viewport(), spot(page, one), spot(page, other)
    QTest.mousePress(view, LEFT, pos=start)
    for step in range(1, STEPS + 1):
        QTest.mouseMove(view, start + (end - start) * step / STEPS)
    QTest.mouseRelease(view, LEFT, pos=end)


def told(page: FloorPage) -> list[str]:
    """Return the lines of what a swap would do."""
    return [
        line.text() for line in page.swap_panel.changes.findChildren(QLabel) if line.isVisible()
    ]


def numbers(page: FloorPage) -> list[str]:
    """Return the numbers of what a swap would move."""
    return re.findall(r"BK\d+", " ".join(told(page)))


def where(store: Store, number: str) -> str | None:
    return store.read(booking_by_number, number).place


def choices(page: FloorPage) -> list[QPushButton]:
    return page.swap_panel.refusals.choices.findChildren(QPushButton)


def notice(window: DeskWindow) -> str:
    return window.notices.text.text()


# The plan and the time


def test_places_are_coloured_by_what_stands_there_at_the_slider(page: FloorPage) -> None:
    show_time(page, "18:00")
    assert shown(page, "A1") == ("closed", "Made ready", "until 18:15")
    assert shown(page, "C5") == ("closed", "", "")
    show_time(page, "10:00")
    assert shown(page, "A1") == ("confirmed", "Baidu", "until 18:00")
    assert shown(page, "B2") == ("free", "", "until 14:00")
    show_time(page, "14:00")
    assert shown(page, "B2") == ("confirmed", "Saunova", "until 17:00")
    show_time(page, "11:45")
    assert shown(page, "D1") == ("closed", "Made ready", "until 12:15")
    assert not next(row for row in page.rows.values() if row.shown.code == "C8").shown.in_service


def test_the_slider_covers_the_hours_of_the_day_in_steps_of_five_minutes(
    page: FloorPage, window: DeskWindow, settle: Run
) -> None:
    slider = page.bar.slider
    slider.setFocus()
    for which, clock in (
        (Key.Key_Home, "10:00"),
        (Key.Key_Right, "10:05"),
        (Key.Key_Left, "10:00"),
        (Key.Key_PageUp, "11:00"),
        (Key.Key_End, "18:00"),
    ):
        key(slider, which)
        assert page.bar.clock.text() == clock
    assert slider.accessibleName() == "Time shown: 18:00"

    window.shell.go_to(date(2026, 12, 9))
    settle()

    assert page.bar.clock.text() == "18:00"
    assert slider.span == Span(moment("2026-12-09 10:00"), moment("2026-12-09 20:00"))


def test_the_plan_follows_the_clock_until_somebody_takes_hold_of_the_slider(
    page: FloorPage, window: DeskWindow, settle: Run
) -> None:
    window.shell.clock = Clock(MORNING + timedelta(hours=2))
    page._ticking.timeout.emit()
    assert (page.bar.clock.text(), shown(page, "A1")[0]) == ("11:30", "confirmed")

    show_time(page, "16:00")
    window.shell.clock = Clock(MORNING + timedelta(hours=3))
    page._ticking.timeout.emit()
    assert page.bar.clock.text() == "16:00"
    window.shell.go_to(date(2026, 12, 10))
    settle()
    click(page.bar.now)
    settle()

    assert (window.shell.day, page.bar.clock.text()) == (date(2026, 12, 8), "12:30")


def test_the_legend_explains_the_states_on_the_plan(
    page: FloorPage, until: Callable[[Callable[[], bool]], None]
) -> None:
    chips = [chip.accessibleName() for chip in page.legend.findChildren(StateChip)]
    assert chips == ["Confirmed"]

    show_time(page, "18:00")

    def said() -> list[str]:
        return [label.text() for label in page.legend.findChildren(QLabel) if label.isVisible()]

    until(lambda: said() == ["Nobody is in the lab at this time."])


def test_what_is_written_elsewhere_is_on_the_plan_at_once(
    at_noon: FloorPage,
    sqlite_sample: Store,
    settle: Run,
    until: Callable[[Callable[[], bool]], None],
) -> None:
    other = open_store(
        sqlite_sample.location, actor=Actor("Chan", Role.OFFICER, "desk"), clock=sqlite_sample.clock
    )
    booking = other.read(booking_by_number, "BK004")
    other.write(act_on, ActOn(booking_id=booking.id, act=Act.CHECK_IN))
    other.close()

    until(lambda: shown(at_noon, "A1")[0] == "checked_in")
    settle()


# Choosing and booking


def test_a_click_shows_the_place_and_its_booking(at_noon: FloorPage, settle: Run) -> None:
    page = at_noon
    click(page.plan.viewport(), spot(page, "A1"))
    settle()

    assert page.card.heading.text() == "A1 · Partner Bay 1"
    assert page.card.facts.text() == "Partner Bays · Booth · 3,600 W"
    assert page.inspector.booking is not None
    assert page.inspector.booking.number == "BK004"
    assert page.list.rows.row(page.list.table.currentIndex()).shown.code == "A1"
    assert not page.card.book.isVisible()


def test_a_click_on_a_free_place_shows_until_when_and_what_comes_next(
    at_noon: FloorPage, settle: Run
) -> None:
    page = at_noon
    click(page.plan.viewport(), spot(page, "A1"))
    settle()

    click(page.plan.viewport(), spot(page, "B2"))
    assert page.inspector.booking is None
    assert page.card.what.text() == "Free · until 14:00\nnext 14:00 Saunova"
    assert page.card.book.text() == "Book 12:00–13:00…"


def test_the_panel_follows_the_slider(at_noon: FloorPage, settle: Run) -> None:
    page = at_noon
    click(page.plan.viewport(), spot(page, "B2"))
    show_time(page, "15:00")
    settle()

    assert page.inspector.booking is not None
    assert page.inspector.booking.number == "BK027"


def test_a_free_place_is_booked_from_the_time_shown(
    at_noon: FloorPage, sqlite_sample: Store, settle: Run
) -> None:
    page = at_noon
    QTest.mouseDClick(page.plan.viewport(), LEFT, pos=spot(page, "C5"))
    settle()
    draft, form = page.inspector.draft, page.inspector.draft_form
    assert draft is not None
    assert (draft.place_id, clock_text(draft.span.start)) == (place_id(page, "C5"), "12:00")
    assert page.window().focusWidget() is form.exhibitor

    keys(form.exhibitor.line, "North Pier")
    key(form.exhibitor, Key.Key_Return)
    settle()
    form.demo.setCurrentIndex(1)
    settle()
    key(form.exhibitor, Key.Key_Return)
    settle()

    assert shown(page, "C5")[0] in {State.CONFIRMED, "held"}
    made = sqlite_sample.read(bookings_between, draft.span)
    assert any(booking.place == "C5" for booking in made)
    assert page.inspector.booking is not None
    assert page.inspector.booking.place == "C5"


def test_a_draft_waits_while_somebody_looks_at_another_place(
    at_noon: FloorPage, settle: Run
) -> None:
    page = at_noon
    QTest.mouseDClick(page.plan.viewport(), LEFT, pos=spot(page, "C5"))
    settle()
    show_time(page, "13:00")
    assert page.inspector.draft is not None
    keys(page.inspector.draft_form.note, "by the window")

    click(page.plan.viewport(), spot(page, "A1"))
    settle()
    assert page.inspector.booking is not None
    assert page.inspector.booking.number == "BK004"
    click(page.inspector.back)

    assert page.inspector.draft_form.note.toPlainText() == "by the window"


def test_what_is_cancelled_stays_in_the_panel_and_leaves_the_plan(
    at_noon: FloorPage, settle: Run
) -> None:
    page = at_noon
    click(page.plan.viewport(), spot(page, "A1"))
    settle()

    page.inspector.acts.ask_reason(Act.CANCEL)
    keys(page.inspector.acts.reason, "ill")
    click(page.inspector.acts.confirm)
    settle()

    assert shown(page, "A1") == ("free", "", "")
    assert page.inspector.booking is not None
    assert page.inspector.booking.state is State.LATE_CANCELLED


def test_the_panel_folds_away_to_give_room_to_the_plan(
    at_noon: FloorPage, until: Callable[[Callable[[], bool]], None]
) -> None:
    before = at_noon.plan.width()
    click(at_noon.plan.viewport(), spot(at_noon, "A1"))

    click(at_noon.inspector.head.fold_button)

    until(lambda: at_noon.plan.width() > before + 200)
    assert not at_noon.card.isVisible()


@pytest.mark.parametrize(
    ("code", "clock", "start", "end"),
    [
        ("B2", "13:00", "13:00", "13:45"),  # Saunova comes at 14:00, after a turnover of 15
        ("C5", "17:30", "17:30", "18:00"),  # until the lab closes
        ("C5", "12:05", "12:00", "13:00"),  # on the grid
    ],
)
def test_what_is_offered_ends_before_the_next_or_when_the_lab_closes(
    page: FloorPage, code: str, clock: str, start: str, end: str
) -> None:
    show_time(page, clock)

    offer = page.rows[place_id(page, code)].offer

    assert offer is not None
    assert (clock_text(offer.start), clock_text(offer.end)) == (start, end)


def test_before_opening_the_plan_shows_how_the_day_begins_and_after_closing_how_it_ends(
    page: FloorPage, window: DeskWindow
) -> None:
    assert page.bar.clock.text() == "10:00"
    assert shown(page, "A1")[:2] == ("confirmed", "Baidu")

    window.shell.clock = Clock(moment("2026-12-08 19:30"))
    page._ticking.timeout.emit()

    assert page.bar.clock.text() == "18:00"
    assert page.rows[place_id(page, "C5")].offer is None


def test_a_place_that_cannot_be_booked_says_so(
    at_noon: FloorPage, window: DeskWindow, settle: Run
) -> None:
    QTest.mouseDClick(at_noon.plan.viewport(), LEFT, pos=spot(at_noon, "C8"))
    settle()

    assert notice(window) == "C8 cannot be booked at this time."
    assert at_noon.inspector.draft is None


def test_everything_can_be_reached_by_the_keyboard(at_noon: FloorPage, settle: Run) -> None:
    page = at_noon
    page.plan.setFocus()
    key(page.plan, Key.Key_Home)
    key(page.plan, Key.Key_Right)
    assert page.chosen == place_id(page, "A2")
    key(page.plan, Key.Key_Return)
    settle()

    assert page.inspector.booking is not None
    assert page.inspector.booking.number == "BK005"
    assert page.window().focusWidget() is page.inspector.form.where.start


# The list


def test_the_list_takes_the_plans_place_where_there_is_no_room_for_both(
    page: FloorPage, window: DeskWindow, until: Callable[[Callable[[], bool]], None]
) -> None:
    assert page.plan.isVisible()
    assert not page.list.isVisible()
    click(page.list_button)
    assert page.list.isVisible()
    assert not page.plan.isVisible()
    assert QApplication.focusWidget() is page.list.table

    window.resize(1900, 900)
    until(lambda: page.width() > BESIDE_FROM)

    assert page.plan.isVisible()
    assert page.list.isVisible()
    assert page.list.table.isColumnHidden(1)  # the plan has the zones
    assert not page.list_button.isVisible()


def test_the_list_says_what_the_plan_says_and_chooses_with_it(
    at_noon: FloorPage, settle: Run
) -> None:
    page = at_noon
    click(page.list_button)
    table, model = page.list.table, page.list.rows
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, table)
    assert [column.text(model.rows[4]) for column in model.columns] == [
        *("B2", "Strategic Enterprises", "Free", "14:00", "14:00 Saunova")
    ]

    key(table, Key.Key_Home)
    table.selectRow(0)
    key(table, Key.Key_Down)
    settle()

    assert page.plan.scene.selected == page.chosen == place_id(page, "A2")
    assert page.inspector.booking is not None
    assert page.inspector.booking.number == "BK005"
    for _ in range(3):
        key(table, Key.Key_Down)
    key(table, Key.Key_Return)
    settle()
    assert page.inspector.draft is not None
    assert page.inspector.draft.place_id == place_id(page, "B2")


def test_two_places_of_the_list_are_swapped_by_the_keyboard(
    at_noon: FloorPage, settle: Run
) -> None:
    page = at_noon
    click(page.list_button)
    table = page.list.table
    table.selectRow(0)
    key(table, Key.Key_M)
    assert page.list.hint.text().startswith("Swap A1:")
    key(table, Key.Key_Escape)
    assert not page.list.hint.isVisible()

    key(table, Key.Key_M)
    key(table, Key.Key_Down)
    key(table, Key.Key_Return)
    settle()

    assert page.swap_panel.heading.text() == "Swap A1 and A2"
    assert not page.list.hint.isVisible()


# Swapping


def test_a_drag_shows_what_would_happen_and_does_nothing_yet(
    at_noon: FloorPage, sqlite_sample: Store, settle: Run
) -> None:
    drag(at_noon, "A1", "A2")
    settle()

    panel = at_noon.swap_panel
    assert panel.heading.text() == "Swap A1 and A2"
    assert panel.count.text() == "2 bookings move:"
    assert told(at_noon) == [
        "Baidu (BK004) A1 → A2\nTue 8 Dec, 10:00–18:00",
        "Huawei (BK005) A2 → A1\nTue 8 Dec, 10:00–18:00",
    ]
    assert QApplication.focusWidget() is panel.confirm
    assert not at_noon.inspector.isVisible()
    assert (where(sqlite_sample, "BK004"), where(sqlite_sample, "BK005")) == ("A1", "A2")


def test_papers_that_would_no_longer_be_true_are_named_before_the_swap(
    at_noon: FloorPage, sqlite_sample: Store, settle: Run
) -> None:
    drag(at_noon, "A1", "A2")
    settle()
    assert not at_noon.swap_panel.papers.isVisible()
    click(at_noon.swap_panel.cancel)
    sqlite_sample.write(issue_day_sheet, MORNING.date(), Language.EN)
    settle()

    drag(at_noon, "A1", "A2")
    settle()

    told_papers = at_noon.swap_panel.papers.words.text()
    assert told_papers == "This printed paper goes out of date: DAY-20261208-en v1"


def test_a_swap_that_is_meant_is_done_and_one_undo_takes_it_back(
    at_noon: FloorPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    drag(at_noon, "A1", "A2")
    settle()
    key(at_noon.swap_panel.confirm, Key.Key_Return)
    settle()

    assert notice(window) == "A1 and A2 swapped: BK004, BK005"
    assert (shown(at_noon, "A1")[1], shown(at_noon, "A2")[1]) == ("Huawei", "Baidu")
    assert not at_noon.swap_panel.isVisible()
    assert at_noon.inspector.booking is not None
    assert at_noon.inspector.booking.number == "BK004"

    click(window.notices.undo)
    settle()

    assert (shown(at_noon, "A1")[1], shown(at_noon, "A2")[1]) == ("Baidu", "Huawei")
    assert at_noon.chosen == place_id(at_noon, "A1")  # where the booking shown is again
    assert check_store(sqlite_sample).problems == ()


@pytest.mark.parametrize("way", ["button", "escape"])
def test_a_swap_that_is_not_meant_leaves_all_as_it_was(
    at_noon: FloorPage, sqlite_sample: Store, settle: Run, way: str
) -> None:
    drag(at_noon, "A1", "A2")
    settle()

    if way == "button":
        click(at_noon.swap_panel.cancel)
    else:
        key(at_noon.swap_panel.confirm, Key.Key_Escape)
    settle()

    assert not at_noon.swap_panel.isVisible()
    assert at_noon.inspector.isVisible()
    assert QApplication.focusWidget() is at_noon.plan
    assert where(sqlite_sample, "BK004") == "A1"


def test_how_much_of_the_day_moves_can_be_chosen(at_noon: FloorPage, settle: Run) -> None:
    page = at_noon
    drag(page, "C1", "C5")
    settle()
    panel = page.swap_panel
    assert panel.reaches[Reach.REST].text() == "From 12:00 on"
    assert numbers(page) == ["BK030"]

    click(panel.reaches[Reach.DAY], QPoint(10, 10))
    settle()
    assert numbers(page) == ["BK029", "BK030"]
    click(panel.reaches[Reach.NOW], QPoint(10, 10))
    settle()

    assert panel.count.text() == "Nothing stands in C1 or C5 then: there is nothing to swap."
    assert not panel.confirm.isEnabled()


def test_another_day_is_swapped_as_a_whole_unless_told_otherwise(
    page: FloorPage, window: DeskWindow, settle: Run
) -> None:
    window.shell.go_to(date(2026, 12, 9))
    settle()
    show_time(page, "18:00")

    drag(page, "C1", "C2")
    settle()

    assert page.swap_panel.reaches[Reach.DAY].isChecked()
    assert page.swap_panel.count.text() == "2 bookings move:"


def test_a_swap_that_cannot_be_says_why_and_offers_others(
    at_noon: FloorPage, sqlite_sample: Store, settle: Run
) -> None:
    page = at_noon
    drag(page, "A2", "C5")
    settle()
    panel = page.swap_panel
    assert "C5 would draw 2,200 W of 1,000" in panel.refusals.text.accessibleName()
    assert not panel.confirm.isEnabled()
    assert [choice.text() for choice in choices(page)] == [
        f"Another place: {code}" for code in ("B3", "B2", "B1")
    ]

    click(choices(page)[0])
    settle()
    assert panel.heading.text() == "Swap A2 and B3"
    click(panel.confirm)
    settle()

    assert where(sqlite_sample, "BK005") == "B3"


def test_the_keyboard_swaps_on_the_plan(at_noon: FloorPage, settle: Run) -> None:
    plan = at_noon.plan
    plan.setFocus()
    for which in (Key.Key_Home, Key.Key_M, Key.Key_Right, Key.Key_Return):
        key(plan, which)
    settle()

    assert at_noon.swap_panel.heading.text() == "Swap A1 and A2"
    assert len(told(at_noon)) == 2


def test_what_changes_meanwhile_is_shown_before_it_is_swapped(
    at_noon: FloorPage, sqlite_sample: Store, settle: Run, loop: asyncio.AbstractEventLoop
) -> None:
    page = at_noon
    drag(page, "A1", "A2")
    settle()
    booking = sqlite_sample.read(booking_by_number, "BK004")
    sqlite_sample.write(edit_booking, EditBooking(booking_id=booking.id, changes={"note": "new"}))

    click(page.swap_panel.confirm)  # before the page hears of it
    settle()

    assert where(sqlite_sample, "BK004") == "A1"
    assert page.swap_panel.isVisible()
    loop.run_until_complete(asyncio.sleep(0))
    settle()
    click(page.swap_panel.confirm)
    settle()
    assert where(sqlite_sample, "BK004") == "A2"


def test_a_supervisor_goes_past_a_rule_with_a_reason(
    page: FloorPage, sqlite_sample: Store, settle: Run
) -> None:
    late = BookPlace(
        place_id=place_id(page, "C5"),
        exhibitor_id=12,
        span=Span(moment("2026-12-08 17:30"), moment("2026-12-08 19:00")),
        state=State.HELD,
        override="evening event",
    )
    sqlite_sample.write(book_place, late)
    settle()
    show_time(page, "17:30")
    drag(page, "C5", "C6")
    settle()
    refusals = page.swap_panel.refusals
    assert not page.swap_panel.confirm.isEnabled()

    click(refusals.anyway)
    keys(refusals.reason, "the guest asked")
    click(refusals.confirm)
    settle()

    assert shown(page, "C6")[0] == "held"
    assert sqlite_sample.read(booking_by_number, "BK071").override_reason == "the guest asked"


def test_the_language_changes_while_a_swap_is_asked(
    at_noon: FloorPage, window: DeskWindow, settle: Run
) -> None:
    drag(at_noon, "A1", "A2")
    settle()

    window.speak("zh_HK")
    settle()

    panel = at_noon.swap_panel
    assert panel.heading.text() == "對調 A1 與 A2"
    assert panel.reaches[Reach.DAY].text() == "全日"
    assert told(at_noon)[0].startswith("百度（BK004）A1 → A2")
    assert at_noon.list.rows.columns[2].heading() == "現時使用"
    assert shown(at_noon, "A1")[2] == "至18:00"
