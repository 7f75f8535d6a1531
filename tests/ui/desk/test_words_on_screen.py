"""No English on a Chinese screen, and a name for every control in every language."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTextEdit,
    QWidget,
)

from labapp.domain.bookings import Act, Kind
from labapp.services.bookings import booking_by_number
from labapp.services.exhibitors import list_exhibitors
from labapp.services.spaces import lab
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.inspector.places import Place
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.pages.bookings import LISTS, BookingsPage
from labapp.ui.desk.pages.exhibitors import ExhibitorsPage
from labapp.ui.desk.pages.floor import FloorPage
from labapp.ui.desk.pages.settings import SECTIONS, SettingsPage
from labapp.ui.desk.settings.holidays import HolidaysSection
from labapp.ui.desk.settings.hours import HoursSection
from labapp.ui.desk.settings.rules import RulesSection
from labapp.ui.desk.settings.special_days import SpecialDaysSection
from labapp.ui.desk.window import DeskWindow
from labapp.ui.widgets.board import BoardView
from labapp.words import LANGUAGES
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click_block, numbered, place_id

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)

WORD = re.compile(r"[A-Za-z][A-Za-z']+")
NO_WORDS = re.compile(r"<[^>]*>|DAY-\d+-\w+")
"""Marks of rich text, and the numbers of papers."""
ANYWHERE = {
    *("Alt", "Ctrl", "Shift", "Enter", "Delete", "Esc"),  # keys have their own names
    *("CSV", "Excel", "PDF", "PFLOPS", "Gb", "kW", "SVG", "labapp", "DISPLAY"),
    *("English", "tester"),
}


def _shown(widget: QWidget) -> Iterator[str]:
    """Yield every text that a widget shows or says."""
    for name in ("text", "title", "placeholderText", "toolTip", "accessibleName", "windowTitle"):
        said = getattr(widget, name, None)
        if callable(said):
            yield said()
    if isinstance(widget, QTextEdit):
        yield widget.toPlainText()
    if isinstance(widget, QAbstractSpinBox):
        yield widget.text()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(number) for number in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _cells(widget.model())
    for action in widget.findChildren(QAction):
        yield action.text()


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    if isinstance(model, QAbstractListModel):
        yield from (str(model.index(row).data()) for row in range(model.rowCount()))
        return
    for column in range(model.columnCount()):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        yield from (str(model.index(row, column).data()) for row in range(model.rowCount()))


def _walk(window: DeskWindow) -> Iterator[tuple[QWidget, str]]:
    for widget in (window, *window.findChildren(QWidget)):
        if widget.objectName().startswith("qt_"):
            continue
        yield from ((widget, NO_WORDS.sub(" ", text)) for text in _shown(widget) if text)
    for board in window.findChildren(BoardView):
        yield board, "\n".join(lane.label for lane in board.scene.lanes)
        for block in board.scene.blocks:
            yield board, f"{block.title}\n{block.subtitle}\n{block.tooltip()}\n{block.spoken()}"


@pytest.fixture
def names(sqlite_sample: Store) -> set[str]:
    """The words of names, which are never translated, and of places and notes as given."""
    given: list[str] = []
    for exhibitor in sqlite_sample.read(list_exhibitors):
        given += [*exhibitor.names.all(), exhibitor.fascia or "", exhibitor.note or ""]
        for person in exhibitor.people:
            given += [person.shown("en"), person.email or "", person.given or ""]
    here = sqlite_sample.read(lab)
    given += [place.note or "" for place in here.places.values()]
    given += [r.ref.code for r in here.resources.values()]
    given += [name for day in here.opening.special.values() for name in day.reason.all()]
    named = [zone.names for zone in here.zones]
    named += [place.names for place in here.places.values()]
    named += [resource.ref.names for resource in here.resources.values()]
    given += [name for names in named for name in names.all()]
    given += ["Saunova", str(sqlite_sample.location.path)]
    words = {word for text in given for word in WORD.findall(text)}
    notes = [sqlite_sample.read(booking_by_number, f"BK{n:03}").note for n in range(1, 71)]
    return words | {word for note in notes for word in WORD.findall(note or "")}


def _settings(window: DeskWindow, furniture: Furniture, settle: Run) -> Iterator[str]:
    window.show_page("settings")
    page = furniture.pages["settings"]
    assert isinstance(page, SettingsPage)
    for name, _, _ in SECTIONS:
        page.show_section(name)
        settle()
        match page.section:
            case RulesSection() as rules:
                control = rules.lines["max_booking_minutes"].control
                assert isinstance(control, QSpinBox)
                control.setValue(180)
            case HoursSection() as hours:
                hours.days[1].openings[0].out.click()
                hours.days[2].add.click()
            case SpecialDaysSection() as days:
                days.table.selectRow(0)
                days.remove.click()
            case HolidaysSection() as holidays:
                holidays.take.click()
        settle()
        yield f"the settings of {name}"


def _lists(window: DeskWindow, furniture: Furniture, settle: Run) -> Iterator[str]:
    window.show_page("bookings")
    settle()
    lists = furniture.pages["bookings"]
    assert isinstance(lists, BookingsPage)
    for name in LISTS:
        lists.segments.buttons[name].click()
        settle()
        lists.pane.bar.menu.fill()
        lists.pane.table.selectAll()
        settle()
        yield f"the list of {name}"
    lists.pane.table.selectRow(0)
    settle()
    yield "somebody who waits"


@pytest.fixture
def tour(window: DeskWindow, furniture: Furniture, settle: Run) -> Iterator[str]:
    """Go through everything there is to see; yields the name of each view while it is shown."""

    def views() -> Iterator[str]:
        board = furniture.pages["board"]
        assert isinstance(board, BoardPage)
        yield "nothing chosen"
        click_block(board.board, numbered(board, "BK033").id)
        settle()
        board.inspector.acts.ask_reason(Act.CANCEL)
        yield "a booking"
        board.inspector.start_draft(
            Place(
                kind=Kind.STAY,
                place_id=place_id(board, "C1"),
                span=numbered(board, "BK029").span,
                like=numbered(board, "BK033"),
            )
        )
        settle()
        board.inspector.draft_form.book.click()
        settle()
        yield "a refused draft"
        board.inspector.draft_form.kinds[Kind.VISIT].click()
        settle()
        yield "a guided tour"
        window.bar.spans[7].click()
        settle()
        yield "a week"
        window.show_page("floor")
        settle()
        floor = furniture.pages["floor"]
        assert isinstance(floor, FloorPage)
        codes = {row.shown.code: row.shown.id for row in floor.rows.values()}
        floor.choose(codes["C5"])
        floor.list_button.click()
        yield "the floor"
        floor.ask_swap(("A2", "C5"))
        settle()
        yield "a swap"
        window.show_page("exhibitors")
        settle()
        exhibitors = furniture.pages["exhibitors"]
        assert isinstance(exhibitors, ExhibitorsPage)
        exhibitors.show_exhibitor(8)
        settle()
        next(iter(exhibitors.detail.cards.values())).edit.click()
        yield "an exhibitor"
        exhibitors.list.new.click()
        yield "a new exhibitor"
        yield from _lists(window, furniture, settle)
        yield from _settings(window, furniture, settle)
        window.show_page("papers")
        settle()
        yield "papers"
        window.show_trouble("–")
        yield "no database"

    return views()


@pytest.mark.parametrize("language", ["zh_HK", "zh_CN"])
def test_no_english_word_is_on_a_chinese_screen(
    window: DeskWindow, tour: Iterator[str], names: set[str], settle: Run, language: str
) -> None:
    window.speak(language)
    settle()

    for view in tour:
        english = {
            (word, text)
            for _, text in _walk(window)
            for word in WORD.findall(text)
            if word not in names | ANYWHERE and not re.fullmatch(r"[A-Z]{2}", word)
        }
        assert english == set(), view


def test_a_language_chosen_while_everything_is_open_changes_everything(
    window: DeskWindow, tour: Iterator[str], names: set[str], settle: Run
) -> None:
    for view in tour:
        window.speak("en")
        settle()
        window.speak("zh_HK")
        settle()

        english = {
            (word, text)
            for widget, text in _walk(window)
            for word in WORD.findall(text)
            if word not in names | ANYWHERE and not re.fullmatch(r"[A-Z]{2}", word)
        }
        assert english == set(), view


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_that_takes_the_focus_has_a_name(
    window: DeskWindow, tour: Iterator[str], settle: Run, language: str
) -> None:
    window.speak(language)
    settle()

    for view in tour:
        nameless = [
            widget
            for widget in window.findChildren(QWidget)
            if widget.isVisible()
            and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            and not widget.objectName().startswith("qt_")
            and not isinstance(widget.parentWidget(), QAbstractItemView)
            and not _name(widget)
        ]
        assert nameless == [], view


def _name(widget: QWidget) -> str:
    if isinstance(widget, QComboBox | QLineEdit) and not isinstance(
        widget.parentWidget(), QComboBox
    ):
        # Qt gives a list its current text as its name, and a field none
        return widget.accessibleName()
    own = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    if not own and isinstance(widget, QLabel):
        return widget.text()
    parent = widget.parentWidget()
    if not own and isinstance(widget, QLineEdit) and parent is not None:
        return _name(parent)
    return own


def test_no_widget_ever_stands_alone_as_a_window(
    window: DeskWindow, tour: Iterator[str], qapp: QApplication
) -> None:
    for view in tour:
        alone = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]

        assert alone == [], view
        assert window.isActiveWindow(), view
