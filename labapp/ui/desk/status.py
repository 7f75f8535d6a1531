"""The quiet dot: whether the database answers, and what there is to know of its safety."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from labapp.ui.desk.shell import Shell
from labapp.ui.formats import clock_text

_LOOKS: Final = {
    "opening": ("hourglass", "text-muted"),
    "ready": ("circle-check", "success"),
    "old": ("circle-alert", "warning"),
    "none": ("circle-alert", "warning"),
    "away": ("circle-alert", "danger"),
}
_ICON: Final = 16
_AIR: Final = 6


class StatusDot(QToolButton):
    """A mark and a word: opening, ready, none, or away since when; pressed, it tells more."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        """Begin while the database is opened."""
        super().__init__(parent)
        self._speech, self._look = shell.speech, shell.look
        self._state = "opening"
        self._since: datetime | None = None
        self._where = ""
        self._backup_is_old = False
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(_ICON + _AIR, _ICON))
        self.setProperty("quiet", True)
        shell.speech.changed.connect(self._tell)
        self._tell()

    @property
    def state(self) -> str:
        """What it tells: ``opening``, ``ready``, ``old``, ``none`` or ``away``."""
        old = self._state == "ready" and self._backup_is_old
        return "old" if old else self._state

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

    def show_backup(self, *, old: bool) -> None:
        """Say whether the last backup is older than it should be."""
        self._backup_is_old = old
        self._tell()

    def _tell(self) -> None:
        since = clock_text(self._since) if self._since else ""
        text = self._speech(f"desk.database.{self.state}", time=since)
        self._look.put_icon(self, *_LOOKS[self.state], _ICON)
        self.setText(text)
        self.setToolTip(self._where)
        self.setAccessibleName(f"{text} {self._where}".strip())
