"""Several bookings chosen on the board: shown together, moved together, ended together."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from labapp.domain.bookings import Act, Booking, Kind
from labapp.domain.errors import Refusal
from labapp.services.many import MoveMany, what_would_block_many
from labapp.ui.desk.blocks import VISITS, lane_of
from labapp.ui.desk.board.many_orders import moved_by
from labapp.ui.desk.inspector.acts import WITH_REASON
from labapp.ui.desk.inspector.panel import Inspector
from labapp.ui.page import Page
from labapp.ui.widgets.board import BoardView, Draft

Bookings = Callable[[], Mapping[int, Booking]]


class ManyHand(QObject):
    """Keeps the board's choice and the panel together."""

    def __init__(
        self, page: Page, board: BoardView, inspector: Inspector, bookings: Bookings
    ) -> None:
        """Serve the page that reads these bookings."""
        super().__init__(page)
        self._page, self._board, self._inspector = page, board, inspector
        self._bookings = bookings
        board.many_chosen.connect(self._choose)
        inspector.let_go.connect(self.let_go)

    @property
    def chosen(self) -> tuple[Booking, ...]:
        """The bookings chosen together, none or at least two."""
        found = self._bookings()
        return tuple(found[each] for each in self._board.scene.chosen if each in found)

    def show_again(self) -> bool:
        """Show what has become of those chosen, after a reading; whether there are any."""
        several = self.chosen
        if several and self._inspector.draft is None:
            self._inspector.show_several(several)
        return bool(several)

    def let_go(self) -> None:
        """Choose none any more."""
        self._board.choose(None)
        self._board.setFocus()

    def ask_cancel(self) -> bool:
        """Ask for the one reason why all chosen should go; whether several are chosen."""
        if not self.chosen:
            return False
        self._inspector.fold(folded=False)
        self._inspector.many.ask_cancel()
        return True

    def open(self) -> bool:
        """Go to what can be done with those chosen; whether several are."""
        if not self.chosen:
            return False
        self._inspector.fold(folded=False)
        buttons = self._inspector.many.acts.buttons.values()
        first = next((each for each in buttons if each.isVisible()), self._inspector.many.copy)
        first.setFocus()
        return True

    async def in_the_way(self, draft: Draft) -> tuple[Refusal, ...]:
        """Return what would be in the way of moving all chosen as one of them is dragged."""
        order = self._order(draft)
        if order is None:
            return ()
        return await self._page.gateway.rehearse(what_would_block_many, order)

    async def move(self, draft: Draft) -> None:
        """Move all chosen as one of them was dragged, or none."""
        order = self._order(draft)
        if order is None:
            self._board.clear_draft()
            return
        self._inspector.ask_all(order)
        await self._inspector.tasks.drain()
        if self._inspector.objects:
            self._board.clear_draft()

    def fill(self, menu: QMenu) -> None:
        """Offer in a menu what can be done with all chosen."""
        say, pane = self._page.say, self._inspector.many
        for act in pane.common:
            action = menu.addAction(say(f"desk.do.{act}"))
            action.triggered.connect(partial(self._act, act))
        if pane.common:
            menu.addSeparator()
        menu.addAction(say("many.copy")).triggered.connect(pane.copy_table)
        menu.addAction(say("many.let_go")).triggered.connect(self.let_go)

    def _act(self, act: Act, _checked: object = None) -> None:
        self._inspector.fold(folded=False)
        acts = self._inspector.many.acts
        if act in WITH_REASON:
            acts.ask_reason(act)
        else:
            acts.meant.emit(act, "")

    def _order(self, draft: Draft) -> MoveMany | None:
        """Return the move that a drag of several means; None for one between kinds of lanes."""
        found = self._bookings()
        held = found.get(draft.block_id or 0)
        if held is None:
            return None
        start = int(held.span.start.timestamp())
        bookings = [held, *(found[each] for each in draft.others if each in found)]
        if draft.lane_id == lane_of(held):
            return moved_by(bookings, timedelta(seconds=draft.start - start))
        if draft.lane_id == VISITS or any(each.kind is Kind.VISIT for each in bookings):
            self._page.shell.notice(self._page.say("many.one_kind"))
            return None
        return moved_by(bookings, timedelta(seconds=draft.start - start), draft.lane_id)

    def _choose(self, block_ids: frozenset[int]) -> None:
        if block_ids:
            self._inspector.show_several(self.chosen)
        elif self._inspector.several:
            self._inspector.show_nothing()
