"""The board on paper: seen as it will be printed, then printed or kept as a PDF."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from labapp.paper.board_view import PAPERS, BoardSheet, board_view_pdf
from labapp.ui.desk.paper_out import Paper, PaperOut
from labapp.ui.page import Page
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
        self.out = PaperOut(
            page.gateway, page.shell, page.tasks, self._paper, self._file_name, self
        )
        self.preview = PdfPreview(self._shell.look, speech, "board.print.preview", self)

        self._lay_out()
        self._offer(self._shell.memory.text(_PAPER))
        self.setFocusProxy(self.out.print)

        # Signals
        self.back.clicked.connect(self.left)
        self.paper_size.picked.connect(self._choose_size)
        speech.changed.connect(self._say_again)
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Print), self.out.show_printers),
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
        tools.addWidget(self.out.save)
        tools.addWidget(self.out.print)
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

    async def _paper(self) -> Paper:
        sheet = self.sheet
        return Paper(sheet.title, await self._page.gateway.compute(board_view_pdf, sheet))

    def _file_name(self) -> str:
        return f"{self._shell.speech('paper.board')} {self.sheet.days[0].day.isoformat()}.pdf"
