"""What the window and its pages have in common: the day, the language, and ways to speak up.

Pages do not know each other. What one has for another it says here, and the window sees to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from labapp.domain.languages import Language
from labapp.domain.times import Clock, Span, day_of
from labapp.ui.desk.memory import Memory
from labapp.ui.look import Look
from labapp.ui.speech import Speech

if TYPE_CHECKING:
    from labapp.ui.desk.work import Work


@dataclass(frozen=True, slots=True)
class Notice:
    """One line for the person.

    ``undoable``: undo would take back what it tells of. ``serious`` and ``lasting`` ones stay until
    the person closes them; a serious one tells of something wrong. ``turned``: it tells of an undo
    or a redo, so that what could be taken back before it may be no more.
    """

    text: str
    undoable: bool = False
    serious: bool = False
    lasting: bool = False
    turned: bool = False


class Shell(QObject):
    """The window, as its parts see it."""

    day_changed = Signal(object)
    """date"""
    days_changed = Signal(int)
    noticed = Signal(object)
    """Notice"""
    work_begun = Signal(object)
    """Work"""
    work_ended = Signal(object)
    """Work"""
    booking_wanted = Signal(str)
    """Its number: show it on the board."""
    exhibitor_wanted = Signal(int)
    """Its id: show it in the list."""
    draft_wanted = Signal(int, object)
    """A place's id and a Span: begin a booking there on the board."""
    paper_wanted = Signal(object, object)
    """date, Language: show the day's sheet."""
    view_print_wanted = Signal()
    """The page that is shown should be printed as it is."""
    undo_wanted = Signal()
    redo_wanted = Signal()
    clock_changed = Signal()

    def __init__(self, clock: Clock, speech: Speech, look: Look, memory: Memory) -> None:
        """Begin on the clock's day."""
        super().__init__()
        self.clock = clock
        self.speech = speech
        self.look = look
        self.memory = memory
        self._day = self.today
        self._days = memory.days

    @property
    def today(self) -> date:
        """The lab's date now."""
        return day_of(self.clock.now())

    @property
    def day(self) -> date:
        """The day the window is about."""
        return self._day

    @property
    def days(self) -> int:
        """How many days the board shows: 1, 3, 7, or 31 for a month of any length."""
        return self._days

    def set_clock(self, clock: Clock) -> None:
        """Go by another clock, and to its day."""
        self.clock = clock
        self.clock_changed.emit()
        self.go_to(self.today)

    def go_to(self, day: date) -> None:
        """Be about another day."""
        if day != self._day:
            self._day = day
            self.day_changed.emit(day)

    def show_days(self, days: int) -> None:
        """Show so many days on the board."""
        if days != self._days:
            self._days = days
            self.memory.days = days
            self.days_changed.emit(days)

    def notice(
        self,
        text: str,
        *,
        undoable: bool = False,
        serious: bool = False,
        lasting: bool = False,
        turned: bool = False,
    ) -> None:
        """Tell the person something in one line."""
        self.noticed.emit(Notice(text, undoable, serious, lasting, turned))

    @contextmanager
    def work(self, text: str, *, stoppable: bool = True) -> Iterator["Work"]:
        """Show that something long is done, as long as this lasts.

        The worker calls ``told`` of what this yields with the share that is done, from its own
        thread, and stops when that returns False.
        """
        from labapp.ui.desk.work import Work  # noqa: PLC0415 -- not before it is needed

        work = Work(text, stoppable)
        self.work_begun.emit(work)
        try:
            yield work
        finally:
            self.work_ended.emit(work)

    def show_booking(self, number: str) -> None:
        """Have the board show a booking."""
        self.booking_wanted.emit(number)

    def show_exhibitor(self, exhibitor_id: int) -> None:
        """Have the list of exhibitors show one."""
        self.exhibitor_wanted.emit(exhibitor_id)

    def draft_stay(self, place_id: int, span: Span) -> None:
        """Have the board begin a booking at a place and a time."""
        self.draft_wanted.emit(place_id, span)

    def show_paper(self, day: date, language: Language) -> None:
        """Have the papers show a day's sheet in a language."""
        self.paper_wanted.emit(day, language)
