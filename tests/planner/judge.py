"""Looks a plan over slot by slot, and knows nothing of how the planner thinks."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from labapp.planner.problem import Plan, Problem, Task


def faults(problem: Problem, plan: Plan) -> list[str]:
    """Return every hard rule that a plan breaks."""
    return [*_misplaced(problem, plan), *_overused(problem, plan), *_torn_tours(problem, plan)]


def _misplaced(problem: Problem, plan: Plan) -> Iterator[str]:
    for task in problem.tasks:
        spot = plan.get(task.id)
        if task.pinned is not None and spot != task.pinned:
            yield f"{task.id} is not where it is pinned"
        if spot is None:
            continue
        if spot.place not in task.places:
            yield f"{task.id} is in a place it may not be in"
        if not task.within >> spot.start & 1:
            yield f"{task.id} begins when it may not"


def _overused(problem: Problem, plan: Plan) -> Iterator[str]:
    used: Counter[tuple[int, int]] = Counter()
    for task in problem.tasks:
        spot = plan.get(task.id)
        if spot is None:
            continue
        for slot in range(spot.start - task.before, spot.start + task.slots + task.after):
            used[spot.place, slot] += 1
        for need in task.needs:
            first, end = spot.start - need.before, spot.start + task.slots + need.after
            for slot in range(first, end):
                used[need.resource, slot] += need.units
    for (resource, slot), units in used.items():
        have = problem.left.get(resource)
        most = problem.free[resource] >> slot & 1 if have is None else have[slot]
        if units > most:
            yield f"{units} of {most} of resource {resource} are used in slot {slot}"


def _torn_tours(problem: Problem, plan: Plan) -> Iterator[str]:
    tasks = {task.id: task for task in problem.tasks}
    for tour in problem.tours:
        standing = [number for number in tour.tasks if number in plan]
        if not all(tasks[number].pinned for number in standing) and standing != list(tour.tasks):
            yield f"of tour {tour.tasks} only {standing} stand"
        for one, following in pairwise(standing):
            gap = plan[following].start - plan[one].start - tasks[one].slots
            if not tour.least <= gap <= tour.most:
                yield f"{gap} slots are between {one} and {following}"


def cost(problem: Problem, plan: Plan) -> int:
    """Return what a plan costs, by the book."""
    weights, total = problem.weights, 0
    prime: Counter[int] = Counter()
    days: set[tuple[int, int]] = set()
    for task in problem.tasks:
        spot = plan.get(task.id)
        if spot is None:
            total += weights.left_out * task.priority
            continue
        cell = next(cell for cell in problem.cells if cell.slots >> spot.start & 1)
        total += task.priority * _unmet(problem, task, cell.part, cell.weekday)
        was = task.published
        if was is not None:
            total += weights.moved_place * (was.place != spot.place)
            total += weights.moved_time * (was.start != spot.start)
        prime[task.owner] += cell.prime
        days.add((task.owner, cell.day))
    total += weights.day * len(days)
    return total + sum(weights.prime * abs(prime[o] - n) for o, n in problem.prime.items())


def _unmet(problem: Problem, task: Task, part: int, weekday: int) -> int:
    weights = problem.weights
    other_part = task.part is not None and task.part != part
    other_day = bool(task.weekdays) and weekday not in task.weekdays
    return weights.part * other_part + weights.weekday * other_day
