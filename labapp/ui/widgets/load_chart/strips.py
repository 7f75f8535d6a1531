"""Pictures of the rows, some way wider than the view: a scroll or a hover only has to put them.

Twenty rows of a week's 300 steps each take 5 ms to draw and a tenth of that to put.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QLine, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPixmap

from labapp.ui.widgets.board.painting import grid_steps, shows_hours
from labapp.ui.widgets.board.palette import Palette, faded
from labapp.ui.widgets.load_chart.plots import Plot
from labapp.ui.widgets.load_chart.scale import LoadRow, TimeScale

_HOUR: Final = 60
_OVER_STRENGTH: Final = 0.55
_HATCH: Final = Qt.BrushStyle.BDiagPattern


@dataclass(frozen=True, slots=True)
class Strip:
    """A row's picture from x = ``left`` of the scale on, and what it was drawn from."""

    picture: QPixmap
    left: int
    plot: Plot
    palette: Palette
    alternate: bool


class StripBook:
    """The pictures of the rows in view, drawn when first looked at."""

    def __init__(self) -> None:
        """Start empty."""
        self._made: dict[int, Strip] = {}

    def strip(
        self, row: LoadRow, plot: Plot, palette: Palette, scale: TimeScale, *, alternate: bool
    ) -> Strip:
        """Return a row's picture; ``alternate`` is the ground of every other row."""
        made = self._made.get(row.load.id)
        if (
            made is None
            or made.plot is not plot
            or made.palette is not palette
            or made.alternate != alternate
        ):
            picture = _picture(row, plot, palette, scale, alternate=alternate)
            made = self._made[row.load.id] = Strip(
                picture, plot.window[0], plot, palette, alternate
            )
        return made

    def patch(
        self, row: LoadRow, plot: Plot, palette: Palette, scale: TimeScale, *, alternate: bool
    ) -> Strip:
        """Return the picture of a part of a row, drawn anew: it moves with what is dragged."""
        picture = _picture(row, plot, palette, scale, alternate=alternate)
        return Strip(picture, plot.window[0], plot, palette, alternate)

    def keep(self, load_ids: Collection[int]) -> None:
        """Forget the pictures of all other rows."""
        for load_id in self._made.keys() - set(load_ids):
            del self._made[load_id]


def _picture(
    row: LoadRow, plot: Plot, palette: Palette, scale: TimeScale, *, alternate: bool
) -> QPixmap:
    left, right = plot.window
    picture = QPixmap(QSize(max(right - left, 1), row.height) * palette.ratio)
    picture.setDevicePixelRatio(palette.ratio)
    picture.fill(palette.lane_alternate if alternate else palette.lane)
    painter = QPainter(picture)
    painter.translate(-left, 0)
    _paint_lines(painter, palette, scale, plot.window, row.height)
    _paint_plot(painter, palette, plot)
    painter.end()
    return picture


def _paint_lines(
    painter: QPainter, palette: Palette, scale: TimeScale, window: tuple[int, int], height: int
) -> None:
    """Draw the board's lines of the hours and days, and the row's lower edge."""
    step, _ = grid_steps(scale.pixels_per_minute, palette.hour_width)
    lines: list[QLine] = []
    hours: list[QLine] = []
    days: list[QLine] = []
    day_width = scale.day_x(1)
    first, last = int(window[0] // day_width), int(window[1] // day_width)
    for day in range(first, min(last, scale.days - 1) + 1):
        left = scale.day_x(day)
        if day:
            days.append(_upright(round(left), height))
        if not shows_hours(day_width):
            continue
        for minute in range(-(-scale.window_start // step) * step, scale.window_end, step):
            x = round(left + (minute - scale.window_start) * scale.pixels_per_minute)
            if minute != scale.window_start and window[0] <= x <= window[1]:
                is_hour = step < _HOUR and minute % _HOUR == 0
                (hours if is_hour else lines).append(_upright(x, height))
    edge = [QLine(window[0], height - 1, window[1], height - 1)]
    for pen, some in (
        (palette.grid, lines),
        (palette.grid_hour, hours),
        (palette.day, days),
        (palette.line, edge),
    ):
        painter.setPen(pen)
        painter.drawLines(some)


def _upright(x: int, height: int) -> QLine:
    return QLine(x, 0, x, height - 1)


def _paint_plot(painter: QPainter, palette: Palette, plot: Plot) -> None:
    """Paint a row's areas and lines."""
    colour, booked = palette.theme.colour, palette.style("confirmed")
    painter.setPen(Qt.PenStyle.NoPen)
    if plot.lacking:
        painter.setBrush(palette.closed)
        painter.drawRects(plot.lacking)
    for area, fill in ((plot.drafted, colour("board-ghost")), (plot.used, booked.fill)):
        painter.setBrush(fill)
        for piece in area.pieces:
            painter.drawPolygon(piece)
    if plot.over:
        painter.setBrush(colour("danger-soft"))
        painter.drawRects(plot.over)
        painter.setBrush(QBrush(faded(colour("danger"), _OVER_STRENGTH), _HATCH))
        painter.drawRects(plot.over)
    if plot.drafted.pieces:
        dashes = QPen(palette.accent.color(), 1, Qt.PenStyle.DashLine)
        painter.strokePath(plot.drafted.edge, dashes)
    painter.strokePath(plot.used.edge, QPen(booked.bar, 1))
    painter.setPen(QPen(colour("text-muted"), 1))
    painter.drawPolyline(plot.capacity_line)
    if plot.over:
        painter.setPen(palette.danger)
        painter.drawLines(plot.over_line)
