"""Carries out what is asked of bookings, one thing after the other, and says what came of it."""

import asyncio
from typing import Final

from PySide6.QtCore import QObject, Signal

from labapp.domain.errors import ChangedMeanwhile, LabError, Refused
from labapp.services.bookings import (
    ActOn,
    BookPlace,
    EditBooking,
    MoveBooking,
    booking_by_id,
    what_would_block,
)
from labapp.ui.desk.inspector.orders import Order, as_seen_now, carry_out
from labapp.ui.desk.own_saves import OwnSaves
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks
from labapp.ui.texts import explain

PAUSE: Final = 0.15
"""Seconds without a change after which it is asked what would be in the way."""
_OF_ONE: Final = (MoveBooking, EditBooking, ActOn)


class Asking(QObject):
    """The way from the panel to the use cases and back."""

    done = Signal(object, object)
    """The order, and the booking as it is now."""
    refused = Signal(object, object)
    """The order, and the ``Refused`` with its facts."""
    overtaken = Signal(object, object, object)
    """The order, the ``ChangedMeanwhile``, and the booking as somebody else left it."""
    judged = Signal(object, object)
    """An order that was not given, and what would be in its way."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        """Ask through the desk's gateway."""
        super().__init__(parent)
        self._desk = desk
        self._turn = asyncio.Lock()
        self._own = OwnSaves()
        self.tasks = Tasks(desk.loop, self._fail, self)

    def ask(self, order: Order, first: MoveBooking | None = None) -> None:
        """Carry out an order, after a move if one must come first."""
        self.tasks.start(self._ask(order, first))

    def insist(self, order: Order) -> None:
        """Carry out an order over what somebody else has saved meanwhile."""
        self.tasks.start(self._insist(order))

    def judge(self, order: BookPlace) -> None:
        """Ask what would be in the way of an order, unless another comes within the pause."""
        self.tasks.start(self._judge(order), instead_of="judge")

    def stop_judging(self) -> None:
        """Forget what was to be judged."""
        self.tasks.drop("judge")

    async def _ask(self, order: Order, first: MoveBooking | None = None) -> None:
        async with self._turn:
            if isinstance(order, _OF_ONE):
                # one's own save that was still on its way is no conflict
                order = as_seen_now(order, self._own.latest(order.booking_id, order.version))
            try:
                booking = await self._desk.gateway.write(carry_out, order, first)
            except Refused as refused:
                await self._refuse(order, refused)
                return
            if isinstance(order, _OF_ONE):
                self._own.made(booking.id, order.version, booking.version)
        self.done.emit(order, booking)

    async def _refuse(self, order: Order, refused: Refused) -> None:
        changed = next((r for r in refused.refusals if isinstance(r, ChangedMeanwhile)), None)
        if changed is None or not isinstance(order, _OF_ONE):
            self.refused.emit(order, refused)
            return
        theirs = await self._desk.gateway.read(booking_by_id, order.booking_id)
        self.overtaken.emit(order, changed, theirs)

    async def _insist(self, order: Order) -> None:
        if isinstance(order, _OF_ONE):
            now = await self._desk.gateway.read(booking_by_id, order.booking_id)
            await self._ask(as_seen_now(order, now.version))

    async def _judge(self, order: BookPlace) -> None:
        await asyncio.sleep(PAUSE)
        self.judged.emit(order, await self._desk.gateway.read(what_would_block, order))

    def _fail(self, error: LabError) -> None:
        shell = self._desk.shell
        shell.notice(explain(error, shell.speech.language), serious=True)
