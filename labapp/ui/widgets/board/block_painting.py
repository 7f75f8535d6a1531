"""Paints the blocks, many at a time: state by state, font by font, as changing either costs."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPolygon

from labapp.ui.widgets.board.palette import BlockStyle, Palette, warning_corner
from labapp.ui.widgets.board.pictures import DENSE, Label, Picture
from labapp.ui.widgets.board.scene import Scene

ROUNDED_UP_TO: Final = 500
"""With more blocks in view, their corners are square: rounding costs too much."""
_LIFTED_STRENGTH: Final = 0.35
_CUT: Final = 5

_Styled = dict[str, list[Picture]]


def paint_blocks(painter: QPainter, scene: Scene, area: QRect) -> int:
    """Paint the blocks that touch the area; return how many that were."""
    styled: _Styled = {}
    dense: dict[str, list[QRect]] = {}
    reached: dict[tuple[int, str], int] = {}
    count = 0
    left, right = area.left(), area.left() + area.width()
    for picture in scene.pictures.within(area):
        if picture.reach <= left or picture.left >= right:
            continue
        count += 1
        state = picture.block.state
        if picture.width >= DENSE:
            styled.setdefault(state, []).append(picture)
            continue
        # what lies on pixels already touched by its like adds nothing
        place, end = (picture.top, state), picture.left + picture.width
        if reached.get(place, -1) < end:
            reached[place] = end
            dense.setdefault(state, []).append(picture.box)
    _paint_dense(painter, scene.palette, dense)
    _paint_shapes(painter, scene, styled, rounded=count <= ROUNDED_UP_TO)
    _paint_texts(painter, scene, styled)
    _paint_signs(painter, scene, styled)
    return count


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


def _paint_texts(painter: QPainter, scene: Scene, styled: _Styled) -> None:
    palette, view = scene.palette, scene.seen.left()
    lettered = {
        state: [
            each if each.left >= view else _in_view(scene, each, view)
            for each in pictures
            if each.bold
        ]
        for state, pictures in styled.items()
    }
    painter.setFont(palette.strong)
    for state, pictures in lettered.items():
        painter.setPen(palette.style(state).text)
        for each in pictures:
            _draw(painter, each.bold, view - each.left)
    painter.setFont(palette.small)
    for state, pictures in lettered.items():
        painter.setPen(palette.style(state).text)
        for each in pictures:
            if each.small:
                _draw(painter, each.small, view - each.left)
            if each.pinned:
                _draw(painter, each.pinned, 0)


def _in_view(scene: Scene, picture: Picture, view: int) -> Picture:
    """Return the picture with texts that can move right far enough to stay in view."""
    reaches = view - picture.left <= picture.slack
    return picture if reaches else scene.pictures.cropped(picture, view)


def _draw(painter: QPainter, labels: Iterable[Label], shift: float) -> None:
    """Draw texts, pushed to the right by a shift above 0."""
    if shift > 0:
        for label in labels:
            painter.drawStaticText(label.at(shift), label.text)
    else:
        for label in labels:
            painter.drawStaticText(label.spot, label.text)


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
