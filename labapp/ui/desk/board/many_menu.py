"""The board's menus: of one booking, of several chosen together, and of free time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from PySide6.QtWidgets import QMenu

from labapp.domain.bookings import Act, Booking, Kind
from labapp.domain.times import Span
from labapp.services.bookings import ActOn
from labapp.ui.desk.blocks import VISITS
from labapp.ui.desk.board.many_hand import Bookings, ManyHand
from labapp.ui.desk.inspector.acts import WITH_REASON, acts_of
from labapp.ui.desk.inspector.panel import Inspector
from labapp.ui.desk.inspector.places import Place
from labapp.ui.page import Page
from labapp.ui.widgets.board import BoardView

_DEFAULT_LENGTH: Final = timedelta(hours=1)


class BoardMenus:
    """Fills a menu with what can be done at a point of the board."""

    def __init__(
        self, page: Page, board: BoardView, inspector: Inspector, many: ManyHand, bookings: Bookings
    ) -> None:
        """Offer what the panel and the hand of several can do with these bookings."""
        self._page, self._board, self._inspector, self._many = page, board, inspector, many
        self._bookings = bookings

    def menu_for(
        self, block_id: int | None, lane_id: int, at: int, open_it: Callable[[int], None]
    ) -> QMenu:
        """Return what can be done with a block, or at a free place and time."""
        menu = QMenu(self._page)
        booking = self._bookings().get(block_id or 0)
        if booking is None:
            self._fill_free(menu, lane_id, at)
        elif booking.id in self._board.scene.chosen:
            self._many.fill(menu)
        else:
            self._fill_block(menu, booking, open_it)
        return menu

    def _fill_block(self, menu: QMenu, booking: Booking, open_it: Callable[[int], None]) -> None:
        def add(key: str, act: Callable[[], object]) -> None:
            menu.addAction(self._page.say(key)).triggered.connect(lambda *_: act())

        add("desk.menu.open", partial(open_it, booking.id))
        if booking.exhibitor_id is not None:
            show = self._page.shell.show_exhibitor
            add("desk.menu.exhibitor", partial(show, booking.exhibitor_id))
        like = Place(booking.kind, booking.place_id, booking.span, booking)
        add("desk.menu.copy", partial(self._inspector.start_draft, like))
        acts = acts_of(booking, self._page.gateway.actor.role)
        if acts:
            menu.addSeparator()
        for act in acts:
            add(f"desk.do.{act}", partial(self._do, booking, act))

    def _do(self, booking: Booking, act: Act) -> None:
        self._inspector.show_booking(booking)
        self._board.set_selected(booking.id)
        if act in WITH_REASON:
            self._inspector.fold(folded=False)
            self._inspector.acts.ask_reason(act)
        else:
            order = ActOn(booking_id=booking.id, act=act, version=booking.version)
            self._inspector.ask(order)

    def _fill_free(self, menu: QMenu, lane_id: int, at: int) -> None:
        start = datetime.fromtimestamp(at, UTC)
        span = Span(start, start + _DEFAULT_LENGTH)
        place_id = None if lane_id == VISITS else lane_id
        kinds = [Kind.VISIT] if lane_id == VISITS else [Kind.STAY, Kind.VISIT, Kind.CLOSURE]
        for kind in kinds:
            action = menu.addAction(self._page.say(f"desk.menu.new.{kind}"))
            action.triggered.connect(partial(self._start, Place(kind, place_id, span)))

    def _start(self, place: Place, _checked: object = None) -> None:
        self._inspector.start_draft(place)
