"""Keeps the load charts true: read after the board, with what drafts add as they move."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject

from labapp.domain.bookings import Booking
from labapp.domain.errors import Refused
from labapp.domain.resources import ResourceKind, ResourceRef
from labapp.domain.times import Span
from labapp.services.bookings import BookPlace
from labapp.services.loads import ResourceLoad, demand_of, loads_between
from labapp.ui.desk.board.charts_pane import ChartsPane
from labapp.ui.desk.board.charts_rows import (
    NO_DEMAND,
    Demand,
    LoadMaker,
    badges_of,
    demand_of_drag,
    shared_resources,
)
from labapp.ui.desk.inspector.panel import Inspector
from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.page import Page
from labapp.ui.widgets.board import BoardView, Draft
from labapp.ui.widgets.load_chart import Following, Load
from labapp.ui.widgets.load_chart.wording import when_text

_CHOSEN: Final = "board.charts.chosen"
_BADGES: Final = "board.charts.badges"
_ROWS_FOLDED: Final = "board.charts.rows"
_NOTHING: Final = "-"
_COMMA: Final = ","


class Reading(QObject):
    """Decides what the charts show."""

    def __init__(
        self, page: Page, pane: ChartsPane, board: BoardView, inspector: Inspector
    ) -> None:
        """Build the pane's charts; nothing is read yet."""
        super().__init__(page)
        self._page, self._shell = page, page.shell
        self.pane, self._board, self._inspector = pane, board, inspector
        self._knowledge: Knowledge | None = None
        self._bookings: Mapping[int, Booking] = {}
        self._span: Span | None = None
        self._found: dict[int, ResourceLoad] = {}
        self._maker = LoadMaker(self._shell.speech, {}, {})
        self._demand = NO_DEMAND
        self._drafted = NO_DEMAND
        self._order: BookPlace | None = None
        self._over: int | None = None
        self._build()
        board.draft_changed.connect(self._show_drag)
        board.block_selected.connect(self._see_exhibitor)
        inspector.draft_moved.connect(self._show_draft)

    # What the page says

    def show(self, knowledge: Knowledge, bookings: Mapping[int, Booking], span: Span) -> None:
        """Read what is used on these days, while the board is painted with them."""
        self._knowledge, self._bookings, self._span = knowledge, bookings, span
        self._page.tasks.start(self._read(), instead_of="loads")

    def _show_drag(self, draft: Draft | None) -> None:
        """Add what a booking would take where it is being dragged; with None as it was."""
        demand = None
        if draft is not None and self._knowledge is not None:
            demand = demand_of_drag(self._knowledge, draft, self._bookings)
        self._add(self._drafted if demand is None else demand)

    def _show_draft(self) -> None:
        """Add what the inspector's draft would take, if it says enough."""
        order = self._inspector.draft_form.order if self._inspector.draft is not None else None
        order = order if isinstance(order, BookPlace) else None
        if order != self._order:
            self._order = order
            self._page.tasks.start(self._ask_demand(order), instead_of="demand")
        self._see_exhibitor()

    # Reading

    def _build(self) -> None:
        chart = self.pane.build()
        Following(self._board, chart)
        chart.folded_changed.connect(self._keep_rows)
        self.pane.folded.connect(self._fold)
        self.pane.auto_wanted.connect(self._choose_auto)
        self.pane.ticked.connect(self._tick)
        self.pane.badges_ticked.connect(self._tick_badges)
        self.pane.menu.aboutToShow.connect(self._offer)
        kept = self._shell.memory.text(_ROWS_FOLDED)
        chart.set_folded({int(each) for each in kept.split(_COMMA) if each.isdecimal()})

    async def _read(self) -> None:
        knowledge, span = self._knowledge, self._span
        if knowledge is None or span is None:
            return
        ids = [] if self.pane.is_folded else [ref.id for ref in self._refs(knowledge)]
        found = await self._page.gateway.read(loads_between, ids, span)
        self._found = dict(found)
        self._maker = LoadMaker(self._shell.speech, found, self._bookings)
        # what was dropped is among what was read; only what is not booked yet is added
        self._demand = self._drafted
        self._show()

    async def _ask_demand(self, order: BookPlace | None) -> None:
        demand = NO_DEMAND
        if order is not None:
            try:
                demand = Demand(await self._page.gateway.read(demand_of, order))
            except Refused:
                demand = NO_DEMAND  # the inspector says what is in the way
        self._drafted = demand
        self._add(demand)

    def _refs(self, knowledge: Knowledge) -> list[ResourceRef]:
        refs = list(shared_resources(knowledge))
        badges = badges_of(knowledge, self._exhibitor_id) if self._with_badges else None
        return refs if badges is None else [*refs, badges]

    @property
    def _exhibitor_id(self) -> int | None:
        booking = self._inspector.booking
        if booking is not None:
            return booking.exhibitor_id
        draft = self._inspector.draft
        return None if draft is None else self._inspector.draft_form.exhibitor.value

    def _see_exhibitor(self, *_: object) -> None:
        """Look whose badges are to be shown, once the inspector shows what was chosen."""
        self._page.tasks.start(self._see_badges(), instead_of="badges")

    async def _see_badges(self) -> None:
        """Read the badges that are to be shown, if they were not yet."""
        if self._knowledge is None or self.pane.is_folded or not self._found:
            return
        badges = badges_of(self._knowledge, self._exhibitor_id)
        if self._with_badges and badges is not None and badges.id not in self._found:
            await self._read()
        else:
            self._show()

    # Showing

    def _add(self, demand: Demand) -> None:
        if demand != self._demand:
            self._demand = demand
            self._show()

    def _show(self) -> None:
        """Give the charts their rows anew."""
        knowledge, chart = self._knowledge, self.pane.chart
        if knowledge is None or chart is None or self.pane.is_folded or not self._found:
            return
        refs = [ref for ref in self._refs(knowledge) if self._wanted(ref)]
        loads = self._maker.loads(refs, self._demand)
        chart.set_loads(loads)
        self.pane.show_rows(any_there=bool(loads))
        self._warn(loads)
        self._retick()

    def _wanted(self, ref: ResourceRef) -> bool:
        chosen = self._chosen
        if ref.kind is ResourceKind.BADGES:
            return True
        if chosen is not None:
            return ref.code in chosen
        load = self._found.get(ref.id)
        demanded = any(one.resource_id == ref.id for one in self._demand.claims)
        return load is not None and (load.peak > 0 or demanded)

    def _warn(self, loads: Sequence[Load]) -> None:
        """Say beside the fold what would be exceeded, and bring it into view as it begins."""
        chart, say = self.pane.chart, self._shell.speech
        if chart is None:
            return
        scene = chart.scene
        for load in loads:
            at = scene.sums(load).summary.tightest
            if at.free < 0:
                when = when_text(say.language, at.start, dated=scene.dated)
                amount = load.unit_text(-at.free)
                self.pane.warn(say("load.pane.over", label=load.label, amount=amount, when=when))
                if self._over != load.id:
                    chart.reveal(load.id)
                self._over = load.id
                return
        self._over = None
        self.pane.warn("")

    # Choosing

    @property
    def _chosen(self) -> frozenset[str] | None:
        """The codes of what was chosen; None for whatever is in use."""
        kept = self._shell.memory.text(_CHOSEN)
        return frozenset(kept.split(_COMMA)) if kept else None

    @property
    def _with_badges(self) -> bool:
        return self._shell.memory.text(_BADGES) != "no"

    def _offer(self) -> None:
        if self._knowledge is not None:
            self.pane.offer(shared_resources(self._knowledge))
            self._retick()

    def _retick(self) -> None:
        shown = self._codes_shown()
        self.pane.tick(shown, auto=self._chosen is None, badges=self._with_badges)

    def _choose_auto(self) -> None:
        self._keep_chosen("" if self._chosen is not None else _COMMA.join(self._codes_shown()))

    def _tick(self, ref: ResourceRef) -> None:
        codes = set(self._codes_shown()) ^ {ref.code}
        self._keep_chosen(_COMMA.join(sorted(codes)) or _NOTHING)

    def _codes_shown(self) -> list[str]:
        if self._knowledge is None:
            return []
        return [ref.code for ref in shared_resources(self._knowledge) if self._wanted(ref)]

    def _keep_chosen(self, text: str) -> None:
        self._shell.memory.keep_text(_CHOSEN, text)
        self._show()

    def _tick_badges(self) -> None:
        self._shell.memory.keep_text(_BADGES, "no" if self._with_badges else "yes")
        self._see_exhibitor()

    # Keeping

    def _fold(self, folded: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        if not folded:
            self._page.tasks.start(self._read(), instead_of="loads")

    def _keep_rows(self, ids: frozenset[int]) -> None:
        self._shell.memory.keep_text(_ROWS_FOLDED, _COMMA.join(map(str, sorted(ids))))
