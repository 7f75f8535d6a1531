"""Today: what is on now and next, who comes and goes, and what waits for a decision."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.errors import Refused
from labapp.domain.languages import Language
from labapp.services.today import Today, today
from labapp.ui.desk.today.deeds import Deed
from labapp.ui.desk.today.doing import carry_out
from labapp.ui.desk.today.entries import Entry, Reader
from labapp.ui.desk.today.entry_line import EntryLine
from labapp.ui.desk.today.group import Group
from labapp.ui.desk.today.head import DayHead
from labapp.ui.desk.today.ink import Inkwell
from labapp.ui.desk.today.keys_bar import KeysBar
from labapp.ui.desk.today.lines import Line
from labapp.ui.desk.today.minute import Minute
from labapp.ui.desk.today.place_line import PlaceLine
from labapp.ui.desk.today.places import PlaceReader, PlaceRow
from labapp.ui.formats import clock_text
from labapp.ui.page import Desk, Page

_THREE_FROM: Final = 1500
_ROOMY_FROM: Final = 860
_SHARES: Final = {2: (26, 25), 3: (10, 9, 9)}
_EDGE: Final = 16
_GAP: Final = 12


class Column(QScrollArea):
    """Cards one below the other; it scrolls by itself."""

    def __init__(self) -> None:
        """Begin without cards."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("role", "page")
        self._cards = QVBoxLayout(inside)
        self._cards.setContentsMargins(0, 0, 0, _GAP)
        self._cards.setSpacing(_GAP)
        self._cards.addStretch(1)
        self.setWidget(inside)

    def hold(self, groups: Sequence[Group]) -> None:
        """Hold these cards."""
        for number, group in enumerate(groups):
            self._cards.insertWidget(number, group)


class TodayPage(Page):
    """True at any minute: it reads when something was written or is due, and else only counts."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "bookings",
            "waiting",
            "marks",
            "spaces",
            "settings",
            "exhibitors",
            "demos",
            "papers",
            "staff",
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Lay out empty cards."""
        super().__init__(desk, parent)
        self.today: Today | None = None
        self._inkwell = inkwell = Inkwell(self.shell)

        # Widgets
        self.head = DayHead(self.shell)
        self.now = Group(self.shell, inkwell, "today.now", self._place_line)
        self.arrivals = Group(self.shell, inkwell, "today.arrivals", self._entry_line)
        self.decisions = Group(self.shell, inkwell, "today.decide", self._entry_line)
        self.visits = Group(self.shell, inkwell, "today.visits", self._entry_line)
        self.groups = (self.now, self.arrivals, self.decisions, self.visits)
        self.columns = [Column() for _ in range(3)]
        self.keys = KeysBar(self.shell)
        self.minute = Minute(self.shell, self)

        # Layout
        self._across = 0
        self._row = QHBoxLayout()
        self._row.setContentsMargins(_EDGE, 0, _EDGE, 0)
        self._row.setSpacing(_GAP)
        for column in self.columns:
            self._row.addWidget(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addLayout(self._row, 1)
        layout.addWidget(self.keys)
        for group in self.groups:
            group.hide()
        self._spread(2)

        # Signals
        for group in self.groups:
            group.walked.connect(self._follow)
            group.deserted.connect(self._move_on)
            group.arranged.connect(self._order_tabs)
        self.minute.passed.connect(self._tick)
        self.shell.speech.changed.connect(self._say_again)
        self.shell.look.changed.connect(self.update)
        self.shell.clock_changed.connect(self._go_by_the_clock)

    def _place_line(self) -> Line:
        line = PlaceLine(self.shell, self._inkwell)
        line.wanted.connect(self._lead)
        line.next_wanted.connect(self._lead_on)
        return line

    def _entry_line(self) -> Line:
        line = EntryLine(self.shell, self._inkwell)
        line.meant.connect(self._mean)
        line.grown.connect(self._order_tabs)
        return line

    # Reading and showing

    @override
    async def reload(self) -> None:
        self.today = await self.gateway.read(today)
        self._show(self.today)

    def _show(self, day: Today) -> None:
        now = self.shell.clock.now()
        reader = Reader(self.shell, self.gateway.actor.role, day, now)
        places = PlaceReader(self.shell, day, now).sections()
        visits = reader.visits()
        self.head.show_day(day, now)
        self.now.show_sections(places, self.say("board.empty"), counted=False)
        nobody = self._nobody(day)
        arrivals = reader.arrivals()
        self.arrivals.show_sections(arrivals, nobody)
        self.decisions.show_sections(reader.decisions(), self.say("today.decide.none"))
        self.visits.show_sections(visits)
        self.now.show()
        self.arrivals.setVisible(bool(arrivals or nobody))
        self.decisions.show()
        self.visits.setVisible(bool(visits))
        if self.hasFocus() and self.focusProxy() is None:
            self._move_on()
        self._follow()

    def _nobody(self, day: Today) -> str:
        """Say who comes next while nobody is about to; nothing when nobody comes any more."""
        coming = day.next_arrival
        if coming is None:
            return ""
        return self.say(
            "today.arrivals.next",
            time=clock_text(coming.span.start),
            who=self.say.name(coming.who),
            place=coming.place or "",
        )

    def _tick(self) -> None:
        """Count on for a minute; read again when something was due."""
        day = self.today
        if day is None or self.shell.clock.now() >= day.true_until:
            self.refresh()
        else:
            self._show(day)

    def _go_by_the_clock(self) -> None:
        if self.isVisible():
            self.minute.start()
            self.refresh()

    def _say_again(self) -> None:
        self.keys.show_keys(())
        if self.today is not None:
            self._show(self.today)
            for group in self.groups:
                group.say_again()
        self.update()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.head.tell(self.shell.clock.now())
        self.minute.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.minute.stop()

    # Laying out

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread(3 if self.width() >= _THREE_FROM else 2)
        for group in self.groups:
            group.breathe(roomy=self.height() >= _ROOMY_FROM)

    def _spread(self, across: int) -> None:
        """Lay the cards out in two columns or in three."""
        if across == self._across:
            return
        self._across = across
        held = self.window().focusWidget()
        if across == 2:  # noqa: PLR2004 -- columns
            self.columns[0].hold([self.now])
            self.columns[1].hold([self.arrivals, self.decisions, self.visits])
        else:
            self.columns[0].hold([self.now])
            self.columns[1].hold([self.arrivals, self.visits])
            self.columns[2].hold([self.decisions])
        self.columns[2].setVisible(across == 3)  # noqa: PLR2004 -- columns
        for number, share in enumerate(_SHARES[across]):
            self._row.setStretch(number, share)
        if len(_SHARES[across]) < len(self.columns):
            self._row.setStretch(2, 0)
        if any(group.isAncestorOf(held) for group in self.groups):
            held.setFocus()
        self._order_tabs()

    # The keyboard

    def _order_tabs(self) -> None:
        stops = [stop for group in self.groups for stop in group.tab_stops]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _follow(self) -> None:
        """Show what the keys do where the keyboard is, and bring that into view."""
        for group, line in ((group, group.current) for group in self.groups):
            if line is not None and line.has_keyboard:
                self.setFocusProxy(line.face)
                self.keys.show_keys(line.keys_told(), walking=line.face.hasFocus())
                self._column_of(group).ensureWidgetVisible(line, 0, _GAP)

    def _column_of(self, group: Group) -> Column:
        return next(column for column in self.columns if column.isAncestorOf(group))

    def _move_on(self) -> None:
        """Bring the keyboard to the first line that wants something."""
        for group in (self.arrivals, self.decisions, self.visits, self.now):
            if group.take_keyboard():
                return

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._move_on()

    # What the person means

    def _lead(self, row: PlaceRow) -> None:
        """Lead to who is there now, or to a booking for somebody at the desk."""
        day = self.today
        if row.number is not None:
            self.shell.show_booking(row.number)
        elif day is not None:
            here = next(one for one in day.places if one.place.id == row.place_id)
            span = day.walk_up(here, self.shell.clock.now())
            if span is not None:
                self.shell.draft_stay(row.place_id, span)

    def _lead_on(self, row: PlaceRow) -> None:
        if row.next_number is not None:
            self.shell.show_booking(row.next_number)

    def _mean(self, entry: Entry, deed: Deed, reason: str) -> None:
        booking, paper = entry.booking, entry.paper
        if paper is not None:
            self.shell.show_paper(date.fromisoformat(paper.scope), Language(paper.language))
        elif booking is None:
            return
        elif deed is Deed.BOARD:
            self.shell.show_booking(booking.number)
        elif deed is Deed.EXHIBITOR and booking.exhibitor_id is not None:
            self.shell.show_exhibitor(booking.exhibitor_id)
        else:
            self.tasks.start(self._do(entry, deed, reason))

    async def _do(self, entry: Entry, deed: Deed, reason: str) -> None:
        """Do it, and say what was done; or say under the line why it was not."""
        line, booking = self._line_of(entry), entry.booking
        if line is None or booking is None:
            return
        line.begin()
        try:
            done = await carry_out(self.gateway, booking, deed, reason, self.say.words)
        except Refused as refused:
            await self._object(entry, refused)
        else:
            self.shell.notice(done, undoable=True)
        finally:
            found = self._line_of(entry)
            if found is not None:
                found.end()

    async def _object(self, entry: Entry, refused: Refused) -> None:
        await self.reload()  # what was in the way may have taken the line away
        line = self._line_of(entry)
        if line is None:
            self.refuse(refused)
        else:
            line.tell_why(refused)

    def _line_of(self, entry: Entry) -> EntryLine | None:
        found = (group.line(entry.key) for group in self.groups)
        return next((line for line in found if isinstance(line, EntryLine)), None)
