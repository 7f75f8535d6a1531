"""The fifth question: who exhibits; it may wait."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)
from typing_extensions import override

from labapp.domain.imports import RowFault, TableKind
from labapp.exchange.columns import header
from labapp.services.table_import import ImportReport, RowReport, Verdict
from labapp.ui.desk.first_start.draft import Draft
from labapp.ui.desk.first_start.orders import is_typed
from labapp.ui.desk.first_start.step import Step
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import day_text
from labapp.ui.models.rows import Column, RowsModel
from labapp.ui.texts import explain_refusal
from labapp.words import Words

_HEADS: Final = ("term.name", "welcome.list.verdict", "welcome.list.why")
_WIDTHS: Final = (280, 130)
_TYPING_HEIGHT: Final = 110


class ExhibitorsStep(Step):
    """Names to type, and a spreadsheet with what would become of each row."""

    file_wanted = Signal()
    file_dropped = Signal()

    def __init__(self, shell: Shell, draft: Draft) -> None:
        """Show what was said before."""
        super().__init__(shell, draft)
        self.report: ImportReport | None = None

        # Widgets
        self.typed = QPlainTextEdit(draft.typed)
        self.typed.setTabChangesFocus(True)
        self.typed.setFixedHeight(_TYPING_HEIGHT)
        self.say.put("welcome.exhibitors.type", self.typed.setAccessibleName)
        self.say.put("welcome.exhibitors.example", self.typed.setPlaceholderText)
        self.choose = QPushButton()
        self.say.put("welcome.exhibitors.choose", self.choose.setText)
        self.say.put("welcome.exhibitors.choose", self.choose.setAccessibleName)
        self.drop = QPushButton()
        self.drop.setProperty("role", "quiet")
        self.say.put("welcome.exhibitors.drop", self.drop.setText, self.drop.setAccessibleName)
        self.file = QLabel()
        self.file.setProperty("role", "muted")
        self.trouble = QLabel()
        self.trouble.setProperty("role", "warning")
        self.trouble.setWordWrap(True)
        self.counted = QLabel()
        self.counted.setProperty("role", "strong")
        self.rows_model = RowsModel(self._columns(), self)
        self.table = QTableView()
        self.table.setModel(self.rows_model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.say.put("welcome.list.preview", self.table.setAccessibleName)
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            head.resizeSection(column, width)
        head.setSectionResizeMode(len(_WIDTHS), QHeaderView.ResizeMode.Stretch)

        self._lay_out()
        self.typed.textChanged.connect(self._take)
        self.choose.clicked.connect(self.file_wanted)
        self.drop.clicked.connect(self._drop)
        self.say.changed.connect(self._tell)
        self.show_trouble("")
        self._tell()

    def _lay_out(self) -> None:
        label = QLabel()
        label.setProperty("role", "small")
        label.setBuddy(self.typed)
        self.say.put("welcome.exhibitors.type", label.setText)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.choose)
        row.addWidget(self.file)
        row.addWidget(self.drop)
        row.addStretch(1)
        self.rows.addWidget(label)
        self.rows.addWidget(self.typed)
        self.rows.addLayout(row)
        self.rows.addWidget(self.trouble)
        self.rows.addWidget(self.counted)
        self.rows.addWidget(self.table, 1)
        self.rows.addStretch(0)

    def show_trouble(self, text: str) -> None:
        """Say why the spreadsheet cannot be read, or nothing."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def show_report(self, report: ImportReport | None) -> None:
        """Show what would become of each row, of the spreadsheet and of those typed."""
        self.report = report
        self._tell()

    def _take(self) -> None:
        self.draft.typed = self.typed.toPlainText()
        self.changed.emit()

    def _drop(self) -> None:
        self.draft.list_path = ""
        self.show_trouble("")
        self.file_dropped.emit()
        self._tell()
        self.choose.setFocus()

    def _tell(self) -> None:
        say, report = self.say, self.report
        path = self.draft.list_path
        self.file.setText(Path(path).name if path else say("welcome.exhibitors.later"))
        self.file.setToolTip(path)
        self.drop.setVisible(bool(path))
        seen = report is not None and bool(report.rows)
        self.table.setVisible(seen)
        self.counted.setVisible(seen)
        if report is None or not seen:
            return
        self.counted.setText(
            say("desk.comma").join(
                say(f"welcome.list.{verdict}", count=count)
                for verdict, count in report.counts.items()
                if count
            )
        )
        self.rows_model.replace(report.rows)
        self.rows_model.say_again()
        self.table.resizeRowsToContents()

    def _columns(self) -> tuple[Column[RowReport], ...]:
        say = self.say
        return (
            Column(partial(say, _HEADS[0]), lambda row: row.subject),
            Column(partial(say, _HEADS[1]), lambda row: say(f"cli.import.{row.verdict}")),
            Column(partial(say, _HEADS[2]), lambda row: why(row, say.words)),
        )

    @override
    def first_field(self) -> QWidget:
        return self.typed


def why(row: RowReport, say: Words) -> str:
    """Return what there is to say of a row: where it stands, and why it is not taken."""
    said: list[str] = []
    if row.verdict is Verdict.REFUSED and not is_typed(row.row):
        said.append(say("welcome.list.row", row=row.row))
    said += (explain_refusal(refusal, say.language) for refusal in row.refusals)
    said += (_fault(fault, say) for fault in row.faults)
    return " ".join(said)


def _fault(fault: RowFault, say: Words) -> str:
    facts: dict[str, object] = {
        name: day_text(value, say, year=True) if isinstance(value, date) else value
        for name, value in fault.said.items()
    }
    told = say(fault.key, **facts)
    if fault.field is None:
        return told
    field = header(TableKind.EXHIBITORS, fault.field, say.language)
    return say("cli.import.fault", field=field, told=told)


def taken(rows: Sequence[RowReport]) -> int:
    """Return how many exhibitors there would be."""
    return sum(row.verdict is Verdict.NEW for row in rows)
