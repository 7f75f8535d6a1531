"""The panel at the right: shows the chosen booking or a new one, and carries out what is asked."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.bookings import Act, Booking, Kind
from labapp.domain.errors import Alternative, ChangedMeanwhile, Refusal, Refused
from labapp.domain.times import Span
from labapp.services.bookings import (
    ActOn,
    BookPlace,
    BookVisit,
    ClosePlace,
    EditBooking,
    MoveBooking,
    booking_by_id,
    history_of,
)
from labapp.services.exhibitors import AddExhibitor, add_exhibitor
from labapp.services.series import BookSeries, SeriesBooked
from labapp.ui.desk.board.many_asking import GroupAsking
from labapp.ui.desk.board.many_orders import (
    GroupOrder,
    told_of_all,
    with_reason_for_all,
)
from labapp.ui.desk.board.series_hand import SeriesHand
from labapp.ui.desk.inspector.acts import Acts
from labapp.ui.desk.inspector.asking import Asking
from labapp.ui.desk.inspector.conflict import ConflictBox, differences
from labapp.ui.desk.inspector.empty import HINTS, Empty
from labapp.ui.desk.inspector.head import Head
from labapp.ui.desk.inspector.history import History
from labapp.ui.desk.inspector.orders import (
    Order,
    at_alternative,
    with_reason,
)
from labapp.ui.desk.inspector.places import Place
from labapp.ui.desk.inspector.refusals import Objection, RefusalBox
from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.desk.told import told
from labapp.ui.page import Desk
from labapp.ui.widgets.layouts import follow_by_tab
from labapp.ui.widgets.marked import Marked

if TYPE_CHECKING:
    from labapp.ui.desk.board.many_pane import ManyPane
    from labapp.ui.desk.inspector.booking_form import BookingForm
    from labapp.ui.desk.inspector.draft_form import DraftForm

WIDTH: Final = 348
_WIDEST: Final = 460
_STRIP: Final = 44


class Inspector(QFrame):
    """One booking at a time, or a draft of one; a strip when it is folded away."""

    draft_moved = Signal()
    """The draft is somewhere else, judged anew, or gone: see ``draft``."""
    shown = Signal(object)
    """The id of the booking that is shown now, None for none."""
    folded = Signal(bool)
    done = Signal()
    """What was asked is done, and the person may go on elsewhere."""
    kept = Signal()
    """What was asked of a booking in a series is not wanted after all."""
    let_go = Signal()
    """Of several bookings chosen none is to be chosen any more."""

    def __init__(
        self, desk: Desk, hints: Sequence[str] = HINTS, parent: QWidget | None = None
    ) -> None:
        """Begin with nothing chosen, and say then by these hints how to begin."""
        super().__init__(parent)
        self._desk = desk
        self._shell = shell = desk.shell
        self._gateway = desk.gateway
        self._asking = Asking(desk, self)
        self.tasks = self._asking.tasks
        self._group = GroupAsking(desk, self.tasks, self)
        self._series = SeriesHand(desk, self.tasks, self)
        self._knowledge: Knowledge | None = None
        self._asked: Order | None = None
        self._asked_of_all: GroupOrder | None = None
        self._drafting = False
        self._shelved = False
        self.blocked: bool | None = None
        """Whether something is in the draft's way; None while that is not known."""
        self.is_folded = False
        role = desk.gateway.actor.role

        # Widgets
        self.head = Head(shell)
        self.back = QPushButton()
        self.back.setProperty("role", "quiet")
        shell.speech.put("desk.back_to_draft", self.back.setText, self.back.setAccessibleName)
        self.who = QLabel()
        self.who.setProperty("role", "strong")
        self.what = QLabel()
        self.what.setProperty("role", "muted")
        self.marks = Marked(shell.look, "small")
        self.verdict = Marked(shell.look, "small", self)
        self.refusals = RefusalBox(shell)
        self.conflict = ConflictBox(shell)
        self.acts = Acts(shell, role)
        self.series = self._series.box
        self._many: ManyPane | None = None
        self._form: BookingForm | None = None
        self._draft_form: DraftForm | None = None
        self.history_heading = QLabel()
        self.history_heading.setProperty("role", "strong")
        shell.speech.put("term.history", self.history_heading.setText)
        self.history = History(shell)
        self.empty = Empty(shell, hints)

        self._dress()
        self._lay_out()
        self._connect()
        self.show_nothing()

    # Laying out

    def _dress(self) -> None:
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        for label in (self.who, self.what):
            label.setWordWrap(True)

    def _lay_out(self) -> None:
        # from outside to inside: Qt dresses all that is in a widget anew when it gets a parent
        self.pane = QScrollArea(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.pane, 1)
        inside = QWidget(self.pane)
        inside.setProperty("role", "page")
        self.pane.setWidget(inside)
        body = QVBoxLayout(inside)
        body.setContentsMargins(16, 4, 16, 16)
        body.setSpacing(10)
        for widget in (
            self.back,
            self.who,
            self.what,
            self.marks,
            self.conflict,
            self.series,
            self.refusals,
            self.acts,
            self.history_heading,
            self.history,
            self.empty,
        ):
            body.addWidget(widget)
        body.addStretch(1)
        self._body = body
        self.pane.setWidgetResizable(True)
        self.pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._widen()

    def _connect(self) -> None:
        self.head.fold_button.clicked.connect(self._toggle_fold)
        self.head.close_button.clicked.connect(self.dismiss)
        self._asking.done.connect(self._done)
        self._asking.refused.connect(self._object)
        self._asking.overtaken.connect(self._overtaken)
        self._asking.judged.connect(self._judged)
        self._group.done.connect(self._done_to_all)
        self._group.refused.connect(self._object_to_all)
        self._group.foreseen.connect(self._foresee)
        self._group.unforeseen.connect(self._foresee_fault)
        self._series.for_one.connect(self._asking.ask)
        self._series.for_several.connect(self._group.ask)
        self._series.asked.connect(self._show_question)
        self._series.kept.connect(self._keep_series)
        self.back.clicked.connect(self._resume_draft)
        self.acts.meant.connect(self._act)
        self.refusals.holder_wanted.connect(self._shell.show_booking)
        self.refusals.alternative_wanted.connect(self._take_alternative)
        self.refusals.override_wanted.connect(self._go_past)
        self.conflict.reload_wanted.connect(self._reload)
        self.conflict.mine_wanted.connect(self._insist)
        self._shell.speech.changed.connect(self._tell)

    @property
    def form(self) -> "BookingForm":
        """A booking's fields, made when they are first shown."""
        if self._form is None:
            from labapp.ui.desk.inspector.booking_form import (  # noqa: PLC0415 -- start-up time
                BookingForm,
            )

            self._form = BookingForm(self._shell, self._gateway.actor.role)
            self._form.asked.connect(self.ask)
            self._put_in(self._form)
        return self._form

    @property
    def draft_form(self) -> "DraftForm":
        """A new booking's fields, made when they are first shown."""
        if self._draft_form is None:
            from labapp.ui.desk.inspector.draft_form import (  # noqa: PLC0415 -- start-up time
                DraftForm,
            )

            self._draft_form = form = DraftForm(self._shell, self.verdict)
            form.changed.connect(self._judge_soon)
            form.moved.connect(self.draft_moved)
            form.meant.connect(self._book)
            form.discarded.connect(self.dismiss)
            form.newcomer.asked.connect(self._add_newcomer_soon)
            self._put_in(form)
        return self._draft_form

    @property
    def many(self) -> "ManyPane":
        """What can be done with several bookings, made when several are first chosen."""
        if self._many is None:
            from labapp.ui.desk.board.many_pane import (  # noqa: PLC0415 -- start-up time
                ManyPane,
            )

            self._many = pane = ManyPane(self._shell, self._gateway.actor.role)
            pane.meant.connect(self._group.ask)
            pane.copied.connect(self._tell_copied)
            pane.let_go.connect(self.let_go)
            self._put_in(pane)
        return self._many

    @property
    def several(self) -> tuple[Booking, ...]:
        """The bookings shown together, none or at least two."""
        return () if self._many is None else self._many.bookings

    def _forget_several(self) -> None:
        if self._many is not None:
            self._many.bookings = ()

    def _put_in(self, form: QWidget) -> None:
        form.hide()
        self._body.insertWidget(self._body.indexOf(self.history_heading), form)
        # what is made late would else come last in the whole window
        follow_by_tab(self.acts, form)

    # Folding

    def fold(self, *, folded: bool) -> None:
        """Fold the panel away to a strip, or open it."""
        if folded != self.is_folded:
            self.is_folded = folded
            self._widen()
            self.folded.emit(folded)

    def _toggle_fold(self) -> None:
        self.fold(folded=not self.is_folded)

    def _widen(self) -> None:
        self.pane.setVisible(not self.is_folded)
        self._tell_head()
        self.setMinimumWidth(_STRIP if self.is_folded else WIDTH)
        self.setMaximumWidth(_STRIP if self.is_folded else _WIDEST)

    # What is shown

    @property
    def booking(self) -> Booking | None:
        """The booking shown, as it was last read."""
        return None if self._drafting or self._form is None else self._form.booking

    @property
    def draft(self) -> Place | None:
        """Where and when the draft is, None if there is none."""
        if not self._drafting:
            return None
        form = self.draft_form
        return Place(form.kind, form.where.place_id, form.where.span)

    @property
    def objects(self) -> bool:
        """Whether something is shown that is in the way."""
        return not (self.refusals.isHidden() and self.conflict.isHidden())

    @property
    def asks_which(self) -> bool:
        """Whether it is asked which bookings of a series a change is for."""
        return self._series.waits

    @property
    def draft_title(self) -> str:
        """What the draft is called so far."""
        form = self.draft_form
        return form.exhibitor.currentText() if form.kind is Kind.STAY else form.title.text()

    def know(self, knowledge: Knowledge) -> None:
        """Offer what the lab has now."""
        self._knowledge = knowledge
        if self._drafting:
            self.draft_form.know(knowledge)

    def show_nothing(self) -> None:
        """Show how to begin."""
        self._drafting = self._shelved = False
        self._forget_several()
        self._forget()
        self._fresh()

    def show_several(self, bookings: Sequence[Booking]) -> None:
        """Show what can be done with several bookings at once."""
        same = {each.id for each in bookings} == {each.id for each in self.several}
        self._shelved = self._shelved or (self._drafting and self.draft_form.begun)
        self._drafting = False
        self._forget()
        self.many.show_bookings(bookings)
        if same:
            self._tell()
        else:
            self._fresh()

    def show_booking(self, booking: Booking) -> None:
        """Show a booking; what the person is changing in it stays."""
        before = self.booking
        same = before is not None and before.id == booking.id
        if same and before is not None and (before == booking or self.form.dirty):
            return
        self._shelved = self._shelved or (self._drafting and self.draft_form.begun)
        self._drafting = False
        self._forget_several()
        if self._knowledge is not None:
            self.form.show_booking(booking, self._knowledge)
        self.acts.show_booking(booking)
        if same:
            self._tell()
        else:
            self.acts.stop_asking()
            self._fresh()
        self.tasks.start(self._read_history(booking.number), instead_of="history")
        self._series.show(booking)

    def start_draft(self, place: Place) -> None:
        """Let the person fill in a new booking there; one that is begun moves there."""
        if self._knowledge is None:
            return
        if self._drafting and place.like is None:
            self.draft_form.put(place)
        else:
            self.draft_form.begin(place, self._knowledge)
            self._show_draft()
        self.fold(folded=False)
        self.draft_moved.emit()
        self._judge_soon()
        self.draft_form.first_field().setFocus()

    def _show_draft(self) -> None:
        self._drafting, self._shelved = True, False
        self._forget_several()
        self._forget()
        self._fresh()

    def _forget(self) -> None:
        """Let the fields be about no booking, so that leaving them saves nothing."""
        if self._form is not None:
            self._form.booking = None

    def _resume_draft(self) -> None:
        """Go on with the new booking that was left to look at another."""
        self._show_draft()
        if self._knowledge is not None:
            self.draft_form.know(self._knowledge)
        self.draft_moved.emit()
        self._judge_soon()

    def dismiss(self) -> None:
        """Show nothing any more."""
        was_drafting = self._drafting
        self.show_nothing()
        if was_drafting:
            self.draft_moved.emit()
        self.shown.emit(None)

    def ask_cancel(self, booking: Booking) -> None:
        """Show a booking and ask why it should go."""
        self.show_booking(booking)
        self.fold(folded=False)
        if Act.CANCEL in self.acts.buttons and not self.acts.buttons[Act.CANCEL].isHidden():
            self.acts.ask_reason(Act.CANCEL)

    def _fresh(self) -> None:
        """Begin with something else, from the top."""
        if self._drafting:
            # above the button, so that no field moves away from under the person's hands
            self.draft_form.slot.addWidget(self.refusals)
        else:
            self._body.insertWidget(self._body.indexOf(self.acts), self.refusals)
        self._asking.stop_judging()
        self._group.stop_looking()
        self._asked = self._asked_of_all = None
        self._series.clear()
        self.blocked = None
        self.refusals.clear()
        self.conflict.hide()
        self.head.saved.hide()
        self.verdict.hide()
        self.pane.verticalScrollBar().setValue(0)
        self._tell()

    def _tell(self) -> None:
        booking, say = self.booking, self._shell.speech
        chosen = booking is not None
        several = bool(self.several)
        if self._many is not None:
            self._many.setVisible(several)
        for widget in (self.acts, self._form, self.history_heading, self.history):
            if widget is not None:
                widget.setVisible(chosen)
        if booking is not None:
            self.acts.show_booking(booking)
        if self._draft_form is not None:
            self._draft_form.setVisible(self._drafting)
        self.back.setVisible(self._shelved)
        self.empty.setVisible(not chosen and not several and not self._drafting)
        who = say.name(booking.who) if booking else ""
        what = say.name(booking.demo) if booking else ""
        for label, text in ((self.who, who), (self.what, what)):
            label.setText(text)
            label.setVisible(bool(text))
        marked = bool(booking and booking.marks)
        self.marks.setVisible(marked)
        if marked:
            self.marks.show_words("triangle-alert", "warning", say("desk.marked"))
        self._tell_head()

    def _tell_head(self) -> None:
        self.head.tell(self.booking, drafting=self._drafting, folded=self.is_folded)

    async def _read_history(self, number: str) -> None:
        rows = await self._gateway.read(history_of, number)
        if self._knowledge is not None and self.booking and self.booking.number == number:
            self.history.show_rows(rows, self._knowledge)

    # What is asked

    def ask(self, order: Order) -> None:
        """Carry out an order, or show what is in its way; of a series ask first which it is for."""
        self._series.ask(order, self.booking)

    def _show_question(self) -> None:
        """Bring the question which of a series is meant into view."""
        self.acts.stop_asking()
        self.refusals.clear()
        self.fold(folded=False)
        QTimer.singleShot(0, self.series, lambda: self.pane.ensureWidgetVisible(self.series, 0, 24))

    def _keep_series(self) -> None:
        """Put back what was changed, since it is not wanted for any of the series."""
        if self.booking is not None:
            self.form.revert()
        self.kept.emit()

    def ask_all(self, order: GroupOrder) -> None:
        """Carry out an order on several bookings, or show what is in its way."""
        self._group.ask(order)

    def _done_to_all(self, order: GroupOrder, bookings: tuple[Booking, ...]) -> None:
        self.refusals.clear()
        self._asked = self._asked_of_all = None
        self.acts.stop_asking()
        if self._many is not None:
            self._many.acts.stop_asking()
        shown = self.booking
        if isinstance(order, BookSeries) and self._drafting:
            self._drafting = False
            self.draft_moved.emit()
            self._show_saved(bookings[0])
        elif shown is not None:
            now = (each for each in bookings if each.id == shown.id)
            self._show_saved(next(now, shown))
        told = told_of_all(order, bookings, self._shell.speech.words)
        self._shell.notice(told, undoable=True)
        self.done.emit()

    def _object_to_all(self, order: GroupOrder, refused: Refused) -> None:
        self._asked, self._asked_of_all = None, order
        self.fold(folded=False)
        self.refusals.show_objection(Objection(refused.refusals))
        self.blocked = True
        self.verdict.hide()
        self.draft_moved.emit()
        QTimer.singleShot(0, self.refusals, self._show_refusals)

    def _tell_copied(self, count: int) -> None:
        self._shell.notice(self._shell.speech("many.copied", count=count))

    def _done(self, order: Order, booking: Booking) -> None:
        if self._drafting and isinstance(order, BookPlace | BookVisit | ClosePlace):
            self._drafting = False
            self.draft_moved.emit()
        self.refusals.clear()
        self.conflict.hide()
        self.acts.stop_asking()
        self._asked = self._asked_of_all = None
        if not self._drafting and (self.booking is None or self.booking.id == booking.id):
            self._show_saved(booking)
        if isinstance(order, EditBooking):
            self.head.show_saved()
        else:
            self._shell.notice(told(order, booking, self._shell.speech.words), undoable=True)
            self.done.emit()

    def _show_saved(self, booking: Booking) -> None:
        if self._knowledge is not None:
            self.form.show_booking(booking, self._knowledge)
        self._tell()
        self.tasks.start(self._read_history(booking.number), instead_of="history")
        self._series.show(booking)
        self.shown.emit(booking.id)

    def _overtaken(self, order: Order, changed: ChangedMeanwhile, theirs: Booking) -> None:
        self._asked = order
        self.fold(folded=False)
        if self._knowledge is not None:
            found = differences(order, theirs, self._knowledge, self._shell)
            self.conflict.show_conflict(changed.by, changed.key, found)

    def _object(self, order: Order, refused: Refused) -> None:
        if isinstance(order, MoveBooking | EditBooking | ActOn) and not self._shows(order):
            self.tasks.start(self._object_to_another(order, refused))
            return
        self._asked = order
        self.fold(folded=False)
        span, place_id = self._meant_for(order)
        self.refusals.show_objection(
            Objection(refused.refusals, refused.alternatives, span, place_id)
        )
        self.blocked = True
        self.verdict.hide()
        self.draft_moved.emit()
        QTimer.singleShot(0, self.refusals, self._show_refusals)

    def _shows(self, order: MoveBooking | EditBooking | ActOn) -> bool:
        return self.booking is not None and self.booking.id == order.booking_id

    async def _object_to_another(
        self, order: MoveBooking | EditBooking | ActOn, refused: Refused
    ) -> None:
        """The person has gone on to another booking meanwhile: go back to the one refused."""
        self.show_booking(await self._gateway.read(booking_by_id, order.booking_id))
        self.shown.emit(order.booking_id)
        self._object(order, refused)

    def _show_refusals(self) -> None:
        """Bring what is in the way into view, once it has its place."""
        widget = self.draft_form.book if self._drafting else self.refusals
        self.pane.ensureWidgetVisible(widget, 0, 24)

    def _meant_for(self, order: Order) -> tuple[Span | None, int | None]:
        if isinstance(order, BookPlace | BookVisit | ClosePlace | MoveBooking):
            return order.span, order.place_id
        booking = self.booking
        return (booking.span, booking.place_id) if booking else (None, None)

    def _take_alternative(self, alternative: Alternative) -> None:
        if self._asked is not None:
            self._asking.ask(*at_alternative(self._asked, alternative))

    def _go_past(self, reason: str) -> None:
        if self._asked_of_all is not None:
            self._group.ask(with_reason_for_all(self._asked_of_all, reason))
            return
        order = self._asked if self._asked is not None else self.draft_form.order
        if order is not None:
            self._asking.ask(with_reason(order, reason))

    def _insist(self) -> None:
        """Save what was asked for over what somebody else has saved meanwhile."""
        if self._asked is not None:
            self._asking.insist(self._asked)

    def _reload(self) -> None:
        booking = self.booking
        if booking is not None:
            self.tasks.start(self._read_again(booking.id))

    async def _read_again(self, booking_id: int) -> None:
        booking = await self._gateway.read(booking_by_id, booking_id)
        if self._knowledge is not None and self.booking and self.booking.id == booking_id:
            self.form.show_booking(booking, self._knowledge)
            self.refusals.clear()
            self._tell()

    def _act(self, act: Act, reason: str) -> None:
        booking = self.booking
        if booking is not None:
            self.ask(
                ActOn(
                    booking_id=booking.id,
                    act=act,
                    reason=reason or None,
                    version=booking.version,
                )
            )

    # The draft

    def _book(self) -> None:
        order, series = self.draft_form.order, self.draft_form.series
        if series is not None:
            self._group.ask(series)
            return
        if order is not None:
            self._asking.ask(order)
            return
        missing = self.draft_form.missing
        if missing is not None:
            self.verdict.show_words("circle-alert", "warning", self._shell.speech(missing))
            self.verdict.show()
            self.draft_form.first_field().setFocus()

    def _add_newcomer_soon(self, order: AddExhibitor) -> None:
        self.tasks.start(self._add_newcomer(order))

    async def _add_newcomer(self, order: AddExhibitor) -> None:
        """Add an exhibitor for the draft and let the draft go on with it."""
        form, say = self.draft_form, self._shell.speech
        try:
            added = await self._gateway.write(add_exhibitor, order)
        except Refused as refused:
            form.newcomer.object(refused)
            return
        known = self._knowledge
        if known is not None:
            self.know(replace(known, exhibitors={**known.exhibitors, added.id: added}))
        if self._drafting:
            form.welcome(added.id)
        else:
            form.newcomer.clear()
        self._shell.notice(say("desk.exhibitor.added", name=say.name(added.names), code=added.code))

    def _judge_soon(self) -> None:
        """Ask what would be in the way, once the person pauses."""
        if not self._drafting:
            return
        self._asked = self._asked_of_all = None
        self._group.stop_looking()
        order, series = self.draft_form.order, self.draft_form.series
        if series is not None:
            self._group.look_ahead(series)
        elif isinstance(order, BookPlace):
            self._asking.judge(order)
            return
        self._asking.stop_judging()
        self.blocked = None
        self.refusals.clear()
        self.verdict.hide()
        self.draft_moved.emit()

    def _judged(self, order: BookPlace, refusals: tuple[Refusal, ...]) -> None:
        if not self._drafting or order != self.draft_form.order:
            return
        self.blocked = bool(refusals)
        self.refusals.show_objection(Objection(refusals, (), order.span, order.place_id))
        self.verdict.setVisible(not refusals)
        if not refusals:
            self.verdict.show_words("circle-check", "success", self._shell.speech("desk.free"))
        self.draft_moved.emit()

    def _foresee(self, order: BookSeries, plan: SeriesBooked) -> None:
        if self._drafting and order == self.draft_form.series:
            self.draft_form.repeat.show_plan(plan)
            self.draft_form.name_book()

    def _foresee_fault(self, order: BookSeries, refused: Refused) -> None:
        if self._drafting and order == self.draft_form.series:
            self.draft_form.repeat.show_fault(refused.refusals)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.several:
            self.let_go.emit()
            return
        if event.key() == Qt.Key.Key_Escape and self.booking is not None:
            if self.form.dirty or not self.refusals.isHidden():
                self.form.revert()
                self.refusals.clear()
            else:
                self.dismiss()
            return
        super().keyPressEvent(event)
