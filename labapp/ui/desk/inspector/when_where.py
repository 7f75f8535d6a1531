"""Where and when: a place, a day, from and to; changing the start moves the end along."""

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from labapp.domain.times import Span, at, day_of, local
from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import length_text
from labapp.ui.widgets.calendars import DayButton
from labapp.ui.widgets.fields import Choice, Field, TimeOfDay, beside

_DAY = timedelta(days=1)


class WhenWhere(QWidget):
    """Place, day and times; ``changed`` when the person has changed one of them."""

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        """Begin on the window's day."""
        super().__init__()
        self._shell = shell
        self._nights = 0
        self._start = time(0)
        self._span: Span | None = None

        # Widgets
        self.place = Choice()
        self.day = DayButton(shell.speech, shell.look, shell.clock)
        self.start = TimeOfDay()
        self.end = TimeOfDay()
        self.length = QLabel()
        self.length.setProperty("role", "small")

        # Layout
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        speech = shell.speech
        layout.addLayout(
            beside(Field(speech, "field.place", self.place), Field(speech, "term.date", self.day))
        )
        layout.addLayout(
            beside(Field(speech, "field.start", self.start), Field(speech, "field.end", self.end))
        )
        layout.addWidget(self.length)

        # Signals
        self.place.picked.connect(self._tell)
        self.day.chosen.connect(self._tell)
        self.start.editingFinished.connect(self._start_left)
        self.end.editingFinished.connect(self._end_left)
        speech.changed.connect(self._say_length)

    def offer(self, knowledge: Knowledge, *, nowhere: bool) -> None:
        """Offer the lab's places, and none as well where a booking needs none."""
        name = self._shell.speech.name
        places = [(p.id, f"{p.code}  {name(p.names)}") for p in knowledge.places]
        none = [(None, self._shell.speech("term.none"))] if nowhere else []
        chosen = self.place.value
        self.place.offer([*none, *places], chosen)
        for field in (self.start, self.end):
            field.step_minutes = knowledge.lab.policy.slot_minutes

    def show_where(self, place_id: int | None, span: Span) -> None:
        """Show a place and a time."""
        self.place.choose(place_id)
        first, last = local(span.start), local(span.end)
        self.day.show_day(first.date())
        self._nights = (last.date() - first.date()).days
        self._start = first.time()
        self.start.show_clock(first.time())
        self.end.show_clock(last.time())
        self._span = span
        self._say_length()

    @property
    def place_id(self) -> int | None:
        """The place chosen."""
        value = self.place.value
        return value if isinstance(value, int) else None

    @property
    def span(self) -> Span:
        """The time as the fields stand; an end before the start is on the next day."""
        day = self.day.day
        start, end = at(day, self.start.clock), self._at(day, self.end.clock)
        return Span(start, end if end > start else end + _DAY)

    def _at(self, day: date, clock: time) -> datetime:
        return at(day + self._nights * _DAY, clock)

    def _start_left(self) -> None:
        if self.start.clock == self._start:
            return
        moved = at(self.day.day, self.start.clock) - at(self.day.day, self._start)
        if self._span is not None:
            end = local(self._span.end + moved)
            self._nights = (end.date() - self.day.day).days
            self.end.show_clock(end.time())
        self._start = self.start.clock
        self._tell()

    def _end_left(self) -> None:
        if self._span is None or self.end.clock != local(self._span.end).time():
            self._nights = 0 if self.end.clock > self.start.clock else 1
            self._tell()

    def _tell(self) -> None:
        self._span = self.span
        self._say_length()
        self.changed.emit()

    def _say_length(self) -> None:
        if self._span is None:
            return
        say = self._shell.speech.words
        text = length_text(self._span.minutes, say)
        nights = (day_of(self._span.end - timedelta(seconds=1)) - day_of(self._span.start)).days
        more = f" · {say('desk.next_day')}" if nights else ""
        self.length.setText(text + more)
