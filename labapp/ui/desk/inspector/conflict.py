"""Somebody else saved first: what they wrote, what you wrote, and which shall stand."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from labapp.domain.bookings import Booking
from labapp.domain.languages import Names
from labapp.services.bookings import EditBooking, MoveBooking
from labapp.ui.desk.inspector.orders import Order
from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import pflops_text, span_text, watts_text

Difference = tuple[str, str, str]
"""A field's name, what stands there now, what was asked for."""


class ConflictBox(QWidget):
    """Theirs and yours side by side."""

    reload_wanted = Signal()
    mine_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        """Begin out of sight."""
        super().__init__()
        self._shell = shell
        put = shell.speech.put
        self.text = QLabel()
        self.text.setProperty("role", "warning")
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.reload = QPushButton()
        put("desk.conflict.reload", self.reload.setText, self.reload.setAccessibleName)
        self.mine = QPushButton()
        put("desk.conflict.mine", self.mine.setText, self.mine.setAccessibleName)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.text)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.reload, 1)
        row.addWidget(self.mine, 1)
        layout.addLayout(row)
        self.reload.clicked.connect(self._reload)
        self.mine.clicked.connect(self._mine)
        self.hide()

    def show_conflict(self, by: str, number: str, found: Sequence[Difference]) -> None:
        """Say who saved what meanwhile."""
        import html  # noqa: PLC0415 -- start-up time: all names of HTML come with it

        say = self._shell.speech
        rows = "".join(
            f"<p style='margin: 4px 0 0 0'><b>{html.escape(field)}</b><br>"
            f"{html.escape(say('desk.conflict.line', theirs=theirs or '–', mine=mine or '–'))}</p>"
            for field, theirs, mine in found
        )
        who = html.escape(say("desk.conflict", by=by, number=number))
        self.text.setText(f"{who}{rows}")
        self.show()

    def _reload(self) -> None:
        self.hide()
        self.reload_wanted.emit()

    def _mine(self) -> None:
        self.hide()
        self.mine_wanted.emit()


def differences(
    order: Order, theirs: Booking, knowledge: Knowledge, shell: Shell
) -> list[Difference]:
    """Return what the order asks for that is not so now, in words."""
    say = shell.speech
    if isinstance(order, MoveBooking):
        place = knowledge.lab.places.get(order.place_id or 0)
        code = place.code if place else theirs.place or ""
        pairs = [
            (say("field.place"), theirs.place or "", code),
            (
                say("term.time"),
                span_text(theirs.span, say.words),
                span_text(order.span, say.words),
            ),
        ]
        return [pair for pair in pairs if pair[1] != pair[2]]
    if isinstance(order, EditBooking):
        return [
            (
                say(f"field.{name}"),
                _in_words(name, getattr(theirs, name), knowledge, shell),
                _in_words(name, value, knowledge, shell),
            )
            for name, value in order.changes.items()
            if getattr(theirs, name) != value
        ]
    return []


def _in_words(name: str, value: object, knowledge: Knowledge, shell: Shell) -> str:
    say = shell.speech
    match name, value:
        case _, None:
            text = ""
        case _, Names():
            text = say.name(value)
        case "demo_id", int() if value in knowledge.demos:
            text = say.name(knowledge.demos[value].titles)
        case (("pool_id" | "guide_id"), int()) if value in knowledge.lab.resources:
            text = say.name(knowledge.lab.resources[value].ref.names)
        case "power_w", int():
            text = watts_text(value, say.words)
        case "mpflops", int():
            text = pflops_text(value, say.words)
        case "language", _:
            text = say(f"language.{value}")
        case _:
            text = str(value)
    return text
