"""The head of the page: one of several lists, by a click, the arrow keys, or Alt and a digit."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from labapp.ui.desk.shell import Shell


class Segments(QWidget):
    """Says which is wanted; the one shown is marked."""

    chosen = Signal(str)

    def __init__(self, shell: Shell, names: Sequence[str], page: QWidget) -> None:
        """Name them ``lists.name.…``; the keys work on the page."""
        super().__init__()
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for number, name in enumerate(names, start=1):
            button = QToolButton()
            button.setCheckable(True)
            font = button.font()
            font.setBold(True)
            button.setFont(font)
            shell.speech.put(f"lists.name.{name}", button.setText, button.setAccessibleName)
            keys = QKeySequence(f"Alt+{number}")
            button.setToolTip(keys.toString(QKeySequence.SequenceFormat.NativeText))
            QShortcut(keys, page).activated.connect(button.click)
            self._group.addButton(button)
            row.addWidget(button)
            self.buttons[name] = button
        row.addStretch(1)
        self._group.buttonToggled.connect(self._tell)

    def show_name(self, name: str) -> None:
        """Mark a list as the one shown."""
        self.buttons[name].setChecked(True)

    def _tell(self, button: QToolButton, on: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        if on:
            self.chosen.emit(next(name for name, each in self.buttons.items() if each is button))
