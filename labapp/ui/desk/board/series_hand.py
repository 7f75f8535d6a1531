"""A change to a booking of a series: which of the series it is for is asked in place."""

from PySide6.QtCore import QObject, Signal

from labapp.domain.bookings import Act, Booking
from labapp.services.bookings import EditBooking
from labapp.services.series import Scope, reach_of, series_of
from labapp.ui.desk.board.many_orders import act_of, of_series
from labapp.ui.desk.board.series_box import SeriesBox
from labapp.ui.desk.inspector.orders import Order
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks


class SeriesHand(QObject):
    """Keeps what was asked of one booking until it is said for which bookings it is meant."""

    for_one = Signal(object)
    """An ``Order``, for the booking alone."""
    for_several = Signal(object)
    """A ``GroupOrder``, for more of its series."""
    asked = Signal()
    """The question stands in the box."""
    kept = Signal()
    """What was asked is not wanted after all."""

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject) -> None:
        """Ask through the desk's gateway, as one of the panel's tasks."""
        super().__init__(parent)
        self._gateway = desk.gateway
        self._tasks = tasks
        self._waiting: tuple[Order, Booking] | None = None
        self._shown: int | None = None
        self.box = SeriesBox(desk.shell)
        self.box.chosen.connect(self._choose)
        self.box.kept.connect(self._keep)

    @property
    def waits(self) -> bool:
        """Whether a change waits for its answer."""
        return self._waiting is not None

    def clear(self) -> None:
        """Be about no booking any more.

        A field that was changed is saved for its booking alone; a move or an end is forgotten.
        """
        waiting, self._waiting, self._shown = self._waiting, None, None
        self.box.clear()
        if waiting is not None and isinstance(waiting[0], EditBooking):
            self.for_one.emit(waiting[0])

    def show(self, booking: Booking) -> None:
        """Say where a booking stands in its series, if it is in one."""
        self._shown = booking.id
        if booking.series_id is None:
            self.clear()
        else:
            self._tasks.start(self._read(booking, booking.series_id), instead_of="series")

    async def _read(self, booking: Booking, series_id: int) -> None:
        found = await self._gateway.read(series_of, series_id)
        ids = [each.id for each in found]
        if booking.id in ids and booking.id == self._shown:
            self.box.show_standing(ids.index(booking.id) + 1, len(ids), found[-1])

    def ask(self, order: Order, booking: Booking | None) -> None:
        """Ask for which of the series an order is; pass it on if there is nothing to ask."""
        act = act_of(order)
        if booking is None or booking.series_id is None or act is None:
            self.for_one.emit(order)
        else:
            self._tasks.start(self._ask(order, booking, act))

    async def _ask(self, order: Order, booking: Booking, act: Act) -> None:
        reach = await self._gateway.read(reach_of, booking.id, act)
        if reach[Scope.ALL] <= 1 or booking.id != self._shown:
            # alone in its series, or left for another booking: then it is this one that was meant
            self.for_one.emit(order)
            return
        self._waiting = (order, booking)
        self.box.ask(act.value, reach)
        self.asked.emit()

    def _choose(self, scope: Scope) -> None:
        if self._waiting is None:
            return
        order, booking = self._waiting
        self._waiting = None
        wide = None if scope is Scope.THIS else of_series(order, booking, scope)
        if wide is None:
            self.for_one.emit(order)
        else:
            self.for_several.emit(wide)

    def _keep(self) -> None:
        self._waiting = None
        self.kept.emit()
