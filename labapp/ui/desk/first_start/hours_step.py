"""The third question: when the lab is open."""

from collections.abc import Sequence
from datetime import time
from functools import partial
from typing import Final

from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)
from typing_extensions import override

from labapp.ui.desk.first_start.draft import DayRow, Draft, week
from labapp.ui.desk.first_start.orders import Fault, week_faults
from labapp.ui.desk.first_start.step import Step
from labapp.ui.desk.shell import Shell
from labapp.ui.widgets.fields import TimeOfDay

_PRESETS: Final = {
    "office": ("09:00", "18:00", 5),
    "six": ("10:00", "18:00", 6),
    "every": ("10:00", "20:00", 7),
}
_TIME_WIDTH: Final = 136


class HoursStep(Step):
    """A row for each day of the week, and whole weeks to choose from."""

    def __init__(self, shell: Shell, draft: Draft) -> None:
        """Show what was said before."""
        super().__init__(shell, draft)
        self.days: list[QCheckBox] = []
        self.times: list[tuple[TimeOfDay, TimeOfDay]] = []
        self.presets: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(8)
        for name, (opens, closes, count) in _PRESETS.items():
            button = self.presets[name] = QPushButton()
            self.say.put(f"welcome.hours.{name}", button.setText, button.setAccessibleName)
            button.clicked.connect(partial(self._choose, opens, closes, count))
            row.addWidget(button)
        row.addStretch(1)
        self.rows.addLayout(row)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        for number in range(len(draft.week)):
            self._add_day(grid, number)
        grid.setColumnStretch(4, 1)
        self.rows.addLayout(grid)
        self.rows.addStretch(1)
        self.say.changed.connect(self._name)
        self._name()
        self._show()

    def _add_day(self, grid: QGridLayout, number: int) -> None:
        day = QCheckBox()
        self.say.put(f"weekday.long.{number}", day.setText, day.setAccessibleName)
        opens, closes = TimeOfDay(), TimeOfDay()
        dash = QLabel("–")
        grid.addWidget(day, number, 0)
        for column, widget in enumerate((opens, dash, closes), start=1):
            grid.addWidget(widget, number, column)
        for field in (opens, closes):
            field.setFixedWidth(_TIME_WIDTH)
            field.timeChanged.connect(partial(self._take, number))
        day.toggled.connect(partial(self._take, number))
        self.days.append(day)
        self.times.append((opens, closes))

    def _name(self) -> None:
        for day, (opens, closes) in zip(self.days, self.times, strict=True):
            opens.setAccessibleName(self.say("welcome.hours.opens", day=day.text()))
            closes.setAccessibleName(self.say("welcome.hours.closes", day=day.text()))

    def _show(self) -> None:
        fields = zip(self.draft.week, self.days, self.times, strict=True)
        for known, day, (opens, closes) in fields:
            for widget in (day, opens, closes):
                widget.blockSignals(True)
            day.setChecked(known.open)
            opens.show_clock(time.fromisoformat(known.opens))
            closes.show_clock(time.fromisoformat(known.closes))
            for widget in (day, opens, closes):
                widget.blockSignals(False)
            opens.setEnabled(known.open)
            closes.setEnabled(known.open)

    def _take(self, number: int) -> None:
        opens, closes = self.times[number]
        is_open = self.days[number].isChecked()
        self.draft.week[number] = DayRow(is_open, f"{opens.clock:%H:%M}", f"{closes.clock:%H:%M}")
        opens.setEnabled(is_open)
        closes.setEnabled(is_open)
        self.changed.emit()

    def _choose(self, opens: str, closes: str, count: int) -> None:
        self.draft.week[:] = week(opens, closes, count)
        self._show()
        self.changed.emit()

    @override
    def faults(self) -> Sequence[Fault]:
        return week_faults(self.draft)

    @override
    def first_field(self) -> QWidget:
        return self.days[0]

    @override
    def field_of(self, fault: Fault) -> QWidget:
        return self.times[fault.row][1] if fault.key == "welcome.fault.hours" else self.days[0]
