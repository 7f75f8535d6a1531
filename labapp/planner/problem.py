"""What is to be planned, as values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Need:
    """So many units of a resource, from ``before`` slots before the start to ``after`` the end."""

    resource: int
    units: int
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where and when: the resource of a place, and the slot in which visitors are let in."""

    place: int
    start: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Units of a resource from one slot to before another."""

    resource: int
    units: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Task:
    """A demo to be held once.

    Attributes:
        id: Names it in a plan.
        owner: The exhibitor; fairness and days are counted by owner.
        slots: How long it is open to visitors.
        places: The places that may hold it.
        within: The slots at which it may begin: opening hours, its clearance, its own wishes.
        needs: What it uses besides its place.
        before: Slots of set-up, in which the place is used already.
        after: Slots of turnover, in which the place is still used.
        priority: How much its wishes weigh, from 1.
        part: The part of the day that is preferred, if one is.
        weekdays: The days of the week that are preferred, Monday is 0; empty when any is.
        pinned: Where it must stand.
        published: Where the last release had it.
    """

    id: int
    owner: int
    slots: int
    places: tuple[int, ...]
    within: int
    needs: tuple[Need, ...] = ()
    before: int = 0
    after: int = 0
    priority: int = 1
    part: int | None = None
    weekdays: frozenset[int] = frozenset()
    pinned: Spot | None = None
    published: Spot | None = None

    def claims(self, spot: Spot) -> Iterator[Claim]:
        """Yield what the demo uses at a spot, the place first."""
        end = spot.start + self.slots
        yield Claim(spot.place, 1, spot.start - self.before, end + self.after)
        for need in self.needs:
            yield Claim(need.resource, need.units, spot.start - need.before, end + need.after)


@dataclass(frozen=True, slots=True)
class Tour:
    """Demos that visitors see one after the other, with so many slots between each two."""

    tasks: tuple[int, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a day: the slots in it at which a demo may begin; prime time or not."""

    day: int
    weekday: int
    part: int
    prime: bool
    slots: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What each shortcoming of a plan costs.

    ``part`` and ``weekday`` are for a wish not met and ``left_out`` for a demo left out, all three
    times the demo's priority; ``prime`` for each prime-time demo an owner has too many or too few;
    ``day`` for each day an owner must come; ``moved_place`` and ``moved_time`` for each demo that
    stands elsewhere than the last release had it.
    """

    part: int = 3
    weekday: int = 2
    prime: int = 4
    day: int = 2
    left_out: int = 1000
    moved_place: int = 6
    moved_time: int = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that the planner knows.

    Attributes:
        slots: How many slots the timeline has.
        grid: A demo begins at a multiple of so many slots.
        days: The first slot of each day and the slot after its last. Between two days there is at
            least one slot in which no place is free, so nothing can stand across them.
        cells: The parts of the days; together they hold every slot at which a demo may begin.
        free: Of each resource of one unit, the slots in which it is free before planning.
        left: Of each other resource, the units left in each slot before planning.
        tasks: The demos.
        tours: Which of them follow one another.
        prime: How many prime-time demos each owner should have; one not named here is not counted.
        weights: What shortcomings cost.
    """

    slots: int
    grid: int
    days: tuple[tuple[int, int], ...]
    cells: tuple[Cell, ...]
    free: Mapping[int, int]
    left: Mapping[int, Sequence[int]]
    tasks: tuple[Task, ...]
    tours: tuple[Tour, ...] = ()
    prime: Mapping[int, int] = field(default_factory=dict)
    weights: Weights = Weights()


Plan = Mapping[int, Spot]
"""By task: where it stands; a task that is not there is left out."""
