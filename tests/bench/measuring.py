"""Times two ways of doing the same, turn by turn, so that a busy machine slows both alike."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

Turn = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the bench: what took how long, and the limit that was measured beside it.

    ``bar`` is the highest allowed ``ratio``; a row without a limit has an absolute bar in its unit.
    """

    name: str
    value: float
    limit: float | None
    bar: float
    unit: str = "ms"
    note: str = ""
    """What else there is to know, such as where the time went."""

    @property
    def ratio(self) -> float | None:
        """How many times the limit it took."""
        return None if self.limit is None else self.value / self.limit

    @property
    def over(self) -> bool:
        """Whether it is above its bar."""
        return (self.value if self.ratio is None else self.ratio) > self.bar

    def as_record(self) -> dict[str, Any]:
        """Return the row as one JSON object."""
        return asdict(self) | {"ratio": self.ratio, "over": self.over}


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the garbage collector out, as the desk does while somebody works."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def milliseconds(turn: Turn, number: int) -> float:
    """Return how long one turn takes."""
    start = time.perf_counter()
    turn(number)
    return (time.perf_counter() - start) * 1000


def one_by_one(turns: int, turn: Turn, *, warm: int = 1) -> float:
    """Return the median milliseconds of a turn, after ``warm`` turns that do not count."""
    with quiet():
        spent = [milliseconds(turn, number) for number in range(warm + turns)]
    return median(spent[warm:])


def side_by_side(turns: int, first: Turn, second: Turn, *, warm: int = 1) -> tuple[float, float]:
    """Return the median milliseconds of each, turn by turn, after ``warm`` turns that do not count.

    Who goes first alternates. Turn numbers go from 0 to ``warm + turns - 1``.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    with quiet():
        for number in range(warm + turns):
            order = ((0, first), (1, second)) if number % 2 else ((1, second), (0, first))
            for side, turn in order:
                spent = milliseconds(turn, number)
                if number >= warm:
                    taken[side].append(spent)
    return median(taken[0]), median(taken[1])
