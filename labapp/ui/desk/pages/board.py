"""The board and its inspector: see, make, move and end bookings."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QWidget
from typing_extensions import override

from labapp.domain.bookings import Act, Booking, Kind
from labapp.domain.times import Span, day_of
from labapp.services.bookings import (
    ActOn,
    booking_by_number,
    bookings_between,
)
from labapp.ui.desk.blocks import (
    VISITS,
    BlockMaker,
    day_window,
    first_day,
    hours_of,
    lanes_of,
    seconds,
    shown_span,
    start_of,
)
from labapp.ui.desk.inspector.acts import WITH_REASON, acts_of
from labapp.ui.desk.inspector.panel import WIDTH, Inspector
from labapp.ui.desk.inspector.places import Place
from labapp.ui.desk.judging import as_move, fits_lane, in_the_way, span_of
from labapp.ui.desk.knowledge import AREAS, Knowledge, read_knowledge
from labapp.ui.page import Desk, Page
from labapp.ui.texts import explain_refusal
from labapp.ui.widgets.board import Block, BoardView, Draft
from labapp.ui.widgets.board.scene import Cursor

_PAUSE: Final = 0.06
"""Seconds a drag rests before it is asked what would be in the way."""
_TICK_MILLISECONDS: Final = 20_000
_DEFAULT_LENGTH: Final = timedelta(hours=1)
_SPLIT: Final = "board.split"
_FOLDED: Final = "board.folded"
_GHOST: Final = -1
_ALL_THE_REST: Final = 10_000


class BoardPage(Page):
    """Reads the days shown; what the person does on the board goes to the inspector."""

    watches: ClassVar[frozenset[str]] = AREAS | {"bookings", "marks", "waiting"}

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the board and the panel; they are seen once there is something on the board."""
        super().__init__(desk, parent)
        self.bookings: dict[int, Booking] = {}
        self._knowledge: Knowledge | None = None
        self._stale = True
        self._wanted: str | None = None
        self._wanted_draft: Place | None = None
        self._wanted_lane: int | None = None
        self._makes = BlockMaker(self.shell, self.gateway.actor.role)

        # Widgets
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.board = board = BoardView(self.split, self.shell.look.theme, self.say.language)
        self.inspector = Inspector(desk, parent=self.split)
        self.split.addWidget(board)
        self.split.addWidget(self.inspector)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.split.setCollapsible(0, False)
        self.split.setCollapsible(1, False)
        self.setFocusProxy(board)

        # Layout
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split)

        # Signals
        board.block_selected.connect(self._select)
        board.activated.connect(self._open)
        board.draft_changed.connect(self._judge_soon)
        board.draft_dropped.connect(self._drop)
        board.delete_requested.connect(self._ask_cancel)
        board.context_requested.connect(self._show_menu)
        board.day_step.connect(self._step)
        self.inspector.shown.connect(board.set_selected)
        self.inspector.draft_moved.connect(self._show_ghost)
        self.inspector.folded.connect(self._keep_fold)
        self.inspector.done.connect(board.setFocus)
        self.shell.day_changed.connect(self._go)
        self.shell.days_changed.connect(self._go)
        self.shell.speech.changed.connect(self._say_again)
        self.shell.look.changed.connect(self._say_again)
        self.split.hide()
        fold = QShortcut(QKeySequence("Ctrl+I"), self)
        fold.activated.connect(self.inspector.head.fold_button.click)
        self._ticking = QTimer(self)
        self._ticking.setInterval(_TICK_MILLISECONDS)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start()
        self._tick()
        if not self.split.restoreState(self.shell.memory.shape(_SPLIT)):
            self.split.setSizes([_ALL_THE_REST, WIDTH])
        self.split.splitterMoved.connect(self._keep_split)
        self.inspector.fold(folded=self.shell.memory.text(_FOLDED) == "yes")

    # Reading

    @override
    async def reload(self) -> None:
        self.board.set_loading(True)
        try:
            if self._knowledge is None or self._stale:
                self._stale = False
                self._knowledge = await read_knowledge(self.gateway)
                self.inspector.know(self._knowledge)
            first = first_day(self.shell.day, self.shell.days)
            days = self.shell.days
            found = await self.gateway.read(bookings_between, shown_span(first, days))
            self._show(self._knowledge, found)
        finally:
            self.board.set_loading(False)
            self.split.show()
        await self._find_wanted()
        self._begin_wanted()
        self._go_to_lane()

    def _show(self, knowledge: Knowledge, found: Sequence[Booking]) -> None:
        self.bookings = {booking.id: booking for booking in found}
        board, days = self.board, self.shell.days
        day = first_day(self.shell.day, days)
        lanes = lanes_of(knowledge.lab, self.shell)
        if list(board.scene.lanes) != lanes:
            board.set_lanes(lanes)
        board.grid_minutes = knowledge.lab.policy.slot_minutes
        hours = hours_of(knowledge.lab, day, days)
        window = day_window(knowledge.lab, day, days, found)
        shown = (board.scene.axis.first_day, board.scene.axis.days)
        if days > 1 and window != board.scene.day_window:
            board.scene.day_window = window
            shown = (0, 0)
        if list(board.scene.hours or ()) != hours or shown != (start_of(day), days):
            board.set_hours(hours)
        if shown != (start_of(day), days):
            board.show_range(start_of(day), days)
        board.set_blocks(self._makes.blocks(found))
        self._show_ghost()
        chosen = self.inspector.booking
        if chosen is not None and chosen.id in self.bookings:
            self.inspector.show_booking(self.bookings[chosen.id])
        elif chosen is not None:
            self.tasks.start(self._show_elsewhere(chosen.number), instead_of="elsewhere")

    async def _show_elsewhere(self, number: str) -> None:
        """The booking shown is not among the days shown, or no longer: read it by itself."""
        self.inspector.show_booking(await self.gateway.read(booking_by_number, number))

    @override
    def _on_written(self, areas: frozenset[str]) -> None:
        self._stale = self._stale or bool(areas & AREAS)
        super()._on_written(areas)

    def _go(self, _: object) -> None:
        if self.isVisible():
            self.refresh()

    def _dress(self) -> None:
        self.board.set_theme(self.shell.look.theme)
        self.board.set_language(self.say.language)

    def _say_again(self) -> None:
        self._dress()
        self._stale = True
        if self.isVisible():
            self.refresh()

    def _tick(self) -> None:
        self.board.set_now(int(self.shell.clock.now().timestamp()))

    def _step(self, direction: int) -> None:
        self.shell.go_to(self.shell.day + timedelta(days=direction * self.shell.days))

    def _keep_split(self) -> None:
        self.shell.memory.keep_shape(_SPLIT, self.split.saveState())

    def _keep_fold(self, folded: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        self.shell.memory.keep_text(_FOLDED, "yes" if folded else "no")

    # Choosing

    def show_booking(self, number: str) -> None:
        """Go to a booking, wherever and whenever it is."""
        self._wanted = number
        if self.isVisible():
            self.refresh()

    def start_draft(self, place: Place) -> None:
        """Begin a booking, on its day."""
        self._wanted_draft = place
        self.shell.go_to(day_of(place.span.start))
        if self.isVisible():
            self.refresh()

    def show_place(self, place_id: int, day: date) -> None:
        """Go to a place on a day: to now if it is today, else to when the lab opens."""
        self._wanted_lane = place_id
        self.shell.go_to(day)
        if self.isVisible():
            self.refresh()

    def _go_to_lane(self) -> None:
        lane_id, self._wanted_lane = self._wanted_lane, None
        scene = self.board.scene
        if lane_id is None or scene.layout.row_of(lane_id) is None:
            return
        day = start_of(self.shell.day)
        at = day + scene.opening()[0] * 60
        if scene.now is not None and self.shell.day == self.shell.today:
            at = scene.now
        cell = scene.axis.cell_at(scene.axis.mark_of(at), self.board.grid_minutes)
        self.board.put_cursor(Cursor(lane_id, cell, cell))
        self.board.reveal(scene.stretch(lane_id, at, at + self.board.grid_minutes * 60))

    def _begin_wanted(self) -> None:
        place, self._wanted_draft = self._wanted_draft, None
        if place is not None:
            self.inspector.start_draft(place)
            lane_id = VISITS if place.place_id is None else place.place_id
            self.board.reveal(self.board.scene.stretch(lane_id, *seconds(place.span)))

    async def _find_wanted(self) -> None:
        number, self._wanted = self._wanted, None
        if number is None:
            return
        booking = await self.gateway.read(booking_by_number, number)
        self.inspector.show_booking(booking)
        self.inspector.fold(folded=False)
        day = day_of(booking.span.start)
        if booking.id not in self.bookings:
            self.shell.go_to(day)
            self._wanted = number
            return
        self.board.set_selected(booking.id)
        self._reveal(booking.id)

    def _reveal(self, booking_id: int) -> None:
        block = self.board.scene.index.block(booking_id)
        if block is not None:
            self.board.reveal(self.board.scene.block_place(block))

    def _select(self, block_id: int | None) -> None:
        booking = self.bookings.get(block_id or 0)
        if booking is not None:
            self.inspector.show_booking(booking)
            self._show_ghost()
        elif self.inspector.draft is None:
            self.inspector.show_nothing()

    def _open(self, block_id: int) -> None:
        booking = self.bookings.get(block_id)
        if booking is not None:
            self.inspector.show_booking(booking)
            self.inspector.fold(folded=False)
            self.inspector.form.setFocus()
            self.inspector.form.where.start.setFocus()

    def _ask_cancel(self, block_id: int) -> None:
        booking = self.bookings.get(block_id)
        if booking is not None:
            self.inspector.ask_cancel(booking)

    # Drafts on the board

    def _judge_soon(self, draft: Draft | None) -> None:
        if draft is None:
            self.tasks.drop("verdict")
        else:
            self.tasks.start(self._judge(draft), instead_of="verdict")

    async def _judge(self, draft: Draft) -> None:
        await asyncio.sleep(_PAUSE)
        if self._knowledge is None:
            return
        booking = self.bookings.get(draft.block_id or 0)
        refusals = await in_the_way(self.gateway, self._knowledge, draft, booking)
        if refusals is None:
            self.board.set_verdict(draft, "unknown")
        elif not refusals:
            self.board.set_verdict(draft, "free")
        else:
            language = self.say.language
            reasons = dict.fromkeys(explain_refusal(refusal, language) for refusal in refusals)
            self.board.set_verdict(draft, "blocked", "\n".join(reasons))

    def _drop(self, draft: Draft) -> None:
        self.tasks.drop("verdict")
        booking = self.bookings.get(draft.block_id or 0)
        if booking is None or draft.copy:
            self.board.clear_draft()
            kind = Kind.VISIT if draft.lane_id == VISITS else Kind.STAY
            if booking is not None:
                kind = booking.kind
            place_id = None if draft.lane_id == VISITS else draft.lane_id
            self.inspector.start_draft(Place(kind, place_id, span_of(draft), booking))
        elif fits_lane(booking, draft.lane_id):
            self.tasks.start(self._move(booking, draft))
        else:
            self.board.clear_draft()
            self.shell.notice(self.say("desk.wrong_lane"))

    async def _move(self, booking: Booking, draft: Draft) -> None:
        """Move as it was dragged; what is in the way is shown, and the block goes back."""
        self.inspector.show_booking(booking)
        self.inspector.ask(as_move(booking, draft))
        await self.inspector.tasks.drain()
        if self.inspector.objects:
            self.board.clear_draft()
        else:
            # the draft stays where the block is about to be
            await self.reload()

    def _show_ghost(self) -> None:
        """Show on the board where the inspector's draft is."""
        draft = self.inspector.draft
        if draft is None:
            self.board.set_ghosts([])
            return
        lane_id = VISITS if draft.kind is Kind.VISIT else draft.place_id
        if lane_id is None:
            self.board.set_ghosts([])
            return
        self.board.set_selected(None)
        title = self.inspector.draft_title or self.say("desk.new")
        kind = "blocked" if self.inspector.blocked else "draft"
        self.board.set_ghosts([_ghost(lane_id, draft.span, kind, title)])

    # The menu

    def _show_menu(self, block_id: int | None, lane_id: int, at: int, point: QPoint) -> None:
        menu = self.menu_for(block_id, lane_id, at)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    def menu_for(self, block_id: int | None, lane_id: int, at: int) -> QMenu:
        """Return what can be done with a block, or at a free place and time."""
        menu = QMenu(self)
        booking = self.bookings.get(block_id or 0)
        if booking is None:
            self._fill_free(menu, lane_id, at)
        else:
            self._fill_block(menu, booking)
        return menu

    def _fill_block(self, menu: QMenu, booking: Booking) -> None:
        def add(key: str, act: Callable[[], object]) -> None:
            menu.addAction(self.say(key)).triggered.connect(lambda *_: act())

        add("desk.menu.open", lambda: self._open(booking.id))
        if booking.exhibitor_id is not None:
            exhibitor_id = booking.exhibitor_id
            add("desk.menu.exhibitor", lambda: self.shell.show_exhibitor(exhibitor_id))
        add("desk.menu.copy", lambda: self._copy(booking))
        acts = acts_of(booking, self.gateway.actor.role)
        if acts:
            menu.addSeparator()
        for act in acts:
            add(f"desk.do.{act}", self._doer(booking, act))

    def _doer(self, booking: Booking, act: Act) -> Callable[[], None]:
        def do() -> None:
            self.inspector.show_booking(booking)
            self.board.set_selected(booking.id)
            if act in WITH_REASON:
                self.inspector.fold(folded=False)
                self.inspector.acts.ask_reason(act)
            else:
                self.inspector.ask(ActOn(booking_id=booking.id, act=act, version=booking.version))

        return do

    def _fill_free(self, menu: QMenu, lane_id: int, at: int) -> None:
        start = datetime.fromtimestamp(at, UTC)
        span = Span(start, start + _DEFAULT_LENGTH)
        place_id = None if lane_id == VISITS else lane_id
        kinds = [Kind.VISIT] if lane_id == VISITS else [Kind.STAY, Kind.VISIT, Kind.CLOSURE]
        for kind in kinds:
            place = Place(kind, place_id, span)
            action = menu.addAction(self.say(f"desk.menu.new.{kind}"))
            action.triggered.connect(self._starter(place))

    def _starter(self, place: Place) -> Callable[..., None]:
        return lambda *_: self.inspector.start_draft(place)

    def _copy(self, booking: Booking) -> None:
        self.inspector.start_draft(Place(booking.kind, booking.place_id, booking.span, booking))

    @override
    async def close_down(self, patience: float) -> None:
        await self.inspector.tasks.close(patience)
        await super().close_down(patience)


def _ghost(lane_id: int, span: Span, kind: str, title: str) -> Block:
    start, end = seconds(span)
    return Block(
        id=_GHOST,
        lane_id=lane_id,
        start=start,
        end=end,
        buffer_end=end,
        title=title,
        subtitle="",
        state="held",
        letter="",
        kind=kind,
    )
