"""A small picture and a few words beside it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from labapp.ui.icons import pixmap
from labapp.ui.look import Look

SIZE = 16


class Marked(QWidget):
    """Words with a mark that follows the theme."""

    def __init__(self, look: Look, role: str = "muted", parent: QWidget | None = None) -> None:
        """Begin empty; ``role`` is the label's, as the themes know it."""
        super().__init__(parent)
        self._look = look
        self._picture: tuple[str, str] | None = None
        self.mark = QLabel()
        self.mark.setFixedSize(QSize(SIZE, SIZE))
        self.words = QLabel()
        self.words.setProperty("role", role)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(6)
        layout.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        look.changed.connect(self._dress)

    def show_words(self, picture: str, token: str, text: str) -> None:
        """Show an icon in a colour of the theme, and a text."""
        self._picture = (picture, token)
        self.words.setText(text)
        self.setAccessibleName(text)
        self._dress()

    def _dress(self) -> None:
        if self._picture is not None:
            picture, token = self._picture
            self.mark.setPixmap(pixmap(picture, self._look.theme.colour(token), SIZE))
