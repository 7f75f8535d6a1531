"""Why not everything can be planned: the smallest set of facts found to be in the way together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from time import perf_counter
from typing import TYPE_CHECKING, Final

from labapp.planner.board import Board
from labapp.planner.problem import Problem, Task, Tour
from labapp.planner.slots import starts

if TYPE_CHECKING:
    from labapp.planner.cores import Cores

_FIRST_LOOK: Final = 50
"""So many demos are in the first model."""
_GROWS: Final = 4
_FILTERED: Final = 12
"""Up to so many facts it is worth trying to do without each."""
_FILTER_SECONDS: Final = 1.0
_CORE_SECONDS: Final = 20.0


class About(StrEnum):
    """What a fact is about."""

    TASK = "task"
    """A demo is to be held; relaxed by leaving it out."""
    WITHIN = "within"
    """When a demo may begin."""
    PIN = "pin"
    """Where a demo is pinned."""
    RESOURCE = "resource"
    """What there is of a resource, and when."""
    TOUR = "tour"
    """The demos of a tour follow one another; its number in the problem."""


@dataclass(frozen=True, order=True, slots=True)
class Fact:
    """One rule of the problem."""

    about: About
    number: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Facts that cannot all hold; giving up any one of them resolves this conflict.

    ``wanted`` and ``there`` are slots, when it is plain arithmetic: so many are wanted of the one
    resource among the facts, and so many are there.
    """

    facts: tuple[Fact, ...]
    wanted: int | None = None
    there: int | None = None


def explain(problem: Problem, left_out: Sequence[int] = ()) -> Explanation | None:
    """Say why the demos left out cannot all be planned with the rest; None if no reason is found.

    The cheap reasons come first: a demo or a tour that would not even fit alone, then a resource
    of which more is wanted than there is at all, then a core of a model: of the demos left out and
    those most like them, then of ever more.

    Args:
        problem: The problem.
        left_out: The demos that no plan was found with; these are looked at first.
    """
    tasks = {task.id: task for task in problem.tasks}
    empty = Board(replace(problem, tasks=(), tours=()))
    first = [tasks[number] for number in left_out]
    for task in (*first, *problem.tasks):
        alone = _alone(empty, task)
        if alone is not None:
            return alone
    for number, tour in enumerate(problem.tours):
        torn = _torn(empty, number, tour, [tasks[one] for one in tour.tasks])
        if torn is not None:
            return torn
    return _overfull(problem) or _core(problem, left_out)


def _alone(empty: Board, task: Task) -> Explanation | None:
    """Return the facts that keep a demo out of an empty lab; none of them can be done without."""
    sets = _allowed(empty, task)
    if _somewhere(task, sets):
        return None
    for fact in list(sets):
        rest = {key: allowed for key, allowed in sets.items() if key != fact}
        if not _somewhere(task, rest):
            sets = rest
    return Explanation((Fact(About.TASK, task.id), *sorted(sets)))


def _torn(empty: Board, number: int, tour: Tour, tasks: Sequence[Task]) -> Explanation | None:
    """Return the facts that keep a tour's demos apart even in an empty lab."""
    sets = [_allowed(empty, task) for task in tasks]
    if _can_follow(tour, tasks, sets):
        return None
    for at, own in enumerate(sets):
        for fact in list(own):
            fewer = [*sets[:at], {k: v for k, v in sets[at].items() if k != fact}, *sets[at + 1 :]]
            if not _can_follow(tour, tasks, fewer):
                sets = fewer
    facts = {fact for own in sets for fact in own}
    return Explanation((Fact(About.TOUR, number), *sorted(facts)))


def _can_follow(tour: Tour, tasks: Sequence[Task], sets: Sequence[dict[Fact, int]]) -> bool:
    reached = -1
    for task, own in zip(tasks, sets, strict=True):
        here = reached & _somewhere(task, own)
        if not here:
            return False
        reached = 0
        for gap in range(tour.least, tour.most + 1):
            reached |= here << (task.slots + gap) if here > 0 else -1
    return True


def _allowed(board: Board, task: Task) -> dict[Fact, int]:
    """Return of each fact about a demo alone: the starts it allows, in any place of the demo's."""
    found = {Fact(About.WITHIN, task.id): task.within}
    for need in task.needs:
        length = need.before + task.slots + need.after
        allowed = starts(board.having(need.resource, need.units), length) << need.before
        fact = Fact(About.RESOURCE, need.resource)
        found[fact] = found.get(fact, -1) & allowed
    for place in task.places:
        found[Fact(About.RESOURCE, place)] = board.room(task, place)
    if task.pinned is not None:
        found[Fact(About.PIN, task.id)] = 1 << task.pinned.start
    return found


def _somewhere(task: Task, sets: dict[Fact, int]) -> int:
    """Return the starts that all allow in some place; a place without a fact is open."""
    everywhere = -1
    for fact, allowed in sets.items():
        if fact.about is not About.RESOURCE or fact.number not in task.places:
            everywhere &= allowed
    places: Iterable[int] = task.places
    pinned = task.pinned
    if pinned is not None and Fact(About.PIN, task.id) in sets:
        places = [place for place in task.places if place == pinned.place]
    found = 0
    for place in places:
        found |= everywhere & sets.get(Fact(About.RESOURCE, place), -1)
    return found


def _overfull(problem: Problem) -> Explanation | None:
    """Return a resource of one unit that is wanted for longer than it is free at all."""
    wanted: dict[int, list[tuple[int, int]]] = {}
    for task in problem.tasks:
        for resource, length in _certain(problem, task):
            wanted.setdefault(resource, []).append((length, task.id))
    for resource, lengths in wanted.items():
        there = problem.free[resource].bit_count()
        if sum(length for length, _ in lengths) <= there:
            continue
        lengths.sort(reverse=True)
        used, needed = 0, []
        for length, number in lengths:
            used += length
            needed.append(Fact(About.TASK, number))
            if used > there:
                break
        return Explanation((Fact(About.RESOURCE, resource), *sorted(needed)), used, there)
    return None


def _certain(problem: Problem, task: Task) -> Iterable[tuple[int, int]]:
    """Yield the resources of one unit that a demo uses wherever it stands, and for how long."""
    if len(task.places) == 1:
        yield task.places[0], task.before + task.slots + task.after
    for need in task.needs:
        if need.resource in problem.free:
            yield need.resource, need.before + task.slots + need.after


def _core(problem: Problem, left_out: Sequence[int]) -> Explanation | None:
    from labapp.planner.cores import Cores  # noqa: PLC0415 -- OR-Tools is slow to import

    began = perf_counter()
    for chosen in _ever_more(problem, left_out):
        cores = Cores(problem, chosen)
        facts = cores.core(cores.facts, _CORE_SECONDS - (perf_counter() - began))
        if facts is not None:
            return Explanation(tuple(sorted(_fewer(cores, facts))))
        if perf_counter() - began > _CORE_SECONDS:
            break
    return None


def _fewer(cores: "Cores", facts: list[Fact]) -> list[Fact]:
    """Try to do without each fact, while that is cheap; a first core mostly is minimal already."""
    if len(facts) > _FILTERED:
        return facts
    end = perf_counter() + _FILTER_SECONDS
    for fact in list(facts):
        spare = end - perf_counter()
        if spare <= 0:
            break
        fewer = cores.core([one for one in facts if one != fact], spare)
        if fewer is not None:
            facts = fewer
    return facts


def _ever_more(problem: Problem, left_out: Sequence[int]) -> Iterator[set[int] | None]:
    """Yield the demos left out with those that want the same, ever more of them, then all."""
    tasks = {task.id: task for task in problem.tasks}
    wants = {number: _wanted(task) for number, task in tasks.items()}
    shared: Counter[int] = Counter(one for number in left_out for one in wants[number])
    likeness = {number: sum(shared[one] for one in own) for number, own in wants.items()}
    order = sorted(tasks, key=lambda number: (number not in left_out, -likeness[number], number))
    toured = {number: tour.tasks for tour in problem.tours for number in tour.tasks}
    many = _FIRST_LOOK if left_out else len(order)
    while many < len(order):
        chosen = set(order[:many])
        for number in order[:many]:
            chosen.update(toured.get(number, ()))
        yield chosen
        many *= _GROWS
    yield None


def _wanted(task: Task) -> set[int]:
    return {*task.places, *(need.resource for need in task.needs)}
