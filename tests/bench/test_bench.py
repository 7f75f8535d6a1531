import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from labapp.services.checks import check_store
from tests.bench.__main__ import line
from tests.bench.measuring import Row, side_by_side
from tests.bench.rows import TITLES, Bench, Sizes, measure
from tests.bench.soak import STARTS_AT, HurriedClock, use
from tests.journeys.day import books_by_phone, drags, moves_to_another_day

TINY = Sizes(
    short=500,
    busy=6_000,
    large=1_000,
    long=2_000,
    books=3,
    refusals=2,
    weeks=2,
    sheets=1,
    starts=1,
    frames=4,
    drags=6,
    tasks=1,
    names=1,
    exhibitors=60,
    probe_seconds=0.5,
)
DAYS = 4
QT_LEEWAY = 30
"""A booking's history is longer after a day."""
WHOLE_PROGRAM = ("start-painted", "start-board", "stall-first", "stall", "stall-look")
"""Rows that take longer than a second however little is measured."""
WITHOUT_LIMIT = {
    *("refusal", "board-frame-7-ms", "board-scroll-p95", "board-zoom-p95"),
    *("drag-step", "filter-exhibitors", "probes-beyond", "probes-stall"),
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"), TINY)


@pytest.mark.parametrize("name", [name for name in TITLES if name not in WHOLE_PROGRAM])
def test_a_row_can_be_measured(bench: Bench, name: str) -> None:
    (row,) = measure(bench, [name])

    assert row.name == name
    assert row.value > 0
    assert (row.limit is None) == (name in WITHOUT_LIMIT)


@pytest.mark.slow
def test_the_start_of_the_desk_can_be_measured(bench: Bench) -> None:
    painted, filled = measure(bench, ["start-painted", "start-board"])

    assert (painted.name, filled.name) == ("start-painted", "start-board")
    assert painted.value < filled.value


@pytest.mark.slow
def test_the_stalls_of_a_day_can_be_measured(bench: Bench, qapp: QApplication) -> None:
    names = ["stall-first", "stall", "stall-look"]

    rows = list(measure(bench, names))

    assert [row.name for row in rows] == names
    assert all(row.value > 0 for row in rows)


@pytest.mark.slow
def test_the_desk_does_not_grow_from_day_to_day(tmp_path: Path, qapp: QApplication) -> None:
    """The first two meet everything; what the third and fourth leave behind is a leak."""
    clock = HurriedClock(STARTS_AT, speed=60)
    steps = (books_by_phone, moves_to_another_day, drags)

    weighed = use(tmp_path / "soak", clock, lambda so_far: len(so_far) < DAYS, steps)

    settled, last = weighed[1], weighed[-1]
    assert last.qt_objects <= settled.qt_objects + QT_LEEWAY
    assert last.python_objects <= settled.python_objects * 1.02


@pytest.mark.parametrize(("count", "claims"), [(TINY.short, 1), (TINY.large, 4)])
def test_a_built_past_keeps_the_law(bench: Bench, count: int, claims: int) -> None:
    store = bench.stored(count, claims=claims).copy("checked.db").open()

    report = check_store(store)
    store.close()

    assert report.problems == ()
    assert (report.bookings, report.claims) == (count, count * claims)


def test_a_row_is_over_when_its_ratio_is_above_the_bar() -> None:
    assert not Row("book", 4.0, 1.0, bar=4).over
    assert Row("book", 4.1, 1.0, bar=4).over


def test_a_row_without_a_limit_is_over_when_it_takes_longer_than_the_bar() -> None:
    assert not Row("refusal", 50, None, bar=50).over
    assert Row("refusal", 51, None, bar=50).over


def test_a_row_is_one_json_object() -> None:
    record = json.loads(json.dumps(Row("book", 6.0, 2.0, bar=4).as_record()))

    assert record == {
        "name": "book",
        "value": 6.0,
        "unit": "ms",
        "limit": 2.0,
        "ratio": 3.0,
        "bar": 4,
        "note": "",
        "over": False,
    }


def test_the_table_says_what_is_over() -> None:
    assert line(Row("book", 9.0, 2.0, bar=4)).splitlines()[0].endswith("over")
    assert "over" not in line(Row("book", 6.0, 2.0, bar=4))


def test_turns_alternate_and_warm_ones_do_not_count() -> None:
    seen: list[tuple[str, int]] = []

    side_by_side(
        2, lambda turn: seen.append(("a", turn)), lambda turn: seen.append(("b", turn)), warm=1
    )

    assert seen == [("b", 0), ("a", 0), ("a", 1), ("b", 1), ("b", 2), ("a", 2)]
