import os
import stat
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtTest import QAbstractItemModelTester

from labapp.domain.languages import Language
from labapp.domain.times import Span
from labapp.services.bookings import MoveBooking, booking_by_number, move_booking
from labapp.services.papers import issue_day_sheet, paper_states
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.papers import PapersPage
from labapp.ui.desk.window import DeskWindow
from tests.conftest import MORNING
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, moment

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)


@pytest.fixture
def page(window: DeskWindow, furniture: Furniture, settle: Run) -> PapersPage:
    click(window.rail.buttons["papers"])
    settle()
    page = furniture.pages["papers"]
    assert isinstance(page, PapersPage)
    return page


def test_the_days_sheet_is_shown_inside_the_window(page: PapersPage) -> None:
    assert page.preview.document().pageCount() == 1
    assert "Baidu" in page.preview.document().getAllText(0).text()
    assert page.about.text().startswith("DAY-20261208-en has not been printed yet")
    assert not page.busy.isVisible()


def test_the_sheet_speaks_the_language_chosen_for_it(page: PapersPage, settle: Run) -> None:
    page.language.choose(Language.ZH_HK)
    page.language.picked.emit(Language.ZH_HK)
    settle()

    assert "百度" in page.preview.document().getAllText(0).text()


def test_the_page_and_the_bar_are_about_the_same_day(
    page: PapersPage, window: DeskWindow, settle: Run
) -> None:
    page.day.chosen.emit(date(2026, 12, 9))
    settle()
    assert window.shell.day == date(2026, 12, 9)

    click(window.bar.after)
    settle()

    assert page.day.day == date(2026, 12, 10)
    assert "10 December" in page.preview.document().getAllText(0).text()


def test_a_saved_pdf_is_issued_with_a_version_of_its_own(
    page: PapersPage, window: DeskWindow, sqlite_sample: Store, settle: Run, tmp_path: Path
) -> None:
    for name in ("first.pdf", "second.pdf"):
        page.tasks.start(page.out.save_to(tmp_path / name))
        settle()

    texts = [
        PdfReader(tmp_path / name).pages[0].extract_text() for name in ("first.pdf", "second.pdf")
    ]
    assert "version 1" in texts[0]
    assert "version 2" in texts[1]
    assert [state.version for state in sqlite_sample.read(paper_states)] == [2]
    assert [row.version for row in page.rows.rows] == [2]
    assert page.about.text().endswith("becomes version 3 and replaces version 2.")


def test_the_list_of_papers_appears_with_the_first_that_is_printed(
    page: PapersPage, settle: Run, tmp_path: Path
) -> None:
    assert page.none.isVisible()
    assert not page.table.isVisible()

    page.tasks.start(page.out.save_to(tmp_path / "first.pdf"))
    settle()

    assert not page.none.isVisible()
    assert page.table.isVisible()


def test_a_folder_that_is_not_there_uses_up_no_version(
    page: PapersPage, window: DeskWindow, sqlite_sample: Store, settle: Run, tmp_path: Path
) -> None:
    page.tasks.start(page.out.save_to(tmp_path / "nowhere" / "sheet.pdf"))
    settle()

    assert window.notices.isVisible()
    assert list(sqlite_sample.read(paper_states)) == []


def test_a_paper_that_is_no_longer_true_is_marked(
    page: PapersPage, sqlite_sample: Store, settle: Run
) -> None:
    tester = QAbstractItemModelTester(
        page.rows, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    sqlite_sample.write(issue_day_sheet, MORNING.date(), Language.EN)
    page.refresh()
    settle()
    assert page.rows.index(0, 4).data() == "Still true"
    assert not page.stale.isVisible()

    booking = sqlite_sample.read(booking_by_number, "BK031")
    span = Span(moment("2026-12-08 11:00"), moment("2026-12-08 14:00"))
    sqlite_sample.write(move_booking, MoveBooking(booking_id=booking.id, span=span))
    page.refresh()
    settle()

    assert page.rows.index(0, 4).data() == "Out of date"
    assert page.stale.words.text() == "1 paper is out of date: print it again."
    assert tester is not None


def test_an_issued_paper_leads_to_its_day_and_language(
    page: PapersPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    sqlite_sample.write(issue_day_sheet, date(2026, 12, 9), Language.ZH_CN)
    page.refresh()
    settle()

    page.table.clicked.emit(page.rows.index(0, 0))
    settle()

    assert window.shell.day == date(2026, 12, 9)
    assert page.chosen_language is Language.ZH_CN
    assert "12月9日" in page.preview.document().getAllText(0).text()


@pytest.fixture
def spooler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called lp that keeps what it is given."""
    folder, kept = tmp_path / "bin", tmp_path / "spooled.pdf"
    folder.mkdir()
    program = folder / "lp"
    program.write_text(f'#!/bin/sh\necho "$@" > {kept}.arguments\ncat > {kept}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return kept


@pytest.mark.skipif(os.name == "nt", reason="Windows has no lp")
def test_printing_issues_a_version_and_sends_the_pdf_to_the_spooler(
    page: PapersPage, window: DeskWindow, settle: Run, spooler: Path
) -> None:
    page.out._print_soon("Reception")
    settle()

    arguments = Path(f"{spooler}.arguments").read_text()
    assert arguments.split() == ["-d", "Reception", "-t", "DAY-20261208-en", "v1", "-"]
    assert "version 1" in PdfReader(spooler).pages[0].extract_text()
    assert window.notices.text.text() == "DAY-20261208-en v1 sent to Reception"


def test_without_a_printer_the_menu_says_so(page: PapersPage) -> None:
    page.out.list_printers()

    texts = [action.text() for action in page.out.printers.actions()]
    assert texts
    assert all(texts)


def test_zooming_leaves_and_comes_back_to_the_whole_page(page: PapersPage) -> None:
    fitting = page.preview._fitting()

    page.preview._zoom_in()
    assert page.preview.zoomFactor() == pytest.approx(fitting * 1.25)
    page.preview._zoom_fit()

    assert page.preview.zoomMode() == page.preview.ZoomMode.FitInView
