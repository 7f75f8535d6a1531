"""The board on paper: what is shown is what is printed."""

import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest

from labapp.domain.errors import FileFault
from labapp.ui.desk.board.printing_paper import BoardPaper
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.memory import Memory
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.window import DeskWindow
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, moment, numbered

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(furniture: Furniture) -> BoardPage:
    page = furniture.pages["board"]
    assert isinstance(page, BoardPage)
    return page


@pytest.fixture
def paper(page: BoardPage, settle: Run) -> BoardPaper:
    page.printing.turn_over()
    settle()
    assert page.printing.paper is not None
    return page.printing.paper


def text_of(pdf: bytes) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(
        [program, "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode()


def test_ctrl_p_puts_the_paper_in_the_place_of_the_board_and_esc_puts_it_back(
    page: BoardPage, settle: Run
) -> None:
    QTest.keyClick(page.board, Qt.Key.Key_P, CONTROL)
    settle()
    assert page.printing.is_on
    assert not page.board.isVisible()

    assert page.printing.paper is not None
    QTest.keyClick(page.printing.paper.out.print, Qt.Key.Key_Escape)
    assert page.board.isVisible()
    assert page.board.hasFocus()


def test_a_button_below_the_board_does_it_too(page: BoardPage, settle: Run) -> None:
    click(page.charts.pane.print)
    settle()

    assert page.printing.paper is not None
    assert page.printing.paper.isVisible()
    assert page.printing.paper.preview.document().pageCount() == 1


def test_the_paper_says_what_the_board_shows(paper: BoardPaper) -> None:
    text = text_of(paper.pdf)

    assert "Tue 8 Dec 2026" in text
    assert "Booking board" in text
    assert "Partner Bay 1" in text
    assert "Baidu" in text
    assert "10:00–18:00" in text
    assert "Confirmed" in text
    assert "printed 8 December 2026 09:30 by tester" in text
    assert "Page 1 of 1" in text
    assert "Display under repair" in text


def test_the_paper_follows_the_days_and_the_language(
    page: BoardPage, paper: BoardPaper, window: DeskWindow, settle: Run
) -> None:
    click(window.bar.spans[7])
    settle()
    assert "Mon 7 Dec – Sun 13 Dec 2026" in text_of(paper.pdf)

    window.speak("zh_HK")
    settle()
    text = text_of(paper.pdf)
    assert "預約板" in text
    assert "百度" in text
    assert "第1頁，共1頁" in text
    assert paper.paper_size.itemText(0) == "A4 橫向"
    window.speak("en")


def test_a_month_on_a4_takes_two_pages_and_on_a3_one(
    page: BoardPage, paper: BoardPaper, window: DeskWindow, memory: Memory, settle: Run
) -> None:
    click(window.bar.spans[31])
    settle()
    document = paper.preview.document()
    assert document.pageCount() == 2
    assert paper.about.text() == "2 pages"
    assert "Page 2 of 2" in text_of(paper.pdf)

    paper.paper_size.setCurrentIndex(1)
    paper.paper_size.activated.emit(1)
    settle()
    assert document.pageCount() == 1
    size = document.pagePointSize(0)
    assert QSize(round(size.width()), round(size.height())) == QSize(1191, 842)
    assert memory.text("board.print.paper") == "a3"


def test_only_lanes_in_view_and_blocks_found_are_printed(
    page: BoardPage, paper: BoardPaper
) -> None:
    baidu = numbered(page, "BK004")
    page.board.set_found(frozenset({baidu.id}))

    sheet = paper.sheet

    printed = [block.title for lane in sheet.lanes for block in lane.blocks]
    assert set(printed) == {"Baidu"}
    assert sheet.scope == "only what was searched for"
    page.board.set_found(None)

    page.board.set_folded(["Partner Bays"])
    sheet = paper.sheet
    assert "A1" not in [lane.code for lane in sheet.lanes]
    assert sheet.scope == "without: Partner Bays"


def test_the_days_hours_are_the_window_of_one_day(paper: BoardPaper) -> None:
    """Wednesday is open until 20:00; Tuesday from 10:00 to 18:00."""
    assert (paper.sheet.first, paper.sheet.last) == (10 * 60, 18 * 60)


def test_the_paper_is_kept_as_a_file(
    page: BoardPage, paper: BoardPaper, tmp_path: Path, loop: object, settle: Run
) -> None:
    target = tmp_path / "board.pdf"
    page.tasks.start(paper.out.save_to(target))
    settle()

    assert target.read_bytes().startswith(b"%PDF")
    assert "Baidu" in text_of(target.read_bytes())


def test_a_folder_that_is_not_there_is_refused(
    page: BoardPage, paper: BoardPaper, tmp_path: Path
) -> None:
    with pytest.raises(FileFault):
        paper.out.save_to(tmp_path / "none" / "board.pdf").send(None)


def test_going_to_a_booking_shows_the_board_again(
    page: BoardPage, paper: BoardPaper, window: DeskWindow, settle: Run
) -> None:
    assert paper.isVisible()

    page.show_booking("BK004")
    settle()

    assert paper.isHidden()
    assert page.board.isVisible()
    assert window.shell.day == moment("2026-12-08 12:00").date()
