import gc
from weakref import ref

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from pytestqt.qtbot import QtBot

from labapp.ui.fonts import load_fonts
from labapp.ui.widgets.board import BoardView
from labapp.ui.widgets.board import view as view_module
from labapp.words import LANGUAGES, words
from tests.ui.widgets.boards import BLOCKS, HOURS, LANES, TUESDAY, block, key

Text = QAccessible.Text
Role = QAccessible.Role


def new_board() -> BoardView:
    board = BoardView()
    board.resize(1000, 400)
    board.set_lanes(LANES)
    board.set_hours(HOURS)
    board.set_blocks(BLOCKS)
    board.show_range(TUESDAY, 1)
    return board


@pytest.fixture
def board(qtbot: QtBot) -> BoardView:
    load_fonts()
    board = new_board()
    qtbot.addWidget(board)
    board.show()
    board.activateWindow()
    board.setFocus()
    qtbot.waitExposed(board)
    return board


def read(board: BoardView) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(board)
    assert found is not None
    return found


def names(board: BoardView) -> list[str]:
    listed = read(board)
    return [listed.child(number).text(Text.Name) for number in range(listed.childCount())]


def test_the_board_is_a_list_of_its_blocks_by_time(board: BoardView) -> None:
    assert read(board).role() == Role.List
    assert names(board) == [
        "Guest 11, 10:00 to 12:00",
        "Guest 13, 11:00 to 13:00",
        "Guest 14, 12:30 to 13:30",
        "Guest 12, 14:00 to 15:00",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_has_a_name_and_says_its_keys(board: BoardView, language: str) -> None:
    board.set_language(language)

    say = words(language)
    assert read(board).text(Text.Name) == say("board.name")
    assert read(board).text(Text.Description) == say("board.keys")


def test_a_block_without_words_of_its_own_is_read_by_its_title(board: BoardView) -> None:
    board.set_blocks([block(1, 1, "10:00", "11:00", spoken=str)])

    assert names(board) == ["Guest 1"]


def test_a_block_is_an_item_with_a_description(board: BoardView) -> None:
    item = read(board).child(0)

    assert item.role() == Role.ListItem
    assert item.text(Text.Description) == "Tip 11"
    assert item.parent() == read(board)
    assert item.childCount() == 0


def test_a_block_says_where_it_is_on_the_screen(board: BoardView) -> None:
    shown = board.scene.index.block(14)
    assert shown is not None
    place = board.scene.block_place(shown)
    corner = board.viewport().mapToGlobal(place.topLeft())

    assert read(board).child(2).rect() == QRect(corner, place.size())


def test_a_point_finds_its_block(board: BoardView) -> None:
    middle = read(board).child(2).rect().center()

    found = read(board).childAt(middle.x(), middle.y())

    assert found.text(Text.Name) == "Guest 14, 12:30 to 13:30"
    corner = board.mapToGlobal(QPoint(3, 3))
    assert read(board).childAt(corner.x(), corner.y()) is None


def test_a_child_knows_its_number(board: BoardView) -> None:
    listed = read(board)

    assert [listed.indexOfChild(listed.child(n)) for n in range(4)] == [0, 1, 2, 3]
    assert listed.child(4) is None


def test_the_selected_block_has_the_focus(board: BoardView) -> None:
    key(board, Qt.Key.Key_Tab)
    key(board, Qt.Key.Key_Tab)

    states = [read(board).child(number).state() for number in range(4)]

    assert [bool(state.selected) for state in states] == [False, True, False, False]
    assert all(state.focusable and state.selectable for state in states)
    assert read(board).focusChild().text(Text.Name) == "Guest 13, 11:00 to 13:00"


def test_only_blocks_in_view_are_listed(board: BoardView) -> None:
    board.set_blocks([*BLOCKS, block(20, 1, "22:00", "23:00")])
    assert len(names(board)) == 4

    board.horizontalScrollBar().setValue(board.horizontalScrollBar().maximum())
    assert names(board) == ["Guest 12, 14:00 to 15:00", "Guest 20, 22:00 to 23:00"]


def test_a_block_that_is_gone_says_so(board: BoardView) -> None:
    item = read(board).child(0)
    assert item.isValid()

    board.set_blocks(BLOCKS[1:])

    assert not item.isValid()


def test_keys_are_answered_aloud(board: BoardView, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    # no screen reader listens to a test
    monkeypatch.setattr(view_module, "announce", lambda _, text: said.append(text))
    board.set_now(BLOCKS[1].start + 2 * 3600)

    key(board, Qt.Key.Key_Right)
    key(board, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    draft = board.scene.draft
    assert draft is not None
    board.set_verdict(draft, "blocked", "Outside opening hours")
    key(board, Qt.Key.Key_Escape)
    key(board, Qt.Key.Key_Tab)

    assert said == [
        "A1 Partner Bay 1, Tue 8 Dec, 16:00 to 16:15",
        "A1 Partner Bay 1, Tue 8 Dec, 16:00 to 16:30",
        "Outside opening hours",
        "Guest 11, 10:00 to 12:00",
    ]


def test_readers_that_listen_are_told_without_harm(board: BoardView) -> None:
    QAccessible.setActive(True)
    try:
        for _ in range(6):
            key(board, Qt.Key.Key_Tab)
            key(board, Qt.Key.Key_Right)
    finally:
        QAccessible.setActive(False)

    assert names(board)


def test_closed_boards_are_let_go(qtbot: QtBot) -> None:
    """Reading a board must not keep it alive, nor may Qt free what Python holds."""
    load_fonts()
    made = []
    for _ in range(50):
        board = new_board()
        made.append(ref(board))
        board.show()
        assert len(names(board)) == 4
        board.deleteLater()
        del board
    qtbot.wait(1)
    gc.collect()

    assert [each() for each in made] == [None] * 50
