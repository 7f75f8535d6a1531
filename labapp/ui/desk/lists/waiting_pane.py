"""Who waits for what, since when, and what is in the way now; first come, first offered."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton
from typing_extensions import override

from labapp.domain.bookings import Act, Booking, may
from labapp.domain.staff import Role
from labapp.domain.times import day_of
from labapp.services.gateway import Gateway
from labapp.services.lists import Wish, looked_into, wishes
from labapp.ui.desk.lists.columns import BookingColumns
from labapp.ui.desk.lists.haystacks import booking_haystack, folded
from labapp.ui.desk.lists.pane import ListPane
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import clock_text, day_text, moment_text
from labapp.ui.models.listing import Entry, ListColumn
from labapp.ui.texts import explain_refusal
from labapp.ui.widgets.fields import Count

MOST_PRIORITY: Final = 9
LOOKED_AT_ONCE: Final = 10
_LAST: Final = 1_000_000


class WaitingColumns:
    """Makes the columns of the waiting list."""

    def __init__(self, shell: Shell, columns: BookingColumns) -> None:
        """Take from the lists of bookings what is the same here."""
        self._say = shell.speech
        self._shell = shell
        self._of_bookings = columns

    def all(self) -> tuple[ListColumn[Wish], ...]:
        """Return the columns, in the order in which they are first shown."""
        same = self._of_bookings
        return (
            self._column(
                "position",
                "lists.column.position",
                lambda w: "" if w.place_in_queue is None else str(w.place_in_queue),
                lambda w: w.place_in_queue or 0,
                width=80,
            ),
            _of_wish(same.who("field.exhibitor", 130)),
            _of_wish(same.place()),
            _of_wish(same.day()),
            _of_wish(same.time()),
            self._column(
                "since",
                "lists.column.since",
                self._since,
                lambda w: w.booking.queued_at or w.booking.span.start,
                width=104,
            ),
            self._column(
                "priority",
                "field.priority",
                lambda w: str(w.booking.priority),
                lambda w: w.booking.priority,
                width=78,
                right=True,
            ),
            self._column(
                "way", "lists.column.way", self.in_the_way, _way_key, width=120, grows=True
            ),
            *(
                _of_wish(column, shown=False)
                for column in (same.number(), same.state(), same.demo(), same.note())
            ),
        )

    def _column(
        self,
        name: str,
        heading: str,
        text: Callable[[Wish], str],
        sort_key: Callable[[Wish], Any],
        *,
        width: int,
        right: bool = False,
        grows: bool = False,
    ) -> ListColumn[Wish]:
        return ListColumn(
            name=name,
            heading=partial(self._say, heading),
            text=text,
            sort_key=sort_key,
            width=width,
            right=right,
            grows=grows,
        )

    def _since(self, wish: Wish) -> str:
        since = wish.booking.queued_at
        if since is None:
            return ""
        day = day_of(since)
        return clock_text(since) if day == self._shell.today else day_text(day, self._say.words)

    def in_the_way(self, wish: Wish) -> str:
        """Return what is in the way of somebody now, in sentences."""
        until = wish.booking.offer_expires_at
        if wish.place_in_queue is None and until is not None:
            return self._say("lists.waiting.offered", until=moment_text(until, self._say.words))
        if wish.blockers is None:
            return "…"
        if not wish.blockers:
            return self._say("lists.waiting.free")
        sentences = dict.fromkeys(
            explain_refusal(refusal, self._say.language) for refusal in wish.blockers
        )
        return " ".join(sentences)


def _way_key(wish: Wish) -> int:
    """Sort what could be offered now before what could not."""
    return _LAST if wish.blockers is None else len(wish.blockers)


def _of_wish(column: ListColumn[Booking], *, shown: bool = True) -> ListColumn[Wish]:
    """Return a column of bookings as one of wishes."""
    key, cell = column.sort_key, column.cell
    return ListColumn(
        name=column.name,
        heading=column.heading,
        text=lambda wish: column.text(wish.booking),
        sort_key=None if key is None else (lambda wish: key(wish.booking)),
        cell=None if cell is None else (lambda wish: cell(wish.booking)),
        width=column.width,
        shown=shown and column.shown,
        right=column.right,
        grows=column.grows,
    )


def wish_entries(found: Iterable[Wish]) -> tuple[Entry[Wish], ...]:
    """Return wishes with what they may be found by."""
    return tuple(Entry(wish, folded(booking_haystack(wish.booking))) for wish in found)


class WaitingPane(ListPane[Wish]):
    """Offers what is free now to the first whom it fits, and says who is more urgent."""

    offer_wanted = Signal(object)
    """Booking"""
    priority_wanted = Signal(object, int)
    """Booking, its new priority."""

    def __init__(self, shell: Shell, role: Role, columns: BookingColumns) -> None:
        """Begin without rows."""
        self._columns = WaitingColumns(shell, columns)
        super().__init__(shell, role, "waiting", self._columns.all(), sort="position")
        self._role = role
        self.offer = QPushButton()
        shell.speech.put("lists.offer", self.offer.setText, self.offer.setAccessibleName)
        shell.speech.put("lists.offer.tip", self.offer.setToolTip)
        self.priority_label = QLabel()
        self.priority_label.setProperty("role", "small")
        shell.speech.put("field.priority", self.priority_label.setText)
        self.priority = Count(most=MOST_PRIORITY)
        self.priority_label.setBuddy(self.priority)
        shell.speech.put("field.priority", self.priority.setAccessibleName)
        self.way, self.free = QLabel(), QLabel()
        self.way.setProperty("role", "warning")
        self.free.setProperty("role", "success")
        shell.speech.put("lists.waiting.free.long", self.free.setText)
        for label in (self.way, self.free):
            label.setWordWrap(True)
            self.put_above_foot(label)
        for widget in (self.priority_label, self.priority, self.offer):
            self.foot.extras.addWidget(widget)
        self.offer.clicked.connect(self._offer)
        self.priority.editingFinished.connect(self._set_priority)
        self.table.selected.connect(self._offer_acts)
        self.say.changed.connect(self._tell_way)
        self._offer_acts()

    @override
    def booking_of(self, row: Wish) -> Booking:
        return row.booking

    @override
    async def read(self, gateway: Gateway) -> None:
        # who waits is one query; what is in the way of each takes its time, so some at a time
        known = {wish.booking.id: wish.blockers for wish in self.model.rows}
        found = [
            wish
            if wish.place_in_queue is None
            else replace(wish, blockers=known.get(wish.booking.id))
            for wish in await gateway.read(wishes)
        ]
        self._show(found)
        for start in range(0, len(found), LOOKED_AT_ONCE):
            part = slice(start, start + LOOKED_AT_ONCE)
            found[part] = await gateway.read(looked_into, found[part])
            self._show(found)

    def _show(self, found: Iterable[Wish]) -> None:
        self.show_entries(wish_entries(found))
        self._offer_acts()

    @property
    def one(self) -> Booking | None:
        """The one booking that is selected, if it is one."""
        selection = self.selection
        return selection[0] if len(selection) == 1 else None

    def _offer_acts(self) -> None:
        """Offer what can be done with the one that is selected."""
        one = self.one
        offerable = one is not None and may(Act.OFFER, one, self._role)
        editable = one is not None and may(Act.EDIT, one, self._role)
        self.offer.setVisible(offerable)
        self.priority.setVisible(editable)
        self.priority_label.setVisible(editable)
        if one is not None and not self.priority.hasFocus():
            self.priority.setValue(one.priority)
        self._tell_way()

    def _tell_way(self) -> None:
        """Say in full what is in the way of the one that is selected."""
        wishes = self.table.selection
        wish = wishes[0] if len(wishes) == 1 else None
        blocked = wish is not None and bool(wish.blockers)
        free = wish is not None and wish.blockers == () and wish.place_in_queue is not None
        self.way.setText(self._columns.in_the_way(wish) if wish else "")
        self.way.setVisible(blocked)
        self.free.setVisible(free)

    def _offer(self) -> None:
        one = self.one
        if one is not None:
            self.offer_wanted.emit(one)

    def _set_priority(self) -> None:
        one = self.one
        if one is not None and one.priority != self.priority.value():
            self.priority_wanted.emit(one, self.priority.value())
