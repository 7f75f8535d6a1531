"""Finds bookings on the board by name in any script, by number or by demo."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from labapp.domain.bookings import OVER, Booking
from labapp.ui.desk.blocks import lane_of
from labapp.ui.desk.board.find_bar import FindBar
from labapp.ui.page import Page
from labapp.ui.widgets.board import BoardView

Bookings = Callable[[], Mapping[int, Booking]]


class FindHand(QObject):
    """Lets what was found stand out, and brings one after the other into view."""

    def __init__(
        self,
        page: Page,
        board: BoardView,
        bookings: Bookings,
        show_lane: Callable[[int], None],
    ) -> None:
        """Search these bookings; ``show_lane`` opens or brings back a lane out of sight."""
        super().__init__(page)
        self._board, self._bookings, self._show_lane = board, bookings, show_lane
        self._found: tuple[int, ...] = ()
        self._at: int | None = None
        self.bar = FindBar(page.shell, page)
        self.bar.searched.connect(self._search)
        self.bar.stepped.connect(self._step)
        self.bar.closed.connect(self.end)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), page)
        shortcut.activated.connect(self.open)

    def open(self) -> None:
        """Begin to find, or go on with what was typed last."""
        self.bar.open()
        self._search(self.bar.field.text())

    def end(self) -> None:
        """Find no more: everything looks as usual, the board has the keyboard again."""
        self.bar.hide()
        self._board.set_found(None)
        self._found, self._at = (), None
        self._board.setFocus()

    def search_again(self) -> None:
        """Search what was read anew."""
        if not self.bar.isHidden():
            self._search(self.bar.field.text(), stay=True)

    def _search(self, text: str, *, stay: bool = False) -> None:
        if self.bar.isHidden():
            return
        needles = _folded(text).split()
        if not needles:
            self._found, self._at = (), None
            self._board.set_found(None)
            self.bar.show_count(0, 0)
            return
        self._found = tuple(booking.id for booking in found_in(self._bookings().values(), needles))
        self._board.set_found(frozenset(self._found))
        if self._at not in self._found:
            self._at = None
        if self._at is None and not stay:
            self._at = self._first_from_here()
        if not stay:
            self._show()
        self._tell()

    def _first_from_here(self) -> int | None:
        """Return the first found that is in view or later, else the first of all."""
        start, _ = self._board.scene.visible_range()
        bookings = self._bookings()
        later = (each for each in self._found if bookings[each].span.end.timestamp() > start)
        return next(later, self._found[0] if self._found else None)

    def _step(self, step: int) -> None:
        if not self._found:
            return
        if self._at in self._found:
            number = (self._found.index(self._at) + step) % len(self._found)
        else:
            number = 0 if step > 0 else -1
        self._at = self._found[number]
        self._show()
        self._tell()

    def _show(self) -> None:
        booking = self._bookings().get(self._at or 0)
        if booking is None:
            return
        self._show_lane(lane_of(booking))
        block = self._board.scene.index.block(booking.id)
        if block is not None:
            self._board.choose(block.id)
            self._board.reveal(self._board.scene.block_place(block))

    def _tell(self) -> None:
        at = self._found.index(self._at) + 1 if self._at in self._found else 0
        self.bar.show_count(at, len(self._found))


def found_in(bookings: Iterable[Booking], needles: Sequence[str]) -> list[Booking]:
    """Return the bookings in which every folded word is found, by time and place."""
    found = [
        booking
        for booking in bookings
        if booking.state not in OVER and all(needle in haystack(booking) for needle in needles)
    ]
    return sorted(found, key=lambda booking: (booking.span.start, booking.place or "", booking.id))


def haystack(booking: Booking) -> str:
    """Return all that a booking may be found by, in one form of Chinese."""
    parts = (
        booking.number,
        *booking.who.all(),
        *booking.title.all(),
        *booking.demo.all(),
        booking.exhibitor_code,
        booking.demo_code,
        booking.place,
        booking.guide,
    )
    return _folded(" ".join(part for part in parts if part))


def _folded(text: str) -> str:
    from labapp.exchange.folding import fold  # noqa: PLC0415 -- start-up time

    return fold(text).casefold()
