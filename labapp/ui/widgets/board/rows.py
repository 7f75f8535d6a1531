"""What the board is fed with and what it answers: lanes, blocks, opening hours, drafts.

Instants are whole epoch seconds in UTC; spans are half-open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Said = Callable[[], str]
"""A text that is put into words when somebody asks for it; few blocks are ever asked."""

UNSHOWN_STATES: Final = frozenset({"cancelled"})
"""States of blocks that are kept off the board."""
WISHES: Final = frozenset({"waitlisted", "offered", "no_show"})
"""States that do not hold the place; where blocks overlap these give way and lie below."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A place with its own row. Neighbours of the same ``zone`` are shown as one group.

    ``zone_colour`` is ``#rrggbb``; ``note`` says why a place is out of service, and until when.
    """

    id: int
    code: str
    label: str
    zone: str
    zone_colour: str
    kind: str
    in_service: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A booking in its lane; the place is used up to ``buffer_end`` (at least ``end``).

    ``state`` names the theme's colours and the pattern, ``letter`` doubles them. ``spoken`` is what
    a screen reader says, the title if it is empty. A block that is not ``movable`` cannot be
    dragged or resized, only copied. A ghost (see ``BoardView.set_ghosts``) may also be of kind
    ``free`` or ``blocked``.
    """

    id: int
    lane_id: int
    start: int
    end: int
    buffer_end: int
    title: str
    subtitle: str
    state: str
    letter: str
    kind: str = "stay"
    tooltip: Said = str
    spoken: Said = str
    movable: bool = True
    marked: bool = False
    conflicts: bool = False
    series: bool = False
    """Whether it is one of several that were made by a rule."""
    expires: int | None = None
    """When a hold or an offer runs out."""


@dataclass(frozen=True, slots=True)
class OpenHours:
    """A span in which the lab is open to visitors."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A booking as it would be: a new one, a moved or resized one, or a copy.

    ``block_id`` is the block it came from (None for a new one); ``copy`` keeps that block where it
    is. ``verdict`` is ``unknown``, ``free`` or ``blocked``, with the ``reason`` in words.
    """

    lane_id: int
    start: int
    end: int
    block_id: int | None
    verdict: str = "unknown"
    reason: str = ""
    copy: bool = False
    others: tuple[int, ...] = ()
    """Further blocks that move along by the same time, and to the same lane if it is another."""

    def same_place(self, other: "Draft") -> bool:
        """Whether both ask for the same thing, whatever the verdict."""
        return self.asked == other.asked

    @property
    def asked(self) -> tuple[object, ...]:
        """All that it asks for."""
        return self.lane_id, self.start, self.end, self.block_id, self.copy, self.others
