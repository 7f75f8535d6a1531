"""Blocks measured and lettered once per zoom, so that a frame only has to draw them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPixmap, QStaticText

from labapp.ui.widgets.board.geometry import LaneLayout, LaneRow, TimeAxis
from labapp.ui.widgets.board.index import BlockIndex, Marks, Placed
from labapp.ui.widgets.board.lettering import texts_of
from labapp.ui.widgets.board.palette import Palette
from labapp.ui.widgets.board.rows import Block
from labapp.ui.widgets.board.wording import span_text

LETTERED: Final = 24
"""Narrower blocks carry no text, or only their letter."""
_LETTER_ONLY: Final = 13
DENSE: Final = 6
"""Narrower blocks are only a touch of colour."""
NARROWEST: Final = 3
_BAR: Final = 4
_BAR_WIDTH: Final = 3
_TITLED: Final = 38
_WIDE: Final = 110
"""In narrower blocks the title is broken over the lines there are."""
_GAP: Final = 8
_AIR_AFTER: Final = 6
"""Between a text's end and its block's."""
_COUNTDOWN: Final = 56
"""What a hold's countdown mostly takes of the end of the only line."""
_KEPT_CROPS: Final = 256
_ELLIPSIS: Final = "…"


@dataclass(slots=True)
class Label:
    """A text at its place on the board."""

    text: QStaticText
    x: int
    y: int
    end: int
    """The x where the text ends."""


def _label(text: QStaticText, x: float, y: float, width: float) -> Label:
    """Put a text on whole pixels: it is sharper and drawn faster."""
    return Label(text, round(x), round(y), ceil(x + width))


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
    left: int = field(init=False)
    top: int = field(init=False)
    width: int = field(init=False)
    reach: int = field(init=False)
    """The x where it ends, its tail included."""
    special: bool = field(init=False)
    """Whether it bears more than shape and texts."""
    _outline: QRectF | None = None
    _inner: QRect | None = None

    def __post_init__(self) -> None:
        self.left, self.top, self.width = self.box.left(), self.box.top(), self.box.width()
        self.reach = self.left + self.width if self.tail is None else self.tail.right() + 1
        block = self.block
        self.special = block.marked or block.conflicts or self.cut_left or self.cut_right

    @property
    def outline(self) -> QRectF:
        """The line around it, in the middle of its pixels."""
        if self._outline is None:
            self._outline = QRectF(
                self.left + 0.5, self.top + 0.5, self.width - 1, self.box.height() - 1
            )
        return self._outline

    @property
    def inner(self) -> QRect:
        """What is within the line around it."""
        if self._inner is None:
            self._inner = self.box.adjusted(1, 1, -1, -1)
        return self._inner


def _keep_texts(picture: Picture, before: Picture) -> None:
    """Give a picture the texts that it had at another zoom, those that still fit it."""
    left, top = picture.left, picture.top
    picture.bar = QRect(left + 3, top + 4, _BAR_WIDTH, picture.box.height() - 8)
    step = left - before.left
    most = left + picture.width - _AIR_AFTER - step
    furthest = left
    for labels, kept in ((before.bold, picture.bold), (before.small, picture.small)):
        for label in labels:
            if label.end <= most:
                kept.append(Label(label.text, label.x + step, label.y, label.end + step))
                furthest = max(furthest, label.end + step)
    picture.slack = max(most + step - furthest, 0)


def marks_of(axis: TimeAxis, block: Block) -> Marks:
    """Return where a block is along the axis, at whatever zoom."""
    return (
        axis.mark_of(block.start),
        axis.mark_of(block.end),
        axis.mark_of(block.buffer_end),
        not axis.shows(block.start),
        not axis.shows(block.end - 1),
    )


Placings = list[tuple[int, int, QStaticText]]
"""Texts, each with the x and y where it goes."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What an area of the contents shows, by state: drawn again and again as long as it stays."""

    area: QRect
    view: int
    """The x from which on texts must be to be in view."""
    count: int
    styled: dict[str, list[Picture]]
    dense: dict[str, list[QRect]]
    bold: list[tuple[str, Placings]]
    small: list[tuple[str, Placings]]
    series: list[Picture]
    """Those of a series that are wide enough to say so."""


Ground = tuple[tuple[int, int, int], Sequence[tuple[int, int]], tuple[QPixmap, QPixmap]]
"""From x to x and how high; the closed hours; and a lane's ground, and every second one's."""


class PictureBook:
    """The pictures of the blocks for one zoom, layout, theme and language."""

    __slots__ = (
        "_axis",
        "_before",
        "_crops",
        "_furthest",
        "_hasty",
        "_index",
        "_layout",
        "_made",
        "_marks",
        "_offsets",
        "_palette",
        "gathered",
        "ground",
        "texts",
    )

    def __init__(
        self,
        axis: TimeAxis,
        layout: LaneLayout,
        index: BlockIndex,
        palette: Palette,
        before: "PictureBook | None" = None,
    ) -> None:
        """Start empty; pictures are made when first looked at.

        Blocks that the book of the zoom ``before`` has lettered keep their texts as far as there
        is room for them, and others get their letter alone, which is much faster; the layout must
        be the same.
        """
        self._hasty = before is not None
        self._before: dict[int, Picture] = {}
        if before is not None:
            self._before = before._made  # noqa: SLF001 -- a book of the same kind
        self._axis = axis
        self._layout = layout
        self._index = index
        self._palette = palette
        self._made: dict[int, Picture] = {}
        self._crops: dict[tuple[int, int], Picture] = {}
        self._furthest = axis.width - NARROWEST
        self.gathered: Gathered | None = None
        """What was painted last."""
        self.ground: Ground | None = None
        """What was painted last behind it."""
        self._marks = index.marks.setdefault(axis.scaled(1.0), {})
        self._offsets: dict[tuple[int, float], list[float]] = {}
        self.texts = texts_of(palette)

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
                made = self._made.get(block.id)
                if made is None:
                    made = self._made[block.id] = self._draw(row, placed)
                return made
        return None

    def _draw(self, row: LaneRow, placed: Placed) -> Picture:
        block, zoom = placed.block, self._axis.pixels_per_minute
        marks = self._marks.get(block.id)
        if marks is None:
            marks = self._marks[block.id] = marks_of(self._axis, block)
        box, tail = self._box(
            row, placed, round(marks[0] * zoom), round(marks[1] * zoom), round(marks[2] * zoom)
        )
        picture = Picture(block, box, tail, cut_left=marks[3], cut_right=marks[4])
        if picture.width >= LETTERED:
            before = self._before.get(block.id)
            if not self._hasty:
                self._letter(picture)
            elif before is None or before.bar is None:
                self._letter_first(picture)
            else:
                _keep_texts(picture, before)
        elif picture.width >= _LETTER_ONLY and block.letter:
            self._letter_alone(picture)
        return picture

    def _box(
        self, row: LaneRow, placed: Placed, left: int, right: int, end: int
    ) -> tuple[QRect, QRect | None]:
        """Return where a block is, and its buffer's tail if that shows."""
        top, height = row.level(placed.level, placed.levels)
        # one pixel of air between neighbours
        width = max(right - left - 1, NARROWEST)
        left = min(left, self._furthest)
        box = QRect(left, top, width, height)
        if placed.block.buffer_end <= placed.block.end or end - right < NARROWEST:
            return box, None
        return box, QRect(left + width - 2, top + 3, end - left - width + 1, height - 6)

    def _letter_alone(self, picture: Picture) -> None:
        """Set the letter in the middle of a narrow block, as high as in others of its lane."""
        box = picture.box
        letter, width, height = self.texts.measured(picture.block.letter, LETTERED, bold=True)
        y = self._lines(box, height)[0]
        picture.bold.append(_label(letter, box.left() + (box.width() - width) / 2, y, width))

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

    def _letter_first(self, picture: Picture) -> tuple[list[float], float, float]:
        """Set bar and letter; return each line's y, and the letter's x and width."""
        box = picture.box
        picture.bar = QRect(box.left() + 3, box.top() + 4, _BAR_WIDTH, box.height() - 8)
        letter, width, height = self.texts.measured(picture.block.letter, LETTERED, bold=True)
        lines = self._lines(box, height)
        edge = box.left() + _BAR + 5.0
        picture.bold.append(_label(letter, edge, lines[0], width))
        return lines, edge, width

    def _letter(self, picture: Picture) -> None:
        """Set the texts: the letter, then the title, and what else there is room for."""
        block, box = picture.block, picture.box
        lines, edge, letter_width = self._letter_first(picture)
        right = box.left() + box.width() - float(_AIR_AFTER)
        if block.expires is not None and len(lines) == 1 and box.width() >= _WIDE:
            right -= _COUNTDOWN
        left = edge + (letter_width + 5 if block.letter else 0)
        if box.width() < _TITLED:
            return
        if box.width() < _WIDE and len(lines) > 1:
            self._wrap(picture, lines, (left, edge), right)
            return
        title, title_width, _ = self.texts.measured(block.title, int(right - left), bold=True)
        if title.text() != _ELLIPSIS:
            picture.bold.append(_label(title, left, lines[0], title_width))
        used = left + title_width
        used = self._subtitle(picture, lines, left, used, right)
        right = self._times(picture, lines, left, used, right)
        picture.slack = max(right - used, 0.0)

    def _wrap(
        self, picture: Picture, lines: list[float], lefts: tuple[float, float], right: float
    ) -> None:
        """Break the title over the lines, the first beside the letter and the others below it."""
        rooms = (int(right - lefts[0]), *[int(right - lefts[1])] * (len(lines) - 1))
        parts = self.texts.broken(picture.block.title, rooms)
        for number, part in enumerate(parts):
            if part:
                text, width, _ = self.texts.measured(part, rooms[number], bold=True)
                picture.bold.append(_label(text, lefts[min(number, 1)], lines[number], width))
        subtitle = picture.block.subtitle
        if subtitle and len(parts) < len(lines) and rooms[-1] >= _TITLED:
            text, width, _ = self.texts.measured(subtitle, rooms[-1], bold=False)
            picture.small.append(_label(text, lefts[1], lines[len(parts)], width))

    def _lines(self, box: QRect, height: float) -> list[float]:
        """Return the y of each line of text that fits the box, the lines set tight."""
        key = (box.height(), height)
        offsets = self._offsets.get(key)
        if offsets is None:
            step = self._palette.line_step
            count = min(max(int((box.height() - 3) / step), 1), 3)
            first = (box.height() - count * step + step - height) / 2
            offsets = [first + number * step for number in range(count)]
            self._offsets[key] = offsets
        top = box.top()
        return [top + offset for offset in offsets]

    def _subtitle(
        self, picture: Picture, lines: list[float], left: float, used: float, right: float
    ) -> float:
        """Set the subtitle below the title, or beside it; return where the longer text ends."""
        text = picture.block.subtitle
        beside = len(lines) == 1
        start = used + _GAP if beside else left
        if not text or (beside and right - start < 2 * LETTERED):
            return used
        subtitle, width, _ = self.texts.measured(text, int(right - start), bold=False)
        picture.small.append(_label(subtitle, start, lines[0 if beside else 1], width))
        return max(used, start + width)

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
                picture.small.append(_label(times, left, lines[2], width))
            return right
        if right - used < width + 3 * _GAP:
            return right
        times = self.texts.get(text, ceil(width), bold=False)
        start = right - width
        picture.pinned.append(_label(times, start, lines[0], width))
        return start - _GAP
