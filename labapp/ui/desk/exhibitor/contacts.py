"""Somebody to reach at an exhibitor: how they are called, their phone, their e-mail."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from labapp.domain.exhibitors import Person
from labapp.exchange.contacts import phone_shown, read_email, read_phone
from labapp.services.exhibitors import NewPerson
from labapp.ui.desk.shell import Shell
from labapp.ui.widgets.fields import Field, beside

NAMES: Final = ("name_zh", "western", "family", "given")
_READERS: Final = {"phone": read_phone, "email": read_email}


class ContactFields(QWidget):
    """Fields of a person; ``left`` when one of them holds something new that can stand."""

    left = Signal(str, object)
    """The field's name and its value, None for an empty one."""

    def __init__(self, shell: Shell) -> None:
        """Begin empty."""
        super().__init__()
        self._shell = shell
        self._shown: dict[str, str] = {}
        self.fields = {name: QLineEdit() for name in (*NAMES, "phone", "email")}
        self.fault = QLabel()
        self.fault.setProperty("role", "error")
        self.fault.setWordWrap(True)
        self.fault.hide()

        speech = shell.speech
        boxes = {
            name: Field(speech, f"desk.person.{name}" if name in NAMES else f"field.{name}", line)
            for name, line in self.fields.items()
        }
        self.names = QWidget()
        names = QVBoxLayout(self.names)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(8)
        names.addLayout(beside(boxes["name_zh"], boxes["western"]))
        names.addLayout(beside(boxes["family"], boxes["given"]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.names)
        layout.addLayout(beside(boxes["phone"], boxes["email"], shares=(2, 3)))
        layout.addWidget(self.fault)
        for name, line in self.fields.items():
            line.editingFinished.connect(partial(self._leave, name))

    def show_person(self, person: Person | None) -> None:
        """Show somebody, or nobody yet."""
        for name, line in self.fields.items():
            value = getattr(person, name) if person is not None else None
            text = (phone_shown(value) if name == "phone" else value) or ""
            self._shown[name] = text
            line.setText(text)
            line.setCursorPosition(0)
            self._mark(line, wrong=False)
        self.fault.hide()

    @property
    def person(self) -> NewPerson | None:
        """The person filled in; None while a field cannot stand."""
        values: dict[str, str | None] = {}
        for name in self.fields:
            stands, value = self._read(name)
            if not stands:
                return None
            values[name] = value
        return NewPerson(**values)

    @property
    def dirty(self) -> bool:
        """Whether a field says something else than was shown."""
        return any(line.text() != self._shown.get(n, "") for n, line in self.fields.items())

    def _leave(self, name: str) -> None:
        if self.fields[name].text() == self._shown.get(name, ""):
            return
        stands, value = self._read(name)
        if stands:
            self._shown[name] = self.fields[name].text()
            self.left.emit(name, value)

    def _read(self, name: str) -> tuple[bool, str | None]:
        """Return whether the field can stand, and what it says; say so if it cannot."""
        line = self.fields[name]
        text = line.text().strip()
        if not text or name not in _READERS:
            value: str | None = text or None
            stands = True
        else:
            value = _READERS[name](text).value
            stands = value is not None
        self._mark(line, wrong=not stands)
        self.fault.setVisible(not stands)
        if not stands:
            self.fault.setText(self._shell.speech(f"tables.fault.{name}_malformed", value=text))
        return stands, value

    @staticmethod
    def _mark(line: QLineEdit, *, wrong: bool) -> None:
        if bool(line.property("wrong")) != wrong:
            line.setProperty("wrong", wrong)
            line.style().unpolish(line)
            line.style().polish(line)


class ContactCard(QFrame):
    """A person on a card: name and role in words, phone and e-mail to change in place."""

    left = Signal(int, str, object)
    """The person's id, a field's name and its value."""

    def __init__(self, shell: Shell, person: Person) -> None:
        """Show a person."""
        super().__init__()
        self._shell = shell
        self.person = person
        self.setProperty("role", "sunken")
        self.name = QLabel()
        self.name.setProperty("role", "strong")
        self.name.setWordWrap(True)
        self.role = QLabel()
        self.role.setProperty("role", "small")
        self.edit = QToolButton()
        self.edit.setCheckable(True)
        shell.look.put_icon(self.edit, "pencil", "text-muted", 16)
        shell.speech.put("desk.person.edit", self.edit.setToolTip, self.edit.setAccessibleName)
        self.fields = ContactFields(shell)
        self.fields.names.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.role)
        head.addWidget(self.edit)
        layout.addLayout(head)
        layout.addWidget(self.fields)
        self.edit.toggled.connect(self.fields.names.setVisible)
        self.fields.left.connect(self._leave)
        shell.speech.changed.connect(self._tell)
        self.show_person(person)

    def show_person(self, person: Person) -> None:
        """Show the person as it is now, unless something in it is being changed."""
        self.person = person
        if not self.fields.dirty or not self.isVisible():
            self.fields.show_person(person)
        self._tell()

    def _leave(self, name: str, value: object) -> None:
        self.left.emit(self.person.id, name, value)

    def _tell(self) -> None:
        say = self._shell.speech
        self.name.setText(self.person.shown(say.language))
        key = f"contact_role.{self.person.role}"
        self.role.setText(say(key) if say.words.has(key) else self.person.role or "")
