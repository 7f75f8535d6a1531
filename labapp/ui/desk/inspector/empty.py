"""What the panel says while nothing is chosen: how to begin, and what the colours mean."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from labapp.ui.desk.chips import StateChip
from labapp.ui.desk.shell import Shell
from labapp.ui.widgets.flow import FlowLayout

LEGEND: Final = (
    "confirmed",
    "held",
    "pending",
    "checked_in",
    "completed",
    "no_show",
    "waitlisted",
    "offered",
    "suspended_weather",
    "visit",
    "closure",
)
HINTS: Final = ("desk.empty.choose", "desk.empty.drag", "desk.empty.keys", "many.begin")


class Empty(QWidget):
    """Some hints and a legend."""

    def __init__(self, shell: Shell, hints: Sequence[str] = HINTS) -> None:
        """Build it once; the hints are keys of words."""
        super().__init__()
        put = shell.speech.put
        self._say = shell.speech
        self._count = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(10)
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.title.setProperty("role", "title")
        put("desk.empty", self._entitle)
        layout.addWidget(self.title)
        for key in hints:
            hint = QLabel()
            hint.setWordWrap(True)
            hint.setProperty("role", "muted")
            put(key, hint.setText)
            layout.addWidget(hint)
        layout.addSpacing(8)
        heading = QLabel()
        heading.setProperty("role", "strong")
        put("desk.legend", heading.setText)
        layout.addWidget(heading)
        # as many beside each other as fit: large words would push the panel over its edge
        legend = FlowLayout()
        layout.addLayout(legend)
        for state in LEGEND:
            chip = StateChip(shell)
            chip.show_state(state)
            legend.addWidget(chip)

    def show_count(self, count: int) -> None:
        """Say that so many bookings are chosen together; fewer than two are none for this panel."""
        self._count = count
        self._entitle(self._say("desk.empty"))

    def _entitle(self, nothing: str) -> None:
        several = self._count > 1
        text = self._say("many.chosen", count=self._count) if several else nothing
        self.title.setText(text)
