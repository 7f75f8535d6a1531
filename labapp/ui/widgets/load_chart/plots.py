"""Draws the loads' outlines once per zoom, so that a frame only has to fill them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from PySide6.QtCore import QLine, QPoint, QRect
from PySide6.QtGui import QPainterPath, QPolygon

from labapp.ui.widgets.load_chart.rows import Load
from labapp.ui.widgets.load_chart.scale import LoadRow, TimeScale, height_of
from labapp.ui.widgets.load_chart.sums import Stretch, Summary, highest, stretches, summed_up

_NARROWEST: Final = 2
"""Pixels of what is too much, however short."""
_BEYOND: Final = 8
_PIECE: Final = 48
"""Corners of a piece of an area, about."""


@dataclass(frozen=True, slots=True)
class Plateau:
    """A run of one capacity: from x to x, its line at y."""

    left: int
    right: int
    y: int
    capacity: int


class Area:
    """What stands on the floor: filled piece by piece, outlined run by run.

    Many small polygons are filled four times as fast as one with all their corners.
    """

    __slots__ = ("_floor", "_piece", "_right", "edge", "pieces")

    def __init__(self, floor: int) -> None:
        """Begin with nothing; the floor is a y."""
        self.pieces: list[QPolygon] = []
        self.edge = QPainterPath()
        self._floor = floor
        self._piece: list[QPoint] = []
        self._right: int | None = None

    def add(self, left: int, right: int, y: int) -> None:
        """Go on to the right at a height."""
        if self._right is None:
            self.edge.moveTo(left, self._floor)
        self.edge.lineTo(left, y)
        self.edge.lineTo(right, y)
        self._right = right
        if not self._piece:
            self._piece.append(QPoint(left, self._floor))
        self._piece += QPoint(left, y), QPoint(right, y)
        if len(self._piece) > _PIECE:
            self._cut()

    def end(self) -> None:
        """Go down to the floor; what is added after this is a new run."""
        self._cut()
        if self._right is not None:
            self.edge.lineTo(self._right, self._floor)
            self._right = None

    def _cut(self) -> None:
        if self._piece:
            self._piece.append(QPoint(self._piece[-1].x(), self._floor))
            self.pieces.append(QPolygon(self._piece))
            self._piece = []


@dataclass(slots=True)
class Plot:
    """The outlines of one row; x as the scale has it, y from the row's top."""

    window: tuple[int, int]
    """From x to x; what lies outside is not drawn."""
    used: Area
    drafted: Area
    """Used with the draft, where that is more."""
    lacking: list[QRect] = field(default_factory=list)
    """Where there is less capacity than at other times."""
    over: list[QRect] = field(default_factory=list)
    """Where more is used, or would be, than there is."""
    over_line: list[QLine] = field(default_factory=list)
    capacity_line: QPolygon = field(default_factory=QPolygon)
    plateaus: list[Plateau] = field(default_factory=list)


class Sums:
    """A load's stretches over all that the scale shows, and what they come to.

    Of a load whose draft has an end, ``base`` is the same without the draft, and ``touched`` the
    only span that differs.
    """

    __slots__ = ("base", "found", "highest", "most_capacity", "starts", "summary", "touched")

    def __init__(self, load: Load, scale: TimeScale, base: "Sums | None" = None) -> None:
        """Add up the load; from a ``base`` only what its draft touches."""
        self.base = base
        self.touched = (scale.start, scale.end)
        if base is None:
            self.found = stretches(load, scale.start, scale.end)
            self.summary: Summary = summed_up(self.found)
            self.highest = highest(self.found)
            self.most_capacity = max(stretch.capacity for stretch in self.found)
        else:
            self._add_draft(load, scale, base)
        self.starts = [stretch.start for stretch in self.found]

    def _add_draft(self, load: Load, scale: TimeScale, base: "Sums") -> None:
        """Put the stretches that the draft touches between those that it does not."""
        first, last = scale.end, scale.end
        if load.draft and load.draft_end is not None:
            first = min(max(load.draft[0][0], scale.start), scale.end)
            last = min(max(load.draft_end, first), scale.end)
        self.touched = (first, last)
        self.most_capacity = base.most_capacity
        if first == last:
            self.found, self.summary, self.highest = base.found, base.summary, base.highest
            return
        inside = stretches(load, first, last)
        before = [_cut(each, scale.start, first) for each in base.between(scale.start, first)]
        after = [_cut(each, last, scale.end) for each in base.between(last, scale.end)]
        self.found = [each for each in (*before, *inside, *after) if each.start < each.end]
        # the draft only ever adds to what was the most, and takes from what was the least
        here = summed_up(inside)
        self.summary = summed_up(
            [here.peak, here.tightest, base.summary.peak, base.summary.tightest]
        )
        self.highest = base.highest
        most = max(stretch.most for stretch in inside)
        while self.highest < most:
            # by leaps, so that not every move of the draft draws all anew
            self.highest += max(self.highest // 4, 1)

    def between(self, start: int, end: int) -> Sequence[Stretch]:
        """Return the stretches that show any of the span."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        return self.found[first : bisect_right(self.starts, end)]


def _cut(stretch: Stretch, start: int, end: int) -> Stretch:
    """Return the part of a stretch within a span; it may be empty."""
    if start <= stretch.start and stretch.end <= end:
        return stretch
    return replace(stretch, start=max(stretch.start, start), end=min(stretch.end, end))


class PlotBook:
    """Sums and plots of the loads, made when first looked at."""

    def __init__(self) -> None:
        """Start empty."""
        self._scale: TimeScale | None = None
        self._window = (0, 0)
        self._plain: dict[int, tuple[Load, Sums]] = {}
        self._drafted: dict[int, tuple[Load, Sums]] = {}
        self._plots: dict[int, tuple[Sums, int, int, Plot]] = {}

    def look(self, scale: TimeScale, left: int, right: int) -> None:
        """Be ready to draw between two x of the scale, and some way beside."""
        before, self._scale = self._scale, scale
        if before is None or (before.start, before.end) != (scale.start, scale.end):
            self._plain.clear()
            self._drafted.clear()
        left, right = max(left, 0), min(right, scale.width)
        if before != scale or left < self._window[0] or right > self._window[1]:
            beside = (right - left) // 2
            self._window = (max(left - beside, 0), min(right + beside, scale.width))
            self._plots.clear()

    def sums(self, load: Load) -> Sums:
        """Return what a load comes to; ``look`` was called before."""
        if load.draft is None:
            return self._without_draft(load)
        made = self._drafted.get(load.id)
        if made is None or not _same_amounts(made[0], load):
            base = None if load.draft_end is None else self._without_draft(load)
            sums = Sums(load, self._seen_scale(), base)
            made = self._drafted[load.id] = (load, sums)
        return made[1]

    def _without_draft(self, load: Load) -> Sums:
        made = self._plain.get(load.id)
        if made is None or (made[0].steps, made[0].capacity) != (load.steps, load.capacity):
            plain = load if load.draft is None else replace(load, draft=None, draft_end=None)
            made = self._plain[load.id] = (plain, Sums(plain, self._seen_scale()))
        return made[1]

    def plot(self, row: LoadRow) -> Plot:
        """Return the outlines of a row, without what ``patch`` has; ``look`` was called before."""
        sums, made = self.sums(row.load), self._plots.get(row.load.id)
        base = sums if sums.base is None else sums.base
        asked = (base, row.height, sums.highest)
        if made is None or made[0] is not base or made[1:3] != asked[1:]:
            plot = draw_plot(self._seen_scale(), base, row, self._window, sums.highest)
            made = self._plots[row.load.id] = (*asked, plot)
        return made[3]

    def patch(self, row: LoadRow) -> Plot | None:
        """Return the outlines to put over a row's where its draft is; None where there is none."""
        sums, scale = self.sums(row.load), self._seen_scale()
        if sums.base is None:
            return None
        left, right = (round(scale.x_of(epoch)) for epoch in sums.touched)
        left, right = max(left, self._window[0]), min(right + 1, self._window[1])
        return draw_plot(scale, sums, row, (left, right)) if left < right else None

    def _seen_scale(self) -> TimeScale:
        if self._scale is None:
            raise ValueError("there is no time yet")
        return self._scale


def _same_amounts(one: Load, other: Load) -> bool:
    return one is other or (
        (one.steps, one.capacity, one.draft, one.draft_end)
        == (other.steps, other.capacity, other.draft, other.draft_end)
    )


def draw_plot(
    scale: TimeScale,
    sums: Sums,
    row: LoadRow,
    window: tuple[int, int],
    ceiling_amount: int | None = None,
) -> Plot:
    """Return the outlines of a row between two x of the scale.

    ``ceiling_amount`` is what reaches the top; the highest of the sums if nothing is said.
    """
    top, bottom = row.plot
    plot = Plot(window, Area(bottom), Area(bottom))
    most_amount = sums.highest if ceiling_amount is None else ceiling_amount

    def y_of(amount: int) -> int:
        return height_of(amount, most_amount, top, bottom)

    ceiling = y_of(sums.most_capacity)
    capacity: list[QPoint] = []
    # a little beyond the window, so that no edge of it shows; not far, where painters lose count
    reached, furthest = window[0] - _BEYOND, window[1] + _BEYOND
    for stretch in sums.between(scale.time_at(window[0]), scale.time_at(window[1])):
        left, right = scale.x_of(stretch.start), scale.x_of(stretch.end)
        if left == right:
            # in hours that are not shown
            continue
        first = max(round(left), reached)
        last = max(min(round(right), furthest), first + 1)
        reached = last
        most, line = y_of(stretch.most), y_of(stretch.capacity)
        if stretch.used:
            plot.used.add(first, last, y_of(stretch.used))
        else:
            plot.used.end()
        if stretch.most > stretch.used:
            plot.drafted.add(first, last, most)
        else:
            plot.drafted.end()
        capacity += QPoint(first, line), QPoint(last, line)
        if line > ceiling:
            plot.lacking.append(QRect(first, ceiling, last - first, line - ceiling))
        if stretch.free < 0:
            width = max(last - first, _NARROWEST)
            plot.over.append(QRect(first, most, width, max(line - most, 1)))
            plot.over_line.append(QLine(first, most, first + width, most))
        _extend(plot.plateaus, Plateau(first, last, line, stretch.capacity))
    plot.used.end()
    plot.drafted.end()
    plot.capacity_line = QPolygon(capacity)
    return plot


def _extend(plateaus: list[Plateau], more: Plateau) -> None:
    last = plateaus[-1] if plateaus else None
    if last is not None and last.capacity == more.capacity:
        plateaus[-1] = Plateau(last.left, more.right, last.y, last.capacity)
    else:
        plateaus.append(more)
