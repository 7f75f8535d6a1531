"""Papers: see the day's sheet as it would be printed, print it, and see what hangs out of date."""

import asyncio
from datetime import date
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.languages import Language
from labapp.domain.papers import DaySheet
from labapp.paper.day_sheet import day_sheet_pdf
from labapp.services.papers import PaperState, day_sheet, issue_day_sheet, paper_states
from labapp.ui.desk.paper_out import Paper, PaperOut
from labapp.ui.desk.topbar import NATIVE
from labapp.ui.formats import day_text, moment_text
from labapp.ui.models.rows import ROW_ROLE, Column, RowsModel
from labapp.ui.page import Desk, Page
from labapp.ui.widgets.calendars import DayButton
from labapp.ui.widgets.fields import Choice, Field, beside
from labapp.ui.widgets.marked import Marked
from labapp.ui.widgets.pdf_preview import PdfPreview

_SPLIT: Final = "papers.split"
_PANEL: Final = 452
_ALL_THE_REST: Final = 10_000
_WIDTHS: Final = (88, 78, 40, 124)
_PAUSE: Final = 0.05


class PapersPage(Page):
    """One day's sheet on the right; which, and what was printed, on the left."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"bookings", "exhibitors", "demos", "spaces", "settings", "papers"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Lay out the choice and the preview."""
        super().__init__(desk, parent)
        self._sheet: DaySheet | None = None
        shell, say, speech = self.shell, self.say, self.shell.speech

        # Widgets
        self.day = DayButton(speech, shell.look, shell.clock)
        self.language = Choice()
        self.language.offer([(each, NATIVE[each]) for each in Language], Language(speech.language))
        self.about = QLabel()
        self.about.setProperty("role", "small")
        self.about.setWordWrap(True)
        self.out = PaperOut(self.gateway, shell, self.tasks, self._issued, self._file_name, self)
        self.rows = RowsModel[PaperState](
            [
                Column(partial(say, "desk.paper.day"), self._day_of),
                Column(partial(say, "field.language"), lambda row: NATIVE[row.language]),
                Column(partial(say, "desk.paper.version"), lambda row: str(row.version)),
                Column(partial(say, "desk.paper.printed"), self._printed),
                Column(partial(say, "term.state"), self._state),
            ],
            self,
        )
        self.table = self._table()
        self.stale = Marked(shell.look, "warning")
        self.none = QLabel()
        self.none.setProperty("role", "muted")
        self.none.setWordWrap(True)
        speech.put("desk.issued.none", self.none.setText)
        self.preview = PdfPreview(shell.look, speech, "desk.preview", self)
        self.busy = QLabel()
        self.busy.setProperty("role", "muted")
        speech.put("desk.setting_paper", self.busy.setText)

        self._lay_out()
        self._connect()
        self.day.show_day(shell.day)

    # Laying out

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.rows)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.shell.look.theme.size("row"))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, width)
        header.setSectionResizeMode(len(_WIDTHS), QHeaderView.ResizeMode.Stretch)
        self.shell.speech.put("desk.issued", table.setAccessibleName)
        return table

    def _lay_out(self) -> None:
        speech = self.shell.speech
        self.setFocusProxy(self.day)
        left = QFrame()
        left.setAutoFillBackground(True)
        left.setBackgroundRole(QPalette.ColorRole.Base)
        left.setMinimumWidth(_PANEL - 60)
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(12)
        title = QLabel()
        title.setProperty("role", "title")
        speech.put("term.day_sheet", title.setText)
        column.addWidget(title)
        column.addLayout(
            beside(
                Field(speech, "term.date", self.day),
                Field(speech, "field.language", self.language),
            )
        )
        column.addWidget(self.about)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.out.print, 1)
        buttons.addWidget(self.out.save, 1)
        column.addLayout(buttons)
        column.addSpacing(8)
        issued = QLabel()
        issued.setProperty("role", "strong")
        speech.put("desk.issued", issued.setText)
        column.addWidget(issued)
        column.addWidget(self.stale)
        column.addWidget(self.none)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        right = QWidget()
        paper = QVBoxLayout(right)
        paper.setContentsMargins(0, 0, 0, 0)
        paper.setSpacing(0)
        tools = QHBoxLayout()
        tools.setContentsMargins(12, 6, 12, 6)
        tools.addWidget(self.busy)
        tools.addStretch(1)
        for button in self.preview.tools():
            tools.addWidget(button)
        paper.addLayout(tools)
        paper.addWidget(self.preview, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(left)
        self.split.addWidget(right)
        self.split.setStretchFactor(1, 1)
        self.split.setChildrenCollapsible(False)
        self.shell.memory.follow_split(_SPLIT, self.split, [_PANEL, _ALL_THE_REST])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split)

    def _connect(self) -> None:
        self.day.chosen.connect(self.shell.go_to)
        self.shell.day_changed.connect(self._go)
        self.language.picked.connect(self._choose_language)
        self.table.clicked.connect(self._show_issued)
        self.table.activated.connect(self._show_issued)
        self.shell.speech.changed.connect(self._say_again)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        shortcut.activated.connect(self.out.show_printers)

    # Reading

    @property
    def chosen_language(self) -> Language:
        """The language the sheet leads with."""
        value = self.language.value
        return value if isinstance(value, Language) else Language.EN

    @override
    async def reload(self) -> None:
        await asyncio.sleep(_PAUSE)
        states = await self.gateway.read(paper_states)
        self.rows.replace(states)
        self._count_stale()
        sheet = await self.gateway.read(day_sheet, self.shell.day, self.chosen_language)
        self._sheet = sheet
        self._tell_about()
        self.busy.show()
        try:
            self.preview.show_pdf(await self.gateway.compute(day_sheet_pdf, sheet))
        finally:
            self.busy.hide()

    def _tell_about(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        key = "desk.paper.about" if sheet.replaces is None else "desk.paper.about.replaces"
        self.about.setText(
            self.say(
                key,
                document=sheet.document_number,
                version=sheet.version,
                replaces=sheet.replaces,
            )
        )

    def _count_stale(self) -> None:
        count = sum(row.out_of_date for row in self.rows.rows)
        self.stale.setVisible(count > 0)
        self.none.setVisible(not self.rows.rows)
        self.table.setVisible(bool(self.rows.rows))
        self.stale.show_words("triangle-alert", "warning", self.say("desk.stale", count=count))

    def _go(self, day: date) -> None:
        self.day.show_day(day)
        if self.isVisible():
            self.refresh()

    def _say_again(self) -> None:
        self.rows.say_again()
        self._count_stale()
        self._tell_about()

    def _choose_language(self, _: object) -> None:
        self.refresh()

    # What was issued

    def _day_of(self, row: PaperState) -> str:
        return day_text(date.fromisoformat(row.scope), self.say.words)

    def _printed(self, row: PaperState) -> str:
        return moment_text(row.printed_at, self.say.words)

    def _state(self, row: PaperState) -> str:
        return self.say("desk.paper.stale" if row.out_of_date else "desk.paper.true")

    def _show_issued(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, PaperState):
            self.language.choose(Language(row.language))
            day = date.fromisoformat(row.scope)
            if day == self.shell.day:
                self.refresh()
            else:
                self.shell.go_to(day)

    # Out of the house

    async def _issued(self) -> Paper:
        """Give the sheet a version of its own, and set it."""
        sheet = await self.gateway.write(issue_day_sheet, self.shell.day, self.chosen_language)
        pdf = await self.gateway.compute(day_sheet_pdf, sheet)
        return Paper(f"{sheet.document_number} v{sheet.version}", pdf)

    def _file_name(self) -> str:
        return f"{self.say('term.day_sheet')} {self.shell.day.isoformat()}.pdf"
