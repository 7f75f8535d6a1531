"""The first page of the first start: three ways to a lab, in any of three languages."""

from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from labapp.ui.desk.shell import Shell
from labapp.ui.desk.topbar import NATIVE
from labapp.words import LANGUAGES

WAYS: Final = (("found", "house"), ("sample", "eye"), ("file", "file-down"))
_BUTTON: Final = 210
_ICON: Final = 18


class Languages(QWidget):
    """The three languages side by side, each by its own name."""

    chosen = Signal(str)

    def __init__(self, shell: Shell) -> None:
        """Begin with the one that is spoken."""
        super().__init__()
        self._shell = shell
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for language in LANGUAGES:
            button = self.buttons[language] = QToolButton()
            button.setText(NATIVE[language])
            button.setAccessibleName(NATIVE[language])
            button.setCheckable(True)
            button.clicked.connect(partial(self.chosen.emit, language))
            group.addButton(button)
            layout.addWidget(button)
        layout.addStretch(1)
        shell.speech.changed.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        self.buttons[self._shell.speech.language].setChecked(True)


class Front(QWidget):
    """Says what this is, and offers the ways on."""

    wanted = Signal(str)
    """``found``, ``sample``, ``file``, ``again`` or ``anew``."""

    def __init__(self, shell: Shell) -> None:
        """Begin without anything wrong."""
        super().__init__()
        self._shell = shell
        put = shell.speech.put
        self.title, self.about = QLabel(), QLabel()
        self.title.setProperty("role", "large")
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        put("welcome.title", self.title.setText)
        put("welcome.about", self.about.setText)
        self.where = QLabel()
        self.where.setProperty("role", "muted")
        self.where.setWordWrap(True)
        self.where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.ways: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addSpacing(12)
        for way, picture in WAYS:
            column.addWidget(self._way(way, picture))
        column.addSpacing(12)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.again, self.anew = QPushButton(), QPushButton()
        for button, key in ((self.again, "again"), (self.anew, "anew")):
            button.setProperty("role", "quiet")
            put(f"welcome.{key}", button.setText, button.setAccessibleName)
            button.clicked.connect(partial(self.wanted.emit, key))
        column.addWidget(self.where)
        foot.addWidget(self.again)
        foot.addWidget(self.anew)
        foot.addStretch(1)
        column.addLayout(foot)
        column.addStretch(1)

    def _way(self, way: str, picture: str) -> QFrame:
        """Return a card: a button that says what, and a line that says what comes of it."""
        card = QFrame()
        card.setProperty("role", "card")
        about, button = QLabel(), QPushButton()
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        self._shell.speech.put(f"welcome.way.{way}.about", about.setText)
        self._shell.speech.put(f"welcome.way.{way}", button.setText, button.setAccessibleName)
        first = way == WAYS[0][0]
        if first:
            button.setProperty("role", "primary")
        button.setIconSize(QSize(_ICON, _ICON))
        self._shell.look.put_icon(button, picture, "accent-text" if first else "text-muted", _ICON)
        button.setMinimumWidth(_BUTTON)
        button.setAutoDefault(True)
        button.clicked.connect(partial(self.wanted.emit, way))
        self.ways[way] = button
        row = QHBoxLayout(card)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(14)
        row.addWidget(about, 1)
        row.addWidget(button)
        return card

    def show_begun(self, begun: bool, where: str) -> None:  # noqa: FBT001 -- one fact of two
        """Offer to go on with what was begun; say where the lab will be kept."""
        say = self._shell.speech
        self.anew.setVisible(begun)
        text = say("welcome.way.go_on" if begun else "welcome.way.found")
        self.ways["found"].setText(text)
        self.ways["found"].setAccessibleName(text)
        self.where.setText(say("welcome.where", where=where))
