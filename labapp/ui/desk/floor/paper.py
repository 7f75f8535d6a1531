"""The floor on paper: seen as it will be printed, then printed or kept as a PDF."""

import asyncio
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from labapp.domain.floor_sheets import FloorSheet
from labapp.domain.languages import Language
from labapp.paper.floor_plan import floor_plan_pdf
from labapp.services.floor_sheets import (
    LastSheet,
    WantedSheet,
    floor_sheet,
    issue_floor_sheet,
    last_sheet,
)
from labapp.ui.desk.paper_out import Paper, PaperOut
from labapp.ui.desk.topbar import NATIVE
from labapp.ui.formats import moment_text
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks
from labapp.ui.widgets.fields import Choice
from labapp.ui.widgets.marked import Marked
from labapp.ui.widgets.pdf_preview import PdfPreview

_PAUSE: Final = 0.15
"""Seconds for the slider to come to rest before a sheet is set."""


class FloorPaper(QWidget):
    """The sheet of a moment; another moment is shown when the page says so."""

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        """Begin without a sheet; what is started ends with the page."""
        super().__init__()
        self._desk = desk
        self._shell = desk.shell
        self._say = desk.shell.speech
        self._tasks = tasks
        self._wanted: WantedSheet | None = None
        self._sheet: FloorSheet | None = None
        self._last: LastSheet | None = None

        # Widgets
        speech = self._say
        self.language = Choice()
        self.language.offer([(each, NATIVE[each]) for each in Language], Language(speech.language))
        speech.put("field.language", self.language.setAccessibleName, self.language.setToolTip)
        self.about = QLabel()
        self.about.setProperty("role", "small")
        self.about.setWordWrap(True)
        self.stale = Marked(desk.shell.look, "warning")
        self.stale.hide()
        self.out = PaperOut(desk.gateway, desk.shell, tasks, self._issued, self._file_name, self)
        self.preview = PdfPreview(desk.shell.look, speech, "floor_plan.preview", self)

        self._lay_out()
        self.setFocusProxy(self.out.print)

        # Signals
        self.language.picked.connect(self._choose_language)
        speech.changed.connect(self._tell_about)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.out.show_printers)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setContentsMargins(16, 4, 16, 8)
        tools.setSpacing(8)
        tools.addWidget(self.language)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.about)
        words.addWidget(self.stale)
        tools.addLayout(words, 1)
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

    # What is shown

    @property
    def chosen_language(self) -> Language:
        """The language the sheet leads with."""
        value = self.language.value
        return value if isinstance(value, Language) else Language.EN

    def show_sheet(self, wanted: WantedSheet) -> None:
        """Show the sheet of a moment, in the language chosen here."""
        self._wanted = wanted
        self._tasks.start(self._set(), instead_of="floor_paper")

    async def _set(self) -> None:
        await asyncio.sleep(_PAUSE)
        wanted = self._order()
        if wanted is None:
            return
        gateway = self._desk.gateway
        sheet = await gateway.read(floor_sheet, wanted)
        self._last = await gateway.read(last_sheet, sheet)
        self._sheet = sheet
        self._tell_about()
        self.preview.show_pdf(await gateway.compute(floor_plan_pdf, sheet))

    def _order(self) -> WantedSheet | None:
        if self._wanted is None:
            return None
        return WantedSheet(
            moment=self._wanted.moment, language=self.chosen_language, plan=self._wanted.plan
        )

    def _choose_language(self, _: object) -> None:
        if self._wanted is not None:
            self.show_sheet(self._wanted)

    def _tell_about(self) -> None:
        sheet, last = self._sheet, self._last
        if sheet is None:
            return
        key = "desk.paper.about" if sheet.replaces is None else "desk.paper.about.replaces"
        facts = {"document": sheet.document_number, "version": sheet.version}
        self.about.setText(self._say(key, replaces=sheet.replaces, **facts))
        stale = last is not None and last.out_of_date
        self.stale.setVisible(stale)
        if last is not None and stale:
            printed = moment_text(last.printed_at, self._say.words)
            told = self._say("floor_plan.stale", version=last.version, printed=printed)
            self.stale.show_words("triangle-alert", "warning", told)

    # Out of the house

    async def _issued(self) -> Paper | None:
        """Give the sheet a version of its own, and set it."""
        wanted, gateway = self._order(), self._desk.gateway
        if wanted is None:
            return None
        sheet = await gateway.write(issue_floor_sheet, wanted)
        pdf = await gateway.compute(floor_plan_pdf, sheet)
        return Paper(f"{sheet.document_number} v{sheet.version}", pdf)

    def _file_name(self) -> str | None:
        return None if self._sheet is None else f"{self._sheet.document_number}.pdf"
