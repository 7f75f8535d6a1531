"""Paints one whole frame of the board, or the part of it that changed."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap

from labapp.ui.widgets.board.block_painting import paint_blocks
from labapp.ui.widgets.board.hands_painting import paint_band, paint_folds, paint_hands
from labapp.ui.widgets.board.headers import paint_corner, paint_empty, paint_left, paint_top
from labapp.ui.widgets.board.painting import (
    paint_chosen,
    paint_ghosts,
    paint_grid,
    paint_now,
)
from labapp.ui.widgets.board.scene import HEADER_HEIGHT, Scene


def paint_frame(painter: QPainter, scene: Scene, area: QRect) -> int:
    """Paint an area of the viewport, without the draft; return how many blocks that drew."""
    if not scene.lanes:
        painter.fillRect(area, scene.palette.background)
        paint_empty(painter, scene)
        return 0
    count = 0
    inside = area.intersected(scene.grid)
    if not inside.isEmpty():
        painter.setClipRect(inside)
        painter.translate(scene.origin)
        count = _paint_contents(painter, scene, inside.translated(-scene.origin))
        painter.translate(-scene.origin)
        painter.setClipping(False)
    if area.top() < HEADER_HEIGHT:
        paint_top(painter, scene)
    if area.left() < scene.header_width:
        paint_left(painter, scene)
        paint_folds(painter, scene)
        paint_corner(painter, scene)
    return count


def _paint_contents(painter: QPainter, scene: Scene, contents: QRect) -> int:
    paint_grid(painter, scene, contents)
    paint_now(painter, scene, contents, over=False)
    count = paint_blocks(painter, scene, contents)
    paint_ghosts(painter, scene, scene.ghosts)
    paint_now(painter, scene, contents, over=True)
    paint_hands(painter, scene, contents)
    paint_chosen(painter, scene)
    paint_band(painter, scene)
    return count


def still_of(scene: Scene) -> QPixmap:
    """Return the frame without its draft, which a drag then only has to put back."""
    picture = QPixmap(scene.size * scene.ratio)
    picture.setDevicePixelRatio(scene.ratio)
    painter = QPainter(picture)
    paint_frame(painter, scene, QRect(0, 0, scene.size.width(), scene.size.height()))
    painter.end()
    return picture
