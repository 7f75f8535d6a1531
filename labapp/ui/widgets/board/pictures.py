"""Blocks measured and lettered once per zoom, so that a frame only has to draw them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QStaticText, QTextLayout, QTextOption, QTransform

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
_BAR_WIDTH: Final = 3
_TITLED: Final = 38
_WIDE: Final = 110
"""In narrower blocks the title is broken over the lines there are."""
_GAP: Final = 8
_KEPT_CROPS: Final = 256
_KEPT_TEXTS: Final = 6000
_PLAIN: Final = QTransform()
_BY_WORDS: Final = QTextOption()
_BY_WORDS.setWrapMode(QTextOption.WrapMode.WordWrap)


class Texts:
    """Shortened texts, laid out once for each (text, width, bold)."""

    __slots__ = ("_code_font", "_codes", "_fonts", "_made", "_metrics")

    def __init__(self, palette: Palette) -> None:
        """Use the palette's small fonts."""
        self._fonts: tuple[QFont, QFont] = (palette.small, palette.strong)
        self._metrics: tuple[QFontMetricsF, QFontMetricsF] = (
            palette.small_metrics,
            palette.strong_metrics,
        )
        self._made: dict[tuple[str, int, bool], QStaticText] = {}
        self._code_font = palette.code
        self._codes: dict[str, QStaticText] = {}

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
            made = self._made[key] = _static(shown, self._fonts[bold])
        return made

    def code(self, text: str) -> QStaticText:
        """Return a lane's code, whole, in the larger bold face."""
        made = self._codes.get(text)
        if made is None:
            made = self._codes[text] = _static(text, self._code_font)
        return made


def _static(text: str, font: QFont) -> QStaticText:
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    made.prepare(_PLAIN, font)
    return made


@dataclass(slots=True)
class Label:
    """A text at its place on the board."""

    text: QStaticText
    spot: QPointF

    def at(self, shift: float) -> QPointF:
        """Return where it goes when it is pushed to the right to stay in view."""
        return QPointF(self.spot.x() + shift, self.spot.y())


def _label(text: QStaticText, x: float, y: float) -> Label:
    """Put a text on whole pixels: it is sharper and drawn faster."""
    return Label(text, QPointF(round(x), round(y)))


@dataclass(slots=True)
class Picture:
    """A block ready to be drawn.

    ``bold`` and ``small`` texts may move right by ``slack`` to stay in view; ``pinned`` stay put.
    """

    block: Block
    box: QRect
    tail: QRect | None = None
    bold: list[Label] = field(default_factory=list)
    small: list[Label] = field(default_factory=list)
    pinned: list[Label] = field(default_factory=list)
    slack: float = 0.0
    cut_left: bool = False
    cut_right: bool = False
    bar: QRect | None = None
    # what every frame asks, kept as plain numbers
    outline: QRectF = field(init=False)
    inner: QRect = field(init=False)
    left: int = field(init=False)
    top: int = field(init=False)
    width: int = field(init=False)
    reach: int = field(init=False)
    """The x where it ends, its tail included."""
    special: bool = field(init=False)
    """Whether it bears more than shape and texts."""

    def __post_init__(self) -> None:
        self.outline = QRectF(self.box).adjusted(0.5, 0.5, -0.5, -0.5)
        self.inner = self.box.adjusted(1, 1, -1, -1)
        self.left, self.top, self.width = self.box.left(), self.box.top(), self.box.width()
        self.reach = self.left + self.width if self.tail is None else self.tail.right() + 1
        block = self.block
        self.special = block.marked or block.conflicts or self.cut_left or self.cut_right


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


class PictureBook:
    """The pictures of the blocks for one zoom, layout, theme and language."""

    __slots__ = ("_axis", "_crops", "_index", "_layout", "_made", "_palette", "texts")

    def __init__(
        self, axis: TimeAxis, layout: LaneLayout, index: BlockIndex, palette: Palette
    ) -> None:
        """Start empty; pictures are made when first looked at."""
        self._axis = axis
        self._layout = layout
        self._index = index
        self._palette = palette
        self._made: dict[int, Picture] = {}
        self._crops: dict[tuple[int, int], Picture] = {}
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
        cut_left, cut_right = not self._axis.shows(block.start), not self._axis.shows(block.end - 1)
        picture = Picture(block, box, tail, cut_left=cut_left, cut_right=cut_right)
        if box.width() >= LETTERED:
            self._letter(picture)
        return picture

    def cropped(self, picture: Picture, view: int) -> Picture:
        """Return the picture lettered anew for the part of it that is right of an x."""
        key = (picture.block.id, view)
        crop = self._crops.get(key)
        if crop is None:
            if len(self._crops) >= _KEPT_CROPS:
                self._crops.clear()
            box = QRect(picture.box)
            box.setLeft(min(view, box.right()))
            crop = self._crops[key] = Picture(picture.block, box)
            if box.width() >= LETTERED:
                self._letter(crop)
        return crop

    def _letter(self, picture: Picture) -> None:
        """Set the texts: the letter, then the title, and what else there is room for."""
        block, box = picture.block, picture.box
        picture.bar = QRect(box.left() + 3, box.top() + 4, _BAR_WIDTH, box.height() - 8)
        letter = self.texts.get(block.letter, LETTERED, bold=True)
        lines = self._lines(box, letter.size().height())
        edge = box.left() + _BAR + 5.0
        right = box.left() + box.width() - 6.0
        left = edge + (letter.size().width() + 5 if block.letter else 0)
        picture.bold.append(_label(letter, edge, lines[0]))
        if box.width() < _TITLED:
            return
        if box.width() < _WIDE and len(lines) > 1:
            self._wrap(picture, lines, (left, edge), right)
            return
        title = self.texts.get(block.title, int(right - left), bold=True)
        picture.bold.append(_label(title, left, lines[0]))
        used = left + title.size().width()
        used = self._subtitle(picture, lines, left, used, right)
        right = self._times(picture, lines, left, used, right)
        picture.slack = max(right - used, 0.0)

    def _wrap(
        self, picture: Picture, lines: list[float], lefts: tuple[float, float], right: float
    ) -> None:
        """Break the title over the lines, the first beside the letter and the others below it."""
        rooms = [int(right - lefts[0]), *[int(right - lefts[1])] * (len(lines) - 1)]
        parts = broken(picture.block.title, rooms, self._palette.strong)
        for number, part in enumerate(parts):
            if part:
                text = self.texts.get(part, rooms[number], bold=True)
                picture.bold.append(_label(text, lefts[min(number, 1)], lines[number]))
        subtitle = picture.block.subtitle
        if subtitle and len(parts) < len(lines) and rooms[-1] >= _TITLED:
            text = self.texts.get(subtitle, rooms[-1], bold=False)
            picture.small.append(_label(text, lefts[1], lines[len(parts)]))

    def _lines(self, box: QRect, height: float) -> list[float]:
        """Return the y of each line of text that fits the box, the lines set tight."""
        step = self._palette.line_step
        count = min(max(int((box.height() - 3) / step), 1), 3)
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
        picture.small.append(_label(subtitle, start, lines[0 if beside else 1]))
        return max(used, start + subtitle.size().width())

    def _times(
        self, picture: Picture, lines: list[float], left: float, used: float, right: float
    ) -> float:
        """Set the times on the third line or at the right end; return where the rest must end."""
        block = picture.block
        text = span_text(self._palette.language, block.start, block.end, dated=False)
        width = self.texts.width(text, bold=False)
        if len(lines) > 2:  # noqa: PLR2004 - there is a third line
            if width <= right - left:
                times = self.texts.get(text, ceil(width), bold=False)
                picture.small.append(_label(times, left, lines[2]))
            return right
        if right - used < width + 3 * _GAP:
            return right
        times = self.texts.get(text, ceil(width), bold=False)
        start = right - width
        picture.pinned.append(_label(times, start, lines[0]))
        return start - _GAP
