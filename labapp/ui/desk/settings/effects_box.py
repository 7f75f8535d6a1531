"""What a change would affect, shown before it is saved; and the two buttons that decide."""

import html
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.bookings import Booking
from labapp.services.effects import Effects
from labapp.ui.desk.settings.parts import line
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import span_text

_WIDEST: Final = 1100
_COLUMNS: Final = 3


class EffectsBox(QFrame):
    """Out of sight while nothing is changed; else the effects, Save and Discard.

    What it says is said again in another language. Save can be pressed once the effects are known.
    """

    saved = Signal()
    """Save was pressed."""
    discarded = Signal()
    """Discard was pressed."""

    def __init__(self, shell: Shell) -> None:
        """Begin out of sight."""
        super().__init__()
        self._shell = shell
        self._known: tuple[Effects, str, str, str] | None = None
        self._fault = ""
        self._reminder = ""
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)

        # Widgets
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.discard = QPushButton()
        shell.speech.put("desk.discard", self.discard.setText, self.discard.setAccessibleName)
        self.save = QPushButton()
        self.save.setProperty("role", "primary")

        # Layout
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.discard)
        buttons.addWidget(self.save)
        inside = QWidget()
        inside.setMaximumWidth(_WIDEST)
        row = QHBoxLayout(inside)
        row.setContentsMargins(24, 10, 24, 12)
        row.setSpacing(24)
        row.addWidget(self.text, 1)
        row.addLayout(buttons)
        row.setAlignment(buttons, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(line())
        held = QHBoxLayout()  # what is narrower than its layout is else too low for its words
        held.addWidget(inside, 1)
        held.addStretch(0)
        layout.addLayout(held)

        # Signals
        self.save.clicked.connect(self.saved)
        self.discard.clicked.connect(self.discarded)
        self.text.linkActivated.connect(shell.show_booking)
        shell.speech.changed.connect(self._tell)
        self._tell_save("term.save")
        self.hide()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape discard from here too."""
        if event.key() == Qt.Key.Key_Escape:
            self.discarded.emit()
        else:
            super().keyPressEvent(event)

    def weigh(self) -> None:
        """Say that the effects are being found."""
        self._known, self._fault, self._reminder = None, "", ""
        self._tell()
        self.show()

    def show_effects(
        self,
        found: Effects,
        key: str = "settings.effects",
        save: str = "term.save",
        lead: str = "",
    ) -> None:
        """Show what would be affected.

        Args:
            found: The bookings.
            key: The words for how they are affected, with the fact ``count``; with ``.none`` behind
                it, the words for no effect.
            save: The words on the button that goes on.
            lead: A sentence in the present language that stands before it.
        """
        self._known, self._fault, self._reminder = (found, key, save, lead), "", ""
        self._tell()
        self.show()

    def show_fault(self, text: str) -> None:
        """Say why it cannot be saved."""
        self._known, self._fault, self._reminder = None, text, ""
        self._tell()
        self.show()

    def remind(self, key: str) -> None:
        """Say a sentence in front of the rest until something changes, and take the focus."""
        self._reminder = key
        self._tell()
        first = self.save if self.save.isEnabled() else self.discard
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def rest(self) -> None:
        """Go out of sight: nothing is changed."""
        self._known, self._fault, self._reminder = None, "", ""
        self.hide()

    def _tell(self) -> None:
        say = self._shell.speech
        self.save.setEnabled(self._known is not None)
        reminder = f"<b>{html.escape(say(self._reminder))}</b><br>" if self._reminder else ""
        if self._known is None:
            self._look("error" if self._fault else "muted")
            self.text.setText(reminder + html.escape(self._fault or say("settings.weighing")))
            self._tell_save("term.save")
            return
        found, key, save, lead = self._known
        self._tell_save(save)
        told = say(key, count=found.count) if found.count else say(f"{key}.none")
        head = html.escape(say("settings.lead", lead=lead, told=told) if lead else told)
        self._look("" if found.count else "muted")
        affected = f"<b>{head}</b>{self._links(found)}"
        self.text.setText(reminder + (affected if found.count else head))

    def _links(self, found: Effects) -> str:
        """Return the bookings in columns; a place's or a day's words are never broken."""
        cells = [self._link(one) for one in found.first]
        more = found.count - len(found.first)
        if more:
            cells.append(html.escape(self._shell.speech("settings.effects.more", count=more)))
        style = "style='white-space: nowrap; padding: 2px 18px 0 0'"
        rows = (cells[at : at + _COLUMNS] for at in range(0, len(cells), _COLUMNS))
        lines = ("".join(f"<td {style}>{cell}</td>" for cell in row) for row in rows)
        return f"<table cellspacing='0'>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"

    def _tell_save(self, key: str) -> None:
        text = self._shell.speech(key)
        self.save.setText(text)
        self.save.setAccessibleName(text)

    def _look(self, role: str) -> None:
        if self.text.property("role") != role:
            self.text.setProperty("role", role)
            self.text.style().unpolish(self.text)
            self.text.style().polish(self.text)

    def _link(self, one: Booking) -> str:
        say = self._shell.speech
        place = one.place or say(f"kind.{one.kind}")
        told = f"{one.number} {place} {span_text(one.span, say.words)}"
        return f'<a href="{html.escape(one.number)}">{html.escape(told)}</a>'
