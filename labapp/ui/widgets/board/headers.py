"""Paints the two headers that stay in view: days and hours above, zones and lanes at the left."""

from typing import Final

from PySide6.QtCore import QLine, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPolygon, QStaticText

from labapp.ui.widgets.board.geometry import (
    BAND_HEIGHT,
    DAY,
    ZONE_GAP,
    LaneRow,
    closed_all_day,
)
from labapp.ui.widgets.board.painting import grid_steps, shows_hours
from labapp.ui.widgets.board.palette import Palette
from labapp.ui.widgets.board.scene import CODE_GAP, HEADER_HEIGHT, Scene
from labapp.ui.widgets.board.wording import clock, day_names, lab_date
from labapp.words import words

_DAY_LINE: Final = 26
_DAY_AIR: Final = 8
_NARROW: Final = 64
"""Narrower days say their number and their weekday below each other."""
_BAR_WIDTH: Final = 4
_LEFT: Final = 14
_FLAG: Final = 5


def paint_top(painter: QPainter, scene: Scene) -> None:
    """Paint days and hours, in the viewport."""
    palette, grid = scene.palette, scene.grid
    band = QRect(grid.left(), 0, grid.width(), HEADER_HEIGHT)
    painter.setClipRect(band)
    painter.fillRect(band, palette.header)
    first, last = (
        scene.axis.day_of(scene.axis.time_at(x))
        for x in (scene.seen.left(), scene.seen.left() + scene.seen.width())
    )
    days = range(max(first, 0), min(last, scene.axis.days - 1) + 1)
    length = _name_length(scene, days)
    for day in days:
        _paint_day(painter, scene, day, length)
    painter.setPen(palette.line)
    painter.drawLine(QLine(grid.left(), HEADER_HEIGHT - 1, band.right(), HEADER_HEIGHT - 1))
    _paint_now(painter, scene)
    painter.setClipping(False)


def _name_length(scene: Scene, days: range) -> int:
    """Return which length of their names all days have room for: 0 full, 1 shorter, 2 a number."""
    room = scene.axis.window * scene.axis.pixels_per_minute - 2 * _DAY_AIR
    width = scene.palette.code_metrics.horizontalAdvance
    names = [day_names(scene.language, scene.axis.day_start(day)) for day in days]
    fitting = (length for length in (0, 1) if all(width(name[length]) <= room for name in names))
    return next(fitting, 2)


def _paint_day(painter: QPainter, scene: Scene, day: int, length: int) -> None:
    axis, palette = scene.axis, scene.palette
    left = round(axis.day_x(day)) + scene.origin.x()
    right = round(axis.day_x(day + 1)) + scene.origin.x()
    start = axis.day_start(day)
    if day and left >= scene.header_width:
        painter.setPen(palette.day)
        painter.drawLine(QLine(left, 4, left, HEADER_HEIGHT - 2))
    if right - left < _NARROW:
        _paint_narrow_day(painter, scene, day, left, right)
        return
    place = QRect(0, 3, 0, _DAY_LINE - 3)
    place.setLeft(max(left, scene.header_width) + _DAY_AIR)
    place.setRight(right - _DAY_AIR)
    whys = _whys_closed(scene, day)
    names = day_names(scene.language, start)[length:]
    name = _fitting(palette, names, whys[-1] if whys else "", place.width())
    is_today = scene.now is not None and start <= scene.now < start + DAY
    painter.setFont(palette.code)
    painter.setPen(palette.accent if is_today else palette.text)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
    place.setLeft(place.left() + round(palette.code_metrics.horizontalAdvance(name)) + _DAY_AIR)
    painter.setFont(palette.small)
    width = palette.small_metrics.horizontalAdvance
    why = next((each for each in whys if width(each) <= place.width()), "")
    if why:
        painter.setPen(palette.faint)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, why)
    if shows_hours(axis.window * axis.pixels_per_minute):
        _paint_hours(painter, scene, day, left, right)
    else:
        painter.setPen(palette.muted)
        line = QRect(left + _DAY_AIR, _DAY_LINE, right - left, HEADER_HEIGHT - _DAY_LINE - 4)
        weekday = words(scene.language)(f"board.weekday.{lab_date(start).weekday()}")
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, weekday)


def _paint_narrow_day(painter: QPainter, scene: Scene, day: int, left: int, right: int) -> None:
    """Write a day's number above its weekday's letter; a holiday stands out, as on calendars."""
    axis, palette = scene.axis, scene.palette
    start = axis.day_start(day)
    line = QRect(left, 3, right - left, _DAY_LINE - 3)
    is_today = scene.now is not None and start <= scene.now < start + DAY
    whys = _whys_closed(scene, day)
    pen = palette.text
    if is_today:
        painter.fillRect(QRect(left + 1, 2, right - left - 1, HEADER_HEIGHT - 4), palette.today)
        pen = palette.accent
    elif whys:
        pen = palette.tag_danger if scene.day_notes.get(start) else palette.faint
    painter.setPen(pen)
    painter.setFont(palette.code)
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, str(lab_date(start).day))
    painter.setFont(palette.small)
    below = QRect(left, _DAY_LINE - 2, right - left, HEADER_HEIGHT - _DAY_LINE - 2)
    weekday = _weekdays(scene, right - left)[lab_date(start).weekday()]
    painter.setPen(pen if is_today or whys else palette.muted)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, weekday)


def _weekdays(scene: Scene, room: int) -> list[str]:
    """Return the weekdays' short names, or where one of them has no room the letters of all."""
    say, width = words(scene.language), scene.palette.small_metrics.horizontalAdvance
    short = [say(f"board.weekday.{number}") for number in range(7)]
    if all(width(name) <= room - 2 for name in short):
        return short
    return [say(f"board.weekday.letter.{number}") for number in range(7)]


def day_at(scene: Scene, point: QPoint) -> int | None:
    """Return the midnight that begins the day whose header is at a point of the viewport."""
    grid = scene.grid
    if not grid.left() <= point.x() <= grid.right() or not 0 <= point.y() < HEADER_HEIGHT:
        return None
    x = point.x() - scene.origin.x()
    if not 0 <= x < scene.axis.width:
        return None
    return scene.axis.day_start(scene.axis.day_of(scene.axis.time_at(x)))


def day_told(scene: Scene, midnight: int) -> str:
    """Return a day in words, with why it differs from others if it does."""
    name, note = day_names(scene.language, midnight)[0], scene.day_notes.get(midnight, "")
    day = scene.axis.day_of(midnight)
    closed = words(scene.language)("board.closed")
    whys = [note] if note else []
    if closed_all_day(scene.axis, scene.closed, day):
        whys.append(closed)
    return " · ".join((name, *whys))


def _fitting(palette: Palette, names: tuple[str, ...], closed: str, room: int) -> str:
    """Return the longest name that leaves room to say closed, or else the longest that fits."""
    width = palette.code_metrics.horizontalAdvance
    beside = palette.small_metrics.horizontalAdvance(closed) + _DAY_AIR if closed else 0
    for taken in (beside, 0):
        for name in names:
            if width(name) + taken <= room:
                return name
    return names[-1]


def _whys_closed(scene: Scene, day: int) -> list[str]:
    """Return why the lab is closed all day, then shorter only that it is; nothing if it is open."""
    if not closed_all_day(scene.axis, scene.closed, day):
        return []
    note = scene.day_notes.get(scene.axis.day_start(day), "")
    closed = words(scene.language)("board.closed")
    return [note, closed] if note else [closed]


def _paint_hours(painter: QPainter, scene: Scene, day: int, left: int, right: int) -> None:
    axis, palette = scene.axis, scene.palette
    _, step = grid_steps(axis.pixels_per_minute, palette.hour_width)
    painter.setFont(palette.small)
    ticks: list[QLine] = []
    painter.setPen(palette.muted)
    first = -(-axis.window_start // step) * step
    for minute in range(first, axis.window_end, step):
        x = round(left + (minute - axis.window_start) * axis.pixels_per_minute)
        if x + palette.hour_width > right + 8 or x < scene.header_width - palette.hour_width:
            continue
        if x > scene.size.width():
            break
        ticks.append(QLine(x, HEADER_HEIGHT - 6, x, HEADER_HEIGHT - 2))
        place = QRect(x + 4, _DAY_LINE, 60, HEADER_HEIGHT - _DAY_LINE - 4)
        text = clock(axis.day_start(day) + minute * 60)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
    painter.setPen(palette.grid_hour)
    painter.drawLines(ticks)


def _paint_now(painter: QPainter, scene: Scene) -> None:
    """Flag the present."""
    if scene.now is None or not scene.axis.shows(scene.now):
        return
    x = round(scene.axis.x_of(scene.now)) + scene.origin.x()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(scene.palette.now)
    tip = QPoint(x, HEADER_HEIGHT)
    painter.drawPolygon(QPolygon([tip, tip + QPoint(-_FLAG, -_FLAG), tip + QPoint(_FLAG, -_FLAG)]))


def paint_left(painter: QPainter, scene: Scene) -> None:
    """Paint zones and lanes, in the viewport."""
    palette, grid = scene.palette, scene.grid
    column = QRect(0, HEADER_HEIGHT, scene.header_width, grid.height())
    painter.setClipRect(column)
    painter.fillRect(column, palette.header)
    seen = scene.seen
    for group in scene.layout.zones:
        if group.bottom <= seen.top() or group.top >= seen.top() + seen.height():
            continue
        top, bottom = group.top + scene.origin.y(), group.bottom + scene.origin.y()
        inset = 3 if group.named else ZONE_GAP
        bar = QRect(4, top + inset, _BAR_WIDTH, bottom - top - inset - 2)
        painter.fillRect(bar, palette.zone(group.colour))
        if group.named:
            band = QRect(bar.right() + 1, top, scene.header_width, BAND_HEIGHT)
            painter.fillRect(band, palette.band)
            room = scene.header_width - _LEFT - 8
            name = scene.pictures.texts.get(group.zone, room, bold=True)
            painter.setFont(palette.strong)
            painter.setPen(palette.muted)
            y = top + (BAND_HEIGHT - name.size().height()) / 2
            painter.drawStaticText(_LEFT, round(y), name)
    code = round(scene.code_width())
    for row in scene.layout.between(seen.top(), seen.top() + seen.height()):
        _paint_lane(painter, scene, row, code)
    painter.setPen(palette.line)
    painter.drawLine(QLine(column.right(), column.top(), column.right(), column.bottom()))
    painter.setClipping(False)


def _paint_lane(painter: QPainter, scene: Scene, row: LaneRow, code: int) -> None:
    palette, texts = scene.palette, scene.pictures.texts
    top = row.top + scene.origin.y()

    def draw(x: int, text: QStaticText) -> None:
        painter.drawStaticText(x, round(top + (row.height - text.size().height()) / 2), text)

    painter.setFont(palette.code)
    painter.setPen(palette.text if row.lane.in_service else palette.faint)
    draw(_LEFT, texts.code(row.lane.code))
    label = _LEFT + code + CODE_GAP
    painter.setFont(palette.small)
    painter.setPen(palette.muted if row.lane.in_service else palette.faint)
    draw(label, texts.get(row.lane.label, scene.header_width - 8 - label, bold=False))
    y = top + row.height - 1
    painter.setPen(palette.grid)
    painter.drawLine(QLine(_LEFT, y, scene.header_width, y))


def paint_corner(painter: QPainter, scene: Scene) -> None:
    """Paint the corner between the headers; it says so while blocks are loading."""
    palette = scene.palette
    corner = QRect(0, 0, scene.header_width, HEADER_HEIGHT)
    painter.fillRect(corner, palette.header)
    if scene.loading:
        painter.setFont(palette.small)
        painter.setPen(QPen(palette.faint))
        text = words(scene.language)("board.loading")
        painter.drawText(corner.adjusted(_LEFT, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, text)
    painter.setPen(palette.line)
    painter.drawLine(QLine(0, corner.bottom(), corner.right(), corner.bottom()))
    painter.drawLine(QLine(corner.right(), 0, corner.right(), corner.bottom()))


def paint_empty(painter: QPainter, scene: Scene) -> None:
    """Say what to do first while there are no places."""
    painter.setFont(scene.palette.code)
    painter.setPen(scene.palette.muted)
    text = words(scene.language)("board.empty")
    everywhere = QRect(QPoint(0, 0), scene.size)
    painter.drawText(everywhere, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
