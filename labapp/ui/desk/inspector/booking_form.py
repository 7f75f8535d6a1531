"""A booking's fields, edited in place: each is saved when the person leaves it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from labapp.domain.bookings import Act, Booking, Kind, may
from labapp.domain.languages import Language, Names
from labapp.domain.resources import ResourceKind
from labapp.domain.staff import Role
from labapp.services.bookings import EditBooking, MoveBooking
from labapp.ui.desk.inspector.when_where import WhenWhere
from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.desk.shell import Shell
from labapp.ui.widgets.fields import Amount, Choice, Count, Field, Note, beside

SPOKEN: Final = ("en", "zh_hant", "zh_hans")
"""Languages a visit can be guided in."""
_POWER_STEP: Final = 100


class BookingForm(QWidget):
    """Shows one booking; says what the person wants to be different."""

    asked = Signal(object)
    """An ``Order``."""

    def __init__(self, shell: Shell, role: Role) -> None:
        """Build the fields of every kind of booking; each shows its own."""
        super().__init__()
        self._shell = shell
        self._role = role
        self.booking: Booking | None = None
        """The booking as it was last shown, which is what the person saw."""
        self._knowledge: Knowledge | None = None
        speech = shell.speech

        # Widgets
        self.where = WhenWhere(shell)
        self.title = QLineEdit()
        self.demo = Choice()
        self.staff = Count()
        self.visitors = Count()
        self.power = Count("W", _POWER_STEP)
        self.pool = Choice()
        self.mpflops = Amount("PFLOPS")
        self.guide = Choice()
        self.language = Choice()
        self.note = Note()
        title = Field(speech, "field.title", self.title)
        demo = Field(speech, "field.demo", self.demo)
        staff = Field(speech, "desk.field.staff", self.staff)
        self._people = Field(speech, "desk.field.visitors", self.visitors)
        power = Field(speech, "term.power", self.power)
        pool = Field(speech, "field.pool", self.pool)
        compute = Field(speech, "field.mpflops", self.mpflops)
        guide = Field(speech, "field.guide_id", self.guide)
        language = Field(speech, "field.language", self.language)
        self._of_kind: dict[Kind, tuple[QWidget, ...]] = {
            Kind.STAY: (demo, staff, self._people, power, pool, compute),
            Kind.VISIT: (title, self._people, guide, language),
            Kind.CLOSURE: (title,),
            Kind.RESERVATION: (title,),
        }

        # Layout
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(self.where)
        layout.addWidget(demo)
        layout.addLayout(beside(staff, self._people))
        layout.addLayout(beside(guide, language))
        layout.addWidget(pool)
        layout.addLayout(beside(power, compute))
        layout.addWidget(Field(speech, "field.note", self.note))

        # Signals
        self._read: dict[str, Callable[[], object]] = {
            "demo_id": lambda: self.demo.value,
            "staff": self.staff.value,
            "visitors": self.visitors.value,
            "power_w": self.power.value,
            "pool_id": lambda: self.pool.value,
            "mpflops": lambda: self.mpflops.thousandths,
            "guide_id": lambda: self.guide.value,
            "language": lambda: self.language.value,
            "note": lambda: self.note.toPlainText().strip() or None,
            "title": self._title,
        }
        self.where.changed.connect(self._move)
        for name, signal in (
            ("demo_id", self.demo.picked),
            ("staff", self.staff.editingFinished),
            ("visitors", self.visitors.editingFinished),
            ("power_w", self.power.editingFinished),
            ("pool_id", self.pool.picked),
            ("mpflops", self.mpflops.editingFinished),
            ("guide_id", self.guide.picked),
            ("language", self.language.picked),
            ("note", self.note.left),
            ("title", self.title.editingFinished),
        ):
            signal.connect(self._saver(name))
        shell.speech.changed.connect(self._say_again)

    @property
    def dirty(self) -> bool:
        """Whether a field says something else than was saved."""
        booking = self.booking
        if booking is None:
            return False
        moved = (self.where.place_id, self.where.span) != (booking.place_id, booking.span)
        return moved or any(
            self._read[name]() != getattr(booking, name) for name in self._names(booking.kind)
        )

    def show_booking(self, booking: Booking, knowledge: Knowledge) -> None:
        """Show a booking as it is now."""
        self.booking, self._knowledge = booking, knowledge
        self._offer(booking, knowledge)
        self.where.show_where(booking.place_id, booking.span)
        self.staff.setValue(booking.staff)
        self.visitors.setValue(booking.visitors)
        self.power.setValue(booking.power_w)
        self.mpflops.show_thousandths(booking.mpflops)
        self.note.setPlainText(booking.note or "")
        self.title.setText(self._shell.speech.name(booking.title))
        self.title.setCursorPosition(0)
        shown = self._of_kind[booking.kind]
        for widgets in self._of_kind.values():
            for widget in widgets:
                widget.setVisible(widget in shown)
        self.where.setEnabled(may(Act.MOVE, booking, self._role))
        editable = may(Act.EDIT, booking, self._role)
        for widget in (*shown, self.note):
            widget.setEnabled(editable)

    def revert(self) -> None:
        """Put back what was saved."""
        if self.booking is not None and self._knowledge is not None:
            self.show_booking(self.booking, self._knowledge)

    def _names(self, kind: Kind) -> tuple[str, ...]:
        of_kind = {
            Kind.STAY: ("demo_id", "staff", "visitors", "power_w", "pool_id", "mpflops"),
            Kind.VISIT: ("title", "visitors", "guide_id", "language"),
            Kind.CLOSURE: ("title",),
            Kind.RESERVATION: ("title",),
        }
        return (*of_kind[kind], "note")

    def _offer(self, booking: Booking, knowledge: Knowledge) -> None:
        say, name = self._shell.speech, self._shell.speech.name
        none = (None, say("term.none"))
        self.where.offer(knowledge, nowhere=booking.kind is Kind.VISIT)
        demos = [(demo.id, name(demo.titles)) for demo in knowledge.demos_of(booking.exhibitor_id)]
        if booking.demo_id is not None and booking.demo_id not in dict(demos):
            demos.append((booking.demo_id, name(booking.demo)))
        self.demo.offer([none, *demos], booking.demo_id)
        pools = [
            (pool.ref.id, name(pool.ref.names) or pool.ref.code)
            for pool in knowledge.resources(ResourceKind.POOL)
        ]
        self.pool.offer([none, *pools], booking.pool_id)
        guides = [
            (guide.ref.id, name(guide.ref.names) or guide.ref.code)
            for guide in knowledge.resources(ResourceKind.GUIDE)
        ]
        self.guide.offer([none, *guides], booking.guide_id)
        spoken = [(code, say(f"language.{code}")) for code in SPOKEN]
        if booking.language and booking.language not in SPOKEN:
            spoken.append((booking.language, say(f"language.{booking.language}")))
        self.language.offer([none, *spoken], booking.language)

    def _title(self) -> Names:
        """Return the title with what is written as its name in the window's language."""
        old = self.booking.title if self.booking else Names()
        text = self.title.text().strip()
        if text == self._shell.speech.name(old):
            return old
        slot = {Language.EN: "en", Language.ZH_HK: "zh_hant", Language.ZH_CN: "zh_hans"}
        return replace(old, **{slot[Language(self._shell.speech.language)]: text or None})

    def _saver(self, name: str) -> Callable[..., None]:
        return lambda *_: self._save(name)

    def _save(self, name: str) -> None:
        booking = self.booking
        if booking is None:
            return
        value = self._read[name]()
        if value != getattr(booking, name):
            self.asked.emit(
                EditBooking(booking_id=booking.id, changes={name: value}, version=booking.version)
            )

    def _move(self) -> None:
        booking = self.booking
        if booking is None:
            return
        place_id, span = self.where.place_id, self.where.span
        if (place_id, span) != (booking.place_id, booking.span):
            self.asked.emit(
                MoveBooking(
                    booking_id=booking.id, span=span, place_id=place_id, version=booking.version
                )
            )

    def _say_again(self) -> None:
        if not self.dirty:
            self.revert()
