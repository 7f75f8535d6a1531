"""Where a demo can go: every start in every place, and what is in the way of the others."""

from collections.abc import Mapping
from dataclasses import dataclass

from labapp.planner.board import Board
from labapp.planner.problem import Claim, Spot, Task
from labapp.planner.slots import starts


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The starts in one place, as sets of slots.

    Attributes:
        free: Where the demo fits.
        short: By resource, the place's own among them: the starts at which too little of it is
            left. A start may be short of several.
    """

    free: int
    short: Mapping[int, int]


def whereabouts(board: Board, task: Task) -> dict[int, Whereabouts]:
    """Return where a demo that is not up can go, by place.

    Starts outside ``task.within`` do not come into question and are in no set.
    """
    within = task.within
    short: dict[int, int] = {}
    for need in task.needs:
        length = need.before + task.slots + need.after
        fits = starts(board.having(need.resource, need.units), length) << need.before
        missing = within & ~fits
        if missing:
            short[need.resource] = short.get(need.resource, 0) | missing
    anyhow = within
    for missing in short.values():
        anyhow &= ~missing
    found: dict[int, Whereabouts] = {}
    for place in task.places:
        taken = within & ~board.room(task, place)
        here = {place: taken, **short} if taken else short
        found[place] = Whereabouts(anyhow & ~taken, here)
    return found


def in_the_way(board: Board, task: Task, spot: Spot) -> list[tuple[Claim, list[int]]]:
    """Return what a demo lacks at a spot: each claim that does not fit, and the demos that hold it.

    No demos stand beside a claim when the resource itself is closed or too small then.
    """
    found: list[tuple[Claim, list[int]]] = []
    day = board.day_of[spot.start]
    for claim in task.claims(spot):
        length = claim.end - claim.first
        if starts(board.having(claim.resource, claim.units), length) >> claim.first & 1:
            continue
        holders = [
            number
            for number in sorted(board.holders[claim.resource][day])
            if any(
                held.resource == claim.resource
                and held.first < claim.end
                and claim.first < held.end
                for held in board.tasks[number].claims(board.plan[number])
            )
        ]
        found.append((claim, holders))
    return found
