"""The second question: what can be booked."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget
from typing_extensions import override

from labapp.ui.desk.first_start.draft import Draft, PlaceRow, booths
from labapp.ui.desk.first_start.orders import (
    POWER_LIMIT_W,
    Fault,
    feed,
    place_faults,
    zone_default,
)
from labapp.ui.desk.first_start.pasting import places_in
from labapp.ui.desk.first_start.place_table import CODE, PlaceTable
from labapp.ui.desk.first_start.step import Step
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import watts_text
from labapp.ui.widgets.fields import Count

_FIRST_COUNT: Final = 8
_MOST: Final = 60
_LEAST_HEIGHT: Final = 150


class PlacesStep(Step):
    """A generator of booths, a list, and a place to paste one."""

    def __init__(self, shell: Shell, draft: Draft) -> None:
        """Show what was said before."""
        super().__init__(shell, draft)

        # Widgets
        self.count = Count(most=_MOST)
        self.count.setMinimum(1)
        self.count.setValue(_FIRST_COUNT)
        self.count.setFixedWidth(120)
        self.prefix = QLineEdit("B")
        self.prefix.setMaxLength(4)
        self.prefix.setFixedWidth(64)
        self.make = QPushButton()
        self.paste_list = self._button("welcome.places.paste")
        self.add_row = self._button("welcome.places.add")
        self.remove_row = self._button("welcome.places.remove")
        self.table = PlaceTable(shell, draft.places)
        self.table.setMinimumHeight(_LEAST_HEIGHT)
        self.power = QLabel()
        self.power.setProperty("role", "muted")
        self.power.setWordWrap(True)
        self.say.put("welcome.places.count", self.count.setAccessibleName)
        self.say.put("welcome.places.prefix", self.prefix.setAccessibleName)
        self.say.put("welcome.step.places", self.table.setAccessibleName)

        self._lay_out()

        # Signals
        self.count.valueChanged.connect(self._tell)
        self.prefix.textChanged.connect(self._tell)
        self.make.clicked.connect(self._make)
        self.paste_list.clicked.connect(self.paste)
        self.add_row.clicked.connect(self._add)
        self.remove_row.clicked.connect(self.remove)
        self.table.paste_wanted.connect(self.paste)
        self.table.remove_wanted.connect(self.remove)
        self.table.rows.edited.connect(self._take)
        self.say.changed.connect(self._tell)
        self._tell()

    def _button(self, key: str) -> QPushButton:
        button = QPushButton()
        self.say.put(key, button.setText, button.setAccessibleName)
        return button

    def _lay_out(self) -> None:
        quick = QHBoxLayout()
        quick.setSpacing(8)
        label = QLabel()
        self.say.put("welcome.places.quick", label.setText)
        for widget in (label, self.count, self.prefix, self.make):
            quick.addWidget(widget)
        quick.addStretch(1)
        below = QHBoxLayout()
        below.setSpacing(8)
        for button in (self.add_row, self.remove_row, self.paste_list):
            below.addWidget(button)
        below.addStretch(1)
        self.rows.addLayout(quick)
        self.rows.addWidget(self.table, 1)
        self.rows.addLayout(below)
        self.rows.addWidget(self.power)

    # The list

    def _tell(self) -> None:
        say = self.say
        new = self._new_booths()
        first, last = new[0].code, new[-1].code
        text = say("welcome.places.make", count=len(new), first=first, last=last)
        self.make.setText(text)
        self.make.setAccessibleName(text)
        power = watts_text(POWER_LIMIT_W, say.words)
        whole = watts_text(feed().usable_w, say.words)
        self.power.setText(say("welcome.places.power", power=power, whole=whole))
        self.remove_row.setEnabled(bool(self.draft.places))

    def _new_booths(self) -> list[PlaceRow]:
        zone = zone_default(self.say.language)
        return booths(self.prefix.text() or "B", self.count.value(), self.draft.places, zone)

    def _take(self) -> None:
        self._tell()
        self.changed.emit()

    def _make(self) -> None:
        self._append(self._new_booths())

    def _add(self) -> None:
        self._append([PlaceRow(zone=self._last_zone())])
        self.table.setFocus()
        self.table.edit(self.table.rows.index(len(self.draft.places) - 1, CODE))

    def paste(self) -> None:
        """Take the list that is in the clipboard."""
        rows = places_in(QGuiApplication.clipboard().text(), self._last_zone())
        if rows:
            self._append(rows)
        else:
            self.shell.notice(self.say("welcome.places.nothing"))

    def remove(self) -> None:
        """Take the chosen rows out, else the last."""
        chosen = {index.row() for index in self.table.selectionModel().selectedRows()}
        last = len(self.draft.places) - 1
        going = chosen or {last}

        def take_out(rows: list[PlaceRow]) -> None:
            rows[:] = [row for number, row in enumerate(rows) if number not in going]

        self.table.rows.change(take_out)
        self._choose(min(*going, len(self.draft.places) - 1))

    def _append(self, rows: Sequence[PlaceRow]) -> None:
        self.table.rows.change(lambda known: known.extend(rows))
        self._choose(len(self.draft.places) - 1)

    def _choose(self, row: int) -> None:
        if row >= 0:
            index = self.table.rows.index(row, CODE)
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)

    def _last_zone(self) -> str:
        places = self.draft.places
        return places[-1].zone if places else zone_default(self.say.language)

    @override
    def faults(self) -> Sequence[Fault]:
        return place_faults(self.draft)

    @override
    def first_field(self) -> QWidget:
        return self.table if self.draft.places else self.make

    @override
    def field_of(self, fault: Fault) -> QWidget:
        if not self.draft.places:
            return self.make
        self._choose(fault.row)
        return self.table
