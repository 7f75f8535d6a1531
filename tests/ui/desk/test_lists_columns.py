"""How a list is arranged: columns chosen, moved, made wider, sorted, and remembered."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from labapp.domain.languages import Names
from labapp.ui.desk.lists.arranged import Arrangement, remembered
from labapp.ui.desk.lists.column_menu import ColumnMenu
from labapp.ui.desk.lists.table import ListTable
from labapp.ui.desk.memory import Memory
from labapp.ui.desk.shell import Shell
from labapp.ui.models.listing import Entry, ListColumn, Listing

COLUMNS: list[ListColumn[Names]] = [
    ListColumn(name="en", heading=lambda: "English", text=lambda row: row.en or "", width=100),
    ListColumn(
        name="hk", heading=lambda: "繁體", text=lambda row: row.zh_hant or "", width=80, grows=True
    ),
    ListColumn(
        name="cn", heading=lambda: "简体", text=lambda row: row.zh_hans or "", width=90, shown=False
    ),
]
ROWS = (
    Names("Baidu", "百度", "百度"),
    Names("Huawei", "華為", "华为"),
    Names("Inspur", "浪潮", "浪潮"),
)


def make(shell: Shell) -> ListTable[Names]:
    listing = Listing[Names](COLUMNS, hash, str.casefold)
    table = ListTable[Names](shell, listing, "names", sort="en")
    listing.setParent(table)
    listing.replace([Entry(row, (row.en or "").casefold()) for row in ROWS])
    return table


@pytest.fixture
def table(shell: Shell, qtbot: QtBot) -> ListTable[Names]:
    table = make(shell)
    qtbot.addWidget(table)
    table.resize(600, 300)
    with qtbot.waitExposed(table):
        table.show()
    return table


def names(table: ListTable[Names]) -> list[str]:
    return [column.name for column in table.header.columns_shown()]


def again(shell: Shell) -> ListTable[Names]:
    """Start the program again: the memory is read from its file."""
    shell.memory.flush()
    return make(Shell(shell.clock, shell.speech, shell.look, Memory()))


def test_columns_are_shown_as_given_until_somebody_changes_them(table: ListTable[Names]) -> None:
    assert names(table) == ["en", "hk"]
    assert table.header.arrangement.sort == "en"


def test_columns_are_remembered_over_a_restart(
    table: ListTable[Names], shell: Shell, qtbot: QtBot
) -> None:
    table.header.show_column("cn", shown=True)
    table.header.show_column("en", shown=False)
    header = table.header
    header.moveSection(header.visualIndex(2), 0)
    header.resizeSection(2, 133)
    table.header.sort_by("cn", descending=True)

    after = again(shell)
    qtbot.addWidget(after)

    assert names(after) == ["cn", "hk"]
    assert after.header.sectionSize(2) == 133
    assert after.header.arrangement == table.header.arrangement
    assert (after.header.arrangement.sort, after.header.arrangement.descending) == ("cn", True)
    assert [after.model().index(row, 0).data() for row in range(3)] == ["Baidu", "Inspur", "Huawei"]


def test_a_click_on_a_heading_sorts_and_another_turns_it_round(table: ListTable[Names]) -> None:
    header = table.header
    spot = QPoint(header.sectionViewportPosition(1) + 12, header.height() // 2)

    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert (header.arrangement.sort, header.arrangement.descending) == ("hk", False)
    assert [table.model().index(row, 0).data() for row in range(3)] == ["Inspur", "Baidu", "Huawei"]
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    assert [table.model().index(row, 0).data() for row in range(3)] == ["Huawei", "Baidu", "Inspur"]
    assert table.selection == ()


def test_columns_can_be_set_back(table: ListTable[Names], shell: Shell, qtbot: QtBot) -> None:
    table.header.show_column("cn", shown=True)
    table.header.resizeSection(0, 222)
    table.header.sort_by("hk", descending=True)

    table.header.arrange_as_given()

    assert names(table) == ["en", "hk"]
    assert table.header.sectionSize(0) == 100
    after = again(shell)
    qtbot.addWidget(after)
    assert after.header.arrangement.sort == "en"


def test_the_last_column_cannot_be_hidden(table: ListTable[Names]) -> None:
    table.header.show_column("en", shown=False)
    table.header.show_column("hk", shown=False)

    assert names(table) == ["hk"]


def test_a_column_that_grows_takes_the_room_until_a_width_is_set(table: ListTable[Names]) -> None:
    table.header.show_column("cn", shown=True)
    header = table.header
    room = table.viewport().width()
    assert header.sectionSize(1) == room - 100 - 90

    header.resizeSection(1, 150)
    table.resize(900, 300)

    assert header.sectionSize(1) == 150


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        '{"columns": [], "sort": "", "descending": false, "fixed": false}',
        '{"columns": [["en", "wide"]], "sort": "", "descending": false, "fixed": false}',
        '{"columns": [["en", 9], ["en", 9]], "sort": "", "descending": false, "fixed": false}',
        "[1, 2]",
    ],
)
def test_a_memory_that_makes_no_sense_counts_as_none(text: str) -> None:
    assert remembered(text, COLUMNS) is None


def test_a_column_that_is_no_more_is_left_out() -> None:
    kept = Arrangement((("gone", 90), ("hk", 5)), "gone")

    assert remembered(kept.as_text(), COLUMNS) == Arrangement((("hk", 36),))


def test_the_current_column_is_moved_by_the_keyboard(table: ListTable[Names]) -> None:
    table.setCurrentIndex(table.model().index(0, 0))
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

    QTest.keyClick(table, Qt.Key.Key_Right, both)
    assert names(table) == ["hk", "en"]
    QTest.keyClick(table, Qt.Key.Key_Left, both)

    assert names(table) == ["en", "hk"]


@pytest.fixture
def menu(shell: Shell, table: ListTable[Names]) -> ColumnMenu:
    menu = ColumnMenu(shell.speech, table.header, table)
    menu.fill()
    return menu


def entry(menu: ColumnMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == text)


def test_the_menu_shows_and_hides_columns_and_stays_open(
    menu: ColumnMenu, table: ListTable[Names], qtbot: QtBot
) -> None:
    menu.popup(QPoint(0, 0))
    qtbot.waitUntil(menu.isVisible)
    spot = menu.actionGeometry(entry(menu, "简体")).center()

    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=QPointF(spot).toPoint())

    assert names(table) == ["en", "hk", "cn"]
    assert menu.isVisible()
    menu.setActiveAction(entry(menu, "English"))
    QTest.keyClick(menu, Qt.Key.Key_Space)
    assert names(table) == ["hk", "cn"]
    menu.close()


def test_the_menu_sorts_by_any_column(menu: ColumnMenu, table: ListTable[Names]) -> None:
    sorting = entry(menu, "Sort by").menu()
    assert isinstance(sorting, QMenu)
    next(action for action in sorting.actions() if action.text() == "简体").trigger()
    assert table.header.arrangement.sort == "cn"

    menu.fill()
    sorting = entry(menu, "Sort by").menu()
    assert isinstance(sorting, QMenu)
    next(action for action in sorting.actions() if action.text() == "Last first").trigger()

    assert (table.header.arrangement.sort, table.header.arrangement.descending) == ("cn", True)
