"""A line of the page: one thing to read, that takes the focus as a whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from labapp.ui.desk.today.ink import Ink, Inkwell

_NARROWEST: Final = 120


class Item(Protocol):
    """What a line shows."""

    @property
    def key(self) -> str:
        """What tells it from others for as long as it is there."""


@dataclass(frozen=True, slots=True)
class Section:
    """Items under a small heading, or under none."""

    key: str
    title: str
    items: Sequence[Item]
    more: int = 0
    """How many there are beside those."""
    colour: str = ""
    """A zone's, for the thin bar beside the heading."""


class Face(QAbstractButton):
    """The painted part of a line: a button to hear of, whose keys are its line's."""

    focus_changed = Signal(bool)

    def __init__(self, height: int, paint: Callable[[QPainter, QRect], None]) -> None:
        """Be painted by a function that gets the painter and where to paint."""
        super().__init__()
        self._height = height
        self._paint = paint
        self.pressed_at: QPoint | None = None
        """Where the pointer is while it clicks; None when the keyboard or a reader does."""
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def grow(self, height: int) -> None:
        """Be so high from now on."""
        if height != self._height:
            self._height = height
            self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return QSize(_NARROWEST, self._height)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint(painter, self.rect())

    @override
    def mousePressEvent(self, e: QMouseEvent) -> None:
        self.pressed_at = e.position().toPoint()
        super().mousePressEvent(e)

    @override
    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        super().mouseReleaseEvent(e)
        self.pressed_at = None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)


class Line(QWidget):
    """A face and the ground it lies on."""

    entered = Signal()
    """The keyboard or the pointer has chosen it."""

    def __init__(self, inkwell: Inkwell, height: int) -> None:
        """Begin without anything to show."""
        super().__init__()
        self._inkwell = inkwell
        self._hovered = False
        self.face = Face(height, self.paint)
        self.face.focus_changed.connect(self._refocus)

    @property
    def ink(self) -> Ink:
        """What to paint with."""
        return self._inkwell.ink(self.devicePixelRatioF())

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is anywhere in it."""
        return self.isAncestorOf(self.window().focusWidget())

    @property
    def lit(self) -> bool:
        """Whether the pointer or the keyboard is here."""
        return self._hovered or self.face.hasFocus()

    @property
    def tab_stops(self) -> list[QWidget]:
        """What of it takes the keyboard, in order."""
        return [self.face]

    def show_item(self, item: Item) -> None:
        """Show something else, or the same as it is now."""
        raise NotImplementedError

    def breathe(self, *, roomy: bool) -> None:
        """Take more room where there is enough of it; most lines take what they need."""

    def say_again(self) -> None:
        """Say it in another language."""
        raise NotImplementedError

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Paint the face."""
        raise NotImplementedError

    def keys_told(self) -> list[tuple[str, str]]:
        """Return each key with what it does here."""
        raise NotImplementedError

    def _refocus(self, focused: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        self.update()
        self.face.update()
        if focused:
            self.entered.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.ink.ground(painter, self.rect(), focused=self.face.hasFocus(), hovered=self._hovered)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        self.face.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()
        self.face.update()
