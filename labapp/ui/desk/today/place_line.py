"""A line of the table of places: what is on now, until when, and what comes next."""

from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from labapp.ui.desk.shell import Shell
from labapp.ui.desk.today.deeds import FIRST_KEYS
from labapp.ui.desk.today.ink import CHIP, Ink, Inkwell
from labapp.ui.desk.today.lines import Item, Line
from labapp.ui.desk.today.places import PlaceRow

HEIGHT: Final = 28
ROOMY: Final = 36
_CODE_LEFT: Final = 18
_CODE_WIDTH: Final = 36
_NAME_WIDTH: Final = 132
_NAMED_FROM: Final = 700
"""A narrower line leaves the place's name to its tip."""
_GAP: Final = 10
_TIME_WIDTH: Final = 44
_NOW_SHARE: Final = 0.58
_TRACK: Final = 2


class PlaceLine(Line):
    """Leads to the board: to who is there, to who is next, or to a booking from now on."""

    wanted = Signal(object)
    """PlaceRow: what is there now, or a booking for somebody at the desk."""
    next_wanted = Signal(object)
    """PlaceRow: what comes next."""

    def __init__(self, shell: Shell, inkwell: Inkwell) -> None:
        """Begin without a place."""
        super().__init__(inkwell, HEIGHT)
        self._shell = shell
        self.row: PlaceRow | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.face)
        self.face.clicked.connect(self._click)

    @override
    def show_item(self, item: Item) -> None:
        if not isinstance(item, PlaceRow):
            raise TypeError(item)
        before, self.row = self.row, item
        if before != item:
            self.face.setAccessibleName(item.spoken)
            self.face.setAccessibleDescription("\n".join(self._tips(item)))
            self.face.setToolTip("\n".join((item.tip, *self._tips(item))))
            self.face.setCursor(
                Qt.CursorShape.PointingHandCursor if item.leads else Qt.CursorShape.ArrowCursor
            )
            self.face.update()

    @override
    def breathe(self, *, roomy: bool) -> None:
        self.face.grow(ROOMY if roomy else HEIGHT)

    @override
    def say_again(self) -> None:
        row, self.row = self.row, None
        if row is not None:
            self.show_item(row)

    def _tips(self, row: PlaceRow) -> list[str]:
        say = self._shell.speech
        tips = []
        if row.number is not None:
            tips.append(say("today.tip.booking"))
        elif row.free:
            tips.append(say("today.tip.walk_up"))
        if row.next_number is not None:
            tips.append(say("today.tip.next"))
        return tips

    @override
    def keys_told(self) -> list[tuple[str, str]]:
        row, say = self.row, self._shell.speech
        if row is None:
            return []
        told = []
        if row.number is not None:
            told.append((say("today.key.enter"), say("today.do.board")))
        elif row.free:
            told.append((say("today.key.enter"), say("today.keys.walk_up")))
        if row.next_number is not None:
            told.append((say("today.key.shift_enter"), say("today.keys.next")))
        return told

    # Painting

    @override
    def paint(self, painter: QPainter, box: QRect) -> None:
        row, ink = self.row, self.ink
        if row is None:
            return
        ink.spine(painter, box, row.zone_colour)
        middle = box.top() + box.height() // 2
        code = QRect(_CODE_LEFT, box.top(), _CODE_WIDTH, box.height())
        faint = "text-faint" if row.greyed else "text"
        ink.write(painter, code, row.code, font=ink.bold, tint=faint)
        if box.width() >= _NAMED_FROM:
            name = QRect(code.right() + 4, box.top(), _NAME_WIDTH, box.height())
            ink.write(painter, name, row.name, font=ink.small, tint="text-muted")
        now, following = self._columns(box)
        self._paint_now(painter, ink, now, middle)
        if row.next_number is not None:
            time = QRect(following.left(), box.top(), _TIME_WIDTH, box.height())
            who = following.adjusted(_TIME_WIDTH, 0, 0, 0)
            if row.next_state:
                ink.chip(painter, who.left(), middle, row.next_state, row.next_letter)
                who.adjust(CHIP + 8, 0, 0, 0)
            ink.write(painter, time, row.next_time, font=ink.small, tint="text-muted")
            ink.write(painter, who, row.next_who, font=ink.small, tint="text-muted")

    def _columns(self, box: QRect) -> tuple[QRect, QRect]:
        """Return where it says what is on now, and where what comes next."""
        left = _CODE_LEFT + _CODE_WIDTH + 4
        if box.width() >= _NAMED_FROM:
            left += _NAME_WIDTH + 8
        right = box.right() - _GAP
        turn = left + round((right - left) * _NOW_SHARE)
        now = QRect(left, box.top(), turn - left - _GAP, box.height())
        return now, QRect(turn + _GAP, box.top(), right - turn - _GAP, box.height())

    def _paint_now(self, painter: QPainter, ink: Ink, box: QRect, middle: int) -> None:
        row = self.row
        if row is None:
            return
        if not row.state:
            tint = "success-text" if row.free else "text-faint"
            free = box.adjusted(CHIP + 8, 0, 0, 0)
            ink.write(painter, free, row.now, font=ink.small, tint=tint)
            if row.free and self.lit:
                book = self._shell.speech("today.keys.walk_up")
                ink.write(painter, free, book, font=ink.small_bold, tint="accent", right=True)
            return
        ink.chip(painter, box.left(), middle, row.state, row.letter)
        text = box.adjusted(CHIP + 8, 0, 0, 0)
        taken = ink.write(painter, text, row.until, font=ink.small, tint="text-muted", right=True)
        who = text.adjusted(0, 0, -taken - 8, 0)
        ink.write(painter, who, row.now, font=ink.body)
        if row.share is not None:
            track = QRect(text.left(), box.bottom() - _TRACK + 1, text.width(), _TRACK)
            ink.elapsed(painter, track, row.state, row.share)

    # What the person means

    def _click(self) -> None:
        row = self.row
        if row is None:
            return
        _, following = self._columns(self.face.rect())
        at = self.face.pressed_at
        if row.next_number is not None and at is not None and following.contains(at):
            self.next_wanted.emit(row)
        else:
            self.wanted.emit(row)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in FIRST_KEYS:
            super().keyPressEvent(event)
        elif event.isAutoRepeat():
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.next_wanted.emit(self.row)
        else:
            self.wanted.emit(self.row)
