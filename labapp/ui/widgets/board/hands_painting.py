"""Paints what the hands are doing: blocks chosen together, found, held, offered; lanes moved."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygon

from labapp.ui.widgets.board.geometry import BAND_HEIGHT, ZoneGroup
from labapp.ui.widgets.board.palette import faded
from labapp.ui.widgets.board.rows import Block
from labapp.ui.widgets.board.scene import HEADER_HEIGHT, Scene
from labapp.ui.widgets.board.wording import left_text

_WASH: Final = 0.74
_GONE: Final = 0.5
_BAND: Final = 0.12
_CHEVRON: Final = 4
_FOLD_ROOM: Final = 18
_TUCKED: Final = 6
"""How high a block of a folded zone is."""
_CHIP_AIR: Final = 4
_CHIP_FROM: Final = 64
"""Narrower blocks do not count down."""
_SERIES_SIZE: Final = 9
_GLOW_INSET: Final = 1.5
_SOON: Final = 120
"""Seconds: what runs out sooner says so in red."""


def paint_hands(painter: QPainter, scene: Scene, contents: QRect) -> None:
    """Paint over the contents what is found, chosen and held."""
    _paint_tucked(painter, scene)
    _paint_series(painter, scene)
    _paint_countdowns(painter, scene, contents)
    if scene.found is not None:
        _paint_unfound(painter, scene, contents, scene.found)
    if scene.chosen:
        _paint_together(painter, scene)
    if scene.gap is not None:
        area = QRect(contents.left(), scene.gap - 1, contents.width(), 2)
        painter.fillRect(area, scene.palette.selection.color())


def _paint_tucked(painter: QPainter, scene: Scene) -> None:
    """Show on the bands of folded zones when something is on there."""
    tops = {zone.zone: zone.top for zone in scene.layout.zones if zone.folded}
    painter.setPen(Qt.PenStyle.NoPen)
    axis = scene.axis
    for zone, block in scene.tucked:
        if zone not in tops or block.end <= axis.start or block.start >= axis.end:
            continue
        left, right = round(axis.x_of(block.start)), round(axis.x_of(block.end))
        top = tops[zone] + (BAND_HEIGHT - _TUCKED) // 2
        bar = QRect(left, top, max(right - left - 1, 1), _TUCKED)
        painter.fillRect(bar, scene.palette.style(block.state).dense)


def _paint_series(painter: QPainter, scene: Scene) -> None:
    """Mark each block of a series with a turning arrow at its lower right."""
    gathered = scene.pictures.gathered
    for each in () if gathered is None else gathered.series:
        box = each.box
        size = _SERIES_SIZE
        place = QRect(box.right() - size - 3, box.bottom() - size - 2, size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = scene.palette.style(each.block.state)
        painter.setPen(QPen(style.text.color(), 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(QRectF(place), 40 * 16, 280 * 16)
        painter.setBrush(style.text.color())
        painter.setPen(Qt.PenStyle.NoPen)
        tip = QPoint(place.right(), place.top() + 4)
        painter.drawPolygon(QPolygon([tip, tip + QPoint(-4, 0), tip + QPoint(0, -4)]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def countdown_place(scene: Scene, block: Block) -> QRect:
    """Return where a hold says how long it still has, in the contents; empty if there is no room.

    It stands above the line with the block's letter where that is high enough, at its right end.
    """
    picture = scene.pictures.of(block)
    if picture is None or picture.width < _CHIP_FROM or block.expires is None:
        return QRect()
    text = left_text(scene.language, block.expires - (scene.seconds or block.expires))
    metrics = scene.palette.strong_metrics
    size = round(metrics.horizontalAdvance(text)) + 2 * _CHIP_AIR
    box = picture.box
    if size > box.width() // 2 + _CHIP_FROM // 2:
        return QRect()
    height = min(scene.palette.line_step + 2, box.height() - 2)
    return QRect(box.right() - size - 1, box.bottom() - height - 1, size, height)


def _paint_countdowns(painter: QPainter, scene: Scene, contents: QRect) -> None:
    now = scene.seconds
    if now is None:
        return
    palette = scene.palette
    for block in scene.expiring:
        if block.expires is None or block.expires <= now:
            continue
        place = countdown_place(scene, block)
        if place.isEmpty() or not place.intersects(contents):
            continue
        text = left_text(scene.language, block.expires - now)
        soon = block.expires - now < _SOON
        style = palette.style(block.state)
        painter.fillRect(place, palette.tag if soon else style.plain)
        painter.setPen(palette.tag_danger if soon else style.text)
        painter.setFont(palette.strong)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _paint_unfound(painter: QPainter, scene: Scene, contents: QRect, found: frozenset[int]) -> None:
    """Wash over what was not searched for, and ring what was."""
    palette = scene.palette
    wash = faded(palette.lane, _WASH)
    pen = QPen(palette.accent.color(), 1.4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    for each in scene.pictures.within(contents):
        if each.block.id in found:
            painter.drawRect(each.box.adjusted(0, 0, -1, -1))
        else:
            painter.fillRect(each.box.adjusted(-1, 0, 1, 0), wash)


def _paint_together(painter: QPainter, scene: Scene) -> None:
    palette = scene.palette
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    moving = scene.draft is not None and bool(scene.draft.others)
    for block in map(scene.index.block, scene.chosen):
        picture = None if block is None else scene.pictures.of(block)
        if picture is None or block is None:
            continue
        if moving and block.id != scene.lifted:
            painter.fillRect(picture.box, faded(palette.lane, _GONE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(palette.selection)
        painter.drawRoundedRect(
            picture.outline.adjusted(-0.5, -0.5, 0.5, 0.5), palette.radius, palette.radius
        )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_band(painter: QPainter, scene: Scene) -> None:
    """Paint the band that is drawn around blocks."""
    if scene.band is None:
        return
    painter.setPen(QPen(scene.palette.selection.color(), 1, Qt.PenStyle.DashLine))
    painter.setBrush(faded(scene.palette.selection.color(), _BAND))
    painter.drawRect(scene.band.adjusted(0, 0, -1, -1))


def paint_folds(painter: QPainter, scene: Scene) -> None:
    """Paint on each band whether its zone is folded, and then how many lanes it has."""
    column = QRect(0, HEADER_HEIGHT, scene.header_width, scene.grid.height())
    painter.setClipRect(column)
    seen = scene.seen
    for zone in scene.layout.zones:
        if zone.named and zone.bottom > seen.top() and zone.top < seen.top() + seen.height():
            _paint_fold(painter, scene, zone)
    if scene.gap is not None:
        y = scene.gap + scene.origin.y()
        painter.fillRect(QRect(0, y - 1, scene.header_width, 2), scene.palette.selection.color())
    painter.setClipping(False)


def _paint_fold(painter: QPainter, scene: Scene, zone: ZoneGroup) -> None:
    palette = scene.palette
    top = zone.top + scene.origin.y()
    place = QRect(scene.header_width - _FOLD_ROOM - 2, top, _FOLD_ROOM, BAND_HEIGHT)
    painter.fillRect(place, palette.band)
    middle, half = place.center(), _CHEVRON
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(palette.muted.color(), 1.6))
    if zone.folded:
        tip, ends = QPoint(half // 2, 0), (QPoint(-half // 2, -half), QPoint(-half // 2, half))
    else:
        tip, ends = QPoint(0, half // 2), (QPoint(-half, -half // 2), QPoint(half, -half // 2))
    for end in ends:
        painter.drawLine(middle + end, middle + tip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if not zone.folded:
        return
    text = str(zone.count)
    width = round(palette.small_metrics.horizontalAdvance(text)) + 8
    count = QRect(place.left() - width, top, width, BAND_HEIGHT)
    painter.fillRect(count, palette.band)
    painter.setFont(palette.small)
    painter.setPen(palette.faint)
    painter.drawText(count, Qt.AlignmentFlag.AlignCenter, text)


def paint_offers(painter: QPainter, scene: Scene, start: int, end: int) -> None:
    """Paint in every lane whether the draft's time is free there, in the viewport."""
    palette = scene.palette
    painter.setClipRect(scene.grid)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    seen = scene.seen
    for row in scene.layout.between(seen.top(), seen.top() + seen.height()):
        verdict = scene.offers.get(row.lane.id)
        if verdict is None:
            continue
        box = QRectF(scene.stretch(row.lane.id, start, end))
        inset = box.adjusted(_GLOW_INSET, _GLOW_INSET, -_GLOW_INSET, -_GLOW_INSET)
        painter.setBrush(palette.verdict(verdict))
        free = verdict == "free"
        painter.setPen(QPen(palette.verdict_edge("free"), 1) if free else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(inset, palette.radius, palette.radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setClipping(False)
