"""Several bookings chosen together: what can be done with all of them."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from labapp.domain.bookings import Act, Booking
from labapp.domain.staff import Role
from labapp.domain.times import day_of
from labapp.services.bookings import ActOn
from labapp.ui.clipboard import put_table
from labapp.ui.desk.board.many_orders import ActOnAll
from labapp.ui.desk.inspector.acts import Acts, acts_of
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import day_text, hours_text, length_text, span_text
from labapp.ui.widgets.table_text import as_html, as_lines

_MOST_LINES: Final = 14
_COLUMNS: Final = (
    "field.number",
    "field.exhibitor",
    "field.demo",
    "field.place",
    "term.date",
    "term.time",
    "field.state",
)


class ManyPane(QWidget):
    """Says how many and which, and offers the acts that all of them allow."""

    meant = Signal(object)
    """ActOnAll"""
    copied = Signal(int)
    """How many bookings were put on the clipboard."""
    let_go = Signal()
    """Choose none of them any more."""

    def __init__(self, shell: Shell, role: Role) -> None:
        """Begin with none."""
        super().__init__()
        self._shell = shell
        self._role = role
        self.bookings: tuple[Booking, ...] = ()

        # Widgets
        self.heading = QLabel()
        self.heading.setProperty("role", "strong")
        self.sums = QLabel()
        self.sums.setProperty("role", "muted")
        self.lines = QLabel()
        self.lines.setProperty("role", "small")
        for label in (self.heading, self.sums, self.lines):
            label.setWordWrap(True)
        self.acts = Acts(shell, role)
        self.none_common = QLabel()
        self.none_common.setProperty("role", "small")
        self.none_common.setWordWrap(True)
        shell.speech.put("many.nothing", self.none_common.setText)
        self.hint = QLabel()
        self.hint.setProperty("role", "small")
        self.hint.setWordWrap(True)
        shell.speech.put("many.hint", self.hint.setText)
        self.copy = QPushButton()
        shell.speech.put("many.copy", self.copy.setText, self.copy.setAccessibleName)
        self.leave = QPushButton()
        self.leave.setProperty("role", "quiet")
        shell.speech.put("many.let_go", self.leave.setText, self.leave.setAccessibleName)

        # Layout
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for widget in (
            self.heading,
            self.sums,
            self.acts,
            self.none_common,
            self.lines,
            self.hint,
            self.copy,
            self.leave,
        ):
            layout.addWidget(widget)

        # Signals
        self.acts.meant.connect(self._mean)
        self.copy.clicked.connect(self.copy_table)
        self.leave.clicked.connect(self.let_go)
        shell.speech.changed.connect(self._tell)

    def show_bookings(self, bookings: Sequence[Booking]) -> None:
        """Be about these bookings, in order of time."""
        before = {booking.id for booking in self.bookings}
        self.bookings = tuple(sorted(bookings, key=lambda each: (each.span.start, each.number)))
        if {booking.id for booking in self.bookings} != before:
            self.acts.stop_asking()
        self._tell()

    def ask_cancel(self) -> None:
        """Ask for the one reason why all of them should go, if all of them may."""
        if Act.CANCEL in self.common:
            self.acts.ask_reason(Act.CANCEL)

    @property
    def common(self) -> tuple[Act, ...]:
        """The acts that every one of them allows, most wanted first."""
        if not self.bookings:
            return ()
        offered = [acts_of(booking, self._role) for booking in self.bookings]
        return tuple(act for act in offered[0] if all(act in other for other in offered))

    def copy_table(self) -> None:
        """Put them on the clipboard as a table."""
        say = self._shell.speech
        lines = [[say(key) for key in _COLUMNS], *(self._cells(each) for each in self.bookings)]
        put_table(as_lines(lines), as_html(lines))
        self.copied.emit(len(self.bookings))

    def _cells(self, booking: Booking) -> list[str]:
        say = self._shell.speech
        return [
            booking.number,
            say.name(booking.who),
            say.name(booking.demo),
            booking.place or "",
            day_text(day_of(booking.span.start), say.words, year=True),
            hours_text(booking.span),
            say(f"state.{booking.state}"),
        ]

    def _tell(self) -> None:
        say = self._shell.speech
        self.heading.setText(say("many.chosen", count=len(self.bookings)))
        minutes = sum(booking.span.minutes for booking in self.bookings)
        self.sums.setText(say("many.length", length=length_text(minutes, say.words)))
        shown = [self._line(booking) for booking in self.bookings[:_MOST_LINES]]
        more = len(self.bookings) - len(shown)
        if more > 0:
            shown.append(say("many.more", count=more))
        self.lines.setText("\n".join(shown))
        self.acts.offer(self.common)
        self.none_common.setVisible(not self.common)

    def _line(self, booking: Booking) -> str:
        say = self._shell.speech
        parts = (
            booking.number,
            say.name(booking.who),
            booking.place or "",
            span_text(booking.span, say.words),
        )
        return " · ".join(part for part in parts if part)

    def _mean(self, act: Act, reason: str) -> None:
        orders = tuple(
            ActOn(booking_id=booking.id, act=act, reason=reason or None, version=booking.version)
            for booking in self.bookings
        )
        self.meant.emit(ActOnAll(orders))
