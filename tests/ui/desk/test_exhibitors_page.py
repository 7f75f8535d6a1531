from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from labapp.services.exhibitors import EditExhibitor, edit_exhibitor, exhibitor_by_code
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.board import BoardPage
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


def codes(page: ExhibitorsPage) -> list[str]:
    return [row.code for row in page.list.shown()]


def choose(page: ExhibitorsPage, code: str, settle: Run) -> None:
    page.show_exhibitor(next(row.id for row in page.list.rows.rows if row.code == code))
    settle()


def test_every_exhibitor_is_listed_by_code(page: ExhibitorsPage) -> None:
    assert codes(page) == [f"EX{number:02}" for number in range(1, 16)]
    assert page.list.count.text() == "15 exhibitors"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("baidu", "EX01"),
        ("百度", "EX01"),
        ("华为", "EX02"),
        ("華為", "EX02"),
        ("潮井医学", "EX09"),
        ("ex13", "EX13"),
        ("4100 0008", "EX08"),
        ("41000008", "EX08"),
        ("李嘉欣", "EX09"),
        ("karen lee", "EX09"),
        ("booth.lead@tidewell", "EX09"),
    ],
)
def test_typing_finds_by_name_code_person_and_phone_in_any_script(
    page: ExhibitorsPage, typed: str, found: str
) -> None:
    keys(page.list.search, typed)

    assert codes(page) == [found]
    assert page.list.count.text() == "1 exhibitor"


def test_enter_in_the_search_shows_the_first_that_is_found(
    page: ExhibitorsPage, settle: Run
) -> None:
    keys(page.list.search, "tidewell")
    key(page.list.search, Qt.Key.Key_Return)
    settle()

    assert page.heading.text() == "Tidewell Medical Imaging (Sample)"


def test_a_click_on_a_heading_sorts(page: ExhibitorsPage) -> None:
    page.list.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)

    assert page.list.table.model().index(0, 1).data() == "Baidu"


def test_the_models_keep_qts_rules(page: ExhibitorsPage, sqlite_sample: Store, settle: Run) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(page.list.rows, fatal)

    keys(page.list.search, "sample")
    page.list.search.clear()
    page.list.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    one = sqlite_sample.read(exhibitor_by_code, "EX07")
    order = EditExhibitor(exhibitor_id=one.id, changes={"fascia": "KESTREL"})
    sqlite_sample.write(edit_exhibitor, order)
    page.refresh()
    settle()

    assert tester.model() is page.list.rows


def test_a_chosen_exhibitor_shows_whom_to_call_what_it_shows_and_when_it_comes(
    page: ExhibitorsPage, settle: Run
) -> None:
    choose(page, "EX08", settle)

    card = next(iter(page.detail.cards.values()))
    texts = [label.text() for label in page.detail.findChildren(QLabel) if label.isVisible()]
    bookings = [b.text() for b in page.detail.findChildren(QPushButton) if " · C1 · " in b.text()]
    assert page.sub.text() == "EX08 · Start-up · Sample data"
    assert card.fields.fields["phone"].text() == "+852 4100 0008"
    assert card.fields.fields["email"].text() == "booth.lead@paper-lantern.example"
    assert any(text.startswith("DM08  ") and "Cleared until" in text for text in texts)
    assert bookings[0] == "Tue 8 Dec, 10:00–12:00 · C1 · Confirmed"


def test_a_coming_booking_leads_to_the_board(
    page: ExhibitorsPage, window: DeskWindow, furniture: Furniture, settle: Run
) -> None:
    choose(page, "EX08", settle)
    button = next(
        b for b in page.detail.findChildren(QPushButton) if b.text().startswith("Wed 9 Dec")
    )

    click(button)
    settle()

    board = furniture.pages["board"]
    assert isinstance(board, BoardPage)
    assert window.page == "board"
    assert window.shell.day == date(2026, 12, 9)
    assert board.inspector.booking is not None
    assert board.inspector.booking.number == "BK040"
    assert board.board.scene.selected == board.inspector.booking.id


def test_a_field_is_saved_when_it_is_left(
    page: ExhibitorsPage, sqlite_sample: Store, settle: Run
) -> None:
    choose(page, "EX08", settle)
    fascia = page.detail.fascia

    fascia.setFocus()
    fascia.selectAll()
    keys(fascia, "PAPER LANTERN")
    key(fascia, Qt.Key.Key_Return)
    settle()

    assert sqlite_sample.read(exhibitor_by_code, "EX08").fascia == "PAPER LANTERN"


def test_a_name_is_saved_in_its_own_script(
    page: ExhibitorsPage, sqlite_sample: Store, settle: Run
) -> None:
    choose(page, "EX04", settle)

    keys(page.detail.names["zh_hant"], "二次元智能")
    page.detail.names["zh_hant"].editingFinished.emit()
    settle()

    names = sqlite_sample.read(exhibitor_by_code, "EX04").names
    assert (names.en, names.zh_hant, names.zh_hans) == ("D2 Intelligence", "二次元智能", None)


def test_a_phone_is_kept_as_the_world_dials_it(
    page: ExhibitorsPage, sqlite_sample: Store, settle: Run
) -> None:
    choose(page, "EX08", settle)
    card = next(iter(page.detail.cards.values()))
    phone = card.fields.fields["phone"]

    phone.selectAll()
    keys(phone, "2345 6789")
    key(phone, Qt.Key.Key_Return)
    settle()

    assert sqlite_sample.read(exhibitor_by_code, "EX08").people[0].phone == "+85223456789"
    assert phone.text() == "+852 2345 6789"


def test_a_phone_that_is_none_is_said_so_and_not_saved(
    page: ExhibitorsPage, sqlite_sample: Store, settle: Run
) -> None:
    choose(page, "EX08", settle)
    card = next(iter(page.detail.cards.values()))
    phone = card.fields.fields["phone"]

    phone.selectAll()
    keys(phone, "ask Peter")
    key(phone, Qt.Key.Key_Return)
    settle()

    assert "ask Peter" in card.fields.fault.text()
    assert phone.property("wrong")
    assert sqlite_sample.read(exhibitor_by_code, "EX08").people[0].phone == "+85241000008"


def test_a_contact_is_added_in_place(
    page: ExhibitorsPage, sqlite_sample: Store, settle: Run
) -> None:
    choose(page, "EX01", settle)
    click(page.detail.add_person)
    keys(page.detail.new_person.fields["name_zh"], "王小明")
    keys(page.detail.new_person.fields["phone"], "98765432")

    click(page.detail.keep_person)
    settle()

    people = sqlite_sample.read(exhibitor_by_code, "EX01").people
    assert [(person.name_zh, person.phone) for person in people] == [("王小明", "+85298765432")]
    assert next(iter(page.detail.cards.values())).name.text() == "王小明"


def test_what_cannot_stand_is_refused_in_words(page: ExhibitorsPage, settle: Run) -> None:
    choose(page, "EX08", settle)

    page.detail.brn.selectAll()
    keys(page.detail.brn, "12")
    page.detail.brn.editingFinished.emit()
    settle()

    assert page.refusal.isVisible()
    assert "12" in page.refusal.text()


def test_what_somebody_else_saved_is_shown_and_mine_can_be_saved_over_it(
    page: ExhibitorsPage, sqlite_sample: Store, settle: Run
) -> None:
    choose(page, "EX08", settle)
    keys(page.detail.fascia, "X")
    one = sqlite_sample.read(exhibitor_by_code, "EX08")
    sqlite_sample.write(
        edit_exhibitor, EditExhibitor(exhibitor_id=one.id, changes={"fascia": "THEIRS"})
    )

    page.detail.fascia.editingFinished.emit()
    settle()
    assert page.conflict.isVisible()
    assert "now: THEIRS" in page.conflict.text.text()
    click(page.conflict.mine)
    settle()

    assert sqlite_sample.read(exhibitor_by_code, "EX08").fascia == page.detail.fascia.text()


def test_a_new_exhibitor_is_added_and_chosen(
    page: ExhibitorsPage, sqlite_sample: Store, settle: Run
) -> None:
    click(page.list.new)
    assert page.window().focusWidget() is page.form.names["en"]
    keys(page.form.names["en"], "Lantern Bay")
    keys(page.form.names["zh_hant"], "燈籠灣")
    keys(page.form.contact.fields["phone"], "91234567")

    key(page.form.names["en"], Qt.Key.Key_Return)
    settle()

    added = sqlite_sample.read(exhibitor_by_code, "EX16")
    assert (added.names.en, added.names.zh_hant) == ("Lantern Bay", "燈籠灣")
    assert added.people[0].phone == "+85291234567"
    assert page.heading.text() == "Lantern Bay"
    assert page.list.table.currentIndex().siblingAtColumn(0).data() == "EX16"


def test_a_new_exhibitor_without_a_name_is_refused_and_nothing_is_lost(
    page: ExhibitorsPage, settle: Run
) -> None:
    click(page.list.new)
    keys(page.form.fascia, "NAMELESS")

    click(page.form.add)
    settle()

    assert page.refusal.isVisible()
    assert page.form.fascia.text() == "NAMELESS"
    key(page.form, Qt.Key.Key_Escape)
    assert not page.form.isVisible()


def test_selected_rows_are_copied_as_a_table(
    page: ExhibitorsPage, window: DeskWindow, qtbot: QtBot
) -> None:
    table = page.list.table
    table.selectRow(0)
    table.setFocus()

    page.list.copy()

    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["Code", "Name"]
    assert lines[1].split("\t")[:2] == ["EX01", "Baidu"]
    assert "<th>Code</th>" in QGuiApplication.clipboard().mimeData().html()
    assert window.notices.text.text() == "1 row copied"


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_the_rows_shown_are_exported_in_the_windows_language(
    page: ExhibitorsPage, settle: Run, tmp_path: Path, name: str
) -> None:
    keys(page.list.search, "sample university")
    page.tasks.start(page.export_to(tmp_path / name))
    settle()

    if name.endswith(".csv"):
        lines = (tmp_path / name).read_text(encoding="utf-8-sig").splitlines()
        assert lines[0].startswith('"Exhibitor code","Name (English)"')
        assert lines[1].startswith('"EX14"')
        assert len(lines) == 2
    else:
        sheet = load_workbook(tmp_path / name).active
        assert sheet is not None
        assert [row[0].value for row in sheet.iter_rows()] == ["Exhibitor code", "EX14"]


def test_a_list_that_cannot_be_written_is_told_of(
    page: ExhibitorsPage, window: DeskWindow, settle: Run, tmp_path: Path
) -> None:
    page.tasks.start(page.export_to(tmp_path / "nowhere" / "list.csv"))
    settle()

    assert window.notices.isVisible()
    assert "list.csv" in window.notices.text.text()


def test_the_language_changes_names_and_headings(
    page: ExhibitorsPage, window: DeskWindow, settle: Run
) -> None:
    choose(page, "EX08", settle)

    window.speak("zh_HK")
    settle()

    model = page.list.table.model()
    assert model.headerData(1, Qt.Orientation.Horizontal) == "名稱"
    assert model.index(0, 1).data() == "百度"
    assert page.heading.text() == "紙燈籠語音科技（示例）"
    assert next(iter(page.detail.cards.values())).name.text() == "黃小明"
