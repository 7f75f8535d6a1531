"""What the panel says while nothing is chosen: how to begin, and what the colours mean."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from labapp.ui.desk.chips import StateChip
from labapp.ui.desk.shell import Shell

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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(10)
        title = QLabel()
        title.setProperty("role", "title")
        put("desk.empty", title.setText)
        layout.addWidget(title)
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
        grid = QGridLayout()
        grid.setSpacing(6)
        for number, state in enumerate(LEGEND):
            chip = StateChip(shell)
            chip.show_state(state)
            grid.addWidget(chip, *divmod(number, 2))
        layout.addLayout(grid)
