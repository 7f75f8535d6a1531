"""Where the plan is in the viewport: plain numbers, no Qt.

A *spot* is in pixels of the viewport, a *point* in the plan's units. Scrolling and zooming only
ever change ``scale``, ``left`` and ``top``.
"""

from dataclasses import dataclass, replace
from typing import Final

from labapp.domain.outlines import Box, Point

MARGIN: Final = 16
"""Pixels kept free around the plan."""
NEAREST: Final = 12.0
"""How many times larger than the fit one can zoom."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A plan of ``width`` by ``height`` units seen through a viewport of so many pixels."""

    width: float
    height: float
    across: int
    down: int
    scale: float = 1.0
    scroll_x: int = 0
    scroll_y: int = 0

    @property
    def fit(self) -> float:
        """The scale at which the whole plan is in view."""
        room_x, room_y = max(self.across - 2 * MARGIN, 1), max(self.down - 2 * MARGIN, 1)
        return min(room_x / self.width, room_y / self.height)

    @property
    def whole(self) -> tuple[int, int]:
        """Pixels of the whole plan with its margins."""
        return (
            round(self.width * self.scale) + 2 * MARGIN,
            round(self.height * self.scale) + 2 * MARGIN,
        )

    @property
    def furthest(self) -> tuple[int, int]:
        """The largest scroll in both directions; none where the whole plan is in view."""
        if self.scale <= self.fit:
            return 0, 0
        return max(self.whole[0] - self.across, 0), max(self.whole[1] - self.down, 0)

    @property
    def left(self) -> float:
        """Where the plan's left edge is; a plan smaller than the viewport is in its middle."""
        return MARGIN - self.scroll_x + max(self.across - self.whole[0], 0) / 2

    @property
    def top(self) -> float:
        """Where the plan's top edge is."""
        return MARGIN - self.scroll_y + max(self.down - self.whole[1], 0) / 2

    def spot(self, point: Point) -> Point:
        """Return where a point of the plan is seen."""
        return self.left + point[0] * self.scale, self.top + point[1] * self.scale

    def point(self, spot: Point) -> Point:
        """Return the point of the plan seen at a spot."""
        return (spot[0] - self.left) / self.scale, (spot[1] - self.top) / self.scale

    def seen(self, box: Box) -> Box:
        """Return where a box of the plan is seen."""
        x, y = self.spot((box.x, box.y))
        return Box(x, y, box.width * self.scale, box.height * self.scale)

    def scrolled(self, x: int, y: int) -> "Sight":
        """Return the sight scrolled to there, as far as there is anything to see."""
        most_x, most_y = self.furthest
        return replace(self, scroll_x=min(max(x, 0), most_x), scroll_y=min(max(y, 0), most_y))

    def fitted(self) -> "Sight":
        """Return the whole plan in view."""
        return replace(self, scale=self.fit, scroll_x=0, scroll_y=0)

    def zoomed(self, factor: float, around: Point) -> "Sight":
        """Return the sight at another scale; what is at the spot stays there as far as can be."""
        scale = min(max(self.scale * factor, self.fit), self.fit * NEAREST)
        kept = self.point(around)
        bare = replace(self, scale=scale, scroll_x=0, scroll_y=0)
        x, y = bare.spot(kept)
        return bare.scrolled(round(x - around[0]), round(y - around[1]))

    def revealing(self, box: Box) -> "Sight":
        """Return the sight scrolled just enough to see a box of the plan."""
        seen = self.seen(box)
        return self.scrolled(
            self.scroll_x + _shift(seen.x, seen.right, self.across),
            self.scroll_y + _shift(seen.y, seen.bottom, self.down),
        )


def _shift(near: float, far: float, room: int) -> int:
    """Return how far to scroll so that a stretch lies in the room; its start if it is too long."""
    if near < MARGIN or far - near > room - 2 * MARGIN:
        return round(near - MARGIN)
    return round(max(far - room + MARGIN, 0))
