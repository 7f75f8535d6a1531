"""What stands in the window while there is no database: what is wrong, and what can be done."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from labapp.ui.desk.shell import Shell

RETRY: Final = "retry"
NEW: Final = "new"
SAMPLE: Final = "sample"

_WIDTH: Final = 560


class Trouble(QWidget):
    """A card in the middle: a sentence with a remedy, and buttons for the ways on."""

    answered = Signal(str)
    """``retry``, ``new`` or ``sample``."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        """Begin without anything wrong."""
        super().__init__(parent)
        put = shell.speech.put
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(_WIDTH)
        title = QLabel()
        title.setProperty("role", "large")
        put("desk.trouble", title.setText)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.kept = QLabel()
        self.kept.setProperty("role", "muted")
        self.kept.setWordWrap(True)
        put("desk.trouble.kept", self.kept.setText)
        self.buttons = {answer: self._button(shell, answer) for answer in (NEW, SAMPLE, RETRY)}

        inside = QVBoxLayout(card)
        inside.setContentsMargins(32, 28, 32, 28)
        inside.setSpacing(14)
        inside.addWidget(title)
        inside.addWidget(self.text)
        inside.addWidget(self.kept)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        inside.addSpacing(6)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        layout.addLayout(middle)
        layout.addStretch(3)

    def show_fault(self, text: str, *, can_make: bool) -> None:
        """Say what is wrong; offer to make a lab only where none is."""
        self.text.setText(text)
        self.kept.setVisible(not can_make)
        for answer in (NEW, SAMPLE):
            self.buttons[answer].setVisible(can_make)
        first = self.buttons[NEW if can_make else RETRY]
        first.setFocus()

    def _button(self, shell: Shell, answer: str) -> QPushButton:
        button = QPushButton()
        if answer != SAMPLE:
            button.setProperty("role", "primary" if answer == NEW else None)
        shell.speech.put(f"desk.trouble.{answer}", button.setText, button.setAccessibleName)
        button.setAutoDefault(True)
        button.clicked.connect(partial(self._answer, answer))
        return button

    def _answer(self, answer: str) -> None:
        self.answered.emit(answer)
