"""Paints the blocks, many at a time: state by state, font by font, as changing either costs."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPolygon

from labapp.ui.widgets.board.palette import BlockStyle, Palette, warning_corner
from labapp.ui.widgets.board.pictures import DENSE, Gathered, Picture, Placings
from labapp.ui.widgets.board.scene import Scene

ROUNDED_UP_TO: Final = 500
"""With more blocks in view, their corners are square: rounding costs too much."""
_ROUNDED_IN_HASTE: Final = 120
"""The same while the wheel turns the zoom."""
_SERIES_FROM: Final = 40
"""Narrower blocks do not show that they are one of a series."""
_LIFTED_STRENGTH: Final = 0.35
_CUT: Final = 5

_Styled = dict[str, list[Picture]]


def paint_blocks(painter: QPainter, scene: Scene, area: QRect) -> int:
    """Paint the blocks that touch the area; return how many that were."""
    shown = scene.pictures.gathered
    if shown is None or shown.area != area or shown.view != scene.seen.left():
        shown = scene.pictures.gathered = _gather(scene, area)
    _paint_dense(painter, scene.palette, shown.dense)
    most = _ROUNDED_IN_HASTE if scene.hasty else ROUNDED_UP_TO
    _paint_shapes(painter, scene, shown.styled, rounded=shown.count <= most)
    _paint_texts(painter, scene.palette, shown)
    _paint_signs(painter, scene, shown.styled)
    return shown.count


def _gather(scene: Scene, area: QRect) -> Gathered:
    """Find the blocks that touch the area, state by state, and where their texts go."""
    styled: _Styled = {}
    dense: dict[str, list[QRect]] = {}
    reached: dict[tuple[int, str], int] = {}
    series: list[Picture] = []
    count = 0
    left, right = area.left(), area.left() + area.width()
    for picture in scene.pictures.within(area):
        if picture.reach <= left or picture.left >= right:
            continue
        count += 1
        block = picture.block
        state = block.state
        if picture.width >= DENSE:
            styled.setdefault(state, []).append(picture)
            if block.series and picture.width >= _SERIES_FROM:
                series.append(picture)
            continue
        # what lies on pixels already touched by its like adds nothing
        place, end = (picture.top, state), picture.left + picture.width
        if reached.get(place, -1) < end:
            reached[place] = end
            dense.setdefault(state, []).append(picture.box)
    bold: list[tuple[str, Placings]] = []
    small: list[tuple[str, Placings]] = []
    view = scene.seen.left()
    for state, pictures in styled.items():
        bold_here: Placings = []
        small_here: Placings = []
        for each in pictures:
            if each.bold:
                shift = view - each.left
                if shift > 0:
                    each, shift = _in_view(scene, each, view)  # noqa: PLW2901 -- the part in view
                _place(each, max(shift, 0), bold_here, small_here)
        bold.append((state, bold_here))
        small.append((state, small_here))
    return Gathered(QRect(area), view, count, styled, dense, bold, small, series)


def _place(picture: Picture, shift: int, bold: Placings, small: Placings) -> None:
    """Add a picture's texts to those in the bold and in the plain face."""
    for label in picture.bold:
        bold.append((label.x + shift, label.y, label.text))
    for label in picture.small:
        small.append((label.x + shift, label.y, label.text))
    for label in picture.pinned:
        small.append((label.x, label.y, label.text))


def _paint_dense(painter: QPainter, palette: Palette, dense: dict[str, list[QRect]]) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for state, boxes in dense.items():
        painter.setBrush(palette.style(state).dense)
        painter.drawRects(boxes)


def _paint_shapes(painter: QPainter, scene: Scene, styled: _Styled, *, rounded: bool) -> None:
    palette, lifted = scene.palette, scene.lifted
    painter.setPen(Qt.PenStyle.NoPen)
    for state, pictures in styled.items():
        tails = [each.tail for each in pictures if each.tail is not None]
        if tails:
            painter.setBrush(palette.style(state).tail)
            painter.drawRects(tails)
    for state, pictures in styled.items():
        standing = pictures
        if lifted is not None:
            standing = [each for each in pictures if each.block.id != lifted]
        if rounded:
            _paint_rounded(painter, palette, palette.style(state), standing)
        else:
            _paint_square(painter, palette.style(state), standing)
    painter.setPen(Qt.PenStyle.NoPen)
    for state, pictures in styled.items():
        bars = [each.bar for each in pictures if each.bar and each.block.id != lifted]
        painter.setBrush(palette.style(state).bar)
        painter.drawRects(bars)


def _paint_rounded(
    painter: QPainter, palette: Palette, style: BlockStyle, pictures: Iterable[Picture]
) -> None:
    """Paint smooth shapes, and their pattern plainly inside: smoothed it costs 20 times more."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(style.plain)
    painter.setPen(style.edge)
    radius = palette.radius
    for each in pictures:
        painter.drawRoundedRect(each.outline, radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if style.patterned:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.fill)
        painter.drawRects([each.inner.adjusted(1, 1, -1, -1) for each in pictures])


def _paint_square(painter: QPainter, style: BlockStyle, pictures: list[Picture]) -> None:
    """Paint without outlines: two fills, one in the other, cost less than a stroke."""
    if style.dashed:
        painter.setBrush(style.fill)
        painter.setPen(style.edge)
        painter.drawRects([each.outline for each in pictures])
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.bar)
    painter.drawRects([each.box for each in pictures])
    painter.setBrush(style.fill)
    painter.drawRects([each.inner for each in pictures])


def _paint_texts(painter: QPainter, palette: Palette, shown: Gathered) -> None:
    draw = painter.drawStaticText
    for font, by_state in ((palette.strong, shown.bold), (palette.small, shown.small)):
        painter.setFont(font)
        for state, placings in by_state:
            painter.setPen(palette.style(state).text)
            for x, y, text in placings:
                draw(x, y, text)


def _in_view(scene: Scene, picture: Picture, view: int) -> tuple[Picture, int]:
    """Return the picture and how far its texts must move right to be in view.

    One whose texts cannot move so far is lettered anew.
    """
    shift = view - picture.left
    return (
        (picture, shift) if shift <= picture.slack else (scene.pictures.cropped(picture, view), 0)
    )


def _paint_signs(painter: QPainter, scene: Scene, styled: _Styled) -> None:
    """Paint what only some blocks have: clash, mark, a part not shown, a copy in the hand."""
    palette = scene.palette
    for state, pictures in styled.items():
        style = palette.style(state)
        for each in pictures:
            if not each.special and each.block.id != scene.lifted:
                continue
            if each.block.conflicts:
                painter.setPen(palette.danger)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(each.box.adjusted(1, 1, -1, -1))
            if each.block.marked:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(palette.warning)
                painter.drawPolygon(QPolygon(warning_corner(each.box)))
            if each.cut_left or each.cut_right:
                _paint_cuts(painter, each, style)
            if each.block.id == scene.lifted:
                painter.setOpacity(_LIFTED_STRENGTH)
                painter.setPen(style.edge)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(each.box.adjusted(0, 0, -1, -1))
                painter.setOpacity(1)


def _paint_cuts(painter: QPainter, picture: Picture, style: BlockStyle) -> None:
    """Point to the part of a block that lies in hours not shown."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.bar)
    box = picture.box
    middle = box.top() + box.height() // 2
    if picture.cut_left:
        tip = QPoint(box.left() + 1, middle)
        painter.drawPolygon(QPolygon([tip, tip + QPoint(_CUT, -_CUT), tip + QPoint(_CUT, _CUT)]))
    if picture.cut_right:
        tip = QPoint(box.left() + box.width(), middle)
        painter.drawPolygon(QPolygon([tip, tip + QPoint(-_CUT, -_CUT), tip + QPoint(-_CUT, _CUT)]))
