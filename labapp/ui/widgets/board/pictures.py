"""Blocks measured and lettered once per zoom, so that a frame only has to draw them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QStaticText, QTransform

from labapp.ui.widgets.board.geometry import LaneLayout, LaneRow, TimeAxis
from labapp.ui.widgets.board.index import BlockIndex, Placed
from labapp.ui.widgets.board.palette import Palette
from labapp.ui.widgets.board.rows import Block
from labapp.ui.widgets.board.wording import span_text

LETTERED: Final = 24
"""Narrower blocks carry no text."""
DENSE: Final = 6
"""Narrower blocks are only a touch of colour."""
NARROWEST: Final = 3
_BAR: Final = 4
_TITLED: Final = 38
_GAP: Final = 8
_KEPT_TEXTS: Final = 6000
_PLAIN: Final = QTransform()


class Texts:
    """Shortened texts, laid out once for each (text, width, bold)."""

    __slots__ = ("_fonts", "_made", "_metrics")

    def __init__(self, palette: Palette) -> None:
        """Use the palette's small fonts."""
        self._fonts: tuple[QFont, QFont] = (palette.small, palette.strong)
        self._metrics: tuple[QFontMetricsF, QFontMetricsF] = (
            palette.small_metrics,
            palette.strong_metrics,
        )
        self._made: dict[tuple[str, int, bool], QStaticText] = {}

    def __len__(self) -> int:
        return len(self._made)

    def width(self, text: str, *, bold: bool) -> float:
        """Return how wide the whole text is."""
        return self._metrics[bold].horizontalAdvance(text)

    def get(self, text: str, width: int, *, bold: bool) -> QStaticText:
        """Return the text, shortened with … to the width."""
        key = (text, width, bold)
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= _KEPT_TEXTS:
                self._made.clear()
            shown = self._metrics[bold].elidedText(text, Qt.TextElideMode.ElideRight, width)
            made = QStaticText(shown)
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            made.prepare(_PLAIN, self._fonts[bold])
            self._made[key] = made
        return made


@dataclass(slots=True)
class Label:
    """A text at its place on the board."""

    text: QStaticText
    x: float
    y: float

    def at(self, shift: float) -> QPointF:
        """Return where it goes when it is pushed to the right to stay in view."""
        return QPointF(self.x + shift, self.y)


@dataclass(slots=True)
class Picture:
    """A block ready to be drawn.

    ``bold`` and ``small`` texts may move right by ``slack`` to stay in view; ``pinned`` stay put.
    """

    block: Block
    box: QRect
    outline: QRectF
    tail: QRect | None
    bold: list[Label] = field(default_factory=list)
    small: list[Label] = field(default_factory=list)
    pinned: list[Label] = field(default_factory=list)
    slack: float = 0.0
    cut_left: bool = False
    cut_right: bool = False


def block_box(axis: TimeAxis, row: LaneRow, placed: Placed) -> tuple[QRect, QRect | None]:
    """Return where a block is, and its buffer's tail if that shows."""
    block = placed.block
    top, height = row.level(placed.level, placed.levels)
    left, right = round(axis.x_of(block.start)), round(axis.x_of(block.end))
    # one pixel of air between neighbours
    width = max(right - left - 1, NARROWEST)
    left = min(left, axis.width - NARROWEST)
    box = QRect(left, top, width, height)
    end = round(axis.x_of(block.buffer_end))
    if block.buffer_end <= block.end or end - right < NARROWEST:
        return box, None
    return box, QRect(left + width - 2, top + 3, end - left - width + 1, height - 6)


class PictureBook:
    """The pictures of the blocks for one zoom, layout, theme and language."""

    __slots__ = ("_axis", "_index", "_layout", "_made", "_palette", "texts")

    def __init__(
        self, axis: TimeAxis, layout: LaneLayout, index: BlockIndex, palette: Palette
    ) -> None:
        """Start empty; pictures are made when first looked at."""
        self._axis = axis
        self._layout = layout
        self._index = index
        self._palette = palette
        self._made: dict[int, Picture] = {}
        self.texts = Texts(palette)

    def within(self, area: QRect) -> Iterator[Picture]:
        """Yield the pictures of the blocks that touch the area (in contents), lane by lane."""
        start, end = self._axis.reach(area.left() - DENSE, area.left() + area.width() + DENSE)
        made = self._made
        for row in self._layout.between(area.top(), area.top() + area.height()):
            for placed in self._index.lane(row.lane.id).between(start, end):
                picture = made.get(placed.block.id)
                if picture is None:
                    picture = made[placed.block.id] = self._draw(row, placed)
                yield picture

    def at(self, x: float, y: float) -> Picture | None:
        """Return the topmost block there."""
        spot = QRect(round(x), int(y), 1, 1)
        found = [each for each in self.within(spot) if each.box.contains(spot)]
        return found[-1] if found else None

    def of(self, block: Block) -> Picture | None:
        """Return the picture of a block, None if its lane is not on the board."""
        row = self._layout.row_of(block.lane_id)
        if row is None:
            return None
        for placed in self._index.lane(block.lane_id).between(block.start, block.start + 1):
            if placed.block.id == block.id:
                return self._made.setdefault(block.id, self._draw(row, placed))
        return None

    def _draw(self, row: LaneRow, placed: Placed) -> Picture:
        block = placed.block
        box, tail = block_box(self._axis, row, placed)
        outline = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        picture = Picture(block, box, outline, tail)
        picture.cut_left = not self._axis.shows(block.start)
        picture.cut_right = not self._axis.shows(block.end - 1)
        if box.width() >= LETTERED:
            self._letter(picture)
        return picture

    def _letter(self, picture: Picture) -> None:
        """Set the texts: the letter, then the title, and what else there is room for."""
        block, box = picture.block, picture.box
        letter = self.texts.get(block.letter, LETTERED, bold=True)
        lines = self._lines(box, letter.size().height())
        left = box.left() + _BAR + 5.0
        picture.bold.append(Label(letter, left, lines[0]))
        left += letter.size().width() + 5
        right = box.left() + box.width() - 6.0
        used = left
        if box.width() >= _TITLED:
            title = self.texts.get(block.title, int(right - left), bold=True)
            picture.bold.append(Label(title, left, lines[0]))
            used += title.size().width()
            used = self._subtitle(picture, lines, left, used, right)
            right = self._times(picture, lines, left, used, right)
        picture.slack = max(right - used, 0.0)

    def _lines(self, box: QRect, height: float) -> list[float]:
        """Return the y of each line of text that fits the box, the lines set tight."""
        step = self._palette.line_step
        count = min(max(int(box.height() / step), 1), 3)
        first = box.top() + (box.height() - count * step + step - height) / 2
        return [first + number * step for number in range(count)]

    def _subtitle(
        self, picture: Picture, lines: list[float], left: float, used: float, right: float
    ) -> float:
        """Set the subtitle below the title, or beside it; return where the longer text ends."""
        text = picture.block.subtitle
        beside = len(lines) == 1
        start = used + _GAP if beside else left
        if not text or (beside and right - start < 2 * LETTERED):
            return used
        subtitle = self.texts.get(text, int(right - start), bold=False)
        picture.small.append(Label(subtitle, start, lines[0 if beside else 1]))
        return max(used, start + subtitle.size().width())

    def _times(
        self, picture: Picture, lines: list[float], left: float, used: float, right: float
    ) -> float:
        """Set the times on the third line or at the right end; return where the rest must end."""
        block = picture.block
        text = span_text(self._palette.language, block.start, block.end, dated=False)
        if len(lines) > 2:  # noqa: PLR2004 - there is a third line
            times = self.texts.get(text, int(right - left), bold=False)
            picture.small.append(Label(times, left, lines[2]))
            return right
        width = self.texts.width(text, bold=False)
        if right - used < width + 3 * _GAP:
            return right
        times = self.texts.get(text, ceil(width), bold=False)
        start = right - width
        picture.pinned.append(Label(times, start, lines[0]))
        return start - _GAP
