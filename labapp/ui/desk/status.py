"""The quiet dot: whether the database answers."""

from datetime import datetime
from typing import Final

from PySide6.QtWidgets import QWidget

from labapp.ui.desk.shell import Shell
from labapp.ui.formats import clock_text
from labapp.ui.widgets.marked import Marked

_LOOKS: Final = {
    "opening": ("hourglass", "text-muted"),
    "ready": ("circle-check", "success"),
    "none": ("circle-alert", "warning"),
    "away": ("circle-alert", "danger"),
}


class StatusDot(Marked):
    """A mark and a word: opening, ready, none, or away since when."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        """Begin while the database is opened."""
        super().__init__(shell.look, parent=parent)
        self._speech = shell.speech
        self._state = "opening"
        self._since: datetime | None = None
        self._where = ""
        shell.speech.changed.connect(self._tell)
        self._tell()

    def show_opening(self) -> None:
        """Say that the database is being opened."""
        self._state = "opening"
        self._tell()

    def show_none(self) -> None:
        """Say that there is no database to show."""
        self._state, self._where = "none", ""
        self._tell()

    def show_ready(self, where: str) -> None:
        """Say that the database answers, and which it is."""
        self._state, self._where = "ready", where
        self._tell()

    def show_away(self, since: datetime) -> None:
        """Say that the database has not answered since a moment."""
        self._state, self._since = "away", since
        self._tell()

    def _tell(self) -> None:
        since = clock_text(self._since) if self._since else ""
        text = self._speech(f"desk.database.{self._state}", time=since)
        self.show_words(*_LOOKS[self._state], text)
        self.setToolTip(self._where)
        self.setAccessibleName(f"{text} {self._where}".strip())
