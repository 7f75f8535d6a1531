"""A slim bar to find bookings on the board: type, and go from one to the next."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget
from typing_extensions import override

from labapp.ui.desk.shell import Shell

_WIDEST: Final = 360
_ICON: Final = 16


class FindBar(QFrame):
    """One line above the board, out of sight until it is wanted."""

    searched = Signal(str)
    """What is in the field now."""
    stepped = Signal(int)
    """1 for the next found, -1 for the one before."""
    closed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        """Begin empty and hidden."""
        super().__init__(parent)
        self._shell = shell
        self._found: tuple[int, int] | None = None
        put, look = shell.speech.put, shell.look

        # Widgets
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        self.field.setMaximumWidth(_WIDEST)
        put("find.placeholder", self.field.setPlaceholderText)
        put("find.name", self.field.setAccessibleName)
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.previous, self.next, self.close_button = QToolButton(), QToolButton(), QToolButton()
        for button, picture, key in (
            (self.previous, "chevron-up", "find.previous"),
            (self.next, "chevron-down", "find.next"),
            (self.close_button, "x", "find.close"),
        ):
            look.put_icon(button, picture, "text-muted", _ICON)
            put(key, button.setToolTip, button.setAccessibleName)

        # Layout
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(6)
        layout.addWidget(self.field, 1)
        for widget in (self.previous, self.next, self.told):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.close_button)

        # Signals
        self.field.textChanged.connect(self.searched)
        self.previous.clicked.connect(lambda *_: self.stepped.emit(-1))
        self.next.clicked.connect(lambda *_: self.stepped.emit(1))
        self.close_button.clicked.connect(self.closed)
        shell.speech.changed.connect(self._tell)
        self.hide()

    def open(self) -> None:
        """Show the bar, all that was typed marked to be typed over."""
        self.show()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_count(self, at: int, count: int) -> None:
        """Say which of how many found is shown; 0 of 0 for none."""
        self._found = (at, count)
        self._tell()

    def _tell(self) -> None:
        say = self._shell.speech
        if not self.field.text().strip() or self._found is None:
            text = ""
        elif self._found[1] == 0:
            text = say("find.none")
        else:
            text = say("find.count", at=self._found[0], count=self._found[1])
        self.told.setText(text)
        self.told.setAccessibleName(text)
        for button in (self.previous, self.next):
            button.setEnabled(bool(self._found and self._found[1]))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.field.hasFocus():
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(-1 if back else 1)
        else:
            super().keyPressEvent(event)
