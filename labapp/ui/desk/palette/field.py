"""The field in the top bar that opens the box; where there is no room it is only its icon.

It is in the window's first picture, so it imports nothing of the database.
"""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolButton, QWidget

from labapp.ui.desk.shell import Shell
from labapp.ui.overriding import override

KEYS: Final = "Ctrl+K"
_WIDEST: Final = 280
_NARROWEST: Final = 34
_ICON: Final = 16
_PAD: Final = 10
_READABLE: Final = 110
"""Below this width there is only the icon."""


class SearchField(QToolButton):
    """Looks like a field, and is a button: what it opens has the real one."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        """Begin with the keys that open it beside its words."""
        super().__init__(parent)
        self._look = shell.look
        self._speech = shell.speech
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(_WIDEST)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        shell.look.put_icon(self, "search", "text-muted", _ICON)
        shell.speech.put("palette.field", self.setText, self.setAccessibleName)
        shell.speech.put("palette.field.tip", self._set_tip)

    def _set_tip(self, text: str) -> None:
        self.setToolTip(text.format(keys=_keys()))

    def listen(self) -> None:
        """Open the box by its keys from now on, wherever in the window the focus is."""
        QShortcut(QKeySequence(KEYS), self).activated.connect(self.click)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
            self._follow(None, app.focusWidget())

    def _follow(self, before: QWidget | None, after: QWidget | None) -> None:
        """Filter what has the focus and nothing else: each event of it costs a call of Python."""
        if before is not None:
            before.removeEventFilter(self)
        if after is not None:
            after.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the keys from a field: on X11 they would delete to the end of its line."""
        if (
            event.type() != QEvent.Type.ShortcutOverride
            or not isinstance(event, QKeyEvent)
            or QKeySequence(event.keyCombination()) != QKeySequence(KEYS)
        ):
            return False
        event.ignore()
        return True

    @override
    def sizeHint(self) -> QSize:
        return QSize(_WIDEST, self._look.theme.size("control"))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, self._look.theme.size("control"))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = 2 if self.hasFocus() else 1
        edge = theme.colour("focus" if self.hasFocus() else "line-strong")
        painter.setPen(QPen(edge, thick))
        painter.setBrush(theme.colour("sunken" if self.underMouse() else "surface"))
        half = thick / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, theme.size("radius"), theme.size("radius"))
        wide = self.width() >= _READABLE
        left = _PAD if wide else (self.width() - _ICON) // 2
        top = (self.height() - _ICON) // 2
        self.icon().paint(painter, QRect(left, top, _ICON, _ICON))
        if wide:
            self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        theme = self._look.theme
        inside = self.rect().adjusted(2 * _PAD + _ICON - 2, 0, -_PAD, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.colour("text-muted"))
        small = QFont(self.font())
        small.setPixelSize(theme.size("small"))
        keys = QFontMetrics(small).horizontalAdvance(_keys())
        wanted = self.fontMetrics().horizontalAdvance(self.text())
        if wanted + keys + _PAD <= inside.width():
            painter.setFont(small)
            painter.drawText(inside, Qt.AlignmentFlag.AlignRight | middle, _keys())
        painter.setFont(self.font())
        words = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | middle, words)


def _keys() -> str:
    return QKeySequence(KEYS).toString(QKeySequence.SequenceFormat.NativeText)
