"""The head of a list: which columns are shown, how wide, in which order, and sorted by which."""

from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView
from typing_extensions import override

from labapp.ui.desk.lists.arranged import Arrangement, as_given, remembered
from labapp.ui.desk.memory import Memory
from labapp.ui.models.listing import ListColumn

T = TypeVar("T")


class ListHeader(QHeaderView, Generic[T]):
    """Is arranged by the person, and remembers it under a name."""

    menu_wanted = Signal(QPoint)
    """On the screen."""

    def __init__(
        self, memory: Memory, columns: tuple[ListColumn[T], ...], name: str, sort: str
    ) -> None:
        """Begin without a model; ``sort`` is the column it is sorted by at first."""
        super().__init__(Qt.Orientation.Horizontal)
        self._memory = memory
        self.all_columns = columns
        """Every column there is."""
        self._key = f"lists.{name}.columns"
        self._given = as_given(columns, sort)
        self._numbers = {column.name: number for number, column in enumerate(columns)}
        self._arranging = False
        self._fixed = False
        self.setHighlightSections(False)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setStretchLastSection(True)
        self.setSortIndicatorShown(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def begin(self) -> None:
        """Be arranged as it was left, now that there is a model, and remember what changes."""
        self.arrange(remembered(self._memory.text(self._key), self.all_columns) or self._given)
        self.sortIndicatorChanged.connect(self._remember)
        self.sectionMoved.connect(self._remember)
        self.sectionResized.connect(self._resized)
        self.customContextMenuRequested.connect(self._ask_menu)

    # Arranging

    def arrange(self, wanted: Arrangement) -> None:
        """Show these columns, so wide, in this order, sorted so."""
        self._arranging = True
        self._fixed = wanted.fixed
        shown = dict(wanted.columns)
        for column in self.all_columns:
            self.setSectionHidden(self._numbers[column.name], column.name not in shown)
        for place, (name, width) in enumerate(wanted.columns):
            number = self._numbers[name]
            self.moveSection(self.visualIndex(number), place)
            self.resizeSection(number, width)
        self.setSortIndicator(self._numbers.get(wanted.sort, -1), _order(wanted.descending))
        self._arranging = False
        self._spread()

    def arrange_as_given(self) -> None:
        """Show the columns as nobody has changed them."""
        self.arrange(self._given)
        self._remember()

    @property
    def arrangement(self) -> Arrangement:
        """How it is arranged now."""
        columns, shown = self.all_columns, self._shown()
        widths = {n: self.sectionSize(n) for n in shown[:-1]} if self._fixed else {}
        # the last takes what room is left, which is nothing to remember
        kept = remembered(self._memory.text(self._key), columns) or self._given
        own = dict(kept.columns) if self._fixed else {}
        number = self.sortIndicatorSection()
        return Arrangement(
            tuple(
                (columns[n].name, widths.get(n, own.get(columns[n].name, columns[n].width)))
                for n in shown
            ),
            columns[number].name if 0 <= number < len(columns) else "",
            self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
            self._fixed,
        )

    def show_column(self, name: str, *, shown: bool) -> None:
        """Show a column, after the others, or hide it; the last one stays."""
        number = self._numbers[name]
        if not shown and len(self._shown()) == 1:
            return
        self._arranging = True
        self.setSectionHidden(number, not shown)
        if shown:
            others = [n for n in self._shown() if n != number]
            here, last = self.visualIndex(number), self.visualIndex(others[-1])
            self.moveSection(here, last if here < last else last + 1)
            self.resizeSection(number, self.all_columns[number].width)
        self._arranging = False
        self._spread()
        self._remember()

    def move_column(self, number: int, step: int) -> None:
        """Move a column, by its number, to the left or right."""
        shown = self._shown()
        if number in shown and 0 <= shown.index(number) + step < len(shown):
            place = self.visualIndex(shown[shown.index(number) + step])
            self.moveSection(self.visualIndex(number), place)

    def sort_by(self, name: str, *, descending: bool) -> None:
        """Sort by a column, shown or not."""
        self.setSortIndicator(self._numbers[name], _order(descending))

    def columns_shown(self) -> tuple[ListColumn[T], ...]:
        """Return the columns shown, from left to right."""
        return tuple(self.all_columns[number] for number in self._shown())

    def first_shown(self) -> int:
        """Return the number of the column at the left."""
        return self._shown()[0]

    def _shown(self) -> list[int]:
        logical = (self.logicalIndex(place) for place in range(self.count()))
        return [number for number in logical if not self.isSectionHidden(number)]

    # Remembering

    def _remember(self, *_: object) -> None:
        if not self._arranging:
            self._memory.keep_text(self._key, self.arrangement.as_text())

    def _resized(self, number: int) -> None:
        """Keep the widths as they are, once the person has set one."""
        shown = self._shown()
        # the last follows the window
        if not self._arranging and shown and number != shown[-1]:
            self._fixed = True
            self._remember()

    def _spread(self) -> None:
        """Give the columns that can use it what room is left, until the person sets a width."""
        columns = self.columns_shown()
        growing = [column for column in columns if column.grows]
        room = self.viewport().width() - sum(column.width for column in columns)
        if self._fixed or not growing or room <= 0:
            return
        self._arranging = True
        for column in growing:
            width = column.width + room // len(growing)
            self.resizeSection(self._numbers[column.name], width)
        self._arranging = False

    def _ask_menu(self, at: QPoint) -> None:
        self.menu_wanted.emit(self.mapToGlobal(at))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()


def _order(descending: bool) -> Qt.SortOrder:  # noqa: FBT001 -- its only question
    return Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
