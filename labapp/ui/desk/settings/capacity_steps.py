"""The steps of one resource: a small table, and the fields of the step that is chosen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from labapp.domain.resources import ResourceKind, Step, capacity_at
from labapp.domain.steps import overlay, with_step, without_step
from labapp.domain.times import at, day_of, local, slot_at, slot_start
from labapp.ui.desk.settings.form_fields import FormField, live
from labapp.ui.desk.settings.row_list import mark_row, settings_table
from labapp.ui.desk.settings.step_line import StepLine
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import clock_text, day_text
from labapp.ui.models.rows import Column, RowsModel
from labapp.ui.texts import amount
from labapp.ui.widgets.calendars import DayButton
from labapp.ui.widgets.fields import Amount, Choice, Count, TimeOfDay, beside

BASES: Final = ("planned", "reported", "confirmed", "assumption")
_GRID: Final = 5
_THOUSANDTHS: Final = frozenset({ResourceKind.POOL, ResourceKind.FEED})
_MOST_ROWS: Final = 6
_WIDTHS: Final = (166, 96)
_TOMORROW: Final = timedelta(days=1)


class StepEditor(QWidget):
    """Says what the steps would be with what is typed; the law says whether they may."""

    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        """Begin without a resource."""
        super().__init__()
        self._shell = shell
        self._kind = ResourceKind.POOL
        self._steps: tuple[Step, ...] = ()
        self._chosen: Step | None = None
        self._adding = self._removing = self._quiet = False
        say = speech = shell.speech

        # Widgets
        self.rows = RowsModel[Step](
            [
                Column(partial(say, "settings.step.from"), self._from_text),
                Column(partial(say, "settings.step.amount"), self._amount_text),
                Column(partial(say, "settings.step.basis"), self._basis_text),
            ],
            self,
        )
        self.table = settings_table(shell, self.rows, _WIDTHS, stretched=len(_WIDTHS))
        speech.put("settings.group.steps", self.table.setAccessibleName)
        self.line = StepLine(shell.look)
        self.add, self.remove = QPushButton(), QPushButton()
        for button, key in ((self.add, "add"), (self.remove, "remove")):
            speech.put(f"settings.step.{key}", button.setText, button.setAccessibleName)
        self.hint = QLabel()
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.day = DayButton(speech, shell.look, shell.clock)
        self.clock = TimeOfDay(_GRID)
        self.pflops, self.kilowatts, self.seats = Amount("PFLOPS"), Amount("kW"), Count()
        self.basis, self.source = Choice(), QLineEdit()

        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        put = partial(FormField, self._shell.speech)
        self.day_field = put("settings.step.from", self.day)
        self._clock_field = put("settings.step.at", self.clock)
        self.amounts = {
            ResourceKind.POOL: put("settings.step.amount", self.pflops),
            ResourceKind.FEED: put("settings.step.amount", self.kilowatts),
            ResourceKind.TOOLKIT: put("settings.step.amount", self.seats),
        }
        self._basis_field = put("settings.step.basis", self.basis)
        self._source_field = put("settings.step.source", self.source)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.line)
        layout.addWidget(self.table)
        layout.addLayout(buttons)
        layout.addWidget(self.hint)
        layout.addLayout(beside(self.day_field, self._clock_field, shares=(3, 2)))
        row = beside(*self.amounts.values(), self._basis_field)
        layout.addLayout(row)
        layout.addWidget(self._source_field)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._select)
        self.add.clicked.connect(self.start_new)
        self.remove.clicked.connect(self._start_removing)
        for number in (self.pflops, self.kilowatts, self.seats):
            live(number)
            number.valueChanged.connect(self._say_edited)
        self.day.chosen.connect(self._say_edited)
        self.clock.timeChanged.connect(self._say_edited)
        self.basis.picked.connect(self._say_edited)
        self.source.textEdited.connect(self._say_edited)

    # Words

    def _from_text(self, step: Step) -> str:
        say = self._shell.speech
        if step.from_slot <= 0:
            return say("settings.step.always")
        start = slot_start(step.from_slot)
        this_year = self._shell.today.year
        day = day_text(day_of(start), say.words, year=day_of(start).year != this_year)
        clock = clock_text(start)
        return day if clock == "00:00" else f"{day} {clock}"

    def _amount_text(self, step: Step) -> str:
        return amount_text(step.capacity, self._kind, self._shell.speech.language)

    def _basis_text(self, step: Step) -> str:
        say, key = self._shell.speech, f"settings.basis.{step.basis}"
        told = say(key) if say.words.has(key) else step.basis
        return f"{told} · {step.source}" if step.source else told

    # Showing

    def offer(self) -> None:
        """Offer the choices in the present language; what is chosen stays."""
        say, chosen = self._shell.speech, self.basis.value
        own = [step.basis for step in self._steps if step.basis not in BASES]
        bases = [(each, say(f"settings.basis.{each}")) for each in ("", *BASES)]
        self.basis.offer([*bases, *((each, each) for each in dict.fromkeys(own) if each)], chosen)
        self.rows.say_again()
        self._tell()

    def show_steps(self, kind: ResourceKind, steps: Sequence[Step]) -> None:
        """Show a resource's steps; the one in force is chosen."""
        self._kind, self._steps = kind, tuple(steps)
        self._adding = self._removing = False
        shown = [step for step in steps if step.from_slot > 0 or step.capacity or len(steps) == 1]
        self._quiet = True
        self.rows.replace(shown)
        self._quiet = False
        lines = min(len(shown), _MOST_ROWS) + 1
        self.table.setFixedHeight(lines * (self._shell.look.theme.size("row") + 2) + 6)
        now = self._now
        current = next((s for s in shown if s.from_slot <= now < s.until_slot), None)
        self._choose(current or (shown[0] if shown else None))

    @property
    def _now(self) -> int:
        return slot_at(self._shell.clock.now())

    def _choose(self, step: Step | None) -> None:
        self._adding = self._removing = False
        self._chosen = step
        self._mark(step)
        self._fill(step)

    def _mark(self, step: Step | None) -> None:
        self._quiet = True
        rows = self.rows.rows
        mark_row(self.table, rows.index(step) if step in rows else None)
        self._quiet = False

    def _fill(self, step: Step | None) -> None:
        self._quiet = True
        if step is not None:
            start = local(slot_start(max(step.from_slot, 0)))
            self.day.show_day(start.date())
            self.clock.show_clock(start.time())
            self._show_amount(step.capacity)
            self.source.setText(step.source)
            self.basis.choose(step.basis)
            self.offer()
        self._quiet = False
        self._allow()
        self._tell()

    def _show_amount(self, units: int) -> None:
        if self._kind is ResourceKind.POOL:
            self.pflops.show_thousandths(units)
        elif self._kind is ResourceKind.FEED:
            self.kilowatts.show_thousandths(units)
        else:
            self.seats.setValue(units)

    @property
    def units(self) -> int:
        """The amount that is typed."""
        if self._kind is ResourceKind.POOL:
            return self.pflops.thousandths
        if self._kind is ResourceKind.FEED:
            return self.kilowatts.thousandths
        return self.seats.value()

    @property
    def _phase(self) -> str:
        """Whether what is chosen is over, in force, to come, or new."""
        step = self._chosen
        if self._adding:
            return "new"
        if step is None:
            return "none"
        if step.until_slot <= self._now:
            return "past"
        return "current" if step.from_slot <= self._now else "future"

    def _allow(self) -> None:
        phase = self._phase
        for kind, field in self.amounts.items():
            field.setVisible(kind is self._kind and phase != "none")
            field.setEnabled(phase != "past")
        for field in (self.day_field, self._clock_field):
            field.setVisible(phase in {"future", "new"})
        for field in (self._basis_field, self._source_field):
            field.setVisible(phase != "none")
        self.remove.setEnabled(phase == "future")

    def _tell(self) -> None:
        self.hint.setText(self._shell.speech(f"settings.step.{self._phase}"))
        self.line.show_steps(self._steps, self.wanted or (), self._now)
        told = ", ".join(f"{self._from_text(s)} {self._amount_text(s)}" for s in self.rows.rows)
        self.line.setAccessibleName(self._shell.speech("settings.step.line", told=told))

    # Choosing and changing

    def _select(self) -> None:
        index = self.table.currentIndex()
        if self._quiet or not index.isValid():
            return
        if self.wanted is not None:
            self._mark(None if self._adding else self._chosen)
            self.edited.emit()
            return
        self._choose(self.rows.row(index))
        self.edited.emit()

    def start_new(self) -> None:
        """Begin a step that lasts from tomorrow until the next one begins."""
        if self.wanted is not None:
            return
        start = self._shell.today + _TOMORROW
        slot = slot_at(at(start, self.clock.clock.min))
        units = capacity_at(self._steps, slot)
        self._chosen = None
        self._adding = True
        self._mark(None)
        self._fill(Step(slot, slot + 1, units, "planned", ""))
        self.edited.emit()
        self.amounts[self._kind].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start_removing(self) -> None:
        if self.wanted is None:
            self._removing = True
            self._say_edited(keep=True)

    def _say_edited(self, *_: object, keep: bool = False) -> None:
        if not self._quiet:
            self._removing = keep
            self._tell()
            self.edited.emit()

    @property
    def wanted(self) -> tuple[Step, ...] | None:
        """The steps with what is typed; None where they are as stored."""
        step = self._chosen
        if self._adding:
            found = with_step(self._steps, self._slot, self.units, self._basis, self._source)
        elif step is None:
            return None
        elif self._removing:
            found = without_step(self._steps, step.from_slot)
        else:
            found = self._changed(step)
        return None if found == self._steps else found

    def _changed(self, step: Step) -> tuple[Step, ...]:
        """Return the steps with what is typed of one of them."""
        phase = self._phase
        units = step.capacity if phase == "past" else self.units
        told = replace(step, capacity=units, basis=self._basis, source=self._source)
        if told == step and (phase != "future" or self._slot == step.from_slot):
            return self._steps
        if phase == "current" and units != step.capacity:
            return with_step(self._steps, self._now, units, told.basis, told.source)
        if phase == "future" and self._slot != step.from_slot:
            left = without_step(self._steps, step.from_slot)
            return with_step(left, self._slot, units, told.basis, told.source)
        return overlay(self._steps, told)

    @property
    def _slot(self) -> int:
        return slot_at(at(self.day.day, self.clock.clock))

    @property
    def _basis(self) -> str:
        return str(self.basis.value or "")

    @property
    def _source(self) -> str:
        return self.source.text().strip()

    def put_back(self) -> None:
        """Show again what is stored."""
        self.show_steps(self._kind, self._steps)


def amount_text(units: int, kind: ResourceKind, language: str) -> str:
    """Return an amount with its unit; watts of a feed as kilowatts."""
    if kind is ResourceKind.FEED:
        return f"{units / 1000:,g} kW"
    return amount(units, kind, language)
