"""Finding blocks fast: by lane and time, by id, in time order."""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import attrgetter

from labapp.ui.widgets.board.rows import UNSHOWN_STATES, WISHES, Block

Marks = tuple[float, float, float, bool, bool]
"""The marks where a block begins, where it ends and where its buffer does; and whether its
beginning and its end lie in hours not shown."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and its share of the lane: level ``level`` (0 = top) of ``levels`` equal ones."""

    block: Block
    level: int
    levels: int


@dataclass(slots=True)
class _Level:
    """Blocks beside each other, none overlapping."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def take(self, block: Block) -> bool:
        """Add the block where it fits; False if it does not."""
        place = bisect_right(self.starts, block.start)
        if place and self.ends[place - 1] > block.start:
            return False
        if place < len(self.starts) and self.starts[place] < block.end:
            return False
        self.starts.insert(place, block.start)
        self.ends.insert(place, block.end)
        return True


def _stack(cluster: Sequence[Block]) -> Iterator[Placed]:
    """Yield the blocks of an overlapping cluster by level, those that hold the place on top."""
    if len(cluster) == 1:
        yield Placed(cluster[0], 0, 1)
        return
    levels: list[_Level] = []
    level_of: dict[int, int] = {}
    for block in sorted(cluster, key=lambda each: (each.state in WISHES, each.start)):
        for number, level in enumerate(levels):
            if level.take(block):
                level_of[block.id] = number
                break
        else:
            levels.append(_Level([block.start], [block.end]))
            level_of[block.id] = len(levels) - 1
    for block in cluster:
        yield Placed(block, level_of[block.id], len(levels))


def _clusters(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield runs of blocks, sorted by start, that touch nothing outside their run."""
    cluster: list[Block] = []
    reach = 0
    for block in blocks:
        if cluster and block.start >= reach:
            yield cluster
            cluster = []
        cluster.append(block)
        reach = max(reach, block.end) if len(cluster) > 1 else block.end
    if cluster:
        yield cluster


class LaneBlocks:
    """The blocks of one lane, sorted by start."""

    __slots__ = ("_reach", "_starts", "placed")

    def __init__(self, blocks: Iterable[Block]) -> None:
        """Sort and stack them."""
        ordered = sorted(blocks, key=attrgetter("start", "end", "id"))
        self.placed = [placed for cluster in _clusters(ordered) for placed in _stack(cluster)]
        self._starts = [block.start for block in ordered]
        self._reach = list(accumulate((max(b.end, b.buffer_end) for b in ordered), max))

    def between(self, start: int, end: int) -> list[Placed]:
        """Return the blocks, with their buffers, that may be seen in the span, by start.

        Everything that overlaps it is there; one that ended earlier may be among them when a
        longer block still runs.
        """
        first = bisect_right(self._reach, start)
        return self.placed[first : bisect_left(self._starts, end)]


_NO_BLOCKS = LaneBlocks(())


class BlockIndex:
    """All blocks that the board holds."""

    __slots__ = ("_by_id", "_lanes", "_order", "_starts", "marks")

    def __init__(self, blocks: Iterable[Block], lane_order: Sequence[int]) -> None:
        """Index the blocks that are shown in one of the lanes (given in board order)."""
        rank = {lane_id: number for number, lane_id in enumerate(lane_order)}
        groups: dict[int, list[Block]] = {}
        for block in blocks:
            if block.state not in UNSHOWN_STATES and block.lane_id in rank:
                groups.setdefault(block.lane_id, []).append(block)
        self.marks: dict[Hashable, dict[int, Marks]] = {}
        """By the days and hours shown, where the blocks are in them; kept from zoom to zoom."""
        self._lanes = {lane_id: LaneBlocks(group) for lane_id, group in groups.items()}
        shown = [block for group in groups.values() for block in group]
        self._by_id = {block.id: block for block in shown}
        shown.sort(key=lambda block: (block.start, rank[block.lane_id], block.id))
        self._order = shown
        self._starts = [block.start for block in shown]

    def __len__(self) -> int:
        return len(self._order)

    def lane(self, lane_id: int) -> LaneBlocks:
        """Return the blocks of a lane, none if it has none."""
        return self._lanes.get(lane_id, _NO_BLOCKS)

    def block(self, block_id: int | None) -> Block | None:
        """Return the block, or None if the board does not show it."""
        return None if block_id is None else self._by_id.get(block_id)

    def levels(self, lane_id: int, start: int, end: int) -> int:
        """Return how many levels the lane's blocks of the span need; at least 1."""
        seen = self.lane(lane_id).between(start, end)
        return max((placed.levels for placed in seen), default=1)

    def in_order(self, start: int, end: int) -> list[Block]:
        """Return the blocks that begin in the span: by time, then by lane."""
        return self._order[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
