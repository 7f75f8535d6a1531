"""Texts shortened, broken over lines and laid out once, for every zoom."""

from collections.abc import Sequence
from typing import Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QStaticText, QTextLayout, QTextOption, QTransform

from labapp.ui.widgets.board.palette import Palette

_KEPT_TEXTS: Final = 6000
_STEP: Final = 4
"""Pixels by which the room of a text that must be shortened is counted, so that a zoom finds the
texts of the last one again."""
_PLAIN: Final = QTransform()
_BY_WORDS: Final = QTextOption()
_BY_WORDS.setWrapMode(QTextOption.WrapMode.WordWrap)

Measured = tuple[QStaticText, float, float]
"""A text with its width and height."""


class Texts:
    """Shortened texts, laid out once for each (text, width, bold)."""

    __slots__ = ("_broken", "_code_font", "_codes", "_fonts", "_made", "_metrics", "_widths")

    def __init__(self, palette: Palette) -> None:
        """Use the palette's small fonts."""
        self._fonts: tuple[QFont, QFont] = (palette.small, palette.strong)
        self._metrics: tuple[QFontMetricsF, QFontMetricsF] = (
            palette.small_metrics,
            palette.strong_metrics,
        )
        self._made: dict[tuple[str, int, bool], Measured] = {}
        self._widths: dict[tuple[str, bool], float] = {}
        self._broken: dict[tuple[str, tuple[int, ...]], list[str]] = {}
        self._code_font = palette.code
        self._codes: dict[str, QStaticText] = {}

    def __len__(self) -> int:
        return len(self._made)

    def width(self, text: str, *, bold: bool) -> float:
        """Return how wide the whole text is."""
        width = self._widths.get((text, bold))
        if width is None:
            if len(self._widths) >= _KEPT_TEXTS:
                self._widths.clear()
            width = self._widths[text, bold] = self._metrics[bold].horizontalAdvance(text)
        return width

    def get(self, text: str, width: int, *, bold: bool) -> QStaticText:
        """Return the text, shortened with … to the width where it is wider."""
        return self.measured(text, width, bold=bold)[0]

    def measured(self, text: str, width: int, *, bold: bool) -> "Measured":
        """Return the text as ``get`` does, with its own width and height."""
        whole = self.width(text, bold=bold) <= width
        if not whole:
            width = max(width // _STEP * _STEP, 1)
        key = (text, 0 if whole else width, bold)
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= _KEPT_TEXTS:
                self._made.clear()
            if not whole:
                text = self._metrics[bold].elidedText(text, Qt.TextElideMode.ElideRight, width)
            drawn = _static(text, self._fonts[bold])
            size = drawn.size()
            made = self._made[key] = (drawn, size.width(), size.height())
        return made

    def broken(self, text: str, rooms: tuple[int, ...]) -> list[str]:
        """Return a bold text by lines that are so wide, as ``broken`` does."""
        key = (text, tuple(room // _STEP * _STEP for room in rooms))
        made = self._broken.get(key)
        if made is None:
            if len(self._broken) >= _KEPT_TEXTS:
                self._broken.clear()
            made = self._broken[key] = broken(text, key[1], self._fonts[True])
        return made

    def code(self, text: str) -> QStaticText:
        """Return a lane's code, whole, in the larger bold face."""
        made = self._codes.get(text)
        if made is None:
            made = self._codes[text] = _static(text, self._code_font)
        return made


_made_for: WeakKeyDictionary[Palette, Texts] = WeakKeyDictionary()


def texts_of(palette: Palette) -> Texts:
    """Return the texts in a palette's fonts; they outlive a zoom."""
    made = _made_for.get(palette)
    if made is None:
        made = _made_for[palette] = Texts(palette)
    return made


def _static(text: str, font: QFont) -> QStaticText:
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    made.prepare(_PLAIN, font)
    return made


def broken(text: str, rooms: Sequence[int], font: QFont) -> list[str]:
    """Return the text by lines that are so wide; all that does not fit is left in the last one.

    The first line is empty if not even the first word fits it.
    """
    layout = QTextLayout(text, font)
    layout.setTextOption(_BY_WORDS)
    units = text.encode("utf-16-le")
    parts: list[str] = []
    layout.beginLayout()
    while len(parts) < len(rooms):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(rooms[len(parts)])
        if not parts and len(rooms) > 1 and line.naturalTextWidth() > rooms[0]:
            parts.append("")
            line.setLineWidth(rooms[1])
        start, end = line.textStart(), line.textStart() + line.textLength()
        if len(parts) == len(rooms) - 1 or line.naturalTextWidth() > rooms[len(parts)]:
            parts.append(units[2 * start :].decode("utf-16-le"))
            break
        parts.append(units[2 * start : 2 * end].decode("utf-16-le").strip())
    layout.endLayout()
    return parts
