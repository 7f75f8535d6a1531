"""Labs made up by chance around a hidden full plan, the same for the same seed everywhere."""

from collections import Counter
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from labapp.planner.problem import Cell, Need, Plan, Problem, Spot, Task, Tour
from labapp.planner.slots import run

GRID: Final = 3
"""A demo begins at a multiple of 15 minutes; a slot is 5."""
MORNING: Final = 6
HOURS: Final = 96
DAY: Final = MORNING + HOURS + 6
"""Set-up from 09:30, visitors from 10:00 to 18:00, turnover till 18:30."""
PITCH: Final = DAY + GRID
PARTS: Final = ((0, 24), (24, 60), (60, HOURS))
PRIME: Final = range(48, 84)
PRIME_SHARE: Final = 0.36
TOOLKITS: Final = 8
GAP: Final = (2, 9)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a lab is; ``lengths`` are the minutes of demos in slots."""

    name: str
    companies: int
    demos: int
    days: int
    rooms: int
    presenters: int
    tours: int
    groups: int
    lengths: tuple[int, ...]


SIZES: Final = {
    size.name: size
    for size in (
        Size("15/60", 15, 60, 6, 4, 23, 1, 5, (6, 6, 9, 9, 12)),
        Size("60/300", 60, 300, 12, 6, 113, 6, 25, (6, 6, 9, 9, 12)),
        Size("330/1000", 330, 1000, 22, 10, 601, 20, 83, (6, 9, 9, 12, 12)),
        Size("2100/6000", 2100, 6000, 147, 9, 3732, 120, 500, (6, 9, 9, 12, 12)),
    )
}
"""As in the measured instances: 15 companies with 60 demos in one week, up to 2,100 with 6,000."""


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A problem, and a full plan of it that the planner is not shown."""

    problem: Problem
    hidden: Plan


def made_up(name: str, seed: int = 1) -> MadeUp:
    """Return a lab of a size."""
    random = Random(f"{name} {seed}")
    return _Maker(SIZES[name], random).made()


class _Maker:
    def __init__(self, size: Size, random: Random) -> None:
        self.size, self.random = size, random
        self.days = tuple((day * PITCH, day * PITCH + DAY) for day in range(size.days))
        self.slots = size.days * PITCH
        self.open = sum(run(*day) for day in self.days)
        rooms = range(size.rooms)
        people = range(size.rooms, size.rooms + size.presenters)
        groups = range(people.stop, people.stop + size.groups)
        toolkits = range(groups.stop, groups.stop + TOOLKITS)
        self.rooms, self.people, self.groups, self.toolkits = rooms, people, groups, toolkits
        self.pool, self.feed = toolkits.stop, toolkits.stop + 1
        self.free = dict.fromkeys((*rooms, *people, *groups), self.open)
        for room in rooms:
            self._close(room)
        half = self.slots // 2
        self.left = {kit: [random.choice((3, 4, 6))] * self.slots for kit in toolkits}
        self.left[self.pool] = [1300] * half + [3000] * (self.slots - half)
        self.left[self.feed] = [11088] * self.slots
        self.whole = {key: tuple(levels) for key, levels in self.left.items()}
        self.unused = dict(self.free)
        self.tasks: list[Task] = []
        self.tours: list[Tour] = []
        self.plan: dict[int, Spot] = {}

    def _close(self, room: int) -> None:
        for _ in range(max(1, self.size.days // 8)):
            start = self.random.choice(self.days)[0] + self.random.randrange(60)
            self.free[room] &= ~run(start, start + self.random.randrange(12, 36))

    def made(self) -> MadeUp:
        while len(self.tours) < self.size.tours:
            self._add_tour()
        owners = [number % self.size.companies for number in range(self.size.demos)]
        self.random.shuffle(owners)
        while len(self.tasks) < self.size.demos:
            task = self._task(owners[len(self.tasks)])
            self._add(task, self._spot(task))
        self._limit_presenters()
        self._pin_some()
        shows = Counter(task.owner for task in self.tasks)
        prime = {owner: round(count * PRIME_SHARE) for owner, count in shows.items()}
        problem = Problem(
            self.slots,
            GRID,
            self.days,
            self._cells(),
            self.free,
            self.whole,
            tuple(self.tasks),
            tuple(self.tours),
            prime,
        )
        return MadeUp(problem, self.plan)

    # Demos

    def _task(self, owner: int) -> Task:
        random, size = self.random, self.size
        before, after = random.choice((1, 2, 3)), random.choice((1, 2))
        slots = random.choice(size.lengths)
        own = range(self.people.start + owner, self.people.stop, size.companies)
        wanted = [(random.choice(own), 1), (self.feed, random.choice((300, 600, 1200, 2200)))]
        if random.random() < 0.6:
            wanted.append((random.choice(self.toolkits), random.choice((1, 1, 2))))
        if random.random() < 0.7:
            wanted.append((self.pool, random.choice((20, 50, 100, 200, 400))))
        if random.random() < 0.5:
            wanted.append((random.choice(self.groups), 1))
        many = min(size.rooms - 1, random.choice((2, 3, 4)))
        rooms = tuple(sorted(random.sample(self.rooms[1:], many)))
        return Task(
            id=len(self.tasks),
            owner=owner,
            slots=slots,
            places=(0,) if random.random() < 0.18 else rooms,
            within=self._within(slots),
            needs=tuple(Need(resource, units, before, after) for resource, units in wanted),
            before=before,
            after=after,
            priority=random.choice((1, 1, 1, 2, 3)),
            part=random.randrange(len(PARTS)),
            weekdays=frozenset(random.sample(range(6), 2)),
        )

    def _within(self, slots: int) -> int:
        last = HOURS - slots
        marks = sum(1 << MORNING + mark for mark in range(0, last + 1, GRID))
        return sum(marks << first for first, _ in self.days)

    def _spot(self, task: Task, window: int = -1) -> Spot | None:
        for _ in range(400):
            room = self.random.choice(task.places)
            day = self.random.choice(self.days)[0] + MORNING
            start = day + GRID * self.random.randrange((HOURS - task.slots) // GRID + 1)
            if window >= 0:
                start = self.random.randrange(window + GAP[0], window + GAP[1] + 1)
            if task.within >> start & 1 and self._fits(task, Spot(room, start)):
                return Spot(room, start)
        return None

    def _fits(self, task: Task, spot: Spot) -> bool:
        for claim in task.claims(spot):
            wanted = run(claim.first, claim.end)
            if claim.resource in self.unused:
                if self.unused[claim.resource] & wanted != wanted:
                    return False
            elif min(self.left[claim.resource][claim.first : claim.end]) < claim.units:
                return False
        return True

    def _add(self, task: Task, spot: Spot | None) -> bool:
        if spot is None:
            return False
        for claim in task.claims(spot):
            if claim.resource in self.unused:
                self.unused[claim.resource] &= ~run(claim.first, claim.end)
            else:
                for slot in range(claim.first, claim.end):
                    self.left[claim.resource][slot] -= claim.units
        self.tasks.append(task)
        self.plan[task.id] = spot
        return True

    def _add_tour(self) -> None:
        first, end = len(self.tasks), -1
        for owner in self.random.sample(range(self.size.companies), self.random.choice((3, 4, 5))):
            task = self._task(owner)
            if not self._add(task, self._spot(task, end)):
                break
            end = self.plan[task.id].start + task.slots
        if len(self.tasks) >= first + 2:
            self.tours.append(Tour(tuple(range(first, len(self.tasks))), *GAP))

    # What the planner must keep to

    def _limit_presenters(self) -> None:
        random = self.random
        hours = dict.fromkeys(self.people, 0)
        for task in self.tasks:
            claim = next(c for c in task.claims(self.plan[task.id]) if c.resource in self.people)
            first, end = self.days[claim.first // PITCH]
            start = max(first, claim.first - random.randrange(40))
            hours[claim.resource] |= run(start, min(end, claim.end + random.randrange(40)))
        for person, own in hours.items():
            more = sum(
                run(first + random.choice((0, 0, 30)), end - random.choice((0, 0, 30)))
                for first, end in self.days
                if random.random() < 0.6
            )
            self.free[person] &= own | more

    def _pin_some(self) -> None:
        toured = {number for tour in self.tours for number in tour.tasks}
        for number, task in enumerate(self.tasks):
            if self.random.random() < (0.02 if number in toured else 0.05):
                self.tasks[number] = replace(task, pinned=self.plan[number])

    def _cells(self) -> tuple[Cell, ...]:
        cells = []
        for day, (first, _) in enumerate(self.days):
            for part, (start, end) in enumerate(PARTS):
                for prime in (False, True):
                    marks = [m for m in range(start, end, GRID) if (m in PRIME) == prime]
                    if marks:
                        slots = sum(1 << first + MORNING + mark for mark in marks)
                        cells.append(Cell(day, day % 6, part, prime, slots))
        return tuple(cells)
