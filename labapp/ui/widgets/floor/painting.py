"""Paints the floor: backdrop, places, words. All in pixels of the viewport."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer

from labapp.domain.outlines import Box
from labapp.domain.plans import PlanMark, inked
from labapp.ui.widgets.floor.lettering import paint_words
from labapp.ui.widgets.floor.scene import FloorScene
from labapp.words import words

_DETAIL_STRENGTH: Final = 0.4
_LIFTED_STRENGTH: Final = 0.7
_TAG_AIR: Final = 8
_TAG_AWAY: Final = 16
_BAR: Final = 4
_LOWEST_WORD: Final = 10
"""Lower rooms get no word."""


@dataclass(slots=True)
class Backdrop:
    """The plan without its places, drawn anew only when it is seen otherwise."""

    key: object = None
    below: QPixmap | None = None
    above: QPixmap | None = None

    def draw(self, scene: FloorScene) -> tuple[QPixmap, QPixmap]:
        """Return what lies below the places, and the lines to be seen through them."""
        key = (scene.sight, scene.theme, scene.ratio, scene.plan)
        if key != self.key or self.below is None or self.above is None:
            palette = scene.palette
            plain = inked(scene.plan.backdrop, palette.inks)
            lines = inked(scene.plan.backdrop, palette.detail_inks, lines_only=True)
            self.below, self.above = _render(scene, plain), _render(scene, lines)
            self.key = key
        return self.below, self.above


def _render(scene: FloorScene, svg: bytes) -> QPixmap:
    sight = scene.sight
    picture = QPixmap(QSize(sight.across, sight.down) * scene.ratio)
    picture.setDevicePixelRatio(scene.ratio)
    picture.fill(Qt.GlobalColor.transparent)
    if scene.plan.backdrop:
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = scene.plan.size
        QSvgRenderer(QByteArray(svg)).render(painter, scene.room(Box(0, 0, width, height)))
        painter.end()
    return picture


def paint_floor(painter: QPainter, scene: FloorScene, backdrop: Backdrop) -> None:
    """Paint all but the swap in the hand."""
    painter.fillRect(painter.viewport(), scene.palette.ground)
    below, above = backdrop.draw(scene)
    painter.drawPixmap(0, 0, below)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rows = {place.code: place for place in scene.places}
    inside = QPainterPath()
    for shape in scene.shapes.values():
        path = scene.path(shape)
        style = scene.palette.style_of(rows.get(shape.code))
        painter.setBrush(style.fill)
        painter.setPen(style.edge)
        painter.drawPath(path)
        inside.addPath(path)
    painter.setClipPath(inside)
    painter.setOpacity(_DETAIL_STRENGTH)
    painter.drawPixmap(0, 0, above)
    painter.setOpacity(1)
    painter.setClipping(False)
    for shape in scene.shapes.values():
        room = scene.room(shape.label_at)
        paint_words(painter, scene, rows.get(shape.code), shape.code, room)
    _paint_marks(painter, scene)
    _paint_zones(painter, scene)
    _paint_chosen(painter, scene)


def _paint_marks(painter: QPainter, scene: FloorScene) -> None:
    """Write where the entrance is, the reception and so on."""
    say, palette = words(scene.language), scene.palette
    painter.setFont(palette.font("small", False))
    painter.setPen(palette.board.faint)
    for mark in scene.plan.spots:
        key = f"floor.spot.{mark.key}"
        room = scene.room(mark.room)
        if say.has(key) and room.height() >= _LOWEST_WORD:
            _write(painter, scene, say(key), room)
    if scene.tray is not None:
        place = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(scene.room(scene.tray), place, say("floor.tray"))


def _write(painter: QPainter, scene: FloorScene, text: str, room: QRectF) -> None:
    """Write a word in the middle of its room, over its edges if need be but never cut."""
    wide = scene.palette.metrics("small", False).horizontalAdvance(text) + 2
    if wide > room.width():
        room = room.adjusted((room.width() - wide) / 2, 0, (wide - room.width()) / 2, 0)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)


def _paint_zones(painter: QPainter, scene: FloorScene) -> None:
    """Name each zone beside a bar of its colour; one that its only place names is left out."""
    for mark in scene.plan.zones:
        codes = {shape.code for shape in scene.plan.shapes if shape.zone == mark.key}
        rows = [place for place in scene.places if place.code in codes]
        named = next((place for place in rows if place.zone), None)
        if named is None or (len(rows) == 1 and named.label == named.zone):
            continue
        _paint_zone(painter, scene, mark, named.zone, named.zone_colour)


def _paint_zone(
    painter: QPainter, scene: FloorScene, mark: PlanMark, name: str, colour: str
) -> None:
    palette = scene.palette
    room = scene.room(mark.room)
    height = min(round(palette.metrics("small", True).height()), round(room.height()))
    if height < _LOWEST_WORD:
        return
    bar = QRect(round(room.left()), round(room.center().y() - height / 2), _BAR, height)
    if colour:
        painter.fillRect(bar, palette.board.zone(colour))
    painter.setFont(palette.font("small", True))
    painter.setPen(palette.board.muted)
    room.adjust(_BAR + 6, 0, 0, 0)
    text = palette.metrics("small", True).elidedText(
        name, Qt.TextElideMode.ElideRight, room.width()
    )
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)


def _paint_chosen(painter: QPainter, scene: FloorScene) -> None:
    """Draw the ring around the chosen place, and a firmer edge under the pointer."""
    palette = scene.palette
    painter.setBrush(Qt.BrushStyle.NoBrush)
    hovered = scene.place(scene.hovered)
    if hovered is not None and scene.swap is None:
        painter.setPen(QPen(palette.style_of(hovered).edge.color(), 3))
        painter.drawPath(scene.path(scene.shapes[hovered.code]))
    chosen = scene.place(scene.selected)
    if chosen is not None:
        _ring(painter, scene, scene.path(scene.shapes[chosen.code]))


def _ring(painter: QPainter, scene: FloorScene, path: QPainterPath) -> None:
    painter.save()
    painter.setClipPath(path)
    painter.setPen(scene.palette.gap)
    painter.drawPath(path)
    painter.restore()
    painter.setPen(scene.palette.ring)
    painter.drawPath(path)


def paint_swap(painter: QPainter, scene: FloorScene) -> None:
    """Paint the two places about to be swapped, and what that means."""
    swap, palette = scene.swap, scene.palette
    if swap is None:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    source = scene.path(scene.shapes[swap.source.code])
    painter.setOpacity(_LIFTED_STRENGTH)
    painter.fillPath(source, palette.veil)
    painter.setOpacity(1)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(palette.ring.color(), 2, Qt.PenStyle.DashLine))
    painter.drawPath(source)
    if swap.target is not None:
        target = scene.path(scene.shapes[swap.target.code])
        painter.fillPath(target, palette.target)
        _ring(painter, scene, target)
    _paint_tag(painter, scene)


def _paint_tag(painter: QPainter, scene: FloorScene) -> None:
    board, tag = scene.palette.board, tag_rect(scene)
    painter.setBrush(board.tag)
    painter.setPen(QPen(scene.palette.ring.color(), 1))
    painter.drawRoundedRect(QRectF(tag).adjusted(0.5, 0.5, -0.5, -0.5), board.radius, board.radius)
    painter.setFont(board.strong)
    painter.setPen(board.text)
    painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), scene.swap_text())


def tag_rect(scene: FloorScene) -> QRect:
    """Return where the words of the swap go: at the pointer, else below the target."""
    swap, board = scene.swap, scene.palette.board
    if swap is None:
        return QRect()
    width = round(board.strong_metrics.horizontalAdvance(scene.swap_text())) + 2 * _TAG_AIR
    height = board.line_step + _TAG_AIR
    if swap.at is not None:
        left, top = swap.at.x() + _TAG_AWAY, swap.at.y() + _TAG_AWAY
    else:
        under = scene.place_rect(swap.target or swap.source)
        left, top = under.center().x() - width // 2, under.bottom() + _TAG_AIR
    return QRect(
        max(min(left, scene.sight.across - width), 0),
        max(min(top, scene.sight.down - height), 0),
        width,
        height,
    )


def touched(scene: FloorScene) -> Iterable[QRect]:
    """Return the areas to repaint when the swap in the hand comes, changes or goes."""
    if scene.swap is None:
        return ()
    places = [scene.swap.source, *([] if scene.swap.target is None else [scene.swap.target])]
    areas = [scene.place_rect(place) for place in places]
    return [area.adjusted(-3, -3, 3, 3) for area in (*areas, tag_rect(scene))]
