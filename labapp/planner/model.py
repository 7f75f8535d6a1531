"""A plan as a CP-SAT model: for proofs, bounds, and for what stands in the way.

Imports OR-Tools, which takes half a second and 90 MB: only a worker process imports this.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import pairwise

from ortools.sat.python import cp_model

from labapp.planner.problem import Problem, Spot, Task
from labapp.planner.slots import members

Literal = cp_model.IntVar
Start = cp_model.LinearExprT


class PlanModel:
    """The hard rules of a problem; every chosen demo must stand.

    Starts are counted in grid steps: on the finer axis of slots they would leave holes that
    presolve probes for seconds.
    """

    def __init__(self, problem: Problem, chosen: Collection[int] | None = None) -> None:
        """Begin with the demos and where each may stand.

        Args:
            problem: The problem; tours of which not every demo is chosen are left out.
            chosen: The demos that the model is about; None for all.
        """
        self.problem = problem
        self.model = cp_model.CpModel()
        self.tasks = [t for t in problem.tasks if chosen is None or t.id in chosen]
        self._all = chosen is None
        self.start: dict[int, cp_model.LinearExpr] = {}
        """Of each demo: its start in slots."""
        self.at: dict[tuple[int, int], Literal] = {}
        """By demo and place: whether it stands there."""
        self.uses: dict[int, list[tuple[cp_model.IntervalVar, int]]] = defaultdict(list)
        """By resource: what is used of it, and how much."""
        self.steps: dict[int, Literal] = {}
        """Of each demo: its start in grid steps, counted from the first slot's remainder."""
        for task in self.tasks:
            self._place(task)

    def _place(self, task: Task) -> None:
        model, grid = self.model, self.problem.grid
        step = model.new_int_var(0, self.problem.slots // grid, "")
        self.steps[task.id] = step
        offset = self.offset(task)
        start = grid * step + offset
        self.start[task.id] = start
        here = [model.new_bool_var("") for _ in task.places]
        model.add_exactly_one(here)
        for place, literal in zip(task.places, here, strict=True):
            self.at[task.id, place] = literal
            length = task.before + task.slots + task.after
            used = model.new_optional_fixed_size_interval_var(
                start - task.before, length, literal, ""
            )
            self.uses[place].append((used, 1))
        for need in task.needs:
            length = need.before + task.slots + need.after
            used = model.new_fixed_size_interval_var(start - need.before, length, "")
            self.uses[need.resource].append((used, need.units))

    def offset(self, task: Task) -> int:
        """Return by how many slots the demo's starts are off the grid."""
        first = (task.within & -task.within).bit_length() - 1
        return max(first, 0) % self.problem.grid

    def domain(self, task: Task, starts: int) -> cp_model.Domain:
        """Return a set of starts in grid steps."""
        offset, grid = self.offset(task), self.problem.grid
        return cp_model.Domain.from_values([(slot - offset) // grid for slot in members(starts)])

    def keep_within(self, task: Task) -> cp_model.Constraint:
        """Let the demo begin only when it may."""
        return self.model.add_linear_expression_in_domain(
            self.steps[task.id], self.domain(task, task.within)
        )

    def keep_pin(self, task: Task) -> list[cp_model.Constraint]:
        """Let the demo stand where it is pinned; one that is not pinned may stand anywhere."""
        pinned = task.pinned
        if pinned is None:
            return []
        here = self.at.get((task.id, pinned.place))
        if here is None:
            return [self.model.add_bool_or([])]
        return [
            self.model.add(self.start[task.id] == pinned.start),
            self.model.add_bool_and([here]),
        ]

    def keep_capacity(self, resource: int) -> list[cp_model.Constraint]:
        """Let no more of a resource be used than there is."""
        used = self.uses[resource]
        free = self.problem.free.get(resource)
        if free is not None:
            closed = [self._fixed(*gap) for gap in _gaps(free, self.problem.slots)]
            return [self.model.add_no_overlap([*(one for one, _ in used), *closed])]
        left = self.problem.left[resource]
        most = max(left)
        if sum(units for _, units in used) <= min(left):
            return []
        missing = [(first, end, most - have) for first, end, have in _levels(left) if have < most]
        intervals = [one for one, _ in used]
        intervals += [self._fixed(first, end) for first, end, _ in missing]
        units = [*(units for _, units in used), *(lacking for _, _, lacking in missing)]
        return [self.model.add_cumulative(intervals, units, most)]

    def _fixed(self, first: int, end: int) -> cp_model.IntervalVar:
        return self.model.new_fixed_size_interval_var(first, end - first, "")

    def keep_tour(self, number: int) -> list[cp_model.Constraint]:
        """Let the demos of a tour follow one another."""
        tour = self.problem.tours[number]
        if not all(task in self.start for task in tour.tasks):
            return []
        slots = {task.id: task.slots for task in self.tasks}
        return [
            self.model.add_linear_constraint(
                self.start[after] - self.start[before] - slots[before], tour.least, tour.most
            )
            for before, after in pairwise(tour.tasks)
        ]

    def keep_all(self) -> None:
        """Let every hard rule hold."""
        for task in self.tasks:
            self.keep_within(task)
            self.keep_pin(task)
        for resource in list(self.uses):
            self.keep_capacity(resource)
        for number in range(len(self.problem.tours)):
            self.keep_tour(number)

    # Costs

    def minimise(self) -> None:
        """Ask for the cheapest plan, by the same costs that the search counts."""
        terms: list[cp_model.LinearExprT] = []
        primes: dict[int, list[Literal]] = defaultdict(list)
        visits: dict[tuple[int, int], list[Literal]] = defaultdict(list)
        for task in self.tasks:
            terms += self._wishes(task, primes, visits)
            terms += self._moves(task)
        for literals in visits.values():
            comes = self.model.new_bool_var("")
            for literal in literals:
                self.model.add_implication(literal, comes)
            terms.append(self.problem.weights.day * comes)
        owners = {task.owner for task in self.tasks}
        for owner, wanted in self.problem.prime.items():
            if self._all or owner in owners:
                terms.append(self._unfair(primes[owner], wanted))
        self.model.minimize(sum(terms))

    def _wishes(
        self,
        task: Task,
        primes: dict[int, list[Literal]],
        visits: dict[tuple[int, int], list[Literal]],
    ) -> Iterable[cp_model.LinearExprT]:
        weights, chosen = self.problem.weights, []
        terms: list[cp_model.LinearExprT] = []
        for cell in self.problem.cells:
            starts = task.within & cell.slots
            if not starts:
                continue
            literal = self.model.new_bool_var("")
            self.model.add_linear_expression_in_domain(
                self.steps[task.id], self.domain(task, starts)
            ).only_enforce_if(literal)
            chosen.append(literal)
            visits[task.owner, cell.day].append(literal)
            if cell.prime:
                primes[task.owner].append(literal)
            cost = weights.part if task.part not in {None, cell.part} else 0
            if task.weekdays and cell.weekday not in task.weekdays:
                cost += weights.weekday
            if cost:
                terms.append(cost * task.priority * literal)
        self.model.add_exactly_one(chosen)
        return terms

    def _moves(self, task: Task) -> Iterable[cp_model.LinearExprT]:
        was, weights = task.published, self.problem.weights
        if was is None:
            return
        here = self.at.get((task.id, was.place))
        yield weights.moved_place * (1 - here) if here is not None else weights.moved_place
        same = self.model.new_bool_var("")
        self.model.add(self.start[task.id] == was.start).only_enforce_if(same)
        yield weights.moved_time * (1 - same)

    def _unfair(self, primes: list[Literal], wanted: int) -> cp_model.LinearExprT:
        off = self.model.new_int_var(0, len(self.tasks) + wanted, "")
        have = cp_model.LinearExpr.sum(primes)
        self.model.add(off >= have - wanted)
        self.model.add(off >= wanted - have)
        return self.problem.weights.prime * off

    def hint(self, plan: dict[int, Spot]) -> None:
        """Begin the search at a plan."""
        for task in self.tasks:
            spot = plan.get(task.id)
            if spot is None:
                continue
            offset, grid = self.offset(task), self.problem.grid
            self.model.add_hint(self.steps[task.id], (spot.start - offset) // grid)
            for place in task.places:
                self.model.add_hint(self.at[task.id, place], place == spot.place)


def _gaps(free: int, slots: int) -> Iterable[tuple[int, int]]:
    """Yield the stretches of slots that are not free."""
    first = None
    for slot in range(slots):
        if not free >> slot & 1:
            first = slot if first is None else first
        elif first is not None:
            yield first, slot
            first = None
    if first is not None:
        yield first, slots


def _levels(left: Iterable[int]) -> Iterable[tuple[int, int, int]]:
    """Yield the stretches of slots with as much left each."""
    first, have, slot = 0, None, -1
    for slot, level in enumerate(left):
        if have is not None and level != have:
            yield first, slot, have
            first = slot
        have = level
    if have is not None:
        yield first, slot + 1, have
