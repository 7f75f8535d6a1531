"""The plan's twin for the keyboard: the same places, choice and acts, as a table."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.ui.desk.floor.places import FloorRow
from labapp.ui.desk.shell import Shell
from labapp.ui.models.rows import Column, RowsModel

_WIDTHS: Final = (60, 140, 190, 66, 124)
_ZONE: Final = 1
_WHAT: Final = 2
_NEXT: Final = 4
_WIDE: Final = {_ZONE: 190, _NEXT: 240}
"""Widths where the list has all the room; beside the plan they are as in ``_WIDTHS``."""
_Key = Qt.Key


class _Table(QTableView):
    """Enter opens a place; M and another place swap the two."""

    opened = Signal()
    swap_begun = Signal()
    given_up = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in {_Key.Key_Return, _Key.Key_Enter, _Key.Key_Space}:
            self.opened.emit()
        elif plain and event.key() == _Key.Key_M:
            self.swap_begun.emit()
        elif event.key() == _Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class PlaceList(QWidget):
    """Says which place is chosen, opened, or to be swapped with which."""

    chosen = Signal(int)
    """A place's id."""
    opened = Signal(int)
    swap_requested = Signal(object)
    """tuple[str, str]: codes, as the plan says them."""

    def __init__(self, shell: Shell) -> None:
        """Begin empty."""
        super().__init__()
        self._shell = shell
        self._marking = False
        self._source: str | None = None
        say = shell.speech
        columns: Sequence[tuple[str, Callable[[FloorRow], str]]] = (
            ("field.place", lambda row: row.shown.code),
            ("field.zone", lambda row: row.shown.zone),
            ("floor_page.what", _what),
            ("floor_page.until.heading", lambda row: row.until),
            ("term.next", lambda row: row.next),
        )
        self.rows = RowsModel[FloorRow](
            [Column(partial(say, heading), text) for heading, text in columns], self
        )
        self.table = self._table()
        self.hint = QLabel()
        self.hint.setProperty("role", "info")
        self.hint.setWordWrap(True)
        self.hint.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.hint)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.selectionModel().currentRowChanged.connect(self._select)
        self.table.doubleClicked.connect(self._open)
        self.table.opened.connect(self._open)
        self.table.swap_begun.connect(self._begin_swap)
        self.table.given_up.connect(self.give_up)
        say.changed.connect(self._say_again)

    def _table(self) -> _Table:
        table = _Table()
        table.setModel(self.rows)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setCornerButtonEnabled(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self._shell.look.theme.size("row"))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, width)
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        self._shell.speech.put("floor_page.list", table.setAccessibleName)
        self._shell.speech.put("floor_page.list.keys", table.setAccessibleDescription)
        return table

    # What the page says

    def show_rows(self, rows: Sequence[FloorRow], chosen: int | None) -> None:
        """Show these places; the one chosen is marked."""
        self.rows.replace(rows)
        self.set_selected(chosen)

    def show_zones(self, *, shown: bool) -> None:
        """Show the zones, or leave them to the plan beside the list."""
        self.table.setColumnHidden(_ZONE, not shown)
        for column, width in _WIDE.items():
            wanted = width if shown else _WIDTHS[column]
            self.table.horizontalHeader().resizeSection(column, wanted)

    def set_selected(self, place_id: int | None) -> None:
        """Mark a place, or none, without saying so."""
        number = next((n for n, row in enumerate(self.rows.rows) if row.shown.id == place_id), -1)
        index = self.rows.index(number, 0) if number >= 0 else QModelIndex()
        flags = QItemSelectionModel.SelectionFlag
        self._marking = True
        self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self._marking = False

    # Within

    @property
    def _current(self) -> FloorRow | None:
        index = self.table.currentIndex()
        return self.rows.row(index) if index.isValid() else None

    def _select(self, index: QModelIndex) -> None:
        if index.isValid() and not self._marking:
            self.chosen.emit(self.rows.row(index).shown.id)

    def _open(self) -> None:
        row = self._current
        if row is None:
            return
        if self._source is None:
            self.opened.emit(row.shown.id)
        elif self._source != row.shown.code and row.shown.in_service:
            source = self._source
            self.give_up()
            self.swap_requested.emit((source, row.shown.code))

    def _begin_swap(self) -> None:
        row = self._current
        if self._source is not None:
            self.give_up()
        elif row is not None and row.shown.in_service:
            self._source = row.shown.code
            self._tell()

    def give_up(self) -> None:
        """Leave the swap that was begun."""
        self._source = None
        self._tell()

    def _tell(self) -> None:
        self.hint.setVisible(self._source is not None)
        if self._source is not None:
            self.hint.setText(self._shell.speech("floor_page.list.swap", code=self._source))

    def _say_again(self) -> None:
        self.rows.say_again()
        self._tell()


def _what(row: FloorRow) -> str:
    mark = row.shown.letter
    return f"{mark}  {row.what}" if mark else row.what
