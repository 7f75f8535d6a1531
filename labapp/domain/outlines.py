"""Outlines as rings of points: their bounds, what is inside, and where words fit."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

Point = tuple[float, float]
Ring = tuple[Point, ...]

_STEPS: Final = 24
_LEAN: Final = 0.5
"""Height of a room for words beside its width, in a shape that is no upright rectangle."""
_MARGIN: Final = 0.9
_CORNERS: Final = 4


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height

    @property
    def centre(self) -> Point:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2


def bounds(rings: Iterable[Ring]) -> Box:
    """Return the smallest box around the rings, of which there is at least one point."""
    points = [point for ring in rings for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    return Box(left, top, right - left, bottom - top)


def _sides(ring: Ring) -> Iterator[tuple[Point, Point]]:
    yield from pairwise(ring)
    yield ring[-1], ring[0]


def is_inside(rings: Sequence[Ring], point: Point) -> bool:
    """Whether the rings wind around the point: the rule by which they are filled."""
    x, y = point
    turns = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in _sides(ring):
            if (y1 <= y) == (y2 <= y):
                continue
            if x1 + (y - y1) * (x2 - x1) / (y2 - y1) > x:
                turns += 1 if y2 > y1 else -1
    return turns != 0


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = 0.0 if not length else ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length
    along = min(max(along, 0.0), 1.0)
    return math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))


def _is_upright(rings: Sequence[Ring]) -> bool:
    """Whether the outline is one rectangle with sides along the axes."""
    ring = rings[0] if rings[0][0] != rings[0][-1] else rings[0][:-1]
    upright = all(x1 == x2 or y1 == y2 for (x1, y1), (x2, y2) in _sides(ring))
    return len(rings) == 1 and len(ring) == _CORNERS and upright


def room_inside(rings: Sequence[Ring]) -> Box:
    """Return a box inside the outline for words: all of a rectangle, else where it is widest."""
    whole = bounds(rings)
    if _is_upright(rings):
        return whole
    best, radius = whole.centre, 0.0
    for across in range(1, _STEPS):
        for down in range(1, _STEPS):
            x = whole.x + whole.width * across / _STEPS
            y = whole.y + whole.height * down / _STEPS
            if is_inside(rings, (x, y)):
                sides = (side for ring in rings for side in _sides(ring))
                near = min(_distance((x, y), *side) for side in sides)
                if near > radius:
                    best, radius = (x, y), near
    half = _MARGIN * radius / math.hypot(1, _LEAN)
    return Box(best[0] - half, best[1] - half * _LEAN, 2 * half, 2 * half * _LEAN)
