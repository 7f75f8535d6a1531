"""A booking that is not made yet: who, what, where, when; or a guided tour, or a closure."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.bookings import Kind, State
from labapp.domain.keys import new_key
from labapp.domain.languages import Language, Names
from labapp.domain.resources import ResourceKind
from labapp.domain.times import day_of
from labapp.exchange.folding import fold
from labapp.services.bookings import BookPlace, BookVisit, ClosePlace
from labapp.services.series import BookSeries
from labapp.ui.desk.board.series_repeat import RepeatBox
from labapp.ui.desk.inspector.booking_form import SPOKEN
from labapp.ui.desk.inspector.newcomer import Newcomer
from labapp.ui.desk.inspector.places import Place
from labapp.ui.desk.inspector.when_where import WhenWhere
from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.desk.shell import Shell
from labapp.ui.widgets.fields import Choice, Count, Field, Note, beside
from labapp.ui.widgets.search_combo import Found, SearchCombo

STATES: Final = (State.CONFIRMED, State.HELD, State.PENDING, State.WAITLISTED)
_POWER_STEP: Final = 100
_TITLED: Final = {Kind.VISIT: "desk.field.group", Kind.CLOSURE: "term.reason"}


class DraftForm(QWidget):
    """Says what would be booked as it is filled in, and when to book it."""

    changed = Signal()
    """Something is different: ask what would be in the way."""
    moved = Signal()
    """Place or time are different."""
    meant = Signal()
    """Book it."""
    discarded = Signal()

    def __init__(self, shell: Shell, verdict: QWidget) -> None:
        """Build the fields of every kind; the verdict stands above the button that books."""
        super().__init__()
        self._shell = shell
        self._knowledge: Knowledge | None = None
        self._key = new_key()
        self._power_given = False
        self.kind = Kind.STAY
        put = shell.speech.put

        # Widgets
        self.kinds = self._kind_buttons()
        self.exhibitor = SearchCombo(_folded)
        put("desk.find_exhibitor", self.exhibitor.line.setPlaceholderText)
        self.newcomer = Newcomer(shell)
        self.title = QLineEdit()
        self.demo = Choice()
        self.where = WhenWhere(shell)
        self.repeat = RepeatBox(shell)
        self.state = Choice()
        self.staff = Count()
        self.visitors = Count()
        self.power = Count("W", _POWER_STEP)
        self.guide = Choice()
        self.language = Choice()
        self.note = Note()
        self.book = QPushButton()
        self.book.setProperty("role", "primary")
        self.name_book()
        self.discard = QPushButton()
        put("desk.discard", self.discard.setText, self.discard.setAccessibleName)

        self._lay_out(verdict)
        self._connect()

    def _kind_buttons(self) -> dict[Kind, QToolButton]:
        buttons: dict[Kind, QToolButton] = {}
        group = QButtonGroup(self)
        for kind in Kind:
            button = QToolButton()
            button.setCheckable(True)
            self._shell.speech.put(f"kind.{kind}", button.setText, button.setAccessibleName)
            button.clicked.connect(self._chooser(kind))
            group.addButton(button)
            buttons[kind] = button
        return buttons

    def _lay_out(self, verdict: QWidget) -> None:
        speech = self._shell.speech
        who = Field(speech, "field.exhibitor", self.exhibitor)
        title = self._title_field = Field(speech, "field.title", self.title)
        demo = Field(speech, "field.demo", self.demo)
        state = Field(speech, "field.state", self.state)
        staff = Field(speech, "desk.field.staff", self.staff)
        people = Field(speech, "desk.field.visitors", self.visitors)
        power = Field(speech, "term.power", self.power)
        guide = Field(speech, "field.guide_id", self.guide)
        language = Field(speech, "field.language", self.language)
        self._of_kind = {
            Kind.STAY: (who, demo, state, staff, people, power),
            Kind.VISIT: (title, people, guide, language),
            Kind.CLOSURE: (title,),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        choose = QHBoxLayout()
        choose.setSpacing(2)
        for button in self.kinds.values():
            choose.addWidget(button)
        choose.addStretch(1)
        layout.addLayout(choose)
        for widget in (who, self.newcomer, title, demo, self.where, self.repeat):
            layout.addWidget(widget)
        layout.addLayout(beside(state, power))
        layout.addLayout(beside(staff, people))
        layout.addLayout(beside(guide, language))
        layout.addWidget(Field(speech, "field.note", self.note))
        self.slot = QVBoxLayout()
        self.slot.addWidget(verdict)
        layout.addLayout(self.slot)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.book, 1)
        row.addWidget(self.discard)
        layout.addLayout(row)

    def _connect(self) -> None:
        self.exhibitor.picked.connect(self._exhibitor_picked)
        self.exhibitor.unfound.connect(self.newcomer.offer_name)
        self.newcomer.opened.connect(self._tell)
        self.newcomer.closed.connect(self._no_newcomer)
        self.demo.picked.connect(self._demo_picked)
        self.where.changed.connect(self._where_changed)
        self.power.valueChanged.connect(self._power_changed)
        for signal in (
            self.state.picked,
            self.staff.valueChanged,
            self.visitors.valueChanged,
            self.guide.picked,
            self.language.picked,
            self.title.textChanged,
        ):
            signal.connect(self._tell)
        self.repeat.changed.connect(self._tell)
        self.book.clicked.connect(self._mean)
        self.discard.clicked.connect(self.discarded)
        self._shell.speech.changed.connect(self._offer)
        self._shell.speech.changed.connect(self.name_book)
        self._shell.speech.changed.connect(self._name_title)

    # What the panel says

    def begin(self, place: Place, knowledge: Knowledge) -> None:
        """Start a new one there, like another booking if one is given."""
        self._knowledge = knowledge
        self._key = new_key()
        self._offer()
        like = place.like
        self.newcomer.clear()
        self.exhibitor.choose(like.exhibitor_id if like else None)
        self._offer_demos(like.demo_id if like else None)
        self.staff.setValue(like.staff if like else 1)
        self.visitors.setValue(like.visitors if like else 0)
        demo = knowledge.demos.get(like.demo_id or 0) if like else None
        given = like is not None and like.power_w != (demo.power_w if demo else 0)
        self._show_power(like.power_w if like else 0, given=given)
        self.title.setText(self._shell.speech.name(like.title) if like else "")
        self.guide.choose(like.guide_id if like else None)
        self.language.choose((like.language if like else None) or SPOKEN[0])
        self.note.setPlainText((like.note or "") if like else "")
        self.state.choose(self._usual_state())
        self.repeat.begin(day_of(place.span.start))
        self.put(place)

    def put(self, place: Place) -> None:
        """Be somewhere else or at another time; what was filled in stays."""
        self.where.show_where(place.place_id, place.span)
        self.repeat.follow(day_of(place.span.start))
        self._choose(place.kind)

    def know(self, knowledge: Knowledge) -> None:
        """Offer what the lab has now."""
        self._knowledge = knowledge
        self._offer()

    def welcome(self, exhibitor_id: int) -> None:
        """Go on with an exhibitor that was just added and is known by now."""
        self.newcomer.clear()
        self.exhibitor.choose(exhibitor_id)
        self._exhibitor_picked(exhibitor_id)
        self.demo.setFocus()

    def first_field(self) -> QWidget:
        """Return the field to fill in first."""
        if self.kind is Kind.STAY and self.newcomer.is_open:
            return self.newcomer.name
        return self.exhibitor if self.kind is Kind.STAY else self.title

    @property
    def begun(self) -> bool:
        """Whether something was filled in that would be a pity to lose."""
        return bool(
            self.exhibitor.value is not None
            or self.newcomer.is_open
            or self.title.text().strip()
            or self.note.toPlainText().strip()
        )

    @property
    def missing(self) -> str | None:
        """The key of what must be said first, None if nothing is missing."""
        if self.kind is Kind.STAY and self.newcomer.is_open:
            return "desk.missing.newcomer"
        if self.kind is Kind.STAY and self.exhibitor.value is None:
            return "desk.missing.exhibitor"
        if self.kind is not Kind.STAY and not self.title.text().strip():
            return f"desk.missing.{self.kind}"
        if self.kind is not Kind.VISIT and self.where.place_id is None:
            return "desk.missing.place"
        return None

    @property
    def order(self) -> BookPlace | BookVisit | ClosePlace | None:
        """What would be asked; None while something is missing."""
        if self.missing is not None:
            return None
        note = self.note.toPlainText().strip() or None
        span, place_id = self.where.span, self.where.place_id
        if self.kind is Kind.VISIT:
            guide, language = self.guide.value, self.language.value
            return BookVisit(
                title=self._names(),
                span=span,
                people=self.visitors.value(),
                language=language if isinstance(language, str) else SPOKEN[0],
                guide_id=guide if isinstance(guide, int) else None,
                place_id=place_id,
                note=note,
                key=self._key,
            )
        if place_id is None:
            return None
        if self.kind is Kind.CLOSURE:
            return ClosePlace(
                place_id=place_id, span=span, title=self._names(), note=note, key=self._key
            )
        state, demo_id = self.state.value, self.demo.value
        return BookPlace(
            place_id=place_id,
            exhibitor_id=self.exhibitor.value or 0,
            span=span,
            demo_id=demo_id if isinstance(demo_id, int) else None,
            state=state if isinstance(state, State) else State.CONFIRMED,
            visitors=self.visitors.value(),
            staff=self.staff.value(),
            power_w=self.power.value() if self._power_given else None,
            note=note,
            key=self._key,
        )

    @property
    def series(self) -> BookSeries | None:
        """The whole series that would be asked; None for one booking, or while one is missing."""
        first = self.order
        return None if first is None else self.repeat.order(first)

    def name_book(self) -> None:
        """Say on the button how many bookings it makes, once that is known."""
        say, plan = self._shell.speech, self.repeat.plan
        if plan is None or not plan.booked or not self.repeat.repeats:
            text = say("term.book")
        else:
            text = say("series.book", count=len(plan.booked))
        self.book.setText(text)
        self.book.setAccessibleName(text)

    # Within

    def _names(self) -> Names:
        text = self.title.text().strip() or None
        language = Language(self._shell.speech.language)
        return Names(
            en=text if language is Language.EN else None,
            zh_hant=text if language is Language.ZH_HK else None,
            zh_hans=text if language is Language.ZH_CN else None,
        )

    def _chooser(self, kind: Kind) -> Callable[..., None]:
        def choose(*_: object) -> None:
            self._choose(kind)
            self.first_field().setFocus()

        return choose

    def _name_title(self) -> None:
        """Say what the title is of: who comes, or why it is closed."""
        text = self._shell.speech(_TITLED.get(self.kind, "field.title"))
        self._title_field.label.setText(text)
        self.title.setAccessibleName(text)

    def _choose(self, kind: Kind) -> None:
        self.kind = kind
        self.kinds[kind].setChecked(True)
        self._name_title()
        shown = self._of_kind[kind]
        for widgets in self._of_kind.values():
            for widget in widgets:
                widget.setVisible(widget in shown)
        if kind is not Kind.STAY:
            self.newcomer.clear()
        if self._knowledge is not None:
            self.where.offer(self._knowledge, nowhere=kind is Kind.VISIT)
        self._tell()

    def _offer(self) -> None:
        knowledge = self._knowledge
        if knowledge is None:
            return
        say, name = self._shell.speech, self._shell.speech.name
        none = (None, say("term.none"))
        self.where.offer(knowledge, nowhere=self.kind is Kind.VISIT)
        self.exhibitor.offer(
            [
                Found(
                    exhibitor.id,
                    name(exhibitor.names),
                    " ".join((*exhibitor.names.all(), exhibitor.fascia or "", exhibitor.code)),
                )
                for exhibitor in knowledge.exhibitors.values()
            ]
        )
        self._offer_demos(self.demo.value)
        self.state.offer([(state, say(f"state.{state}")) for state in STATES], self.state.value)
        guides = [
            (guide.ref.id, name(guide.ref.names) or guide.ref.code)
            for guide in knowledge.resources(ResourceKind.GUIDE)
        ]
        self.guide.offer([none, *guides], self.guide.value)
        spoken = [(code, say(f"language.{code}")) for code in SPOKEN]
        self.language.offer(spoken, self.language.value or SPOKEN[0])

    def _offer_demos(self, chosen: object) -> None:
        if self._knowledge is None:
            return
        name = self._shell.speech.name
        demos = self._knowledge.demos_of(self.exhibitor.value)
        choices: list[tuple[object, str]] = [(None, self._shell.speech("term.none"))]
        choices += [(demo.id, name(demo.titles)) for demo in demos]
        self.demo.offer(choices, chosen)

    def _no_newcomer(self) -> None:
        self.exhibitor.setFocus()
        self._tell()

    def _exhibitor_picked(self, exhibitor_id: int) -> None:
        self.newcomer.clear()
        demos = self._knowledge.demos_of(exhibitor_id) if self._knowledge else ()
        self._offer_demos(demos[0].id if demos else None)
        if self.state.value in {State.CONFIRMED, State.HELD}:
            self.state.choose(self._usual_state())
        self._demo_picked(demos[0].id if demos else None)

    def _usual_state(self) -> State:
        """Hold for somebody without a demo: without one nothing is confirmed."""
        chosen, knowledge = self.exhibitor.value, self._knowledge
        known = chosen is None or knowledge is None or knowledge.demos_of(chosen)
        return State.CONFIRMED if known else State.HELD

    def _demo_picked(self, demo_id: int | None) -> None:
        demo = self._knowledge.demos.get(demo_id or 0) if self._knowledge else None
        if not self._power_given:
            self._show_power(demo.power_w if demo else 0, given=False)
        self._tell()

    def _show_power(self, watts: int, *, given: bool) -> None:
        self.power.blockSignals(True)
        self.power.setValue(watts)
        self.power.blockSignals(False)
        self._power_given = given

    def _power_changed(self) -> None:
        self._power_given = True
        self._tell()

    def _where_changed(self) -> None:
        self.repeat.follow(day_of(self.where.span.start))
        self.moved.emit()
        self._tell()

    def _tell(self, *_: object) -> None:
        self.repeat.forget_plan()
        self.name_book()
        self.changed.emit()

    def _mean(self) -> None:
        self.meant.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.window().focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if isinstance(focused, QAbstractButton) and self.isAncestorOf(focused):
                focused.click()
            elif focused is self.exhibitor and not self.newcomer.offer.isHidden():
                self.newcomer.open()
            else:
                self._mean()
        elif event.key() == Qt.Key.Key_Escape:
            self.discarded.emit()
        else:
            super().keyPressEvent(event)


def _folded(text: str) -> str:
    return fold(text).casefold()
