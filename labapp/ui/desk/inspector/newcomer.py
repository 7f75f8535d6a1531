"""An exhibitor nobody knows yet, added without leaving the booking that is being made for it."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from labapp.domain.errors import Refused
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.languages import Language, Names
from labapp.exchange.contacts import read_phone
from labapp.exchange.folding import has_han, looks_simplified
from labapp.services.exhibitors import AddExhibitor, NewPerson
from labapp.ui.desk.shell import Shell
from labapp.ui.overriding import override
from labapp.ui.texts import explain
from labapp.ui.widgets.fields import Choice, Field, beside

_NAME_WIDTH: Final = 140
"""Pixels of a name that stand on the button, so that the panel stays as narrow as it is."""


class Newcomer(QWidget):
    """A button that offers to add what was typed, and the few fields that it opens."""

    asked = Signal(object)
    """AddExhibitor"""
    opened = Signal()
    closed = Signal()
    """It is not wanted after all."""

    def __init__(self, shell: Shell) -> None:
        """Begin hidden: nobody is looked for yet."""
        super().__init__()
        self._shell = shell
        speech = shell.speech

        # Widgets
        self.offer = QPushButton()
        self.offer.setProperty("role", "quiet")
        self.offer.setMinimumWidth(1)
        shell.look.put_icon(self.offer, "plus", "accent", 16)
        self.box = QFrame()
        self.box.setProperty("role", "sunken")
        self.name = QLineEdit()
        self.kind = Choice()
        self.person = QLineEdit()
        self.phone = QLineEdit()
        self.fault = QLabel()
        self.fault.setProperty("role", "error")
        self.fault.setWordWrap(True)
        self.add = QPushButton()
        speech.put("desk.exhibitor.add", self.add.setText, self.add.setAccessibleName)
        self.discard = QPushButton()
        speech.put("newcomer.discard", self.discard.setText, self.discard.setAccessibleName)

        # Layout
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.offer)
        layout.addWidget(self.box)
        inside = QVBoxLayout(self.box)
        inside.setContentsMargins(12, 8, 12, 12)
        inside.setSpacing(8)
        inside.addWidget(Field(speech, "newcomer.name", self.name))
        inside.addWidget(Field(speech, "field.kind", self.kind))
        person = Field(speech, "term.contact", self.person)
        inside.addLayout(beside(person, Field(speech, "field.phone", self.phone)))
        inside.addWidget(self.fault)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add, 1)
        row.addWidget(self.discard)
        inside.addLayout(row)

        # Signals
        self.offer.clicked.connect(self.open)
        self.add.clicked.connect(self._mean)
        self.discard.clicked.connect(self._close)
        speech.changed.connect(self._say_again)
        self._wanted = ""
        self.clear()

    @property
    def is_open(self) -> bool:
        """Whether its fields are being filled in."""
        return not self.box.isHidden()

    def clear(self) -> None:
        """Offer nothing any more."""
        for line in (self.name, self.person, self.phone):
            line.clear()
        self._wanted = ""
        self.box.hide()
        self.fault.hide()
        self.setEnabled(True)
        self.kind.choose(None)
        self._say_again()

    def offer_name(self, text: str) -> None:
        """Offer to add what was typed and not found; nothing takes the offer away."""
        if not self.is_open:
            self._wanted = text.strip()
            self._say_again()

    def open(self) -> None:
        """Let the person fill in who it is; Enter adds them."""
        self.name.setText(self._wanted)
        self.box.show()
        self._say_again()
        self.opened.emit()
        (self.person if self._wanted else self.name).setFocus()

    def object(self, refused: Refused) -> None:
        """Say why they cannot be added; what was filled in stays."""
        self.setEnabled(True)
        self._complain(explain(refused, self._shell.speech.language))
        self.name.setFocus()

    def _complain(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.setVisible(bool(text))

    def _close(self) -> None:
        self.clear()
        self.closed.emit()

    def _mean(self) -> None:
        name, kind, phone = self.name.text().strip(), self.kind.value, self.phone.text().strip()
        if not name:
            self._complain(self._shell.speech("newcomer.nameless"))
            self.name.setFocus()
            return
        number = read_phone(phone).value if phone else None
        if phone and number is None:
            self._complain(self._shell.speech("tables.fault.phone_malformed", value=phone))
            self.phone.setFocus()
            return
        if not isinstance(kind, ExhibitorKind):
            return
        self._complain("")
        self.setEnabled(False)
        person = _person(self.person.text().strip(), number)
        self.asked.emit(
            AddExhibitor(
                names=_names(name, self._shell.speech.language),
                kind=kind,
                people=() if person.empty else (person,),
            )
        )

    def _say_again(self) -> None:
        say, wanted = self._shell.speech, self._wanted
        chosen = self.kind.value or ExhibitorKind.STARTUP
        self.kind.offer([(kind, say(f"exhibitor_kind.{kind}")) for kind in ExhibitorKind], chosen)
        metrics = self.offer.fontMetrics()
        shown = metrics.elidedText(wanted, Qt.TextElideMode.ElideRight, _NAME_WIDTH)
        self.offer.setText(say("newcomer.offer", name=shown))
        self.offer.setAccessibleName(say("newcomer.offer", name=wanted))
        self.offer.setVisible(bool(wanted) and not self.is_open)
        self.setVisible(bool(wanted) or self.is_open)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.window().focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if isinstance(focused, QAbstractButton):
                focused.click()
            else:
                self._mean()
        elif event.key() == Qt.Key.Key_Escape and self.is_open:
            self._close()
        else:
            super().keyPressEvent(event)


def _names(name: str, language: str) -> Names:
    """Return the name in the language it is written in, as far as its letters tell."""
    if not has_han(name):
        return Names(en=name)
    if looks_simplified(name) or language == Language.ZH_CN:
        return Names(zh_hans=name)
    return Names(zh_hant=name)


def _person(name: str, phone: str | None) -> NewPerson:
    if has_han(name):
        return NewPerson(name_zh=name, phone=phone)
    return NewPerson(western=name or None, phone=phone)
