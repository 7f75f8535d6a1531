"""A long list of frozen rows: searched, kept to some, and sorted, without asking a row twice.

Qt's own filter asks Python for each row at each letter and tells its views of each gap it makes.
Here a letter is one pass over texts that are folded already, and one reset.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from typing_extensions import override

from labapp.domain.imports import Cell
from labapp.ui.models.rows import NO_PARENT, ROW_ROLE, Index

T = TypeVar("T")
_TEXTS: Final = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole})
_ANSWERED: Final = _TEXTS | {Qt.ItemDataRole.TextAlignmentRole, ROW_ROLE}
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn(Generic[T]):
    """How to read a row; heading and text are asked for whenever they are shown."""

    name: str
    """What it is remembered by."""
    heading: Callable[[], str]
    text: Callable[[T], str]
    sort_key: Callable[[T], Any] | None = None
    """What to sort by; None: the text in lower case."""
    cell: Callable[[T], Cell] | None = None
    """What stands in a spreadsheet; None: the text."""
    width: int = 110
    shown: bool = True
    """Whether it is shown until the person says otherwise."""
    right: bool = False
    """Whether it is set to the right, as amounts are."""
    grows: bool = False
    """Whether it takes the room that is left, until the person has made a column wider."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A row, and all that it may be found by, folded."""

    row: T
    haystack: str


class Listing(QAbstractTableModel, Generic[T]):
    """Shows the rows it was last given that are wanted, in the order wanted."""

    def __init__(
        self,
        columns: Sequence[ListColumn[T]],
        key: Callable[[T], int],
        fold: Callable[[str], str],
        parent: QObject | None = None,
    ) -> None:
        """Start empty; ``key`` says which rows are the same, before and after a change."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._fold = fold
        self._entries: tuple[Entry[T], ...] = ()
        self._ordered: list[Entry[T]] = []
        self._shown: list[Entry[T]] = []
        self._needles: tuple[str, ...] = ()
        self._wanted: Callable[[T], bool] | None = None
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    # What is shown

    @property
    def rows(self) -> tuple[T, ...]:
        """All rows, in the order given."""
        return tuple(entry.row for entry in self._entries)

    @property
    def shown(self) -> tuple[T, ...]:
        """The rows shown, in the order shown."""
        return tuple(entry.row for entry in self._shown)

    @property
    def total(self) -> int:
        """How many rows there are, shown or not."""
        return len(self._entries)

    @property
    def narrowed(self) -> bool:
        """Whether rows may be left out."""
        return bool(self._needles) or self._wanted is not None

    def row(self, number: int) -> T:
        """Return the row shown at a place."""
        return self._shown[number].row

    def key(self, number: int) -> int:
        """Return the key of the row shown at a place."""
        return self._key(self._shown[number].row)

    def places(self, keys: Iterable[int]) -> list[int]:
        """Return where the rows of some keys are shown, from the top."""
        wanted = set(keys)
        if not wanted:
            return []
        return [n for n, entry in enumerate(self._shown) if self._key(entry.row) in wanted]

    # What is wanted

    def replace(self, entries: Iterable[Entry[T]]) -> None:
        """Have these rows instead; where only their content changed nothing else moves."""
        before = [self._key(entry.row) for entry in self._shown]
        self._entries = tuple(entries)
        ordered = self._in_order()
        shown = self._kept(ordered)
        if before and before == [self._key(entry.row) for entry in shown]:
            self._ordered, self._shown = ordered, shown
            self.dataChanged.emit(self.index(0, 0), self._last())
            return
        self._reset(ordered, shown)

    def search(self, text: str) -> None:
        """Show only rows with every word of the text; all rows for an empty one."""
        needles = tuple(self._fold(text).split())
        if needles != self._needles:
            self._needles = needles
            self._reset(self._ordered, self._kept(self._ordered))

    def keep(self, wanted: Callable[[T], bool] | None) -> None:
        """Show only rows that are wanted; None: all."""
        self._wanted = wanted
        self._reset(self._ordered, self._kept(self._ordered))

    def say_again(self) -> None:
        """Show headings and texts anew, in another language, and in the order of its words."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        ordered = self._in_order()
        self._reset(ordered, self._kept(ordered))

    def _in_order(self) -> list[Entry[T]]:
        if self._sorted_by is None:
            return list(self._entries)
        number, order = self._sorted_by
        column = self.columns[number]
        key = column.sort_key or (lambda row: column.text(row).casefold())
        down = order == Qt.SortOrder.DescendingOrder
        return sorted(self._entries, key=lambda entry: key(entry.row), reverse=down)

    def _kept(self, ordered: list[Entry[T]]) -> list[Entry[T]]:
        needles, wanted = self._needles, self._wanted
        kept = ordered
        for needle in needles:
            kept = [entry for entry in kept if needle in entry.haystack]
        if wanted is not None:
            kept = [entry for entry in kept if wanted(entry.row)]
        return kept

    def _reset(self, ordered: list[Entry[T]], shown: list[Entry[T]]) -> None:
        self.beginResetModel()
        self._ordered, self._shown = ordered, shown
        self.endResetModel()

    def _last(self) -> Index:
        return self.index(len(self._shown) - 1, len(self.columns) - 1)

    # What Qt asks

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; none of them (-1): as the rows were given."""
        self._sorted_by = (column, order) if 0 <= column < len(self.columns) else None
        ordered = self._in_order()
        self._reset(ordered, self._kept(ordered))

    @override
    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    @override
    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        # most of what Qt asks of a cell it paints is none of these
        if role not in _ANSWERED or not index.isValid():
            return None
        column = self.columns[index.column()]
        if role in _TEXTS:
            return column.text(self._shown[index.row()].row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        return self._shown[index.row()].row

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            # the arrow of the order stands at the right, over what is set there
            ordered = self._sorted_by is not None and self._sorted_by[0] == section
            return _RIGHT if self.columns[section].right and not ordered else _LEFT
        return None


def by_number(code: str) -> tuple[str, int]:
    """Return what sorts codes as people count: EX9 before EX10."""
    letters = code.rstrip("0123456789")
    digits = code[len(letters) :]
    return letters, int(digits) if digits else 0
