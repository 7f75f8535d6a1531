"""The end: what there will be, each with a way back to its question."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget
from typing_extensions import override

from labapp.domain.languages import Names
from labapp.services.table_import import ImportReport
from labapp.ui.desk.first_start.draft import STEPS, DayRow, Draft
from labapp.ui.desk.first_start.exhibitors_step import taken
from labapp.ui.desk.first_start.orders import zone_default
from labapp.ui.desk.first_start.step import Step
from labapp.ui.desk.shell import Shell
from labapp.ui.speech import Speech

_NAMED: Final = 6


class SummaryStep(Step):
    """Five lines, one a question."""

    wanted = Signal(str)
    """Which question to go back to."""

    def __init__(self, shell: Shell, draft: Draft) -> None:
        """Begin without what the last question brought."""
        super().__init__(shell, draft)
        self._report: ImportReport | None = None
        self._holidays = 0
        self.lines: dict[str, QLabel] = {}
        self.changes: dict[str, QPushButton] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, step in enumerate(STEPS[:-1]):
            name, line, change = QLabel(), QLabel(), QPushButton()
            name.setProperty("role", "muted")
            line.setWordWrap(True)
            change.setProperty("role", "quiet")
            self.say.put(f"welcome.step.{step}", name.setText)
            self.say.put("welcome.change", change.setText)
            change.clicked.connect(partial(self.wanted.emit, step))
            for column, widget in enumerate((name, line, change)):
                grid.addWidget(widget, number, column)
            self.lines[step], self.changes[step] = line, change
        self.rows.addLayout(grid)
        self.rows.addStretch(1)
        self.say.changed.connect(self.tell)

    def show_report(self, report: ImportReport | None, holidays: int) -> None:
        """Say also how many exhibitors and holidays there will be."""
        self._report, self._holidays = report, holidays
        self.tell()

    def tell(self) -> None:
        """Say what there will be."""
        say, draft = self.say, self.draft
        texts = {
            "names": " · ".join(_names(draft).all()),
            "places": _places(draft, say),
            "hours": week_text(draft.week, say),
            "holidays": say("welcome.sum.holidays", count=self._holidays)
            if draft.holidays
            else say("welcome.sum.no_holidays"),
            "exhibitors": self._exhibitors(),
        }
        for step, text in texts.items():
            self.lines[step].setText(text)
            name = say(f"welcome.step.{step}")
            self.changes[step].setAccessibleName(
                f"{say('welcome.change')}{say('desk.colon')}{name}"
            )

    def _exhibitors(self) -> str:
        say, report = self.say, self._report
        if report is None or not report.rows:
            return say("welcome.sum.no_exhibitors")
        told = say("welcome.sum.exhibitors", count=taken(report.rows))
        if not report.refused:
            return told
        left = say("welcome.list.refused", count=len(report.refused))
        return f"{told} · {left}"

    @override
    def first_field(self) -> QWidget:
        return self.changes[STEPS[0]]


def _names(draft: Draft) -> Names:
    parts = (draft.name_en, draft.name_zh_hant, draft.name_zh_hans)
    return Names(*(part.strip() or None for part in parts))


def _places(draft: Draft, say: Speech) -> str:
    rows = [row for row in draft.places if not row.empty]
    codes = [row.code.strip().upper() for row in rows]
    shown = say("desk.comma").join(codes[:_NAMED])
    if len(codes) > _NAMED:
        shown += f"{say('desk.comma')}…{say('desk.comma')}{codes[-1]}"
    zones = list(dict.fromkeys(row.zone.strip() or zone_default(say.language) for row in rows))
    counted = say("welcome.sum.places", count=len(rows))
    return f"{counted} · {shown} · {say('desk.comma').join(zones)}"


def week_text(days: Sequence[DayRow], say: Speech) -> str:
    """Return the week's hours, days alike together, such as ``Mon–Fri 10:00–18:00``."""

    def hours(number: int) -> str:
        day = days[number]
        return f"{day.opens}–{day.closes}" if day.open else say("term.closed")

    said: list[str] = []
    for told, group in groupby(range(len(days)), key=hours):
        numbers = list(group)
        names = [say(f"weekday.long.{number}") for number in (numbers[0], numbers[-1])]
        span = names[0] if len(numbers) == 1 else "–".join(names)
        said.append(f"{span} {told}")
    return " · ".join(said)
