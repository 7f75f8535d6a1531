"""How good a plan can be at all: the best one proven, or a bound that no plan can be below."""

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from ortools.sat.python import cp_model

from labapp.planner.model import PlanModel
from labapp.planner.problem import Problem, Spot

PROVABLE: Final = 100
"""Up to so many demos the whole model is worth trying."""
_WORKERS: Final = 8
"""Even on two cores: the optimum of 60 demos took 2.5 s with 8 workers and 22 s with 2."""
_SECONDS_AN_OWNER: Final = 5.0


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of the best plan: no plan costs less than ``bound``.

    ``plan`` is the cheapest plan found, if one was; it is the best there is when its ``cost`` is
    the bound.
    """

    bound: int
    cost: int | None = None
    plan: dict[int, Spot] | None = None


def split_bound(problem: Problem, stop: Callable[[], bool]) -> int | None:
    """Return a cost that no complete plan is below: each owner's best alone, added up.

    Costs are counted by owner, so what the owners do to one another can only cost more. None when
    it was stopped, or when an owner's demos do not fit even alone.
    """
    by_owner: dict[int, list[int]] = defaultdict(list)
    for task in problem.tasks:
        by_owner[task.owner].append(task.id)
    alone = replace(problem, tours=())
    total = sum(
        problem.weights.prime * wanted
        for owner, wanted in problem.prime.items()
        if owner not in by_owner
    )
    for numbers in by_owner.values():
        if stop():
            return None
        proof = prove(alone, numbers, seconds=_SECONDS_AN_OWNER, workers=1)
        if proof is None:
            return None
        total += proof.bound
    return total


def prove(
    problem: Problem,
    chosen: list[int] | None = None,
    *,
    seconds: float,
    workers: int = _WORKERS,
    begin: dict[int, Spot] | None = None,
) -> Proof | None:
    """Look for the best plan of some demos, or of all, for so many seconds at most.

    Returns:
        None when there is no plan in which all of them stand.
    """
    whole = PlanModel(problem, chosen)
    whole.keep_all()
    whole.minimise()
    if begin is not None:
        whole.hint(begin)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(whole.model)
    if status == cp_model.INFEASIBLE:
        return None
    bound = math.ceil(solver.best_objective_bound - 1e-6)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Proof(max(bound, 0))
    plan = {
        task.id: Spot(
            next(p for p in task.places if solver.value(whole.at[task.id, p])),
            solver.value(whole.start[task.id]),
        )
        for task in whole.tasks
    }
    return Proof(bound, round(solver.objective_value), plan)
