"""One quiet line at the foot of the window: what was just done, and how to take it back."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
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
SERIOUS_MILLISECONDS: Final = 15000
_FADE_MILLISECONDS: Final = 140
_ABOVE_FOOT: Final = 20
_WIDEST: Final = 760


class NoticeBar(QFrame):
    """Lies over the foot of its parent and fades by itself; it waits while the pointer is on it."""

    undo_wanted = Signal()

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        """Begin out of sight."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setObjectName("notice")
        self._over = parent
        self.text = QLabel()
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

        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._fade)
        self._effect = QGraphicsOpacityEffect(self)
        self._effect.setEnabled(False)
        self.setGraphicsEffect(self._effect)
        self._fading = QPropertyAnimation(self._effect, b"opacity", self)
        self._fading.setEndValue(0.0)
        self._fading.finished.connect(self.hide)
        self.undo.clicked.connect(self._undo)
        self.dismiss.clicked.connect(self.hide)
        parent.installEventFilter(self)
        shell.speech.changed.connect(self.hide)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show a line instead of the one before."""
        self._fading.stop()
        self._effect.setEnabled(False)
        self.text.setText(notice.text)
        self.undo.setVisible(notice.undoable)
        self.setProperty("serious", notice.serious)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        self.raise_()
        self._place()
        self._timer.start(SERIOUS_MILLISECONDS if notice.serious else SHOWN_MILLISECONDS)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, notice.text))

    def _undo(self) -> None:
        self.hide()
        self.undo_wanted.emit()

    def _fade(self) -> None:
        focused = QApplication.focusWidget()
        if self.underMouse() or (focused is not None and self.isAncestorOf(focused)):
            self._timer.start(SHOWN_MILLISECONDS)
            return
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        length = min(self.style().styleHint(hint, None, self), _FADE_MILLISECONDS)
        if length <= 0:
            self.hide()
            return
        self._effect.setOpacity(1.0)
        self._effect.setEnabled(True)
        self._fading.setStartValue(1.0)
        self._fading.setDuration(length)
        self._fading.start()

    def _place(self) -> None:
        parent = self._over
        widest = min(_WIDEST, parent.width() - 40)
        wanted = self.text.fontMetrics().horizontalAdvance(self.text.text()) + 40
        wanted += self.dismiss.sizeHint().width() + 16
        if not self.undo.isHidden():
            wanted += self.undo.sizeHint().width() + 8
        width = min(max(wanted, 280), widest)
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.setGeometry(
            (parent.width() - width) // 2, parent.height() - height - _ABOVE_FOOT, width, height
        )

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._fading.stop()
        self._effect.setEnabled(False)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.isVisible() and not self._timer.isActive():
            self._timer.start(SHOWN_MILLISECONDS)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
