"""What stands in the window while the database cannot be opened: what is wrong, and a way on."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from labapp.ui.desk.shell import Shell

_WIDTH: Final = 560


class Trouble(QWidget):
    """A card in the middle: a sentence with a remedy, and a button to try again."""

    retry_wanted = Signal()

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
        self.retry = QPushButton()
        self.retry.setProperty("role", "primary")
        self.retry.setAutoDefault(True)
        put("desk.trouble.retry", self.retry.setText, self.retry.setAccessibleName)
        self.retry.clicked.connect(self.retry_wanted)

        inside = QVBoxLayout(card)
        inside.setContentsMargins(32, 28, 32, 28)
        inside.setSpacing(14)
        for label in (title, self.text, self.kept):
            inside.addWidget(label)
        row = QHBoxLayout()
        row.addWidget(self.retry)
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

    def show_fault(self, text: str) -> None:
        """Say what is wrong."""
        self.text.setText(text)
        self.retry.setFocus()
