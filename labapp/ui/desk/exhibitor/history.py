"""What was done to an exhibitor: who, when, what, newest first; the newest can be taken back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from labapp.domain.exhibitors import Exhibitor, Person
from labapp.domain.languages import Names
from labapp.exchange.contacts import phone_shown
from labapp.services.exhibitors import EDITABLE, PERSON_FIELDS, EditExhibitor
from labapp.ui.desk.inspector.history import MOST, Line
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import moment_text
from labapp.ui.widgets.layouts import clear

_IN_WORDS: Final = {
    "kind": "exhibitor_kind",
    "status": "exhibitor_status",
    "role": "contact_role",
    "language": "language",
}
"""Where the words of fields with few values are."""
_OF_PEOPLE: Final = {
    "phone": "field.phone",
    "email": "field.email",
    "role": "field.role",
    "language": "field.language",
}
_NAME: Final = ("name_zh", "western", "family", "given")
_Person = Mapping[str, Any]
"""Somebody's fields, as the journal keeps them."""
_EDIT: Final = "edit"


class ExhibitorHistory(QWidget):
    """A short column of acts, with a button for the newest where it can be taken back."""

    put_back_wanted = Signal(object)
    """EditExhibitor"""

    def __init__(self, shell: Shell) -> None:
        """Begin empty."""
        super().__init__()
        self._shell = shell
        self._rows: Sequence[Line] = ()
        self._order: EditExhibitor | None = None
        self._labels: list[QLabel] = []
        heading = QLabel()
        heading.setProperty("role", "strong")
        shell.speech.put("term.history", heading.setText)
        self.back = QPushButton()
        shell.speech.put("lists.put_back", self.back.setText, self.back.setAccessibleName)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(self.back)
        layout.addLayout(self._lines)
        self.back.clicked.connect(self._put_back)
        shell.speech.changed.connect(self._tell)

    def show_rows(self, rows: Sequence[Line], now: Exhibitor) -> None:
        """Show these acts on an exhibitor as it is now."""
        self._rows = rows
        self._order = order_to_put_back(rows[0], now) if rows else None
        self.back.setVisible(self._order is not None)
        self._tell()

    def texts(self) -> list[str]:
        """Return what is shown, a text an act."""
        return [label.text() for label in self._labels]

    def _put_back(self) -> None:
        if self._order is not None:
            self.put_back_wanted.emit(self._order)

    def _tell(self) -> None:
        clear(self._lines)
        self._labels = []
        for row in self._rows[:MOST]:
            label = QLabel(self._in_words(row))
            label.setWordWrap(True)
            label.setProperty("role", "small")
            self._lines.addWidget(label)
            self._labels.append(label)

    def _in_words(self, row: Line) -> str:
        say = self._shell.speech
        key = f"done.{row.act}"
        done = say(key) if say.words.has(key) else row.act
        when = moment_text(row.at, say.words)
        lines = [say("desk.history.line", done=done, who=row.actor, when=when)]
        if row.before and row.after:
            lines += [
                say("desk.history.change", field=say(key), before=old or "–", after=new or "–")
                for key, old, new in self._changes(row.before, row.after)
            ]
        return "\n".join(lines)

    def _changes(
        self, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Iterator[tuple[str, str, str]]:
        """Yield the key of each field's name, what stood there, and what stands there now."""
        for name in sorted(EDITABLE):
            old, new = self._value(name, before[name]), self._value(name, after[name])
            if old != new:
                yield f"field.{name}", old, new
        changed, added = _people(before, after)
        for old_person, new_person in changed:
            for name, heading in _OF_PEOPLE.items():
                old, new = (self._value(name, one[name]) for one in (old_person, new_person))
                if old != new:
                    yield heading, old, new
            if _called(old_person) != _called(new_person):
                yield "term.contact", _called(old_person), _called(new_person)
        for person in added:
            yield "term.contact", "", _called(person)

    def _value(self, name: str, value: Any) -> str:  # noqa: ANN401 -- as the journal keeps it
        if value is None:
            return ""
        if name == "names":
            return " · ".join(dict.fromkeys(part for part in value if part))
        if name == "phone":
            return phone_shown(value) or ""
        key = f"{_IN_WORDS.get(name)}.{value}"
        return self._shell.speech(key) if self._shell.speech.words.has(key) else str(value)


def _people(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[list[tuple[_Person, _Person]], list[_Person]]:
    """Return whose fields were changed, as they were and as they are, and who was added."""
    old = [one for one in before["people"] if one not in after["people"]]
    new = [one for one in after["people"] if one not in before["people"]]
    return list(zip(old, new, strict=False)), new[len(old) :]


def _called(person: _Person) -> str:
    parts = (person[name] for name in _NAME)
    return " ".join(part for part in parts if part)


def order_to_put_back(row: Line, now: Exhibitor) -> EditExhibitor | None:
    """Return the order that makes what an act has changed as it was; None where that cannot be.

    It is for the exhibitor as it is now: where somebody changes it meanwhile, it is refused.
    """
    before, after = row.before, row.after
    if row.act != _EDIT or not before or not after:
        return None
    changed, added = _people(before, after)
    if added:
        return None  # nobody is ever deleted
    changes = {
        name: Names(*before[name]) if name == "names" else before[name]
        for name in EDITABLE
        if before[name] != after[name]
    }
    people: dict[int, dict[str, Any]] = {}
    for old, new in changed:
        person = next((one for one in now.people if _record(one) == new), None)
        if person is None:
            return None
        people[person.id] = {name: old[name] for name in PERSON_FIELDS if old[name] != new[name]}
    if not changes and not people:
        return None
    return EditExhibitor(exhibitor_id=now.id, changes=changes, people=people, version=now.version)


def _record(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in PERSON_FIELDS}
