"""What stands in the way, in sentences; who holds it; and what would be accepted instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from labapp.domain.errors import Alternative, BelowBooked, OverCapacity, Refusal
from labapp.domain.times import Span, day_of
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import hours_text, span_text
from labapp.ui.texts import explain_refusal
from labapp.ui.widgets.layouts import clear


@dataclass(frozen=True, slots=True)
class Objection:
    """What is in the way of something asked for a place and a time, and what else would do."""

    refusals: tuple[Refusal, ...]
    alternatives: tuple[Alternative, ...] = ()
    span: Span | None = None
    place_id: int | None = None

    @property
    def overridable(self) -> bool:
        """Whether a supervisor may go past all of it."""
        return bool(self.refusals) and all(refusal.overridable for refusal in self.refusals)


class RefusalBox(QWidget):
    """Sentences with the facts, three ways out, and a supervisor's way past."""

    holder_wanted = Signal(str)
    """A booking's number."""
    alternative_wanted = Signal(object)
    """Alternative"""
    override_wanted = Signal(str)
    """The reason."""
    dismissed = Signal()

    def __init__(self, shell: Shell) -> None:
        """Begin without an objection, out of sight."""
        super().__init__()
        self._shell = shell
        self._objection: Objection | None = None
        put = shell.speech.put

        # Widgets
        self.text = QLabel()
        self.text.setProperty("role", "danger")
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self.instead = QLabel()
        self.instead.setProperty("role", "small")
        put("desk.instead", self.instead.setText)
        self.choices = QWidget()
        self._choices = QVBoxLayout(self.choices)
        self._choices.setContentsMargins(0, 0, 0, 0)
        self._choices.setSpacing(6)
        self.anyway = QPushButton()
        put("desk.anyway", self.anyway.setText, self.anyway.setAccessibleName)
        self.reason = QLineEdit()
        put("desk.anyway.reason", self.reason.setPlaceholderText, self.reason.setAccessibleName)
        self.confirm = QPushButton()
        self.confirm.setProperty("role", "danger")
        put("desk.anyway.confirm", self.confirm.setText, self.confirm.setAccessibleName)
        self._way_past = QFrame()

        # Layout
        past = QVBoxLayout(self._way_past)
        past.setContentsMargins(0, 0, 0, 0)
        past.setSpacing(6)
        past.addWidget(self.reason)
        past.addWidget(self.confirm)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.text, self.instead, self.choices, self.anyway, self._way_past):
            layout.addWidget(widget)

        # Signals
        self.text.linkActivated.connect(self.holder_wanted)
        self.anyway.clicked.connect(self._ask_reason)
        self.reason.textChanged.connect(self._weigh_reason)
        self.reason.returnPressed.connect(self._go_past)
        self.confirm.clicked.connect(self._go_past)
        shell.speech.changed.connect(self._tell)
        self.hide()

    @property
    def objection(self) -> Objection | None:
        """What is shown."""
        return self._objection

    def show_objection(self, objection: Objection) -> None:
        """Show what is in the way."""
        same = self._objection is not None and self._objection.refusals == objection.refusals
        self._objection = objection
        self._tell()
        self.anyway.setVisible(objection.overridable and self._way_past.isHidden())
        if not same or not objection.overridable:
            self.anyway.setVisible(objection.overridable)
            self._way_past.hide()
            self.reason.clear()
        self.setVisible(bool(objection.refusals))

    def clear(self) -> None:
        """Have nothing in the way."""
        self._objection = None
        self._way_past.hide()
        self.reason.clear()
        self.hide()

    def _tell(self) -> None:
        objection = self._objection
        if objection is None:
            return
        language = self._shell.speech.language
        sentences = [_linked(refusal, language) for refusal in objection.refusals]
        paragraphs = [f'<p style="margin: 3px 0">{text}</p>' for text in dict.fromkeys(sentences)]
        self.text.setText("".join(paragraphs))
        linked = any(_holders(refusal) for refusal in objection.refusals)
        flags = Qt.TextInteractionFlag
        keys = flags.LinksAccessibleByMouse | flags.LinksAccessibleByKeyboard
        self.text.setTextInteractionFlags(keys if linked else flags.TextSelectableByMouse)
        plain = " ".join(explain_refusal(refusal, language) for refusal in objection.refusals)
        self.text.setAccessibleName(plain)
        self._offer(objection)

    def _offer(self, objection: Objection) -> None:
        clear(self._choices)
        for alternative in objection.alternatives:
            text = self._in_words(objection, alternative)
            button = QPushButton(text)
            button.setAccessibleName(text)
            button.clicked.connect(partial(self._take, alternative))
            self._choices.addWidget(button)
        some = bool(objection.alternatives)
        self.instead.setVisible(some)
        self.choices.setVisible(some)

    def _in_words(self, objection: Objection, alternative: Alternative) -> str:
        """Say only what would be different."""
        say = self._shell.speech.words
        span = alternative.span
        kind = say(f"alternative.{alternative.kind}")
        if objection.span is not None and span == objection.span:
            return f"{kind}{say('desk.colon')}{alternative.place}"
        same_day = objection.span is not None and day_of(objection.span.start) == day_of(span.start)
        when = hours_text(span) if same_day else span_text(span, say)
        if alternative.place_id == objection.place_id:
            return f"{kind}{say('desk.colon')}{when}"
        return f"{alternative.place}{say('desk.comma')}{when}"

    def _take(self, alternative: Alternative) -> None:
        self.alternative_wanted.emit(alternative)

    def _ask_reason(self) -> None:
        self.anyway.hide()
        self._way_past.show()
        self._weigh_reason()
        self.reason.setFocus()

    def _weigh_reason(self) -> None:
        self.confirm.setEnabled(bool(self.reason.text().strip()))

    def _go_past(self) -> None:
        reason = self.reason.text().strip()
        if reason:
            self.override_wanted.emit(reason)


def _holders(refusal: Refusal) -> Iterable[str]:
    if isinstance(refusal, OverCapacity | BelowBooked):
        return [holder.number for holder in refusal.holders]
    return ()


def _linked(refusal: Refusal, language: str) -> str:
    """Return the sentence with each holder's number as a link."""
    import html  # noqa: PLC0415 -- start-up time: all names of HTML come with it

    sentence = html.escape(explain_refusal(refusal, language))
    for number in dict.fromkeys(_holders(refusal)):
        safe = html.escape(number)
        sentence = sentence.replace(safe, f'<a href="{safe}">{safe}</a>')
    return sentence
