"""The plan as it grows: what stands where, and what is free beside it."""

from collections import defaultdict
from collections.abc import Sequence

from labapp.planner.problem import Problem, Spot, Task
from labapp.planner.slots import run, starts


class Board:
    """Demos are put up and taken down; whoever puts one up has asked whether it fits."""

    def __init__(self, problem: Problem) -> None:
        """Begin with what is pinned, and nothing else."""
        self.problem = problem
        self.tasks = {task.id: task for task in problem.tasks}
        self.plan: dict[int, Spot] = {}
        self.free = dict(problem.free)
        self.left = {key: list(levels) for key, levels in problem.left.items()}
        self.holders: dict[int, dict[int, set[int]]] = {
            key: defaultdict(set) for key in (*problem.free, *problem.left)
        }
        """Of each resource, by day: the demos that use it."""
        self.day_of = _day_of(problem)
        """Of each slot: its day, or -1."""
        self._enough: dict[int, dict[int, int]] = {key: {} for key in problem.left}
        for task in problem.tasks:
            if task.pinned is not None:
                self.put(task, task.pinned)

    def having(self, resource: int, units: int) -> int:
        """Return the slots in which so many units of a resource are left."""
        free = self.free.get(resource)
        if free is not None:
            return free
        known = self._enough[resource]
        found = known.get(units)
        if found is None:
            found = known[units] = _at_least(self.left[resource], units)
        return found

    def allowed(self, task: Task) -> int:
        """Return the starts that everything but the demo's place allows."""
        found = task.within
        for need in task.needs:
            if not found:
                break
            length = need.before + task.slots + need.after
            found &= starts(self.having(need.resource, need.units), length) << need.before
        return found

    def room(self, task: Task, place: int) -> int:
        """Return the starts that a place allows, whatever else the demo needs."""
        return starts(self.free[place], task.before + task.slots + task.after) << task.before

    def rooms(self, task: Task, window: int = -1) -> list[tuple[int, int]]:
        """Return the places that could hold the demo, each with the starts that are free there.

        Args:
            task: A demo that is not up.
            window: The starts that come into question.
        """
        allowed = self.allowed(task) & window
        if not allowed:
            return []
        found = ((place, allowed & self.room(task, place)) for place in task.places)
        return [(place, free) for place, free in found if free]

    def put(self, task: Task, spot: Spot) -> None:
        """Put a demo up."""
        self.plan[task.id] = spot
        day = self.day_of[spot.start]
        for claim in task.claims(spot):
            self.holders[claim.resource][day].add(task.id)
            if claim.resource in self.free:
                self.free[claim.resource] ^= run(claim.first, claim.end)
            else:
                self._change(claim.resource, -claim.units, claim.first, claim.end)

    def take(self, task: Task) -> Spot:
        """Take a demo down, and return where it stood."""
        spot = self.plan.pop(task.id)
        day = self.day_of[spot.start]
        for claim in task.claims(spot):
            self.holders[claim.resource][day].discard(task.id)
            if claim.resource in self.free:
                self.free[claim.resource] ^= run(claim.first, claim.end)
            else:
                self._change(claim.resource, claim.units, claim.first, claim.end)
        return spot

    def _change(self, resource: int, units: int, first: int, end: int) -> None:
        left = self.left[resource]
        for slot in range(first, end):
            left[slot] += units
        known = self._enough[resource]
        part, outside = left[first:end], ~run(first, end)
        for wanted, found in known.items():
            known[wanted] = found & outside | _at_least(part, wanted) << first


def _at_least(left: Sequence[int], units: int) -> int:
    return sum(1 << slot for slot, have in enumerate(left) if have >= units)


def _day_of(problem: Problem) -> list[int]:
    day_of = [-1] * problem.slots
    for number, (first, end) in enumerate(problem.days):
        day_of[first:end] = [number] * (end - first)
    return day_of
