"""A list costs the same number of queries for three rows as for one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from labapp.domain.bookings import State
from labapp.domain.times import Span
from labapp.services import (
    aiss,
    bookings,
    computing,
    exhibitors,
    matching,
    rebooking,
    reports,
    undo,
)
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests import builders
from tests.builders import MONDAY, SmallLab, span, when

WEEK = Span(when(0), when(7))
Query = Callable[[Transaction], object]


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def queries_of(store: Store, query: Query) -> int:
    store.read(query)  # the snapshot of the lab is read once
    with counted(store) as statements:
        store.read(query)
    return len(statements)


LISTS: dict[str, Query] = {
    "bookings of a week": lambda tx: bookings.bookings_between(tx, WEEK),
    "history of a booking": lambda tx: bookings.history_of(tx, "BK001"),
    "exhibitors": exhibitors.list_exhibitors,
    "demos": exhibitors.all_demos,
    "states": lambda tx: reports.count_by_state(tx, WEEK),
    "peaks": lambda tx: reports.daily_peaks(tx, MONDAY + timedelta(days=1)),
    "use": lambda tx: reports.use_of_day(tx, MONDAY + timedelta(days=1)),
    "weather": lambda tx: reports.weather_preview(tx, "t8", when(1, "11:00")),
    "undoable": undo.undoable,
    "rebooking": rebooking.rebooking_list,
    "aiss": aiss.list_references,
}


def add_rows(store: Store, lab: SmallLab, number: int) -> None:
    for nth in range(number):
        code = f"NEW{number}{nth}"
        owner = store.write(builders.add_exhibitor, code)
        store.write(builders.add_demo, f"DN{number}{nth}", owner, seats={lab.resources["TK"]: 1})
        order = lab.order("A1", span(1, f"{8 + 2 * nth + number}:00", f"{9 + 2 * nth + number}:00"))
        booked = store.write(bookings.book_place, order)
        store.write(
            bookings.edit_booking,
            bookings.EditBooking(booking_id=booked.id, changes={"note": code}),
        )


@pytest.mark.parametrize("what", sorted(LISTS))
def test_a_list_of_three_costs_as_many_queries_as_a_list_of_one(
    sqlite_law: Store, lab: SmallLab, what: str
) -> None:
    add_rows(sqlite_law, lab, 1)
    one = queries_of(sqlite_law, LISTS[what])

    add_rows(sqlite_law, lab, 3)

    assert queries_of(sqlite_law, LISTS[what]) == one
    assert one <= 8


def test_a_booking_costs_as_many_queries_in_a_full_lab_as_in_an_empty_one(
    sqlite_law: Store, lab: SmallLab
) -> None:
    def cost(day: int) -> int:
        with counted(sqlite_law) as statements:
            sqlite_law.write(bookings.book_place, lab.order("A1", span(day, "10:00", "11:00")))
        return len(statements)

    sqlite_law.write(bookings.expire_due)
    cost(100)
    first = cost(101)
    for day in range(1, 30):
        sqlite_law.write(bookings.book_place, lab.order("A1", span(day, "10:00", "11:00")))

    assert cost(102) == first


def test_holds_that_have_run_out_are_looked_for_in_two_queries(
    sqlite_law: Store, lab: SmallLab
) -> None:
    for day in range(1, 4):
        order = lab.order("A1", span(day, "10:00", "11:00"), state=State.HELD)
        sqlite_law.write(bookings.book_place, order)

    with counted(sqlite_law) as statements:
        sqlite_law.write(bookings.expire_due)

    assert len([one for one in statements if one.startswith("SELECT")]) == 2


SUMS: dict[str, Query] = {
    "compute": lambda tx: computing.compute_use(tx, WEEK),
    "matching": lambda tx: matching.guests_for(tx, 1),
}
"""What is put together from many tables."""


@pytest.mark.parametrize("what", sorted(SUMS))
def test_a_sum_over_three_costs_as_many_queries_as_over_one(
    sqlite_law: Store, lab: SmallLab, what: str
) -> None:
    add_rows(sqlite_law, lab, 1)
    one = queries_of(sqlite_law, SUMS[what])

    add_rows(sqlite_law, lab, 3)

    assert queries_of(sqlite_law, SUMS[what]) == one
