"""A table of frozen rows, and a filter that finds them by any word in any script."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from typing_extensions import override

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
NO_PARENT: Final = QModelIndex()
ROW_ROLE: Final = Qt.ItemDataRole.UserRole
SORT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_TEXTS: Final = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.EditRole,  # what an editable combo box shows of a row
        Qt.ItemDataRole.ToolTipRole,
    }
)


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """How to read a row; heading and text are asked for whenever they are shown."""

    heading: Callable[[], str]
    text: Callable[[T], str]
    sort_key: Callable[[T], Any] | None = None
    """What to sort by; None: the text in lower case."""


class RowsModel(QAbstractTableModel, Generic[T]):
    """Shows whatever rows it was last given; it never reads the database."""

    def __init__(self, columns: Sequence[Column[T]], parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: tuple[T, ...] = ()

    @property
    def rows(self) -> tuple[T, ...]:
        """The rows shown."""
        return self._rows

    def replace(self, rows: Sequence[T]) -> None:
        """Show these rows instead; where only their content changed nothing else moves."""
        fresh = tuple(rows)
        if len(fresh) == len(self._rows) and fresh:
            self._rows = fresh
            last = self.index(len(fresh) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._rows = fresh
        self.endResetModel()

    def say_again(self) -> None:
        """Show headings and texts anew, in another language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row(self, index: Index) -> T:
        """Return the row at the index."""
        return self._rows[index.row()]

    @override
    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role in _TEXTS:
            return column.text(row)
        if role == ROW_ROLE:
            return row
        if role == SORT_ROLE:
            return column.text(row).casefold() if column.sort_key is None else column.sort_key(row)
        return None

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.columns[section].heading()
        return None


class RowsFilter(QSortFilterProxyModel, Generic[T]):
    """Keeps the rows in which every word of a search is found; sorts by the columns' keys."""

    def __init__(
        self,
        source: RowsModel[T],
        haystack: Callable[[T], str],
        fold: Callable[[str], str],
        parent: QObject | None = None,
    ) -> None:
        """Search what ``haystack`` says of a row, both sides folded."""
        super().__init__(parent)
        self._rows_model = source
        self._haystack = haystack
        self._fold = fold
        self._needles: tuple[str, ...] = ()
        self._folded: dict[int, tuple[T, str]] = {}
        self.setSourceModel(source)
        self.setSortRole(SORT_ROLE)
        self.setDynamicSortFilter(True)

    def search(self, text: str) -> None:
        """Keep only rows with every word of the text; all rows for an empty one."""
        self.beginFilterChange()
        self._needles = tuple(self._fold(text).split())
        self.endFilterChange()

    def row_at(self, index: Index) -> T:
        """Return the row shown at an index of the filter."""
        return self._rows_model.row(self.mapToSource(index))

    def shown(self) -> tuple[T, ...]:
        """Return the rows kept, in the order shown."""
        return tuple(self.row_at(self.index(number, 0)) for number in range(self.rowCount()))

    def position_of(self, wanted: Callable[[T], bool]) -> QModelIndex:
        """Return where the first row is shown that is wanted; invalid if none is."""
        for number in range(self.rowCount()):
            index = self.index(number, 0)
            if wanted(self.row_at(index)):
                return index
        return QModelIndex()

    @override
    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        if not self._needles:
            return True
        row = self._rows_model.rows[source_row]
        known = self._folded.get(source_row)
        if known is None or known[0] is not row:
            known = self._folded[source_row] = (row, self._fold(self._haystack(row)))
        return all(needle in known[1] for needle in self._needles)
