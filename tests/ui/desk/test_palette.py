"""Ctrl+K: one line finds anything, and says and does what is typed in plain words."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from typing_extensions import override

from labapp.domain.bookings import Kind, State
from labapp.services.bookings import BookPlace, booking_by_number
from labapp.services.gateway import Gateway
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.palette.items import Row
from labapp.ui.desk.palette.panel import Palette
from labapp.ui.desk.rail import PAGES
from labapp.ui.desk.window import DeskWindow
from labapp.ui.formats import span_text
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key, keys, moment, numbered

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Hands:
    """Opens the box by its keys, types, and reads what it says; the mouse is not used."""

    def __init__(self, window: DeskWindow, furniture: Furniture, settle: Run) -> None:
        self.window, self.furniture, self._settle = window, furniture, settle

    @property
    def palette(self) -> Palette:
        return self.furniture.palette

    def settle(self) -> None:
        self._settle()

    def open(self) -> None:
        focused = self.window.focusWidget()
        assert focused is not None
        key(focused, Qt.Key.Key_K, CONTROL)
        self.settle()

    def type(self, text: str) -> None:
        self.open()
        keys(self.palette.line, text)
        self.settle()

    def enter(self) -> None:
        key(self.palette.line, Qt.Key.Key_Return)
        self.settle()

    def do(self, text: str) -> None:
        self.type(text)
        self.enter()

    @property
    def rows(self) -> list[Row]:
        return list(self.palette.rows.rows)

    @property
    def current(self) -> Row:
        row = self.palette.current
        assert row is not None
        return row


@pytest.fixture
def hands(window: DeskWindow, furniture: Furniture, settle: Run) -> Hands:
    return Hands(window, furniture, settle)


@pytest.fixture
def board(furniture: Furniture) -> BoardPage:
    page = furniture.pages["board"]
    assert isinstance(page, BoardPage)
    return page


def seen_words(page: QWidget) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


class Grasping(QLineEdit):
    """A field that wants every key for itself, as Qt's own want Ctrl+K on X11."""

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()
            return True
        return super().event(event)


# Opening and closing


def test_the_box_opens_from_the_board(hands: Hands, board: BoardPage) -> None:
    board.board.setFocus()

    hands.open()

    assert hands.palette.isVisible()
    assert QApplication.focusWidget() is hands.palette.line


def test_the_box_opens_from_a_field_that_would_take_the_keys_for_itself(
    hands: Hands, window: DeskWindow
) -> None:
    field = Grasping("left as it is", window)
    field.show()
    field.setFocus()

    hands.open()

    assert hands.palette.isVisible()
    assert field.text() == "left as it is"


def test_a_field_keeps_its_other_keys(window: DeskWindow, hands: Hands) -> None:
    field = Grasping(window)
    field.show()
    field.setFocus()

    key(field, Qt.Key.Key_2, CONTROL)
    hands.settle()

    assert window.page == "board"
    assert QApplication.focusWidget() is field


def test_the_keys_are_taken_only_from_what_has_the_focus(window: DeskWindow, hands: Hands) -> None:
    field = Grasping(window)
    field.show()
    field.setFocus()
    window.bar.undo.setEnabled(True)
    window.bar.undo.setFocus(Qt.FocusReason.TabFocusReason)

    key(field, Qt.Key.Key_K, CONTROL)
    hands.settle()

    assert "palette" not in hands.furniture.__dict__


def test_escape_closes_the_box_and_gives_the_focus_back(hands: Hands, board: BoardPage) -> None:
    board.board.setFocus()
    hands.open()

    key(hands.palette.line, Qt.Key.Key_Escape)

    assert not hands.palette.isVisible()
    assert QApplication.focusWidget() is board.board


def test_the_keys_again_choose_all_that_was_typed(hands: Hands) -> None:
    hands.type("saunova")

    hands.open()
    keys(hands.palette.line, "x")

    assert hands.palette.line.text() == "x"


def test_a_click_beside_the_box_closes_it(hands: Hands, window: DeskWindow) -> None:
    hands.open()

    click(hands.palette, hands.palette.rect().bottomLeft())

    assert not hands.palette.isVisible()


def test_an_empty_box_shows_by_examples_what_may_be_typed(hands: Hands) -> None:
    hands.open()

    assert [row.text for row in hands.rows] == [
        "book A1 tomorrow 14:00 Baidu 1h",
        "who was in A1 last Tuesday",
        "close A1 Friday 10-12 repair",
        "print tomorrow",
    ]


def test_the_lines_are_a_model_that_keeps_qt_s_law(hands: Hands) -> None:
    hands.open()
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(hands.palette.rows, fatal, hands.palette)

    hands.type("saunova")

    assert len(hands.rows) > 1


# Finding


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("BK027", "BK027  Saunova"),
        ("27", "BK027  Saunova"),
        ("saunova", "Saunova"),
        ("百度", "Baidu"),
        ("华为", "Huawei"),
        ("4100 0008", "Paper Lantern Speech (Sample)"),
        ("9 Dec", "Go to Wed 9 Dec"),
        ("12月9日", "Go to Wed 9 Dec"),
        ("secondary", "V01  Secondary school class (Sample)"),
        ("B2", "B2  Enterprise Booth 2"),
    ],
)
def test_anything_is_found_by_number_name_phone_and_date(
    hands: Hands, typed: str, shown: str
) -> None:
    hands.type(typed)

    assert hands.current.text == shown


def test_a_booking_that_is_chosen_is_shown_on_the_board(hands: Hands, board: BoardPage) -> None:
    hands.do("BK038")

    assert not hands.palette.isVisible()
    assert board.inspector.booking is not None
    assert board.inspector.booking.number == "BK038"
    assert hands.window.shell.day == date(2026, 12, 9)


def test_an_exhibitor_that_is_chosen_is_shown_in_the_list(hands: Hands) -> None:
    hands.do("saunova")

    assert hands.window.page == "exhibitors"


def test_a_place_that_is_chosen_is_shown_on_the_board_on_the_day_that_was_said(
    hands: Hands, board: BoardPage
) -> None:
    hands.do("C7 11 Dec")

    cursor = board.board.scene.cursor
    assert cursor is not None
    lane = board.board.scene.lane(cursor.lane_id)
    assert lane is not None
    assert lane.code == "C7"
    assert hands.window.shell.day == date(2026, 12, 11)


def test_a_day_without_bookings_is_gone_to_at_once(hands: Hands) -> None:
    hands.do("go 5 Jan 2027")

    assert (hands.window.page, hands.window.shell.day) == ("board", date(2027, 1, 5))


def test_a_place_on_a_day_without_bookings_says_so(hands: Hands) -> None:
    hands.type("who was in B2 last Tuesday")

    assert hands.rows[0].text == "B2 · Tue 1 Dec: nothing is booked"


def test_what_is_nowhere_is_said_and_enter_does_nothing(hands: Hands) -> None:
    hands.type("9999999")
    hands.enter()

    assert hands.palette.isVisible()
    assert hands.rows[0].text == 'Nothing found for "9999999"'


def test_arrows_go_past_the_last_line_to_the_first(hands: Hands) -> None:
    hands.type("saunova")
    lines = [row for row in hands.rows if row.item is not None]

    for _ in lines:
        key(hands.palette.line, Qt.Key.Key_Down)

    assert hands.current == lines[0]


def test_what_was_chosen_is_offered_again(hands: Hands) -> None:
    hands.do("saunova")

    hands.open()

    assert (hands.rows[0].text, hands.rows[0].group) == ("Saunova", "Chosen lately")


def test_enter_before_the_answer_is_there_does_what_the_answer_says(hands: Hands) -> None:
    hands.open()
    keys(hands.palette.line, "BK027")
    key(hands.palette.line, Qt.Key.Key_Return)
    hands.settle()

    assert not hands.palette.isVisible()
    assert hands.window.page == "board"


# Wishes


@pytest.mark.parametrize(
    "text",
    [
        "book C5 tomorrow 14:00 D2 1h",
        "預約 C5 明天下午2時 D2 一小時",
        "预约C5明天14点 D2 1小时",
    ],
)
def test_a_wish_in_plain_words_gives_a_filled_draft(
    hands: Hands, board: BoardPage, text: str
) -> None:
    hands.type(text)
    assert (hands.current.text, hands.current.tone) == (
        "Book C5 for D2 Intelligence, Wed 9 Dec, 14:00–15:00",
        "success",
    )

    hands.enter()

    order = board.inspector.draft_form.order
    assert isinstance(order, BookPlace)
    assert (order.span.start, order.span.minutes) == (moment("2026-12-09 14:00"), 60)
    assert board.inspector.draft_form.exhibitor.currentText() == "D2 Intelligence"
    assert board.inspector.draft_form.demo.currentText() == "Assistant for service desks"
    assert not board.inspector.blocked


def test_enter_in_the_draft_books_what_was_wished(
    hands: Hands, gateway: Gateway, sqlite_sample: Store
) -> None:
    hands.do("book C5 tomorrow 14:00 D2 1h")

    focused = hands.window.focusWidget()
    assert isinstance(focused, QWidget)
    key(focused, Qt.Key.Key_Return)
    hands.settle()

    booked = sqlite_sample.read(booking_by_number, "BK071")
    assert (booked.place, booked.who.en) == ("C5", "D2 Intelligence")


def test_a_wish_for_a_taken_place_says_who_holds_it(hands: Hands) -> None:
    hands.type("book A3 tomorrow 14:00 D2 1h")

    assert hands.current.tone == "danger"
    assert "Inspur Cloud (BK009, 10:00–20:00)" in hands.current.below


def test_what_could_be_had_instead_is_one_line_further(hands: Hands, board: BoardPage) -> None:
    hands.type("book A3 tomorrow 14:00 saunova 1h")

    key(hands.palette.line, Qt.Key.Key_Down)
    assert hands.current.group == "Instead"
    assert hands.current.text == "Another time: A3, Mon 14 Dec, 10:00–11:00"
    hands.enter()

    assert board.inspector.draft is not None
    assert not board.inspector.blocked


def test_a_wish_asks_for_what_was_not_said(hands: Hands) -> None:
    hands.type("book C5 saunova")

    assert hands.rows[0].below == "Which day? At what time?"
    assert hands.rows[0].item is None


def test_of_several_exhibitors_that_fit_one_is_chosen_in_the_list(
    hands: Hands, board: BoardPage
) -> None:
    hands.type("book C5 tomorrow 14:00 sample")
    assert hands.rows[1].group == "Which exhibitor is meant?"

    key(hands.palette.line, Qt.Key.Key_Down)
    hands.enter()

    assert board.inspector.draft_form.exhibitor.value is not None


def test_a_company_that_is_not_known_is_added_first_and_the_wish_is_kept(hands: Hands) -> None:
    hands.type("book C5 tomorrow 14:00 Newco")
    assert hands.rows[0].below.startswith("The place is free then.")
    key(hands.palette.line, Qt.Key.Key_Down)
    assert hands.current.text == "Add Newco to the exhibitors"
    hands.enter()

    page = hands.furniture.exhibitors
    assert page.form.first_field().text() == "Newco"
    focused = hands.window.focusWidget()
    assert focused is page.form.contact.fields["western"]
    keys(focused, "Ada")
    key(focused, Qt.Key.Key_Return)
    hands.settle()
    hands.open()

    assert hands.current.text == "book C5 tomorrow 14:00 Newco"
    hands.enter()
    assert hands.current.text.startswith("Book C5 for Newco, Wed 9 Dec")


def test_a_closure_in_plain_words_gives_a_filled_draft(hands: Hands, board: BoardPage) -> None:
    hands.do("close C2 Friday 10-12 repair")

    draft = board.inspector.draft
    assert draft is not None
    assert draft.kind is Kind.CLOSURE
    assert board.inspector.draft_form.title.text() == "repair"
    assert span_text(draft.span, hands.window.shell.speech.words) == "Fri 11 Dec, 10:00–12:00"


# Changes


def test_a_booking_is_moved_by_its_number_and_followed(
    hands: Hands, board: BoardPage, sqlite_sample: Store
) -> None:
    hands.type("move bk27 fri 14:00")
    assert hands.current.text == "Move BK027 Saunova to B2, Fri 11 Dec, 14:00–17:00"
    assert hands.current.tone == "success"
    hands.enter()

    moved = sqlite_sample.read(booking_by_number, "BK027")
    assert (moved.span.start, moved.span.minutes) == (moment("2026-12-11 14:00"), 180)
    assert hands.window.shell.day == date(2026, 12, 11)
    assert board.inspector.booking == moved
    assert hands.window.notices.text.text().startswith("Moved: BK027 Saunova")


@pytest.mark.parametrize("text", ["BK027 改到星期五", "把BK027移到 星期五", "move BK027 to Friday"])
def test_what_is_in_the_way_of_a_move_is_said_before_it_is_asked(hands: Hands, text: str) -> None:
    sooner = f"{text} 11:00"

    hands.type(sooner)

    assert hands.current.tone == "danger"
    assert "BK057" in hands.current.below


def test_a_move_that_is_refused_shows_the_ways_out(hands: Hands, board: BoardPage) -> None:
    hands.do("move bk27 fri 11:00")

    assert board.inspector.objects
    assert board.inspector.booking is not None
    assert board.inspector.booking.number == "BK027"


def test_a_move_asks_whither_and_which(hands: Hands) -> None:
    hands.type("move bk27")
    assert hands.rows[0].below == "To which day, time or place?"

    hands.type("move saunova fri")
    assert hands.rows[0].below == "Which booking?"
    hands.enter()

    assert hands.palette.line.text() == "move BK027 fri"


def test_a_booking_is_cancelled_with_its_reason(hands: Hands, sqlite_sample: Store) -> None:
    hands.type("cancel bk27")
    assert (hands.rows[0].item, hands.rows[0].below) == (None, "Why?")

    hands.do("cancel bk27 presenter is ill")

    assert sqlite_sample.read(booking_by_number, "BK027").state is State.LATE_CANCELLED
    assert hands.window.bar.undo.isEnabled()


@pytest.mark.parametrize("text", ["swap b1 b3", "swap B1 and B3", "對調B1和B3", "对调 B1 B3"])
def test_a_swap_is_looked_over_on_the_floor(hands: Hands, text: str) -> None:
    hands.do(text)

    assert hands.window.page == "floor"
    assert hands.furniture.floor.swapping.asked
    assert "D2 Intelligence" in seen_words(hands.furniture.floor)


# Commands


@pytest.mark.parametrize("page", [page for page, _ in PAGES])
def test_every_page_is_found_by_its_name(hands: Hands, page: str) -> None:
    hands.do(hands.window.shell.speech(f"desk.page.{page}"))

    assert hands.window.page == page


@pytest.mark.parametrize(
    ("typed", "page"),
    [("輪候名單", "bookings"), ("opening hours", "settings"), ("设置", "settings")],
)
def test_a_page_is_found_by_what_is_on_it_in_any_language(
    hands: Hands, typed: str, page: str
) -> None:
    hands.do(typed)

    assert hands.window.page == page


@pytest.mark.parametrize("typed", ["print tomorrow", "列印明天", "打印明天"])
def test_a_day_sheet_is_printed_from_any_page(hands: Hands, typed: str) -> None:
    hands.do(typed)

    assert (hands.window.page, hands.window.shell.day) == ("papers", date(2026, 12, 9))


@pytest.mark.parametrize(("typed", "day"), [("print tom", 9), ("print tod", 8), ("列印明", 9)])
def test_a_day_that_is_begun_is_the_one_that_is_printed(hands: Hands, typed: str, day: int) -> None:
    hands.window.shell.go_to(date(2026, 12, 11))

    hands.do(typed)

    assert (hands.window.page, hands.window.shell.day) == ("papers", date(2026, 12, day))


@pytest.mark.parametrize("typed", ["print", "print this day"])
def test_print_alone_means_the_day_that_is_shown(hands: Hands, typed: str) -> None:
    hands.window.shell.go_to(date(2026, 12, 11))

    hands.do(typed)

    assert (hands.window.page, hands.window.shell.day) == ("papers", date(2026, 12, 11))


def test_the_language_is_changed_and_the_focus_comes_back(hands: Hands, board: BoardPage) -> None:
    board.board.setFocus()

    hands.do("繁體")

    assert hands.window.shell.speech.language == "zh_HK"
    assert QApplication.focusWidget() is board.board


def test_the_theme_is_changed_by_its_name(hands: Hands) -> None:
    hands.do("dark")

    assert hands.window.shell.look.choice == "dark"


def test_the_last_change_is_taken_back(hands: Hands, board: BoardPage, gateway: Gateway) -> None:
    start = numbered(board, "BK028").span.start
    hands.do("BK028")
    end = board.inspector.form.where.start
    end.setFocus()
    key(end, Qt.Key.Key_Up)
    key(end, Qt.Key.Key_Return)
    hands.settle()
    assert numbered(board, "BK028").span.start != start

    hands.do("undo")

    assert numbered(board, "BK028").span.start == start


def test_a_command_that_begins_a_phrase_lets_the_person_go_on(hands: Hands) -> None:
    hands.do("place for a time")
    assert hands.palette.line.text() == "close "

    keys(hands.palette.line, "C2 Friday 10-12 repair")
    hands.settle()

    assert hands.current.tone == "success"
