"""The rail at the left: one button a page."""

from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from labapp.ui.desk.shell import Shell

PAGES: Final = (
    ("today", "layout-dashboard"),
    ("board", "calendar-range"),
    ("floor", "map"),
    ("bookings", "list"),
    ("exhibitors", "building-2"),
    ("papers", "printer"),
    ("settings", "settings"),
)
"""The pages there are, with their icons; Ctrl+1 shows the first. The last stands at the foot."""

_ICON: Final = 22


class Rail(QFrame):
    """Says which page is wanted."""

    chosen = Signal(str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        """Begin on the first page."""
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.buttons: dict[str, QToolButton] = {}
        self._shown = PAGES[0][0]
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 10, 6, 10)
        layout.setSpacing(6)
        for page, picture in PAGES:
            button = QToolButton()
            button.setProperty("rail", True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIconSize(QSize(_ICON, _ICON))
            button.setCheckable(True)
            shell.speech.put(f"desk.page.{page}", button.setText, button.setAccessibleName)
            shell.look.put_icon(button, picture, "text-muted", _ICON, checked="accent")
            button.toggled.connect(partial(self._choose, page))
            group.addButton(button)
            if page == PAGES[-1][0]:
                layout.addStretch(1)
            layout.addWidget(button)
            self.buttons[page] = button
        self.show_page(PAGES[0][0])

    def add_shortcuts(self) -> None:
        """Let Ctrl and a digit show a page."""
        for number, button in enumerate(self.buttons.values(), start=1):
            keys = QKeySequence(f"Ctrl+{number}")
            button.setToolTip(keys.toString(QKeySequence.SequenceFormat.NativeText))
            QShortcut(keys, self).activated.connect(button.click)

    def show_page(self, page: str) -> None:
        """Mark a page as the one shown, without saying so."""
        self._shown = page
        self.buttons[page].setChecked(True)

    def _choose(self, page: str, on: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        """Heard of every way to choose: assistive tools toggle the button and never click it."""
        if on and page != self._shown:
            self._shown = page
            self.chosen.emit(page)
