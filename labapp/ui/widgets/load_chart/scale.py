"""How the chart is told where times are, and where its rows go: plain numbers, no Qt."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from labapp.ui.widgets.load_chart.rows import Load

OPEN_HEIGHT: Final = 68
FOLDED_HEIGHT: Final = 26
PLOT_TOP: Final = 12
PLOT_BOTTOM: Final = 1
_FOLDED_TOP: Final = 6


class TimeScale(Protocol):
    """Times along x, as the board's ``TimeAxis`` has them.

    ``x`` counts logical pixels from the left of all that can be scrolled to. Each of ``days`` days
    shows its minutes ``window_start`` to ``window_end``; hours outside take no room.
    """

    @property
    def days(self) -> int:
        """How many days there are."""

    @property
    def window_start(self) -> int:
        """The first minute shown of each day."""

    @property
    def window_end(self) -> int:
        """The minute after the last one shown of each day."""

    @property
    def pixels_per_minute(self) -> float:
        """The zoom."""

    @property
    def start(self) -> int:
        """The first instant shown."""

    @property
    def end(self) -> int:
        """The instant after the last one shown."""

    @property
    def width(self) -> int:
        """How wide all of it is."""

    def x_of(self, epoch: float) -> float:
        """Return the x of an instant; one that is not shown is put at the nearest edge."""

    def time_at(self, x: float) -> int:
        """Return the instant at an x, held inside the scale."""

    def day_x(self, day: int) -> float:
        """Return the x where a day begins, counted from 0."""

    def shows(self, epoch: int) -> bool:
        """Whether the instant itself has a place."""


@dataclass(frozen=True, slots=True)
class TimeView:
    """The part of a time scale in view: from pixel ``left`` to ``right`` of the viewport.

    ``scroll`` is the scale's x that is seen at ``left``, right of the headers.
    """

    scale: TimeScale
    left: int
    right: int
    scroll: int

    @property
    def shift(self) -> int:
        """What to add to an x of the scale to get a pixel of the viewport."""
        return self.left - self.scroll

    def epoch_at(self, pixel: float) -> int | None:
        """Return the instant at a pixel of the viewport, None beside the plot."""
        x = pixel - self.shift
        if not self.left <= pixel < self.right or not 0 <= x < self.scale.width:
            return None
        return self.scale.time_at(x)

    def pixel_of(self, epoch: int) -> int:
        """Return the pixel of the viewport at which an instant is, in view or not."""
        return round(self.scale.x_of(epoch)) + self.shift


@dataclass(frozen=True, slots=True)
class LoadRow:
    """Where a load is."""

    load: Load
    top: int
    height: int
    folded: bool

    @property
    def bottom(self) -> int:
        """The y below its last pixel."""
        return self.top + self.height

    @property
    def plot(self) -> tuple[int, int]:
        """Top and bottom of its plot, from the row's top: the y of the highest amount and of 0."""
        return (_FOLDED_TOP if self.folded else PLOT_TOP), self.height - PLOT_BOTTOM


@dataclass(frozen=True, slots=True)
class RowLayout:
    """Every row's place, top to bottom, before scrolling."""

    rows: tuple[LoadRow, ...]
    height: int

    def row_at(self, y: float) -> LoadRow | None:
        """Return the row at a y, None below the last."""
        number = bisect_right(self.rows, y, key=lambda row: row.top) - 1
        if number < 0 or y >= self.rows[number].bottom:
            return None
        return self.rows[number]

    def row_of(self, load_id: int | None) -> LoadRow | None:
        """Return the row of a load, None if it is not shown."""
        return next((row for row in self.rows if row.load.id == load_id), None)

    def between(self, top: float, bottom: float) -> tuple[LoadRow, ...]:
        """Return the rows that show any of the span."""
        return tuple(row for row in self.rows if row.bottom > top and row.top < bottom)


def lay_out(loads: Sequence[Load], folded: Collection[int]) -> RowLayout:
    """Place the rows below each other."""
    rows: list[LoadRow] = []
    y = 0
    for load in loads:
        is_folded = load.id in folded
        height = FOLDED_HEIGHT if is_folded else OPEN_HEIGHT
        rows.append(LoadRow(load, y, height, is_folded))
        y += height
    return RowLayout(tuple(rows), y)


def height_of(amount: int, highest: int, top: int, bottom: int) -> int:
    """Return the y of an amount in a plot between the y of the highest and the y of 0.

    What is more than nothing is at least one pixel high, and what is less than the highest at
    least one pixel lower: the picture never says free, or full, where it is not.
    """
    room = bottom - top
    high = round(room * amount / highest)
    if 0 < amount < highest:
        high = min(max(high, 1), room - 1)
    return bottom - high
