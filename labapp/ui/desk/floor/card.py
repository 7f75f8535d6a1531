"""The place that is chosen: what it is, what is there, what comes next, and a way to book it."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from labapp.ui.desk.floor.places import FloorRow, RowMaker
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import hours_text

_PAD: Final = 16


class PlaceCard(QFrame):
    """Out of sight while no place is chosen."""

    book_wanted = Signal()

    def __init__(self, shell: Shell, makes: RowMaker, *, may_book: bool) -> None:
        """Begin without a place."""
        super().__init__()
        self._shell = shell
        self._makes = makes
        self._may_book = may_book
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.facts = QLabel()
        self.facts.setProperty("role", "small")
        self.what = QLabel()
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.book = QPushButton()
        self.book.setProperty("role", "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_PAD, 12, _PAD, 8)
        layout.setSpacing(4)
        for label in (self.heading, self.facts, self.what, self.note):
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addSpacing(4)
        layout.addWidget(self.book)
        self.book.clicked.connect(self.book_wanted)
        self.hide()

    def show_row(self, row: FloorRow | None, *, drafting: bool) -> None:
        """Show a place at the moment shown, or none."""
        self.setVisible(row is not None)
        if row is None:
            return
        say, place = self._shell.speech, row.here.place
        self.heading.setText(f"{row.shown.code} · {row.shown.label}")
        self.facts.setText(self._makes.facts(row.here))
        what = " · ".join(part for part in (row.what, row.shown.subtitle) if part)
        coming = say("floor_page.next", what=row.next) if row.next else ""
        self.what.setText("\n".join(part for part in (what, coming) if part))
        note = place.note or "" if not row.shown.in_service else ""
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.book.setVisible(row.offer is not None and self._may_book and not drafting)
        if row.offer is not None:
            text = say("floor_page.book", time=hours_text(row.offer))
            self.book.setText(text)
            self.book.setAccessibleName(text)
