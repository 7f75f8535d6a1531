"""What a plan costs, kept up to date demo by demo."""

from collections import Counter

from labapp.planner.board import Board
from labapp.planner.problem import Cell, Plan, Problem, Spot, Task
from labapp.planner.slots import members


class Costs:
    """The sum of all shortcomings of the plan on a board."""

    def __init__(self, board: Board) -> None:
        """Begin with what is on the board."""
        problem = board.problem
        self.weights = problem.weights
        self.cells = problem.cells
        self.cell_at = {
            slot: number for number, cell in enumerate(self.cells) for slot in members(cell.slots)
        }
        """Of each slot at which a demo may begin: the number of its cell."""
        self.primes: Counter[int] = Counter()
        """By owner: the demos in prime time."""
        self.visits: Counter[tuple[int, int]] = Counter()
        """By owner and day: the demos."""
        self._wanted = problem.prime
        self._wishes: dict[tuple[int | None, frozenset[int], int], list[int]] = {}
        self.total = sum(self.weights.left_out * task.priority for task in problem.tasks)
        self.total += sum(self.weights.prime * wanted for wanted in problem.prime.values())
        for number, spot in board.plan.items():
            self.add(board.tasks[number], spot)

    def wishes(self, task: Task) -> list[int]:
        """Return what each cell costs a demo by its own wishes."""
        key = (task.part, task.weekdays, task.priority)
        found = self._wishes.get(key)
        if found is None:
            found = self._wishes[key] = [self._wish(task, cell) for cell in self.cells]
        return found

    def _wish(self, task: Task, cell: Cell) -> int:
        cost = 0
        if task.part not in {None, cell.part}:
            cost += self.weights.part
        if task.weekdays and cell.weekday not in task.weekdays:
            cost += self.weights.weekday
        return cost * task.priority

    def prime_step(self, owner: int) -> int:
        """Return what one more prime-time demo of an owner would add, often less than nothing."""
        wanted = self._wanted.get(owner)
        if wanted is None:
            return 0
        return self.weights.prime if self.primes[owner] >= wanted else -self.weights.prime

    def visit_step(self, owner: int, day: int) -> int:
        """Return what a demo on a day would add: the cost of a day, if the owner has none then."""
        return 0 if self.visits[owner, day] else self.weights.day

    def moving(self, task: Task, spot: Spot) -> int:
        """Return what it costs that a demo is not where the last release had it."""
        was = task.published
        if was is None:
            return 0
        place = self.weights.moved_place if was.place != spot.place else 0
        return place + (self.weights.moved_time if was.start != spot.start else 0)

    def add(self, task: Task, spot: Spot) -> None:
        """Count a demo that was put up."""
        self.total += self.step(task, spot)
        cell = self.cells[self.cell_at[spot.start]]
        self.primes[task.owner] += cell.prime
        self.visits[task.owner, cell.day] += 1

    def remove(self, task: Task, spot: Spot) -> None:
        """Count a demo no more that was taken down."""
        cell = self.cells[self.cell_at[spot.start]]
        self.primes[task.owner] -= cell.prime
        self.visits[task.owner, cell.day] -= 1
        self.total -= self.step(task, spot)

    def step(self, task: Task, spot: Spot) -> int:
        """Return what putting a demo up would change; mostly much less than nothing."""
        number = self.cell_at[spot.start]
        cell = self.cells[number]
        cost = self.wishes(task)[number] + self.moving(task, spot)
        cost += self.visit_step(task.owner, cell.day)
        if cell.prime:
            cost += self.prime_step(task.owner)
        return cost - self.weights.left_out * task.priority


def cost_of(problem: Problem, plan: Plan) -> int:
    """Return what a plan costs, counted afresh."""
    board = Board(problem)
    costs = Costs(board)
    for number, spot in plan.items():
        if number not in board.plan:
            board.put(board.tasks[number], spot)
            costs.add(board.tasks[number], spot)
    return costs.total
