"""The list of a kind of booking over a stretch of days, read as far as it is wanted."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from typing_extensions import override

from labapp.domain.bookings import Booking, Kind
from labapp.domain.staff import Role
from labapp.services.gateway import Gateway
from labapp.services.lists import READ_AT_ONCE, list_bookings
from labapp.ui.desk.lists.haystacks import booking_entries
from labapp.ui.desk.lists.pane import ListPane
from labapp.ui.desk.lists.stretches import Stretch, span_of
from labapp.ui.desk.shell import Shell
from labapp.ui.models.listing import ListColumn
from labapp.ui.widgets.calendars import DayButton
from labapp.ui.widgets.fields import Choice

EVERYTHING: Final = 200_000
"""No list is longer; if one is, its foot says what was left out."""
_BY_TIME: Final = frozenset({"day", "start"})
"""Sorted by these, the first rows are the first that are read."""


class BookingPane(ListPane[Booking]):
    """Reads the first few thousand; the others when a search or an order needs them."""

    def __init__(
        self,
        shell: Shell,
        role: Role,
        kind: Kind,
        name: str,
        columns: Sequence[ListColumn[Booking]],
        *,
        sort: str,
    ) -> None:
        """Begin with the stretch that was chosen last."""
        self._total_there = 0
        super().__init__(shell, role, name, columns, sort=sort)
        self.kind = kind
        self._most = READ_AT_ONCE
        self._stretch_key = f"lists.{name}.stretch"
        self.stretch = Choice()
        self.stretch.setMinimumWidth(136)
        self.first = DayButton(shell.speech, shell.look, shell.clock)
        self.last = DayButton(shell.speech, shell.look, shell.clock)
        shell.speech.put("lists.stretch", self.stretch.setAccessibleName)
        self.bar.extras.addWidget(self.stretch)
        self.days = self._days_row()
        self.put_below_bar(self.days)
        self._offer(Stretch.WEEK)
        kept = shell.memory.text(self._stretch_key)
        self.stretch.choose(Stretch(kept) if kept in set(Stretch) else Stretch.WEEK)
        self._show_days()
        self.stretch.picked.connect(self._choose_stretch)
        self.first.chosen.connect(self._choose_day)
        self.last.chosen.connect(self._choose_day)
        self.foot.more_wanted.connect(self._read_more)
        self.foot.all_wanted.connect(self._read_everything)
        self.model.modelReset.connect(self._want_all)
        shell.speech.changed.connect(self._offer_again)

    def _days_row(self) -> QWidget:
        """Return the row in which the first and the last day are chosen."""
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for key, button in (("lists.first", self.first), ("lists.last", self.last)):
            label = QLabel()
            label.setProperty("role", "small")
            self.say.put(key, label.setText)
            self.say.put(key, button.set_label)
            row.addWidget(label)
            row.addWidget(button)
        row.addStretch(1)
        return box

    @override
    def booking_of(self, row: Booking) -> Booking:
        return row

    @property
    def chosen_stretch(self) -> Stretch:
        """Over which days the list goes."""
        value = self.stretch.value
        return value if isinstance(value, Stretch) else Stretch.WEEK

    @override
    async def read(self, gateway: Gateway) -> None:
        span = span_of(self.chosen_stretch, self.shell.today, (self.first.day, self.last.day))
        sort = self.table.header.arrangement
        newest_first = sort.sort in _BY_TIME and sort.descending
        try:
            listed = await gateway.read(
                list_bookings, self.kind, span, self._most, newest_first=newest_first
            )
            entries = await gateway.compute(booking_entries, listed.bookings)
        finally:
            self.foot.show_busy(busy=False)
        self._total_there = listed.total
        self.show_entries(entries)

    @override
    async def read_all(self, gateway: Gateway) -> None:
        self._most = EVERYTHING
        await self.read(gateway)

    @override
    def _total(self) -> int:
        return max(self._total_there, self.model.total)

    # Which days

    def _offer(self, chosen: Stretch) -> None:
        self.stretch.offer([(one, self.say(f"lists.stretch.{one}")) for one in Stretch], chosen)

    def _offer_again(self) -> None:
        self._offer(self.chosen_stretch)

    def _choose_stretch(self, stretch: Stretch) -> None:
        self.shell.memory.keep_text(self._stretch_key, stretch.value)
        self._show_days()
        self._start_over()

    def _choose_day(self, _: object) -> None:
        self._start_over()

    def _show_days(self) -> None:
        self.days.setVisible(self.chosen_stretch is Stretch.CHOSEN)

    def _start_over(self) -> None:
        self._most = READ_AT_ONCE
        self._total_there = 0
        self.stale.emit()

    # How much

    @property
    def whole(self) -> bool:
        """Whether every row there is was read."""
        return self.model.total >= self._total_there

    def _read_more(self) -> None:
        self._most = self.model.total + READ_AT_ONCE
        self._read_again()

    def _read_everything(self) -> None:
        self._most = EVERYTHING
        self._read_again()

    def _read_again(self) -> None:
        self.foot.show_busy(busy=True)
        self.stale.emit()

    def _want_all(self) -> None:
        """Read the others too, where a search over only some of them would mislead."""
        by_time = self.table.header.arrangement.sort in _BY_TIME
        needs_all = self.model.narrowed or not by_time
        if needs_all and not self.whole and self._most < EVERYTHING:
            self._read_everything()

    @override
    def _sorted(self) -> None:
        """Begin at the other end, where not all is read."""
        if not self.whole:
            self.stale.emit()
