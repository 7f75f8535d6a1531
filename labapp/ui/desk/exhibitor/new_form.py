"""A new exhibitor: a name in at least one language, its type, and somebody to call."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.languages import Names
from labapp.services.exhibitors import AddExhibitor
from labapp.ui.desk.exhibitor.contacts import ContactFields
from labapp.ui.desk.shell import Shell
from labapp.ui.widgets.fields import Choice, Field, beside

_NAME_PARTS: Final = ("en", "zh_hant", "zh_hans")


class NewForm(QWidget):
    """Says what would be added, when it is meant."""

    asked = Signal(object)
    """AddExhibitor"""
    discarded = Signal()

    def __init__(self, shell: Shell) -> None:
        """Begin empty."""
        super().__init__()
        self._shell = shell
        speech = shell.speech

        # Widgets
        self.names = {part: QLineEdit() for part in _NAME_PARTS}
        self.kind = Choice()
        self.brn = QLineEdit()
        self.fascia = QLineEdit()
        self.contact = ContactFields(shell)
        self.add = QPushButton()
        self.add.setProperty("role", "primary")
        speech.put("desk.exhibitor.add", self.add.setText, self.add.setAccessibleName)
        self.discard = QPushButton()
        speech.put("desk.discard", self.discard.setText, self.discard.setAccessibleName)

        # Layout
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for part, line in self.names.items():
            layout.addWidget(Field(speech, f"desk.name.{part}", line))
        layout.addLayout(
            beside(Field(speech, "field.kind", self.kind), Field(speech, "desk.brn", self.brn))
        )
        layout.addWidget(Field(speech, "field.fascia", self.fascia))
        heading = QLabel()
        heading.setProperty("role", "strong")
        speech.put("term.contact", heading.setText)
        layout.addSpacing(4)
        layout.addWidget(heading)
        layout.addWidget(self.contact)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add, 1)
        row.addWidget(self.discard)
        layout.addLayout(row)

        # Signals
        self.add.clicked.connect(self._mean)
        self.discard.clicked.connect(self.discarded)
        speech.changed.connect(self._offer)
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        for line in (*self.names.values(), self.brn, self.fascia):
            line.clear()
        self.contact.show_person(None)
        self.kind.choose(None)
        self._offer()

    def first_field(self) -> QLineEdit:
        """Return the name's field in the window's language."""
        parts = {"en": "en", "zh_HK": "zh_hant", "zh_CN": "zh_hans"}
        return self.names[parts[self._shell.speech.language]]

    def _offer(self) -> None:
        say = self._shell.speech
        chosen = self.kind.value or ExhibitorKind.STARTUP
        self.kind.offer([(kind, say(f"exhibitor_kind.{kind}")) for kind in ExhibitorKind], chosen)

    def _mean(self) -> None:
        person, kind = self.contact.person, self.kind.value
        if person is None or not isinstance(kind, ExhibitorKind):
            return
        names = Names(**{part: line.text().strip() or None for part, line in self.names.items()})
        self.asked.emit(
            AddExhibitor(
                names=names,
                kind=kind,
                fascia=self.fascia.text().strip() or None,
                brn=self.brn.text().strip() or None,
                people=(person,),
            )
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.window().focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if isinstance(focused, QAbstractButton) and self.isAncestorOf(focused):
                focused.click()
            else:
                self._mean()
        elif event.key() == Qt.Key.Key_Escape:
            self.discarded.emit()
        else:
            super().keyPressEvent(event)
