"""The floor on paper: seen as it will be printed, then printed or kept as a PDF."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from labapp.domain.errors import FileFault
from labapp.domain.floor_sheets import FloorSheet
from labapp.domain.languages import Language
from labapp.exchange.sheets import write_whole
from labapp.paper.floor_plan import floor_plan_pdf
from labapp.services.floor_sheets import (
    LastSheet,
    WantedSheet,
    floor_sheet,
    issue_floor_sheet,
    last_sheet,
)
from labapp.ui.desk.topbar import NATIVE
from labapp.ui.formats import moment_text
from labapp.ui.page import Desk
from labapp.ui.printing import print_pdf, print_picture, printer_names, spools_pdf
from labapp.ui.prompts import file_to_save
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
        self.print = QPushButton()
        self.print.setProperty("role", "primary")
        speech.put("desk.print", self.print.setText, self.print.setAccessibleName)
        self.printers = QMenu(self)
        self.save = QPushButton()
        speech.put("desk.save_pdf", self.save.setText, self.save.setAccessibleName)
        self.preview = PdfPreview(desk.shell.look, speech, "floor_plan.preview", self)

        self._lay_out()
        self.setFocusProxy(self.print)

        # Signals
        self.language.picked.connect(self._choose_language)
        self.print.clicked.connect(self._show_printers)
        self.save.clicked.connect(self._save_soon)
        speech.changed.connect(self._tell_about)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._show_printers)

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
        tools.addWidget(self.save)
        tools.addWidget(self.print)
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

    def _show_printers(self) -> None:
        """Let the person choose a printer, the system's default first."""
        self.list_printers()
        self.printers.popup(self.print.mapToGlobal(self.print.rect().bottomLeft()))

    def list_printers(self) -> None:
        """Fill the menu with the printers there are now."""
        self.printers.clear()
        names = printer_names()
        for name in names:
            self.printers.addAction(name).triggered.connect(partial(self._print_soon, name))
        if not names:
            self.printers.addAction(self._say("desk.no_printer")).setEnabled(False)

    def _print_soon(self, printer: str) -> None:
        self._tasks.start(self._print(printer))

    async def _print(self, printer: str) -> None:
        wanted = self._order()
        if wanted is None:
            return
        gateway = self._desk.gateway
        sheet = await gateway.write(issue_floor_sheet, wanted)
        pdf = await gateway.compute(floor_plan_pdf, sheet)
        title = f"{sheet.document_number} v{sheet.version}"
        if spools_pdf():
            await gateway.compute(print_pdf, pdf, printer, title)
        else:
            print_picture(pdf, printer, title)
        self._shell.notice(self._say("desk.printed", document=title, printer=printer))

    def _save_soon(self) -> None:
        self._tasks.start(self._save())

    async def _save(self) -> None:
        if self._sheet is None:
            return
        name = f"{self._sheet.document_number}.pdf"
        path = await file_to_save(self, self._say("desk.save_pdf"), name, "PDF (*.pdf)")
        if path is not None:
            await self.save_to(path)

    async def save_to(self, path: Path) -> None:
        """Issue the sheet with a version of its own and write it to a file."""
        wanted = self._order()
        if wanted is None:
            return
        if not path.parent.is_dir():
            raise FileFault("missing", str(path.parent))
        gateway = self._desk.gateway
        sheet = await gateway.write(issue_floor_sheet, wanted)
        pdf = await gateway.compute(floor_plan_pdf, sheet)
        await gateway.compute(_write, path, pdf)
        document = f"{sheet.document_number} v{sheet.version}"
        self._shell.notice(self._say("desk.pdf_saved", document=document, path=path))


def _write(path: Path, pdf: bytes) -> None:
    try:
        write_whole(path, pdf)
    except OSError as error:
        raise FileFault("unwritable", str(path), error.strerror or "") from error
