"""The way from the board to its paper and back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.page import Page
from labapp.ui.widgets.board import BoardView

if TYPE_CHECKING:
    from labapp.paper.board_view import BoardSheet
    from labapp.ui.desk.board.printing_paper import BoardPaper


class Printing(QObject):
    """Ctrl+P, or the window's button, puts the paper in the place of the board; Esc puts it back.

    The paper follows what the board would show: its days, its lanes, its language.
    """

    def __init__(self, page: Page, layout: QVBoxLayout, content: QWidget, board: BoardView) -> None:
        """Begin with the content, which holds the board."""
        super().__init__(page)
        self._page, self._layout = page, layout
        self._content, self._board = content, board
        self._knowledge: Knowledge | None = None
        self.paper: BoardPaper | None = None
        self._shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), page)
        self._shortcut.activated.connect(self.turn_over)
        page.shell.view_print_wanted.connect(self._turn_if_seen)

    @property
    def is_on(self) -> bool:
        """Whether the paper is shown."""
        return self.paper is not None and not self.paper.isHidden()

    def know(self, knowledge: Knowledge) -> None:
        """Follow what the board shows now."""
        self._knowledge = knowledge
        if self.is_on and self.paper is not None:
            self.paper.show_sheet()

    def show_content(self) -> None:
        """Show the board, now that there is something on it, unless the paper is in its place."""
        self._content.setVisible(not self.is_on)

    def turn_over(self) -> None:
        """Show the board's paper."""
        if self._knowledge is None or self.is_on:
            return
        paper = self._made()
        self._content.hide()
        paper.show()
        paper.setFocus()
        paper.show_sheet()
        # the paper has a Ctrl+P of its own
        self._shortcut.setEnabled(False)

    def turn_back(self) -> None:
        """Show the board again, if the paper is in its place."""
        if self.paper is None or not self.is_on:
            return
        self.paper.hide()
        self._content.show()
        self._board.setFocus()
        self._shortcut.setEnabled(True)

    def _turn_if_seen(self) -> None:
        if self._page.isVisible():
            if self.is_on:
                self.turn_back()
            else:
                self.turn_over()

    def _made(self) -> "BoardPaper":
        if self.paper is None:
            from labapp.ui.desk.board.printing_paper import (  # noqa: PLC0415 -- QtPdf is slow
                BoardPaper,
            )

            self.paper = BoardPaper(self._page, self._sheet)
            self.paper.left.connect(self.turn_back)
            self._layout.addWidget(self.paper, 1)
        return self.paper

    def _sheet(self, paper: str) -> "BoardSheet":
        from labapp.ui.desk.board.printing_sheet import sheet_of  # noqa: PLC0415 -- only to print

        if self._knowledge is None:
            raise ValueError("the board shows nothing yet")
        return sheet_of(
            self._board.scene,
            self._knowledge.lab,
            self._page.shell,
            paper=paper,
            printed_by=self._page.gateway.actor.name,
        )
