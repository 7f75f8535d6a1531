"""Quiet lines at the foot of the window: what was just done, and how to take it back."""

from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from labapp.ui.desk.shell import Notice, Shell

SHOWN_MILLISECONDS: Final = 7000
MOST: Final = 2
"""How many quiet lines stand at once; the oldest makes room."""
MOST_OF_ALL: Final = 3
"""How many lines stand at once, with those that wait to be closed."""
_FADE_MILLISECONDS: Final = 140
_ABOVE_FOOT: Final = 20
_BETWEEN: Final = 8
_WIDEST: Final = 480
"""So that at 1280 × 800 they end before the inspector begins."""
_NARROWEST: Final = 280


class NoticeCard(QFrame):
    """One line; a quiet one fades by itself, but not while the pointer or the focus is on it."""

    gone = Signal()
    undo_wanted = Signal()

    def __init__(self, shell: Shell, parent: QWidget, notice: Notice) -> None:
        """Show a notice."""
        super().__init__(parent)
        self.notice = notice
        self._over = parent
        self.setProperty("role", "card")
        self.setProperty("serious", notice.serious)
        self.setObjectName("notice")
        self.text = QLabel(notice.text)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Preferred)
        self.undo = QPushButton()
        self.undo.setProperty("role", "quiet")
        shell.speech.put("term.undo", self.undo.setText, self.undo.setAccessibleName)
        self.dismiss = QToolButton()
        shell.look.put_icon(self.dismiss, "x", "text-muted", 16)
        shell.speech.put("desk.dismiss", self.dismiss.setToolTip, self.dismiss.setAccessibleName)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.undo)
        layout.addWidget(self.dismiss)
        self.undo.setVisible(notice.undoable)

        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.fade)
        self._effect = QGraphicsOpacityEffect(self)
        self._effect.setEnabled(False)
        self.setGraphicsEffect(self._effect)
        self._fading = QPropertyAnimation(self._effect, b"opacity", self)
        self._fading.setEndValue(0.0)
        self._fading.finished.connect(self.gone)
        self.undo.clicked.connect(self._undo)
        self.dismiss.clicked.connect(self.gone)
        self.wait()

    @property
    def stays(self) -> bool:
        """Whether it waits to be closed."""
        return self.notice.serious or self.notice.lasting

    @property
    def waits(self) -> bool:
        """Whether it will fade when its time is over."""
        return self._timer.isActive()

    def wait(self) -> None:
        """Begin its time anew."""
        if not self.stays:
            self._timer.start(SHOWN_MILLISECONDS)

    def fade(self) -> None:
        """Go out of sight, if nobody is at it."""
        focused = QApplication.focusWidget()
        if self.underMouse() or (focused is not None and self.isAncestorOf(focused)):
            self.wait()
            return
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        length = min(self.style().styleHint(hint, None, self), _FADE_MILLISECONDS)
        if length <= 0:
            self.gone.emit()
            return
        self._effect.setOpacity(1.0)
        self._effect.setEnabled(True)
        self._fading.setStartValue(1.0)
        self._fading.setDuration(length)
        self._fading.start()

    def place(self, foot: int) -> int:
        """Stand above a height of the parent, and return the height of the next one's foot."""
        room = self._over.width()
        widest = min(_WIDEST, room - 40)
        lines = self.text.text().splitlines()
        longest = max(map(self.text.fontMetrics().horizontalAdvance, lines), default=0)
        wanted = longest + 40 + self.dismiss.sizeHint().width() + 16
        if not self.undo.isHidden():
            wanted += self.undo.sizeHint().width() + 8
        width = min(max(wanted, _NARROWEST), widest)
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.setGeometry((room - width) // 2, foot - height, width, height)
        return foot - height - _BETWEEN

    def _undo(self) -> None:
        self.gone.emit()
        self.undo_wanted.emit()

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._fading.stop()
        self._effect.setEnabled(False)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.waits:
            self.wait()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.gone.emit()
        else:
            super().keyPressEvent(event)


class NoticeBar(QObject):
    """Stacks the lines over the foot of a widget, the newest lowest, and reads each out once."""

    undo_wanted = Signal()

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        """Begin with none."""
        super().__init__(parent)
        self._shell = shell
        self._over = parent
        self.cards: list[NoticeCard] = []
        parent.installEventFilter(self)
        shell.speech.changed.connect(self.clear)

    @property
    def text(self) -> QLabel:
        """The words of the line that came last; IndexError if there is none."""
        return self.cards[-1].text

    @property
    def undo(self) -> QPushButton:
        """How to take back what the last line tells of; IndexError if there is none."""
        return self.cards[-1].undo

    @property
    def dismiss(self) -> QToolButton:
        """How to close the last line; IndexError if there is none."""
        return self.cards[-1].dismiss

    def isVisible(self) -> bool:  # noqa: N802 -- as of a widget
        """Whether any line is seen."""
        return bool(self.cards)

    def show_notice(self, notice: Notice) -> None:
        """Show a line; the same line again does not stand twice."""
        for card in tuple(self.cards):
            if card.notice.text == notice.text or (notice.turned and card.notice.undoable):
                self._drop(card)
            elif notice.undoable:
                card.undo.hide()  # undo would take back the newest act, not that one's
        card = NoticeCard(self._shell, self._over, notice)
        self._make_room(card)
        card.gone.connect(partial(self._drop, card))
        card.undo_wanted.connect(self.undo_wanted)
        self.cards.append(card)
        card.show()
        card.raise_()
        self._place()
        if QAccessible.isActive():
            read_out = QAccessibleAnnouncementEvent(card, notice.text)
            if notice.serious:
                read_out.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(read_out)

    def _make_room(self, newest: NoticeCard) -> None:
        quiet = [card for card in self.cards if not card.stays]
        if not newest.stays and len(quiet) >= MOST:
            self._drop(quiet.pop(0))
        while len(self.cards) >= MOST_OF_ALL:
            self._drop(quiet.pop(0) if quiet else self.cards[0])

    def rise(self) -> None:
        """Stand over a page that was just turned to."""
        for card in self.cards:
            card.raise_()

    def clear(self) -> None:
        """Take every line away."""
        for card in tuple(self.cards):
            self._drop(card)

    def _drop(self, card: NoticeCard) -> None:
        if card in self.cards:
            self.cards.remove(card)
            card.hide()
            card.deleteLater()
            self._place()

    def _place(self) -> None:
        foot = self._over.height() - _ABOVE_FOOT
        for card in reversed(self.cards):
            foot = card.place(foot)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False
