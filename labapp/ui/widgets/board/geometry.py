"""Where times and lanes are on the board: plain numbers, no Qt.

``x`` and ``y`` are logical pixels from the top left of the grid's contents, before scrolling.
A *mark* is a distance along the time axis in visible minutes: the hours outside the day window
take no room, so the mark at the end of one day is also the start of the next.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from labapp.ui.widgets.board.rows import Lane, OpenHours

DAY: Final = 86_400
"""Seconds of a day; Hong Kong keeps no summer time."""
DAY_MINUTES: Final = 1440
WIDEST: Final = 8.0
"""Pixels a minute when zoomed all the way in: 40 px for five minutes."""
BAND_HEIGHT: Final = 20
ZONE_GAP: Final = 6
LOWEST_LANE: Final = 30
HIGHEST_LANE: Final = 60
LEVEL_HEIGHT: Final = 24
LANE_PADDING: Final = 3
LEVEL_GAP: Final = 2


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Days side by side, each showing the minutes ``window_start`` to ``window_end`` of it.

    ``first_day`` is the epoch second of the first day's midnight in the lab.
    """

    first_day: int
    days: int
    window_start: int
    window_end: int
    pixels_per_minute: float

    @property
    def window(self) -> int:
        """How many minutes of each day are shown."""
        return self.window_end - self.window_start

    @property
    def last_mark(self) -> int:
        """The mark where the axis ends."""
        return self.days * self.window

    @property
    def width(self) -> int:
        """How wide the whole axis is, in pixels."""
        return round(self.last_mark * self.pixels_per_minute)

    @property
    def start(self) -> int:
        """The first instant shown."""
        return self.first_day + self.window_start * 60

    @property
    def end(self) -> int:
        """The instant after the last one shown."""
        return self.first_day + (self.days - 1) * DAY + self.window_end * 60

    def scaled(self, pixels_per_minute: float) -> "TimeAxis":
        """Return the same axis at another zoom."""
        return replace(self, pixels_per_minute=pixels_per_minute)

    def day_start(self, day: int) -> int:
        """Return the midnight that begins a day, counted from 0."""
        return self.first_day + day * DAY

    def day_of(self, epoch: int) -> int:
        """Return the number of the day the instant is in, which may lie outside the axis."""
        return (epoch - self.first_day) // DAY

    def mark_of(self, epoch: float) -> float:
        """Return the mark of an instant; one that is not shown is put at the nearest edge."""
        # spelt out: a frame asks for three marks of each block that is new in view
        day, seconds = divmod(epoch - self.first_day, DAY)
        window = self.window_end - self.window_start
        minute = seconds / 60 - self.window_start
        if minute < 0:
            minute = 0
        elif minute > window:
            minute = window
        mark = day * window + minute
        if mark < 0:
            return 0
        last = self.days * window
        return min(mark, last)

    def shows(self, epoch: int) -> bool:
        """Whether the instant itself has a place on the axis."""
        day, seconds = divmod(epoch - self.first_day, DAY)
        inside = self.window_start * 60 <= seconds < self.window_end * 60
        return 0 <= day < self.days and inside

    def x_of(self, epoch: float) -> float:
        """Return the x of an instant; one that is not shown is put at the nearest edge."""
        return self.mark_of(epoch) * self.pixels_per_minute

    def day_x(self, day: int) -> float:
        """Return the x where a day begins, counted from 0."""
        return day * self.window * self.pixels_per_minute

    def mark_at(self, x: float) -> float:
        """Return the mark at an x, held inside the axis."""
        return min(max(x / self.pixels_per_minute, 0), self.last_mark)

    def time_at(self, x: float) -> int:
        """Return the instant at an x, to the second, held inside the axis."""
        return self.starting(self.mark_at(x))

    def starting(self, mark: float) -> int:
        """Return the instant of a mark as the start of something: a seam is the later day's."""
        day = min(int(mark // self.window), self.days - 1)
        return self._instant(day, mark)

    def ending(self, mark: float) -> int:
        """Return the instant of a mark as the end of something: a seam is the earlier day's."""
        day = max(-int(-mark // self.window) - 1, 0)
        return self._instant(day, mark)

    def reach(self, left: float, right: float) -> tuple[int, int]:
        """Return the instants between two x, with the hours not shown that border on them."""
        first, last = self.mark_at(left), self.mark_at(right)
        start = self.ending(first) if first > 0 else self.first_day
        end = self.starting(last) if last < self.last_mark else self.day_start(self.days)
        return start, max(end, start + 1)

    def _instant(self, day: int, mark: float) -> int:
        minute = self.window_start + mark - day * self.window
        return self.day_start(day) + round(minute * 60)

    def snapped(self, mark: float, grid: int) -> float:
        """Return the nearest mark on the day's grid of ``grid`` minutes (counted from midnight)."""
        return self._on_grid(mark, grid, 0.5)

    def cell_at(self, mark: float, grid: int) -> float:
        """Return the mark where the grid cell holding the mark begins."""
        last = self.last_mark - 1
        return self._on_grid(min(mark, last), grid, 0)

    def _on_grid(self, mark: float, grid: int, bias: float) -> float:
        day = min(int(mark // self.window), self.days - 1)
        minute = self.window_start + mark - day * self.window
        # a millionth, so that a mark computed from pixels does not fall one cell short
        minute = ((minute / grid + bias + 1e-6) // 1) * grid
        held = min(max(minute, self.window_start), self.window_end)
        return day * self.window + held - self.window_start

    def fitting(self, start: int, length: int, day: int) -> int:
        """Return the start nearest to ``start`` that keeps ``length`` seconds in the day's window.

        What is longer than the window may stick out of its end.
        """
        day = min(max(day, 0), self.days - 1)
        opens = self.day_start(day) + self.window_start * 60
        closes = self.day_start(day) + self.window_end * 60
        latest = max(closes - length, opens)
        return min(max(start, opens), latest)


def closed_spans(axis: TimeAxis, hours: Sequence[OpenHours]) -> list[tuple[int, int]]:
    """Return the shown spans of each day in which the lab is not open, in order."""
    spans: list[tuple[int, int]] = []
    ordered = sorted(hours, key=lambda span: span.start)
    for day in range(axis.days):
        at = axis.day_start(day) + axis.window_start * 60
        end = axis.day_start(day) + axis.window_end * 60
        for span in ordered:
            if span.end <= at or span.start >= end:
                continue
            if span.start > at:
                spans.append((at, span.start))
            at = max(at, span.end)
        if at < end:
            spans.append((at, end))
    return spans


def closed_between(
    closed: Sequence[tuple[int, int]], start: int, end: int
) -> Sequence[tuple[int, int]]:
    """Return those of the closed spans, in order, that touch a span."""
    first = bisect_right(closed, start, key=lambda span: span[1])
    return closed[first : bisect_left(closed, end, key=lambda span: span[0])]


def closed_all_day(axis: TimeAxis, closed: Sequence[tuple[int, int]], day: int) -> bool:
    """Whether all that is shown of a day is in one closed span."""
    start = axis.day_start(day) + axis.window_start * 60
    end = axis.day_start(day) + axis.window_end * 60
    return any(a <= start and end <= b for a, b in closed_between(closed, start, end))


def opening_minutes(axis: TimeAxis, hours: Sequence[OpenHours]) -> tuple[int, int] | None:
    """Return the earliest opening and latest closing on the axis's days, in minutes of the day."""
    opens, closes = DAY_MINUTES, 0
    for span in hours:
        if 0 <= axis.day_of(span.start) < axis.days:
            opens = min(opens, (span.start - axis.first_day) % DAY // 60)
            length = (span.end - span.start) // 60
            closes = max(closes, min((span.start - axis.first_day) % DAY // 60 + length, 1440))
    return (opens, closes) if closes > opens else None


@dataclass(frozen=True, slots=True)
class LaneRow:
    """Where a lane is."""

    lane: Lane
    number: int
    top: int
    height: int

    @property
    def bottom(self) -> int:
        """The y below its last pixel."""
        return self.top + self.height

    def level(self, level: int, levels: int) -> tuple[int, int]:
        """Return top and height of one of the lane's levels of blocks."""
        room = self.height - 2 * LANE_PADDING
        top = self.top + LANE_PADDING + room * level // levels
        bottom = self.top + LANE_PADDING + room * (level + 1) // levels
        return top, bottom - top - (LEVEL_GAP if level < levels - 1 else 0)


@dataclass(frozen=True, slots=True)
class ZoneGroup:
    """Where a zone's lanes are, below a gap or below a band with its name.

    ``named`` says whether there is a band: not where the zone's one lane says the name.
    """

    zone: str
    colour: str
    top: int
    bottom: int
    named: bool
    folded: bool = False
    """Whether only the band is left of it."""
    count: int = 0
    """How many lanes it has, shown or not."""


@dataclass(frozen=True, slots=True)
class LaneLayout:
    """Every lane's place, top to bottom."""

    rows: tuple[LaneRow, ...]
    zones: tuple[ZoneGroup, ...]
    height: int

    def row_at(self, y: float) -> LaneRow | None:
        """Return the lane at a y, None between lanes."""
        number = bisect_right(self.rows, y, key=lambda row: row.top) - 1
        if number < 0 or y >= self.rows[number].bottom:
            return None
        return self.rows[number]

    def nearest(self, y: float) -> LaneRow | None:
        """Return the lane nearest to a y, None if there are no lanes."""
        if not self.rows:
            return None
        return min(self.rows, key=lambda row: max(row.top - y, y - row.bottom + 1, 0))

    def number_of(self, lane_id: int) -> int | None:
        """Return the number of the lane from the top, None if it is not on the board."""
        for number, row in enumerate(self.rows):
            if row.lane.id == lane_id:
                return number
        return None

    def row_of(self, lane_id: int) -> LaneRow | None:
        """Return the lane's row, None if it is not on the board."""
        number = self.number_of(lane_id)
        return None if number is None else self.rows[number]

    def between(self, top: float, bottom: float) -> tuple[LaneRow, ...]:
        """Return the rows that show any of the span."""
        first = bisect_right(self.rows, top, key=lambda row: row.bottom)
        last = bisect_right(self.rows, bottom - 1, key=lambda row: row.top)
        return self.rows[first:last]


def _groups(lanes: Sequence[Lane]) -> list[list[Lane]]:
    groups: list[list[Lane]] = []
    for lane in lanes:
        if groups and groups[-1][0].zone == lane.zone:
            groups[-1].append(lane)
        else:
            groups.append([lane])
    return groups


def lay_out(
    lanes: Sequence[Lane],
    levels: Mapping[int, int],
    available: int,
    folded: Container[str] = (),
) -> LaneLayout:
    """Place the lanes; they share ``available`` pixels as far as their limits of height allow.

    ``levels`` says how many levels of blocks a lane needs, 1 where it does not say. Of a zone that
    is ``folded`` only the band is left.
    """
    groups = _groups(lanes)
    named = [not (len(group) == 1 and group[0].label == group[0].zone) for group in groups]
    extra = sum(BAND_HEIGHT if name else ZONE_GAP for name in named)
    shut = [name and group[0].zone in folded for group, name in zip(groups, named, strict=True)]
    open_lanes = sum(len(group) for group, is_shut in zip(groups, shut, strict=True) if not is_shut)
    even = (available - extra) // open_lanes if open_lanes else 0
    usual = min(max(even, LOWEST_LANE), HIGHEST_LANE)
    rows: list[LaneRow] = []
    zones: list[ZoneGroup] = []
    y = 0
    for group, name, is_shut in zip(groups, named, shut, strict=True):
        top = y
        y += BAND_HEIGHT if name else ZONE_GAP
        for lane in () if is_shut else group:
            needed = levels.get(lane.id, 1) * LEVEL_HEIGHT + 2 * LANE_PADDING
            height = max(usual, needed)
            rows.append(LaneRow(lane, len(rows), y, height))
            y += height
        first = group[0]
        zones.append(
            ZoneGroup(first.zone, first.zone_colour, top, y, name, is_shut, count=len(group))
        )
    return LaneLayout(tuple(rows), tuple(zones), y)
