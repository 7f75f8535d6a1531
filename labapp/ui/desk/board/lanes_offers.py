"""While something is dragged: which lanes are free at its time, and why its own is not."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from labapp.domain.bookings import Booking
from labapp.domain.times import Span
from labapp.services.bookings import BookPlace
from labapp.ui.desk.judging import offers_for, span_of, wanted_by
from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.page import Page
from labapp.ui.texts import explain_refusal
from labapp.ui.widgets.board import BoardView, Draft

if TYPE_CHECKING:
    from labapp.services.outlook import Outlook

Bookings = Callable[[], Mapping[int, Booking]]
_Key = tuple[int | None, bool]


class LaneOffers(QObject):
    """Looks ahead once for what is taken up, then answers each step of the drag at once."""

    def __init__(self, page: Page, board: BoardView, bookings: Bookings) -> None:
        """Begin with nothing taken up."""
        super().__init__(page)
        self._page, self._board, self._bookings = page, board, bookings
        self._outlook: tuple[_Key, Outlook] | None = None
        self._asked: _Key | None = None

    def forget(self) -> None:
        """What was seen may have changed."""
        self._page.tasks.drop("outlook")
        self._outlook = self._asked = None

    def show(self, knowledge: Knowledge, draft: Draft, days: Span) -> bool:
        """Show what is known of a draft; False while nothing is known yet."""
        booking = self._bookings().get(draft.block_id or 0)
        key = (draft.block_id, draft.copy)
        if self._outlook is None or self._outlook[0] != key:
            wanted = wanted_by(knowledge, draft, booking)
            if wanted is not None and self._asked != key:
                self._asked = key
                work = self._look(key, wanted, knowledge, days)
                self._page.tasks.start(work, instead_of="outlook")
            return False
        outlook = self._outlook[1]
        if draft.lane_id not in outlook.lab.places or not outlook.covers(span_of(draft)):
            return False
        found = offers_for(outlook, draft, booking)
        offers = {place_id: "free" if free else "blocked" for place_id, free in found.free.items()}
        self._board.set_offers(draft, offers)
        if found.refusals:
            language = self._page.say.language
            reasons = dict.fromkeys(explain_refusal(each, language) for each in found.refusals)
            self._board.set_verdict(draft, "blocked", "\n".join(reasons))
        else:
            self._board.set_verdict(draft, "free")
        return True

    async def _look(
        self, key: _Key, wanted: int | BookPlace, knowledge: Knowledge, days: Span
    ) -> None:
        from labapp.services.outlook import outlook_of  # noqa: PLC0415 -- start-up time

        try:
            self._outlook = (key, await self._page.gateway.read(outlook_of, wanted, days))
        finally:
            self._asked = None
        draft = self._board.scene.draft
        if draft is not None and not draft.others:
            self.show(knowledge, draft, days)
