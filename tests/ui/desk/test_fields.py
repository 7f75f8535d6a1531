from datetime import date, time

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from labapp.domain.bookings import State
from labapp.ui.desk.shell import Shell
from labapp.ui.widgets.calendars import DayButton
from labapp.ui.widgets.fields import Amount, Choice, Count, Field, Note, TimeOfDay
from labapp.ui.widgets.search_combo import Found, SearchCombo
from labapp.ui.widgets.table_text import as_html, as_lines
from tests.ui.desk.driving import key, keys

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)


def _wheel(widget: QWidget) -> None:
    centre = QPointF(widget.rect().center())
    event = QWheelEvent(
        centre,
        widget.mapToGlobal(centre),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_a_wheel_that_passes_over_a_field_changes_nothing(qtbot: QtBot) -> None:
    count, choice, clock, amount = Count(), Choice(), TimeOfDay(), Amount("PFLOPS")
    choice.offer([(1, "one"), (2, "two")], 2)
    for widget in (count, choice, clock, amount):
        qtbot.addWidget(widget)
        _wheel(widget)

    assert (count.value(), choice.value, clock.clock, amount.thousandths) == (0, 2, time(0), 0)


def test_a_choice_gives_back_the_very_value_that_was_offered(qtbot: QtBot) -> None:
    choice = Choice()
    qtbot.addWidget(choice)

    choice.offer([(state, state.value) for state in State], State.HELD)

    assert choice.value is State.HELD


def test_a_choice_says_picked_only_when_the_person_chose(qtbot: QtBot) -> None:
    choice = Choice()
    heard: list[object] = []
    qtbot.addWidget(choice)
    choice.picked.connect(heard.append)
    choice.offer([(1, "one"), (2, "two")], 1)
    choice.choose(2)
    assert heard == []

    key(choice, Qt.Key.Key_Up)

    assert heard == [1]


def test_times_step_on_the_labs_grid_and_past_midnight(qtbot: QtBot) -> None:
    clock = TimeOfDay(15)
    qtbot.addWidget(clock)
    clock.show_clock(time(23, 50))

    clock.stepBy(1)
    assert clock.clock == time(0, 0)
    clock.stepBy(-1)

    assert clock.clock == time(23, 45)


def test_an_amount_is_kept_in_thousandths_and_shown_short(qtbot: QtBot) -> None:
    amount = Amount("PFLOPS")
    qtbot.addWidget(amount)

    amount.show_thousandths(2500)

    assert (amount.text(), amount.thousandths) == ("2.5 PFLOPS", 2500)


def test_a_field_names_its_control_in_the_present_language(qtbot: QtBot, shell: Shell) -> None:
    note = Note()
    field = Field(shell.speech, "field.note", note)
    qtbot.addWidget(field)
    assert note.accessibleName() == "Note"

    shell.speech.choose("zh_HK")

    assert (note.accessibleName(), field.label.text()) == ("備註", "備註")


@pytest.fixture
def search(qtbot: QtBot) -> SearchCombo:
    combo = SearchCombo(str.casefold)
    qtbot.addWidget(combo)
    combo.offer(
        [
            Found(1, "Baidu", "Baidu 百度 EX01"),
            Found(2, "Huawei", "Huawei 華為 华为 EX02"),
            Found(3, "Inspur", "Inspur 浪潮 EX03"),
        ]
    )
    combo.show()
    return combo


def test_enter_takes_the_first_that_is_found(search: SearchCombo) -> None:
    heard: list[int] = []
    search.picked.connect(heard.append)

    keys(search.line, "华")
    key(search, Qt.Key.Key_Return)

    assert (search.value, search.line.text(), heard) == (2, "Huawei", [2])


def test_leaving_half_a_name_that_fits_several_puts_back_what_was_chosen(
    search: SearchCombo,
) -> None:
    search.choose(3)

    search.line.clear()
    keys(search.line, "EX0")
    _leave(search)

    assert (search.value, search.line.text()) == (3, "Inspur")


def test_leaving_a_name_that_fits_one_takes_it(search: SearchCombo) -> None:
    keys(search.line, "baid")
    _leave(search)

    assert (search.value, search.line.text()) == (1, "Baidu")


def _leave(search: SearchCombo) -> None:
    search._hide_found()
    event = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason)
    QApplication.sendEvent(search, event)


def test_offering_again_in_another_language_keeps_what_was_chosen(search: SearchCombo) -> None:
    search.choose(2)

    search.offer([Found(1, "百度", "百度"), Found(2, "華為", "華為"), Found(3, "浪潮", "浪潮")])

    assert (search.value, search.line.text()) == (2, "華為")


def test_the_day_button_steps_by_the_arrow_keys(qtbot: QtBot, shell: Shell) -> None:
    button = DayButton(shell.speech, shell.look, shell.clock)
    qtbot.addWidget(button)
    heard: list[date] = []
    button.chosen.connect(heard.append)
    button.show_day(date(2026, 12, 31))

    key(button, Qt.Key.Key_Up)

    assert heard == [date(2027, 1, 1)]
    assert button.text() == "Fri 1 Jan 2027"


def test_a_table_on_the_clipboard_has_one_line_a_row() -> None:
    lines = [["Name", "Note"], ["A & B", "two\nlines\tand a tab"]]

    assert as_lines(lines) == "Name\tNote\nA & B\ttwo lines and a tab"
    assert "<td>A &amp; B</td>" in as_html(lines)


def test_an_opened_choice_is_as_wide_as_its_longest_text(qtbot: QtBot) -> None:
    choice = Choice()
    qtbot.addWidget(choice)
    choice.offer([(1, "B1"), (2, "B2  Enterprise Booth with a long name")], 1)
    choice.setFixedWidth(60)
    with qtbot.waitExposed(choice):
        choice.show()

    choice.showPopup()

    assert choice.view().viewport().width() >= choice.view().sizeHintForColumn(0)
    choice.hidePopup()
