"""The way from the plan on the screen to the sheet of it and back."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QToolButton, QWidget

from labapp.domain.languages import Language
from labapp.domain.plans import Plan
from labapp.services.floor_sheets import WantedSheet
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks

if TYPE_CHECKING:
    from labapp.ui.desk.floor.paper import FloorPaper


class Printing(QObject):
    """A button, and a stack in which the sheet takes the plan's place; Ctrl+P and Esc do it too."""

    turned = Signal(bool)
    """Whether the sheet is shown now."""

    def __init__(self, desk: Desk, tasks: Tasks, floor: QWidget, page: QWidget) -> None:
        """Begin with the plan."""
        super().__init__(page)
        self._desk = desk
        self._tasks = tasks
        self._floor = floor
        self.paper: FloorPaper | None = None
        self.button = QToolButton()
        self.button.setCheckable(True)
        shell = desk.shell
        shell.look.put_icon(self.button, "printer", "text-muted", checked="accent")
        shell.speech.put("floor_plan.print", self.button.setToolTip, self.button.setAccessibleName)
        self.stack = QStackedWidget()
        self.stack.addWidget(floor)
        self.button.toggled.connect(self._turn)
        # the sheet has a Ctrl+P of its own
        self._shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), page)
        self._shortcut.activated.connect(self.button.click)

    @property
    def is_on(self) -> bool:
        """Whether the sheet is shown."""
        return self.button.isChecked()

    def tell(self, moment: datetime, plan: Plan | None) -> None:
        """Have the sheet, if it is shown, be of this moment and on this plan."""
        if self.paper is None or plan is None or not self.is_on:
            return
        language = self.paper.chosen_language
        self.paper.show_sheet(WantedSheet(moment=moment, language=language, plan=plan))

    def _turn(self, on: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        if on:
            paper = self._made()
            paper.language.choose(Language(self._desk.shell.speech.language))
            self.stack.setCurrentWidget(paper)
            paper.setFocus()
        else:
            self.stack.setCurrentWidget(self._floor)
        self._shortcut.setEnabled(not on)
        self.turned.emit(on)

    def _made(self) -> "FloorPaper":
        if self.paper is None:
            from labapp.ui.desk.floor.paper import FloorPaper  # noqa: PLC0415 -- QtPdf is slow

            self.paper = FloorPaper(self._desk, self._tasks)
            self.stack.addWidget(self.paper)
            leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.paper)
            leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            leave.activated.connect(self.button.click)
        return self.paper
