import re
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget

from labapp.domain.bookings import Act, State
from labapp.domain.languages import Language, Names
from labapp.services.bookings import BookVisit, book_visit
from labapp.services.exhibitors import list_exhibitors
from labapp.services.papers import issue_day_sheet
from labapp.services.spaces import lab
from labapp.storage.store import Store
from labapp.ui.desk.pages.today import TodayPage
from labapp.ui.desk.today.deeds import Deed
from labapp.ui.desk.today.place_line import PlaceLine
from labapp.ui.desk.window import DeskWindow
from labapp.words import LANGUAGES
from tests.builders import set_clock, span, when
from tests.services.orders import book, booked, do
from tests.ui.desk.conftest import Run
from tests.ui.desk.today.conftest import Move
from tests.ui.desk.today.hands import (
    SPACE,
    entry_lines,
    line_of,
    press,
    sections,
)

WORD = re.compile(r"[A-Za-z][A-Za-z']+")
ANYWHERE = {"Enter", "Shift", "Esc", "Tab", "DAY", "English", "zh", "HK", "CN", "en", "nbsp"}


def said(page: TodayPage) -> Iterator[str]:
    """Yield all that the page shows or says."""
    for widget in (page, *page.findChildren(QWidget)):
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        for name in ("text", "placeholderText"):
            text = getattr(widget, name, None)
            if callable(text):
                yield re.sub(r"<[^>]*>", " ", text())
    for group in (page.arrivals, page.decisions, page.visits):
        for line in entry_lines(group):
            if line.entry is not None:
                yield from (line.entry.title, line.entry.detail, line.entry.note)
    for place in page.now.lines:
        if isinstance(place, PlaceLine) and place.row is not None:
            yield from (place.row.now, place.row.until, place.row.next_who)


@pytest.fixture
def full(page: TodayPage, sqlite_sample: Store, move: Move, settle: Run) -> TodayPage:
    """A page with something in every group and every section."""
    set_clock(sqlite_sample, when(1, "09:05"))
    sqlite_sample.write(issue_day_sheet, date(2026, 12, 8), Language.EN)
    for number in ("BK028", "BK004"):
        do(sqlite_sample, Act.CHECK_IN, number)
    book(sqlite_sample, "C3", "EX11", span(4, "14:00", "15:00"), state=State.HELD)
    for number in ("BK045", "BK025"):
        if booked(sqlite_sample, number).state is State.CONFIRMED:
            do(sqlite_sample, Act.CANCEL, number)
    order = BookVisit(
        title=Names(None, "科學學會", "科学社团"),
        span=span(1, "12:00", "13:00"),
        people=28,
        language="zh_hant",
    )
    sqlite_sample.write(book_visit, order)
    move("12:05")
    press(line_of(page.decisions, "BK059"), SPACE, settle)
    press(line_of(page.decisions, "BK059"), Qt.Key.Key_D, settle)
    return page


def test_the_full_page_has_every_kind_of_line(full: TodayPage) -> None:
    assert sections(full.decisions) == [
        "Waiting for approval",
        "Holds running out",
        "On the waiting list, and free now",
        "Printed papers out of date",
        "Clearance ends before the booking",
        "Over, and nobody checked in",
    ]
    assert sections(full.arrivals) == ["Leaving"]


@pytest.mark.parametrize("language", ["zh_HK", "zh_CN"])
def test_no_english_word_is_on_a_chinese_page_but_names(
    full: TodayPage, window: DeskWindow, sqlite_sample: Store, settle: Run, language: str
) -> None:
    window.speak(language)
    settle()

    given = [
        name
        for exhibitor in sqlite_sample.read(list_exhibitors)
        for name in (*exhibitor.names.all(), exhibitor.fascia or "")
    ]
    here = sqlite_sample.read(lab)
    given += [place.note or "" for place in here.places.values()]
    given += [booked(sqlite_sample, f"BK{n:03}").note or "" for n in range(1, 71)]
    names = {word for text in given for word in WORD.findall(text)}
    english = {
        (word, text)
        for text in said(full)
        for word in WORD.findall(text)
        if word not in names | ANYWHERE and not re.fullmatch(r"[A-Z]{2}", word)
    }

    assert english == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_takes_the_keyboard_has_a_name(
    full: TodayPage, window: DeskWindow, settle: Run, language: str
) -> None:
    window.speak(language)
    settle()
    found = [
        widget
        for widget in full.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]

    assert len(found) > 20
    assert [widget for widget in found if not widget.accessibleName()] == []


def test_a_reader_hears_a_line_as_a_button_with_all_that_it_says(page: TodayPage) -> None:
    face = line_of(page.arrivals, "BK026").face
    heard = QAccessible.queryAccessibleInterface(face)

    assert heard is not None
    assert heard.role() == QAccessible.Role.Button
    assert heard.text(QAccessible.Text.Name) == (
        "D2 Intelligence, Confirmed, in 30 min, 10:00–13:00, B1, Assistant for service desks"
    )
    assert heard.text(QAccessible.Text.Description) == (
        "Keys: Space Check in, B Board, E Exhibitor"
    )


def test_a_language_chosen_later_changes_everything(
    full: TodayPage, window: DeskWindow, settle: Run
) -> None:
    window.speak("zh_HK")
    settle()

    assert full.head.date.text() == "12月8日 星期二"
    assert full.head.use.text().startswith("15個場地中")
    assert line_of(full.arrivals, "BK028").buttons[Deed.CHECK_OUT].text() == "離場登記"
    titles = [label.text() for label in full.findChildren(QLabel) if label.text() == "待處理"]
    assert titles == ["待處理"]
