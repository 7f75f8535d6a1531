"""A month to choose a day from, and the button that shows the day chosen."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget, QWidgetAction

from labapp.domain.times import Clock, day_of
from labapp.ui.formats import day_text
from labapp.ui.look import Look
from labapp.ui.overriding import override
from labapp.ui.speech import Speech

if TYPE_CHECKING:
    from labapp.ui.widgets.month import Month


class CalendarMenu(QMenu):
    """A month that opens under a button."""

    chosen = Signal(object)
    """date"""

    def __init__(self, speech: Speech, look: Look, parent: QWidget) -> None:
        """Build it; the month itself waits until it is first opened."""
        super().__init__(parent)
        self._speech = speech
        self._look = look
        self._calendar: Month | None = None
        self.day = date(2000, 1, 1)
        self.aboutToShow.connect(self._open)
        speech.changed.connect(self._speak)
        look.changed.connect(self._dress)

    def _open(self) -> None:
        if self._calendar is None:
            self._build()
        calendar = self._calendar
        if calendar is not None:
            calendar.setSelectedDate(QDate(self.day.year, self.day.month, self.day.day))
            calendar.setFocus()

    def _build(self) -> None:
        from labapp.ui.widgets.month import Month  # noqa: PLC0415 -- not before it is wanted

        self._calendar = calendar = Month()
        calendar.clicked.connect(self._take)
        calendar.activated.connect(self._take)
        action = QWidgetAction(self)
        action.setDefaultWidget(calendar)
        self.addAction(action)
        self._speak()
        self._dress()

    def _take(self, day: QDate) -> None:
        self.close()
        self.day = date(day.year(), day.month(), day.day())
        self.chosen.emit(self.day)

    def _speak(self) -> None:
        if self._calendar is not None:
            self._calendar.speak(self._speech.language)
            self._calendar.setAccessibleName(self._speech("desk.calendar"))

    def _dress(self) -> None:
        if self._calendar is not None:
            self._calendar.wear(self._look.theme)


class DayButton(QPushButton):
    """Shows a day, with its year if that is another; opens a month, or steps by the arrow keys."""

    chosen = Signal(object)
    """date: by the person, not by ``show_day``."""

    def __init__(
        self, speech: Speech, look: Look, clock: Clock, parent: QWidget | None = None
    ) -> None:
        """Begin on the clock's day."""
        super().__init__(parent)
        self._speech = speech
        self._clock = clock
        self._label = ""
        self._menu = CalendarMenu(speech, look, self)
        self._menu.chosen.connect(self._choose)
        self.setMenu(self._menu)
        speech.changed.connect(self._tell)
        self.show_day(day_of(clock.now()))

    @property
    def day(self) -> date:
        """The day shown."""
        return self._menu.day

    def show_day(self, day: date) -> None:
        """Show a day without saying so."""
        self._menu.day = day
        self._tell()

    def set_label(self, text: str) -> None:
        """Say what the day is for, to those who hear the window."""
        self._label = text
        self._tell()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: 7,
            Qt.Key.Key_PageDown: -7,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(date.fromordinal(self.day.toordinal() + step))

    def _choose(self, day: date) -> None:
        self.show_day(day)
        self.chosen.emit(day)

    def _tell(self) -> None:
        this_year = day_of(self._clock.now()).year
        text = day_text(self.day, self._speech.words, year=self.day.year != this_year)
        self.setText(text)
        self.setAccessibleName(f"{self._label} {text}".strip())
