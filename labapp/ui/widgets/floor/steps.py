"""Which place is next in a direction."""

from collections.abc import Hashable, Mapping
from typing import Final, TypeVar

from labapp.domain.outlines import Box

_ACROSS: Final = 2.5
"""How much farther a step to the side counts than one straight on."""
Key = TypeVar("Key", bound=Hashable)


def next_towards(boxes: Mapping[Key, Box], start: Key, step: tuple[int, int]) -> Key | None:
    """Return the nearest other box in a direction, (1, 0) being right; None if there is none."""
    here = boxes[start]
    best: tuple[tuple[bool, float], Key] | None = None
    for key, box in boxes.items():
        if key == start:
            continue
        cost = _cost(here, box, step)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, key)
    return None if best is None else best[1]


def _cost(here: Box, there: Box, step: tuple[int, int]) -> tuple[bool, float] | None:
    """Return how far a box is in a direction, None if it does not lie that way.

    What lies more to the side than ahead counts as farther than all that does not.
    """
    (x1, y1), (x2, y2) = here.centre, there.centre
    across, down = step
    ahead = (x2 - x1) * across + (y2 - y1) * down
    if ahead <= 0:
        return None
    if across:
        half = (here.width + there.width) / 2
        side, beside = abs(y2 - y1), (here.height + there.height) / 2
    else:
        half = (here.height + there.height) / 2
        side, beside = abs(x2 - x1), (here.width + there.width) / 2
    gap, apart = max(ahead - half, 0.0), max(side - beside, 0.0)
    # of those equally near, the one least to the side
    return apart > 0 and side > ahead, gap + _ACROSS * apart + 0.3 * side + 0.05 * ahead
