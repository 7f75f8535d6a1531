"""Opening hours: every day of the week, with several openings a day or none."""

from collections.abc import Mapping
from datetime import time
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.spaces import Hours
from labapp.services.changes import last_changes
from labapp.services.effects import Effects, of_week
from labapp.services.spaces import lab as read_lab
from labapp.services.spaces import set_week
from labapp.ui.desk.settings.changing import ChangingSection
from labapp.ui.desk.settings.hours_editor import HoursEditor, hours_in_words
from labapp.ui.desk.settings.parts import card, in_order, line
from labapp.ui.desk.settings.rule_line import Changed
from labapp.ui.formats import moment_text
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks

DAYS: Final = range(7)
_NAME: Final = 132

Week = Mapping[int, tuple[Hours, ...]]


class HoursSection(ChangingSection):
    """A line for each day of the week."""

    watches: ClassVar[frozenset[str]] = frozenset({"spaces", "bookings"})

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        """Lay out the week, closed until it is read."""
        super().__init__(desk, tasks, parent)
        self.days = {day: HoursEditor(self.shell) for day in DAYS}
        self._notes = {day: QLabel() for day in DAYS}
        self._saved: dict[int, tuple[Hours, ...]] = dict.fromkeys(DAYS, ())
        self._last: Mapping[str, Changed] = {}
        sheet = card()
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(16, 12, 12, 12)
        inside.setSpacing(10)
        for day, editor in self.days.items():
            if day:
                inside.addWidget(line())
            inside.addLayout(self._row(day, editor))
            editor.allow(change=self.may_change)
            editor.edited.connect(self.changed)
            editor.rearranged.connect(self._order)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(sheet)
        layout.addStretch(1)
        self.shell.speech.changed.connect(self._tell)

    def _row(self, day: int, editor: HoursEditor) -> QGridLayout:
        name = QLabel()
        name.setFixedWidth(_NAME)
        name.setMinimumHeight(self.shell.look.theme.size("control"))
        self.say.put(f"weekday.long.{day}", name.setText, editor.set_label)
        note = self._notes[day]
        note.setProperty("role", "small")
        note.setWordWrap(True)
        note.hide()
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        grid.addWidget(name, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(editor, 0, 1)
        grid.addWidget(note, 1, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _order(self) -> None:
        in_order(field for editor in self.days.values() for field in editor.fields())

    # Reading

    @override
    async def reload(self) -> None:
        opening = (await self.gateway.read(read_lab)).opening
        self._last = await self.gateway.read(last_changes, "set_hours", [str(day) for day in DAYS])
        for day, editor in self.days.items():
            known = opening.weekly.get(day, ())
            saved = tuple(sorted(known, key=lambda one: (one.opens, one.closes)))
            if editor.hours == self._saved[day] and editor.hours != saved:
                editor.show_hours(saved)
            self._saved[day] = saved
        self._tell()
        self.weigh_anew()

    def _tell(self) -> None:
        say = self.say
        for day, note in self._notes.items():
            told = []
            if self.days[day].hours != self._saved[day]:
                told.append(say("settings.now", value=hours_in_words(self._saved[day], say)))
            last = self._last.get(str(day))
            if last is not None:
                past = hours_in_words(recorded(last.before), say)
                when = moment_text(last.at, say.words)
                told.append(say("settings.changed", by=last.actor, when=when, before=past))
            note.setText(" · ".join(told))
            note.setVisible(bool(told))

    # Changing

    @override
    def changed(self) -> None:
        self._tell()
        super().changed()

    @override
    def wanted(self) -> Week | None:
        typed = {day: editor.hours for day, editor in self.days.items()}
        return {day: hours for day, hours in typed.items() if hours != self._saved[day]} or None

    @override
    def fault(self) -> str:
        faults = [editor.fault() for editor in self.days.values()]
        return self.say("settings.fix") if any(faults) else ""

    @override
    async def effects_of(self, wanted: Week) -> Effects:
        return await self.gateway.read(of_week, wanted)

    @override
    def show_known(self, wanted: Week, found: Effects) -> None:
        self.box.show_effects(found, "settings.effects.outside")

    @override
    async def store(self, wanted: Week) -> None:
        await self.gateway.write(set_week, wanted)
        self.shell.notice(self.say("settings.hours.saved"))

    @override
    def put_back(self) -> None:
        for day, editor in self.days.items():
            if editor.hours != self._saved[day]:
                editor.show_hours(self._saved[day])


def recorded(record: Mapping[str, object] | None) -> tuple[Hours, ...]:
    """Return the hours that the journal keeps of a day."""
    pairs = (record or {}).get("hours")
    found = pairs if isinstance(pairs, list) else []
    return tuple(Hours(_clock(opens), _clock(closes)) for opens, closes in found)


def _clock(text: str) -> time:
    return time(0) if text.startswith("24") else time.fromisoformat(text)
