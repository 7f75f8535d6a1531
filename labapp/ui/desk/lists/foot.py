"""The line below a list: how many there are, how many were read, and how to read the others."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from labapp.ui.desk.shell import Shell


class Foot(QWidget):
    """Never leaves it unsaid that rows are missing."""

    more_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        """Begin without rows."""
        super().__init__()
        self._shell = shell
        self._told = (0, 0, 0)
        self._busy = False
        put = shell.speech.put
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.unread = QLabel()
        self.unread.setProperty("role", "strong")
        self.more, self.all = QPushButton(), QPushButton()
        for button in (self.more, self.all):
            button.setProperty("role", "quiet")
        put("lists.more", self.more.setText, self.more.setAccessibleName)
        put("lists.all", self.all.setText, self.all.setAccessibleName)
        self.extras = QHBoxLayout()
        self.extras.setSpacing(8)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.count)
        row.addWidget(self.unread)
        row.addWidget(self.more)
        row.addWidget(self.all)
        row.addStretch(1)
        row.addLayout(self.extras)
        self.setMinimumHeight(shell.look.theme.size("control"))
        self.more.clicked.connect(self.more_wanted)
        self.all.clicked.connect(self.all_wanted)
        shell.speech.changed.connect(self._tell)
        self._tell()

    def show_counts(self, shown: int, read: int, total: int) -> None:
        """Say how many rows are shown, of how many that were read, of how many that there are."""
        self._told = (shown, read, total)
        self._tell()

    def show_busy(self, *, busy: bool) -> None:
        """Say that the others are being read."""
        self._busy = busy
        self._tell()

    def _tell(self) -> None:
        say = self._shell.speech
        shown, read, total = self._told
        if shown == read:
            text = say("lists.count", count=read, number=f"{read:,}")
        else:
            text = say("lists.count.of", count=read, shown=f"{shown:,}", number=f"{read:,}")
        self.count.setText(text)
        some = read < total
        key = "lists.reading" if self._busy else "lists.unread"
        self.unread.setText(say(key, total=f"{total:,}") if some else "")
        self.unread.setVisible(some)
        for button in (self.more, self.all):
            button.setVisible(some and not self._busy)
