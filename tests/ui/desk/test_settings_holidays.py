import asyncio
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from labapp.domain.languages import Names
from labapp.domain.spaces import Holiday
from labapp.domain.staff import Role
from labapp.services.spaces import clear_special_day, import_holidays, lab, remove_holiday
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.settings import SettingsPage
from labapp.ui.desk.settings.holidays import HolidaysSection
from labapp.ui.desk.window import DeskWindow
from tests.builders import as_actor
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key
from tests.ui.desk.settings_hands import Until, linked, told

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//1823//EN
BEGIN:VEVENT
UID:1@test
DTSTART;VALUE=DATE:20261210
DTEND;VALUE=DATE:20261211
SUMMARY:Day of the Lab
END:VEVENT
END:VCALENDAR
"""
LAB_DAY = date(2026, 12, 10)


@pytest.fixture
def holidays(window: DeskWindow, furniture: Furniture, settle: Run) -> HolidaysSection:
    window.shell.memory.keep_text("settings.section", "holidays")
    click(window.rail.buttons["settings"])
    settle()
    page = furniture.pages["settings"]
    assert isinstance(page, SettingsPage)
    assert isinstance(page.section, HolidaysSection)
    return page.section


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    path = tmp_path / "en.ics"
    path.write_text(CALENDAR.replace("\n", "\r\n"), encoding="utf-8")
    return path


def known(store: Store) -> dict[date, Holiday]:
    return store.read(lab).opening.holidays


def row_of(holidays: HolidaysSection, day: date) -> list[str]:
    at = [row.day for row in holidays.rows.rows].index(day)
    return [holidays.rows.index(at, column).data() for column in range(4)]


def test_without_holidays_it_says_what_to_do(holidays: HolidaysSection) -> None:
    assert holidays.none.isVisible()
    assert holidays.none.text().startswith("No public holidays are known yet.")
    assert not holidays.table.isVisible()
    assert holidays.take.text() == "Take in Hong Kong's for 2026 and 2027"


def test_hong_kongs_holidays_are_shown_before_they_are_saved(
    holidays: HolidaysSection, sqlite_sample: Store, settle: Run
) -> None:
    click(holidays.take)
    settle()

    assert row_of(holidays, date(2026, 12, 25)) == [
        "Fri 25 Dec 2026",
        "Christmas Day",
        "Closed",
        "New",
    ]
    assert len(holidays.rows.rows) == 34
    assert told(holidays.box) == "34 new holidays. No booking ahead is affected."
    assert known(sqlite_sample) == {}


def test_save_keeps_them_in_three_languages(
    holidays: HolidaysSection, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    click(holidays.take)
    settle()
    click(holidays.box.save)
    settle()

    found = known(sqlite_sample)
    assert len(found) == 34
    assert found[date(2026, 12, 25)].names == Names("Christmas Day", "聖誕節", "圣诞节")
    assert row_of(holidays, date(2026, 12, 25))[3] == "Known"
    assert holidays.box.isHidden()
    assert window.notices.text.text() == "34 holidays taken in"


def test_taking_in_what_is_known_says_so_and_asks_nothing(
    holidays: HolidaysSection, window: DeskWindow, settle: Run
) -> None:
    click(holidays.take)
    settle()
    click(holidays.box.save)
    settle()

    click(holidays.take)
    settle()

    assert holidays.box.isHidden()
    assert window.notices.text.text() == "34 holidays found, all known already"


def test_discard_forgets_what_was_found(
    holidays: HolidaysSection, sqlite_sample: Store, settle: Run
) -> None:
    click(holidays.take)
    settle()
    click(holidays.box.discard)
    settle()

    assert holidays.rows.rows == ()
    assert holidays.none.isVisible()
    assert known(sqlite_sample) == {}


def test_a_calendar_file_shows_who_would_be_outside(
    holidays: HolidaysSection, sqlite_sample: Store, settle: Run, calendar: Path
) -> None:
    holidays.tasks.start(holidays.take_file(calendar))
    settle()

    assert told(holidays.box).startswith(
        "1 new holiday. 10 bookings ahead would be outside opening hours."
    )
    assert linked(holidays.box)[0] == "BK010"

    click(holidays.box.save)
    settle()

    assert known(sqlite_sample)[LAB_DAY].names == Names(en="Day of the Lab")


def answer(path: Path | None) -> None:
    """Choose a file in the dialog that is open, or give it up."""
    dialog = next(
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, QFileDialog) and each.isVisible()
    )
    assert dialog.nameFilters() == ["Calendar (*.ics)"]
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFile
    if path is None:
        dialog.reject()
    else:
        line = dialog.findChild(QLineEdit)
        assert line is not None
        line.setText(str(path))
        dialog.accept()


def test_a_file_is_asked_for_without_stopping_the_window(
    holidays: HolidaysSection, loop: asyncio.AbstractEventLoop, settle: Run, calendar: Path
) -> None:
    loop.call_later(0.1, answer, calendar)
    click(holidays.read_file)
    settle()

    assert [row.day for row in holidays.rows.rows] == [LAB_DAY]


def test_a_dialog_that_is_given_up_changes_nothing(
    holidays: HolidaysSection, loop: asyncio.AbstractEventLoop, settle: Run
) -> None:
    loop.call_later(0.1, answer, None)
    click(holidays.read_file)
    settle()

    assert holidays.rows.rows == ()
    assert holidays.box.isHidden()


def test_a_file_that_is_no_calendar_is_refused_in_words(
    holidays: HolidaysSection, window: DeskWindow, settle: Run, tmp_path: Path
) -> None:
    path = tmp_path / "notes.ics"
    path.write_text("dear diary", encoding="utf-8")

    holidays.tasks.start(holidays.take_file(path))
    settle()

    assert window.notices.isVisible()
    assert str(path) in window.notices.text.text()
    assert holidays.box.isHidden()


def test_another_name_for_a_known_day_is_told_apart(
    holidays: HolidaysSection, sqlite_sample: Store, settle: Run, calendar: Path
) -> None:
    sqlite_sample.write(import_holidays, [Holiday(LAB_DAY, Names("Lab Day", "實驗室日"))])
    settle()
    holidays.tasks.start(holidays.take_file(calendar))
    settle()

    assert row_of(holidays, LAB_DAY)[1::2] == ["Day of the Lab", "Other name"]
    assert told(holidays.box).startswith("0 new holidays, 1 with another name.")

    click(holidays.box.save)
    settle()

    assert known(sqlite_sample)[LAB_DAY].names == Names("Day of the Lab", "實驗室日")


def test_a_special_day_on_a_holiday_is_shown_with_its_hours(
    holidays: HolidaysSection, sqlite_sample: Store, settle: Run
) -> None:
    sqlite_sample.write(import_holidays, [Holiday(date(2026, 12, 24), Names("Eve"))])
    settle()
    assert row_of(holidays, date(2026, 12, 24))[2] == "Open 10:00–15:00"

    sqlite_sample.write(clear_special_day, date(2026, 12, 24))
    settle()

    assert row_of(holidays, date(2026, 12, 24))[2] == "Closed"


def test_what_another_desk_takes_in_is_shown(
    holidays: HolidaysSection, sqlite_sample: Store, until: Until
) -> None:
    other = as_actor(sqlite_sample, "chan", Role.SUPERVISOR)
    other.write(import_holidays, [Holiday(LAB_DAY, Names("Lab Day"))])
    other.close()

    until(lambda: [row.day for row in holidays.rows.rows] == [LAB_DAY])


def test_a_holiday_is_removed_when_that_is_confirmed(
    holidays: HolidaysSection, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    sqlite_sample.write(import_holidays, [Holiday(LAB_DAY, Names("Lab Day"))])
    settle()
    assert not holidays.remove.isEnabled()

    holidays.table.selectRow(0)
    click(holidays.remove)
    settle()

    assert told(holidays.box).startswith("Thu 10 Dec 2026 (Lab Day) will be no public holiday")
    assert holidays.box.save.text() == "Remove"
    assert LAB_DAY in known(sqlite_sample)

    click(holidays.box.save)
    settle()

    assert known(sqlite_sample) == {}
    assert holidays.box.isHidden()
    assert window.notices.text.text() == "Lab Day removed"


def test_escape_keeps_the_holiday(
    holidays: HolidaysSection, sqlite_sample: Store, settle: Run
) -> None:
    sqlite_sample.write(import_holidays, [Holiday(LAB_DAY, Names("Lab Day"))])
    settle()
    holidays.table.selectRow(0)
    click(holidays.remove)
    settle()
    key(holidays.box.discard, Qt.Key.Key_Escape)
    settle()

    assert holidays.box.isHidden()
    assert LAB_DAY in known(sqlite_sample)


def test_a_holiday_that_another_desk_removes_is_asked_about_no_more(
    holidays: HolidaysSection, sqlite_sample: Store, settle: Run
) -> None:
    sqlite_sample.write(import_holidays, [Holiday(LAB_DAY, Names("Lab Day"))])
    settle()
    holidays.table.selectRow(0)
    click(holidays.remove)
    settle()

    sqlite_sample.write(remove_holiday, LAB_DAY)
    settle()

    assert holidays.box.isHidden()
    assert holidays.none.isVisible()


def test_the_model_keeps_qts_rules(holidays: HolidaysSection, settle: Run) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(holidays.rows, fatal)

    click(holidays.take)
    settle()
    click(holidays.box.discard)
    settle()

    assert tester is not None
    assert holidays.rows.rows == ()


def test_all_of_it_is_said_again_in_another_language(
    holidays: HolidaysSection, window: DeskWindow, settle: Run
) -> None:
    click(holidays.take)
    settle()

    window.speak("zh_HK")
    settle()

    assert holidays.take.text() == "載入 2026 及 2027 年香港公眾假期"
    assert row_of(holidays, date(2026, 12, 25))[1:] == ["聖誕節", "休館", "新增"]
    assert told(holidays.box) == "新增 34 個假期。沒有未來預約受影響。"
