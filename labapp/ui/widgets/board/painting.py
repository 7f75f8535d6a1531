"""Paints what is behind and above the blocks. Coordinates in here are those of the contents."""

from collections.abc import Iterable, Iterator
from math import ceil
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from labapp.ui.widgets.board.geometry import BAND_HEIGHT, ZONE_GAP, LaneRow, closed_between
from labapp.ui.widgets.board.rows import Block
from labapp.ui.widgets.board.scene import Scene
from labapp.words import words

_STEPS: Final = (5, 15, 30, 60, 120, 180, 240, 360, 720)
_LINE_ROOM: Final = 14
_HOURS_FROM: Final = 96
"""Days less wide than this have no lines for their hours and do not say them."""
_LEAST_CLOSED: Final = 5
"""Closed stretches less wide are left open: they would be a flicker, not a fact."""
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


def shows_hours(day_width: float) -> bool:
    """Whether a day is wide enough for the hours in it."""
    return day_width >= _HOURS_FROM


def paint_grid(painter: QPainter, scene: Scene, area: QRect) -> None:
    """Paint lanes, closed hours and lines behind the blocks."""
    palette, layout = scene.palette, scene.layout
    left, right = area.left(), min(area.left() + area.width(), scene.axis.width)
    top, bottom = area.top(), min(area.top() + area.height(), layout.height)
    rows = layout.between(area.top(), area.top() + area.height())
    if rows and right > left:
        # what is the same in every lane is drawn once and put sixteen times: a fifth of the time
        strips = _strips(scene, left, right, max(row.height for row in rows))
        for row in rows:
            painter.drawPixmap(left, row.top, strips[row.number % 2])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.band)
    painter.drawRects(
        [
            QRect(left, group.top, right - left, BAND_HEIGHT if group.named else ZONE_GAP)
            for group in layout.zones
        ]
    )
    painter.setBrush(palette.grid.color())
    painter.drawRects([QRect(left, row.bottom - 1, right - left, 1) for row in rows])
    painter.setBrush(palette.day.color())
    painter.drawRects([QRect(x, top, 1, bottom - top) for x in _day_edges(scene, area)])
    for beyond in (area.adjusted(right - left, 0, 0, 0), _below(area, layout.height)):
        painter.fillRect(beyond, palette.background)
    if right < area.left() + area.width():
        painter.fillRect(right, top, 1, bottom - top, palette.day.color())
    for row in rows:
        if not row.lane.in_service:
            _paint_out_of_service(painter, scene, area, row)


def _below(area: QRect, height: int) -> QRect:
    """Return the part of the area below the last lane."""
    below = QRect(area)
    below.setTop(max(height, area.top()))
    return below


def _strips(scene: Scene, left: int, right: int, height: int) -> tuple[QPixmap, QPixmap]:
    """Return the ground of a lane from x to x, and of every second one; kept while it stays."""
    place, kept = (left, right, height), scene.pictures.ground
    if kept is None or kept[0] != place or kept[1] is not scene.closed:
        kept = scene.pictures.ground = (
            place,
            scene.closed,
            _new_strips(scene, left, right, height),
        )
    return kept[2]


def _new_strips(scene: Scene, left: int, right: int, height: int) -> tuple[QPixmap, QPixmap]:
    palette = scene.palette
    closed = [
        QRect(first, 0, last - first, height)
        for first, last in _closed_stretches(scene, left, right)
    ]
    lines, hours = _hour_lines(scene, left, right, height)
    grounds = zip(palette.lanes, (palette.closed, palette.closed_alternate), strict=True)
    size = QSize(ceil((right - left) * palette.ratio), ceil(height * palette.ratio))

    def strip(lane: QColor, hatch: QBrush) -> QPixmap:
        picture = QPixmap(size)
        picture.setDevicePixelRatio(palette.ratio)
        picture.fill(lane)
        painter = QPainter(picture)
        painter.translate(-left, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        for brush, areas in (
            (hatch, closed),
            (QBrush(palette.grid.color()), lines),
            (QBrush(palette.grid_hour.color()), hours),
        ):
            painter.setBrush(brush)
            # thin rectangles cost half of what lines do
            painter.drawRects(areas)
        painter.end()
        return picture

    first, second = (strip(lane, hatch) for lane, hatch in grounds)
    return first, second


def _closed_stretches(scene: Scene, left: int, right: int) -> Iterator[tuple[int, int]]:
    """Yield the closed stretches from x to x; where days have no hours, only whole closed days."""
    axis = scene.axis
    day_width = axis.window * axis.pixels_per_minute
    least = _LEAST_CLOSED if shows_hours(day_width) else round(day_width) - 1
    for start, end in closed_between(scene.closed, *axis.reach(left, right)):
        first, last = round(axis.x_of(start)), round(axis.x_of(end))
        if last - first >= least and last > left and first < right:
            yield max(first, left), min(last, right)


def _hour_lines(
    scene: Scene, left: int, right: int, height: int
) -> tuple[list[QRect], list[QRect]]:
    """Return the lines within the days from x to x, and those of whole hours where there are more.

    Days that are too narrow for their hours have none.
    """
    axis, palette = scene.axis, scene.palette
    lines: list[QRect] = []
    hours: list[QRect] = []
    if not shows_hours(axis.window * axis.pixels_per_minute):
        return lines, hours
    step, _ = grid_steps(axis.pixels_per_minute, palette.hour_width)
    for day in _days_between(scene, left, right):
        start = axis.day_x(day)
        for minute in range(-(-axis.window_start // step) * step, axis.window_end, step):
            x = round(start + (minute - axis.window_start) * axis.pixels_per_minute)
            if minute != axis.window_start and left <= x <= right:
                is_hour = step < _HOUR and minute % _HOUR == 0
                (hours if is_hour else lines).append(QRect(x, 0, 1, height))
    return lines, hours


def _days_between(scene: Scene, left: int, right: int) -> range:
    axis = scene.axis
    first, last = (axis.day_of(axis.time_at(x)) for x in (left, right))
    return range(max(first, 0), min(last, axis.days - 1) + 1)


def _day_edges(scene: Scene, area: QRect) -> list[int]:
    days = _days_between(scene, area.left(), area.left() + area.width())
    return [round(scene.axis.day_x(day)) for day in days if day]


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
            x = max(box.left(), scene.seen.left()) + 8
            y = box.top() + (box.height() - text.size().height()) / 2
            if ghost.kind == "blocked":
                # whoever stands there already has a name too
                under = QRectF(x - 4, y, text.size().width() + 8, text.size().height())
                painter.fillRect(under, palette.tag)
            painter.drawStaticText(x, round(y), text)


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
