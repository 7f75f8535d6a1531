"""Writes a place's code, letter, exhibitor and time as large as its room allows."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextLayout

from labapp.ui.icons import pixmap
from labapp.ui.widgets.floor.palette import FloorPalette, PlaceStyle
from labapp.ui.widgets.floor.rows import FloorPlace
from labapp.ui.widgets.floor.scene import FloorScene

_LEADING: Final = 1.32
_AIR: Final = 4
_BADGE_GAP: Final = 6
_LEAST_SEEN: Final = 48
_BRACKETS: Final = ("（", "(")
_REPAIR: Final = "wrench"


@dataclass(frozen=True, slots=True)
class Level:
    """The sizes used in a room of at least so many pixels."""

    width: int
    height: int
    code: str
    title: str
    subtitle: str
    titles: int
    """How many lines the title may have."""


_LEVELS: Final = (
    Level(250, 130, "large", "title", "body", 2),
    Level(140, 88, "title", "body", "small", 2),
    Level(56, 44, "body", "small", "small", 2),
    Level(40, 30, "small", "small", "", 1),
    Level(20, 14, "small", "", "", 0),
)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: str
    bold: bool
    width: float
    height: float
    letter: str = ""
    sign: str = ""


def paint_words(
    painter: QPainter, scene: FloorScene, place: FloorPlace | None, code: str, room: QRectF
) -> None:
    """Write what a place holds in the middle of its room; nothing where no code fits.

    If part of the room is out of view, the words go where it can be seen.
    """
    palette = scene.palette
    seen = room & QRectF(0, 0, scene.sight.across, scene.sight.down)
    if seen.width() >= _LEAST_SEEN and seen.height() >= _LEAST_SEEN:
        room = seen
    room = room.adjusted(_AIR, 2, -_AIR, -2)
    style = palette.style_of(place)
    lines = _lines(scene, place, code, room)
    if not lines:
        return
    height = sum(line.height for line in lines)
    top = room.top() + (room.height() - height) / 2
    if style.plate is not None:
        wide = min(max(line.width for line in lines) + 2 * _AIR, room.width() + _AIR)
        plate = QRectF(room.center().x() - wide / 2, top - 2, wide, height + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.plate)
        painter.drawRoundedRect(plate, palette.board.radius, palette.board.radius)
    for line in lines:
        _paint_line(painter, palette, line, style, QRectF(room.left(), top, room.width(), 0))
        top += line.height


def _lines(scene: FloorScene, place: FloorPlace | None, code: str, room: QRectF) -> list[_Line]:
    level = next(
        (one for one in _LEVELS if room.width() >= one.width and room.height() >= one.height), None
    )
    if level is None:
        return []
    palette = scene.palette
    lines = [_code_line(palette, place, code, level, room)]
    left = room.height() - lines[0].height
    if place is None or not level.title:
        return lines
    below = _line(palette, place.subtitle, level.subtitle, room, bold=False)
    title_height = palette.theme.size(level.title) * _LEADING
    for_title = left - (below.height if below is not None else 0)
    count = min(int(for_title / title_height), level.titles)
    if count < 1:
        count, below = 1, None
    for text in wrapped(palette, scene.title(place), level.title, room.width(), count):
        made = _line(palette, text, level.title, room, bold=True)
        lines += [] if made is None else [made]
    return lines if below is None else [*lines, below]


def _code_line(
    palette: FloorPalette, place: FloorPlace | None, code: str, level: Level, room: QRectF
) -> _Line:
    """Return the code, and the state's letter or the sign of a repair if it fits beside it."""
    letter = sign = ""
    beside = 0.0
    if place is not None and not place.in_service:
        sign, beside = _REPAIR, palette.theme.size(_badge_size(level.code)) + 2.0
    elif place is not None and place.letter:
        letter, beside = place.letter, _badge_width(palette, place.letter, level.code)
    width = palette.metrics(level.code, True).horizontalAdvance(code)
    if width + _BADGE_GAP + beside > room.width():
        letter = sign = ""
    elif beside:
        width += _BADGE_GAP + beside
    height = palette.theme.size(level.code) * _LEADING + 2
    return _Line(code, level.code, bold=True, width=width, height=height, letter=letter, sign=sign)


def _badge_width(palette: FloorPalette, letter: str, size: str) -> float:
    wide = palette.metrics(_badge_size(size), True).horizontalAdvance(letter)
    return max(wide + 6, palette.theme.size(_badge_size(size)) * _LEADING)


def _badge_size(size: str) -> str:
    return {"large": "body"}.get(size, "small")


def _line(palette: FloorPalette, text: str, size: str, room: QRectF, *, bold: bool) -> _Line | None:
    if not text or not size:
        return None
    metrics = palette.metrics(size, bold)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    height = palette.theme.size(size) * _LEADING
    return _Line(shown, size, bold, metrics.horizontalAdvance(shown), height)


def wrapped(palette: FloorPalette, text: str, size: str, width: float, count: int) -> list[str]:
    """Return the text in at most so many lines; the last holds all that is left.

    What stands in brackets at the end goes to a line of its own if that fits.
    """
    metrics = palette.metrics(size, True)
    if count > 1 and metrics.horizontalAdvance(text) > width:
        for bracket in _BRACKETS:
            name, sign, rest = text.partition(bracket)
            parts = [name.strip(), (sign + rest).strip()]
            if sign and all(metrics.horizontalAdvance(part) <= width for part in parts):
                return parts
    layout = QTextLayout(text, palette.font(size, True))
    layout.beginLayout()
    starts: list[int] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    starts = starts[:count]
    ends = [*starts[1:], len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _paint_line(
    painter: QPainter, palette: FloorPalette, line: _Line, style: PlaceStyle, at: QRectF
) -> None:
    metrics = palette.metrics(line.size, line.bold)
    left = at.center().x() - line.width / 2
    base = at.top() + (line.height + metrics.ascent() - metrics.descent()) / 2
    painter.setFont(palette.font(line.size, line.bold))
    painter.setPen(style.text)
    painter.drawText(QPointF(round(left), round(base)), line.text)
    left += metrics.horizontalAdvance(line.text) + _BADGE_GAP
    if line.letter:
        _paint_badge(painter, palette, line, style, QPointF(left, at.top()))
    if line.sign:
        side = palette.theme.size(_badge_size(line.size)) + 2
        sign = pixmap(line.sign, style.text.color(), side)
        painter.drawPixmap(QPointF(round(left), round(at.top() + (line.height - side) / 2)), sign)


def _paint_badge(
    painter: QPainter, palette: FloorPalette, line: _Line, style: PlaceStyle, at: QPointF
) -> None:
    """Write the state's letter in a small frame."""
    size = _badge_size(line.size)
    width = _badge_width(palette, line.letter, line.size)
    height = palette.theme.size(size) * _LEADING
    frame = QRectF(
        round(at.x()) + 0.5, round(at.y() + (line.height - height) / 2) + 0.5, width, height
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(style.text.color(), 1))
    painter.drawRoundedRect(frame, 3, 3)
    painter.setFont(palette.font(size, True))
    painter.setPen(style.text)
    painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), line.letter)
