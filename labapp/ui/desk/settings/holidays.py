"""Public holidays: those that are known, and taking in more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.languages import Names
from labapp.domain.spaces import Holiday, Hours, Opening
from labapp.exchange.holiday_file import general_holidays, read_holiday_file
from labapp.services.effects import Effects, of_holidays
from labapp.services.spaces import import_holidays, remove_holiday
from labapp.services.spaces import lab as read_lab
from labapp.ui.desk.settings.changing import ChangingSection
from labapp.ui.desk.settings.hours_editor import hours_in_words
from labapp.ui.desk.settings.parts import label
from labapp.ui.desk.settings.tables import table_of
from labapp.ui.formats import day_text
from labapp.ui.models.rows import Column, RowsModel
from labapp.ui.page import Desk
from labapp.ui.prompts import file_to_open
from labapp.ui.tasks import Tasks

_WIDTHS: Final = (184, 340, 150)


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A holiday as it is listed."""

    day: date
    names: Names
    hours: tuple[Hours, ...] | None
    """Hours of a special day on it, which beat the holiday; None: there is none."""
    news: str
    """``new``, ``renamed`` or ``known``."""


class HolidaysSection(ChangingSection):
    """The list, two ways to take in more, and taking one away; all is shown before it is saved."""

    watches: ClassVar[frozenset[str]] = frozenset({"spaces", "bookings"})
    fills: ClassVar[bool] = True

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        """Lay out an empty list."""
        super().__init__(desk, tasks, parent)
        self._opening = Opening({})
        self._found: tuple[Holiday, ...] = ()
        self._removed: date | None = None
        say = self.say

        # Widgets
        self.rows = RowsModel[HolidayRow](
            [
                Column(partial(say, "term.date"), self._day_of),
                Column(partial(say, "term.public_holiday"), lambda row: say.name(row.names)),
                Column(partial(say, "settings.holidays.lab"), self._lab_on),
                Column(partial(say, "term.state"), self._news_of),
            ],
            self,
        )
        self.table = table_of(self.rows, self.shell.look, _WIDTHS)
        self.remove = QPushButton()
        say.put("settings.remove", self.remove.setText, self.remove.setAccessibleName)
        say.put("settings.section.holidays", self.table.setAccessibleName)
        self.none = label(say, "settings.holidays.none", "muted")
        self.take = QPushButton()
        self.read_file = QPushButton()
        say.put("settings.holidays.file", self.read_file.setText, self.read_file.setAccessibleName)

        # Layout
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.take)
        bar.addWidget(self.read_file)
        bar.addStretch(1)
        bar.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(bar)
        layout.addWidget(self.none)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        for button in (self.take, self.read_file, self.remove):
            button.setVisible(self.may_change)

        # Signals
        self.take.clicked.connect(self._take_soon)
        self.read_file.clicked.connect(self._ask_soon)
        self.remove.clicked.connect(self._start_removing)
        self.table.selectionModel().selectionChanged.connect(self._allow)
        self.rows.modelReset.connect(self._allow)
        self.shell.speech.changed.connect(self._say_again)
        self._tell_years()
        self._allow()

    # Reading

    @override
    async def reload(self) -> None:
        self._opening = (await self.gateway.read(read_lab)).opening
        self._list()
        self._tell_years()
        self.weigh_anew()

    def _list(self) -> None:
        known = self._opening.holidays
        found = {one.day: one for one in self._found}
        rows = [
            HolidayRow(
                day,
                _merged(known[day].names if day in known else Names(), found.get(day)),
                self._opening.special[day].hours if day in self._opening.special else None,
                self._news(day, found.get(day)),
            )
            for day in sorted(known.keys() | found.keys())
        ]
        self.rows.replace(rows)
        self.none.setVisible(not rows)
        self.table.setVisible(bool(rows))

    def _news(self, day: date, found: Holiday | None) -> str:
        known = self._opening.holidays.get(day)
        if known is None:
            return "new"
        return "renamed" if _merged(known.names, found) != known.names else "known"

    # Taking in

    @property
    def years(self) -> tuple[int, int]:
        """This year and the next."""
        return self.shell.today.year, self.shell.today.year + 1

    def _take_soon(self) -> None:
        self.tasks.start(self._take())

    async def _take(self) -> None:
        await self._offer(await self.gateway.compute(general_holidays, self.years))

    def _ask_soon(self) -> None:
        self.tasks.start(self._ask())

    async def _ask(self) -> None:
        say = self.say
        kinds = f"{say('settings.holidays.kind')} (*.ics)"
        path = await file_to_open(self, say("settings.holidays.file"), kinds)
        if path is not None:
            await self.take_file(path)

    async def take_file(self, path: Path) -> None:
        """Show what a calendar file would bring in (FileFault if it cannot be read)."""
        await self._offer(await self.gateway.compute(read_holiday_file, path))

    async def _offer(self, found: Sequence[Holiday]) -> None:
        """Show what would be taken in; say so if all of it is known."""
        self._removed = None
        self._found = tuple(found)
        if self.wanted() is None:
            self._found = ()
            self.shell.notice(self.say("settings.holidays.all_known", count=len(found)))
        self._list()
        self._allow()
        self.changed()
        if self._found:
            first = next(n for n, row in enumerate(self.rows.rows) if row.news != "known")
            self.table.scrollTo(self.rows.index(first, 0))

    # Taking away

    def _marked(self) -> HolidayRow | None:
        """Return the row that is selected, if it is stored."""
        marked = self.table.selectionModel().selectedRows()
        row = self.rows.row(marked[0]) if marked else None
        return row if row is not None and row.day in self._opening.holidays else None

    def _allow(self) -> None:
        self.remove.setEnabled(self._marked() is not None and not self._found)

    def _start_removing(self) -> None:
        row = self._marked()
        if row is not None:
            self._removed = row.day
            self.changed()
            self.box.discard.setFocus(Qt.FocusReason.OtherFocusReason)

    # Changing

    @override
    def wanted(self) -> tuple[Holiday, ...] | date | None:
        if self._removed in self._opening.holidays:
            return self._removed
        news = [one for one in self._found if self._news(one.day, one) != "known"]
        return tuple(news) or None

    @override
    async def effects_of(self, wanted: tuple[Holiday, ...] | date) -> Effects:
        if isinstance(wanted, date):
            return Effects()  # more hours leave nobody outside
        return await self.gateway.read(of_holidays, wanted)

    @override
    def show_known(self, wanted: tuple[Holiday, ...] | date, found: Effects) -> None:
        if isinstance(wanted, date):
            self._show_removal(wanted, found)
            return
        new = sum(one.day not in self._opening.holidays for one in wanted)
        renamed = len(wanted) - new
        lead = self.say("settings.holidays.lead", count=new)
        if renamed:
            lead = self.say("settings.holidays.lead.renamed", count=new, renamed=renamed)
        self.box.show_effects(found, "settings.effects.outside", lead=lead)

    def _show_removal(self, day: date, found: Effects) -> None:
        key = "settings.holidays.remove"
        lead = self.say(
            f"{key}.special" if day in self._opening.special else key, **self._named(day)
        )
        self.box.show_effects(
            found, "settings.effects.outside", "settings.remove.confirm", lead=lead
        )

    def _named(self, day: date) -> dict[str, str]:
        names = self._opening.holidays[day].names
        return {
            "day": day_text(day, self.say.words, year=True),
            "name": self.say.name(names),
        }

    @override
    async def store(self, wanted: tuple[Holiday, ...] | date) -> None:
        if isinstance(wanted, date):
            name = self._named(wanted)["name"]
            await self.gateway.write(remove_holiday, wanted)
            self._removed = None
            self.shell.notice(self.say("settings.removed", name=name))
            return
        await self.gateway.write(import_holidays, wanted)
        self._found = ()
        self.shell.notice(self.say("settings.holidays.saved", count=len(wanted)))

    @override
    def put_back(self) -> None:
        self._found = ()
        self._removed = None
        self._list()

    # Saying

    def _day_of(self, row: HolidayRow) -> str:
        return day_text(row.day, self.say.words, year=True)

    def _lab_on(self, row: HolidayRow) -> str:
        if row.hours:
            return self.say("settings.holidays.open", hours=hours_in_words(row.hours, self.say))
        return self.say("term.closed")

    def _news_of(self, row: HolidayRow) -> str:
        return self.say(f"settings.holidays.{row.news}")

    def _tell_years(self) -> None:
        first, second = self.years
        text = self.say("settings.holidays.take", first=first, second=second)
        self.take.setText(text)
        self.take.setAccessibleName(text)

    def _say_again(self) -> None:
        self.rows.say_again()
        self._tell_years()


def _merged(known: Names, found: Holiday | None) -> Names:
    """Return the names as they would be kept: one that is not given stays as it is known."""
    if found is None:
        return known
    return Names(
        found.names.en or known.en,
        found.names.zh_hant or known.zh_hant,
        found.names.zh_hans or known.zh_hans,
    )
