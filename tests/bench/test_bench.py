import json

import pytest

from labapp.services.checks import check_store
from tests.bench.__main__ import line
from tests.bench.measuring import Row, side_by_side
from tests.bench.rows import TITLES, Bench, Sizes, measure

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
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"), TINY)


@pytest.mark.parametrize("name", [name for name in TITLES if not name.startswith("start")])
def test_a_row_can_be_measured(bench: Bench, name: str) -> None:
    (row,) = measure(bench, [name])

    assert row.name == name
    assert row.value > 0
    assert (row.limit is None) == (name == "refusal")


@pytest.mark.slow
def test_the_start_of_the_desk_can_be_measured(bench: Bench) -> None:
    painted, filled = measure(bench, ["start-painted", "start-board"])

    assert (painted.name, filled.name) == ("start-painted", "start-board")
    assert painted.value < filled.value


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
