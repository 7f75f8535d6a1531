"""Paints what is behind and above the blocks. Coordinates in here are those of the contents."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from labapp.ui.widgets.board.geometry import BAND_HEIGHT, ZONE_GAP, LaneRow
from labapp.ui.widgets.board.rows import Block
from labapp.ui.widgets.board.scene import Scene
from labapp.words import words

_STEPS: Final = (5, 15, 30, 60, 120, 180, 240, 360, 720)
_LINE_ROOM: Final = 14
_HOUR: Final = 60
_SPARE_ROOM: Final = 2.4


def grid_steps(pixels_per_minute: float, label_width: float) -> tuple[int, int]:
    """Return every how many minutes there is a line, and every how many a time is written.

    Times between the hours are written only where there is room to spare.
    """

    def has_room(step: int) -> bool:
        needed = label_width * (1 if step >= _HOUR else _SPARE_ROOM)
        return step * pixels_per_minute >= needed

    line = next((step for step in _STEPS if step * pixels_per_minute >= _LINE_ROOM), _STEPS[-1])
    return line, next(filter(has_room, _STEPS), _STEPS[-1])


def paint_grid(painter: QPainter, scene: Scene, area: QRect) -> None:
    """Paint lanes, closed hours and lines behind the blocks."""
    palette, layout = scene.palette, scene.layout
    left, right = area.left(), min(area.left() + area.width(), scene.axis.width)
    rows = layout.between(area.top(), area.top() + area.height())
    for beyond in (area.adjusted(right - left, 0, 0, 0), _below(area, layout.height)):
        painter.fillRect(beyond, palette.background)
    open_from = left
    closed = (palette.closed, palette.closed_alternate)
    for start, end in scene.closed:
        first, last = round(scene.axis.x_of(start)), round(scene.axis.x_of(end))
        _fill(painter, rows, max(first, left), min(last, right), closed)
        _fill(painter, rows, max(open_from, left), min(first, right), palette.lanes)
        open_from = last
    _fill(painter, rows, max(open_from, left), right, palette.lanes)
    for group in layout.zones:
        height = BAND_HEIGHT if group.named else ZONE_GAP
        painter.fillRect(QRect(left, group.top, right - left, height), palette.band)
    _paint_lines(painter, scene, area)
    for row in rows:
        if not row.lane.in_service:
            _paint_out_of_service(painter, scene, area, row)


def _below(area: QRect, height: int) -> QRect:
    """Return the part of the area below the last lane."""
    below = QRect(area)
    below.setTop(max(height, area.top()))
    return below


def _fill(
    painter: QPainter,
    rows: Iterable[LaneRow],
    left: int,
    right: int,
    grounds: tuple[QColor, QColor] | tuple[QBrush, QBrush],
) -> None:
    """Fill a stretch of the lanes, every second one in the second ground."""
    if right > left:
        for row in rows:
            painter.fillRect(left, row.top, right - left, row.height, grounds[row.number % 2])


def _paint_lines(painter: QPainter, scene: Scene, area: QRect) -> None:
    axis, palette = scene.axis, scene.palette
    step, _ = grid_steps(axis.pixels_per_minute, palette.hour_width)
    top = area.top()
    height = min(area.height(), scene.layout.height - top)
    lines: list[QRect] = []
    hours: list[QRect] = []
    days: list[QRect] = []
    first = axis.day_of(axis.time_at(area.left()))
    last = axis.day_of(axis.time_at(area.left() + area.width()))
    for day in range(max(first, 0), min(last, axis.days - 1) + 1):
        start = axis.day_x(day)
        if day:
            days.append(QRect(round(start), top, 1, height))
        for minute in range(-(-axis.window_start // step) * step, axis.window_end, step):
            x = round(start + (minute - axis.window_start) * axis.pixels_per_minute)
            if minute == axis.window_start or not area.left() <= x <= area.left() + area.width():
                continue
            is_hour = step < _HOUR and minute % _HOUR == 0
            (hours if is_hour else lines).append(QRect(x, top, 1, height))
    right = min(area.left() + area.width(), axis.width)
    lines.extend(
        QRect(area.left(), row.bottom - 1, right - area.left(), 1)
        for row in scene.layout.between(top, top + height)
    )
    if axis.width < area.left() + area.width():
        days.append(QRect(axis.width, top, 1, height))
    # thin rectangles, which cost half of what lines do
    painter.setPen(Qt.PenStyle.NoPen)
    for pen, some in ((palette.grid, lines), (palette.grid_hour, hours), (palette.day, days)):
        painter.setBrush(pen.color())
        painter.drawRects(some)


def _paint_out_of_service(painter: QPainter, scene: Scene, area: QRect, row: LaneRow) -> None:
    """Grey a lane and say why, where it stays in view."""
    palette = scene.palette
    right = min(area.left() + area.width(), scene.axis.width)
    band = QRect(area.left(), row.top, right - area.left(), row.height - 1)
    painter.fillRect(band, palette.out_of_service)
    seen = scene.seen
    say = words(scene.language)("board.out_of_service")
    text = f"{say} · {row.lane.note}" if row.lane.note else say
    shown = scene.pictures.texts.get(text, max(seen.width() - 40, 1), bold=False)
    y = row.top + (row.height - shown.size().height()) / 2
    width = round(shown.size().width())
    chip = QRectF(seen.left() + 12, row.top + row.height / 2 - 10, width + 16, 20)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.header)
    painter.drawRoundedRect(chip, palette.radius, palette.radius)
    painter.setFont(palette.small)
    painter.setPen(palette.muted)
    painter.drawStaticText(seen.left() + 20, round(y), shown)


def paint_ghosts(painter: QPainter, scene: Scene, ghosts: Iterable[Block]) -> None:
    """Paint places that are proposed, free or blocked."""
    palette = scene.palette
    for ghost in ghosts:
        box = scene.stretch(ghost.lane_id, ghost.start, ghost.end).translated(-scene.origin)
        if box.isEmpty():
            continue
        painter.setBrush(palette.verdict(ghost.kind))
        plain = ghost.kind in {"free", "blocked"}
        edge = QPen(palette.verdict_edge(ghost.kind), 1.4, Qt.PenStyle.DashLine)
        painter.setPen(Qt.PenStyle.NoPen if plain else edge)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(
            QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), palette.radius, palette.radius
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        room = min(box.right(), scene.seen.right()) - max(box.left(), scene.seen.left()) - 16
        if ghost.title and room > 0:
            text = scene.pictures.texts.get(ghost.title, room, bold=False)
            painter.setFont(palette.small)
            painter.setPen(palette.tag_danger if ghost.kind == "blocked" else palette.text)
            y = box.top() + (box.height() - text.size().height()) / 2
            painter.drawStaticText(max(box.left(), scene.seen.left()) + 8, round(y), text)


def paint_now(painter: QPainter, scene: Scene, area: QRect, *, over: bool) -> None:
    """Paint the line of the present, if it is on the axis; fainter over blocks than under."""
    if scene.now is None or not scene.axis.shows(scene.now):
        return
    x = round(scene.axis.x_of(scene.now))
    bottom = min(area.top() + area.height(), scene.layout.height)
    colour = scene.palette.now_over if over else scene.palette.now
    painter.fillRect(x - 1, area.top(), 2, bottom - area.top(), colour)


def paint_chosen(painter: QPainter, scene: Scene) -> None:
    """Paint the ring around the selected block, or else the keyboard's cells."""
    palette = scene.palette
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    block = scene.index.block(scene.selected)
    picture = None if block is None else scene.pictures.of(block)
    if picture is not None:
        gap = QPen(palette.lane, 1.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(gap)
        painter.drawRoundedRect(picture.outline.adjusted(1.5, 1.5, -1.5, -1.5), 3, 3)
        painter.setPen(palette.selection)
        painter.drawRoundedRect(
            picture.outline.adjusted(-0.5, -0.5, 0.5, 0.5), palette.radius, palette.radius
        )
    cells = scene.cursor_place().translated(-scene.origin)
    if picture is None and scene.draft is None and not cells.isEmpty():
        painter.setBrush(palette.cells)
        painter.setPen(palette.focus)
        cell = QRectF(cells).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(cell, palette.radius, palette.radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
