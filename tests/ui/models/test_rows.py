from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from labapp.ui.models.rows import ROW_ROLE, Column, RowsFilter, RowsModel


@dataclass(frozen=True)
class Fruit:
    name: str
    weight: int


PEAR, APPLE, KIWI = Fruit("Pear", 180), Fruit("Apple", 95), Fruit("Kiwi", 80)


@pytest.fixture
def model() -> Iterator[RowsModel[Fruit]]:
    model = RowsModel[Fruit](
        [
            Column(lambda: "Name", lambda row: row.name),
            Column(lambda: "Weight", lambda row: f"{row.weight} g", lambda row: row.weight),
        ]
    )
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield model
    assert tester is not None


@pytest.fixture
def found(model: RowsModel[Fruit]) -> Iterator[RowsFilter[Fruit]]:
    found = RowsFilter[Fruit](model, lambda row: f"{row.name} {row.weight}", str.casefold)
    tester = QAbstractItemModelTester(found, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield found
    assert tester is not None


def test_rows_are_shown_through_their_columns(model: RowsModel[Fruit]) -> None:
    model.replace([PEAR, APPLE])

    assert [model.index(row, 1).data() for row in range(2)] == ["180 g", "95 g"]
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Name"
    assert model.index(1, 0).data(ROW_ROLE) is APPLE


def test_replacing_as_many_rows_keeps_the_place(model: RowsModel[Fruit]) -> None:
    model.replace([PEAR, APPLE])
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))

    model.replace([PEAR, KIWI])
    assert (model.index(1, 0).data(), resets) == ("Kiwi", [])
    model.replace([KIWI])

    assert (model.rowCount(), resets) == (1, [1])


def test_every_word_of_a_search_must_be_found(
    model: RowsModel[Fruit], found: RowsFilter[Fruit]
) -> None:
    model.replace([PEAR, APPLE, KIWI])

    found.search("P 9")
    assert found.shown() == (APPLE,)
    found.search("")

    assert len(found.shown()) == 3


def test_a_changed_row_is_searched_as_it_is_now(
    model: RowsModel[Fruit], found: RowsFilter[Fruit]
) -> None:
    model.replace([PEAR, APPLE])
    found.search("kiwi")
    assert found.shown() == ()

    model.replace([PEAR, KIWI])

    assert found.shown() == (KIWI,)


def test_columns_sort_by_their_keys_not_by_their_texts(
    model: RowsModel[Fruit], found: RowsFilter[Fruit]
) -> None:
    model.replace([PEAR, APPLE, KIWI])

    found.sort(1)

    assert found.shown() == (KIWI, APPLE, PEAR)


def test_a_row_is_found_by_what_it_is(model: RowsModel[Fruit], found: RowsFilter[Fruit]) -> None:
    model.replace([PEAR, APPLE])

    assert found.position_of(lambda row: row is APPLE).row() == 1
    assert not found.position_of(lambda row: row is KIWI).isValid()
