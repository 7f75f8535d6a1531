"""A complete plan in milliseconds, then a better one for as long as somebody waits."""

import math
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from time import perf_counter
from typing import Final

from labapp.planner.board import Board
from labapp.planner.forcing import Forcer
from labapp.planner.placing import Piece, Placer
from labapp.planner.problem import Plan, Problem, Spot, Task

_ASKED_EACH: Final = 32
"""Rounds between two looks at the clock."""
_HOT: Final = 6.0
"""By how much a plan may grow worse in one round, about, at the beginning."""
_COLD: Final = 0.05
_FEWEST: Final = 2
_MOST: Final = 12
_NEAR: Final = 18
"""Slots within which two starts count as near."""
_BY_PRIORITY: Final = 0.5
_PATIENCE: Final = 100
"""Ejections, and one more for each piece, in which no more demos than ever before must come to
stand for the plan to count as one that cannot be completed."""

Stop = Callable[[], bool]
Told = Callable[[int, Plan], None]
"""Hears of each better plan: its cost, and the plan, which must be copied to be kept."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to go on: so many seconds, or so many rounds where the same plan must come out."""

    seconds: float | None = None
    rounds: int | None = None

    def spent(self, rounds: int, began: float) -> float:
        """Return how much is spent, 1 and more when all is."""
        if self.rounds is not None:
            return rounds / self.rounds
        return (perf_counter() - began) / (self.seconds or 1.0)


def never() -> bool:
    """Do not stop."""
    return False


def complete(problem: Problem, placer: Placer, stop: Stop = never) -> list[Piece]:
    """Put up whatever is not up yet, by moving other demos if need be.

    Returns:
        The pieces that no spot was found for, or that were left when it was stopped.
    """
    forcer = Forcer(problem, placer)
    waiting = deque(sorted((p for p in placer.pieces if not placer.is_up(p)), key=_hardest_first))
    hopeless: list[Piece] = []
    patience, fewest = _PATIENCE + len(placer.pieces), len(waiting)
    left = patience
    while waiting and left and not stop():
        if len(waiting) < fewest:
            fewest, left = len(waiting), patience
        piece = waiting.popleft()
        if placer.insert(piece):
            continue
        ejected = forcer.force(piece)
        if ejected is None:
            hopeless.append(piece)
            continue
        left -= 1
        piece.weight += 1
        waiting.extendleft(ejected)
    return [piece for piece in (*hopeless, *waiting) if not placer.insert(piece)]


def _hardest_first(piece: Piece) -> tuple[bool, bool, float, int]:
    tour = piece.tour
    pinned = tour is not None and len(piece.tasks) < len(tour.tasks)
    places = sum(len(task.places) for task in piece.tasks) / len(piece.tasks)
    length = sum(task.before + task.slots + task.after for task in piece.tasks)
    return tour is None, not pinned, places, -length


def better(
    placer: Placer, budget: Budget, stop: Stop = never, told: Told | None = None
) -> dict[int, Spot]:
    """Take some demos down and put each up where it costs least, again and again.

    Ruin and recreate; what grows worse is kept by chance, less and less as the budget is spent
    (simulated annealing).

    Returns:
        The cheapest plan met.
    """
    search = _Search(placer)
    began, rounds, heat = perf_counter(), 0, _HOT
    while not stop():
        if rounds % _ASKED_EACH == 0:
            spent = budget.spent(rounds, began)
            if spent >= 1:
                break
            heat = _HOT * (1 - spent) ** 2 + _COLD
        rounds += 1
        if search.turn(heat) and told is not None:
            told(search.best, search.plan)
    return search.plan


class _Search:
    """One search: the board as it is, and the best plan met."""

    def __init__(self, placer: Placer) -> None:
        self._placer = placer
        self._random = placer.random
        self._out = {piece for piece in placer.pieces if not placer.is_up(piece)}
        self._of_owner: dict[int, list[int]] = defaultdict(list)
        for task in placer.board.problem.tasks:
            self._of_owner[task.owner].append(task.id)
        self.best = placer.costs.total
        self.plan = dict(placer.board.plan)

    def turn(self, heat: float) -> bool:
        """Change something; True if it is the best plan so far."""
        placer, costs = self._placer, self._placer.costs
        if not placer.pieces:
            return False
        before = costs.total
        ruined = self._chosen(self._random.randint(_FEWEST, _MOST))
        stood = [(piece, placer.take(piece)) for piece in ruined if piece not in self._out]
        order = [*ruined, *(piece for piece in self._out if piece not in ruined)]
        self._random.shuffle(order)
        if self._random.random() < _BY_PRIORITY:
            order.sort(key=lambda piece: (piece.tour is None, -piece.priority))
        missing = {piece for piece in order if not placer.insert(piece)}
        worse = costs.total - before
        if worse > 0 and self._random.random() >= math.exp(-worse / heat):
            for piece in order:
                if piece not in missing:
                    placer.take(piece)
            for piece, spots in stood:
                placer.put(piece, spots)
            return False
        self._out = missing
        if costs.total >= self.best:
            return False
        self.best, self.plan = costs.total, dict(placer.board.plan)
        return True

    def _chosen(self, many: int) -> list[Piece]:
        """Choose pieces that have to do with one another: by place and day, by time, by owner."""
        placer, board = self._placer, self._placer.board
        seed = self._random.choice(placer.pieces)
        if not placer.is_up(seed):
            return [seed]
        found = {seed: None}
        for number in self._near(seed):
            piece = placer.piece_of.get(number)
            if piece is not None and number in board.plan:
                found[piece] = None
            if len(found) == many:
                break
        return list(found)

    def _near(self, seed: Piece) -> Sequence[int]:
        board, random = self._placer.board, self._random
        task = random.choice(seed.tasks)
        spot = board.plan[task.id]
        day = board.day_of[spot.start]
        way = random.random()
        if way < 0.4:  # noqa: PLR2004 -- two in five by place and day
            there = board.holders[spot.place][day]
            return sorted(there, key=lambda number: (_gap(board.plan[number], spot), number))
        if way < 0.7:  # noqa: PLR2004 -- three in ten at about the same time
            near = [
                number
                for place in task.places
                for number in sorted(board.holders[place][day])
                if _gap(board.plan[number], spot) < _NEAR
            ]
        elif way < 0.85:  # noqa: PLR2004 -- the rest half by owner, half on any day
            near = list(self._of_owner[task.owner])
        else:
            near = []
            for place in task.places:
                near += sorted(board.holders[place][random.randrange(len(board.problem.days))])
        random.shuffle(near)
        return near


def _gap(one: Spot, other: Spot) -> int:
    return abs(one.start - other.start)


def solve(
    problem: Problem,
    budget: Budget,
    *,
    begin: Plan | None = None,
    seed: int = 1,
    stop: Stop = never,
    told: Told | None = None,
) -> dict[int, Spot]:
    """Plan everything: complete first, then better until the budget is spent or it is stopped.

    Args:
        problem: What is to be planned.
        budget: How long to look for something better.
        begin: A plan to begin with, to repair one: what still fits in it stays at first.
        seed: The chance that decides between equals; the same gives the same plan, if the budget
            is in rounds.
        stop: Asked often, some thousand times a second.
        told: Hears of the first complete plan and of each better one.
    """
    placer = Placer(problem, Random(seed))  # noqa: S311 -- chance that can be repeated
    put_what_fits(placer, begin or {})
    complete(problem, placer, stop)
    if told is not None:
        told(placer.costs.total, placer.board.plan)
    return better(placer, budget, stop, told)


def put_what_fits(placer: Placer, plan: Plan) -> None:
    """Put up every piece that stands in a plan where it still can."""
    for piece in placer.pieces:
        spots = [plan[task.id] for task in piece.tasks if task.id in plan]
        if len(spots) == len(piece.tasks):
            placer.try_at(piece, spots)


def release_lost_pins(problem: Problem) -> Problem:
    """Return the problem without the pins of demos that can no longer stand where they are pinned.

    A pin may be lost to a place that was closed, a presenter who is away, or another pin.
    """
    board = Board(replace(problem, tasks=(), tours=()))
    kept: list[Task] = []
    for task in problem.tasks:
        pinned = task.pinned
        if pinned is not None:
            room = dict(board.rooms(task)).get(pinned.place, 0)
            if room >> pinned.start & 1:
                board.put(task, pinned)
            else:
                task = replace(task, pinned=None)  # noqa: PLW2901 -- the same demo, loose
        kept.append(task)
    return replace(problem, tasks=tuple(kept))
