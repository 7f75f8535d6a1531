"""The fonts and colours of the page's painted lines, made once for a theme and a language."""

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from labapp.ui.desk.shell import Shell
from labapp.ui.fonts import ui_font
from labapp.ui.widgets.board.palette import Palette, faded

CHIP: Final = 20
"""The side of a state's letter in its colours."""
_CORNER: Final = 4.0
_SPINE: Final = 3
_SPINE_LEFT: Final = 7
_CHIP_HEIGHT: Final = 18


class Ink:
    """What lines are written and coloured with."""

    def __init__(self, shell: Shell, ratio: float) -> None:
        """Take the window's theme and language; ``ratio`` is the screen's pixel ratio."""
        self.theme = theme = shell.look.theme
        self.language = shell.speech.language
        self.palette = Palette(theme, self.language, ratio)
        self.small, self.body = (ui_font(self.language, theme.size(s)) for s in ("small", "body"))
        self.small_bold, self.bold = _bold(self.small), _bold(self.body)
        self.radius = float(theme.size("radius"))

    def colour(self, token: str) -> QColor:
        """Return a colour of the theme."""
        return self.theme.colour(token)

    def width(self, text: str) -> int:
        """Return how wide a text is in bold letters of the body's size."""
        return QFontMetrics(self.bold).horizontalAdvance(text)

    def write(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        *,
        font: QFont,
        tint: str = "text",
        right: bool = False,
    ) -> int:
        """Write one line, shortened to the box, in the middle of its height; return its width."""
        if not text or box.width() <= 0:
            return 0
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(font)
        painter.setPen(self.colour(tint))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(box, flags, shown)
        return min(metrics.horizontalAdvance(shown), box.width())

    def chip(self, painter: QPainter, left: int, middle: int, state: str, letter: str) -> None:
        """Paint a state's letter in its colours and pattern, as the board has them."""
        style = self.palette.style(state)
        box = QRectF(left, middle - _CHIP_HEIGHT / 2, CHIP, _CHIP_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(style.fill)
        painter.setPen(style.edge)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)
        painter.setFont(self.small_bold)
        painter.setPen(style.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)

    def elapsed(self, painter: QPainter, box: QRect, state: str, share: float) -> None:
        """Paint how much of something is over: a thin line that fills from the left."""
        painter.fillRect(box, faded(self.palette.style(state).bar, 0.2))
        done = QRectF(box.left(), box.top(), box.width() * share, box.height())
        painter.fillRect(done, faded(self.palette.style(state).bar, 0.75))

    def spine(self, painter: QPainter, box: QRect, colour: str) -> None:
        """Paint a zone's thin bar at the left edge of a box."""
        painter.fillRect(
            QRect(box.left() + _SPINE_LEFT, box.top(), _SPINE, box.height()),
            self.palette.zone(colour),
        )

    def ground(self, painter: QPainter, box: QRect, *, focused: bool, hovered: bool) -> None:
        """Paint what lies below a line that the pointer is on or that has the focus."""
        if not (focused or hovered):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.colour("focus"), 2) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(self.colour("accent-soft" if focused else "sunken"))
        inside = QRectF(box).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(inside, self.radius, self.radius)

    def rule(self, painter: QPainter, box: QRect) -> None:
        """Paint a thin line at the foot of a box."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(self.colour("line"), 1))
        foot = box.bottom() + 0.0
        painter.drawLine(QPointF(box.left(), foot), QPointF(box.right(), foot))


class Inkwell:
    """Keeps the ink of the present theme and language."""

    def __init__(self, shell: Shell) -> None:
        """Make none before it is asked for."""
        self._shell = shell
        self._made: tuple[object, Ink] | None = None

    def ink(self, ratio: float = 1.0) -> Ink:
        """Return the ink for now."""
        key = (self._shell.look.theme, self._shell.speech.language, ratio)
        if self._made is None or self._made[0] != key:
            self._made = (key, Ink(self._shell, ratio))
        return self._made[1]


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold
