"""Hangs the load charts below the board; what they need is loaded once the board is seen."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter

from labapp.domain.bookings import Booking
from labapp.domain.times import Span
from labapp.ui.desk.board.charts_pane import OPEN, STRIP, ChartsPane
from labapp.ui.desk.inspector.panel import Inspector
from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.page import Page
from labapp.ui.widgets.board import BoardView

if TYPE_CHECKING:
    from labapp.ui.desk.board.charts_reading import Reading

_SPLIT: Final = "board.charts"
_FOLDED: Final = "board.charts.folded"
_ALL_THE_REST: Final = 10_000
_PAUSE: Final = 0.03
"""Seconds in which the board is painted."""


class Charts(QObject):
    """The pane below the board in a splitter, as high as it was left, or folded."""

    def __init__(
        self, page: Page, column: QSplitter, board: BoardView, inspector: Inspector
    ) -> None:
        """Take the place; it is empty until the board was seen."""
        super().__init__(page)
        self._page, self._memory = page, page.shell.memory
        self._column, self._board, self._inspector = column, board, inspector
        self._reading: Reading | None = None
        self._open_height = OPEN
        folded = self._memory.text(_FOLDED) == "yes"
        self.pane = ChartsPane(page.shell, column, folded=folded)
        column.addWidget(self.pane)
        column.setStretchFactor(0, 1)
        column.setStretchFactor(1, 0)
        column.setChildrenCollapsible(False)
        if not column.restoreState(self._memory.shape(_SPLIT)):
            column.setSizes([_ALL_THE_REST, OPEN])
        column.splitterMoved.connect(self._keep_split)
        self.pane.folded.connect(self._fold)

    def show(self, knowledge: Knowledge, bookings: Mapping[int, Booking], span: Span) -> None:
        """Show what is used on these days, after the board is painted with them."""
        if self._reading is not None:
            self._reading.show(knowledge, bookings, span)
        else:
            self._page.tasks.start(self._begin(knowledge, bookings, span), instead_of="charts")

    async def _begin(
        self, knowledge: Knowledge, bookings: Mapping[int, Booking], span: Span
    ) -> None:
        await asyncio.sleep(_PAUSE)
        from labapp.ui.desk.board.charts_reading import Reading  # noqa: PLC0415 -- start-up time

        self._reading = Reading(self._page, self.pane, self._board, self._inspector)
        shortcut = QShortcut(QKeySequence("Ctrl+L"), self._page)
        shortcut.activated.connect(self.pane.toggle)
        self._reading.show(knowledge, bookings, span)

    def _fold(self, folded: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        self._memory.keep_text(_FOLDED, "yes" if folded else "no")
        board, pane = self._column.sizes()
        if folded:
            self._open_height = pane
        height = STRIP if folded else max(self._open_height, OPEN)
        self._column.setSizes([board + pane - height, height])

    def _keep_split(self) -> None:
        if not self.pane.is_folded:
            self._memory.keep_shape(_SPLIT, self._column.saveState())
