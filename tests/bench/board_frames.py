"""How long the board's frames take, beside a painter that is told the same and thinks nothing."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QImage, QPainter, QPen, QStaticText

from labapp.ui.widgets.board import Block, BoardView, Lane, OpenHours
from labapp.ui.widgets.board.block_painting import ROUNDED_UP_TO
from labapp.ui.widgets.board.frame import paint_frame
from labapp.ui.widgets.board.geometry import DAY
from labapp.ui.widgets.board.scene import HEADER_HEIGHT, Scene
from tests.bench.measuring import Row, milliseconds, quiet, side_by_side

LANES: Final = 16
DAYS: Final = 365
FIRST: Final = 1_767_196_800
"""Midnight of Thursday 1 January 2026 in the lab."""
SIZE: Final = (1580, 900)
"""A window of 1920 × 1080 without rail, bar and panel."""
_STATES: Final = ("confirmed", "checked_in", "held", "pending", "completed")
_HOUR: Final = 3600
_FRAME: Final = 16.0
_FULL: Final = 8.0


def year_board() -> BoardView:
    """Return a board with a year of 29,200 bookings in 16 lanes; it is on the screen."""
    chance = random.Random(1)
    lanes = [
        Lane(n, f"A{n}", f"Place {n}", f"Zone {n // 5}", "#1f4e79", "booth", in_service=True)
        for n in range(1, LANES + 1)
    ]
    blocks: list[Block] = []
    for day in range(DAYS):
        for lane in lanes:
            at = FIRST + day * DAY + 9 * _HOUR
            for _ in range(5):
                end = at + chance.choice((3600, 5400, 7200))
                number = len(blocks) + 1
                title, demo = f"Guest {number % 97} Company", f"Demo {number % 53}"
                state = chance.choice(_STATES)
                blocks.append(Block(number, lane.id, at, end, end + 900, title, demo, state, "C"))
                at = end + 900
    board = BoardView()
    board.resize(*SIZE)
    board.show()  # its size is told to it when it is seen
    board.set_lanes(lanes)
    board.set_hours(
        [
            OpenHours(FIRST + day * DAY + 9 * _HOUR, FIRST + day * DAY + 18 * _HOUR)
            for day in range(DAYS)
            if day % 7 != 3
        ]
    )
    board.set_blocks(blocks)
    board.set_day_window(8 * 60, 20 * 60)
    return board


def sheet_for(board: BoardView) -> QImage:
    """Return an image as large as the board."""
    return QImage(board.viewport().size(), QImage.Format.Format_ARGB32_Premultiplied)


def paint_on(image: QImage, scene: Scene) -> int:
    """Paint a whole frame; return how many blocks are in it."""
    painter = QPainter(image)
    count = paint_frame(painter, scene, image.rect())
    painter.end()
    return count


@dataclass
class Plain:
    """A frame as bare calls: the same grounds, lines, boxes and texts, all known beforehand."""

    grounds: list[tuple[QBrush, list[QRect]]] = field(default_factory=list)
    boxes: list[tuple[QPen, QBrush, list[QRectF]]] = field(default_factory=list)
    texts: list[tuple[QFont, QPen, list[tuple[QPointF, QStaticText]]]] = field(default_factory=list)
    heads: list[tuple[QRect, str]] = field(default_factory=list)
    rounded: bool = True
    radius: float = 4.0
    origin: QPoint = field(default_factory=QPoint)

    def paint(self, painter: QPainter) -> None:
        """Draw it, call by call."""
        painter.translate(self.origin)
        painter.setPen(Qt.PenStyle.NoPen)
        for brush, areas in self.grounds:
            painter.setBrush(brush)
            painter.drawRects(areas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self.rounded)
        for pen, brush, outlines in self.boxes:
            painter.setPen(pen)
            painter.setBrush(brush)
            if self.rounded:
                for outline in outlines:
                    painter.drawRoundedRect(outline, self.radius, self.radius)
            else:
                painter.drawRects(outlines)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for font, pen, texts in self.texts:
            painter.setFont(font)
            painter.setPen(pen)
            for spot, text in texts:
                painter.drawStaticText(spot, text)
        painter.translate(-self.origin)
        for area, words in self.heads:
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)


def plain_of(board: BoardView) -> Plain:
    """Return what the board shows now as bare calls."""
    scene, palette = board.scene, board.scene.palette
    seen = [each for each in scene.pictures.within(scene.seen) if each.box.intersects(scene.seen)]
    rows = scene.layout.rows
    whole = scene.seen
    plain = Plain(rounded=len(seen) <= ROUNDED_UP_TO, radius=palette.radius, origin=scene.origin)
    for number, ground in enumerate(palette.lanes):
        areas = [QRect(whole.left(), r.top, whole.width(), r.height) for r in rows[number::2]]
        plain.grounds.append((QBrush(ground), areas))
    closed = [
        QRect(round(scene.axis.x_of(start)), row.top, width, row.height)
        for start, end in scene.closed
        for row in rows
        if (width := round(scene.axis.x_of(end) - scene.axis.x_of(start)))
        and whole.left() - width < scene.axis.x_of(start) < whole.right()
    ]
    plain.grounds.append((palette.closed, closed))
    step = 30 * scene.axis.pixels_per_minute
    xs = [round(number * step) for number in range(round(scene.axis.width / step) + 1)]
    lines = [QRect(x, whole.top(), 1, whole.height()) for x in xs if whole.left() <= x]
    plain.grounds.append(
        (QBrush(palette.grid.color()), [r for r in lines if r.x() < whole.right()])
    )
    for state in dict.fromkeys(each.block.state for each in seen):
        style = palette.style(state)
        mine = [each for each in seen if each.block.state == state]
        plain.grounds.append((style.tail, [each.tail for each in mine if each.tail is not None]))
        fill = style.plain if plain.rounded else style.fill
        plain.boxes.append((style.edge, fill, [each.outline for each in mine]))
        bars = [each.bar for each in mine if each.bar is not None]
        plain.boxes.append((QPen(Qt.PenStyle.NoPen), QBrush(style.bar), [*map(QRectF, bars)]))
        bold = [(QPointF(label.x, label.y), label.text) for each in mine for label in each.bold]
        rest = [(QPointF(x.x, x.y), x.text) for each in mine for x in (*each.small, *each.pinned)]
        plain.texts += [(palette.strong, style.text, bold), (palette.small, style.text, rest)]
    plain.heads = [
        (QRect(0, row.top + scene.origin.y(), scene.header_width, row.height), row.lane.label)
        for row in rows
    ]
    plain.heads += [(QRect(x + scene.origin.x(), 0, 60, HEADER_HEIGHT), "00:00") for x in xs[:24]]
    return plain


def full_repaint(turns: int, *, days: int = 7, zoom: float = 2.0) -> tuple[Row, Row]:
    """Paint a whole frame beside the bare calls: about 300 blocks where nothing else is said.

    The first row is the ratio, the second the milliseconds.
    """
    board = year_board()
    board.show_range(FIRST + 200 * DAY, days)
    board.zoom(zoom)
    image, plain = sheet_for(board), plain_of(board)
    paint_on(image, board.scene)

    def bare(_: int) -> None:
        painter = QPainter(image)
        plain.paint(painter)
        painter.end()

    ours, limit = side_by_side(turns, lambda _: paint_on(image, board.scene), bare, warm=3)
    name = f"board-frame-{days}"
    return Row(name, ours, limit, bar=1.5), Row(f"{name}-ms", ours, None, bar=_FULL)


def moving_frames(turns: int) -> tuple[Row, Row]:
    """Scroll and zoom through the year; return the 95th percentile of a frame of each."""
    board = year_board()
    board.show_range(FIRST, DAYS)
    board.zoom(DAYS / 7)
    across = board.horizontalScrollBar()
    across.setValue(across.maximum() // 2)
    image = sheet_for(board)

    def scroll(_: int) -> None:
        board.pan(QPoint(17, 0))
        paint_on(image, board.scene)

    def zoom(number: int) -> None:
        board.zoom(1.25 if number % 8 < 4 else 1 / 1.25, SIZE[0] // 2)
        paint_on(image, board.scene)

    return (
        Row("board-scroll-p95", _p95(turns, scroll), None, bar=_FRAME),
        Row("board-zoom-p95", _p95(turns, zoom), None, bar=_FRAME),
    )


def _p95(turns: int, turn: Callable[[int], None]) -> float:
    with quiet():
        spent = sorted(milliseconds(turn, number) for number in range(turns))
    return spent[int(turns * 0.95)]
