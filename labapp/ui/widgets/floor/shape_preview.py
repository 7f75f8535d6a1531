"""A drawing with the shapes in it that are places, or could be: hover lights one, a click says so.

It decides nothing; a table beside it does the same by the keyboard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from labapp.domain.outlines import Box, Point, Ring, bounds, is_inside
from labapp.domain.plans import inked
from labapp.ui.theme import Theme, load_theme
from labapp.ui.widgets.floor.palette import FloorPalette
from labapp.ui.widgets.floor.sight import Sight

_LIT: Final = 0.55
_AIR: Final = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape; ``place`` is the code of the place it is bound to, empty for none."""

    id: str
    outline: tuple[Ring, ...]
    place: str = ""

    @property
    def box(self) -> Box:
        """The box around it."""
        return bounds(self.outline)


class ShapePreview(QWidget):
    """Shows a whole drawing, whatever the room."""

    hovered = Signal(str)
    """The shape under the pointer, empty for none."""
    chosen = Signal(str)
    """A shape that was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a drawing, light and in English."""
        super().__init__(parent)
        self.shapes: Sequence[Shape] = ()
        self.lit = ""
        self.marked = ""
        self._size: tuple[float, float] = (1.0, 1.0)
        self._drawn_size = self._size
        self._backdrop = b""
        self._palette = FloorPalette(load_theme("light"), "en", 1.0)
        self._picture: QPixmap | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(280, 200)

    # What is shown

    def show_drawing(
        self,
        size: tuple[float, float],
        backdrop: bytes,
        shapes: Sequence[Shape],
        *,
        drawn: tuple[float, float] | None = None,
    ) -> None:
        """Show a drawing with its shapes; of those that overlap the smaller is on top.

        ``drawn`` is the size of the backdrop if there is more below it.
        """
        self._size, self._backdrop = size, backdrop
        self._drawn_size = size if drawn is None else drawn
        by_size = [(shape.box.width * shape.box.height, shape) for shape in shapes]
        by_size.sort(key=lambda pair: -pair[0])
        self.shapes = [shape for _, shape in by_size]
        self._picture = None
        self.update()

    def light(self, shape: str) -> None:
        """Light a shape, or with an empty id none."""
        if shape != self.lit:
            self.lit = shape
            self.update()

    def mark(self, shape: str) -> None:
        """Put the ring around a shape, or with an empty id none."""
        if shape != self.marked:
            self.marked = shape
            self.update()

    def dress(self, theme: Theme, language: str) -> None:
        """Take on a theme and a language."""
        self._palette = FloorPalette(theme, language, self.devicePixelRatioF())
        self._picture = None
        self.update()

    # Where things are

    @property
    def sight(self) -> Sight:
        """The whole drawing in the room there is."""
        across, down = max(self.width(), 1), max(self.height(), 1)
        return Sight(self._size[0], self._size[1], across, down).fitted()

    def spot(self, shape: str) -> Point:
        """Return where the middle of a shape is seen (KeyError if there is none)."""
        found = {one.id: one for one in self.shapes}[shape]
        return self.sight.spot(found.box.centre)

    def hit(self, spot: Point) -> str:
        """Return the smallest shape at a spot, empty where there is none."""
        point = self.sight.point(spot)
        for shape in reversed(self.shapes):
            if is_inside(shape.outline, point):
                return shape.id
        return ""

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._palette.ground)
        sight = self.sight
        painter.drawPixmap(0, 0, self._drawn(sight))
        for shape in self.shapes:
            if shape.id == self.lit:
                painter.setOpacity(_LIT)
                path = _path(sight, shape.outline)
                painter.fillPath(path, self._palette.theme.colour("accent"))
                painter.setOpacity(1)
                self._write(painter, sight, shape)
            if shape.id == self.marked:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(self._palette.ring)
                painter.drawPath(_path(sight, shape.outline))
        painter.end()

    def _drawn(self, sight: Sight) -> QPixmap:
        """Return the drawing with its shapes, painted anew only when they are others."""
        ratio = self.devicePixelRatioF()
        wanted = self.size() * ratio
        if self._picture is None or self._picture.size() != wanted:
            picture = QPixmap(QSize(max(wanted.width(), 1), max(wanted.height(), 1)))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._backdrop:
                svg = inked(self._backdrop, self._palette.inks)
                room = sight.seen(Box(0, 0, *self._drawn_size))
                rect = QRectF(room.x, room.y, room.width, room.height)
                QSvgRenderer(QByteArray(svg)).render(painter, rect)
            for shape in self.shapes:
                self._paint_shape(painter, sight, shape)
            painter.end()
            self._picture = picture
        return self._picture

    def _paint_shape(self, painter: QPainter, sight: Sight, shape: Shape) -> None:
        if shape.place:
            style = self._palette.style("free")
            painter.setBrush(style.fill)
            painter.setPen(style.edge)
        else:
            faint = self._palette.theme.colour("text-faint")
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(faint, 1, Qt.PenStyle.DotLine))
        painter.drawPath(_path(sight, shape.outline))
        self._write(painter, sight, shape)

    def _write(self, painter: QPainter, sight: Sight, shape: Shape) -> None:
        """Write the place's code where it fits, in the larger letters if they do."""
        if not shape.place:
            return
        seen = sight.seen(shape.box)
        room = QRectF(seen.x, seen.y, seen.width, seen.height)
        for size in ("title", "body", "small"):
            metrics = self._palette.metrics(size, True)
            wide = metrics.horizontalAdvance(shape.place) + _AIR
            if (wide <= room.width() and metrics.height() <= room.height()) or size == "small":
                painter.setFont(self._palette.font(size, True))
                painter.setPen(self._palette.theme.colour("text"))
                if wide > room.width():
                    more = (wide - room.width()) / 2
                    room = room.adjusted(-more, 0, more, 0)
                painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), shape.place)
                return

    # Mouse

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position()
        self._hover(self.hit((spot.x(), spot.y())))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hover("")

    def _hover(self, shape: str) -> None:
        self.setCursor(Qt.CursorShape.PointingHandCursor if shape else Qt.CursorShape.ArrowCursor)
        if shape != self.lit:
            self.light(shape)
            self.hovered.emit(shape)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = event.position()
        shape = self.hit((spot.x(), spot.y()))
        if event.button() == Qt.MouseButton.LeftButton and shape:
            self.chosen.emit(shape)


def _path(sight: Sight, outline: Sequence[Ring]) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for ring in outline:
        path.addPolygon(QPolygonF([QPointF(*sight.spot(point)) for point in ring]))
        path.closeSubpath()
    return path
