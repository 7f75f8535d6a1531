from datetime import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from labapp.domain.spaces import Hours
from labapp.domain.staff import Role
from labapp.services.spaces import lab, set_week, set_weekly_hours
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.settings import SettingsPage
from labapp.ui.desk.settings.hours import HoursSection
from labapp.ui.desk.settings.hours_editor import MOST
from labapp.ui.desk.window import DeskWindow
from tests.builders import as_actor
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key
from tests.ui.desk.settings_hands import Until, linked, retype, told

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)

TUESDAY, SUNDAY = 1, 6
USUAL = Hours(time(10), time(18))


@pytest.fixture
def hours(window: DeskWindow, furniture: Furniture, settle: Run) -> HoursSection:
    window.shell.memory.keep_text("settings.section", "hours")
    click(window.rail.buttons["settings"])
    settle()
    page = furniture.pages["settings"]
    assert isinstance(page, SettingsPage)
    assert isinstance(page.section, HoursSection)
    return page.section


def kept(store: Store, weekday: int) -> tuple[Hours, ...]:
    return store.read(lab).opening.weekly.get(weekday, ())


def close_at(hours: HoursSection, weekday: int, text: str) -> None:
    """Type another closing time and go on to the next field."""
    opening = hours.days[weekday].openings[-1]
    retype(opening.closes, text)
    key(opening.closes, Qt.Key.Key_Tab)


def test_the_week_is_shown_as_it_is(hours: HoursSection) -> None:
    assert [editor.hours for editor in hours.days.values()] == [
        *[(USUAL,)] * 5,
        (Hours(time(10), time(16)),),
        (),
    ]
    assert hours.days[SUNDAY].closed.isVisible()
    assert hours.days[SUNDAY].closed.text() == "Closed"
    assert hours.box.isHidden()


def test_tab_goes_through_the_hours_as_they_are_read(hours: HoursSection) -> None:
    monday, sunday = hours.days[0], hours.days[SUNDAY]
    click(sunday.add)
    click(monday.add)
    first, second = monday.openings
    wanted = [
        *(first.opens, first.closes, first.out),
        *(second.opens, second.closes, second.out),
        monday.add,
        hours.days[1].openings[0].opens,
    ]
    first.opens.setFocus()

    passed = []
    for _ in wanted:
        focused = QApplication.focusWidget()
        assert focused is not None
        passed.append(focused)
        key(focused, Qt.Key.Key_Tab)

    assert passed == wanted
    sunday.openings[0].out.setFocus()
    key(sunday.openings[0].out, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is sunday.add


def test_earlier_closing_shows_who_would_be_outside_before_it_is_saved(
    hours: HoursSection, sqlite_sample: Store, settle: Run
) -> None:
    close_at(hours, TUESDAY, "16:00")
    settle()

    assert told(hours.box).startswith("4 bookings ahead would be outside opening hours.")
    assert linked(hours.box) == ["BK004", "BK005", "BK006", "BK027"]
    assert hours._notes[TUESDAY].text() == "now 10:00–18:00"
    assert kept(sqlite_sample, TUESDAY) == (USUAL,)


def test_half_a_time_changes_nothing_until_the_field_is_left(
    hours: HoursSection, settle: Run
) -> None:
    opening = hours.days[TUESDAY].openings[0]
    retype(opening.closes, "1")
    settle()

    assert hours.days[TUESDAY].hours == (USUAL,)
    assert hours.box.isHidden()


def test_save_keeps_several_days_together_and_tells_who(
    hours: HoursSection, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    close_at(hours, TUESDAY, "16:00")
    click(hours.days[SUNDAY].add)
    settle()

    click(hours.box.save)
    settle()

    assert kept(sqlite_sample, TUESDAY) == (Hours(time(10), time(16)),)
    assert kept(sqlite_sample, SUNDAY) == (USUAL,)
    assert hours.box.isHidden()
    assert hours._notes[SUNDAY].text() == "Changed from Closed by tester, Tue 8 Dec, 09:30"
    assert window.notices.text.text() == "Opening hours saved"


def test_a_day_may_open_several_times(
    hours: HoursSection, sqlite_sample: Store, settle: Run
) -> None:
    editor = hours.days[SUNDAY]
    click(editor.add)
    close_at(hours, SUNDAY, "13:00")
    click(editor.add)
    settle()
    assert editor.hours == (Hours(time(10), time(13)), Hours(time(14), time(15)))

    click(hours.box.save)
    settle()

    assert kept(sqlite_sample, SUNDAY) == editor.hours


def test_a_day_closes_when_its_last_hours_are_taken_out(
    hours: HoursSection, sqlite_sample: Store, settle: Run
) -> None:
    editor = hours.days[5]
    click(editor.openings[0].out)
    settle()
    assert editor.hours == ()
    assert editor.closed.isVisible()
    assert QApplication.focusWidget() is editor.add
    assert "would be outside opening hours" in told(hours.box)

    click(hours.box.save)
    settle()

    assert kept(sqlite_sample, 5) == ()


def test_enter_in_a_time_saves_what_affects_nobody(
    hours: HoursSection, sqlite_sample: Store, settle: Run
) -> None:
    opening = hours.days[TUESDAY].openings[0]
    retype(opening.closes, "19:00")
    key(opening.closes, Qt.Key.Key_Return)
    settle()

    assert kept(sqlite_sample, TUESDAY) == (Hours(time(10), time(19)),)


def test_escape_puts_the_week_back(hours: HoursSection, settle: Run) -> None:
    close_at(hours, TUESDAY, "16:00")
    settle()

    key(hours.days[TUESDAY].openings[0].closes, Qt.Key.Key_Escape)
    settle()

    assert hours.days[TUESDAY].hours == (USUAL,)
    assert hours.box.isHidden()


@pytest.mark.parametrize(("closes", "shown"), [("10:00", "10:00–10:00"), ("16:00", "15:00–17:00")])
def test_hours_that_cannot_stand_are_marked_at_their_day(
    hours: HoursSection, sqlite_sample: Store, settle: Run, closes: str, shown: str
) -> None:
    editor = hours.days[TUESDAY]
    if closes != "10:00":
        click(editor.add)
        editor.openings[1].opens.show_clock(time(15))
        editor.openings[1].closes.show_clock(time(17))
    retype(editor.openings[0].closes, closes)
    key(editor.openings[0].closes, Qt.Key.Key_Tab)
    settle()

    assert editor.error.text() == f"{shown} has no length or overlaps other hours."
    assert told(hours.box) == "Correct what is marked, or discard it."
    assert not hours.box.save.isEnabled()
    hours.save()
    settle()
    assert kept(sqlite_sample, TUESDAY) == (USUAL,)


def test_midnight_ends_a_day(hours: HoursSection, sqlite_sample: Store, settle: Run) -> None:
    close_at(hours, TUESDAY, "00:00")
    hours.save()
    settle()

    assert kept(sqlite_sample, TUESDAY) == (Hours(time(10), time(0)),)
    sqlite_sample.write(set_weekly_hours, TUESDAY, (USUAL,))
    settle()
    assert hours._notes[TUESDAY].text().startswith("Changed from 10:00–24:00 by tester")


def test_there_is_an_end_to_the_openings_of_a_day(hours: HoursSection) -> None:
    editor = hours.days[SUNDAY]
    for _ in range(MOST):
        click(editor.add)

    assert len(editor.openings) == MOST
    assert not editor.add.isVisible()


def test_another_desks_hours_are_shown_and_what_is_typed_stays(
    hours: HoursSection, sqlite_sample: Store, settle: Run, until: Until
) -> None:
    close_at(hours, TUESDAY, "19:00")
    other = as_actor(sqlite_sample, "chan", Role.SUPERVISOR)
    other.write(set_week, {TUESDAY: (Hours(time(9), time(18)),), 0: (Hours(time(9), time(17)),)})
    other.close()

    until(lambda: hours.days[0].hours == (Hours(time(9), time(17)),))
    settle()

    assert hours.days[TUESDAY].hours == (Hours(time(10), time(19)),)
    assert hours._notes[TUESDAY].text().startswith("now 09:00–18:00 · Changed from")


def test_the_times_are_named_for_their_day_in_every_language(
    hours: HoursSection, window: DeskWindow, settle: Run
) -> None:
    assert hours.days[0].openings[0].opens.accessibleName() == "Monday opens"

    window.speak("zh_HK")
    settle()

    opening = hours.days[0].openings[0]
    assert opening.closes.accessibleName() == "星期一關閉時間"
    assert opening.out.toolTip() == "星期一：移除這段時間"
