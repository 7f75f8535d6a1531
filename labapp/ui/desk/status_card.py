"""What the dot tells when it is pressed: where the data is, and how safe."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.ui.desk.safekeeping import Safekeeping
from labapp.ui.desk.status import StatusDot
from labapp.ui.desk.work_bar import WorkLine
from labapp.ui.formats import moment_text
from labapp.ui.page import Desk
from labapp.ui.printing import printer_names

FACTS: Final = ("database", "backup", "journal", "writes", "printer")
_PRINTING: Final = "PySide6.QtPrintSupport"
_WIDTH: Final = 460
_LOOK_MILLISECONDS: Final = 200
_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR


class StatusCard(QFrame):
    """A small popover under the dot; a click elsewhere or Esc closes it."""

    def __init__(self, desk: Desk, keeping: Safekeeping, dot: StatusDot) -> None:
        """Begin out of sight."""
        super().__init__(dot, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self._desk, self._keeping, self._dot = desk, keeping, dot
        self.say = desk.shell.speech
        self._printer = ""
        self._work_line: WorkLine | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)

        # Widgets
        self.facts: dict[str, QLabel] = {}
        self.names: dict[str, QLabel] = {}
        self.back_up, self.check = QPushButton(), QPushButton()
        self.say.put("desk.back_up", self.back_up.setText, self.back_up.setAccessibleName)
        self.say.put("desk.check", self.check.setText, self.check.setAccessibleName)
        self.say.put("desk.status", self.setAccessibleName)

        # Layout
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, fact in enumerate(FACTS):
            name, value = QLabel(), QLabel()
            name.setProperty("role", "muted")
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.say.put(f"desk.status.{fact}", name.setText)
            grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, number, 1, Qt.AlignmentFlag.AlignTop)
            self.names[fact], self.facts[fact] = name, value
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.back_up)
        buttons.addWidget(self.check)
        buttons.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(12)
        self._column.addLayout(grid)
        self._column.addLayout(buttons)
        self.setFixedWidth(_WIDTH)

        # Signals
        self.back_up.clicked.connect(keeping.back_up_now)
        self.check.clicked.connect(keeping.check_now)
        keeping.changed.connect(self._tell)
        self.say.changed.connect(self._tell)

    def open(self) -> None:
        """Show it under the dot."""
        if _PRINTING in sys.modules:  # a print system that does not answer would hold up the window
            self._printer = next(iter(printer_names()), "")
        self._tell()
        self.adjustSize()
        corner = self._dot.mapToGlobal(QPoint(self._dot.width(), self._dot.height() + 4))
        self.move(corner - QPoint(self.width(), 0))
        self.show()
        self.back_up.setFocus()

    # What it tells

    def _tell(self) -> None:
        gateway, keeping, say = self._desk.gateway, self._keeping, self.say
        self.facts["database"].setText(gateway.where)
        self.facts["backup"].setText("\n".join(self._backup()))
        self.facts["backup"].setProperty("role", "warning" if keeping.is_old else None)
        _repolish((self.facts["backup"],))
        checked = keeping.checked
        if checked is None:
            journal = say("desk.journal.never")
        else:
            key = "desk.journal.sound" if not checked.problems else "desk.journal.unsound"
            when = moment_text(checked.at, say.words)
            journal = say(key, when=when, count=checked.problems)
        self.facts["journal"].setText(journal)
        self._tell_writes()
        for label in (self.names["printer"], self.facts["printer"]):
            label.setVisible(bool(self._printer))
        self.facts["printer"].setText(self._printer)
        idle = keeping.running is None
        self.back_up.setEnabled(idle and gateway.keeping is not None)
        self.check.setEnabled(idle)
        self._show_work()
        self.adjustSize()

    def _tell_writes(self) -> None:
        waiting = self._desk.gateway.in_flight
        key = "desk.writes.some" if waiting else "desk.writes.none"
        self.facts["writes"].setText(self.say(key, count=waiting))

    def _backup(self) -> Iterable[str]:
        last, keeping = self._keeping.last, self._desk.gateway.keeping
        if last is None:
            yield self.say("desk.backup.none")
        else:
            when = moment_text(last.at, self.say.words)
            size = f"{last.bytes / 1_000_000:,.1f} MB"
            yield self.say("desk.backup.line", when=when, age=self._age(last.at), size=size)
        if keeping is not None:
            yield str(keeping.folder)

    def _age(self, moment: datetime) -> str:
        seconds = int((datetime.now(UTC) - moment).total_seconds())
        if seconds < _HOUR:
            return self.say("desk.age.minutes", count=max(0, seconds) // _MINUTE)
        if seconds < 2 * _DAY:
            return self.say("desk.age.hours", count=seconds // _HOUR)
        return self.say("desk.age.days", count=seconds // _DAY)

    def _show_work(self) -> None:
        running, line = self._keeping.running, self._work_line
        if line is not None and line.work is not running:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
            self._work_line = line = None
        if running is not None and line is None:
            self._work_line = WorkLine(self._desk.shell, running, self, narrow=True)
            self._column.addWidget(self._work_line)

    def _look(self) -> None:
        self._tell_writes()
        if self._work_line is not None:
            self._work_line.look()

    # Events

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self._tell()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self._dot.setFocus()
            return
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        focused = self.focusWidget()
        if enter and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)


def _repolish(widgets: Iterable[QWidget]) -> None:
    for widget in widgets:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
