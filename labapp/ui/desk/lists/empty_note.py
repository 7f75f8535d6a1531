"""What lies over a list without rows: why there are none, and what to do."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override


class EmptyNote(QLabel):
    """A few quiet words in the middle of another widget."""

    def __init__(self, over: QWidget) -> None:
        """Begin out of sight."""
        super().__init__(over)
        self.setProperty("role", "muted")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over.installEventFilter(self)
        self.hide()

    def show_words(self, text: str) -> None:
        """Say something, or with an empty text nothing."""
        self.setText(text)
        self.setVisible(bool(text))
        self._lie()

    def _lie(self) -> None:
        over = self.parentWidget()
        if over is not None:
            self.setGeometry(over.rect().adjusted(24, 24, -24, -24))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._lie()
        return False
