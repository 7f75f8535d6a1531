"""One list: its bar, its states, its rows, and what can be done with those that are selected."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.bookings import Act, Booking
from labapp.domain.staff import Role
from labapp.services.gateway import Gateway
from labapp.ui.desk.lists.act_bar import ActBar
from labapp.ui.desk.lists.bar import ListBar
from labapp.ui.desk.lists.chip_cells import ChipCells
from labapp.ui.desk.lists.columns import STATE
from labapp.ui.desk.lists.empty_note import EmptyNote
from labapp.ui.desk.lists.foot import Foot
from labapp.ui.desk.lists.haystacks import folded
from labapp.ui.desk.lists.state_filter import StateFilter
from labapp.ui.desk.lists.table import ListTable
from labapp.ui.desk.shell import Shell
from labapp.ui.models.listing import Entry, ListColumn, Listing

T = TypeVar("T")
ENDINGS: Final = ((".csv", "desk.export.csv"), (".xlsx", "desk.export.xlsx"))
CALENDAR: Final = (".ics", "lists.export.ics")


class ListPane(QWidget, Generic[T]):
    """Says what the person means; whoever owns it carries that out."""

    chosen = Signal(object)
    """The one Booking the person has come to, None when it is not one."""
    several = Signal(int)
    """So many are selected now."""
    opened = Signal(object)
    """Booking"""
    cancelled = Signal(object)
    """Booking: ask why, then cancel it."""
    many_meant = Signal(object, object, str)
    """Act, bookings, reason."""
    export_wanted = Signal(str)
    new_wanted = Signal()
    stale = Signal()
    """Other rows are wanted: read again."""

    def __init__(
        self,
        shell: Shell,
        role: Role,
        name: str,
        columns: Sequence[ListColumn[T]],
        *,
        sort: str,
    ) -> None:
        """``name`` is what it is remembered by, and of which its words are."""
        super().__init__()
        self.shell = shell
        self.say = shell.speech
        self.name = name
        self._showing = self._was_read = False

        # Widgets
        self.model = Listing[T](columns, self.key_of, folded, self)
        self.table = ListTable[T](shell, self.model, name, sort=sort)
        endings = (*ENDINGS, CALENDAR)
        self.bar = ListBar(shell, self.table, f"lists.find.{name}", f"lists.new.{name}", endings)
        self.states = StateFilter(shell)
        self.none = EmptyNote(self.table.viewport())
        self.foot = Foot(shell)
        self.acts = ActBar(shell, role)
        shell.speech.put(f"lists.name.{name}", self.table.setAccessibleName)
        numbers = {column.name: number for number, column in enumerate(columns)}
        if STATE in numbers:
            chips = ChipCells(shell, self.table)
            self.table.setItemDelegateForColumn(numbers[STATE], chips)

        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self.states)
        column.addWidget(self.table, 1)
        column.addWidget(self.acts)
        column.addWidget(self.foot)
        self._column = column
        self.setFocusProxy(self.bar.search)

    def _connect(self) -> None:
        bar, table = self.bar, self.table
        bar.searched.connect(self._search)
        bar.entered.connect(self._enter)
        bar.export_wanted.connect(self.export_wanted)
        bar.new_wanted.connect(self.new_wanted)
        self.states.changed.connect(self._keep)
        self.model.modelReset.connect(self._count)
        table.chosen.connect(self._choose)
        table.selected.connect(self._select)
        table.opened.connect(self._open)
        table.located.connect(self._locate)
        table.removed.connect(self._remove)
        table.copied.connect(self.copy)
        table.menu_wanted.connect(self._show_menu)
        table.header.sortIndicatorChanged.connect(self._sorted)
        self.acts.meant.connect(self.many_meant)
        self.acts.copy_wanted.connect(self.copy)
        self.acts.cleared.connect(table.clearSelection)
        self.say.changed.connect(self.model.say_again)
        self.shell.look.changed.connect(table.viewport().update)

    def put_below_bar(self, widget: QWidget) -> None:
        """Show a widget above the states and the rows."""
        self._column.insertWidget(self._column.indexOf(self.states), widget)

    def put_above_foot(self, widget: QWidget) -> None:
        """Show a widget below the rows."""
        self._column.insertWidget(self._column.indexOf(self.foot), widget)

    # What a list is of

    @abstractmethod
    def booking_of(self, row: T) -> Booking:
        """Return the booking that a row is about."""

    @abstractmethod
    async def read(self, gateway: Gateway) -> None:
        """Read the rows and show them."""

    def key_of(self, row: T) -> int:
        """Return what a row is known by, whatever else of it changes."""
        return self.booking_of(row).id

    # What the page says

    def show_entries(self, entries: Sequence[Entry[T]]) -> None:
        """Show these rows; what was selected stays so."""
        self._was_read = self._showing = True
        self.model.replace(entries)
        self._showing = False
        self.states.show_states(self.booking_of(entry.row).state for entry in entries)
        self._count()
        self._select()

    def shown(self) -> tuple[Booking, ...]:
        """Return the bookings shown, in the order shown."""
        return tuple(self.booking_of(row) for row in self.model.shown)

    def shown_of(self, booking_id: int) -> Booking | None:
        """Return a booking as the list has it, None if it has it not."""
        bookings = (self.booking_of(row) for row in self.model.rows)
        return next((booking for booking in bookings if booking.id == booking_id), None)

    @property
    def selection(self) -> tuple[Booking, ...]:
        """The bookings selected, in the order shown."""
        return tuple(self.booking_of(row) for row in self.table.selection)

    def copy(self) -> None:
        """Put the selected rows on the clipboard, as a table with its headings."""
        if self.table.selection:
            self.shell.notice(self.say("desk.copied", count=self.table.copy()))

    async def read_all(self, gateway: Gateway) -> None:
        """Have every row there is, whatever was read so far."""
        await self.read(gateway)

    # Within

    def _search(self, text: str) -> None:
        self.model.search(text)

    def _keep(self) -> None:
        wanted = self.states.wanted
        if wanted:
            self.model.keep(lambda row: self.booking_of(row).state in wanted)
        else:
            self.model.keep(None)

    def _sorted(self) -> None:
        """The person has sorted by another column."""

    def _count(self) -> None:
        shown, read = self.model.rowCount(), self.model.total
        self.foot.show_counts(shown, read, self._total())
        if shown or not self._was_read:
            self.none.show_words("")
        else:
            key = "lists.none.found" if read else f"lists.none.{self.name}"
            self.none.show_words(self.say(key))

    def _total(self) -> int:
        return self.model.total

    def _enter(self) -> None:
        self.table.go_to_first()

    def _choose(self, row: Any) -> None:  # noqa: ANN401 -- a row, or None
        # what was written elsewhere may take a row away, not what is being done to it
        if row is not None or not self._showing:
            self.chosen.emit(None if row is None else self.booking_of(row))

    def _select(self) -> None:
        selection = self.selection
        self.acts.show_bookings(selection)
        self.several.emit(len(selection))

    def _open(self, row: T) -> None:
        self.opened.emit(self.booking_of(row))

    def _locate(self, row: T) -> None:
        self.shell.show_booking(self.booking_of(row).number)

    def _remove(self) -> None:
        selection = self.selection
        if len(selection) > 1:
            self.acts.ask_reason(Act.CANCEL)
        elif selection:
            self.cancelled.emit(selection[0])

    def _show_menu(self, at: QPoint) -> None:
        self.row_menu().popup(at)

    def row_menu(self) -> QMenu:
        """Return what can be done with the row the person is at, as a menu of its own."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        row = self.table.current
        if row is None:
            return menu
        booking = self.booking_of(row)
        menu.addAction(self.say("desk.menu.open")).triggered.connect(lambda: self._open(row))
        menu.addAction(self.say("today.show")).triggered.connect(lambda: self._locate(row))
        exhibitor = booking.exhibitor_id
        if exhibitor is not None:
            to_exhibitor = menu.addAction(self.say("desk.menu.exhibitor"))
            to_exhibitor.triggered.connect(lambda: self.shell.show_exhibitor(exhibitor))
        menu.addSeparator()
        menu.addAction(self.say("lists.copy")).triggered.connect(self.copy)
        return menu

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc select nothing, and the arrow down go from the search to the rows."""
        if event.key() == Qt.Key.Key_Down and self.bar.search.hasFocus():
            self.table.go_to_first()
        elif event.key() == Qt.Key.Key_Escape and self.table.selection:
            self.table.clearSelection()
        else:
            super().keyPressEvent(event)
