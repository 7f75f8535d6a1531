"""Sets of facts that cannot all hold, by CP-SAT's assumptions."""

from collections.abc import Collection, Sequence

from ortools.sat.python import cp_model

from labapp.planner.explaining import About, Fact
from labapp.planner.model import PlanModel
from labapp.planner.problem import Problem


class Cores:
    """The hard rules of a problem, each of which can be switched off."""

    def __init__(self, problem: Problem, chosen: Collection[int] | None = None) -> None:
        """Give every rule about the chosen demos, or about all, a literal of its own."""
        self._whole = whole = PlanModel(problem, chosen)
        self._literal: dict[Fact, cp_model.IntVar] = {}
        for task in whole.tasks:
            self._rule(Fact(About.WITHIN, task.id), [whole.keep_within(task)])
            self._rule(Fact(About.PIN, task.id), whole.keep_pin(task))
        for resource in list(whole.uses):
            self._rule(Fact(About.RESOURCE, resource), whole.keep_capacity(resource))
        for number in range(len(problem.tours)):
            self._rule(Fact(About.TOUR, number), whole.keep_tour(number))
        self.facts = list(self._literal)

    def _rule(self, fact: Fact, constraints: Sequence[cp_model.Constraint]) -> None:
        if not constraints:
            return
        literal = self._whole.model.new_bool_var("")
        self._literal[fact] = literal
        for constraint in constraints:
            constraint.only_enforce_if(literal)

    def core(self, facts: Sequence[Fact], seconds: float) -> list[Fact] | None:
        """Return some of the facts that cannot all hold.

        Returns:
            None when they can, or when so many seconds were not enough to tell.
        """
        model = self._whole.model
        model.clear_assumptions()
        by_index = {self._literal[fact].index: fact for fact in facts}
        model.add_assumptions([self._literal[fact] for fact in facts])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.max_time_in_seconds = seconds
        status = solver.solve(model)
        if status != cp_model.INFEASIBLE:
            return None
        return [by_index[index] for index in solver.sufficient_assumptions_for_infeasibility()]
