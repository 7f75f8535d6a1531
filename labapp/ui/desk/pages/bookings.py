"""Bookings, guided tours, closures and the waiting list, as lists."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.bookings import Act, Booking, Kind, State
from labapp.domain.errors import Refused
from labapp.domain.times import Span
from labapp.services.bookings import ActOn, EditBooking, booking_by_id
from labapp.services.lists import NotDone, what_is_in_the_way
from labapp.services.many import act_on_many
from labapp.ui.desk.inspector.panel import WIDTH, Inspector
from labapp.ui.desk.inspector.places import Place
from labapp.ui.desk.knowledge import AREAS, Knowledge, read_knowledge
from labapp.ui.desk.lists.booking_pane import BookingPane
from labapp.ui.desk.lists.columns import BookingColumns
from labapp.ui.desk.lists.files import KINDS, save_calendar, save_table, shown_table
from labapp.ui.desk.lists.pane import ListPane
from labapp.ui.desk.lists.segments import Segments
from labapp.ui.desk.lists.waiting_pane import WaitingPane
from labapp.ui.desk.today.deeds import Deed
from labapp.ui.desk.today.doing import carry_out
from labapp.ui.page import Desk, Page
from labapp.ui.prompts import file_to_save

LISTS: Final = ("bookings", "visits", "closures", "waiting")
_SORTS: Final = {"bookings": "day", "visits": "day", "closures": "start"}
_KINDS: Final = {"bookings": Kind.STAY, "visits": Kind.VISIT, "closures": Kind.CLOSURE}
_HINTS: Final = ("lists.hint.choose", "lists.hint.many", "lists.hint.keys")
_SPLIT: Final = "lists.split"
_FOLDED: Final = "lists.folded"
_SHOWN: Final = "lists.shown"
_ALL_THE_REST: Final = 10_000
_HOUR: Final = timedelta(hours=1)


class BookingsPage(Page):
    """One of four lists, and the inspector for the booking that is chosen in it."""

    watches: ClassVar[frozenset[str]] = frozenset({"bookings", "waiting"}) | AREAS

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Begin with the list that was shown last."""
        super().__init__(desk, parent)
        self._knowledge: Knowledge | None = None
        self._stale = True
        self._columns = BookingColumns(self.shell, lambda: self._knowledge)

        # Widgets
        self.panes: dict[str, ListPane[Any]] = {}
        self.segments = Segments(self.shell, LISTS, self)
        self.stack = QStackedWidget()
        self.inspector = Inspector(desk, _HINTS)
        self.split = QSplitter(Qt.Orientation.Horizontal)

        self._lay_out()
        self._connect()
        kept = self.shell.memory.text(_SHOWN)
        self.segments.show_name(kept if kept in LISTS else LISTS[0])
        self.inspector.fold(folded=self.shell.memory.text(_FOLDED) == "yes")

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 12, 0)
        head.addWidget(self.segments, 1)
        column.addLayout(head)
        column.addWidget(self.stack, 1)
        self.split.addWidget(left)
        self.split.addWidget(self.inspector)
        self.split.setStretchFactor(0, 1)
        self.split.setChildrenCollapsible(False)
        self.shell.memory.follow_split(_SPLIT, self.split, [_ALL_THE_REST, WIDTH])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split)

    def _connect(self) -> None:
        self.segments.chosen.connect(self._show_list)
        self.inspector.shown.connect(self._follow)
        self.inspector.done.connect(self._return_focus)
        self.inspector.folded.connect(self._keep_fold)
        fold = QShortcut(QKeySequence("Ctrl+I"), self)
        fold.activated.connect(self.inspector.head.fold_button.click)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._find)

    # The lists

    @property
    def pane(self) -> ListPane[Any]:
        """The list that is shown."""
        return self.panes[self._name]

    def _show_list(self, name: str) -> None:
        self._name = name
        self.shell.memory.keep_text(_SHOWN, name)
        if name not in self.panes:
            self._make(name)
        pane = self.pane
        self.stack.setCurrentWidget(pane)
        self.setFocusProxy(pane)
        if self.isVisible():
            self.refresh()
        selection = pane.selection
        self.inspector.empty.show_count(len(selection))
        if self.inspector.draft is None:
            self._choose(selection[0] if len(selection) == 1 else None)

    def _make(self, name: str) -> None:
        shell, role = self.shell, self.gateway.actor.role
        pane: ListPane[Any]
        if name == "waiting":
            pane = waiting = WaitingPane(shell, role, self._columns)
            waiting.offer_wanted.connect(self._offer_soon)
            waiting.priority_wanted.connect(self._set_priority)
        else:
            columns = getattr(self._columns, name)()
            pane = BookingPane(shell, role, _KINDS[name], name, columns, sort=_SORTS[name])
        pane.chosen.connect(self._choose)
        pane.several.connect(self.inspector.empty.show_count)
        pane.opened.connect(self._open)
        pane.cancelled.connect(self._ask_cancel)
        pane.many_meant.connect(self._do_many_soon)
        pane.export_wanted.connect(self._export_soon)
        pane.new_wanted.connect(self._start_new)
        pane.stale.connect(self.refresh)
        self.panes[name] = pane
        self.stack.addWidget(pane)

    # Reading

    @override
    async def reload(self) -> None:
        if self._knowledge is None or self._stale:
            self._stale = False
            self._knowledge = await read_knowledge(self.gateway)
            self.inspector.know(self._knowledge)
        await self.pane.read(self.gateway)
        await self._freshen()

    async def _freshen(self) -> None:
        """Show the booking in the panel as it is now, wherever it has gone."""
        chosen = self.inspector.booking
        if chosen is not None:
            now = self.pane.shown_of(chosen.id)
            if now is None:
                now = await self.gateway.read(booking_by_id, chosen.id)
            self.inspector.show_booking(now)
            if not self.pane.selection:
                self.pane.table.choose(chosen.id)

    @override
    def _on_written(self, areas: frozenset[str]) -> None:
        self._stale = self._stale or bool(areas & AREAS)
        super()._on_written(areas)

    # Choosing

    def _choose(self, booking: Booking | None) -> None:
        if booking is not None:
            self.inspector.show_booking(booking)
        elif self.inspector.booking is not None and not self.inspector.form.dirty:
            self.inspector.show_nothing()

    def _open(self, booking: Booking) -> None:
        self.inspector.fold(folded=False)
        self.inspector.show_booking(booking)
        self.inspector.form.where.start.setFocus()

    def _ask_cancel(self, booking: Booking) -> None:
        self.inspector.ask_cancel(booking)

    def _follow(self, booking_id: int | None) -> None:
        """Select the booking that the panel has come to show."""
        if booking_id is None:
            self.pane.table.clearSelection()
        elif [one.id for one in self.pane.selection] != [booking_id]:
            self.pane.table.choose(booking_id)

    def _start_new(self) -> None:
        kind = _KINDS.get(self._name, Kind.STAY)
        now = self.shell.clock.now()
        start = now.replace(minute=0, second=0, microsecond=0) + _HOUR
        self.inspector.start_draft(Place(kind, None, Span(start, start + _HOUR)))
        if self._name == "waiting" and self.inspector.draft is not None:
            self.inspector.draft_form.state.choose(State.WAITLISTED)

    def _find(self) -> None:
        self.pane.bar.search.setFocus()
        self.pane.bar.search.selectAll()

    def _return_focus(self) -> None:
        self.pane.table.setFocus()

    # Acting

    def _do_many_soon(self, act: Act, bookings: Sequence[Booking], reason: str) -> None:
        self.tasks.start(self._do_many(act, bookings, reason))

    async def _do_many(self, act: Act, bookings: Sequence[Booking], reason: str) -> None:
        """Do it to all of them or to none, and say to which it cannot be done."""
        pane = self.pane
        orders = [
            ActOn(booking_id=one.id, act=act, reason=reason or None, version=one.version)
            for one in bookings
        ]
        found: Sequence[NotDone] = ()
        done: Sequence[Booking] = ()
        pane.acts.setEnabled(False)
        try:
            done = await self.gateway.write(act_on_many, orders)
        except Refused:
            found = await self.gateway.rehearse(what_is_in_the_way, orders)
            if not found:
                raise
        finally:
            pane.acts.setEnabled(True)
        if found:
            pane.acts.show_refused(act, reason, bookings, found)
            return
        text = self.say("lists.done", done=self.say(f"done.{act}"), count=len(done))
        self.shell.notice(text, undoable=True)
        pane.table.setFocus()

    def _offer_soon(self, booking: Booking) -> None:
        self.tasks.start(self._offer(booking))

    async def _offer(self, booking: Booking) -> None:
        """Offer its time to the first on the list whom it fits, who may be another."""
        text = await carry_out(self.gateway, booking, Deed.OFFER, "", self.say.words)
        self.shell.notice(text, undoable=True)

    def _set_priority(self, booking: Booking, priority: int) -> None:
        self.inspector.show_booking(booking)
        self.inspector.ask(
            EditBooking(
                booking_id=booking.id, changes={"priority": priority}, version=booking.version
            )
        )

    # Out of the house

    def _export_soon(self, ending: str) -> None:
        self.tasks.start(self._export(ending))

    async def _export(self, ending: str) -> None:
        name = f"{self.say(f'lists.name.{self._name}')} {self.shell.today.isoformat()}{ending}"
        path = await file_to_save(self, self.say("desk.export"), name, KINDS[ending])
        if path is not None:
            await self.export_to(path)

    async def export_to(self, path: Path) -> None:
        """Write what is shown, in the order shown, by the name's end; nothing is left unread."""
        pane = self.pane
        await pane.read_all(self.gateway)
        if path.suffix.lower() == ".ics":
            bookings = pane.shown()
            now = self.shell.clock.now()
            await self.gateway.compute(save_calendar, bookings, self.say.language, now, path)
        else:
            title = self.say(f"lists.name.{self._name}")
            table = shown_table(title, pane.table.header.columns_shown(), pane.model.shown)
            await self.gateway.compute(save_table, table, path)
        count = len(pane.model.shown)
        self.shell.notice(self.say("desk.exported", count=count, path=path))

    # Remembering

    def _keep_fold(self, folded: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        self.shell.memory.keep_text(_FOLDED, "yes" if folded else "no")

    @override
    async def close_down(self, patience: float) -> None:
        await self.inspector.tasks.close(patience)
        await super().close_down(patience)
