"""Paints the board: grid, blocks, headers. Coordinates in here are those of the contents."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QLine, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygon

from labapp.ui.widgets.board.geometry import LaneRow
from labapp.ui.widgets.board.palette import BlockStyle, Palette, warning_corner
from labapp.ui.widgets.board.pictures import DENSE, Label, Picture
from labapp.ui.widgets.board.rows import Block
from labapp.ui.widgets.board.scene import Scene
from labapp.words import words

ROUNDED_UP_TO: Final = 500
"""With more blocks in view, their corners are square: rounding costs too much."""
_STEPS: Final = (5, 15, 30, 60, 120, 180, 240, 360, 720)
_LINE_ROOM: Final = 14
_LIFTED_STRENGTH: Final = 0.35
_BAR_WIDTH: Final = 3
_CUT: Final = 5

_Styled = dict[str, list[Picture]]


def grid_steps(pixels_per_minute: float, label_width: float) -> tuple[int, int]:
    """Return every how many minutes there is a line, and every how many an hour is written."""
    line = next((step for step in _STEPS if step * pixels_per_minute >= _LINE_ROOM), _STEPS[-1])
    label = next(
        (step for step in _STEPS[3:] if step * pixels_per_minute >= label_width), _STEPS[-1]
    )
    return line, label


def paint_grid(painter: QPainter, scene: Scene, area: QRect) -> None:
    """Paint lanes, closed hours and lines behind the blocks."""
    palette, layout = scene.palette, scene.layout
    painter.fillRect(area, palette.background)
    rows = layout.between(area.top(), area.top() + area.height())
    right = min(area.left() + area.width(), scene.axis.width)
    for row in rows:
        number = layout.rows.index(row)
        ground = palette.lane_alternate if number % 2 else palette.lane
        painter.fillRect(area.left(), row.top, right - area.left(), row.height, ground)
    _paint_closed(painter, scene, area, rows)
    _paint_lines(painter, scene, area)
    for row in rows:
        if not row.lane.in_service:
            _paint_out_of_service(painter, scene, area, row)


def _paint_closed(painter: QPainter, scene: Scene, area: QRect, rows: tuple[LaneRow, ...]) -> None:
    """Hatch the hours in which the lab is not open."""
    axis = scene.axis
    for start, end in scene.closed:
        left = max(round(axis.x_of(start)), area.left())
        # the end of a day's window is where the next day begins
        right = min(round(axis.x_of(end)), area.left() + area.width())
        if right <= left:
            continue
        for group in scene.layout.zones:
            inside = [row for row in rows if group.top <= row.top < group.bottom]
            if inside:
                top, bottom = inside[0].top, inside[-1].bottom
                painter.fillRect(left, top, right - left, bottom - top, scene.palette.closed)


def _paint_lines(painter: QPainter, scene: Scene, area: QRect) -> None:
    axis, palette = scene.axis, scene.palette
    step, _ = grid_steps(axis.pixels_per_minute, palette.hour_width)
    top, bottom = area.top(), min(area.top() + area.height(), scene.layout.height) - 1
    lines: list[QLine] = []
    hours: list[QLine] = []
    days: list[QLine] = []
    first = axis.day_of(axis.time_at(area.left()))
    last = axis.day_of(axis.time_at(area.left() + area.width()))
    for day in range(max(first, 0), min(last, axis.days - 1) + 1):
        start = axis.day_x(day)
        if day:
            days.append(QLine(round(start), top, round(start), bottom))
        for minute in range(-(-axis.window_start // step) * step, axis.window_end, step):
            x = round(start + (minute - axis.window_start) * axis.pixels_per_minute)
            if minute == axis.window_start or not area.left() <= x <= area.left() + area.width():
                continue
            is_hour = step < 60 and minute % 60 == 0  # noqa: PLR2004 - minutes of an hour
            (hours if is_hour else lines).append(QLine(x, top, x, bottom))
    right = min(area.left() + area.width(), axis.width)
    lines.extend(
        QLine(area.left(), row.bottom - 1, right, row.bottom - 1)
        for row in scene.layout.between(top, bottom)
    )
    if axis.width < area.left() + area.width():
        days.append(QLine(axis.width, top, axis.width, bottom))
    for pen, some in ((palette.grid, lines), (palette.grid_hour, hours), (palette.day, days)):
        painter.setPen(pen)
        painter.drawLines(some)


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
    painter.drawStaticText(round(seen.left() + 20), round(y), shown)


def paint_blocks(painter: QPainter, scene: Scene, area: QRect) -> int:
    """Paint the blocks that touch the area; return how many that were."""
    styled: _Styled = {}
    dense: dict[str, list[QRect]] = {}
    reached: dict[tuple[int, str], int] = {}
    count = 0
    left, right = area.left(), area.left() + area.width()
    for picture in scene.pictures.within(area):
        box, tail = picture.box, picture.tail
        end = tail.right() if tail is not None else box.right()
        if end < left or box.left() >= right:
            continue
        count += 1
        state = picture.block.state
        if box.width() >= DENSE:
            styled.setdefault(state, []).append(picture)
            continue
        # what lies on pixels already touched by its like adds nothing
        place = (box.top(), state)
        if reached.get(place, -1) < box.right():
            reached[place] = box.right()
            dense.setdefault(state, []).append(box)
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
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, rounded)
    for state, pictures in styled.items():
        style = palette.style(state)
        painter.setBrush(style.fill)
        painter.setPen(style.edge)
        if rounded:
            radius = palette.radius
            for each in pictures:
                if each.block.id != lifted:
                    painter.drawRoundedRect(each.outline, radius, radius)
        else:
            painter.drawRects([each.outline for each in pictures if each.block.id != lifted])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    for state, pictures in styled.items():
        painter.setBrush(palette.style(state).bar)
        painter.drawRects(
            [
                QRect(each.box.left() + 3, each.box.top() + 4, _BAR_WIDTH, each.box.height() - 8)
                for each in pictures
                if each.bold and each.block.id != lifted
            ]
        )


def _paint_texts(painter: QPainter, scene: Scene, styled: _Styled) -> None:
    """Draw font by font and colour by colour: changing either is what costs."""
    palette, view = scene.palette, scene.seen.left()
    painter.setFont(palette.strong)
    for state, pictures in styled.items():
        painter.setPen(palette.style(state).text)
        for each in pictures:
            if each.bold:
                _draw(painter, each.bold, _shift(each, view))
    painter.setFont(palette.small)
    for state, pictures in styled.items():
        painter.setPen(palette.style(state).text)
        for each in pictures:
            if each.small:
                _draw(painter, each.small, _shift(each, view))
            if each.pinned:
                _draw(painter, each.pinned, 0)


def _shift(picture: Picture, view: int) -> float:
    """Return how far its texts move right to stay in view."""
    hidden = view - picture.box.left()
    return 0 if hidden <= 0 else min(hidden, picture.slack)


def _draw(painter: QPainter, labels: Iterable[Label], shift: float) -> None:
    for label in labels:
        painter.drawStaticText(label.at(shift), label.text)


def _paint_signs(painter: QPainter, scene: Scene, styled: _Styled) -> None:
    """Paint what only some blocks have: clash, mark, a part not shown, a copy in the hand."""
    palette = scene.palette
    for state, pictures in styled.items():
        style = palette.style(state)
        for each in pictures:
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
            painter.setPen(palette.tag_danger if ghost.kind == "blocked" else palette.muted)
            y = box.top() + (box.height() - text.size().height()) / 2
            painter.drawStaticText(max(box.left(), scene.seen.left()) + 8, round(y), text)


def paint_now(painter: QPainter, scene: Scene, area: QRect) -> None:
    """Paint the line of the present, if it is on the axis."""
    if scene.now is None or not scene.axis.shows(scene.now):
        return
    x = round(scene.axis.x_of(scene.now))
    bottom = min(area.top() + area.height(), scene.layout.height)
    painter.fillRect(x - 1, area.top(), 2, bottom - area.top(), scene.palette.now)


def paint_chosen(painter: QPainter, scene: Scene, cells: QRect, *, focused: bool) -> None:
    """Paint the ring around the selected block and the keyboard's cells (in contents)."""
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
    if focused and not cells.isEmpty() and picture is None:
        painter.setBrush(palette.cells)
        painter.setPen(palette.focus)
        cell = QRectF(cells).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(cell, palette.radius, palette.radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
