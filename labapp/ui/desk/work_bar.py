"""A slim line for each long work: what is done, how far, and a way to stop it."""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from labapp.ui.desk.shell import Shell
from labapp.ui.desk.work import Work

_LOOK_MILLISECONDS: Final = 100
_PATIENCE: Final = 3
"""Looks until a work is worth a line: what is over before would only flash."""
_WIDTH: Final = 260
_NARROW: Final = 90
_WHOLE: Final = 1000


class WorkLine(QWidget):
    """Shows one work."""

    def __init__(
        self, shell: Shell, work: Work, parent: QWidget | None = None, *, narrow: bool = False
    ) -> None:
        """Begin with what the work says of itself."""
        super().__init__(parent)
        self.work = work
        self._shell = shell
        self.text = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(_NARROW if narrow else _WIDTH)
        self.percent = QLabel()
        self.percent.setProperty("role", "muted")
        self.stop = QPushButton()
        self.stop.setProperty("role", "quiet")
        shell.speech.put("desk.work.stop", self.stop.setText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0 if narrow else 16, 4, 0 if narrow else 12, 4)
        layout.setSpacing(12)
        layout.addWidget(self.text)
        layout.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.percent)
        layout.addStretch(1)
        layout.addWidget(self.stop)
        self.stop.setVisible(work.stoppable)
        self.stop.clicked.connect(self._stop)
        self.look()

    def look(self) -> None:
        """Show how far the work is now."""
        share = self.work.share
        self.bar.setRange(0, 0 if share is None else _WHOLE)
        if share is not None:
            self.bar.setValue(round(share * _WHOLE))
        self.percent.setText("" if share is None else f"{share:.0%}")
        text = self._shell.speech("desk.work.stopping") if self.work.stopped else self.work.text
        if self.text.text() != text:
            self.text.setText(text)
            self.bar.setAccessibleName(text)
            stop = self._shell.speech("desk.work.stop")
            self.stop.setAccessibleName(f"{stop}{self._shell.speech('desk.colon')}{text}")

    def _stop(self) -> None:
        self.work.stop()
        self.stop.setEnabled(False)
        self.look()


class WorkBar(QFrame):
    """The lines of all that runs, out of sight while nothing does."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        """Begin with nothing."""
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._shell = shell
        self.lines: dict[Work, WorkLine] = {}
        self._waiting: dict[Work, int] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 2, 0, 2)
        self._layout.setSpacing(0)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        self.hide()

    def begin(self, work: Work) -> None:
        """Follow a work; it gets a line when it takes longer than a moment."""
        self._waiting[work] = _PATIENCE
        self._timer.start()

    def end(self, work: Work) -> None:
        """Follow it no longer."""
        self._waiting.pop(work, None)
        line = self.lines.pop(work, None)
        if line is not None:
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.setVisible(bool(self.lines))
        if not self.lines and not self._waiting:
            self._timer.stop()

    def _look(self) -> None:
        for work, looks in tuple(self._waiting.items()):
            if looks > 1:
                self._waiting[work] = looks - 1
                continue
            del self._waiting[work]
            line = self.lines[work] = WorkLine(self._shell, work, self)
            self._layout.addWidget(line)
            self.show()
        for line in self.lines.values():
            line.look()
