"""The table of a list: many rows chosen, columns as the person wants them, copied as a table."""

from collections.abc import Iterable
from typing import Final, Generic, TypeVar

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView
from typing_extensions import override

from labapp.ui.clipboard import put_table
from labapp.ui.desk.lists.header import ListHeader
from labapp.ui.desk.shell import Shell
from labapp.ui.models.listing import Listing
from labapp.ui.widgets.table_text import as_html, as_lines

T = TypeVar("T")
_Flag = QItemSelectionModel.SelectionFlag
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ROW_AIR: Final = 2


class ListTable(QTableView, Generic[T]):
    """Keeps what is chosen while rows come and go; remembers its columns under a name."""

    chosen = Signal(object)
    """The one row that the person has come to, None when it is not one."""
    selected = Signal()
    """Other rows are selected: see ``selection``."""
    opened = Signal(object)
    """A row, by Enter or a double click."""
    located = Signal(object)
    """A row to show where it stands, by Shift+Enter."""
    copied = Signal()
    """Ctrl+C was pressed: see ``copy``."""
    removed = Signal()
    """Delete was pressed."""
    menu_wanted = Signal(QPoint)
    """On the screen."""

    def __init__(self, shell: Shell, model: Listing[T], name: str, *, sort: str) -> None:
        """Show a model; ``name`` is what its columns are remembered under."""
        super().__init__()
        self._shell = shell
        self._rows = model
        self._restoring = False
        self._kept_keys: set[int] = set()
        self._kept_current: int | None = None
        self._kept_column = 0
        self._kept_scroll = 0
        self._said: int | None = None

        self.setModel(model)
        self.header = ListHeader[T](shell.memory, model.columns, name, sort)
        self.setHorizontalHeader(self.header)
        # for its painting Qt would ask each row of each column whether it is selected
        self.header.setSelectionModel(QItemSelectionModel(model, self.header))
        self._dress()
        self.header.begin()
        self.setSortingEnabled(True)
        self._connect()

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        rows = self.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(self._shell.look.theme.size("row") + _ROW_AIR)

    def _connect(self) -> None:
        model = self._rows
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        self.header.sortIndicatorChanged.connect(self._show_current)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.selectionModel().selectionChanged.connect(self._select)
        self.doubleClicked.connect(self._open)

    # Choosing

    @property
    def selection(self) -> tuple[T, ...]:
        """The rows selected, in the order shown."""
        return tuple(self._rows.row(number) for number in self._selected_numbers())

    @property
    def current(self) -> T | None:
        """The row the person is at."""
        index = self.currentIndex()
        return self._rows.row(index.row()) if index.isValid() else None

    def choose(self, key: int) -> bool:
        """Select the row of a key alone, without saying so; whether it is shown."""
        places = self._rows.places([key])
        if not places:
            return False
        index = self._rows.index(places[0], self.header.first_shown())
        self._restoring = True
        self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect | _Flag.Rows)
        self._restoring = False
        self._said = key
        self.scrollTo(index)
        self.selected.emit()
        return True

    def go_to_first(self) -> None:
        """Come to the first row, with the keyboard."""
        if self._rows.rowCount() and not self.currentIndex().isValid():
            self.selectRow(0)
        self.setFocus()

    def _selected_numbers(self) -> list[int]:
        ranges = self.selectionModel().selection()
        found: set[int] = set()
        for one in (ranges.at(place) for place in range(ranges.count())):
            found.update(range(one.top(), one.bottom() + 1))
        return sorted(found)

    def count_selected(self) -> int:
        """Return how many rows are selected."""
        return len(self._selected_numbers())

    def _select(self) -> None:
        if not self._restoring:
            self._say()

    def _say(self) -> None:
        self.selected.emit()
        numbers = self._selected_numbers()
        key = self._rows.key(numbers[0]) if len(numbers) == 1 else None
        if key != self._said:
            self._said = key
            self.chosen.emit(None if key is None else self._rows.row(numbers[0]))

    # Rows that come and go

    def _keep(self) -> None:
        """Remember what is selected, before the rows change."""
        model = self._rows
        self._kept_keys = {model.key(number) for number in self._selected_numbers()}
        index = self.currentIndex()
        self._kept_current = model.key(index.row()) if index.isValid() else None
        self._kept_column = index.column()
        self._kept_scroll = self.verticalScrollBar().value()

    def _restore(self) -> None:
        """Select again what is still shown, without going anywhere."""
        keys, current = self._kept_keys, self._kept_current
        if not keys and current is None:
            return
        places = self._rows.places(keys)
        at = self._rows.places([current]) if current is not None else []
        self._restoring = True
        self.setAutoScroll(False)
        chosen = self.selectionModel()
        if at:
            chosen.setCurrentIndex(self._rows.index(at[0], self._kept_column), _Flag.NoUpdate)
        chosen.select(self._ranges(places), _Flag.Select | _Flag.Rows)
        self.setAutoScroll(True)
        self._restoring = False
        self.updateGeometries()
        self.verticalScrollBar().setValue(self._kept_scroll)
        if len(places) != len(keys):
            self._say()

    def _ranges(self, places: list[int]) -> QItemSelection:
        """Return rows as few ranges, since each costs."""
        found, model = QItemSelection(), self._rows
        last = model.columnCount() - 1
        start = 0
        for number, place in enumerate(places):
            if number + 1 == len(places) or places[number + 1] != place + 1:
                found.select(model.index(places[start], 0), model.index(place, last))
                start = number + 1
        return found

    def _show_current(self) -> None:
        """Stay with the row the person is at when the order changes."""
        index = self.currentIndex()
        if index.isValid():
            self.scrollTo(index)
        else:
            self.scrollToTop()

    # Out

    def copy(self) -> int:
        """Put the selected rows on the clipboard, a table with its headings; return how many."""
        lines = self.lines(self.selection)
        put_table(as_lines(lines), as_html(lines))
        return len(lines) - 1

    def lines(self, rows: Iterable[T]) -> list[list[str]]:
        """Return rows as they are shown, after the headings."""
        columns = self.header.columns_shown()
        heading = [column.heading() for column in columns]
        return [heading, *([column.text(row) for column in columns] for row in rows)]

    # Hands

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._rows.row(index.row()))

    def _ask_menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if index.isValid():
            self.menu_wanted.emit(self.viewport().mapToGlobal(at))

    def ask_menu_at_current(self) -> None:
        """Ask for the menu of the row the person is at, by the keyboard."""
        index = self.currentIndex()
        if index.isValid():
            at = self.visualRect(index).bottomLeft()
            self.menu_wanted.emit(self.viewport().mapToGlobal(at))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key, index = event.key(), self.currentIndex()
        alone = modifiers == Qt.KeyboardModifier.NoModifier
        if key in _ENTER and alone:
            self._open(index)
        elif key in _ENTER and modifiers == Qt.KeyboardModifier.ShiftModifier:
            if index.isValid():
                self.located.emit(self._rows.row(index.row()))
        elif key == Qt.Key.Key_Delete and alone:
            self.removed.emit()
        elif key == Qt.Key.Key_Menu:
            self.ask_menu_at_current()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif self._moves_column(event):
            self.header.move_column(index.column(), -1 if key == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def _moves_column(self, event: QKeyEvent) -> bool:
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        return event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right} and event.modifiers() == both
