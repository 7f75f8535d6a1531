"""The first start: a calm page instead of an empty window, and five short questions."""

import asyncio
from concurrent.futures import Executor
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from labapp.domain.errors import LabError
from labapp.ui.desk.first_start.draft import Draft, forget, kept_draft
from labapp.ui.desk.first_start.findings import Findings
from labapp.ui.desk.first_start.front import Front, Languages
from labapp.ui.desk.first_start.wizard import Wizard
from labapp.ui.desk.shell import Shell
from labapp.ui.prompts import file_to_open
from labapp.ui.tasks import Tasks
from labapp.ui.texts import explain

SAMPLE: Final = "sample"
RETRY: Final = "retry"
_KEEP_MILLISECONDS: Final = 400
_WIDTH: Final = 880
_HEIGHT: Final = 820


class WelcomePage(QWidget):
    """Offers the ways to a lab; on the way of five questions nothing that was said is lost."""

    answered = Signal(object)
    """``sample``, ``retry``, the path of a lab file, or ``FoundLab``."""
    language_chosen = Signal(str)

    def __init__(
        self, shell: Shell, loop: asyncio.AbstractEventLoop, workers: Executor, where: str
    ) -> None:
        """Begin on the first page; what was answered before is still there."""
        super().__init__()
        self.shell = shell
        self.say = shell.speech
        self._where = where
        self.tasks = Tasks(loop, self.show_error, self)
        self.findings = Findings(loop, workers, lambda: shell.clock)
        self._keep_soon = QTimer(self)
        self._keep_soon.setSingleShot(True)
        self._keep_soon.setInterval(_KEEP_MILLISECONDS)
        self._keep_soon.timeout.connect(self.keep)

        # Widgets
        self.languages = Languages(shell)
        self.front = Front(shell)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.front)
        self.error = QLabel()
        self.error.setProperty("role", "danger")
        self.error.setWordWrap(True)
        self.doing = QLabel()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.wizard = self._ask(kept_draft(shell.memory))

        self._lay_out()

        # Signals
        self.languages.chosen.connect(self.language_chosen)
        self.front.wanted.connect(self._go)
        self.say.changed.connect(self._tell)
        self.show_busy(None)
        self.clear_error()
        self._tell()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        card.setMaximumSize(_WIDTH, _HEIGHT)
        column = QVBoxLayout(card)
        column.setContentsMargins(36, 24, 36, 24)
        column.setSpacing(10)
        column.addWidget(self.languages)
        column.addWidget(self.stack, 1)
        for widget in (self.error, self.doing, self.progress):
            column.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 24, 24, 24)
        row.addStretch(1)
        row.addWidget(card, 1000)
        row.addStretch(1)

    def _ask(self, draft: Draft) -> Wizard:
        wizard = Wizard(self.shell, self.tasks, self.findings, draft)
        wizard.changed.connect(self._keep_soon.start)
        wizard.left.connect(self.show_front)
        wizard.founded.connect(self.answered)
        wizard.faulty.connect(self._say_error)
        self.stack.addWidget(wizard)
        return wizard

    # What the program says

    def show_front(self) -> None:
        """Show the first page; what was answered is kept."""
        self.keep()
        self.clear_error()
        self.stack.setCurrentWidget(self.front)
        self._tell()
        self.front.ways["found"].setFocus()

    def show_error(self, error: LabError) -> None:
        """Say why something was not done."""
        self._say_error(explain(error, self.say.language))

    def clear_error(self) -> None:
        """Nothing is wrong any more."""
        self._say_error("")

    def show_busy(self, text: str | None) -> None:
        """Say what is being done, and take no answer meanwhile; None: nothing is."""
        busy = text is not None
        self.doing.setText(text or "")
        self.doing.setVisible(busy)
        self.progress.setVisible(busy)
        self.progress.setAccessibleName(text or "")
        self.stack.setEnabled(not busy)
        self.languages.setEnabled(not busy)
        if busy:
            self.clear_error()

    def keep(self) -> None:
        """Keep the answers for the next start."""
        self._keep_soon.stop()
        if self.wizard.draft.begun:
            self.wizard.draft.keep(self.shell.memory)

    def forget_answers(self) -> None:
        """Keep no answer any more: the lab is there."""
        self.wizard.draft.begun = False
        self._keep_soon.stop()
        forget(self.shell.memory)

    def _say_error(self, text: str) -> None:
        self.error.setText(text)
        self.error.setAccessibleName(text)
        self.error.setVisible(bool(text))

    def _tell(self) -> None:
        self.front.show_begun(self.wizard.draft.begun, self._where)

    # The ways on

    def _go(self, way: str) -> None:
        self.clear_error()
        if way == "found":
            self.stack.setCurrentWidget(self.wizard)
            self.wizard.begin()
        elif way == "sample":
            self.answered.emit(SAMPLE)
        elif way == "again":
            self.answered.emit(RETRY)
        elif way == "anew":
            self._begin_anew()
        else:
            self.tasks.start(self._choose_lab_file(), instead_of="file")

    async def _choose_lab_file(self) -> None:
        kinds = f"{self.say('welcome.way.file')} (*.json)"
        path = await file_to_open(self, self.say("welcome.way.file"), kinds)
        if path is not None:
            self.answered.emit(path)

    def _begin_anew(self) -> None:
        self.forget_answers()
        self.findings.listed = ()
        old, self.wizard = self.wizard, self._ask(Draft())
        self.stack.removeWidget(old)
        old.deleteLater()
        self.show_front()
