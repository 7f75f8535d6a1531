from datetime import date

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from labapp.domain.bookings import Act, State
from labapp.domain.languages import Language
from labapp.services.bookings import MoveBooking, move_booking
from labapp.services.papers import issue_day_sheet
from labapp.storage.store import Store
from labapp.ui.desk.pages.today import TodayPage
from labapp.ui.desk.today.deeds import Deed
from labapp.ui.desk.window import DeskWindow
from tests.builders import set_clock, span, when
from tests.services.orders import book, booked, do
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key, keys
from tests.ui.desk.today.conftest import Move
from tests.ui.desk.today.hands import (
    ENTER,
    SPACE,
    entry_lines,
    line_of,
    now_of,
    numbers,
    press,
    sections,
)


def test_space_checks_in_and_the_next_line_gets_the_keyboard(
    page: TodayPage, window: DeskWindow, sqlite_sample: Store, move: Move, settle: Run
) -> None:
    move("10:00")
    assert line_of(page.arrivals, "BK004").face.hasFocus()

    key(line_of(page.arrivals, "BK004").face, SPACE)
    settle()

    assert booked(sqlite_sample, "BK004").state is State.CHECKED_IN
    assert numbers(page.arrivals)[0] == "BK005"
    assert line_of(page.arrivals, "BK005").face.hasFocus()
    assert now_of(page, "A1")[0] == "I"
    assert window.notices.text.text() == "Checked in: BK004 Baidu"

    click(window.notices.undo)
    settle()

    assert booked(sqlite_sample, "BK004").state is State.CONFIRMED
    assert numbers(page.arrivals)[0] == "BK004"


def test_a_key_that_is_held_down_does_one_thing(
    page: TodayPage, sqlite_sample: Store, settle: Run
) -> None:
    face = line_of(page.arrivals, "BK004").face
    face.setFocus()
    none = Qt.KeyboardModifier.NoModifier
    for repeated in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, SPACE, none, " ", repeated)
        focused = QApplication.focusWidget()
        assert focused is not None
        QApplication.sendEvent(focused, event)
        settle()

    assert booked(sqlite_sample, "BK004").state is State.CHECKED_IN
    assert booked(sqlite_sample, "BK005").state is State.CONFIRMED


def test_the_button_does_what_the_key_does(
    page: TodayPage, sqlite_sample: Store, settle: Run
) -> None:
    line = line_of(page.arrivals, "BK031")
    assert line.buttons[Deed.CHECK_IN].toolTip() == "Check in (Space)"

    click(line.buttons[Deed.CHECK_IN])
    settle()

    assert booked(sqlite_sample, "BK031").state is State.CHECKED_IN


def test_a_no_show_is_refused_before_the_grace_is_over_and_says_so_under_the_line(
    page: TodayPage, sqlite_sample: Store, move: Move, settle: Run
) -> None:
    move("10:05")
    line = line_of(page.arrivals, "BK028")

    press(line, Qt.Key.Key_N, settle)

    assert booked(sqlite_sample, "BK028").state is State.CONFIRMED
    assert line.below is not None
    assert line.below.message.isVisible()
    assert "BK028 cannot be marked as a no-show yet" in line.below.message.text()

    key(line.face, Qt.Key.Key_Escape)
    assert not line.below.isVisible()


def test_a_no_show_after_the_grace_gives_the_place_back_from_then_on(
    page: TodayPage, sqlite_sample: Store, move: Move, settle: Run
) -> None:
    move("10:20")

    press(line_of(page.arrivals, "BK028"), Qt.Key.Key_N, settle)

    gone = booked(sqlite_sample, "BK028")
    assert (gone.state, gone.released_at) == (State.NO_SHOW, when(1, "10:20"))
    assert "BK028" not in numbers(page.arrivals)
    assert now_of(page, "B3")[1] == "Made ready until 10:35"
    move("10:35")
    assert now_of(page, "B3")[1] == "Free until 18:00"


def test_a_refusal_goes_when_what_it_says_is_over(page: TodayPage, move: Move, settle: Run) -> None:
    move("10:05")
    line = line_of(page.arrivals, "BK028")
    press(line, Qt.Key.Key_N, settle)
    assert line.below is not None
    assert line.below.isVisible()

    move("10:15")

    assert not line.below.isVisible()


def test_who_leaves_is_checked_out(
    page: TodayPage, sqlite_sample: Store, move: Move, settle: Run
) -> None:
    move("10:00")
    press(line_of(page.arrivals, "BK028"), SPACE, settle)
    move("11:50")
    assert "Leaving" in sections(page.arrivals)
    leaving = line_of(page.arrivals, "BK028")
    assert leaving.entry is not None
    assert leaving.entry.note == "ends in 10 min"

    press(leaving, SPACE, settle)

    gone = booked(sqlite_sample, "BK028")
    assert (gone.state, gone.released_at) == (State.COMPLETED, when(1, "11:50"))
    assert "Leaving" not in sections(page.arrivals)


def test_what_is_over_without_a_check_in_is_settled_with_one_key(
    page: TodayPage, sqlite_sample: Store, move: Move, settle: Run
) -> None:
    move("13:30")

    press(line_of(page.decisions, "BK026"), SPACE, settle)
    press(line_of(page.decisions, "BK031"), Qt.Key.Key_N, settle)

    assert booked(sqlite_sample, "BK026").state is State.COMPLETED
    assert booked(sqlite_sample, "BK031").state is State.NO_SHOW


def test_what_cannot_be_approved_says_why_and_leads_to_the_board(
    page: TodayPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    line = line_of(page.decisions, "BK059")

    press(line, SPACE, settle)

    assert line.below is not None
    assert line.below.message.text() == (
        "DM09 (Second look at X-rays) is not cleared yet, so it cannot be shown on Fri 11 Dec."
    )
    assert booked(sqlite_sample, "BK059").state is State.PENDING
    click(line.below.show_it)
    settle()
    assert window.page == "board"


def test_declining_asks_why_in_place(page: TodayPage, sqlite_sample: Store, settle: Run) -> None:
    line = line_of(page.decisions, "BK059")
    press(line, Qt.Key.Key_D, settle)
    assert line.below is not None
    assert line.below.reason.hasFocus()
    assert not line.below.confirm.isEnabled()

    key(line.below.reason, Qt.Key.Key_Escape)
    assert not line.below.isVisible()
    assert line.face.hasFocus()
    press(line, Qt.Key.Key_D, settle)
    keys(line.below.reason, "high risk")
    key(line.below.reason, ENTER)
    settle()

    declined = booked(sqlite_sample, "BK059")
    assert (declined.state, declined.reason) == (State.REJECTED, "high risk")


def test_a_hold_is_confirmed_or_let_go(page: TodayPage, sqlite_sample: Store, settle: Run) -> None:
    set_clock(sqlite_sample, when(1, "09:30"))
    kept = book(sqlite_sample, "C6", "EX12", span(2, "10:00", "12:00"), state=State.HELD)
    page.refresh()
    settle()

    press(line_of(page.decisions, kept.number), SPACE, settle)
    line = line_of(page.decisions, "BK060")
    press(line, Qt.Key.Key_D, settle)
    assert line.below is not None
    keys(line.below.reason, "no demo")
    click(line.below.confirm)
    settle()

    assert booked(sqlite_sample, kept.number).state is State.CONFIRMED
    assert booked(sqlite_sample, "BK060").state is State.CANCELLED


def test_freed_time_is_offered_and_the_offer_accepted(
    page: TodayPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    do(sqlite_sample, Act.CANCEL, "BK045")
    page.refresh()
    settle()
    assert "On the waiting list, and free now" in sections(page.decisions)

    press(line_of(page.decisions, "BK046"), SPACE, settle)

    assert booked(sqlite_sample, "BK046").state is State.OFFERED
    assert window.notices.text.text().startswith("Offered: BK046")
    offer = line_of(page.decisions, "BK046")
    assert offer.entry is not None
    assert offer.entry.note == "2 h left"
    press(offer, SPACE, settle)
    assert booked(sqlite_sample, "BK046").state is State.CONFIRMED


def test_what_can_no_longer_be_offered_says_what_is_in_the_way(
    page: TodayPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    do(sqlite_sample, Act.CANCEL, "BK045")
    page.refresh()
    settle()
    line = line_of(page.decisions, "BK046")
    book(sqlite_sample, "D1", "EX10", span(2, "15:15", "16:00"))  # the page has not heard of it

    line.face.setFocus()
    key(line.face, SPACE)
    settle()

    assert booked(sqlite_sample, "BK046").state is State.WAITLISTED
    assert numbers(page.decisions) == ["BK059", "BK060"]
    assert "Brick and Bamboo" in window.notices.text.text()


def test_a_paper_out_of_date_appears_and_leads_to_its_day(
    page: TodayPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    sqlite_sample.write(issue_day_sheet, date(2026, 12, 9), Language.ZH_HK)
    page.refresh()
    settle()
    assert "Printed papers out of date" not in sections(page.decisions)

    order = MoveBooking(
        booking_id=booked(sqlite_sample, "BK039").id, span=span(2, "16:30", "19:00")
    )
    page.tasks.start(_write(page, order))
    settle()

    paper = next(line for line in entry_lines(page.decisions) if "DAY-" in line.face.toolTip())
    assert paper.entry is not None
    assert paper.entry.title == "Day sheet, Wed 9 Dec"
    press(paper, ENTER, settle)
    assert (window.page, window.shell.day) == ("papers", date(2026, 12, 9))
    papers = window.stack.currentWidget()
    assert getattr(papers, "chosen_language", None) is Language.ZH_HK


async def _write(page: TodayPage, order: MoveBooking) -> None:
    await page.gateway.write(move_booking, order)


def test_a_clearance_that_ends_too_soon_leads_to_its_exhibitor(
    page: TodayPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    set_clock(sqlite_sample, when(1, "09:30"))
    book(sqlite_sample, "C3", "EX11", span(4, "14:00", "15:00"), state=State.HELD)
    book(sqlite_sample, "C3", "EX11", span(4, "15:30", "16:30"), state=State.HELD)
    page.refresh()
    settle()

    line = line_of(page.decisions, "DM11\n")
    assert line.entry is not None
    assert line.entry.detail.endswith(
        "cleared until Thu 10 Dec · 2 bookings after that, the first Fri 11 Dec"
    )
    press(line, ENTER, settle)
    assert window.page == "exhibitors"
