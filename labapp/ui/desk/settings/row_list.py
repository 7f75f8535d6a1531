"""The list beside a form: its rows, a button for a new one, and two to move the chosen one."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from labapp.ui.desk.settings.tables import fit_columns
from labapp.ui.desk.shell import Shell
from labapp.ui.models.rows import Column, RowsModel


def settings_table(
    shell: Shell, rows: RowsModel[Any], widths: Sequence[int], stretched: int
) -> QTableView:
    """Return a quiet table of whole rows, one of its columns taking the room that is left."""
    table = QTableView()
    table.setModel(rows)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(shell.look.theme.size("row"))
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    for column, width in enumerate(widths):
        header.resizeSection(column, width)
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    return table


def mark_row(table: QTableView, number: int | None) -> None:
    """Mark a row of a table and bring it into sight; None: no row."""
    flags = QItemSelectionModel.SelectionFlag
    selection = table.selectionModel()
    if number is None:
        selection.clear()
        return
    index = table.model().index(number, 0)
    selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
    table.scrollTo(index)


class RowList(QWidget):
    """Says which row the person has chosen; knows nothing of what the rows are."""

    chosen = Signal(object)
    """A row: by the person, not by ``mark``."""

    def __init__(
        self,
        shell: Shell,
        key: str,
        columns: Sequence[Column[Any]],
        widths: Sequence[int],
        id_of: Callable[[Any], int],
    ) -> None:
        """Begin empty.

        Args:
            shell: Language and look.
            key: The section's, in the words for the list.
            columns: How a row is shown.
            widths: Of the columns at most, in pixels; the second takes what is left.
            id_of: What names a row for good.
        """
        super().__init__()
        self._id_of = id_of
        self._shell, self._widths = shell, widths
        self._marking = False
        put = shell.speech.put

        # Widgets
        self.add = QPushButton()
        self.up, self.down = QToolButton(), QToolButton()
        self.none = QLabel()
        self.none.setProperty("role", "muted")
        self.none.setWordWrap(True)
        self.rows: RowsModel[Any] = RowsModel(columns, self)
        self.table = settings_table(shell, self.rows, widths, stretched=1)
        put(f"settings.list.{key}", self.table.setAccessibleName)
        put(f"settings.new.{key}", self.add.setText, self.add.setAccessibleName)
        put(f"settings.none.{key}", self.none.setText)
        for button, way in ((self.up, "up"), (self.down, "down")):
            put(f"settings.move.{way}", button.setToolTip, button.setAccessibleName)
            shell.look.put_icon(button, f"chevron-{way}")

        # Layout
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for widget in (self.add, self.up, self.down):
            bar.addWidget(widget)
        bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(bar)
        layout.addWidget(self.none)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

        # Signals
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        shell.look.changed.connect(self._fit)
        self.rows.headerDataChanged.connect(self._fit)

    def show_rows(self, rows: Sequence[Any], chosen: int | None) -> None:
        """Show these rows, one of them marked."""
        self._marking = True
        self.rows.replace(rows)
        self._marking = False
        self.mark(chosen)
        self.none.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self._fit()

    def _fit(self) -> None:
        if self.rows.rows:
            fit_columns(self.table, self._shell.look, self._widths, stretched=1)

    def mark(self, chosen: int | None) -> None:
        """Mark a row without saying so."""
        numbered = enumerate(self.rows.rows)
        self._marking = True
        mark_row(self.table, next((n for n, r in numbered if self._id_of(r) == chosen), None))
        self._marking = False

    def _choose(self) -> None:
        index = self.table.currentIndex()
        if index.isValid() and not self._marking:
            self.chosen.emit(self.rows.row(index))
