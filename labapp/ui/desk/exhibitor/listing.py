"""The list of exhibitors: searched as one types, sorted, copied as a table."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from labapp.domain.exhibitors import Exhibitor
from labapp.exchange.contacts import phone_shown
from labapp.exchange.folding import fold
from labapp.ui.clipboard import put_table
from labapp.ui.desk.shell import Shell
from labapp.ui.models.rows import Column, RowsFilter, RowsModel
from labapp.ui.widgets.table_text import as_html, as_lines

_NAME: Final = 1
_WIDTHS: Final = (66, 200, 142, 136, 146, 130)
_SEARCH_WIDTH: Final = 300
_ROW_AIR: Final = 2


class ExhibitorList(QWidget):
    """Says which exhibitor is chosen; knows nothing of where the rows come from."""

    chosen = Signal(int)
    """An exhibitor's id: by the person or by ``choose``."""
    new_wanted = Signal()
    export_wanted = Signal(str)
    """``.csv`` or ``.xlsx``."""

    def __init__(self, shell: Shell) -> None:
        """Begin empty."""
        super().__init__()
        self._shell = shell
        self._marking = False
        self._say = say = shell.speech

        # Widgets
        columns: Sequence[tuple[str, Callable[[Exhibitor], str]]] = (
            ("term.code", lambda row: row.code),
            ("term.name", lambda row: say.name(row.names)),
            ("term.contact", self._contact),
            ("field.phone", _phone),
            ("field.kind", self._kind),
            ("desk.also", self._other_names),
        )
        self.rows = RowsModel[Exhibitor](
            [Column(partial(say, heading), text) for heading, text in columns], self
        )
        self.filter = RowsFilter[Exhibitor](self.rows, _haystack, _folded, self)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(_SEARCH_WIDTH)
        glass = QAction(self.search)
        self.search.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        shell.look.put_icon(glass, "search", "text-muted", 16)
        say.put(
            "desk.exhibitors.find", self.search.setPlaceholderText, self.search.setAccessibleName
        )
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.export = self._export_button()
        self.new = QPushButton()
        say.put("desk.exhibitor.new", self.new.setText, self.new.setAccessibleName)
        self.table = self._table()

        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.search, 2)
        bar.addWidget(self.count)
        bar.addStretch(1)
        bar.addWidget(self.export)
        bar.addWidget(self.new)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(10)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.search)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._take_first)
        self.table.selectionModel().currentRowChanged.connect(self._select)
        self.new.clicked.connect(self.new_wanted)
        self._say.changed.connect(self._say_again)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)

    def _export_button(self) -> QToolButton:
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._shell.look.put_icon(button, "download")
        self._say.put("desk.export", button.setToolTip, button.setAccessibleName)
        menu = QMenu(button)
        for ending in (".csv", ".xlsx"):
            action = menu.addAction("")
            self._say.put(f"desk.export{ending}", action.setText)
            action.triggered.connect(partial(self.export_wanted.emit, ending))
        button.setMenu(menu)
        return button

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.filter)
        table.setSortingEnabled(True)
        table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setCornerButtonEnabled(False)
        rows = table.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(self._shell.look.theme.size("row") + _ROW_AIR)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, width)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self._say.put("term.exhibitors", table.setAccessibleName)
        return table

    # What the page says

    def show_rows(self, rows: Sequence[Exhibitor], chosen: int | None) -> None:
        """Show these exhibitors; the one chosen stays marked if it is among them."""
        self.rows.replace(rows)
        self._count()
        current = self.table.currentIndex()
        marked = current.isValid() and self.filter.row_at(current).id == chosen
        if chosen is not None and not marked:
            self._mark(chosen)

    def choose(self, exhibitor_id: int) -> None:
        """Choose an exhibitor, whatever is searched for, and say so."""
        self.search.clear()
        self._mark(exhibitor_id)
        self.chosen.emit(exhibitor_id)

    def shown(self) -> tuple[Exhibitor, ...]:
        """Return the exhibitors found, in the order shown."""
        return self.filter.shown()

    def copy(self) -> None:
        """Put the selected rows on the clipboard, as a table with its headings."""
        chosen = {index.row() for index in self.table.selectionModel().selectedRows()}
        rows = [self.filter.row_at(self.filter.index(number, 0)) for number in sorted(chosen)]
        lines = [[column.heading() for column in self.rows.columns]]
        lines += [[column.text(row) for column in self.rows.columns] for row in rows]
        put_table(as_lines(lines), as_html(lines))
        self._shell.notice(self._say("desk.copied", count=len(rows)))

    # Within

    def _mark(self, exhibitor_id: int) -> None:
        index = self.filter.position_of(lambda row: row.id == exhibitor_id)
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag
            self._marking = True
            self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self._marking = False
            self.table.scrollTo(index)

    def _find(self, text: str) -> None:
        self.filter.search(text)
        self._count()

    def _count(self) -> None:
        self.count.setText(self._say("desk.exhibitors.count", count=self.filter.rowCount()))

    def _take_first(self) -> None:
        index = self.filter.index(0, 0)
        if index.isValid():
            row = self.filter.row_at(index)
            self._mark(row.id)
            self.chosen.emit(row.id)

    def _select(self, index: QModelIndex) -> None:
        if index.isValid() and not self._marking:
            self.chosen.emit(self.filter.row_at(index).id)

    def _say_again(self) -> None:
        self.rows.say_again()
        self._count()

    # Columns

    def _other_names(self, row: Exhibitor) -> str:
        shown = self._say.name(row.names)
        return " · ".join(name for name in row.names.all() if name != shown)

    def _kind(self, row: Exhibitor) -> str:
        kind = self._say(f"exhibitor_kind.{row.kind}")
        if row.status == "active":
            return kind
        return f"{kind} · {self._say(f'exhibitor_status.{row.status}')}"

    def _contact(self, row: Exhibitor) -> str:
        return row.people[0].shown(self._say.language) if row.people else ""


def _phone(row: Exhibitor) -> str:
    return (phone_shown(row.people[0].phone) or "") if row.people else ""


def _haystack(row: Exhibitor) -> str:
    parts = [row.code, *row.names.all(), row.fascia or "", row.brn or ""]
    for person in row.people:
        parts += [
            person.shown("en"),
            person.name_zh or "",
            person.phone or "",
            phone_shown(person.phone) or "",
            person.email or "",
        ]
    return " ".join(parts)


def _folded(text: str) -> str:
    return fold(text).casefold()
