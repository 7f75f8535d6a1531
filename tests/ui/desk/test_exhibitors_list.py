"""The list of exhibitors: its columns, many of them chosen, and what is taken out of the house."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from labapp.services.exhibitors import (
    EditExhibitor,
    NewPerson,
    edit_exhibitor,
    exhibitor_by_code,
)
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.exhibitors import ExhibitorsPage
from labapp.ui.desk.window import DeskWindow
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key, keys

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)


@pytest.fixture
def page(window: DeskWindow, furniture: Furniture, settle: Run) -> ExhibitorsPage:
    click(window.rail.buttons["exhibitors"])
    settle()
    page = furniture.pages["exhibitors"]
    assert isinstance(page, ExhibitorsPage)
    return page


def test_columns_are_chosen_and_copied_as_they_are_shown(page: ExhibitorsPage, settle: Run) -> None:
    table = page.list.table
    table.header.show_column("phone", shown=False)
    table.header.show_column("name_zh_hans", shown=True)
    table.selectRow(1)
    settle()
    page.list.copy()

    heading, row = QGuiApplication.clipboard().text().splitlines()
    assert "Phone" not in heading
    assert heading.endswith("Name (Simplified Chinese)")
    assert row.startswith("EX02\tHuawei")
    assert row.endswith("华为")


def test_several_that_are_selected_are_counted_and_copied(
    page: ExhibitorsPage, window: DeskWindow
) -> None:
    assert not page.list.copy_table.isVisible()
    page.list.table.setFocus()
    key(page.list.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.list.selected.text() == "15 selected"

    click(page.list.copy_table)

    assert len(QGuiApplication.clipboard().text().splitlines()) == 16
    assert window.notices.text.text() == "15 rows copied"


def test_the_addresses_of_those_selected_are_copied_each_once(
    page: ExhibitorsPage, settle: Run
) -> None:
    keys(page.list.search, "tidewell")
    page.list.table.selectAll()
    settle()
    page.list.copy_addresses()

    assert QGuiApplication.clipboard().text().startswith("booth.lead@tidewell")


def test_what_is_shown_is_exported_with_the_columns_shown(
    page: ExhibitorsPage, settle: Run, tmp_path: Path
) -> None:
    keys(page.list.search, "sample")
    page.list.table.header.sort_by("code", descending=True)
    page.tasks.start(page.export_shown_to(tmp_path / "list.xlsx"))
    settle()

    sheet = load_workbook(tmp_path / "list.xlsx").active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Code", "Name", "Contact person", "Phone", "Type", "Also called"]
    assert [row[0] for row in rows[1:]] == [one.code for one in page.list.shown()]
    assert rows[1][0] == "EX15"


def test_a_search_that_finds_nobody_says_so(page: ExhibitorsPage) -> None:
    keys(page.list.search, "nobody at all")

    assert page.list.none.isVisible()
    assert page.list.none.text() == "Nothing is found. Try fewer letters, or all states."


def test_the_arrow_down_goes_from_the_search_to_the_rows(page: ExhibitorsPage, settle: Run) -> None:
    keys(page.list.search, "ex0")
    key(page.list.search, Qt.Key.Key_Down)
    settle()

    assert page.list.table.hasFocus()
    assert page.heading.text() == "Baidu"


def test_what_was_changed_is_in_the_history_and_can_be_taken_back(
    page: ExhibitorsPage, sqlite_sample: Store, settle: Run
) -> None:
    one = sqlite_sample.read(exhibitor_by_code, "EX08")
    page.show_exhibitor(one.id)
    settle()
    assert not page.history.back.isVisible()
    page.detail.fascia.setFocus()
    page.detail.fascia.setText("LANTERN")
    page.detail.note.setFocus()
    settle()
    assert f"Fascia name: {one.fascia or '–'} → LANTERN" in page.history.texts()[0]

    click(page.history.back)
    settle()

    assert sqlite_sample.read(exhibitor_by_code, "EX08").fascia == one.fascia
    assert page.detail.fascia.text() == (one.fascia or "")
    assert f"Fascia name: LANTERN → {one.fascia or '–'}" in page.history.texts()[0]


def test_a_changed_phone_is_taken_back_too(
    page: ExhibitorsPage, sqlite_sample: Store, settle: Run
) -> None:
    one = sqlite_sample.read(exhibitor_by_code, "EX08")
    person = one.people[0]
    order = EditExhibitor(exhibitor_id=one.id, people={person.id: {"phone": "+85241009999"}})
    sqlite_sample.write(edit_exhibitor, order)
    page.show_exhibitor(one.id)
    settle()
    assert "Phone: +852 4100 0008 → +852 4100 9999" in page.history.texts()[0]

    click(page.history.back)
    settle()

    assert sqlite_sample.read(exhibitor_by_code, "EX08").people == one.people


def test_a_contact_that_was_added_is_told_of_and_stays(
    page: ExhibitorsPage, sqlite_sample: Store, settle: Run
) -> None:
    one = sqlite_sample.read(exhibitor_by_code, "EX08")
    order = EditExhibitor(exhibitor_id=one.id, new_people=(NewPerson(name_zh="陳大文"),))
    sqlite_sample.write(edit_exhibitor, order)
    page.show_exhibitor(one.id)
    settle()

    assert "Contact person: – → 陳大文" in page.history.texts()[0]
    assert not page.history.back.isVisible()
