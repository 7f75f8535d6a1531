"""What the floor is fed with: one row for each place."""

from dataclasses import dataclass
from typing import Final

FREE: Final = "free"
CLOSED: Final = "closed"


@dataclass(frozen=True, slots=True)
class FloorPlace:
    """A place as it is at the time shown.

    ``state`` is a booking's state, or ``visit``, ``closure``, ``free`` or ``closed``; ``letter``
    doubles it. ``title`` is who is there and ``subtitle`` until when; a free or closed place may
    leave the title to the floor's own words. ``spoken`` is what a screen reader says.

    Rows come zone by zone: Tab follows their order. ``zone`` and ``zone_colour`` (``#rrggbb``)
    name the zone on the plan; without them the zone goes unnamed.
    """

    id: int
    code: str
    label: str
    state: str
    letter: str
    title: str
    subtitle: str
    spoken: str
    in_service: bool
    zone: str = ""
    zone_colour: str = ""
