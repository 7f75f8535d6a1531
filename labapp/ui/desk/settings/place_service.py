"""Whether a place is in service: now, planned, and what the person wants instead."""

from datetime import datetime, time, timedelta
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from labapp.domain.resources import Step, capacity_at
from labapp.domain.times import at, local, slot_at, slot_start
from labapp.services.place_edits import PutInService
from labapp.ui.desk.settings.form_fields import FormField
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import moment_text
from labapp.ui.widgets.calendars import DayButton
from labapp.ui.widgets.fields import Choice, TimeOfDay, beside

_GRID: Final = 5
_A_WEEK: Final = timedelta(days=7)


class ServiceFields(QWidget):
    """In or out of service, from when, until when."""

    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        """Begin as in service."""
        super().__init__()
        self._shell = shell
        self._steps: tuple[Step, ...] = ()
        speech = shell.speech

        # Widgets
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.told.setWordWrap(True)
        self.state = Choice()
        self.first = DayButton(speech, shell.look, shell.clock)
        self.first_at = TimeOfDay(_GRID)
        self.ends = QCheckBox()
        self.last = DayButton(speech, shell.look, shell.clock)
        self.last_at = TimeOfDay(_GRID)
        speech.put("settings.service.open", self.ends.setText, self.ends.setAccessibleName)

        # Layout
        self._from = FormField(speech, "settings.service.from", self.first)
        self._from_at = FormField(speech, "settings.step.at", self.first_at)
        self.until = FormField(speech, "settings.service.until", self.last)
        self._until_at = FormField(speech, "settings.step.at", self.last_at)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.told)
        layout.addWidget(FormField(speech, "settings.service", self.state))
        layout.addLayout(beside(self._from, self._from_at, shares=(3, 2)))
        layout.addWidget(self.ends)
        layout.addLayout(beside(self.until, self._until_at, shares=(3, 2)))

        # Signals
        self.state.picked.connect(self._say_edited)
        self.first.chosen.connect(self._say_edited)
        self.last.chosen.connect(self._say_edited)
        self.first_at.timeChanged.connect(self._say_edited)
        self.last_at.timeChanged.connect(self._say_edited)
        self.ends.toggled.connect(self._say_edited)

    def _say_edited(self) -> None:
        self._show_needed()
        self.edited.emit()

    def _show_needed(self) -> None:
        """Ask when only once another state is wanted."""
        asked = self.state.value is not None and self.state.value != self._now
        for widget in (self._from, self._from_at, self.ends):
            widget.setVisible(asked)
        for widget in (self.until, self._until_at):
            widget.setVisible(asked and self.ends.isChecked())

    @property
    def _now(self) -> bool:
        return capacity_at(self._steps, slot_at(self._shell.clock.now())) > 0

    def offer(self) -> None:
        """Offer the states in the present language."""
        say, chosen = self._shell.speech, self.state.value
        states = [(True, say("settings.service.in")), (False, say("settings.service.out"))]
        self.state.offer(states, chosen)
        self._tell()

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show how it is now and what is planned."""
        self._steps = steps
        now = self._shell.clock.now()
        self.state.choose(self._now)
        today = self._shell.today
        self.first.show_day(today)
        self.first_at.show_clock(slot_time(now))
        self.last.show_day(today + _A_WEEK)
        self.ends.setChecked(False)
        self._tell()
        self._show_needed()

    def _tell(self) -> None:
        say = self._shell.speech
        now = slot_at(self._shell.clock.now())
        told = [say("settings.service.now" if self._now else "settings.service.now.out")]
        before = self._now
        for step in self._steps:
            if step.from_slot > now and (step.capacity > 0) != before:
                before = step.capacity > 0
                when = moment_text(slot_start(step.from_slot), say.words)
                way = "in" if before else "out"
                told.append(say(f"settings.service.next.{way}", when=when))
        self.told.setText(" ".join(told))

    def order(self, place_id: int, note: str | None) -> PutInService | None:
        """Return what is wanted instead of how it is now; None: nothing else."""
        wanted = self.state.value
        if not isinstance(wanted, bool) or wanted == self._now:
            return None
        start: datetime | None = at(self.first.day, self.first_at.clock)
        if start is not None and start <= self._shell.clock.now():
            start = None
        end = at(self.last.day, self.last_at.clock) if self.ends.isChecked() else None
        return PutInService(place_id=place_id, in_service=wanted, note=note, start=start, end=end)


def slot_time(moment: datetime) -> time:
    """Return the time of day at which the moment's slot begins."""
    return local(slot_start(slot_at(moment))).time()
