"""The floor on paper: what the slider shows, seen before it is printed or kept."""

import os
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt

from labapp.domain.languages import Language
from labapp.domain.plans import PlanKind
from labapp.services.plans import SavePlan, save_plan
from labapp.storage.store import Store
from labapp.ui.desk.floor.paper import FloorPaper
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.floor import FloorPage
from labapp.ui.desk.window import DeskWindow
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key
from tests.ui.desk.test_floor_page import show_time

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(furniture: Furniture, window: DeskWindow, settle: Run) -> FloorPage:
    click(window.rail.buttons["floor"])
    settle()
    page = furniture.pages["floor"]
    assert isinstance(page, FloorPage)
    return page


@pytest.fixture
def paper(page: FloorPage, settle: Run) -> FloorPaper:
    click(page.printing.button)
    settle()
    assert page.printing.paper is not None
    return page.printing.paper


def said(paper: FloorPaper) -> str:
    return paper.preview.document().getAllText(0).text()


def test_the_sheet_takes_the_plans_place_and_gives_it_back(
    page: FloorPage, paper: FloorPaper, settle: Run
) -> None:
    assert paper.isVisible()
    assert not page.plan.isVisible()
    assert not page.side.isVisible()
    assert paper.preview.document().pageCount() == 1

    key(paper.out.print, Qt.Key.Key_Escape)
    settle()

    assert not paper.isVisible()
    assert page.plan.isVisible()
    assert page.side.isVisible()
    assert page.plan.hasFocus()


def test_control_p_shows_the_sheet(page: FloorPage, settle: Run) -> None:
    key(page.plan, Qt.Key.Key_P, CONTROL)
    settle()

    assert page.printing.is_on
    assert page.printing.paper is not None
    assert page.printing.paper.out.print.hasFocus()


def test_the_sheet_follows_the_slider(page: FloorPage, paper: FloorPaper, settle: Run) -> None:
    show_time(page, "11:15")
    settle()
    assert "11:00–11:45" in said(paper)
    assert paper.about.text().startswith("FLOOR-20261208-1115-en has not been printed yet")

    show_time(page, "12:30")
    settle()

    assert "Floor plan" in said(paper)
    assert "12:30" in said(paper)
    assert "11:00–11:45" not in said(paper)


def test_the_sheet_speaks_the_language_chosen_for_it(paper: FloorPaper, settle: Run) -> None:
    paper.language.choose(Language.ZH_HK)
    paper.language.picked.emit(Language.ZH_HK)
    settle()

    assert "百度" in said(paper)
    assert "平面圖" in said(paper)


def test_a_pdf_is_kept_with_a_version_of_its_own(
    page: FloorPage, paper: FloorPaper, window: DeskWindow, settle: Run, tmp_path: Path
) -> None:
    for name in ("first.pdf", "second.pdf"):
        page.tasks.start(paper.out.save_to(tmp_path / name))
        settle()

    texts = [
        PdfReader(tmp_path / name).pages[0].extract_text() for name in ("first.pdf", "second.pdf")
    ]
    assert "version 1" in texts[0]
    assert "version 2, replaces version 1" in texts[1]
    assert window.notices.text.text().startswith("FLOOR-20261208-1000-en v2")
    assert paper.about.text().endswith("becomes version 3 and replaces version 2.")


def test_a_folder_that_is_not_there_uses_up_no_version(
    page: FloorPage, paper: FloorPaper, window: DeskWindow, settle: Run, tmp_path: Path
) -> None:
    page.tasks.start(paper.out.save_to(tmp_path / "nowhere" / "floor.pdf"))
    settle()

    assert window.notices.isVisible()
    assert "version 1" in paper.about.text()


def test_a_sheet_that_is_no_longer_true_is_marked(
    page: FloorPage, paper: FloorPaper, sqlite_sample: Store, settle: Run, tmp_path: Path
) -> None:
    page.tasks.start(paper.out.save_to(tmp_path / "floor.pdf"))
    settle()
    assert not paper.stale.isVisible()

    sqlite_sample.write(save_plan, SavePlan(kind=PlanKind.DRAWN))
    settle()
    page.refresh()
    settle()

    assert paper.stale.words.text() == "Version 1, printed Tue 8 Dec, 09:30, is out of date."


def test_the_sheet_is_printed_with_a_version(
    page: FloorPage,
    paper: FloorPaper,
    window: DeskWindow,
    settle: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = tmp_path / "lp"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/told\ncat > {tmp_path}/out.pdf\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    page.tasks.start(paper.out._print("Front desk"))
    settle()

    assert (tmp_path / "told").read_text() == "-d Front desk -t FLOOR-20261208-1000-en v1 -\n"
    assert "version 1" in PdfReader(tmp_path / "out.pdf").pages[0].extract_text()
    assert "Front desk" in window.notices.text.text()


def test_without_a_printer_the_menu_says_so(
    paper: FloorPaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labapp.ui.desk.paper_out.printer_names", tuple)
    paper.out.list_printers()

    assert [act.text() for act in paper.out.printers.actions()] == [
        "No printer is set up on this machine"
    ]


@pytest.mark.parametrize("language", ["en", "zh_HK", "zh_CN"])
def test_the_tools_fit_into_the_smallest_window(
    paper: FloorPaper, window: DeskWindow, settle: Run, language: str
) -> None:
    window.shell.speech.choose(language)
    settle()

    for button in (paper.out.save, paper.out.print):
        assert button.width() >= button.sizeHint().width()
    assert paper.geometry().right() <= window.width()
