"""Carries out what is asked of several bookings, and looks ahead at what a series would book."""

import asyncio
from typing import Final

from PySide6.QtCore import QObject, Signal

from labapp.domain.errors import Refused
from labapp.services.series import BookSeries, try_series
from labapp.ui.desk.board.many_orders import GroupOrder, carry_out_all
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks

_PAUSE: Final = 0.25
"""Seconds without a change after which it is asked what a series would book."""
_AHEAD: Final = "series ahead"


class GroupAsking(QObject):
    """The way from the panel to the use cases that are for several bookings, and back."""

    done = Signal(object, object)
    """The order, and the bookings as they are now."""
    refused = Signal(object, object)
    """The order, and the ``Refused`` with its facts; nothing was done."""
    foreseen = Signal(object, object)
    """A ``BookSeries`` that was not given, and the ``SeriesBooked`` that would come of it."""
    unforeseen = Signal(object, object)
    """A ``BookSeries`` that makes no sense, and the ``Refused`` that says why."""

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject) -> None:
        """Ask through the desk's gateway, as one of the panel's tasks."""
        super().__init__(parent)
        self._gateway = desk.gateway
        self._tasks = tasks

    def ask(self, order: GroupOrder) -> None:
        """Carry out an order, all or none of it."""
        self._tasks.drop(_AHEAD)
        self._tasks.start(self._ask(order))

    def look_ahead(self, order: BookSeries) -> None:
        """Ask what a series would book, unless another is asked about within the pause."""
        self._tasks.start(self._look(order), instead_of=_AHEAD)

    def stop_looking(self) -> None:
        """Forget what was to be looked at."""
        self._tasks.drop(_AHEAD)

    async def _ask(self, order: GroupOrder) -> None:
        try:
            bookings = await self._gateway.write(carry_out_all, order)
        except Refused as refused:
            self.refused.emit(order, refused)
        else:
            self.done.emit(order, tuple(bookings))

    async def _look(self, order: BookSeries) -> None:
        await asyncio.sleep(_PAUSE)
        try:
            plan = await self._gateway.rehearse(try_series, order)
        except Refused as refused:
            self.unforeseen.emit(order, refused)
        else:
            self.foreseen.emit(order, plan)
