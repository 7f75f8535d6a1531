"""Papers: see the day's sheet as it would be printed, print it, and see what hangs out of date."""

import asyncio
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QModelIndex, QSize, Qt
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.errors import FileFault
from labapp.domain.languages import Language
from labapp.domain.papers import DaySheet
from labapp.exchange.sheets import write_whole
from labapp.paper.day_sheet import day_sheet_pdf
from labapp.services.papers import PaperState, day_sheet, issue_day_sheet, paper_states
from labapp.ui.desk.topbar import NATIVE
from labapp.ui.formats import day_text, moment_text
from labapp.ui.models.rows import ROW_ROLE, Column, RowsModel
from labapp.ui.page import Desk, Page
from labapp.ui.printing import print_pdf, print_picture, printer_names, spools_pdf
from labapp.ui.prompts import file_to_save
from labapp.ui.widgets.calendars import DayButton
from labapp.ui.widgets.fields import Choice, Field, beside
from labapp.ui.widgets.marked import Marked

_SPLIT: Final = "papers.split"
_PANEL: Final = 452
_ALL_THE_REST: Final = 10_000
_WIDTHS: Final = (88, 78, 40, 124)
_PAUSE: Final = 0.05
_ZOOM: Final = 1.25
_MARGIN: Final = 16


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
        self.print = QPushButton()
        self.print.setProperty("role", "primary")
        speech.put("desk.print", self.print.setText, self.print.setAccessibleName)
        self.printers = QMenu(self)
        self.save = QPushButton()
        speech.put("desk.save_pdf", self.save.setText, self.save.setAccessibleName)
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
        self.document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self.preview = QPdfView(self)
        self.preview.setFrameShape(QFrame.Shape.NoFrame)
        self.preview.setPageSpacing(_MARGIN)  # at least its margins, or a page that fits is cut
        self.preview.setDocument(self.document)
        self.preview.setZoomMode(QPdfView.ZoomMode.FitInView)
        speech.put("desk.preview", self.preview.setAccessibleName)
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
        buttons.addWidget(self.print, 1)
        buttons.addWidget(self.save, 1)
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
        for picture, key, act in (
            ("zoom-out", "desk.zoom.out", self._zoom_out),
            ("zoom-in", "desk.zoom.in", self._zoom_in),
            ("file-text", "desk.zoom.fit", self._zoom_fit),
        ):
            tools.addWidget(self._tool(picture, key, act))
        paper.addLayout(tools)
        paper.addWidget(self.preview, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(left)
        self.split.addWidget(right)
        self.split.setStretchFactor(1, 1)
        self.split.setChildrenCollapsible(False)
        if not self.split.restoreState(self.shell.memory.shape(_SPLIT)):
            self.split.setSizes([_PANEL, _ALL_THE_REST])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split)

    def _tool(self, picture: str, key: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(20, 20))
        self.shell.look.put_icon(button, picture, "text-muted")
        self.shell.speech.put(key, button.setToolTip, button.setAccessibleName)
        button.clicked.connect(act)
        return button

    def _connect(self) -> None:
        self.day.chosen.connect(self.shell.go_to)
        self.shell.day_changed.connect(self._go)
        self.language.picked.connect(self._choose_language)
        self.save.clicked.connect(self._save_soon)
        self.print.clicked.connect(self._show_printers)
        self.table.clicked.connect(self._show_issued)
        self.table.activated.connect(self._show_issued)
        self.split.splitterMoved.connect(self._keep_split)
        self.shell.speech.changed.connect(self._say_again)
        self.shell.look.changed.connect(self._dress)
        self._dress()
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        shortcut.activated.connect(self._show_printers)

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
            self._show_pdf(await self.gateway.compute(day_sheet_pdf, sheet))
        finally:
            self.busy.hide()

    def _show_pdf(self, pdf: bytes) -> None:
        across, down = self.preview.horizontalScrollBar(), self.preview.verticalScrollBar()
        at = (across.value(), down.value())
        self._dress()
        self.document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        modes = QPdfView.PageMode
        single = self.document.pageCount() == 1
        self.preview.setPageMode(modes.SinglePage if single else modes.MultiPage)
        across.setValue(at[0])
        down.setValue(at[1])

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

    def _dress(self) -> None:
        """Lay the paper on the theme's ground; Qt's preview takes its palette's dark colour."""
        palette = self.preview.palette()
        palette.setColor(QPalette.ColorRole.Dark, self.shell.look.theme.colour("sunken"))
        self.preview.setPalette(palette)

    def _choose_language(self, _: object) -> None:
        self.refresh()

    def _keep_split(self) -> None:
        self.shell.memory.keep_shape(_SPLIT, self.split.saveState())

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

    # Zoom

    def _zoom_in(self) -> None:
        self._zoom(_ZOOM)

    def _zoom_out(self) -> None:
        self._zoom(1 / _ZOOM)

    def _zoom(self, factor: float) -> None:
        if self.preview.zoomMode() != QPdfView.ZoomMode.Custom:
            self.preview.setZoomFactor(self._fitting())
            self.preview.setZoomMode(QPdfView.ZoomMode.Custom)
        self.preview.setZoomFactor(self.preview.zoomFactor() * factor)

    def _fitting(self) -> float:
        """Return the factor at which the first page fits, as the preview shows it now."""
        size = self.document.pagePointSize(0)
        if size.isEmpty():
            return 1.0
        dots = self.preview.screen().logicalDotsPerInch() / 72
        room = self.preview.viewport().size()
        return min(
            (room.width() - _MARGIN) / (size.width() * dots),
            (room.height() - _MARGIN) / (size.height() * dots),
        )

    def _zoom_fit(self) -> None:
        self.preview.setZoomMode(QPdfView.ZoomMode.FitInView)

    # Out of the house

    def _show_printers(self) -> None:
        """Let the person choose a printer, the system's default first."""
        self.list_printers()
        below = self.print.mapToGlobal(self.print.rect().bottomLeft())
        self.printers.popup(below)
        self.printers.setActiveAction(self.printers.actions()[0])

    def list_printers(self) -> None:
        """Fill the menu with the printers there are now."""
        self.printers.clear()
        names = printer_names()
        for name in names:
            self.printers.addAction(name).triggered.connect(partial(self._print_soon, name))
        if not names:
            self.printers.addAction(self.say("desk.no_printer")).setEnabled(False)

    def _print_soon(self, printer: str) -> None:
        self.tasks.start(self._print(printer))

    async def _print(self, printer: str) -> None:
        sheet = await self.gateway.write(issue_day_sheet, self.shell.day, self.chosen_language)
        pdf = await self.gateway.compute(day_sheet_pdf, sheet)
        title = f"{sheet.document_number} v{sheet.version}"
        if spools_pdf():
            await self.gateway.compute(print_pdf, pdf, printer, title)
        else:
            print_picture(pdf, printer, title)
        self.shell.notice(self.say("desk.printed", document=title, printer=printer))

    def _save_soon(self) -> None:
        self.tasks.start(self._save())

    async def _save(self) -> None:
        name = f"{self.say('term.day_sheet')} {self.shell.day.isoformat()}.pdf"
        path = await file_to_save(self, self.say("desk.save_pdf"), name, "PDF (*.pdf)")
        if path is not None:
            await self.save_to(path)

    async def save_to(self, path: Path) -> None:
        """Issue the sheet with a version of its own and write it to a file."""
        if not path.parent.is_dir():
            raise FileFault("missing", str(path.parent))
        sheet = await self.gateway.write(issue_day_sheet, self.shell.day, self.chosen_language)
        pdf = await self.gateway.compute(day_sheet_pdf, sheet)
        await self.gateway.compute(_write, path, pdf)
        document = f"{sheet.document_number} v{sheet.version}"
        self.shell.notice(self.say("desk.pdf_saved", document=document, path=path))


def _write(path: Path, pdf: bytes) -> None:
    try:
        write_whole(path, pdf)
    except OSError as error:
        raise FileFault("unwritable", str(path), error.strerror or "") from error
