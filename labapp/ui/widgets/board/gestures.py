"""Turns drags and key presses into drafts: plain sums on the time axis, no events, no Qt."""

from dataclasses import dataclass, replace
from enum import Enum

from labapp.ui.widgets.board.geometry import LaneLayout, TimeAxis
from labapp.ui.widgets.board.rows import Block, Draft


class Grip(Enum):
    """What a drag does."""

    CREATE = "create"
    MOVE = "move"
    COPY = "copy"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Drag:
    """A drag from where it began; ``mark`` is there on the axis, in the lane ``lane_id``."""

    grip: Grip
    lane_id: int
    mark: float
    block: Block | None = None

    def draft(self, axis: TimeAxis, grid: int, lane_id: int, mark: float) -> Draft:
        """Return the draft when the pointer is at a mark of a lane."""
        if self.block is None:
            return stretched(axis, grid, self.lane_id, self.mark, mark)
        if self.grip is Grip.START:
            return with_start(axis, grid, self.block, mark)
        if self.grip is Grip.END:
            return with_end(axis, grid, self.block, mark)
        return self._carried(axis, grid, self.block, lane_id, mark)

    def _carried(self, axis: TimeAxis, grid: int, block: Block, lane_id: int, mark: float) -> Draft:
        """Return the block carried to a mark, held where the pointer took it."""
        held = axis.starting(self.mark) - block.start
        wanted = axis.starting(mark)
        day = axis.day_of(wanted)
        start = snapped_time(axis, grid, wanted - held)
        start = axis.fitting(start, block.end - block.start, day)
        copies = self.grip is Grip.COPY
        return Draft(lane_id, start, start + block.end - block.start, block.id, copy=copies)


def snapped_time(axis: TimeAxis, grid: int, epoch: int) -> int:
    """Return the nearest instant on the day's grid of ``grid`` minutes."""
    seconds = grid * 60
    day = axis.day_start(axis.day_of(epoch))
    return day + (epoch - day + seconds // 2) // seconds * seconds


def stretched(axis: TimeAxis, grid: int, lane_id: int, anchor: float, head: float) -> Draft:
    """Return a new booking of all grid cells from one mark to another, either way round."""
    cells = sorted((axis.cell_at(anchor, grid), axis.cell_at(head, grid)))
    end = axis.snapped(cells[1] + grid, grid)
    return Draft(lane_id, axis.starting(cells[0]), axis.ending(end), None)


def with_start(axis: TimeAxis, grid: int, block: Block, mark: float) -> Draft:
    """Return the block beginning at a mark, at least one cell before its end."""
    start = axis.starting(axis.snapped(mark, grid))
    return Draft(block.lane_id, min(start, block.end - grid * 60), block.end, block.id)


def with_end(axis: TimeAxis, grid: int, block: Block, mark: float) -> Draft:
    """Return the block ending at a mark, at least one cell after its start."""
    end = axis.ending(axis.snapped(mark, grid))
    return Draft(block.lane_id, block.start, max(end, block.start + grid * 60), block.id)


def lengthened(grid: int, block: Block, cells: int) -> Draft | None:
    """Return the block longer by so many cells (shorter if negative), None if nothing is left."""
    end = block.end + cells * grid * 60
    if end <= block.start:
        return None
    return Draft(block.lane_id, block.start, end, block.id)


def nudged(axis: TimeAxis, layout: LaneLayout, draft: Draft, seconds: int, lanes: int) -> Draft:
    """Return the draft moved in time and across lanes, held on the board."""
    number = layout.number_of(draft.lane_id) or 0
    row = layout.rows[min(max(number + lanes, 0), len(layout.rows) - 1)]
    length, start = draft.end - draft.start, draft.start
    if seconds:
        wanted = start + seconds
        day = axis.day_of(wanted)
        start = axis.fitting(wanted, length, day)
        if (start - draft.start) * seconds <= 0:
            # the day's window holds no more: on to the next day, or back to the one before
            start = axis.fitting(wanted, length, day + (1 if seconds > 0 else -1))
        if (start - draft.start) * seconds <= 0:
            start = draft.start
    return replace(
        draft, lane_id=row.lane.id, start=start, end=start + length, verdict="unknown", reason=""
    )


def resized(grid: int, draft: Draft, cells: int) -> Draft:
    """Return the draft longer or shorter by so many cells, at least one cell long."""
    end = max(draft.end + cells * grid * 60, draft.start + grid * 60)
    return replace(draft, end=end, verdict="unknown", reason="")
