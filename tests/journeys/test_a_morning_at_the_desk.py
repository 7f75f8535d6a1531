"""The whole program, as a person at the desk meets it: demo lab, book, refused, undo, print."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from qasync import QEventLoop
from shiboken6 import delete

from labapp.app import LabOpener
from labapp.domain.bookings import Booking, State
from labapp.services.bookings import booking_by_number
from labapp.settings import Settings
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.pages.papers import PapersPage
from labapp.ui.desk.program import Program
from labapp.ui.desk.start import make_window
from labapp.ui.desk.window import DeskWindow
from tests.ui.desk.driving import click, drag, key, keys, moment, place_id, spot

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Morning:
    """One person's morning, step by step; after each the window has come to rest."""

    def __init__(self, window: DeskWindow, furniture: Furniture, folder: Path) -> None:
        self.window, self.furniture, self.folder = window, furniture, folder
        page = furniture.pages["board"]
        assert isinstance(page, BoardPage)
        self.page = page

    async def books_over_somebody(self) -> None:
        board, lane = self.page.board, place_id(self.page, "C3")
        free, taken = (
            spot(board, lane, moment(f"2026-12-08 {at}"), 3) for at in ("14:15", "12:30")
        )
        drag(board, free, taken)
        form = self.page.inspector.draft_form
        keys(form.exhibitor.line, "saunova")
        key(form.exhibitor, Qt.Key.Key_Return)
        await self.furniture.drain()
        key(form.exhibitor, Qt.Key.Key_Return)
        await self.furniture.drain()

    async def is_refused_with_the_holder_and_three_ways_out(self) -> None:
        box = self.page.inspector.refusals
        assert box.isVisible()
        assert "North Pier FinTech" in box.text.text()
        assert '<a href="BK031">' in box.text.text()
        assert len(box.choices.findChildren(QPushButton)) == 3
        assert not self.page.inspector.draft_form.book.visibleRegion().isEmpty()

    async def takes_another_place(self) -> None:
        buttons = self.page.inspector.refusals.choices.findChildren(QPushButton)
        click(next(b for b in buttons if b.text().startswith("Another place")))
        await self.furniture.drain()

        booked = await self.furniture.gateway.read(booking_by_number, "BK071")
        assert booked.place == "C2"
        assert self.page.inspector.booking == booked
        assert self.page.board.scene.index.block(booked.id) is not None
        assert self.window.notices.text.text().startswith("Booked: BK071 Saunova")

    async def takes_it_back_and_books_it_again(self) -> None:
        key(self.window, Qt.Key.Key_Z, CONTROL)
        await self.furniture.drain()
        assert (await self._booking()).state is State.CANCELLED
        assert self.window.bar.redo.isEnabled()

        key(self.window, Qt.Key.Key_Z, CONTROL | SHIFT)
        await self.furniture.drain()
        assert (await self._booking()).state is State.CONFIRMED

    async def moves_it_to_the_afternoon(self) -> None:
        booked = await self._booking()
        board = self.page.board
        block = board.scene.index.block(booked.id)
        assert block is not None
        grip = board.scene.block_place(block).center()
        hours = spot(board, block.lane_id, moment("2026-12-08 15:00")).x()
        hours -= spot(board, block.lane_id, moment("2026-12-08 12:00")).x()
        drag(board, grip, grip + QPoint(hours, 0))
        await self.furniture.drain()

        assert (await self._booking()).span.start == moment("2026-12-08 15:30")

    async def saves_the_day_sheet_as_pdf(self) -> None:
        key(self.window, Qt.Key.Key_6, CONTROL)
        await self.furniture.drain()
        papers = self.furniture.pages["papers"]
        assert isinstance(papers, PapersPage)
        assert "Saunova" in papers.preview.document().getAllText(0).text()

        click(papers.out.save)
        await self._until(lambda: self._dialog() is not None)
        dialog = self._dialog()
        assert dialog is not None
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert name is not None
        name.selectAll()
        keys(name, str(self.folder / "day.pdf"))
        key(name, Qt.Key.Key_Return)
        await self._until((self.folder / "day.pdf").exists)
        await self.furniture.drain()
        self.window.activateWindow()  # there is no window manager to do it
        await self._until(self.window.isActiveWindow)

        text = PdfReader(self.folder / "day.pdf").pages[0].extract_text()
        assert "version 1" in text
        assert text.count("Saunova") >= 2
        assert [row.document for row in papers.rows.rows] == ["DAY-20261208-en"]

    async def moves_it_once_more_and_sees_the_paper_is_out_of_date(self) -> None:
        self.window.shell.show_booking("BK071")
        await self.furniture.drain()
        await self.furniture.drain()
        end = self.page.inspector.form.where.end
        end.setFocus()
        key(end, Qt.Key.Key_Up)
        key(end, Qt.Key.Key_Return)
        await self.furniture.drain()
        key(self.window, Qt.Key.Key_6, CONTROL)
        await self.furniture.drain()

        papers = self.furniture.pages["papers"]
        assert isinstance(papers, PapersPage)
        assert papers.stale.isVisible()

    async def _booking(self) -> Booking:
        return await self.furniture.gateway.read(booking_by_number, "BK071")

    def _dialog(self) -> QFileDialog | None:
        shown = (w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog))
        return next((dialog for dialog in shown if dialog.isVisible()), None)

    async def _until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not happened():  # noqa: ASYNC110 -- nothing says when a dialog or a file is there
                await asyncio.sleep(0.01)


@pytest.fixture
def window(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DeskWindow]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    kind, scope = QSettings.Format.IniFormat, QSettings.Scope.UserScope
    QSettings.setPath(kind, scope, str(tmp_path / "config"))
    window = make_window(qapp, Settings("", language="en", theme="light"))
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    yield window
    delete(window)


def test_a_morning_at_the_desk(
    window: DeskWindow, qapp: QApplication, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(str(tmp_path / "demo.db"), demo=True)

    async def morning(program: Program) -> None:
        await program.opened
        assert program.furniture is not None
        await program.furniture.drain()
        key(window, Qt.Key.Key_2, CONTROL)
        await program.furniture.drain()
        person = Morning(window, program.furniture, tmp_path)
        steps: tuple[Callable[[], Awaitable[None]], ...] = (
            person.books_over_somebody,
            person.is_refused_with_the_holder_and_three_ways_out,
            person.takes_another_place,
            person.takes_it_back_and_books_it_again,
            person.moves_it_to_the_afternoon,
            person.saves_the_day_sheet_as_pdf,
            person.moves_it_once_more_and_sees_the_paper_is_out_of_date,
        )
        try:
            for step in steps:
                await step()
        finally:
            window.close()

    async def whole(program: Program) -> None:
        person = asyncio.ensure_future(morning(program))
        await program.live()
        await person

    with QEventLoop(qapp) as loop:
        program = Program(window, loop, LabOpener(settings))
        loop.run_until_complete(asyncio.wait_for(whole(program), 90))

    assert caplog.records == []
