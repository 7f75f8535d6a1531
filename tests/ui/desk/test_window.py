from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QTableView

from labapp.ui.desk.memory import Memory
from labapp.ui.desk.shell import Shell
from labapp.ui.desk.window import DeskWindow
from labapp.ui.theme import load_theme
from tests.ui.desk.driving import click, key

CONTROL = Qt.KeyboardModifier.ControlModifier

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)


def test_the_rail_has_a_button_for_each_page_there_is_and_no_other(window: DeskWindow) -> None:
    assert [button.text() for button in window.rail.buttons.values()] == [
        "Today",
        "Board",
        "Floor",
        "Bookings",
        "Exhibitors",
        "Papers",
        "Settings",
    ]


@pytest.mark.parametrize(
    ("which", "page"),
    [(Qt.Key.Key_5, "exhibitors"), (Qt.Key.Key_6, "papers"), (Qt.Key.Key_1, "today")],
)
def test_control_and_a_digit_show_a_page(window: DeskWindow, which: Qt.Key, page: str) -> None:
    wanted: list[str] = []
    window.page_wanted.connect(wanted.append)

    key(window, which, CONTROL)

    assert window.page == page
    assert wanted == [page]
    assert window.rail.buttons[page].isChecked()


def test_a_page_is_shown_when_an_assistive_tool_toggles_its_button(window: DeskWindow) -> None:
    buttons = window.rail.buttons
    spoken = QAccessible.queryAccessibleInterface(buttons["exhibitors"]).actionInterface()

    spoken.doAction(spoken.toggleAction())

    assert window.page == "exhibitors"
    assert buttons["exhibitors"].isChecked()
    assert not buttons["board"].isChecked()


def test_only_the_board_offers_several_days(window: DeskWindow) -> None:
    assert window.bar.spans[7].isVisible()

    key(window, Qt.Key.Key_6, CONTROL)
    assert not window.bar.spans[7].isVisible()
    assert window.bar.date.isVisible()
    key(window, Qt.Key.Key_5, CONTROL)

    assert not window.bar.date.isVisible()


def test_the_arrows_step_by_as_many_days_as_are_shown(window: DeskWindow) -> None:
    click(window.bar.after)
    assert window.shell.day == date(2026, 12, 9)

    click(window.bar.spans[7])
    click(window.bar.before)
    assert window.shell.day == date(2026, 12, 2)
    click(window.bar.today)

    assert window.shell.day == date(2026, 12, 8)
    assert window.bar.date.text() == "Tue 8 Dec 2026"


def test_going_to_a_date_opens_a_month_that_begins_on_monday(window: DeskWindow) -> None:
    menu = window.bar.calendar
    menu.popup(QPoint(0, 0))
    calendar = menu._calendar
    assert calendar is not None
    assert calendar.firstDayOfWeek() == Qt.DayOfWeek.Monday
    assert calendar.selectedDate().toPython() == date(2026, 12, 8)

    days = calendar.findChild(QTableView)
    assert days is not None
    key(days, Qt.Key.Key_Right)
    key(days, Qt.Key.Key_Return)

    assert window.shell.day == date(2026, 12, 9)
    assert not menu.isVisible()


def test_the_language_is_changed_everywhere_at_once_and_remembered(
    window: DeskWindow, memory: Memory
) -> None:
    menu = window.bar.language.menu()
    traditional = menu.actions()[1]
    assert [action.text() for action in menu.actions()] == ["English", "繁體中文", "简体中文"]

    traditional.trigger()

    assert window.windowTitle() == "人工智能實驗室－接待處"
    assert window.rail.buttons["papers"].text() == "文件"
    assert window.bar.date.text() == "2026年12月8日（二）"
    assert window.bar.language.text() == "繁體中文"
    assert Memory().language == "zh_HK"
    families = QApplication.font().families()
    assert families[0] == "Noto Sans HK"


def test_the_theme_is_changed_at_once_and_remembered(window: DeskWindow) -> None:
    names = [action.text() for action in window.bar.theme.menu().actions()]
    assert names[:4] == ["As the system", "Light", "Dark", "High contrast"]

    window.bar.theme.menu().actions()[2].trigger()

    assert window.shell.look.theme.name == "dark"
    assert QApplication.palette().window().color() == load_theme("dark").colour("window")
    assert Memory().theme == "dark"


def test_the_text_is_written_larger_at_once_and_remembered(window: DeskWindow) -> None:
    before = window.bar.search.sizeHint().height()
    menu = window.bar.theme.menu()
    names = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert names[4:] == ["Small text", "Normal text", "Large text", "Largest text"]

    menu.actions()[-1].trigger()

    assert QApplication.font().pixelSize() == 18
    assert window.bar.today.fontMetrics().height() > 22
    assert window.bar.search.sizeHint().height() > before
    assert Memory().text_size == "largest"


def test_keys_write_larger_and_smaller_as_far_as_there_are_sizes(window: DeskWindow) -> None:
    shifted = CONTROL | Qt.KeyboardModifier.ShiftModifier
    sizes: list[int] = []
    for which in (Qt.Key.Key_Minus, *[Qt.Key.Key_Equal] * 4):
        key(window, which, shifted)
        sizes.append(QApplication.font().pixelSize())

    assert sizes == [13, 14, 16, 18, 18]
    assert [action.isChecked() for action in window.bar.theme.menu().actions()[-4:]] == [
        False,
        False,
        False,
        True,
    ]


def test_text_that_was_larger_is_normal_again(window: DeskWindow) -> None:
    before = (window.bar.sizeHint(), window.bar.today.font().pixelSize())
    window.write("largest")
    QApplication.sendPostedEvents()
    assert window.bar.today.font().pixelSize() == 18

    window.write("normal")
    QApplication.sendPostedEvents()

    assert (window.bar.sizeHint(), window.bar.today.font().pixelSize()) == before


@pytest.mark.parametrize("language", ["en", "zh_HK", "zh_CN"])
def test_the_largest_text_fits_at_1280_by_800(window: DeskWindow, language: str) -> None:
    window.resize(1280, 800)
    window.speak(language)
    window.write("largest")
    QApplication.sendPostedEvents()

    assert window.minimumSizeHint().width() <= 1280
    assert window.bar.status.geometry().right() <= window.bar.width()
    for button in window.rail.buttons.values():
        word = button.fontMetrics().horizontalAdvance(button.text())
        assert word <= button.width()


def test_the_window_follows_the_system_while_it_is_open_if_it_shall(
    window: DeskWindow, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["dark"]
    monkeypatch.setattr("labapp.ui.look.system_theme_name", lambda app: asked[0])
    hints = qapp.styleHints()
    worn: list[str] = []

    def change(system: str) -> None:
        asked[0] = system
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        worn.append(window.shell.look.theme.name)

    window.wear("system")
    for system in ("dark", "light", "dark"):
        change(system)
    asked[0] = "contrast"
    hints.accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    worn.append(window.shell.look.theme.name)
    window.wear("light")
    change("dark")

    assert worn == ["dark", "light", "dark", "contrast", "light"]


def test_how_many_days_are_shown_is_remembered(window: DeskWindow) -> None:
    click(window.bar.spans[3])

    assert Memory().days == 3


def test_the_window_stands_where_it_was_left(window: DeskWindow, shell: Shell) -> None:
    window.resize(1024, 650)
    window.close()

    again = DeskWindow(shell, "tester")

    assert (again.width(), again.height()) == (1024, 650)


def test_a_damaged_memory_counts_as_none(memory: Memory) -> None:
    memory.keep_text("language", "tlh")
    memory.keep_text("theme", "pink")
    memory.keep_text("days", "4")
    memory.keep_text("window", "not a shape")

    fresh = Memory()

    assert fresh.language in {"en", "zh_HK", "zh_CN"}
    assert (fresh.theme, fresh.days) == ("system", 1)
    assert fresh.shape("window").isEmpty()


def test_undo_and_redo_say_what_they_would_do(window: DeskWindow) -> None:
    assert not window.bar.undo.isEnabled()

    window.bar.show_undo("Moved BK030 (Tue 8 Dec, 09:30)", None)

    assert window.bar.undo.toolTip() == "Undo: Moved BK030 (Tue 8 Dec, 09:30)"
    assert window.bar.undo.isEnabled()
    assert not window.bar.redo.isEnabled()


def test_everything_fits_at_1280_by_800_in_every_language(window: DeskWindow) -> None:
    window.resize(1280, 800)
    for language in ("en", "zh_HK", "zh_CN"):
        window.speak(language)
        QApplication.sendPostedEvents()

        assert window.minimumSizeHint().width() <= 1280
        right = window.bar.status.geometry().right()
        assert right <= window.bar.width()
