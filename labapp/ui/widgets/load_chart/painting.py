"""Paints the load chart: plots, headers and the words at the pointer."""

from typing import Final

from PySide6.QtCore import QLine, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from labapp.ui.icons import pixmap
from labapp.ui.widgets.board.palette import faded
from labapp.ui.widgets.load_chart.plots import Plot
from labapp.ui.widgets.load_chart.scale import LoadRow, height_of
from labapp.ui.widgets.load_chart.scene import ChartScene, HeaderLine, Pointing
from labapp.ui.widgets.load_chart.sums import Summary
from labapp.ui.widgets.load_chart.wording import peak_text, room_text, timed
from labapp.words import words

_LEFT: Final = 20
_ICON: Final = 12
_AIR: Final = 8
_TAG_AWAY: Final = 12
_DOT: Final = 3.0
_WIDEST: Final = 4000
"""Room for texts that are short enough already."""
_CAPACITY_GAP: Final = 5
_PLATE_STRENGTH: Final = 0.7


def paint_plots(painter: QPainter, scene: ChartScene, area: QRect) -> None:
    """Paint what is right of the headers."""
    grid = scene.grid.intersected(area)
    if grid.isEmpty():
        return
    painter.setClipRect(grid)
    time, palette = scene.time, scene.palette
    rows = scene.rows_seen()
    for row in rows:
        y, plot = row.top - scene.scroll, scene.plots.plot(row)
        alternate = bool(scene.layout.rows.index(row) % 2)
        strip = scene.strips.strip(row, plot, palette, time.scale, alternate=alternate)
        painter.drawPixmap(strip.left + time.shift, y, strip.picture)
        patch = scene.plots.patch(row)
        if patch is not None:
            over = scene.strips.patch(row, patch, palette, time.scale, alternate=alternate)
            painter.drawPixmap(over.left + time.shift, y, over.picture)
        if not row.folded:
            painter.translate(time.shift, y)
            _paint_capacities(painter, scene, row, plot)
            painter.translate(-time.shift, -y)
    scene.strips.keep([row.load.id for row in rows])
    beside, below = time.scale.width + time.shift, scene.layout.height - scene.scroll
    painter.fillRect(grid & QRect(beside, 0, time.right - beside, below), palette.background)
    painter.fillRect(grid & grid.adjusted(0, below - grid.top(), 0, 0), palette.background)
    _paint_now(painter, scene)
    painter.setClipping(False)


def _paint_capacities(painter: QPainter, scene: ChartScene, row: LoadRow, plot: Plot) -> None:
    """Write each capacity below its line, where it is in view and there is room."""
    palette, time = scene.palette, scene.time
    painter.setFont(palette.small)
    painter.setPen(palette.muted)
    plate = faded(palette.lane, _PLATE_STRENGTH)
    end = time.scroll + time.right - time.left
    for plateau in plot.plateaus:
        left = max(plateau.left, time.scroll) + _CAPACITY_GAP
        text = scene.texts.get(row.load.unit_text(plateau.capacity), _WIDEST, bold=False)
        size = text.size()
        if left + size.width() + _CAPACITY_GAP > min(plateau.right, end):
            continue
        height = round(size.height())
        y = plateau.y if plateau.y + height <= row.plot[1] else plateau.y - height
        painter.fillRect(left - 2, y + 2, round(size.width()) + 4, height - 3, plate)
        painter.drawStaticText(left, y, text)


def _paint_now(painter: QPainter, scene: ChartScene) -> None:
    time = scene.time
    if scene.now is None or not time.scale.shows(scene.now):
        return
    bottom = min(scene.layout.height - scene.scroll, scene.size.height())
    painter.fillRect(time.pixel_of(scene.now) - 1, 0, 2, bottom, scene.palette.now)


def paint_headers(painter: QPainter, scene: ChartScene, focused: int | None) -> None:
    """Paint names and sums at the left; ``focused`` is the row that has the keyboard."""
    palette = scene.palette
    column = QRect(0, 0, scene.time.left, scene.size.height())
    painter.setClipRect(column)
    painter.fillRect(column, palette.header)
    for row in scene.rows_seen():
        _paint_header(painter, scene, row)
        y = row.bottom - scene.scroll - 1
        painter.setPen(palette.line)
        painter.drawLine(QLine(0, y, column.right(), y))
    painter.setPen(palette.line)
    painter.drawLine(QLine(column.right(), 0, column.right(), column.bottom()))
    painter.setClipping(False)
    chosen = scene.layout.row_of(focused)
    if chosen is not None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(palette.focus)
        painter.drawRect(scene.row_rect(chosen).adjusted(1, 1, -1, -2))


def _paint_header(painter: QPainter, scene: ChartScene, row: LoadRow) -> None:
    palette = scene.palette
    lines = header_lines(scene, row)
    step = palette.line_step + 2
    y = row.top - scene.scroll + (row.height - step * len(lines)) // 2
    icon = pixmap("chevron-right" if row.folded else "chevron-down", palette.muted.color(), _ICON)
    painter.drawPixmap(QPoint(4, y + (step - _ICON) // 2), icon)
    for line in lines:
        painter.setFont(palette.strong if line.bold else palette.small)
        painter.setPen(getattr(palette, line.pen))
        painter.drawStaticText(_LEFT, y, scene.texts.get(line.text, _WIDEST, bold=line.bold))
        y += step


def header_lines(scene: ChartScene, row: LoadRow) -> list[HeaderLine]:
    """Return a row's name and, unless it is folded, peak and headroom, shortened to fit."""
    key = (row.load.id, row.folded, scene.time.left, scene.dated)
    summary = scene.plots.sums(row.load).summary
    kept = scene.headers.get(key)
    if kept is None or kept[0] is not row.load or kept[1] is not summary:
        lines = _header_lines(scene, row, summary)
        kept = scene.headers[key] = (row.load, summary, lines)
    return kept[2]


def _header_lines(scene: ChartScene, row: LoadRow, summary: Summary) -> list[HeaderLine]:
    palette, language, load, dated = scene.palette, scene.language, row.load, scene.dated
    room = scene.time.left - _LEFT - _AIR
    over = summary.tightest.free < 0
    name_pen = "tag_danger" if over and row.folded else "text"
    lines = [HeaderLine(_fit(palette.strong_metrics, room, load.label), name_pen, bold=True)]
    if row.folded:
        return lines
    peak = peak_text(language, load, summary)
    longer = timed(language, peak, summary.peak, dated=dated) if summary.peak.most else peak
    shorter = peak_text(language, load, summary, unit=False)
    lines.append(HeaderLine(_fit(palette.small_metrics, room, longer, peak, shorter), "muted"))
    free = room_text(language, load, summary)
    if not over:
        shorter = room_text(language, load, summary, short=True)
        return [*lines, HeaderLine(_fit(palette.small_metrics, room, free, shorter), "muted")]
    longer = timed(language, free, summary.tightest, dated=dated)
    text = _fit(palette.strong_metrics, room, longer, free)
    return [*lines, HeaderLine(text, "tag_danger", bold=True)]


def _fit(metrics: QFontMetricsF, room: int, *texts: str) -> str:
    """Return the first text that fits, or the last one shortened."""
    for text in texts:
        if metrics.horizontalAdvance(text) <= room:
            return text
    return metrics.elidedText(texts[-1], Qt.TextElideMode.ElideRight, room)


def paint_pointing(painter: QPainter, scene: ChartScene, pointing: Pointing) -> None:
    """Draw the instant through all rows, and say what holds there in one of them."""
    palette, time = scene.palette, scene.time
    row, at = scene.layout.row_of(pointing.load_id), scene.moment(pointing)
    if row is None or at is None:
        return
    x = time.pixel_of(pointing.epoch)
    painter.setClipRect(scene.grid)
    painter.setPen(QPen(palette.accent.color(), 1))
    bottom = min(scene.layout.height - scene.scroll, scene.size.height())
    painter.drawLine(QLine(x, 0, x, bottom))
    top = row.top - scene.scroll
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(palette.accent.color())
    painter.setPen(QPen(palette.lane, 1.5))
    y = height_of(at.most, scene.plots.sums(row.load).highest, *row.plot)
    painter.drawEllipse(QPointF(x + 0.5, top + y + 0.5), _DOT + 1, _DOT + 1)
    tag = tag_rect(scene, pointing)
    painter.setClipping(False)
    painter.setBrush(palette.tag)
    painter.setPen(QPen(palette.danger.color() if at.free < 0 else palette.accent.color(), 1))
    outline = QRectF(tag).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(outline, palette.radius, palette.radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(palette.strong)
    painter.setPen(palette.tag_danger if at.free < 0 else palette.text)
    painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), scene.moment_text(pointing))


def tag_rect(scene: ChartScene, pointing: Pointing) -> QRect:
    """Return where the words at the pointer go: beside the line, in the row or next to it."""
    row = scene.layout.row_of(pointing.load_id)
    if row is None:
        return QRect()
    text = scene.moment_text(pointing)
    width = round(scene.palette.strong_metrics.horizontalAdvance(text)) + 2 * _AIR
    height = scene.palette.line_step + _AIR
    x = scene.time.pixel_of(pointing.epoch)
    left = x + _TAG_AWAY
    if left + width > scene.time.right:
        left = x - _TAG_AWAY - width
    left = max(left, scene.time.left + 2)
    top = row.top - scene.scroll + (row.height - height) // 2
    return QRect(left, min(max(top, 0), max(scene.size.height() - height, 0)), width, height)


def paint_empty(painter: QPainter, scene: ChartScene) -> None:
    """Say what to do first while there are no loads."""
    whole = QRect(QPoint(0, 0), scene.size)
    painter.fillRect(whole, scene.palette.background)
    painter.setFont(QFont(scene.palette.small))
    painter.setPen(scene.palette.muted)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(whole, int(flags), words(scene.language)("load.empty"))
