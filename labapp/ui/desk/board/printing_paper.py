"""The board on paper: seen as it will be printed, then printed or kept as a PDF."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from labapp.domain.errors import FileFault
from labapp.exchange.sheets import write_whole
from labapp.paper.board_view import PAPERS, BoardSheet, board_view_pdf
from labapp.ui.page import Page
from labapp.ui.printing import print_pdf, print_picture, printer_names, spools_pdf
from labapp.ui.prompts import file_to_save
from labapp.ui.widgets.fields import Choice
from labapp.ui.widgets.pdf_preview import PdfPreview

_PAPER: Final = "board.print.paper"


class BoardPaper(QWidget):
    """Asks for the sheet whenever something is different, and shows it."""

    left = Signal()
    """The person goes back to the board."""

    def __init__(self, page: Page, sheet: Callable[[str], BoardSheet]) -> None:
        """Begin without a sheet; ``sheet`` makes the present one for a size of paper."""
        super().__init__(page)
        self._page, self._shell = page, page.shell
        self._make = sheet
        self.pdf = b""
        speech = self._shell.speech

        # Widgets
        self.back = QPushButton()
        self.back.setIconSize(QSize(16, 16))
        self._shell.look.put_icon(self.back, "arrow-left", "text", 16)
        speech.put("board.print.back", self.back.setText, self.back.setAccessibleName)
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.paper_size = Choice()
        self.paper_size.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        speech.put(
            "board.print.paper", self.paper_size.setAccessibleName, self.paper_size.setToolTip
        )
        self.print = QPushButton()
        self.print.setProperty("role", "primary")
        speech.put("desk.print", self.print.setText, self.print.setAccessibleName)
        self.printers = QMenu(self)
        self.save = QPushButton()
        speech.put("desk.save_pdf", self.save.setText, self.save.setAccessibleName)
        self.preview = PdfPreview(self._shell.look, speech, "board.print.preview", self)

        self._lay_out()
        self._offer(self._shell.memory.text(_PAPER))
        self.setFocusProxy(self.print)

        # Signals
        self.back.clicked.connect(self.left)
        self.paper_size.picked.connect(self._choose_size)
        self.print.clicked.connect(self._show_printers)
        self.save.clicked.connect(self._save_soon)
        speech.changed.connect(self._say_again)
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Print), self._show_printers),
            (QKeySequence(Qt.Key.Key_Escape), self.left.emit),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setContentsMargins(16, 6, 16, 8)
        tools.setSpacing(8)
        tools.addWidget(self.back)
        tools.addWidget(self.about, 1)
        tools.addWidget(self.paper_size)
        for button in self.preview.tools():
            tools.addWidget(button)
        tools.addSpacing(8)
        tools.addWidget(self.save)
        tools.addWidget(self.print)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(tools)
        layout.addWidget(self.preview, 1)

    def _offer(self, paper: object) -> None:
        say = self._shell.speech
        chosen = paper if paper in PAPERS else next(iter(PAPERS))
        self.paper_size.offer([(each, say(f"board.print.{each}")) for each in PAPERS], chosen)

    def _say_again(self) -> None:
        self._offer(self.paper_size.value)

    # What is shown

    @property
    def sheet(self) -> BoardSheet:
        """The board as it is now, on the paper chosen."""
        return self._make(str(self.paper_size.value))

    def show_sheet(self) -> None:
        """Show the board as it is now."""
        self.about.setText(self._shell.speech("board.print.busy"))
        self._page.tasks.start(self._set(), instead_of="board_paper")

    async def _set(self) -> None:
        self.pdf = await self._page.gateway.compute(board_view_pdf, self.sheet)
        self.preview.show_pdf(self.pdf)
        count = self.preview.document().pageCount()
        self.about.setText(self._shell.speech("board.print.pages", count=count))

    def _choose_size(self, paper: object) -> None:
        self._shell.memory.keep_text(_PAPER, str(paper))
        self.show_sheet()

    # Out of the house

    def _show_printers(self) -> None:
        """Let the person choose a printer, the system's default first."""
        self.list_printers()
        self.printers.popup(self.print.mapToGlobal(self.print.rect().bottomLeft()))
        self.printers.setActiveAction(self.printers.actions()[0])

    def list_printers(self) -> None:
        """Fill the menu with the printers there are now."""
        self.printers.clear()
        names = printer_names()
        for name in names:
            self.printers.addAction(name).triggered.connect(partial(self._print_soon, name))
        if not names:
            self.printers.addAction(self._shell.speech("desk.no_printer")).setEnabled(False)

    def _print_soon(self, printer: str) -> None:
        self._page.tasks.start(self._print(printer))

    async def _print(self, printer: str) -> None:
        sheet, gateway = self.sheet, self._page.gateway
        pdf = await gateway.compute(board_view_pdf, sheet)
        if spools_pdf():
            await gateway.compute(print_pdf, pdf, printer, sheet.title)
        else:
            print_picture(pdf, printer, sheet.title)
        told = self._shell.speech("desk.printed", document=sheet.title, printer=printer)
        self._shell.notice(told)

    def _save_soon(self) -> None:
        self._page.tasks.start(self._save())

    async def _save(self) -> None:
        say, sheet = self._shell.speech, self.sheet
        name = f"{say('paper.board')} {sheet.days[0].day.isoformat()}.pdf"
        path = await file_to_save(self, say("desk.save_pdf"), name, "PDF (*.pdf)")
        if path is not None:
            await self.save_to(path)

    async def save_to(self, path: Path) -> None:
        """Write the board as it is now to a file."""
        if not path.parent.is_dir():
            raise FileFault("missing", str(path.parent))
        sheet, gateway = self.sheet, self._page.gateway
        pdf = await gateway.compute(board_view_pdf, sheet)
        await gateway.compute(_write, path, pdf)
        told = self._shell.speech("desk.pdf_saved", document=sheet.title, path=path)
        self._shell.notice(told)


def _write(path: Path, pdf: bytes) -> None:
    try:
        write_whole(path, pdf)
    except OSError as error:
        raise FileFault("unwritable", str(path), error.strerror or "") from error
