import re
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.times import Span, day_of, local
from labapp.services.bookings import BookPlace, book_place
from labapp.services.series import BookSeries, Scope, book_series, series_of
from labapp.storage.store import Store
from labapp.ui.desk.board.series_repeat import UNTIL, WEEKLY
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.inspector.places import Place
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.window import DeskWindow
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, drag, key, keys, moment, place_id, spot

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)
Key = Qt.Key
HOUR = timedelta(hours=1)
PLACE = "B3"
EXHIBITOR = "Kestrel Quay Robotics (Sample)"


@pytest.fixture
def page(furniture: Furniture) -> BoardPage:
    page = furniture.pages["board"]
    assert isinstance(page, BoardPage)
    return page


def exhibitor_id(page: BoardPage, name: str = EXHIBITOR) -> int:
    knowledge = page._knowledge
    assert knowledge is not None
    return next(e.id for e in knowledge.exhibitors.values() if e.names.en == name)


def stay(page: BoardPage, start: str, name: str = EXHIBITOR) -> BookPlace:
    """Return an hour of an exhibitor's demo."""
    knowledge, exhibitor = page._knowledge, exhibitor_id(page, name)
    assert knowledge is not None
    return BookPlace(
        place_id=place_id(page, PLACE),
        exhibitor_id=exhibitor,
        demo_id=knowledge.demos_of(exhibitor)[0].id,
        span=Span(moment(start), moment(start) + HOUR),
    )


def begin(page: BoardPage, settle: Run, day: str = "2026-12-15", place: str = PLACE) -> None:
    """Begin a draft for the exhibitor, from two to three in the afternoon."""
    start = moment(f"{day} 14:00")
    page.start_draft(Place(Kind.STAY, place_id(page, place), Span(start, start + HOUR)))
    settle()
    form = page.inspector.draft_form
    form.exhibitor.choose(exhibitor_id(page))
    form.exhibitor.picked.emit(exhibitor_id(page))
    settle()


def repeat_weekly(page: BoardPage, settle: Run, times: int = 4) -> None:
    box = page.inspector.draft_form.repeat
    box.how.choose(WEEKLY)
    box.how.picked.emit(WEEKLY)
    box.times.setValue(times)
    settle()


@pytest.fixture
def weekly(page: BoardPage, sqlite_sample: Store, settle: Run) -> tuple[Booking, ...]:
    """Four Tuesdays at two, beginning on the 15th; the board is on that day."""
    order = BookSeries(first=stay(page, "2026-12-15 14:00"), rule="FREQ=WEEKLY;COUNT=4")
    made = sqlite_sample.write(book_series, order).booked
    page.shell.go_to(moment("2026-12-15 12:00").date())
    settle()
    return made


def starts(store: Store, bookings: tuple[Booking, ...]) -> list[str]:
    """Return when the bookings that once were a series begin now."""
    found: list[Booking] = []
    for series_id in {booking.series_id for booking in bookings if booking.series_id}:
        found += store.read(series_of, series_id)
    return sorted(f"{local(each.span.start):%m-%d %H:%M}" for each in found)


def choose(page: BoardPage, booking: Booking) -> None:
    page.board.choose(booking.id)
    page.board.setFocus()


def move_by_mouse(page: BoardPage, booking: Booking, settle: Run, hours: int = 1) -> None:
    lane = booking.place_id or 0
    start = spot(page.board, lane, booking.span.start, 20)
    drag(page.board, start, spot(page.board, lane, booking.span.start + hours * HOUR, 20))
    settle()


def test_a_rule_shows_its_dates_before_anything_is_booked(page: BoardPage, settle: Run) -> None:
    begin(page, settle)

    repeat_weekly(page, settle)

    box = page.inspector.draft_form.repeat
    assert box.plan is not None
    days = [f"{day_of(booking.span.start):%m-%d}" for booking in box.plan.booked]
    assert days == ["12-15", "12-22", "12-29", "01-05"]
    assert "4 dates, 4 free" in box.told.text()
    assert page.inspector.draft_form.book.text() == "Book 4 dates"


def test_holidays_are_left_out_of_a_rule_and_named(page: BoardPage, settle: Run) -> None:
    begin(page, settle, day="2026-12-18")

    repeat_weekly(page, settle, times=3)

    told = page.inspector.draft_form.repeat.told.text()
    assert "Closed, left out: Fri 25 Dec, Fri 1 Jan" in told
    assert page.inspector.draft_form.book.text() == "Book 1 date"


def test_holidays_that_are_not_left_out_are_refused_with_the_reason(
    page: BoardPage, settle: Run
) -> None:
    begin(page, settle, day="2026-12-18")
    repeat_weekly(page, settle, times=3)

    page.inspector.draft_form.repeat.skip.click()
    settle()

    box = page.inspector.draft_form.repeat
    assert box.plan is not None
    assert [f"{day_of(one.span.start):%m-%d}" for one in box.plan.refused] == ["12-25", "01-01"]
    assert "✕ Fri 25 Dec: " in box.told.text()


def test_a_series_is_booked_and_one_undo_takes_all_of_it_back(
    page: BoardPage, window: DeskWindow, settle: Run, sqlite_sample: Store
) -> None:
    begin(page, settle)
    repeat_weekly(page, settle)

    click(page.inspector.draft_form.book)
    settle()

    first = page.inspector.booking
    assert first is not None
    assert first.series_id is not None
    series = tuple(sqlite_sample.read(series_of, first.series_id))
    assert len(series) == 4
    assert "1 of 4 in a series, until Tue 5 Jan" in page.inspector.series.line.words.text()
    window.shell.undo_wanted.emit()
    settle()
    assert sqlite_sample.read(series_of, first.series_id) == []


def test_of_a_series_that_does_not_fit_whole_the_dates_that_do_are_booked(
    page: BoardPage, settle: Run, sqlite_sample: Store, weekly: tuple[Booking, ...]
) -> None:
    begin(page, settle, day="2026-12-16")
    box = page.inspector.draft_form.repeat
    repeat_weekly(page, settle, times=2)
    click(box.days[1])
    settle()

    assert box.rule == "FREQ=WEEKLY;BYDAY=TU,WE;COUNT=2"
    assert box.plan is not None
    assert (len(box.plan.booked), len(box.plan.refused)) == (1, 1)
    assert weekly[1].number in box.told.text()

    click(page.inspector.draft_form.book)
    settle()

    made = page.inspector.booking
    assert made is not None
    assert made.series_id is not None
    assert len(sqlite_sample.read(series_of, made.series_id)) == 1


def test_a_rule_may_end_on_a_date(page: BoardPage, settle: Run) -> None:
    begin(page, settle)
    repeat_weekly(page, settle)
    box = page.inspector.draft_form.repeat

    box.ends.choose(UNTIL)
    box.ends.picked.emit(UNTIL)
    box.until.show_day(moment("2026-12-29 12:00").date())
    box.until.chosen.emit(box.until.day)
    settle()

    assert box.rule.endswith("UNTIL=20261229")
    assert "3 dates, 3 free" in box.told.text()


def test_a_guided_tour_and_a_closure_are_repeated_too(
    page: BoardPage, settle: Run, sqlite_sample: Store
) -> None:
    begin(page, settle)
    form = page.inspector.draft_form
    click(form.kinds[Kind.CLOSURE])
    keys(form.title, "Deep clean")
    repeat_weekly(page, settle, times=3)
    assert form.book.text() == "Book 3 dates"

    click(form.book)
    settle()

    made = page.inspector.booking
    assert made is not None
    assert made.kind is Kind.CLOSURE
    assert len(sqlite_sample.read(series_of, made.series_id or 0)) == 3


def test_the_weekday_of_a_rule_follows_the_draft(page: BoardPage, settle: Run) -> None:
    begin(page, settle)
    repeat_weekly(page, settle)
    start = moment("2026-12-17 14:00")

    page.inspector.draft_form.put(
        Place(Kind.STAY, place_id(page, PLACE), Span(start, start + HOUR))
    )

    assert "BYDAY=TH" in page.inspector.draft_form.repeat.rule


def test_a_move_within_a_series_asks_which_and_waits(
    page: BoardPage, settle: Run, sqlite_sample: Store, weekly: tuple[Booking, ...]
) -> None:
    move_by_mouse(page, weekly[1 - 1], settle)

    box = page.inspector.series
    assert box.asks
    assert [button.text() for button in box.buttons.values()] == [
        "Only this",
        "This and following (4)",
        "All (4)",
    ]
    assert QApplication.focusWidget() is box.buttons[Scope.THIS]
    assert page.board.scene.draft is not None  # it stays where it was dropped
    assert set(starts(sqlite_sample, weekly)) == {
        "12-15 14:00",
        "12-22 14:00",
        "12-29 14:00",
        "01-05 14:00",
    }


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.THIS, ["01-05 14:00", "12-15 14:00", "12-22 15:00", "12-29 14:00"]),
        (Scope.ALL, ["01-05 15:00", "12-15 15:00", "12-22 15:00", "12-29 15:00"]),
    ],
)
def test_a_move_goes_to_those_that_are_chosen_and_one_undo_takes_it_back(
    page: BoardPage,
    window: DeskWindow,
    settle: Run,
    sqlite_sample: Store,
    weekly: tuple[Booking, ...],
    scope: Scope,
    expected: list[str],
) -> None:
    before = starts(sqlite_sample, weekly)
    page.shell.go_to(moment("2026-12-22 12:00").date())
    settle()
    move_by_mouse(page, weekly[1], settle)

    click(page.inspector.series.buttons[scope])
    settle()

    assert starts(sqlite_sample, weekly) == expected
    assert page.board.scene.draft is None
    window.shell.undo_wanted.emit()
    settle()
    assert starts(sqlite_sample, weekly) == before


def test_this_and_following_by_keyboard_makes_them_a_series_of_their_own(
    page: BoardPage, settle: Run, sqlite_sample: Store, weekly: tuple[Booking, ...]
) -> None:
    page.shell.go_to(moment("2026-12-22 12:00").date())
    settle()
    choose(page, weekly[1])

    key(page.board, Key.Key_Plus)  # a quarter of an hour longer
    settle()
    focused = QApplication.focusWidget()
    assert focused is page.inspector.series.buttons[Scope.THIS]
    key(focused, Key.Key_Down)
    following = QApplication.focusWidget()
    assert following is page.inspector.series.buttons[Scope.FOLLOWING]
    key(following, Key.Key_Return)
    settle()

    now = page.inspector.booking
    assert now is not None
    assert now.series_id not in {None, weekly[0].series_id}
    new = sqlite_sample.read(series_of, now.series_id or 0)
    assert [booking.span.minutes for booking in new] == [75, 75, 75]
    left = sqlite_sample.read(series_of, weekly[0].series_id or 0)
    assert [booking.span.minutes for booking in left] == [60]
    assert page.board.hasFocus()


def test_escape_leaves_a_series_as_it_was(
    page: BoardPage, settle: Run, sqlite_sample: Store, weekly: tuple[Booking, ...]
) -> None:
    before = starts(sqlite_sample, weekly)
    move_by_mouse(page, weekly[0], settle)
    focused = QApplication.focusWidget()
    assert focused is not None

    key(focused, Key.Key_Escape)
    settle()

    assert not page.inspector.series.asks
    assert page.board.scene.draft is None
    assert page.board.hasFocus()
    assert starts(sqlite_sample, weekly) == before


def test_all_of_a_series_is_cancelled_with_one_reason(
    page: BoardPage, settle: Run, sqlite_sample: Store, weekly: tuple[Booking, ...]
) -> None:
    choose(page, weekly[0])
    key(page.board, Key.Key_Delete)
    keys(page.inspector.acts.reason, "Trade fair")
    key(page.inspector.acts.reason, Key.Key_Return)
    settle()

    click(page.inspector.series.buttons[Scope.ALL])
    settle()

    assert sqlite_sample.read(series_of, weekly[0].series_id or 0) == []
    assert page.inspector.booking is not None
    assert page.inspector.booking.state is State.CANCELLED


def test_an_edit_of_all_changes_each_of_them(
    page: BoardPage, settle: Run, sqlite_sample: Store, weekly: tuple[Booking, ...]
) -> None:
    choose(page, weekly[0])
    form = page.inspector.form
    form.note.setPlainText("Bring the arm")
    form.note.left.emit()
    settle()

    click(page.inspector.series.buttons[Scope.ALL])
    settle()

    found = sqlite_sample.read(series_of, weekly[0].series_id or 0)
    assert {booking.note for booking in found} == {"Bring the arm"}
    assert not form.dirty


@pytest.mark.parametrize("asked", [False, True])
def test_what_was_edited_before_going_on_to_another_booking_is_saved_for_that_one_alone(
    page: BoardPage, settle: Run, sqlite_sample: Store, weekly: tuple[Booking, ...], *, asked: bool
) -> None:
    """Whether the question was already seen or not."""
    other = sqlite_sample.write(book_place, stay(page, "2026-12-15 11:00", "Baidu"))
    settle()
    choose(page, weekly[0])
    form = page.inspector.form
    form.note.setPlainText("Bring the arm")
    form.note.left.emit()
    if asked:
        settle()

    page.board.choose(other.id)
    settle()

    found = sqlite_sample.read(series_of, weekly[0].series_id or 0)
    assert [booking.note for booking in found] == ["Bring the arm", None, None, None]
    assert not page.inspector.series.asks
    assert page.inspector.booking is not None
    assert page.inspector.booking.id == other.id


def test_an_edit_that_is_not_wanted_is_put_back(
    page: BoardPage, settle: Run, weekly: tuple[Booking, ...]
) -> None:
    choose(page, weekly[0])
    form = page.inspector.form
    form.note.setPlainText("Bring the arm")
    form.note.left.emit()
    settle()

    click(page.inspector.series.keep)

    assert form.note.toPlainText() == ""


def test_a_move_of_all_into_another_booking_is_refused_whole(
    page: BoardPage, settle: Run, sqlite_sample: Store, weekly: tuple[Booking, ...]
) -> None:
    sqlite_sample.write(book_place, stay(page, "2026-12-29 15:15", "Baidu"))
    settle()
    before = starts(sqlite_sample, weekly)
    move_by_mouse(page, weekly[0], settle)

    click(page.inspector.series.buttons[Scope.ALL])
    settle()

    assert not page.inspector.refusals.isHidden()
    assert "Baidu" in page.inspector.refusals.text.text()
    assert starts(sqlite_sample, weekly) == before


def test_a_block_says_that_it_is_one_of_a_series(
    page: BoardPage, weekly: tuple[Booking, ...]
) -> None:
    block = page.board.scene.index.block(weekly[0].id)

    assert block is not None
    assert block.series
    assert "One of a series" in block.tooltip()
    assert "One of a series" in block.spoken()


@pytest.mark.parametrize("language", ["zh_HK", "zh_CN"])
def test_everything_about_a_series_is_said_in_chinese(
    page: BoardPage, window: DeskWindow, settle: Run, weekly: tuple[Booking, ...], language: str
) -> None:
    window.shell.speech.choose(language)
    settle()
    move_by_mouse(page, weekly[0], settle)
    texts = [button.text() for button in page.inspector.series.buttons.values()]
    texts += [page.inspector.series.question.text(), page.inspector.series.line.words.text()]
    click(page.inspector.series.keep)
    begin(page, settle, day="2026-12-18")
    repeat_weekly(page, settle)
    box = page.inspector.draft_form.repeat
    click(box.skip)
    settle()
    texts += [box.told.accessibleName(), page.inspector.draft_form.book.text(), box.every.text()]
    texts += [box.how.itemText(number) for number in range(box.how.count())]

    assert [text for text in texts if not text or re.search("[A-Za-z]{2,}", text)] == []


def test_every_control_of_a_rule_has_a_name(page: BoardPage, settle: Run) -> None:
    begin(page, settle)
    repeat_weekly(page, settle)
    box = page.inspector.draft_form.repeat

    named = [*box.days, box.how, box.every, box.ends, box.times, box.until, box.skip]

    assert [control for control in named if not control.accessibleName()] == []
