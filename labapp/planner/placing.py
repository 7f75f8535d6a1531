"""Putting demos up where they cost least; a tour is put up, and taken down, as one."""

from collections.abc import Iterator
from random import Random
from typing import Final

from labapp.planner.board import Board
from labapp.planner.costs import Costs
from labapp.planner.problem import Problem, Spot, Task, Tour
from labapp.planner.slots import one_of, run

_TOUR_TRIES: Final = 8
_BY_CHANCE: Final = 0.7
"""How often a tour's first demo is put anywhere: its cheapest spot is often too narrow."""


class Piece:
    """A demo, or the demos of a tour that are not pinned.

    ``weight`` grows each time the piece was in another's way, so that it is left in peace later.
    """

    __slots__ = ("priority", "tasks", "tour", "weight")

    def __init__(self, tasks: tuple[Task, ...], tour: Tour | None = None) -> None:
        """Weigh as much as any other."""
        self.tasks = tasks
        self.tour = tour
        self.weight = 1
        self.priority = sum(task.priority for task in tasks)


class Placer:
    """A board with its costs and its pieces, and the chance that decides between equals."""

    def __init__(self, problem: Problem, random: Random) -> None:
        """Begin with what is pinned."""
        self.random = random
        self.board = Board(problem)
        self.costs = Costs(self.board)
        self.pieces = _pieces(problem, self.board.tasks)
        self.piece_of = {task.id: piece for piece in self.pieces for task in piece.tasks}
        """By task; a pinned one is of no piece."""

    def is_up(self, piece: Piece) -> bool:
        """Whether a piece stands on the board."""
        return piece.tasks[0].id in self.board.plan

    def put(self, piece: Piece, spots: list[Spot]) -> None:
        """Put a piece up at spots that are free."""
        for task, spot in zip(piece.tasks, spots, strict=True):
            self._put(task, spot)

    def take(self, piece: Piece) -> list[Spot]:
        """Take a piece down, and return where it stood."""
        return [self._take(task) for task in piece.tasks]

    def try_at(self, piece: Piece, spots: list[Spot]) -> bool:
        """Put a piece up at given spots, if all of them are free and a tour's gaps are kept."""
        put: list[Task] = []
        at = dict(zip((task.id for task in piece.tasks), spots, strict=True))
        steps = tour_steps(piece, self.board) if piece.tour else [(piece.tasks[0], -1)]
        for task, window in steps:
            spot = at[task.id]
            if not dict(self.board.rooms(task, window)).get(spot.place, 0) >> spot.start & 1:
                for done in put:
                    self._take(done)
                return False
            self._put(task, spot)
            put.append(task)
        return True

    def insert(self, piece: Piece) -> bool:
        """Put a piece up where it costs least; False if there is no free spot."""
        if piece.tour is not None:
            return self._insert_tour(piece)
        (task,) = piece.tasks
        found = self._cheapest(task, self.board.rooms(task))
        if found is None:
            return False
        self._put(task, found)
        return True

    def _put(self, task: Task, spot: Spot) -> None:
        self.board.put(task, spot)
        self.costs.add(task, spot)

    def _take(self, task: Task) -> Spot:
        spot = self.board.take(task)
        self.costs.remove(task, spot)
        return spot

    def _cheapest(self, task: Task, rooms: list[tuple[int, int]]) -> Spot | None:
        if not rooms:
            return None
        anywhere = 0
        for _, free in rooms:
            anywhere |= free
        least, slots = self._cheapest_slots(task, anywhere)
        if task.published is not None:
            return self._nearest(task, rooms, least, anywhere & slots)
        start = one_of(anywhere & slots, self.random)
        return Spot(self.random.choice([p for p, free in rooms if free >> start & 1]), start)

    def _cheapest_slots(self, task: Task, anywhere: int) -> tuple[int, int]:
        """Return the least cost of a start among some, and the cells that have it."""
        costs, owner = self.costs, task.owner
        wishes, prime, day = costs.wishes(task), costs.prime_step(owner), costs.weights.day
        visits = costs.visits
        least, slots = -1, 0
        for number, cell in enumerate(costs.cells):
            if not anywhere & cell.slots:
                continue
            cost = wishes[number] + (prime if cell.prime else 0)
            if not visits[owner, cell.day]:
                cost += day
            if not slots or cost < least:
                least, slots = cost, cell.slots
            elif cost == least:
                slots |= cell.slots
        return least, slots

    def _nearest(self, task: Task, rooms: list[tuple[int, int]], least: int, slots: int) -> Spot:
        """Choose between the cheapest start and the published one, here or elsewhere."""
        was, left_out = task.published, self.costs.weights.left_out * task.priority
        found: list[tuple[int, Spot]] = []
        for place, free in rooms:
            if was is not None and free >> was.start & 1:
                stays = Spot(place, was.start)
                found.append((self.costs.step(task, stays) + left_out, stays))
            if free & slots:
                goes = Spot(place, one_of(free & slots, self.random))
                found.append((least + self.costs.moving(task, goes), goes))
        return min(found, key=lambda one: one[0])[1]

    # Tours

    def _insert_tour(self, piece: Piece) -> bool:
        """Try some beginnings, and keep the cheapest."""
        best: tuple[int, list[Spot]] | None = None
        for _ in range(_TOUR_TRIES):
            before = self.costs.total
            if not self._try_tour(piece):
                continue
            cost = self.costs.total - before
            spots = self.take(piece)
            if best is None or cost < best[0]:
                best = cost, spots
        if best is None:
            return False
        self.put(piece, best[1])
        return True

    def _try_tour(self, piece: Piece) -> bool:
        put: list[Task] = []
        for task, window in tour_steps(piece, self.board):
            rooms = self.board.rooms(task, window)
            if rooms and not put and self.random.random() < _BY_CHANCE:
                found: Spot | None = anywhere_in(rooms, self.random)
            else:
                found = self._cheapest(task, rooms)
            if found is None:
                for done in put:
                    self._take(done)
                return False
            self._put(task, found)
            put.append(task)
        return True


def anywhere_in(rooms: list[tuple[int, int]], random: Random) -> Spot:
    """Return a spot by chance."""
    place, free = random.choice(rooms)
    return Spot(place, one_of(free, random))


def tour_steps(piece: Piece, board: Board) -> Iterator[tuple[Task, int]]:
    """Yield each demo of a tour that is to be put up, with the starts that the others leave it.

    Outward from the first that is pinned, else from the first. Whoever asks puts each demo on the
    board before the next is asked for.
    """
    tour = piece.tour
    if tour is None:
        raise ValueError("not a tour")
    tasks = [board.tasks[number] for number in tour.tasks]
    pinned = [at for at, task in enumerate(tasks) if task.pinned is not None]
    first = pinned[0] if pinned else 0
    if not pinned:
        yield tasks[0], -1
    for at in range(first + 1, len(tasks)):
        if tasks[at].pinned is None:
            window = _after(tour, tasks[at - 1], board)
            if at + 1 < len(tasks) and tasks[at + 1].pinned is not None:
                window &= _before(tour, tasks[at], tasks[at + 1], board)
            yield tasks[at], window
    for at in range(first - 1, -1, -1):
        yield tasks[at], _before(tour, tasks[at], tasks[at + 1], board)


def _after(tour: Tour, task: Task, board: Board) -> int:
    end = board.plan[task.id].start + task.slots
    return run(end + tour.least, end + tour.most + 1)


def _before(tour: Tour, task: Task, following: Task, board: Board) -> int:
    last = board.plan[following.id].start - task.slots - tour.least
    return run(max(0, last - tour.most + tour.least), max(0, last + 1))


def _pieces(problem: Problem, tasks: dict[int, Task]) -> list[Piece]:
    found: list[Piece] = []
    toured: set[int] = set()
    for tour in problem.tours:
        toured.update(tour.tasks)
        loose = tuple(task for n in tour.tasks if (task := tasks[n]).pinned is None)
        if loose:
            found.append(Piece(loose, tour))
    alone = (task for task in problem.tasks if task.id not in toured and task.pinned is None)
    return [*found, *(Piece((task,)) for task in alone)]
