"""The floor: the plan at a moment of the day; book, look after and swap what stands there."""

from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QPalette, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.bookings import Kind
from labapp.domain.staff import WRITING
from labapp.services.bookings import booking_by_id
from labapp.services.floor import FloorDay, floor_day
from labapp.ui.desk.chips import StateChip
from labapp.ui.desk.floor.card import PlaceCard
from labapp.ui.desk.floor.hours import slid_over
from labapp.ui.desk.floor.place_list import PlaceList
from labapp.ui.desk.floor.places import FloorRow, RowMaker, states_of
from labapp.ui.desk.floor.plan_reader import PlanReader
from labapp.ui.desk.floor.printing import Printing
from labapp.ui.desk.floor.swapping import Swapping
from labapp.ui.desk.floor.time_bar import TimeBar
from labapp.ui.desk.inspector.panel import WIDTH, Inspector
from labapp.ui.desk.inspector.places import Place
from labapp.ui.desk.knowledge import AREAS, Knowledge, read_knowledge
from labapp.ui.page import Desk, Page
from labapp.ui.widgets.floor import FloorView
from labapp.ui.widgets.layouts import clear

BESIDE_FROM: Final = 1420
"""The page's width from which the list stands beside the plan; the rail is left of the page."""
_TICK_MILLISECONDS: Final = 20_000
_SPLIT: Final = "floor.split"
_LIST: Final = "floor.list"
_LIST_WIDTH: Final = 430
_ALL_THE_REST: Final = 10_000
_HINTS: Final = ("floor_page.hint.choose", "floor_page.hint.book", "floor_page.hint.swap")


class FloorPage(Page):
    """Reads the day shown once; the slider then moves over what was read."""

    watches: ClassVar[frozenset[str]] = AREAS | {"bookings", "marks", "waiting", "plans", "papers"}

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Lay out the plan, its list and the panels; they fill when the page is shown."""
        super().__init__(desk, parent)
        self.day: FloorDay | None = None
        self.rows: dict[int, FloorRow] = {}
        self.chosen: int | None = None
        self._knowledge: Knowledge | None = None
        self._stale = True
        self._makes = RowMaker(self.shell)
        self._legend_of: list[str] | None = None
        self._lists = self.shell.memory.text(_LIST) == "yes"
        self._plans = PlanReader(self.gateway)

        # Widgets
        self.bar = TimeBar(self.shell)
        self.list_button = QToolButton()
        self.list_button.setCheckable(True)
        self.list_button.setChecked(self._lists)
        self.shell.look.put_icon(self.list_button, "list", "text-muted", checked="accent")
        self.say.put(
            "floor_page.list.show", self.list_button.setToolTip, self.list_button.setAccessibleName
        )
        self.plan = FloorView()
        self.list = PlaceList(self.shell)
        self.card = PlaceCard(self.shell, self._makes, may_book=self.gateway.actor.role in WRITING)
        self.inspector = Inspector(desk, hints=_HINTS)
        self.swapping = Swapping(desk, self.tasks, self)
        self.swap_panel = self.swapping.panel
        self.swap_panel.setMinimumWidth(WIDTH)
        self.floor = QWidget()
        self.printing = Printing(desk, self.tasks, self.floor, self)
        self.side = QWidget()
        self.split = QSplitter(Qt.Orientation.Horizontal)

        self._lay_out()
        self._connect()
        self._dress()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.plan)
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 12, 0)
        top.setSpacing(12)
        top.addWidget(self.bar, 1)
        top.addWidget(self.list_button)
        top.addWidget(self.printing.button)
        self.legend = QWidget()
        self._legend = QHBoxLayout(self.legend)
        self._legend.setContentsMargins(16, 4, 16, 8)
        self._legend.setSpacing(6)
        self.middle = QSplitter(Qt.Orientation.Horizontal)
        self.middle.addWidget(self.plan)
        self.middle.addWidget(self.list)
        self.middle.setStretchFactor(0, 1)
        self.middle.setChildrenCollapsible(False)
        self.middle.setSizes([_ALL_THE_REST, _LIST_WIDTH])
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        plan = QVBoxLayout(self.floor)
        plan.setContentsMargins(0, 0, 0, 0)
        plan.setSpacing(4)
        plan.addWidget(self.middle, 1)
        plan.addWidget(self.legend)
        column.addWidget(self.printing.stack, 1)
        self.side.setAutoFillBackground(True)
        self.side.setBackgroundRole(QPalette.ColorRole.Base)
        beside = QVBoxLayout(self.side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.card)
        beside.addWidget(self.inspector, 1)
        beside.addWidget(self.swap_panel, 1)
        self.split.addWidget(main)
        self.split.addWidget(self.side)
        self.split.setStretchFactor(0, 1)
        self.split.setChildrenCollapsible(False)
        self.shell.memory.follow_split(_SPLIT, self.split, [_ALL_THE_REST, WIDTH])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split)
        self._fit()

    def _connect(self) -> None:
        self.bar.changed.connect(self._tell)
        self.bar.now_wanted.connect(self._go_now)
        self.list_button.toggled.connect(self._show_list)
        self.printing.turned.connect(self._turn_paper)
        self.plan.place_selected.connect(self.choose)
        self.plan.place_activated.connect(self.open)
        self.plan.swap_requested.connect(self.ask_swap)
        self.list.chosen.connect(self.choose)
        self.list.opened.connect(self.open)
        self.list.swap_requested.connect(self.ask_swap)
        self.card.book_wanted.connect(self._book)
        self.inspector.shown.connect(self._follow)
        self.inspector.draft_moved.connect(self._tell_card)
        self.inspector.done.connect(self._return_focus)
        self.inspector.folded.connect(self._fit_side)
        self.swapping.ended.connect(self._end_swap)
        self.swapping.swapped.connect(self._show_swapped)
        self.shell.day_changed.connect(self._go)
        self.say.changed.connect(self._say_again)
        self.shell.look.changed.connect(self._dress)
        fold = QShortcut(QKeySequence("Ctrl+I"), self)
        fold.activated.connect(self.inspector.head.fold_button.click)
        self._ticking = QTimer(self)
        self._ticking.setInterval(_TICK_MILLISECONDS)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start()

    # Reading

    @override
    async def reload(self) -> None:
        if self._knowledge is None or self._stale:
            self._stale = False
            self._knowledge = await read_knowledge(self.gateway)
            self.inspector.know(self._knowledge)
        self.day = await self.gateway.read(floor_day, self.shell.day)
        plan, fault = await self._plans.read(self.day.lab.places)
        if plan is not None:
            self.plan.set_plan(plan)
        if fault is not None:
            self.refuse(fault)
        self.bar.show_span(slid_over(self.day))
        self._tell(written=True)
        await self.swapping.look_again()

    @override
    def _on_written(self, areas: frozenset[str]) -> None:
        self._stale = self._stale or bool(areas & AREAS)
        self._plans.forget(areas)
        super()._on_written(areas)

    def _go(self, _: object) -> None:
        self.swapping.leave()
        if self.isVisible():
            self.refresh()

    def _go_now(self) -> None:
        self.shell.go_to(self.shell.today)
        self._tell()

    def _tick(self) -> None:
        self.bar.tick()
        if self.isVisible() and self.bar.follows:
            self._tell()

    # What is shown

    def _tell(self, *, written: bool = False) -> None:
        """Show the moment of the slider; ``written``: what was read may have changed."""
        if self.day is None:
            return
        before = self._standing
        rows = self._makes.rows(self.day, self.bar.moment)
        self.rows = {row.shown.id: row for row in rows}
        shown = [row.shown for row in rows]
        # new places let go of what is being dragged
        if list(self.plan.scene.places) != shown:
            self.plan.set_places(shown)
        self.list.show_rows(rows, self.chosen)
        self._tell_legend(states_of(rows))
        self._tell_card()
        self.printing.tell(self.bar.moment, self._plans.plan)
        booking = self.inspector.booking
        if written and booking is not None:
            self.tasks.start(self._freshen(booking.id), instead_of="freshen")
        elif self._standing != before and self.inspector.draft is None:
            self._show_chosen()

    @property
    def _standing(self) -> int | None:
        """The id of the booking that stands in the chosen place at the moment."""
        row = self.rows.get(self.chosen or 0)
        return None if row is None or row.here.now is None else row.here.now.id

    async def _freshen(self, booking_id: int) -> None:
        """Show the booking in the panel as it is now, wherever it has gone."""
        self.inspector.show_booking(await self.gateway.read(booking_by_id, booking_id))
        self._follow(booking_id)

    def _tell_legend(self, states: list[str]) -> None:
        if states == self._legend_of:
            return
        self._legend_of = states
        clear(self._legend)
        for state in states:
            chip = StateChip(self.shell)
            chip.show_state(state)
            self._legend.addWidget(chip)
        if not states:
            nobody = QLabel(self.say("floor_page.nobody"))
            nobody.setProperty("role", "small")
            self._legend.addWidget(nobody)
        self._legend.addStretch(1)

    def _show_chosen(self) -> None:
        """Have the panel show what stands in the chosen place at the moment; a draft stays."""
        row = self.rows.get(self.chosen or 0)
        self._tell_card()
        if row is not None and row.here.now is not None:
            self.inspector.show_booking(row.here.now)
        elif self.inspector.booking is not None:
            self.inspector.show_nothing()

    def _tell_card(self) -> None:
        row = None if self.swapping.asked else self.rows.get(self.chosen or 0)
        shown = None if self.inspector.is_folded else row
        self.card.show_row(shown, drafting=self.inspector.draft is not None)

    def _say_again(self) -> None:
        self._stale = True
        self._legend_of = None
        self._dress()
        if self.isVisible():
            self.refresh()

    def _dress(self) -> None:
        self.plan.set_theme(self.shell.look.theme)
        self.plan.set_language(self.say.language)

    # Choosing

    def choose(self, place_id: int | None) -> None:
        """Choose a place, or none."""
        self.chosen = place_id
        self.plan.set_selected(place_id)
        self.list.set_selected(place_id)
        self._show_chosen()

    def open(self, place_id: int) -> None:
        """Go on with a place: to its booking, or to a new one where it is free."""
        self.choose(place_id)
        row = self.rows.get(place_id)
        if row is None or self.swapping.asked:
            return
        if row.here.now is not None:
            self.inspector.fold(folded=False)
            self.inspector.show_booking(row.here.now)
            self.inspector.form.where.start.setFocus()
        else:
            self._book()

    def _book(self) -> None:
        row = self.rows.get(self.chosen or 0)
        if row is None:
            return
        if row.offer is None or self.gateway.actor.role not in WRITING:
            self.shell.notice(self.say("floor_page.not_free", place=row.shown.code))
            return
        self.inspector.start_draft(Place(Kind.STAY, row.here.place.id, row.offer))
        self._tell_card()

    def _follow(self, booking_id: int | None) -> None:
        """Choose the place of the booking that the panel has come to show."""
        if booking_id is None:
            self.choose(None)
            return
        for row in self.rows.values():
            now = row.here.now
            if now is not None and now.id == booking_id and row.shown.id != self.chosen:
                self.choose(row.shown.id)

    def _return_focus(self) -> None:
        (self.plan if self.plan.isVisible() else self.list).setFocus()

    # Swapping

    def ask_swap(self, codes: tuple[str, str]) -> None:
        """Show what it would do to let what stands in two places change places."""
        self.inspector.fold(folded=False)
        self.inspector.hide()
        places = {row.shown.code: row.shown.id for row in self.rows.values()}
        self.swapping.ask(codes, places, self.bar.moment)
        self._tell_card()

    def _end_swap(self) -> None:
        self.inspector.show()
        self._show_chosen()
        self._return_focus()

    def _show_swapped(self, place_id: int) -> None:
        self.tasks.start(self._go_to(place_id))

    async def _go_to(self, place_id: int) -> None:
        await self.reload()
        self.choose(place_id)

    def _turn_paper(self, on: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        """Give the sheet all the room, or the plan its panel again."""
        self.side.setVisible(not on)
        self.list_button.setEnabled(not on)
        if on:
            self.printing.tell(self.bar.moment, self._plans.plan)
        else:
            self._return_focus()

    # Room

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the list beside the plan where there is room for both, else in its place."""
        both = self.width() >= BESIDE_FROM
        self.list_button.setVisible(not both)
        self.plan.setVisible(both or not self._lists)
        self.list.setVisible(both or self._lists)
        self.list.show_zones(shown=not both)

    def _fit_side(self) -> None:
        """Be as narrow as the panel when it is folded away."""
        panel = self.inspector
        self._tell_card()
        self.side.setMaximumWidth(panel.maximumWidth())
        self.split.setSizes([_ALL_THE_REST, panel.minimumWidth()])

    def _show_list(self, on: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        self._lists = on
        self.shell.memory.keep_text(_LIST, "yes" if on else "no")
        self._fit()
        self.setFocusProxy(self.list if on else self.plan)
        self._return_focus()

    @override
    async def close_down(self, patience: float) -> None:
        await self.inspector.tasks.close(patience)
        await super().close_down(patience)
