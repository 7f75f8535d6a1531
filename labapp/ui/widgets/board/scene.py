"""Everything the board shows at this moment, and where it is in the viewport."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize

from labapp.ui.theme import Theme
from labapp.ui.widgets.board.geometry import (
    BAND_HEIGHT,
    DAY_MINUTES,
    WIDEST,
    LaneLayout,
    LaneRow,
    TimeAxis,
    ZoneGroup,
    closed_spans,
    lay_out,
    opening_minutes,
)
from labapp.ui.widgets.board.index import BlockIndex
from labapp.ui.widgets.board.palette import Palette
from labapp.ui.widgets.board.pictures import PictureBook
from labapp.ui.widgets.board.rows import UNSHOWN_STATES, Block, Draft, Lane, OpenHours

HEADER_HEIGHT: Final = 50
HEADER_WIDEST: Final = 220
HEADER_NARROWEST: Final = 88
_HEADER_SHARE: Final = 0.2
_HEADER_AIR: Final = 30
EDGE: Final = 6
"""How near to a block's end the pointer takes hold of the end, in pixels."""
CODE_GAP: Final = 10


class Edge(Enum):
    """What part of a block is meant."""

    START = "start"
    BODY = "body"
    END = "end"


@dataclass(frozen=True, slots=True)
class Hit:
    """What is at a point of the grid."""

    row: LaneRow
    mark: float
    block: Block | None = None
    edge: Edge = Edge.BODY


@dataclass(frozen=True, slots=True)
class Cursor:
    """The cell, or stretch of cells, that the keyboard is at."""

    lane_id: int
    anchor: float
    head: float
    """The marks where the stretch's first-chosen and last-chosen cells begin."""


class Scene:
    """The board's state. Whoever changes it says so to the view, which repaints."""

    def __init__(self, theme: Theme, language: str) -> None:
        """Start without lanes, on one day at the epoch."""
        self.theme = theme
        self.language = language
        self.ratio = 1.0
        self.size = QSize()
        self.scroll = QPoint()
        self.lanes: Sequence[Lane] = ()
        self.blocks: Sequence[Block] = ()
        self.ghosts: Sequence[Block] = ()
        self.hours: Sequence[OpenHours] | None = None
        self.closed: Sequence[tuple[int, int]] = ()
        self.day_notes: Mapping[int, str] = {}
        """By a day's midnight: why it differs, such as a holiday."""
        self.day_window = (9 * 60, 21 * 60)
        self.now: int | None = None
        self.selected: int | None = None
        self.chosen: frozenset[int] = frozenset()
        """Blocks chosen together, the selected one among them; none or at least two."""
        self.found: frozenset[int] | None = None
        """What was searched for on the board; None while nothing is."""
        self.band: QRect | None = None
        """What is drawn around blocks to choose them, in the contents."""
        self.offers: Mapping[int, str] = {}
        """By lane whether the draft's time there would be ``free`` or ``blocked``."""
        self.folded: frozenset[str] = frozenset()
        """Zones of which only the band is shown."""
        self.tucked: Sequence[tuple[str, Block]] = ()
        """The blocks of folded zones, with their zone."""
        self.gap: int | None = None
        """The y of the contents where a lane or zone that is dragged would go."""
        self.seconds: int | None = None
        """The present to the second, for what runs out."""
        self.expiring: Sequence[Block] = ()
        self.lifted: int | None = None
        """The block that a draft is moving, painted faint where it still is."""
        self.draft: Draft | None = None
        self.draft_at: QPoint | None = None
        """The pointer, while it holds the draft."""
        self.cursor: Cursor | None = None
        self.grid_minutes = 15
        self.focused = False
        """Whether the keyboard's cells are shown."""
        self.loading = False
        self.header_width = HEADER_NARROWEST
        self.fitted = True
        """Whether the zoom is the one that fits, and follows the window's size."""
        self.axis = TimeAxis(0, 1, 0, DAY_MINUTES, 1.0)
        self.layout: LaneLayout = lay_out((), {}, 0)
        self.index = BlockIndex((), ())
        self.dress()

    # What it is made of

    def dress(self) -> None:
        """Take up a changed theme, language or pixel ratio."""
        self.palette = Palette(self.theme, self.language, self.ratio)
        self._measure_header()
        self.redraw()

    def redraw(self) -> None:
        """Forget what was measured for the last zoom or layout."""
        self.pictures = PictureBook(self.axis, self.layout, self.index, self.palette)
        self.hasty = False

    def reindex(self) -> None:
        """Take up changed lanes or blocks."""
        shown = [lane.id for lane in self.lanes if not self.is_folded(lane)]
        self.index = BlockIndex(self.blocks, shown)
        away = {lane.id: lane.zone for lane in self.lanes if self.is_folded(lane)}
        self.tucked = [
            (away[block.lane_id], block)
            for block in (self.blocks if away else ())
            if block.lane_id in away and block.state not in UNSHOWN_STATES
        ]
        self.expiring = [block for block in self.blocks if block.expires is not None]
        self.relayout()

    def relayout(self) -> None:
        """Place the lanes anew."""
        start, end = self.axis.start, self.axis.end
        levels = {lane.id: self.index.levels(lane.id, start, end) for lane in self.lanes}
        room = self.size.height() - HEADER_HEIGHT
        self.layout = lay_out(self.lanes, levels, room, self.folded)
        self._measure_header()
        self.redraw()

    def is_folded(self, lane: Lane) -> bool:
        """Whether a lane is out of sight because its zone is folded; a lone lane never is."""
        return lane.zone in self.folded and lane.label != lane.zone

    def show(self, first_day: int, days: int) -> None:
        """Show other days, zoomed to fit: a single day whole, several only their day window."""
        start, end = self.day_window if days > 1 else (0, DAY_MINUTES)
        before = self.axis
        self.axis = TimeAxis(first_day, days, start, end, 1.0)
        if self.cursor is not None:
            # on the same weekday's column, or the last there is, at the same time of day
            day, minute = divmod(self.cursor.head, before.window)
            at = self.axis.day_start(min(int(day), days - 1)) + (before.window_start + minute) * 60
            mark = self.axis.mark_of(at)
            self.cursor = Cursor(self.cursor.lane_id, mark, mark)
        self.close()
        self.fitted = True
        self.axis = self.axis.scaled(self.fit())
        self.relayout()

    def close(self) -> None:
        """Take up changed opening hours or days."""
        self.closed = () if self.hours is None else closed_spans(self.axis, self.hours)

    def scale(self, pixels_per_minute: float, *, hasty: bool = False) -> None:
        """Zoom; in haste the blocks keep what fits them of their texts, until ``redraw``."""
        before = self.pictures
        self.axis = self.axis.scaled(pixels_per_minute)
        self.redraw()
        if hasty:
            self.hasty = True
            self.pictures = PictureBook(
                self.axis, self.layout, self.index, self.palette, before=before
            )

    def _measure_header(self) -> None:
        code = self.code_width()
        longest = max(
            (self.palette.small_metrics.horizontalAdvance(lane.label) for lane in self.lanes),
            default=0.0,
        )
        wanted = round(code + longest + _HEADER_AIR + CODE_GAP)
        most = min(round(self.size.width() * _HEADER_SHARE), HEADER_WIDEST)
        self.header_width = max(min(wanted, most), HEADER_NARROWEST)

    def code_width(self) -> float:
        """Return how wide the lanes' codes are."""
        metrics = self.palette.code_metrics
        return max((metrics.horizontalAdvance(lane.code) for lane in self.lanes), default=0.0)

    # Zoom

    def opening(self) -> tuple[int, int]:
        """Return the minutes of the day that a single day is zoomed to."""
        found = opening_minutes(self.axis, self.hours or ())
        if found is None:
            return self.day_window
        return max(found[0] - 60, 0), min(found[1] + 60, DAY_MINUTES)

    def opening_of(self, day: int) -> tuple[int, int]:
        """Return when day 0, 1, … opens and closes; its window where it is closed or unknown."""
        axis = self.axis
        start = axis.day_start(day) + axis.window_start * 60
        end = axis.day_start(day) + axis.window_end * 60
        spans = [
            (max(span.start, start), min(span.end, end))
            for span in self.hours or ()
            if span.start < end and start < span.end
        ]
        if not spans:
            return start, end
        return min(first for first, _ in spans), max(last for _, last in spans)

    def fit(self) -> float:
        """Return the pixels a minute at which the days, or one day's opening hours, fit."""
        if self.axis.days > 1:
            return self.widest_view()
        start, end = self.opening()
        return min(self.grid.width() / (end - start), WIDEST)

    def widest_view(self) -> float:
        """Return the pixels a minute at which the whole axis is in view."""
        return max(self.grid.width(), 1) / self.axis.last_mark

    # Where it is

    @property
    def grid(self) -> QRect:
        """The part of the viewport with lanes and times, without the headers."""
        return QRect(
            self.header_width,
            HEADER_HEIGHT,
            max(self.size.width() - self.header_width, 1),
            max(self.size.height() - HEADER_HEIGHT, 1),
        )

    @property
    def origin(self) -> QPoint:
        """Where the contents' top left is in the viewport."""
        return QPoint(self.header_width, HEADER_HEIGHT) - self.scroll

    @property
    def seen(self) -> QRect:
        """The part of the contents in view."""
        return self.grid.translated(-self.origin)

    def visible_range(self) -> tuple[int, int]:
        """Return the first instant in view and the one after the last."""
        seen = self.seen
        axis = self.axis
        return axis.time_at(seen.left()), axis.ending(axis.mark_at(seen.left() + seen.width()))

    def hit(self, point: QPoint) -> Hit | None:
        """Return what is at a point of the viewport, None outside lanes."""
        spot = point - self.origin
        row = self.layout.row_at(spot.y())
        if row is None or not self.grid.contains(point) or spot.x() >= self.axis.width:
            return None
        mark = self.axis.mark_at(spot.x())
        picture = self.pictures.at(spot.x(), spot.y())
        if picture is None:
            return Hit(row, mark)
        edge = Edge.BODY
        left, right = picture.box.left(), picture.box.left() + picture.box.width()
        if picture.box.width() > 3 * EDGE:
            if spot.x() < left + EDGE and not picture.cut_left:
                edge = Edge.START
            elif spot.x() >= right - EDGE and not picture.cut_right:
                edge = Edge.END
        return Hit(row, mark, picture.block, edge)

    def header_hit(self, point: QPoint) -> LaneRow | ZoneGroup | None:
        """Return the lane or the zone's band whose header is at a point of the viewport."""
        if not 0 <= point.x() < self.header_width or point.y() < HEADER_HEIGHT:
            return None
        y = point.y() - self.origin.y()
        row = self.layout.row_at(y)
        if row is not None:
            return row
        bands = (zone for zone in self.layout.zones if zone.named)
        return next((zone for zone in bands if zone.top <= y < zone.top + BAND_HEIGHT), None)

    def lane(self, lane_id: int) -> Lane | None:
        """Return a lane by its id, None if it is not on the board."""
        row = self.layout.row_of(lane_id)
        return None if row is None else row.lane

    def stretch(self, lane_id: int, start: int, end: int) -> QRect:
        """Return where a stretch of a lane is in the viewport; empty if it is not on the board."""
        row = self.layout.row_of(lane_id)
        if row is None:
            return QRect()
        left, right = round(self.axis.x_of(start)), round(self.axis.x_of(end))
        box = QRect(left, row.top + 2, max(right - left, 3), row.height - 4)
        return box.translated(self.origin)

    def block_place(self, block: Block) -> QRect:
        """Return where a block is in the viewport; empty if it is not on the board."""
        picture = self.pictures.of(block)
        return QRect() if picture is None else picture.box.translated(self.origin)

    def blocks_seen(self) -> list[Block]:
        """Return the blocks in view, by time and then by lane."""
        seen = self.seen
        shown = [each.block for each in self.pictures.within(seen) if each.box.intersects(seen)]
        return sorted(shown, key=lambda block: block.start)

    def cursor_span(self) -> tuple[int, int]:
        """Return the instants that the keyboard's cells cover; there must be a cursor."""
        if self.cursor is None:
            raise ValueError("the keyboard is nowhere yet")
        grid = self.grid_minutes
        first = min(self.cursor.anchor, self.cursor.head)
        last = max(self.cursor.anchor, self.cursor.head)
        start = self.axis.starting(first)
        return start, self.axis.ending(self.axis.snapped(last + grid, grid))

    def cursor_place(self) -> QRect:
        """Return where the keyboard's cells are in the viewport; empty if they are not shown."""
        if self.cursor is None or not self.focused:
            return QRect()
        return self.stretch(self.cursor.lane_id, *self.cursor_span())
