"""The thin line at the foot of the page: what the keys do where the keyboard is."""

import html
from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from labapp.ui.desk.shell import Shell

_HEIGHT = 28


class KeysBar(QFrame):
    """Keys and their meanings, each key set apart."""

    def __init__(self, shell: Shell) -> None:
        """Begin with the keys that walk through the lines."""
        super().__init__()
        self._shell = shell
        self.setFixedHeight(_HEIGHT)
        self.text = QLabel()
        self.text.setProperty("role", "small")
        self.text.setTextFormat(Qt.TextFormat.RichText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 0, 24, 2)
        layout.addWidget(self.text, 1)
        self.show_keys(())

    def show_keys(self, here: Iterable[tuple[str, str]], *, walking: bool = True) -> None:
        """Show what keys do at a line, then those that walk if they do."""
        say = self._shell.speech
        keys = list(here)
        if walking:
            keys += [("↑ ↓", say("today.keys.line")), ("Tab", say("today.keys.group"))]
        self.text.setText(
            "&nbsp;&nbsp;&nbsp;&nbsp;".join(
                f"<b>{html.escape(key)}</b>&nbsp;&nbsp;{html.escape(word)}" for key, word in keys
            )
        )
