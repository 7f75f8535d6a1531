"""Everything about one exhibitor: whom to call, when they come, what they show; edited in place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from labapp.domain.bookings import Booking
from labapp.domain.exhibitors import Demo, Exhibitor, ExhibitorKind
from labapp.domain.languages import Names
from labapp.domain.times import day_of
from labapp.services.exhibitors import STATUSES, EditExhibitor
from labapp.ui.desk.exhibitor.contacts import ContactCard, ContactFields
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import day_text, span_text
from labapp.ui.widgets.fields import Choice, Count, Field, Note, beside
from labapp.ui.widgets.layouts import clear

MOST_BOOKINGS: Final = 8
_NAME_PARTS: Final = ("en", "zh_hant", "zh_hans")


@dataclass(frozen=True, slots=True)
class Shown:
    """An exhibitor with what belongs to it."""

    exhibitor: Exhibitor
    demos: tuple[Demo, ...]
    coming: tuple[Booking, ...]


class Detail(QWidget):
    """Shows one exhibitor; says what the person wants to be different."""

    asked = Signal(object)
    """EditExhibitor"""

    def __init__(self, shell: Shell) -> None:
        """Build it; people, demos and bookings come with the exhibitor."""
        super().__init__()
        self._shell = shell
        self.shown: Shown | None = None
        self.cards: dict[int, ContactCard] = {}
        speech = shell.speech

        # Widgets
        self._people = self._list()
        self.add_person = QPushButton()
        self.add_person.setProperty("role", "quiet")
        speech.put("desk.person.add", self.add_person.setText, self.add_person.setAccessibleName)
        self.new_person = ContactFields(shell)
        self.keep_person = QPushButton()
        speech.put("desk.person.keep", self.keep_person.setText, self.keep_person.setAccessibleName)
        self._new_box = QWidget()
        self._coming = self._list()
        self._demos = self._list()
        self.names = {part: QLineEdit() for part in _NAME_PARTS}
        self.fascia = QLineEdit()
        self.kind = Choice()
        self.status = Choice()
        self.brn = QLineEdit()
        self.badges = Count()
        self.note = Note()

        self._lay_out()
        self._connect()
        speech.changed.connect(self._say_again)

    def _lay_out(self) -> None:
        speech = self._shell.speech
        new = QVBoxLayout(self._new_box)
        new.setContentsMargins(0, 0, 0, 0)
        new.setSpacing(8)
        new.addWidget(self.new_person)
        new.addWidget(self.keep_person)
        self._new_box.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self._section(layout, "desk.people.heading", self._people, self._new_box, self.add_person)
        self._section(layout, "desk.coming", self._coming)
        self._section(layout, "term.demos", self._demos)
        self._section(layout, "desk.details")
        for part, line in self.names.items():
            layout.addWidget(Field(speech, f"desk.name.{part}", line))
        layout.addLayout(
            beside(
                Field(speech, "field.kind", self.kind), Field(speech, "field.status", self.status)
            )
        )
        layout.addWidget(Field(speech, "field.fascia", self.fascia))
        layout.addLayout(
            beside(
                Field(speech, "desk.brn", self.brn), Field(speech, "field.badge_quota", self.badges)
            )
        )
        layout.addWidget(Field(speech, "field.note", self.note))

    def _connect(self) -> None:
        for line in self.names.values():
            line.editingFinished.connect(self._save_names)
        self.fascia.editingFinished.connect(partial(self._save, "fascia"))
        self.brn.editingFinished.connect(partial(self._save, "brn"))
        self.badges.editingFinished.connect(partial(self._save, "badge_quota"))
        self.note.left.connect(partial(self._save, "note"))
        self.kind.picked.connect(lambda: self._save("kind"))
        self.status.picked.connect(lambda: self._save("status"))
        self.add_person.clicked.connect(self._ask_person)
        self.keep_person.clicked.connect(self._save_person)
        self._read: dict[str, Callable[[], object]] = {
            "fascia": lambda: self.fascia.text().strip() or None,
            "brn": lambda: self.brn.text().strip() or None,
            "badge_quota": self.badges.value,
            "note": lambda: self.note.toPlainText().strip() or None,
            "kind": lambda: self.kind.value,
            "status": lambda: self.status.value,
        }

    # Showing

    @property
    def dirty(self) -> bool:
        """Whether a field says something else than was saved."""
        if self.shown is None:
            return False
        exhibitor = self.shown.exhibitor
        return (
            any(read() != getattr(exhibitor, name) for name, read in self._read.items())
            or self._names() != exhibitor.names
        )

    def show_exhibitor(self, shown: Shown) -> None:
        """Show an exhibitor; what is being changed in the same one stays."""
        before = self.shown
        same = before is not None and before.exhibitor.id == shown.exhibitor.id
        if not (same and self.dirty):
            self._show_fields(shown.exhibitor)
            self.shown = shown
        elif before is not None:
            self.shown = replace(shown, exhibitor=before.exhibitor)
        if not same:
            self._new_box.hide()
            self.add_person.show()
        self._show_people(shown.exhibitor)
        self._show_lists(shown)

    def saved(self, exhibitor: Exhibitor) -> None:
        """Take what was saved for what is shown; what is being changed beside it stays."""
        if self.shown is None:
            return
        clean = not self.dirty
        self.shown = replace(self.shown, exhibitor=exhibitor)
        if clean:
            self._show_fields(exhibitor)
        self._show_people(exhibitor)

    def _show_fields(self, exhibitor: Exhibitor) -> None:
        for part, line in self.names.items():
            line.setText(getattr(exhibitor.names, part) or "")
            line.setCursorPosition(0)
        self.fascia.setText(exhibitor.fascia or "")
        self.fascia.setCursorPosition(0)
        self.brn.setText(exhibitor.brn or "")
        self.badges.setValue(exhibitor.badge_quota)
        self.note.setPlainText(exhibitor.note or "")
        self._offer(exhibitor.kind, exhibitor.status)

    def _offer(self, kind: object, status: object) -> None:
        say = self._shell.speech
        self.kind.offer([(each, say(f"exhibitor_kind.{each}")) for each in ExhibitorKind], kind)
        self.status.offer([(each, say(f"exhibitor_status.{each}")) for each in STATUSES], status)

    def _show_people(self, exhibitor: Exhibitor) -> None:
        known = {person.id: person for person in exhibitor.people}
        if list(known) != list(self.cards) or not known:
            clear(self._people)
            self.cards = {}
            for person in exhibitor.people:
                card = ContactCard(self._shell, person)
                card.left.connect(self._save_person_field)
                self._people.addWidget(card)
                self.cards[person.id] = card
            if not exhibitor.people:
                self._people.addWidget(self._hint("desk.people.none"))
            return
        for person_id, card in self.cards.items():
            card.show_person(known[person_id])

    def _show_lists(self, shown: Shown) -> None:
        clear(self._coming)
        for booking in shown.coming[:MOST_BOOKINGS]:
            self._coming.addWidget(self._booking_button(booking))
        more = len(shown.coming) - MOST_BOOKINGS
        if more > 0:
            text = QLabel(self._shell.speech("desk.coming.more", count=more))
            text.setProperty("role", "small")
            self._coming.addWidget(text)
        if not shown.coming:
            self._coming.addWidget(self._hint("desk.coming.none"))
        clear(self._demos)
        for demo in shown.demos:
            self._demos.addWidget(self._demo_label(demo))
        if not shown.demos:
            self._demos.addWidget(self._hint("desk.demos.none"))

    def _booking_button(self, booking: Booking) -> QPushButton:
        say = self._shell.speech
        where = booking.place or say(f"kind.{booking.kind}")
        state = say(f"state.{booking.state}")
        button = QPushButton(f"{span_text(booking.span, say.words)} · {where} · {state}")
        button.setAccessibleName(f"{booking.number} {button.text()}")
        button.setToolTip(f"{booking.number} · {say.name(booking.demo)}")
        button.setProperty("role", "quiet")
        button.setStyleSheet("text-align: left; padding-left: 6px; padding-right: 6px;")
        button.clicked.connect(partial(self._shell.show_booking, booking.number))
        return button

    def _demo_label(self, demo: Demo) -> QLabel:
        say = self._shell.speech
        cleared = say(f"clearance.{demo.clearance}")
        if demo.valid_until is not None and demo.clearance in {"cleared", "conditional"}:
            until = day_text(demo.valid_until, say.words, year=True)
            cleared = say("desk.cleared_until", cleared=cleared, until=until)
        label = QLabel(f"{demo.code}  {say.name(demo.titles)}\n{cleared}")
        label.setWordWrap(True)
        today = day_of(self._shell.clock.now())
        label.setProperty("role", None if demo.cleared_on(today) else "warning")
        return label

    def _hint(self, key: str) -> QLabel:
        label = QLabel(self._shell.speech(key))
        label.setProperty("role", "muted")
        label.setWordWrap(True)
        return label

    @staticmethod
    def _list() -> QVBoxLayout:
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        return layout

    def _section(
        self, layout: QVBoxLayout, key: str, inside: QVBoxLayout | None = None, *more: QWidget
    ) -> None:
        heading = QLabel()
        heading.setProperty("role", "strong")
        self._shell.speech.put(key, heading.setText)
        layout.addSpacing(4)
        layout.addWidget(heading)
        if inside is not None:
            layout.addLayout(inside)
        for widget in more:
            layout.addWidget(widget)

    def _say_again(self) -> None:
        if self.shown is not None:
            self._offer(self.kind.value, self.status.value)
            if not self.cards:
                self._show_people(self.shown.exhibitor)
            self._show_lists(self.shown)

    # Saving

    def _names(self) -> Names:
        texts = {part: line.text().strip() or None for part, line in self.names.items()}
        return Names(**texts)

    def _save_names(self) -> None:
        if self.shown is not None and self._names() != self.shown.exhibitor.names:
            self._ask({"names": self._names()})

    def _save(self, name: str) -> None:
        if self.shown is None:
            return
        value = self._read[name]()
        if value != getattr(self.shown.exhibitor, name):
            self._ask({name: value})

    def _save_person_field(self, person_id: int, name: str, value: object) -> None:
        if self.shown is not None:
            exhibitor = self.shown.exhibitor
            self.asked.emit(
                EditExhibitor(
                    exhibitor_id=exhibitor.id,
                    people={person_id: {name: value}},
                    version=exhibitor.version,
                )
            )

    def _ask(self, changes: dict[str, object]) -> None:
        if self.shown is not None:
            exhibitor = self.shown.exhibitor
            self.asked.emit(
                EditExhibitor(exhibitor_id=exhibitor.id, changes=changes, version=exhibitor.version)
            )

    def _ask_person(self) -> None:
        self.new_person.show_person(None)
        self._new_box.show()
        self.add_person.hide()
        self.new_person.fields["name_zh"].setFocus()

    def _save_person(self) -> None:
        person = self.new_person.person
        if self.shown is None or person is None or person.empty:
            return
        exhibitor = self.shown.exhibitor
        self.asked.emit(
            EditExhibitor(
                exhibitor_id=exhibitor.id, new_people=(person,), version=exhibitor.version
            )
        )
        self._new_box.hide()
        self.add_person.show()


def coming_of(bookings: Sequence[Booking], exhibitor_id: int) -> tuple[Booking, ...]:
    """Return the bookings of an exhibitor among others."""
    return tuple(booking for booking in bookings if booking.exhibitor_id == exhibitor_id)
