"""The five questions and the summary: back and on, with nothing lost on the way."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from labapp.ui.desk.first_start.draft import STEPS, Draft
from labapp.ui.desk.first_start.exhibitors_step import ExhibitorsStep
from labapp.ui.desk.first_start.findings import Findings
from labapp.ui.desk.first_start.holidays_step import HolidaysStep
from labapp.ui.desk.first_start.hours_step import HoursStep
from labapp.ui.desk.first_start.names_step import NamesStep
from labapp.ui.desk.first_start.places_step import PlacesStep
from labapp.ui.desk.first_start.step import Step
from labapp.ui.desk.first_start.stepper import Stepper
from labapp.ui.desk.first_start.summary import SummaryStep
from labapp.ui.desk.shell import Shell
from labapp.ui.prompts import file_to_open
from labapp.ui.tasks import Tasks

_TRY_MILLISECONDS: Final = 500
_TRIED_IN: Final = frozenset({"exhibitors", "summary"})
"""The steps that say what founding would bring."""
_SENTENCES: Final = 3


class Wizard(QWidget):
    """Asks for a draft; every answer is in it at once."""

    changed = Signal()
    """An answer, or the step, is another."""
    left = Signal()
    founded = Signal(object)
    """FoundLab: all questions are answered, and the lab is wanted."""
    faulty = Signal(str)
    """Sentences that say why one cannot go on; empty when nothing is wrong any more."""

    def __init__(self, shell: Shell, tasks: Tasks, findings: Findings, draft: Draft) -> None:
        """Begin with what was answered before."""
        super().__init__()
        self.shell, self.tasks, self.findings, self.draft = shell, tasks, findings, draft
        self.say = shell.speech
        self._try_soon = QTimer(self)
        self._try_soon.setSingleShot(True)
        self._try_soon.setInterval(_TRY_MILLISECONDS)
        self._try_soon.timeout.connect(self.try_out)

        # Widgets
        self.heading, self.about = QLabel(), QLabel()
        self.heading.setProperty("role", "large")
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self.stepper = Stepper(shell)
        self.pages = QStackedWidget()
        self.back, self.leave, self.next = QPushButton(), QPushButton(), QPushButton()
        self.leave.setProperty("role", "quiet")
        self.next.setProperty("role", "primary")
        for button, key in ((self.back, "back"), (self.leave, "leave")):
            self.say.put(f"welcome.{key}", button.setText, button.setAccessibleName)
        self.exhibitors = ExhibitorsStep(shell, draft)
        self.holidays = HolidaysStep(shell, draft)
        self.summary = SummaryStep(shell, draft)
        self.steps: dict[str, Step] = dict(
            zip(
                STEPS,
                (
                    NamesStep(shell, draft),
                    PlacesStep(shell, draft),
                    HoursStep(shell, draft),
                    self.holidays,
                    self.exhibitors,
                    self.summary,
                ),
                strict=True,
            )
        )

        self._lay_out()
        self._connect()
        self._tell()

    def _lay_out(self) -> None:
        for step in self.steps.values():
            self.pages.addWidget(step)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.stepper)
        column.addSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.about)
        column.addSpacing(6)
        column.addWidget(self.pages, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        for step in self.steps.values():
            step.changed.connect(self._changed)
        self.stepper.chosen.connect(self._step_to)
        self.summary.wanted.connect(self._step_to)
        self.back.clicked.connect(partial(self._move, -1))
        self.next.clicked.connect(partial(self._move, 1))
        self.leave.clicked.connect(self.left)
        self.exhibitors.file_wanted.connect(self._ask_for_list)
        self.exhibitors.file_dropped.connect(self._drop_list)
        self.say.changed.connect(self._tell)
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Alt+Left", self.back.click),
            ("Alt+Right", self.next.click),
        )
        for each, act in keys:
            QShortcut(QKeySequence(each), self).activated.connect(act)

    # From step to step

    def begin(self) -> None:
        """Go on where the person was, and find out what the questions need to know."""
        self.draft.begun = True
        self._show_step(self.draft.step)
        if self.findings.holidays is None:
            self.tasks.start(self._find_holidays(), instead_of="holidays")
        else:
            self.holidays.show_days(self.findings.holidays, self._years)
        if self.draft.list_path and not self.findings.listed:
            self.tasks.start(self._read_list(), instead_of="list")

    def _move(self, by: int) -> None:
        wanted = STEPS.index(self.draft.step) + by
        if wanted == len(STEPS):
            self._finish()
        elif wanted >= 0:
            self._step_to(STEPS[wanted])

    def _step_to(self, wanted: str) -> None:
        """Go to a step: back freely, on past a step only when it is right."""
        self.faulty.emit("")
        for name in STEPS[: STEPS.index(wanted)]:
            faults = self.steps[name].faults()
            if faults:
                self._show_step(name)
                told = (fault.told(self.say.words) for fault in faults[:_SENTENCES])
                self.faulty.emit("\n".join(told))
                self.steps[name].field_of(faults[0]).setFocus()
                return
        self._show_step(wanted)

    def _show_step(self, name: str) -> None:
        self.draft.step = name
        self.pages.setCurrentWidget(self.steps[name])
        self._tell()
        if name in _TRIED_IN:
            self.try_out()
        first = self.next if name == STEPS[-1] else self.steps[name].first_field()
        first.setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()

    def _tell(self) -> None:
        say, step = self.say, self.draft.step
        self.heading.setText(say(f"welcome.ask.{step}"))
        self.about.setText(say(f"welcome.ask.{step}.about"))
        word = say("welcome.open" if step == STEPS[-1] else "welcome.next")
        self.next.setText(word)
        self.next.setAccessibleName(word)
        self.back.setEnabled(step != STEPS[0])
        self.stepper.show_step(step)

    def _changed(self) -> None:
        self.faulty.emit("")
        self.changed.emit()
        if self.draft.step == "exhibitors":
            self._try_soon.start()

    def _finish(self) -> None:
        self._step_to(STEPS[-1])
        if self.draft.step == STEPS[-1]:
            self.tasks.start(self._found(), instead_of="found")

    async def _found(self) -> None:
        if self.draft.holidays and self.findings.holidays is None:
            await self._find_holidays()
        self.founded.emit(self.findings.order(self.draft))

    # Holidays, the spreadsheet, and trying it out

    @property
    def _years(self) -> tuple[int, int]:
        year = self.shell.today.year
        return year, year + 1

    async def _find_holidays(self) -> None:
        self.holidays.show_days(await self.findings.find_holidays(self._years), self._years)
        if self.draft.step in _TRIED_IN:
            self.try_out()

    def _ask_for_list(self) -> None:
        self.tasks.start(self._choose_list(), instead_of="list")

    async def _choose_list(self) -> None:
        kinds = f"{self.say('welcome.exhibitors.kinds')} (*.csv *.tsv *.txt *.xlsx)"
        path = await file_to_open(self, self.say("welcome.exhibitors.choose"), kinds)
        if path is not None:
            self.take_list(path)

    def take_list(self, path: Path) -> None:
        """Read a spreadsheet of exhibitors, and show what would become of each row."""
        self.draft.list_path = str(path)
        self.changed.emit()
        self.tasks.start(self._read_list(), instead_of="list")

    async def _read_list(self) -> None:
        path = Path(self.draft.list_path)
        self.exhibitors.show_trouble(await self.findings.read_list(path, self.say.language))
        self.try_out()

    def _drop_list(self) -> None:
        self.findings.listed = ()
        self.changed.emit()
        self.try_out()

    def try_out(self) -> None:
        """Show what would come of the answers."""
        self._try_soon.stop()
        self.tasks.start(self._tried_out(), instead_of="try")

    async def _tried_out(self) -> None:
        order = await self.findings.try_out(self.draft)
        self.exhibitors.show_report(self.findings.report)
        self.summary.show_report(self.findings.report, len(order.holidays))
