"""What is painted by hand: a board with every state, compared with a kept picture to the pixel."""

from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from labapp.ui.fonts import load_fonts
from labapp.ui.look import Look
from labapp.ui.theme import THEMES, load_theme
from labapp.ui.widgets.board import Block, BoardView
from tests.pictures.conftest import Album, keep
from tests.pictures.seeing import FINE, painted, strength
from tests.ui.widgets.boards import HOURS, LANES, TUESDAY, at, block

STATES = (
    *("held", "pending", "confirmed", "checked_in", "completed", "no_show", "waitlisted"),
    *("offered", "suspended_weather", "visit", "closure"),
)
KEPT = Path(__file__).parent / "kept"
MADE_WITH = "6.11.3"
"""Another release of Qt may place a stroke elsewhere, and both are right."""
READABLE = 4.5


def _every_state() -> list[Block]:
    """Return a block of each state, three hours long, over three of the lanes."""
    starts = ("09:00", "12:00", "15:00", "18:00")
    return [
        block(
            number,
            LANES[number % 3].id,
            starts[number // 3],
            f"{int(starts[number // 3][:2]) + 2}:30",
            state=state,
            letter=state[0].upper(),
        )
        for number, state in enumerate(STATES)
    ]


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> str:
    name = str(request.param)
    load_fonts()
    Look(qapp, name, "en")
    return name


@pytest.fixture
def board(qtbot: QtBot, theme: str) -> BoardView:
    board = BoardView()
    qtbot.addWidget(board)
    board.set_theme(load_theme(theme))
    board.resize(1000, 300)
    board.set_lanes(LANES)
    board.set_hours(HOURS)
    board.show_range(TUESDAY, 1)
    board.set_blocks(_every_state())
    board.set_now(at("13:10"))
    board.show()
    qtbot.waitExposed(board)
    return board


def test_the_words_on_a_block_stand_out_from_its_ground(board: BoardView) -> None:
    picture = painted(board.viewport(), FINE)
    found = {
        drawn.state: strength(picture, _inside(board.scene.block_place(drawn)))
        for drawn in board.scene.blocks
    }

    assert set(found) == set(STATES)
    assert {state: seen for state, seen in found.items() if seen < READABLE} == {}


@pytest.mark.skipif(
    PySide6.__version__ != MADE_WITH, reason=f"the pictures are kept from Qt {MADE_WITH}"
)
def test_the_board_looks_as_it_did(board: BoardView, theme: str, album: Album) -> None:
    picture = painted(board.viewport())
    keep(album, f"board-{theme}", picture)

    kept = QImage(str(KEPT / f"board-{theme}.png")).convertToFormat(picture.format())

    assert picture.size() == kept.size()
    assert picture == kept


def _inside(place: QRect) -> QRect:
    """The block without its edge."""
    inner = place.adjusted(4, 4, -4, -4)
    return QRect(inner.topLeft() * FINE, inner.size() * FINE)
