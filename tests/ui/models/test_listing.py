from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from labapp.ui.models.listing import Entry, ListColumn, Listing, by_number
from labapp.ui.models.rows import ROW_ROLE

DOWN, UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


@dataclass(frozen=True)
class Fruit:
    id: int
    name: str
    weight: int


PEAR, APPLE, KIWI = Fruit(1, "Pear", 180), Fruit(2, "apple", 95), Fruit(3, "Kiwi", 80)


def entries(*fruits: Fruit) -> list[Entry[Fruit]]:
    return [Entry(fruit, f"{fruit.name} {fruit.weight}".casefold()) for fruit in fruits]


@pytest.fixture
def listing() -> Iterator[Listing[Fruit]]:
    columns: list[ListColumn[Fruit]] = [
        ListColumn(name="name", heading=lambda: "Name", text=lambda row: row.name),
        ListColumn(
            name="weight",
            heading=lambda: "Weight",
            text=lambda row: f"{row.weight} g",
            sort_key=lambda row: row.weight,
            right=True,
        ),
    ]
    listing = Listing[Fruit](columns, lambda row: row.id, str.casefold)
    tester = QAbstractItemModelTester(listing, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield listing
    assert tester is not None


def test_rows_are_shown_through_their_columns(listing: Listing[Fruit]) -> None:
    listing.replace(entries(PEAR, APPLE))

    assert [listing.index(row, 1).data() for row in range(2)] == ["180 g", "95 g"]
    assert listing.headerData(0, Qt.Orientation.Horizontal) == "Name"
    assert listing.index(1, 0).data(ROW_ROLE) is APPLE


def test_every_word_of_a_search_must_be_found(listing: Listing[Fruit]) -> None:
    listing.replace(entries(PEAR, APPLE, KIWI))

    listing.search("P 9")
    assert (listing.shown, listing.narrowed) == ((APPLE,), True)
    listing.search(" ")

    assert (listing.shown, listing.narrowed) == ((PEAR, APPLE, KIWI), False)


def test_rows_that_are_not_wanted_are_left_out_of_what_is_found(listing: Listing[Fruit]) -> None:
    listing.replace(entries(PEAR, APPLE, KIWI))
    listing.keep(lambda row: row.weight < 100)
    listing.search("i")

    assert listing.shown == (KIWI,)
    assert listing.total == 3


def test_columns_sort_by_their_keys_or_by_their_texts_in_small_letters(
    listing: Listing[Fruit],
) -> None:
    listing.replace(entries(PEAR, APPLE, KIWI))

    listing.sort(1, DOWN)
    assert listing.shown == (PEAR, APPLE, KIWI)
    listing.sort(0, UP)

    assert listing.shown == (APPLE, KIWI, PEAR)


def test_what_is_wanted_stays_wanted_of_new_rows(listing: Listing[Fruit]) -> None:
    listing.sort(0, UP)
    listing.search("a")
    listing.replace(entries(PEAR, KIWI, APPLE))

    assert listing.shown == (APPLE, PEAR)


def test_a_row_that_only_changed_moves_nothing(listing: Listing[Fruit]) -> None:
    listing.replace(entries(PEAR, APPLE))
    resets: list[int] = []
    listing.modelReset.connect(lambda: resets.append(1))

    listing.replace(entries(Fruit(1, "Pear", 200), APPLE))
    assert (listing.index(0, 1).data(), resets) == ("200 g", [])
    listing.replace(entries(APPLE))

    assert (listing.rowCount(), resets) == (1, [1])


def test_amounts_stand_at_the_right_but_for_the_heading_with_the_arrow(
    listing: Listing[Fruit],
) -> None:
    listing.replace(entries(PEAR))
    role, across = Qt.ItemDataRole.TextAlignmentRole, Qt.Orientation.Horizontal

    assert listing.index(0, 1).data(role) & Qt.AlignmentFlag.AlignRight.value
    assert listing.headerData(1, across, role) & Qt.AlignmentFlag.AlignRight.value
    listing.sort(1, UP)

    assert listing.headerData(1, across, role) & Qt.AlignmentFlag.AlignLeft.value


def test_codes_are_sorted_as_people_count() -> None:
    assert sorted(["EX10", "EX9", "A2", "EX"], key=by_number) == ["A2", "EX", "EX9", "EX10"]
