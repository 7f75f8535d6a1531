"""A line with somebody or something to see to, and the buttons that do it."""

from functools import partial
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.errors import LabError
from labapp.ui.desk.shell import Shell
from labapp.ui.desk.today.deeds import LETTERS, WITH_REASON, Deed, deed_of
from labapp.ui.desk.today.entries import Entry
from labapp.ui.desk.today.ink import CHIP, Inkwell
from labapp.ui.desk.today.lines import Item, Line
from labapp.ui.icons import pixmap
from labapp.ui.texts import explain

HEIGHT: Final = 52
_LEFT: Final = 14
_GAP: Final = 10
_TITLE_MIDDLE: Final = 17
_DETAIL_MIDDLE: Final = 36
_HALF: Final = 10
_PICTURE: Final = 18
_BESIDE_WORD: Final = 34


class Below(QWidget):
    """Under a line: why something was not done, or the question why it shall be done."""

    def __init__(self, shell: Shell) -> None:
        """Begin with neither."""
        super().__init__()
        put = shell.speech.put
        self.message = QLabel()
        self.message.setProperty("role", "danger")
        self.message.setWordWrap(True)
        self.show_it = QPushButton()
        self.show_it.setProperty("role", "quiet")
        put("today.show", self.show_it.setText, self.show_it.setAccessibleName)
        self.reason = QLineEdit()
        put("today.reason", self.reason.setPlaceholderText, self.reason.setAccessibleName)
        self.confirm = QPushButton()
        self.confirm.setProperty("role", "danger")
        self.keep = QPushButton()
        self.keep.setProperty("role", "quiet")
        put("today.keep", self.keep.setText, self.keep.setAccessibleName)
        self.refusal, self.question = QWidget(), QWidget()
        refused = QHBoxLayout(self.refusal)
        refused.addWidget(self.message, 1)
        refused.addWidget(self.show_it, 0, Qt.AlignmentFlag.AlignTop)
        asking = QHBoxLayout(self.question)
        asking.addWidget(self.reason, 1)
        asking.addWidget(self.confirm)
        asking.addWidget(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_LEFT + CHIP + _GAP, 0, 8, 10)
        layout.setSpacing(6)
        for part, row in ((self.refusal, refused), (self.question, asking)):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            layout.addWidget(part)
            part.hide()

    def tidy(self) -> None:
        """Take no room while there is nothing to say."""
        self.setVisible(not (self.refusal.isHidden() and self.question.isHidden()))


class EntryLine(Line):
    """Says what the person means; whoever made it sees to that."""

    meant = Signal(object, object, str)
    """Entry, deed, and the reason where one is needed."""
    grown = Signal()
    """There is more of it that takes the keyboard."""

    def __init__(self, shell: Shell, inkwell: Inkwell) -> None:
        """Begin without an entry."""
        super().__init__(inkwell, HEIGHT)
        self._shell = shell
        self.entry: Entry | None = None
        self.busy = False
        self._asking: Deed | None = None
        self._why: LabError | None = None
        self.buttons: dict[Deed, QPushButton] = {}
        self.below: Below | None = None
        self._top = QHBoxLayout()
        self._top.setContentsMargins(0, 0, 10, 0)
        self._top.setSpacing(6)
        self._top.addWidget(self.face, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._top)
        self.face.clicked.connect(partial(self.mean, Deed.BOARD))
        self.entered.connect(self._mark_first)
        self.face.focus_changed.connect(self._mark_first)

    # What is shown

    @property
    @override
    def tab_stops(self) -> list[QWidget]:
        below = self.below
        if below is None:
            return [self.face]
        return [self.face, below.show_it, below.reason, below.confirm, below.keep]

    @override
    def show_item(self, item: Item) -> None:
        if not isinstance(item, Entry):
            raise TypeError(item)
        before, self.entry = self.entry, item
        if before is not None and before.deeds != item.deeds:
            self.forgive()
        if self._asking is not None and self._asking not in item.deeds:
            self.stop_asking()
        if before != item:
            self._name(item)
            self._offer(item)
            self.face.update()

    @override
    def say_again(self) -> None:
        if self.entry is not None:
            self._name(self.entry)
            for deed, button in self.buttons.items():
                self._dress(deed, button, self.entry)
            self._say_below()

    def _name(self, entry: Entry) -> None:
        self.face.setAccessibleName(entry.spoken)
        keys = self._shell.speech("desk.comma").join(f"{key} {word}" for key, word in self._keys())
        self.face.setAccessibleDescription(self._shell.speech("today.keys", keys=keys))
        self.face.setToolTip(entry.tip)

    def _offer(self, entry: Entry) -> None:
        shown = entry.deeds[: entry.buttons]
        for deed in [deed for deed in self.buttons if deed not in shown]:
            button = self.buttons.pop(deed)
            self._top.removeWidget(button)
            button.hide()
            button.deleteLater()
        for deed in shown:
            if deed not in self.buttons:
                button = QPushButton()
                button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                button.clicked.connect(partial(self._press, deed))
                self.buttons[deed] = button
            self._top.removeWidget(self.buttons[deed])
            self._top.insertWidget(1, self.buttons[deed], 0)  # the first at the edge
            self._dress(deed, self.buttons[deed], entry)
        self._mark_first()

    def _dress(self, deed: Deed, button: QPushButton, entry: Entry) -> None:
        say = self._shell.speech
        word = say(f"today.do.{deed}")
        button.setText(word)
        button.setMinimumWidth(self.ink.width(word) + _BESIDE_WORD)  # as wide when it is bold
        button.setAccessibleName(say.words("today.of", word=word, of=entry.title))
        button.setToolTip(say("today.tip", word=word.rstrip("…"), key=self._key(deed, entry)))

    def _key(self, deed: Deed, entry: Entry) -> str:
        return self._shell.speech("today.key.space") if deed is entry.first else LETTERS[deed]

    def _mark_first(self) -> None:
        """Let the button stand out that the keyboard would press."""
        entry = self.entry
        for deed, button in self.buttons.items():
            first = entry is not None and deed is entry.first
            lit = first and self.face.hasFocus()
            role = "primary" if lit else None if first else "quiet"
            if button.property("role") != role:
                button.setProperty("role", role)
                button.style().unpolish(button)
                button.style().polish(button)

    def _keys(self) -> list[tuple[str, str]]:
        entry = self.entry
        if entry is None:
            return []
        say = self._shell.speech
        return [
            (self._key(deed, entry), say(f"today.do.{deed}").rstrip("…")) for deed in entry.deeds
        ]

    @override
    def keys_told(self) -> list[tuple[str, str]]:
        say = self._shell.speech
        if self._asking is None:
            return self._keys()
        word = say(f"today.do.{self._asking}").rstrip("…")
        return [(say("today.key.enter"), word), (say("today.key.escape"), say("today.keep"))]

    @override
    def paint(self, painter: QPainter, box: QRect) -> None:
        entry, ink = self.entry, self.ink
        if entry is None:
            return
        middle = _TITLE_MIDDLE
        if entry.state:
            ink.chip(painter, _LEFT, middle, entry.state, entry.letter)
        elif entry.picture:
            mark = pixmap(entry.picture, ink.colour("warning"), _PICTURE)
            painter.drawPixmap(_LEFT + 1, middle - _PICTURE // 2, mark)
        left = box.left() + _LEFT + CHIP + _GAP
        right = box.right() - _GAP
        tint = {"danger": "danger-text", "warning": "warning-text"}.get(entry.tone, "text-muted")
        font = ink.small_bold if entry.tone else ink.small
        note = QRect(left, middle - _HALF, right - left, 2 * _HALF)
        taken = ink.write(painter, note, entry.note, font=font, tint=tint, right=True)
        title = QRect(left, middle - _HALF, right - left - (taken + _GAP if taken else 0), 20)
        faded = "text-faint" if self.busy else "text"
        ink.write(painter, title, entry.title, font=ink.bold, tint=faded)
        detail = QRect(left, _DETAIL_MIDDLE - _HALF, right - left, 2 * _HALF)
        ink.write(painter, detail, entry.detail, font=ink.small, tint="text-muted")

    # What the person means

    def mean(self, deed: Deed, _: object = None) -> None:
        """Do something, or ask why first."""
        if self.entry is None or self.busy:
            return
        if deed in WITH_REASON:
            self._ask(deed)
        else:
            self.meant.emit(self.entry, deed, "")

    def begin(self) -> None:
        """Show that what was meant is being done."""
        self.busy = True
        self.forgive()
        self.face.update()

    def end(self) -> None:
        """Be ready for the next."""
        self.busy = False
        self.face.update()

    def tell_why(self, error: LabError) -> None:
        """Say why it was not done."""
        self._why = error
        below = self._below()
        self._say_below()
        below.refusal.show()
        below.show_it.setVisible(self.entry is not None and self.entry.booking is not None)
        below.tidy()
        if QAccessible.isActive():
            said = QAccessibleAnnouncementEvent(self.face, below.message.text())
            QAccessible.updateAccessibility(said)

    def _say_below(self) -> None:
        """Say why it was not done, and what the question is about, in the present language."""
        below, say = self.below, self._shell.speech
        if below is None:
            return
        below.message.setText("" if self._why is None else explain(self._why, say.language))
        if self._asking is not None:
            word = say(f"today.do.{self._asking}").rstrip("…")
            below.confirm.setText(word)
            below.confirm.setAccessibleName(word)

    def forgive(self) -> None:
        """Say no more of what was not done."""
        self._why = None
        if self.below is not None:
            self.below.refusal.hide()
            self.below.tidy()

    def stop_asking(self) -> None:
        """Leave it as it is."""
        self._asking = None
        if self.below is not None:
            if self.below.reason.hasFocus():
                self.face.setFocus()
            self.below.question.hide()
            self.below.tidy()

    def _press(self, deed: Deed, _: object = None) -> None:
        self.face.setFocus()
        self.mean(deed)

    def _ask(self, deed: Deed) -> None:
        self._asking = deed
        below = self._below()
        self._say_below()
        below.reason.clear()
        self._weigh()
        below.question.show()
        below.tidy()
        below.reason.setFocus()
        self.entered.emit()

    def _weigh(self) -> None:
        if self.below is not None:
            self.below.confirm.setEnabled(bool(self.below.reason.text().strip()))

    def _answer(self) -> None:
        deed, below = self._asking, self.below
        reason = below.reason.text().strip() if below is not None else ""
        if deed is None or not reason or self.entry is None or self.busy:
            return
        self.stop_asking()
        self.face.setFocus()
        self.meant.emit(self.entry, deed, reason)

    def _below(self) -> Below:
        if self.below is None:
            below = self.below = Below(self._shell)
            self._column.addWidget(below)
            below.reason.textChanged.connect(self._weigh)
            below.reason.returnPressed.connect(self._answer)
            below.confirm.clicked.connect(self._answer)
            below.keep.clicked.connect(self.stop_asking)
            below.show_it.clicked.connect(partial(self.mean, Deed.BOARD))
            self.grown.emit()
        return self.below

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }
        if event.key() == Qt.Key.Key_Escape and self.below is not None:
            self.stop_asking()
            self.forgive()
            return
        entry = self.entry
        if not (plain and self.face.hasFocus() and entry is not None):
            super().keyPressEvent(event)
            return
        deed = deed_of(event.key(), entry.known)
        if deed is None:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.mean(deed)
