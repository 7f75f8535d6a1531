"""The board and its inspector: see, make, move and end bookings."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.bookings import Booking, Kind
from labapp.domain.errors import Refusal
from labapp.domain.times import Span, day_of
from labapp.services.bookings import (
    booking_by_number,
    bookings_between,
    expire_due,
)
from labapp.ui.desk.blocks import (
    VISITS,
    BlockMaker,
    day_window,
    hours_of,
    lane_of,
    lanes_of,
    seconds,
    shown_span,
    start_of,
)
from labapp.ui.desk.board.charts_hanging import Charts
from labapp.ui.desk.board.density_days import days_shown, stepped
from labapp.ui.desk.board.density_zoom import Density, day_notes
from labapp.ui.desk.board.find_hand import FindHand
from labapp.ui.desk.board.lanes_hand import LanesHand
from labapp.ui.desk.board.lanes_offers import LaneOffers
from labapp.ui.desk.board.many_hand import ManyHand
from labapp.ui.desk.board.many_menu import BoardMenus
from labapp.ui.desk.board.printing_turn import Printing
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
_COUNT_MILLISECONDS: Final = 1_000
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
        self.column = QSplitter(Qt.Orientation.Vertical, self.split)
        self.board = board = BoardView(self.column, self.shell.look.theme, self.say.language)
        self.inspector = Inspector(desk, parent=self.split)
        self.lanes = LanesHand(self, board)
        self.many = ManyHand(self, board, self.inspector, self._shown)
        self.menus = BoardMenus(self, board, self.inspector, self.many, self._shown)
        self.offers = LaneOffers(self, board, self._shown)
        self.finding = FindHand(self, board, self._shown, self.lanes.bring_back)
        self.charts = Charts(self, self.column, board, self.inspector)
        self.density = Density(self.shell, board, self)
        self.split.addWidget(self.inspector)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.split.setCollapsible(0, False)
        self.split.setCollapsible(1, False)
        self.setFocusProxy(board)

        # Layout
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.finding.bar)
        layout.addWidget(self.split, 1)
        self.printing = Printing(self, layout, self.split, board)

        self._connect(board)
        self._stand_as_left()

    def _connect(self, board: BoardView) -> None:
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
        self.inspector.kept.connect(board.clear_draft)
        self.inspector.kept.connect(board.setFocus)
        self.shell.day_changed.connect(self._go)
        self.shell.days_changed.connect(self._go)
        self.shell.speech.changed.connect(self._say_again)
        self.shell.look.changed.connect(self._say_again)
        fold = QShortcut(QKeySequence("Ctrl+I"), self)
        fold.activated.connect(self.inspector.head.fold_button.click)
        self._ticking = QTimer(self)
        self._ticking.setInterval(_TICK_MILLISECONDS)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start()
        self._tick()

        self._counting = QTimer(self)
        self._counting.setInterval(_COUNT_MILLISECONDS)
        self._counting.timeout.connect(self._count)

    def _stand_as_left(self) -> None:
        self.split.hide()
        self.shell.memory.follow_split(_SPLIT, self.split, [_ALL_THE_REST, WIDTH])
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
            first, days = days_shown(self.shell.day, self.shell.days)
            found = await self.gateway.read(bookings_between, shown_span(first, days))
            self._show(self._knowledge, found)
        finally:
            self.board.set_loading(False)
            self.printing.show_content()
        await self._find_wanted()
        self._begin_wanted()
        self._go_to_lane()

    def _show(self, knowledge: Knowledge, found: Sequence[Booking]) -> None:
        self.bookings = {booking.id: booking for booking in found}
        board = self.board
        day, days = days_shown(self.shell.day, self.shell.days)
        self.lanes.show(lanes_of(knowledge.lab, self.shell))
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
        board.set_day_notes(day_notes(knowledge.lab, day, days, self.say))
        self.density.settle()
        board.set_blocks(self._makes.blocks(found))
        self.charts.show(knowledge, self.bookings, shown_span(day, days))
        self.printing.know(knowledge)
        self.offers.forget()
        self._count()
        if self.board.scene.expiring:
            self._counting.start()
        else:
            self._counting.stop()
        self.finding.search_again()
        self._show_ghost()
        if self.many.show_again():
            return
        chosen = self.inspector.booking
        if chosen is not None and chosen.id in self.bookings:
            self.inspector.show_booking(self.bookings[chosen.id])
        elif chosen is not None:
            self.tasks.start(self._show_elsewhere(chosen.number), instead_of="elsewhere")

    def _shown(self) -> Mapping[int, Booking]:
        return self.bookings

    async def _show_elsewhere(self, number: str) -> None:
        """The booking shown is not among the days shown, or no longer: read it by itself."""
        booking, shown = await self.gateway.read(booking_by_number, number), self.inspector.booking
        if shown is not None and shown.number == number:
            # and not something else that was begun meanwhile
            self.inspector.show_booking(booking)

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

    def _count(self) -> None:
        """Let what runs out count down; what has run out is ended, here as everywhere."""
        before, now = self.board.scene.seconds, int(self.shell.clock.now().timestamp())
        self.board.set_seconds(now)
        self.inspector.head.count_down(self.inspector.booking)
        ended = any(
            before < block.expires <= now
            for block in self.board.scene.expiring
            if block.expires is not None and before is not None
        )
        if ended:
            self.tasks.start(self._expire(), instead_of="expire")

    async def _expire(self) -> None:
        await self.gateway.write(expire_due)

    def _step(self, direction: int) -> None:
        self.shell.go_to(stepped(self.shell.day, self.shell.days, direction))

    def _keep_fold(self, folded: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        self.shell.memory.keep_text(_FOLDED, "yes" if folded else "no")

    # Choosing

    def show_booking(self, number: str) -> None:
        """Go to a booking, wherever and whenever it is."""
        self.printing.turn_back()
        self._wanted = number
        if self.isVisible():
            self.refresh()

    def start_draft(self, place: Place) -> None:
        """Begin a booking, on its day."""
        self.printing.turn_back()
        self._wanted_draft = place
        self.shell.go_to(day_of(place.span.start))
        if self.isVisible():
            self.refresh()

    def show_place(self, place_id: int, day: date) -> None:
        """Go to a place on a day: to now if it is today, else to when the lab opens."""
        self.printing.turn_back()
        self._wanted_lane = place_id
        self.shell.go_to(day)
        if self.isVisible():
            self.refresh()

    def _go_to_lane(self) -> None:
        lane_id, self._wanted_lane = self._wanted_lane, None
        scene = self.board.scene
        if lane_id is not None:
            self.lanes.bring_back(lane_id)
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
            self.lanes.bring_back(lane_id)
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
        self.lanes.bring_back(lane_of(booking))
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
        if booking is not None and not self.many.open():
            self.inspector.show_booking(booking)
            self.inspector.fold(folded=False)
            self.inspector.form.setFocus()
            self.inspector.form.where.start.setFocus()

    def _ask_cancel(self, block_id: int) -> None:
        booking = self.bookings.get(block_id)
        if booking is not None and not self.many.ask_cancel():
            self.inspector.ask_cancel(booking)

    # Drafts on the board

    def _judge_soon(self, draft: Draft | None) -> None:
        self.tasks.drop("verdict")
        if draft is None or self._knowledge is None:
            return
        days = shown_span(*days_shown(self.shell.day, self.shell.days))
        if draft.others or not self.offers.show(self._knowledge, draft, days):
            self.tasks.start(self._judge(draft), instead_of="verdict")

    async def _judge(self, draft: Draft) -> None:
        await asyncio.sleep(_PAUSE)
        if self._knowledge is None:
            return
        booking = self.bookings.get(draft.block_id or 0)
        if draft.others:
            refusals: tuple[Refusal, ...] | None = await self.many.in_the_way(draft)
        else:
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
        if draft.others:
            self.tasks.start(self.many.move(draft))
        elif booking is None or draft.copy:
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
        if self.inspector.asks_which:
            # the draft stays where it was dropped until it is said which of the series it is for
            return
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
        return self.menus.menu_for(block_id, lane_id, at, self._open)

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
