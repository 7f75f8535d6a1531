"""A list of exhibitors from a file: what would become of each row, and then taking it in."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.errors import MaybeKnown, Refused
from labapp.domain.imports import ExhibitorLine
from labapp.services.table_import import (
    Choices,
    ImportReport,
    RowReport,
    Verdict,
    import_exhibitors,
)
from labapp.ui.desk.first_start.exhibitors_step import why
from labapp.ui.desk.first_start.orders import ColumnsMissing, listed_lines
from labapp.ui.models.rows import Column, RowsModel
from labapp.ui.page import Desk
from labapp.ui.prompts import file_to_open
from labapp.ui.tasks import Tasks
from labapp.ui.texts import explain
from labapp.words import Words

_WIDTHS: Final = (60, 280, 110)
_MOST_FITTED: Final = 300
"""Rows of a longer list stay one line high; their words are in the tip too."""
_AIR: Final = 8
_ORDER: Final = (Verdict.REFUSED, Verdict.CHANGED, Verdict.NEW, Verdict.SAME)
_WEIGH: Final = "taking.weigh"


class TakingPane(QWidget):
    """Shows a file's rows before anything is stored; what needs a look stands first."""

    opened = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        """Begin without a file."""
        super().__init__()
        self._gateway, self._shell, self._tasks = desk.gateway, desk.shell, tasks
        self._say = say = desk.shell.speech
        self._lines: tuple[ExhibitorLine, ...] = ()
        self._name = ""
        self.report: ImportReport | None = None
        self._fit_soon = QTimer(self)
        self._fit_soon.setSingleShot(True)
        self._fit_soon.setInterval(0)

        # Widgets
        self.heading, self.about, self.counted = QLabel(), QLabel(), QLabel()
        self.heading.setProperty("role", "large")
        self.about.setProperty("role", "muted")
        self.counted.setProperty("role", "strong")
        say.put("taking.about", self.about.setText)
        self.rows = RowsModel[RowReport](self._columns(), self)
        self.table = QTableView()
        self.table.setModel(self.rows)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        say.put("welcome.list.preview", self.table.setAccessibleName)
        self.similar = QCheckBox()
        say.put("taking.similar", self.similar.setText, self.similar.setAccessibleName)
        self.take = QPushButton()
        self.take.setProperty("role", "primary")
        self.leave = QPushButton()
        say.put("taking.leave", self.leave.setText, self.leave.setAccessibleName)

        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            head.resizeSection(column, width)
        head.setSectionResizeMode(len(_WIDTHS), QHeaderView.ResizeMode.Stretch)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.similar)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.take)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 12, 16, 12)
        body.setSpacing(8)
        for widget in (self.heading, self.about, self.counted):
            widget.setWordWrap(True)
            body.addWidget(widget)
        body.addWidget(self.table, 1)
        body.addLayout(foot)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.similar.toggled.connect(self._weigh_soon)
        self.take.clicked.connect(self._take_soon)
        self.leave.clicked.connect(self.give_up)
        self.table.horizontalHeader().sectionResized.connect(self._fit_soon.start)
        self._fit_soon.timeout.connect(self._fit)
        self._say.changed.connect(self._tell)

    def _columns(self) -> tuple[Column[RowReport], ...]:
        say = self._say
        return (
            Column(partial(say, "taking.row"), lambda row: str(row.row)),
            Column(partial(say, "term.name"), _subject),
            Column(
                partial(say, "welcome.list.verdict"), lambda row: say(f"cli.import.{row.verdict}")
            ),
            Column(partial(say, "taking.why"), lambda row: _details(row, say.words)),
        )

    # A file

    async def ask(self) -> None:
        """Let the person choose a file, and show what would become of it."""
        kinds = f"{self._say('welcome.exhibitors.kinds')} (*.csv *.tsv *.txt *.xlsx)"
        path = await file_to_open(self.window(), self._say("taking.button"), kinds)
        if path is not None:
            await self.show_file(path)

    async def show_file(self, path: Path) -> None:
        """Show what would become of a file's rows; one that cannot be read is told of."""
        try:
            lines = await self._gateway.compute(listed_lines, path, self._say.language)
        except ColumnsMissing as error:
            self._shell.notice(str(error), serious=True)
            return
        self._lines, self._name = lines, path.name
        self.similar.setChecked(False)
        await self.weigh()
        self.opened.emit()
        self.table.scrollToTop()
        (self.take if self.take.isEnabled() else self.leave).setFocus()

    async def weigh(self) -> None:
        """Find anew what would become of each row; nothing is stored."""
        self.report = await self._gateway.rehearse(import_exhibitors, self._lines, self._choices())
        self._tell()

    def _weigh_soon(self) -> None:
        if self.isVisible():
            self._tasks.start(self.weigh(), instead_of=_WEIGH)

    def _choices(self) -> Choices:
        return Choices(similar_are_new=self.similar.isChecked())

    # Taking it in

    def _take_soon(self) -> None:
        self.take.setEnabled(False)
        self._tasks.drop(_WEIGH)
        self._tasks.start(self._take())

    async def _take(self) -> None:
        try:
            report = await self._gateway.write(import_exhibitors, self._lines, self._choices())
        except Refused as error:
            self._shell.notice(explain(error, self._say.language), serious=True)
            self._tell()
            return
        counts = self._counts(report)
        self.give_up()
        self._shell.notice(self._say("taking.done", name=self._name, counts=counts))

    def give_up(self) -> None:
        """Leave the file as it is."""
        self._tasks.drop(_WEIGH)
        self._lines, self.report = (), None
        self.closed.emit()

    # Saying

    def _tell(self) -> None:
        report, say = self.report, self._say
        if report is None:
            return
        self.heading.setText(say("taking.title", name=self._name))
        self.counted.setText(self._counts(report) if report.rows else say("taking.empty"))
        ordered = sorted(report.rows, key=lambda row: (_ORDER.index(row.verdict), row.row))
        self.rows.replace(ordered)
        self.rows.say_again()
        self.table.setVisible(bool(ordered))
        doubtful = any(isinstance(one, MaybeKnown) for row in ordered for one in row.refusals)
        self.similar.setVisible(doubtful or self.similar.isChecked())
        counts = report.counts
        taken = counts[Verdict.NEW] + counts[Verdict.CHANGED]
        text = say("taking.take", count=taken) if taken else say("taking.nothing")
        self.take.setText(text)
        self.take.setAccessibleName(text)
        self.take.setEnabled(taken > 0)
        self._fit_soon.start()

    def _counts(self, report: ImportReport) -> str:
        say = self._say
        return say("desk.comma").join(
            say(f"taking.{verdict}", count=count)
            for verdict, count in report.counts.items()
            if count
        )

    def _fit(self) -> None:
        if len(self.rows.rows) <= _MOST_FITTED:
            self.table.resizeRowsToContents()
            for row in range(self.rows.rowCount()):
                self.table.setRowHeight(row, self.table.rowHeight(row) + _AIR)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape go back, and Enter press the button it is on."""
        focused = self.window().focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(
            focused, QPushButton
        ):
            focused.click()
        else:
            super().keyPressEvent(event)


def _subject(row: RowReport) -> str:
    known = row.known_as if row.verdict is not Verdict.NEW else None
    return " · ".join(part for part in (known, row.subject) if part)


def _details(row: RowReport, say: Words) -> str:
    """Return what a row changes, and why it, or a part of it, is not taken."""
    changes = (
        say("cli.import.change", field=_field(name, say), old=old or "–", new=new or "–")
        for name, old, new in row.changes
    )
    return "\n".join((*changes, *(part for part in (_why(row, say),) if part)))


def _why(row: RowReport, say: Words) -> str:
    told = why(row, say)
    place = say("welcome.list.row", row=row.row)
    return told.removeprefix(place).strip()


def _field(name: str, say: Words) -> str:
    keys = (f"tables.field.exhibitors.{name}", f"field.{name}", f"term.{name}")
    return next((say(key) for key in keys if say.has(key)), name)
