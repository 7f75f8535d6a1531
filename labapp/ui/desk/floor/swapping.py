"""From two places to a swap: what it would do, is it meant, is it done."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal

from labapp.domain.errors import Alternative, Refusal, Refused
from labapp.domain.times import SLOT_SECONDS, Span, day_of, day_span
from labapp.services.swaps import SwapPlaces, swap_places, what_a_swap_would_do
from labapp.ui.desk.floor.swap_panel import Asked, Reach, SwapPanel
from labapp.ui.formats import clock_text
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks


class Swapping(QObject):
    """Keeps the panel true while a swap is asked, and carries it out when it is meant."""

    ended = Signal()
    """Nothing is asked any more."""
    swapped = Signal(int)
    """Done; the id of the place to which the first booking went."""

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject) -> None:
        """Ask nothing yet; work is done among the page's tasks."""
        super().__init__(parent)
        self._desk = desk
        self._shell = desk.shell
        self._tasks = tasks
        self._asked: SwapPlaces | None = None
        self._reach = Reach.REST
        self._moment = desk.shell.clock.now()
        self._codes: Mapping[int, str] = {}
        self.panel = panel = SwapPanel(desk.shell)
        panel.reach_chosen.connect(self._choose_reach)
        panel.alternative_wanted.connect(self._go_elsewhere)
        panel.holder_wanted.connect(desk.shell.show_booking)
        panel.override_wanted.connect(self._go_past)
        panel.meant.connect(self._go_ahead)
        panel.given_up.connect(self.leave)

    @property
    def asked(self) -> bool:
        """Whether a swap is asked."""
        return self._asked is not None

    def ask(self, codes: tuple[str, str], places: Mapping[str, int], moment: datetime) -> None:
        """Show what it would do to let what stands in two places change places.

        Args:
            codes: Those of the two places.
            places: Ids of all places by code.
            moment: The moment shown; on the day of the clock only what is from then on moves.
        """
        one, other = (places[code] for code in codes)
        self._codes = {place_id: code for code, place_id in places.items()}
        self._moment = moment
        today = day_of(moment) == self._shell.today
        self._reach = Reach.REST if today else Reach.DAY
        self._show(SwapPlaces(place_a=one, place_b=other, span=self._span()))
        self._tasks.start(self._begin(), instead_of="foresee")

    def leave(self) -> None:
        """Ask nothing any more."""
        if self._asked is not None:
            self._asked = None
            self._tasks.drop("foresee")
            self.panel.hide()
            self.ended.emit()

    async def look_again(self) -> None:
        """Show what the swap would do now, if one is asked."""
        if self._asked is not None:
            await self._foresee(self._asked)

    def _span(self) -> Span:
        whole = day_span(day_of(self._moment))
        match self._reach:
            case Reach.DAY:
                return whole
            case Reach.REST:
                return Span(self._moment, whole.end)
            case Reach.NOW:
                return Span(self._moment, self._moment + timedelta(seconds=SLOT_SECONDS))

    def _show(self, swap: SwapPlaces) -> None:
        self._asked = swap
        one, other = self._codes[swap.place_a], self._codes[swap.place_b]
        self.panel.show_asked(Asked(one, other, self._reach, clock_text(self._moment)))

    async def _begin(self) -> None:
        await self.look_again()
        panel = self.panel
        (panel.confirm if panel.confirm.isEnabled() else panel.cancel).setFocus()

    async def _foresee(self, swap: SwapPlaces, also: tuple[Refusal, ...] = ()) -> None:
        found = await self._desk.gateway.rehearse(what_a_swap_would_do, swap)
        if self._asked == swap:
            self.panel.show_found(found, also)

    def _choose_reach(self, reach: Reach) -> None:
        self._reach = reach
        if self._asked is not None:
            self._show(replace(self._asked, span=self._span()))
            self._tasks.start(self.look_again(), instead_of="foresee")

    def _go_elsewhere(self, alternative: Alternative) -> None:
        if self._asked is not None:
            self._show(replace(self._asked, place_b=alternative.place_id))
            self._tasks.start(self._begin(), instead_of="foresee")

    def _go_ahead(self) -> None:
        found = self.panel.found
        if found is not None:
            self.panel.confirm.setEnabled(False)
            self._tasks.start(self._carry_out(found.order))

    def _go_past(self, reason: str) -> None:
        found = self.panel.found
        if found is not None:
            self._tasks.start(self._carry_out(replace(found.order, override=reason)))

    async def _carry_out(self, order: SwapPlaces) -> None:
        try:
            moved = await self._desk.gateway.write(swap_places, order)
        except Refused as refused:
            await self._foresee(replace(order, seen=None, override=None), refused.refusals)
            return
        say = self._shell.speech
        numbers = say("desk.comma").join(booking.number for booking in moved)
        one, other = self._codes[order.place_a], self._codes[order.place_b]
        self.leave()
        told = say("floor_page.swapped", one=one, other=other, numbers=numbers)
        self._shell.notice(told, undoable=True)
        self.swapped.emit(next((booking.place_id for booking in moved), order.place_b))
