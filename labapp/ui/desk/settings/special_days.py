"""Special days: dates with hours of their own, or closed, and why, in three languages."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.errors import Refused
from labapp.domain.languages import Names
from labapp.domain.spaces import Opening, SpecialDay
from labapp.services.changes import last_changes
from labapp.services.effects import Effects, of_special_day
from labapp.services.spaces import clear_special_day, set_special_day
from labapp.services.spaces import lab as read_lab
from labapp.ui.desk.settings.changing import ChangingSection
from labapp.ui.desk.settings.hours_editor import HoursEditor, hours_in_words
from labapp.ui.desk.settings.parts import card, in_order, label
from labapp.ui.desk.settings.tables import fit_columns, table_of
from labapp.ui.formats import day_text, moment_text
from labapp.ui.models.rows import Column, RowsModel
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks
from labapp.ui.widgets.calendars import DayButton
from labapp.ui.widgets.fields import Field

PARTS: Final = ("en", "zh_hant", "zh_hans")
_WIDTHS: Final = (184, 132)
_FORM: Final = 384
_FAR: Final = 366


@dataclass(frozen=True, slots=True)
class Wish:
    """A date, and what shall hold on it; None: the week and the holidays again."""

    day: date
    special: SpecialDay | None


class SpecialDaysSection(ChangingSection):
    """The list at the left, the chosen day at the right."""

    watches: ClassVar[frozenset[str]] = frozenset({"spaces", "bookings"})
    fills: ClassVar[bool] = True

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        """Lay out an empty list and an empty form."""
        super().__init__(desk, tasks, parent)
        self._opening = Opening({})
        self._chosen: SpecialDay | None = None
        self._adding = False
        self._removing = False
        say = self.say

        # Widgets
        self.rows = RowsModel[SpecialDay](
            [
                Column(partial(say, "term.date"), self._day_of),
                Column(partial(say, "term.opening_hours"), self._hours_of),
                Column(partial(say, "term.reason"), lambda row: say.name(row.reason)),
            ],
            self,
        )
        self.table = table_of(self.rows, self.shell.look, _WIDTHS)
        say.put("settings.section.special_days", self.table.setAccessibleName)
        self.past = QCheckBox()
        say.put("settings.special.past", self.past.setText, self.past.setAccessibleName)
        self.new = QPushButton()
        say.put("settings.special.new", self.new.setText, self.new.setAccessibleName)
        if not self.may_change:
            self.new.hide()
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.heading.setWordWrap(True)
        self.day = DayButton(say, self.shell.look, self.shell.clock)
        self.hours = HoursEditor(self.shell, narrow=True)
        self.reasons = {part: QLineEdit() for part in PARTS}
        self.remove = QPushButton()
        self.remove.setProperty("role", "danger")
        say.put("settings.special.remove", self.remove.setText, self.remove.setAccessibleName)
        self.history = QLabel()
        self.history.setProperty("role", "small")
        self.history.setWordWrap(True)
        self.form = card()
        self.hint = label(say, "settings.special.hint", "muted")

        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.past)
        bar.addStretch(1)
        bar.addWidget(self.new)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(bar)
        left.addWidget(self.table, 1)
        self._day_field = Field(self.say, "term.date", self.day)
        inside = QVBoxLayout(self.form)
        inside.setContentsMargins(16, 14, 16, 16)
        inside.setSpacing(10)
        inside.addWidget(self.heading)
        inside.addWidget(self._day_field)
        inside.addWidget(label(self.say, "settings.special.hours", "small"))
        inside.addWidget(self.hours)
        for part, field in self.reasons.items():
            inside.addWidget(Field(self.say, f"settings.reason.{part}", field))
        inside.addWidget(self.history)
        inside.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        right = QVBoxLayout()
        right.addWidget(self.form)
        right.addWidget(self.hint)
        right.addStretch(1)
        side = QWidget()
        side.setFixedWidth(_FORM)
        right.setContentsMargins(0, 0, 0, 0)
        side.setLayout(right)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(side)
        self.hours.allow(change=self.may_change)
        for field in self.reasons.values():
            field.setReadOnly(not self.may_change)
        self._show_form()

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._select)
        self.new.clicked.connect(self.begin)
        self.remove.clicked.connect(self._ask_removal)
        self.day.chosen.connect(self._take_day)
        self.hours.edited.connect(self.changed)
        self.hours.rearranged.connect(self._order)
        for field in self.reasons.values():
            field.textEdited.connect(self.changed)
        self.past.toggled.connect(self._list)
        self.shell.speech.changed.connect(self._say_again)
        self.shell.look.changed.connect(self._fit)
        self.rows.headerDataChanged.connect(self._fit)

    def _order(self) -> None:
        in_order([self.day, *self.hours.fields(), *self.reasons.values(), self.remove])

    # Reading

    @override
    async def reload(self) -> None:
        self._opening = (await self.gateway.read(read_lab)).opening
        self._list()
        chosen = self._chosen
        if chosen is not None:
            known = self._opening.special.get(chosen.day)
            typed = self._typed(chosen)
            self._chosen = known
            if known is None or typed == chosen:
                self._show_form()
            await self._read_history(chosen.day)
        self.weigh_anew()

    async def _read_history(self, day: date) -> None:
        key = day.isoformat()
        last = (await self.gateway.read(last_changes, "set_day", [key])).get(key)
        self.history.setVisible(last is not None)
        if last is not None:
            when = moment_text(last.at, self.say.words)
            self.history.setText(self.say("settings.changed.last", by=last.actor, when=when))

    def _list(self) -> None:
        today = self.shell.today
        shown = [
            one
            for day, one in sorted(self._opening.special.items())
            if day >= today or self.past.isChecked()
        ]
        self.rows.replace(shown)
        self._fit()
        self._mark()

    def _fit(self) -> None:
        fit_columns(self.table, self.shell.look, _WIDTHS, stretched=len(_WIDTHS))

    def _mark(self) -> None:
        """Have the table show which day is chosen, without choosing another."""
        days = [one.day for one in self.rows.rows]
        model = self.table.selectionModel()
        was = model.blockSignals(True)
        if self._chosen is not None and self._chosen.day in days and not self._adding:
            self.table.selectRow(days.index(self._chosen.day))
        else:
            self.table.clearSelection()
            self.table.setCurrentIndex(QModelIndex())
        model.blockSignals(was)
        self.table.viewport().update()

    # The form

    def begin(self) -> None:
        """Begin a new special day: the first that is none yet, closed."""
        if self._held():
            return
        self._adding, self._chosen = True, None
        day = self.shell.today + timedelta(days=1)
        while day in self._opening.special:
            day += timedelta(days=1)
        self.day.show_day(day)
        self._mark()
        self._show_form()
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed()

    def _select(self, index: QModelIndex) -> None:
        row = self.rows.row(index) if index.isValid() else None
        if row is None or row == self._chosen or self._held():
            return
        self._adding, self._chosen = False, row
        self._show_form()
        self.tasks.start(self._read_history(row.day), instead_of="settings.history")
        self.changed()

    def _held(self) -> bool:
        """Whether something typed is to be saved or discarded first; then say so."""
        if not self.dirty:
            return False
        self._mark()
        self.box.remind("settings.first")
        return True

    def _show_form(self) -> None:
        chosen = self._chosen
        self._removing = False
        self.form.setVisible(self._adding or chosen is not None)
        self.hint.setVisible(self.form.isHidden())
        self._day_field.setVisible(self._adding)
        self.remove.setVisible(chosen is not None and self.may_change)
        self.history.hide()
        self.hours.show_hours(chosen.hours if chosen is not None else ())
        for part, field in self.reasons.items():
            field.setText((getattr(chosen.reason, part) if chosen is not None else None) or "")
            field.setCursorPosition(0)
        self._tell()

    def _tell(self) -> None:
        say = self.say
        if self._chosen is not None:
            self.heading.setText(day_text(self._chosen.day, say.words, year=True))
        else:
            self.heading.setText(say("settings.special.new"))

    def _typed(self, base: SpecialDay) -> SpecialDay:
        """Return the day as the form has it."""
        texts = {part: field.text().strip() or None for part, field in self.reasons.items()}
        hours = self.hours.hours
        kept = base.hours if set(hours) == set(base.hours) else hours
        return replace(base, hours=kept, reason=Names(**texts))

    def _take_day(self, _: date) -> None:
        self.changed()

    def _ask_removal(self) -> None:
        self._removing = True
        self.changed()
        self.box.save.setFocus(Qt.FocusReason.OtherFocusReason)

    # Changing

    @override
    def wanted(self) -> Wish | None:
        if self._adding:
            day = self.day.day
            return Wish(day, self._typed(SpecialDay(day, (), Names(), "desk")))
        if self._chosen is None:
            return None
        if self._removing:
            return Wish(self._chosen.day, None)
        typed = self._typed(self._chosen)
        return Wish(typed.day, typed) if typed != self._chosen else None

    @override
    def fault(self) -> str:
        if self._chosen is None and not self._adding:
            return ""
        if self._adding and self.day.day in self._opening.special:
            return self.say("settings.special.twice")
        if self._adding and abs((self.day.day - self.shell.today).days) > _FAR * 10:
            return self.say("settings.special.far")
        return self.say("settings.fix") if self.hours.fault() else ""

    @override
    async def effects_of(self, wanted: Wish) -> Effects:
        return await self.gateway.read(of_special_day, wanted.day, wanted.special)

    @override
    def show_known(self, wanted: Wish, found: Effects) -> None:
        say = self.say
        day = day_text(wanted.day, say.words, year=True)
        if wanted.special is None:
            lead = say("settings.special.removing", day=day)
            self.box.show_effects(
                found, "settings.effects.outside", lead=lead, save="settings.special.remove"
            )
            return
        hours = hours_in_words(wanted.special.hours, say)
        lead = say("settings.special.setting", day=day, hours=hours)
        self.box.show_effects(found, "settings.effects.outside", lead=lead)

    @override
    async def store(self, wanted: Wish) -> None:
        if wanted.special is None:
            await self.gateway.write(clear_special_day, wanted.day)
            self._chosen = None
            self._show_form()
        else:
            await self.gateway.write(set_special_day, wanted.special)
            self._chosen = wanted.special
            self._adding = False
            self._show_form()
        key = "settings.special.removed" if wanted.special is None else "settings.special.saved"
        self.shell.notice(self.say(key, day=day_text(wanted.day, self.say.words, year=True)))

    @override
    def put_back(self) -> None:
        self._adding = False
        self._show_form()
        self._mark()

    @override
    def show_refusal(self, error: Refused) -> None:
        self._removing = False
        super().show_refusal(error)

    # Saying

    def _day_of(self, row: SpecialDay) -> str:
        return day_text(row.day, self.say.words, year=True)

    def _hours_of(self, row: SpecialDay) -> str:
        return hours_in_words(row.hours, self.say)

    def _say_again(self) -> None:
        self.rows.say_again()
        self._tell()
