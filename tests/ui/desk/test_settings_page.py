import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from labapp.domain.staff import Role
from labapp.services.gateway import Gateway
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.settings import SECTIONS, SettingsPage
from labapp.ui.desk.settings.holidays import HolidaysSection
from labapp.ui.desk.settings.hours import HoursSection
from labapp.ui.desk.settings.rules import RulesSection
from labapp.ui.desk.settings.special_days import SpecialDaysSection
from labapp.ui.desk.window import DeskWindow
from tests.builders import as_actor
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)

KEYS = [name for name, _, _ in SECTIONS]


@pytest.fixture
def page(window: DeskWindow, furniture: Furniture, settle: Run) -> SettingsPage:
    click(window.rail.buttons["settings"])
    settle()
    page = furniture.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page


def test_the_subjects_are_listed_and_the_first_is_shown(page: SettingsPage) -> None:
    names = [page.list.item(row).text() for row in range(page.list.count())]

    assert names[:4] == ["House rules", "Opening hours", "Special days", "Public holidays"]
    assert isinstance(page.section, RulesSection)
    assert QApplication.focusWidget() is page.list


def test_arrows_go_through_the_subjects_and_enter_goes_in(page: SettingsPage, settle: Run) -> None:
    key(page.list, Qt.Key.Key_Down)
    settle()
    hours = page.section
    assert isinstance(hours, HoursSection)

    key(page.list, Qt.Key.Key_Return)

    focused = QApplication.focusWidget()
    assert focused is not None
    assert hours.isAncestorOf(focused)


def test_a_section_is_made_when_it_is_first_shown_and_kept(page: SettingsPage, settle: Run) -> None:
    assert list(page._made) == ["rules"]
    first = page.section

    page.show_section("special_days")
    settle()
    page.show_section("rules")

    assert page.section is first
    assert list(page._made) == ["rules", "special_days"]


def test_there_is_no_section_of_an_unknown_name(page: SettingsPage) -> None:
    with pytest.raises(KeyError):
        page.show_section("cellar")


def test_the_subject_shown_last_is_shown_again(
    page: SettingsPage, furniture: Furniture, settle: Run
) -> None:
    page.show_section("holidays")
    settle()

    again = SettingsPage(furniture.desk)

    assert isinstance(again.section, HolidaysSection)
    again.deleteLater()


def test_the_list_says_where_something_was_left_unsaved(page: SettingsPage, settle: Run) -> None:
    page.show_section("hours")
    settle()
    hours = page.section
    assert isinstance(hours, HoursSection)
    hours.days[0].openings[0].closes.show_clock(time(17))
    item = page.list.item(KEYS.index("hours"))
    assert item.toolTip() == ""

    page.show_section("rules")
    settle()
    assert item.toolTip() == "Opening hours: not saved yet"

    page.show_section("hours")
    settle()
    assert item.toolTip() == ""
    assert hours.days[0].openings[0].closes.clock == time(17)


def test_only_the_section_that_is_shown_is_read(
    page: SettingsPage, settle: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_section("hours")
    settle()
    read: list[str] = []

    async def heard() -> None:
        read.append("rules")

    rules = page._made["rules"]
    monkeypatch.setattr(rules, "reload", heard)
    page._on_written(frozenset({"settings", "spaces"}))
    settle()

    assert read == []


class TestWithoutTheRole:
    """An officer reads, and changes nothing."""

    @pytest.fixture
    def gateway(self, sqlite_sample: Store, loop: asyncio.AbstractEventLoop) -> Iterator[Gateway]:
        officer = as_actor(sqlite_sample, "chan", Role.OFFICER)
        opened = Gateway(officer, ThreadPoolExecutor(2), loop)
        yield opened
        opened.close()

    def test_a_sentence_says_why_nothing_can_be_changed(self, page: SettingsPage) -> None:
        assert page.read_only.isVisible()
        assert page.read_only.text().startswith("Only a supervisor can change the settings")

    def test_no_rule_can_be_changed(self, page: SettingsPage) -> None:
        rules = page.section
        assert isinstance(rules, RulesSection)

        assert not any(line.control.isEnabled() for line in rules.lines.values())
        assert not any(line.reset.isVisible() for line in rules.lines.values())
        assert rules.lines["slot_minutes"].typed == 15

    def test_no_hours_can_be_changed(self, page: SettingsPage, settle: Run) -> None:
        page.show_section("hours")
        settle()
        hours = page.section
        assert isinstance(hours, HoursSection)

        assert not hours.days[0].openings[0].isEnabled()
        assert not any(editor.add.isVisible() for editor in hours.days.values())

    def test_no_day_can_be_added_changed_or_removed(self, page: SettingsPage, settle: Run) -> None:
        page.show_section("special_days")
        settle()
        days = page.section
        assert isinstance(days, SpecialDaysSection)
        days.table.selectRow(0)
        settle()

        assert not days.new.isVisible()
        assert not days.remove.isVisible()
        assert days.reasons["en"].isReadOnly()

    def test_no_holidays_can_be_taken_in(self, page: SettingsPage, settle: Run) -> None:
        page.show_section("holidays")
        settle()
        holidays = page.section
        assert isinstance(holidays, HolidaysSection)

        assert not holidays.take.isVisible()
        assert not holidays.read_file.isVisible()


def test_a_supervisor_sees_no_such_sentence(page: SettingsPage) -> None:
    assert not page.read_only.isVisible()


def test_nothing_is_cut_off_at_1280_by_800_in_any_language(
    page: SettingsPage, window: DeskWindow, settle: Run, tmp_path: Path
) -> None:
    for language in ("en", "zh_HK", "zh_CN"):
        window.speak(language)
        for name in ("rules", "hours", "special_days", "holidays"):
            page.show_section(name)
            settle()
            frame = page._frames[name]

            assert frame.minimumSizeHint().width() <= frame.width(), (language, name)
