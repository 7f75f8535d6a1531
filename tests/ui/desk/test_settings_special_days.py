from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from labapp.domain.languages import Names
from labapp.domain.spaces import Hours, SpecialDay
from labapp.domain.staff import Role
from labapp.services.spaces import clear_special_day, lab, set_special_day
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.settings import SettingsPage
from labapp.ui.desk.settings.special_days import SpecialDaysSection
from labapp.ui.desk.window import DeskWindow
from tests.builders import as_actor
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key, keys
from tests.ui.desk.settings_hands import Until, linked, retype, told

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)

EVENING = date(2026, 12, 9)
EVE = date(2026, 12, 24)


@pytest.fixture
def days(window: DeskWindow, furniture: Furniture, settle: Run) -> SpecialDaysSection:
    window.shell.memory.keep_text("settings.section", "special_days")
    click(window.rail.buttons["settings"])
    settle()
    page = furniture.pages["settings"]
    assert isinstance(page, SettingsPage)
    assert isinstance(page.section, SpecialDaysSection)
    return page.section


def special(store: Store, day: date) -> SpecialDay | None:
    return store.read(lab).opening.special.get(day)


def choose(days: SpecialDaysSection, day: date, settle: Run) -> None:
    days.table.selectRow([row.day for row in days.rows.rows].index(day))
    settle()


def listed(days: SpecialDaysSection) -> list[date]:
    return [row.day for row in days.rows.rows]


def test_the_days_ahead_are_listed_with_their_hours_and_reasons(days: SpecialDaysSection) -> None:
    rows = [[days.rows.index(row, column).data() for column in range(3)] for row in range(2)]

    assert rows == [
        ["Wed 9 Dec 2026", "10:00–20:00", "Second-anniversary evening opening"],
        ["Thu 24 Dec 2026", "10:00–15:00", "Early closing"],
    ]
    assert len(listed(days)) == 5
    assert days.hint.isVisible()
    assert not days.form.isVisible()
    assert days.box.isHidden()


def test_the_largest_words_leave_the_date_whole(
    days: SpecialDaysSection, window: DeskWindow, settle: Run
) -> None:
    window.speak("zh_HK")
    window.bar.theme.menu().actions()[-1].trigger()
    settle()

    assert days.table.columnWidth(0) >= days.table.sizeHintForColumn(0) > 184


def test_past_days_are_listed_when_they_are_wanted(
    days: SpecialDaysSection, sqlite_sample: Store, settle: Run
) -> None:
    past = date(2026, 11, 30)
    sqlite_sample.write(set_special_day, SpecialDay(past, (), Names(en="Stocktaking")))
    settle()
    assert past not in listed(days)

    click(days.past)

    assert listed(days)[0] == past


def test_a_chosen_day_is_shown_to_change(days: SpecialDaysSection, settle: Run) -> None:
    choose(days, EVENING, settle)

    assert days.heading.text() == "Wed 9 Dec 2026"
    assert days.hours.hours == (Hours(time(10), time(20)),)
    assert days.reasons["zh_hant"].text() == "兩周年晚間開放"
    assert not days.day.isVisible()
    assert days.box.isHidden()


def test_other_hours_show_who_would_be_outside_before_they_are_saved(
    days: SpecialDaysSection, sqlite_sample: Store, settle: Run
) -> None:
    choose(days, EVENING, settle)
    field = days.hours.openings[0].closes
    retype(field, "19:00")
    key(field, Qt.Key.Key_Tab)
    settle()

    assert told(days.box).startswith(
        "Wed 9 Dec 2026: 10:00–19:00. 9 bookings ahead would be outside opening hours."
    )
    assert linked(days.box)[0] == "BK007"
    before = special(sqlite_sample, EVENING)
    assert before is not None
    assert before.hours == (Hours(time(10), time(20)),)

    click(days.box.save)
    settle()

    after = special(sqlite_sample, EVENING)
    assert after is not None
    assert after.hours == (Hours(time(10), time(19)),)
    assert after.reason == before.reason
    assert after.sample
    assert days.box.isHidden()
    assert days.history.text() == "Changed by tester, Tue 8 Dec, 09:30"


def test_a_reason_is_changed_in_one_language_alone(
    days: SpecialDaysSection, sqlite_sample: Store, settle: Run
) -> None:
    choose(days, EVE, settle)
    days.reasons["en"].selectAll()
    keys(days.reasons["en"], "Christmas Eve")
    key(days.reasons["en"], Qt.Key.Key_Return)
    settle()

    found = special(sqlite_sample, EVE)
    assert found is not None
    assert found.reason == Names("Christmas Eve", "提早關閉", "提早关闭")
    assert [row.reason.en for row in days.rows.rows][1] == "Christmas Eve"


def test_a_new_day_begins_closed_on_the_first_that_is_none_and_tells_who_is_affected(
    days: SpecialDaysSection, settle: Run
) -> None:
    click(days.new)
    settle()

    assert days.day.day == date(2026, 12, 10)
    assert QApplication.focusWidget() is days.day
    assert told(days.box).startswith("Thu 10 Dec 2026: Closed. 10 bookings ahead")


def test_a_new_day_is_saved_with_hours_and_reasons(
    days: SpecialDaysSection, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    click(days.new)
    for _ in range(3):
        key(days.day, Qt.Key.Key_Up)
    click(days.hours.add)
    for part, text in (("en", "Open Sunday"), ("zh_hant", "周日開放"), ("zh_hans", "周日开放")):
        keys(days.reasons[part], text)
    settle()
    click(days.box.save)
    settle()

    sunday = date(2026, 12, 13)
    found = special(sqlite_sample, sunday)
    assert found is not None
    assert found.hours == (Hours(time(10), time(18)),)
    assert found.reason == Names("Open Sunday", "周日開放", "周日开放")
    assert listed(days)[1] == sunday
    assert days.heading.text() == "Sun 13 Dec 2026"
    assert days.table.currentIndex().row() == 1
    assert window.notices.text.text() == "Special day saved: Sun 13 Dec 2026"


def test_a_date_is_not_added_twice(
    days: SpecialDaysSection, sqlite_sample: Store, settle: Run
) -> None:
    click(days.new)
    key(days.day, Qt.Key.Key_Down)
    settle()

    assert days.day.day == EVENING
    assert told(days.box) == "This date is in the list already: choose it there."
    assert not days.box.save.isEnabled()


def test_escape_gives_up_a_new_day(days: SpecialDaysSection, settle: Run) -> None:
    click(days.new)
    keys(days.reasons["en"], "Nothing")
    key(days.reasons["en"], Qt.Key.Key_Escape)
    settle()

    assert days.hint.isVisible()
    assert days.box.isHidden()
    assert len(listed(days)) == 5


def test_removing_a_day_tells_first_who_would_be_outside(
    days: SpecialDaysSection, sqlite_sample: Store, settle: Run
) -> None:
    choose(days, EVENING, settle)
    click(days.remove)
    settle()

    assert told(days.box).startswith(
        "Wed 9 Dec 2026 follows the usual week and the holidays again. 10 bookings ahead"
    )
    assert days.box.save.text() == "Remove"
    assert special(sqlite_sample, EVENING) is not None

    click(days.box.save)
    settle()

    assert special(sqlite_sample, EVENING) is None
    assert EVENING not in listed(days)
    assert days.hint.isVisible()
    assert days.box.isHidden()


def test_removing_can_be_thought_better_of(
    days: SpecialDaysSection, sqlite_sample: Store, settle: Run
) -> None:
    choose(days, EVENING, settle)
    click(days.remove)
    settle()

    click(days.box.discard)
    settle()

    assert days.box.isHidden()
    assert days.heading.text() == "Wed 9 Dec 2026"
    assert special(sqlite_sample, EVENING) is not None


def test_another_day_is_not_shown_over_what_is_not_saved(
    days: SpecialDaysSection, settle: Run
) -> None:
    choose(days, EVE, settle)
    days.reasons["en"].end(False)
    keys(days.reasons["en"], " at noon")
    settle()

    choose(days, EVENING, settle)

    assert days.heading.text() == "Thu 24 Dec 2026"
    assert days.reasons["en"].text() == "Early closing at noon"
    assert told(days.box).startswith("Save or discard this first.")
    assert listed(days)[days.table.currentIndex().row()] == EVE


def test_hours_that_cannot_stand_are_marked(days: SpecialDaysSection, settle: Run) -> None:
    choose(days, EVE, settle)
    field = days.hours.openings[0].closes
    retype(field, "10:00")
    key(field, Qt.Key.Key_Tab)
    settle()

    assert days.hours.error.isVisible()
    assert not days.box.save.isEnabled()


def test_another_desks_change_is_shown(
    days: SpecialDaysSection, sqlite_sample: Store, settle: Run, until: Until
) -> None:
    choose(days, EVE, settle)
    other = as_actor(sqlite_sample, "chan", Role.SUPERVISOR)
    other.write(set_special_day, SpecialDay(EVE, (), Names(en="Closed for repairs")))
    other.close()

    until(lambda: days.reasons["en"].text() == "Closed for repairs")
    settle()

    assert days.hours.hours == ()
    assert days.history.text().startswith("Changed by chan")


def test_a_day_that_another_desk_removed_is_shown_no_more(
    days: SpecialDaysSection, sqlite_sample: Store, settle: Run, until: Until
) -> None:
    choose(days, EVE, settle)
    other = as_actor(sqlite_sample, "chan", Role.SUPERVISOR)
    other.write(clear_special_day, EVE)
    other.close()

    until(days.hint.isVisible)

    assert EVE not in listed(days)


def test_the_model_keeps_qts_rules(
    days: SpecialDaysSection, sqlite_sample: Store, settle: Run
) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(days.rows, fatal)

    sqlite_sample.write(clear_special_day, EVE)
    settle()
    click(days.past)

    assert tester is not None
    assert len(listed(days)) == 4


def test_all_of_it_is_said_again_in_another_language(
    days: SpecialDaysSection, window: DeskWindow, settle: Run
) -> None:
    choose(days, EVENING, settle)
    click(days.remove)
    settle()

    window.speak("zh_CN")
    settle()

    assert days.heading.text() == "2026年12月9日（三）"
    assert days.rows.index(0, 2).data() == "两周年晚间开放"
    assert told(days.box).startswith(
        "2026年12月9日（三）将恢复平常时间和假期安排。有 10 个未来预约"
    )
