"""The rows of the bench: what each is called, what it takes, and how it is measured."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench import (
    board,
    board_frames,
    booking,
    history,
    lists,
    paper,
    probes,
    starting,
    using,
)
from tests.bench.history import History
from tests.bench.measuring import Row
from tests.journeys.day import TASKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many bookings are stored and how often each thing is done."""

    short: int = 1_000
    busy: int = 10_000
    large: int = 100_000
    long: int = 1_000_000
    books: int = 300
    refusals: int = 60
    weeks: int = 60
    sheets: int = 21
    starts: int = 11
    frames: int = 200
    drags: int = 300
    tasks: int = len(TASKS)
    names: int = 12
    exhibitors: int = lists.EXHIBITORS
    probe_seconds: float = 5


FULL: Final = Sizes()


@dataclass(slots=True)
class Bench:
    """A folder with the databases that rows ask for; each is built once."""

    folder: Path
    sizes: Sizes = FULL
    _built: dict[tuple[int, int], History] = field(default_factory=dict)

    def stored(self, count: int, *, claims: int = 4) -> History:
        """Return the database of so many stays, each of so many claims."""
        template = self.folder / "empty.db"
        if not template.exists():
            history.empty_lab(template)
        if (count, claims) not in self._built:
            path = self.folder / f"{count}-{claims}.db"
            self._built[count, claims] = history.build(template, path, count, claims=claims)
        return self._built[count, claims]


def _start(bench: Bench) -> Iterable[Row]:
    return starting.start_of_the_desk(bench.stored(bench.sizes.large), bench.sizes.starts)


def _book(bench: Bench) -> Iterable[Row]:
    yield booking.beside_the_driver(bench.stored(bench.sizes.busy), bench.sizes.books)


def _book_million(bench: Bench) -> Iterable[Row]:
    short = bench.stored(bench.sizes.short, claims=1)
    long = bench.stored(bench.sizes.long, claims=1)
    yield booking.after_a_long_past(short, long, bench.sizes.books)


def _refusal(bench: Bench) -> Iterable[Row]:
    yield booking.refused_with_alternatives(bench.stored(bench.sizes.busy), bench.sizes.refusals)


def _board_week(bench: Bench) -> Iterable[Row]:
    yield board.week_of_the_board(bench.stored(bench.sizes.large), bench.sizes.weeks)


def _day_sheet(bench: Bench) -> Iterable[Row]:
    yield paper.day_sheet(bench.sizes.sheets)


def _frames(bench: Bench) -> Iterable[Row]:
    using.application()
    yield from board_frames.full_repaint(bench.sizes.frames)
    yield from board_frames.moving_frames(bench.sizes.frames)


def _drag(bench: Bench) -> Iterable[Row]:
    yield using.drag_steps(bench.stored(bench.sizes.busy), bench.sizes.drags)


def _filter(bench: Bench) -> Iterable[Row]:
    folder = bench.folder / "list"
    folder.mkdir()
    yield lists.filter_exhibitors(folder, bench.sizes.names, bench.sizes.exhibitors)


def _stalls(bench: Bench) -> Iterable[Row]:
    return using.stalls(bench.folder / "using", TASKS[: bench.sizes.tasks])


TITLES: Final = {
    "start-painted": "start: window painted | empty Qt window",
    "start-board": "start: the week's board from 100,000 | and SQLAlchemy imported",
    "book": "book a place, 4 claims, FULL sync | same statements, bare driver",
    "book-million": "the same with 1,000,000 stored | with 1,000 stored",
    "refusal": "a refusal with alternatives, 10,000 stored |",
    "board-week": "week of the board from 100,000 | same rows, bare driver",
    "day-sheet": "day sheet PDF, 40 rows | typst alone",
    "board-frame-7": "board repainted, 300 of 30,000 seen | QPainter alone",
    "board-frame-7-ms": "the same, a frame |",
    "board-scroll-p95": "scroll through a year, frame, p95 |",
    "board-zoom-p95": "zoom into a year, frame, p95 |",
    "drag-step": "a drag's step, judged everywhere, p99 |",
    "filter-exhibitors": "filter 2,100 exhibitors, a key, p99 |",
    "stall-first": "longest stall, everything for the first time |",
    "stall": "longest stall of a day's tasks |",
    "stall-look": "longest stall of another look or language |",
    "probes-beyond": "100 probes, 30 hang: beyond their time limit |",
    "probes-stall": "longest stall of the loop meanwhile |",
}
"""What a row measures, and the limit beside it."""

SOAK_TITLES: Final = {
    "soak-memory": "memory after hours of use | after the first hour",
    "soak-qt": "Qt's objects then | after the first hour",
    "soak-python": "Python's objects then | after the first hour",
}


def _probes(bench: Bench) -> Iterable[Row]:
    return probes.rows(bench.sizes.probe_seconds)


_MEASURES: Final[tuple[tuple[tuple[str, ...], Callable[[Bench], Iterable[Row]]], ...]] = (
    (("start-painted", "start-board"), _start),
    (("book",), _book),
    (("book-million",), _book_million),
    (("refusal",), _refusal),
    (("board-week",), _board_week),
    (("day-sheet",), _day_sheet),
    (("board-frame-7", "board-frame-7-ms", "board-scroll-p95", "board-zoom-p95"), _frames),
    (("drag-step",), _drag),
    (("filter-exhibitors",), _filter),
    (("stall-first", "stall", "stall-look"), _stalls),
    (("probes-beyond", "probes-stall"), _probes),
)


def measure(bench: Bench, names: Iterable[str] = TITLES) -> Iterator[Row]:
    """Measure the rows of these names, each as soon as it is known."""
    wanted = set(names)
    for made, rows_of in _MEASURES:
        if wanted.intersection(made):
            yield from (row for row in rows_of(bench) if row.name in wanted)
