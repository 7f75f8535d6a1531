"""What a booking of a series says of its series, and which of it a change is for."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.bookings import Booking
from labapp.domain.times import day_of
from labapp.services.series import Scope
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import day_text
from labapp.ui.widgets.marked import Marked

_SCOPES: Final = (Scope.THIS, Scope.FOLLOWING, Scope.ALL)


class SeriesBox(QWidget):
    """One line on the series; under it, while something is asked, a button for each scope."""

    chosen = Signal(object)
    """Scope"""
    kept = Signal()
    """Leave everything as it is."""

    def __init__(self, shell: Shell) -> None:
        """Begin without a series."""
        super().__init__()
        self._shell = shell
        self._standing: tuple[int, int, Booking] | None = None
        self._act = ""
        self._reach: Mapping[Scope, int] = {}

        # Widgets
        self.line = Marked(shell.look, "small")
        self.question = QLabel()
        self.question.setProperty("role", "strong")
        self.question.setWordWrap(True)
        self.asking = QWidget()
        self.buttons: dict[Scope, QPushButton] = {}
        for scope in _SCOPES:
            self.buttons[scope] = button = QPushButton()
            button.clicked.connect(self._chooser(scope))
        self.keep = QPushButton()
        self.keep.setProperty("role", "quiet")
        shell.speech.put("series.keep", self.keep.setText, self.keep.setAccessibleName)

        # Layout
        asking = QVBoxLayout(self.asking)
        asking.setContentsMargins(0, 4, 0, 4)
        asking.setSpacing(6)
        for widget in (self.question, *self.buttons.values(), self.keep):
            asking.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.asking)

        # Signals
        self.keep.clicked.connect(self._keep)
        shell.speech.changed.connect(self._tell)
        self.clear()

    @property
    def asks(self) -> bool:
        """Whether a question waits for its answer."""
        return bool(self._act)

    def clear(self) -> None:
        """Be about no series, and ask nothing."""
        self._standing = None
        self._act = ""
        self._tell()

    def show_standing(self, number: int, count: int, last: Booking) -> None:
        """Say that this is the so-manieth of so many bookings, of which that is the last."""
        self._standing = (number, count, last)
        self._tell()

    def ask(self, act: str, reach: Mapping[Scope, int]) -> None:
        """Ask which bookings an act is for: ``move``, ``edit`` or ``cancel``."""
        self._act, self._reach = act, reach
        self._tell()
        self.buttons[Scope.THIS].setFocus()

    def stop(self) -> None:
        """Take back the question."""
        self._act = ""
        self._tell()

    def _tell(self) -> None:
        say, standing = self._shell.speech, self._standing
        if standing is not None:
            number, count, last = standing
            day = day_text(day_of(last.span.start), say.words, year=False)
            text = say("series.standing", number=number, count=count, day=day)
            self.line.show_words("repeat", "text-muted", text)
        self.line.setVisible(standing is not None)
        if self._act:
            self.question.setText(say(f"series.ask.{self._act}"))
            for scope, button in self.buttons.items():
                text = say(f"series.scope.{scope}", count=self._reach.get(scope, 1))
                button.setText(text)
                button.setAccessibleName(text)
        self.asking.setVisible(bool(self._act))
        self.setVisible(standing is not None or bool(self._act))

    def _chooser(self, scope: Scope) -> Callable[..., None]:
        return lambda *_: self._choose(scope)

    def _choose(self, scope: Scope) -> None:
        self.stop()
        self.chosen.emit(scope)

    def _keep(self) -> None:
        self.stop()
        self.kept.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.asks:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self._keep()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = self.window().focusWidget()
            if isinstance(focused, QPushButton) and self.isAncestorOf(focused):
                focused.click()
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        row = [*self.buttons.values(), self.keep]
        focused = self.window().focusWidget()
        at = row.index(focused) if isinstance(focused, QPushButton) and focused in row else 0
        row[min(max(at + step, 0), len(row) - 1)].setFocus()
