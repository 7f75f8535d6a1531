import pytest
from sqlalchemy import event, text

from labapp.services.checks import MOST_OF_A_KIND, check_store
from labapp.services.spaces import SetCapacity, set_capacity
from labapp.storage.store import Store
from tests.builders import as_actor, span, when
from tests.services.orders import ONE_ENGINE, book, booked, resource_id

HALF = "(SELECT max(revision) / 2 FROM journal)"
STAY = "(SELECT id FROM booking WHERE number = 'BK050')"


def run(store: Store, statement: str) -> int:
    """Run a statement by hand; return how many rows it hit."""
    statement = statement.replace("<half>", HALF).replace("<stay>", STAY)
    with store.engine.begin() as connection:
        return connection.execute(text(statement)).rowcount


def whats(store: Store) -> set[str]:
    return {problem.what for problem in check_store(store).problems}


def test_a_lab_that_nobody_has_touched_by_hand_is_sound(sample: Store) -> None:
    book(sample, "C7", "EX07", span(3, "14:00", "15:00"))

    report = check_store(sample)

    assert report.problems == ()
    assert report.sound
    assert report.bookings == 74
    assert min(report.claims, report.slots, report.revision) > 74


def test_an_empty_lab_is_sound(store: Store) -> None:
    report = check_store(store)

    assert (report.sound, report.bookings, report.revision) == (True, 0, 0)


HAND: dict[str, tuple[str, set[str]]] = {
    "less is counted as used than is claimed": (
        "UPDATE occupancy SET used = used - 1 WHERE used > 1000",
        {"occupancy"},
    ),
    "a counted row is deleted": (
        "DELETE FROM occupancy WHERE slot = (SELECT max(slot) FROM occupancy)",
        {"occupancy"},
    ),
    "something is counted that nobody claims": (
        "INSERT INTO occupancy SELECT max(id), 1, 1, 1, 0 FROM place",
        {"occupancy"},
    ),
    "a claim is deleted": (
        "DELETE FROM claim WHERE booking_id = <stay>",
        {"occupancy", "claim"},
    ),
    "a claim is changed": (
        "UPDATE claim SET units = units + 1",
        {"occupancy", "over"},
    ),
    "a claim is cut short": (
        "UPDATE claim SET until_slot = until_slot - 1 WHERE booking_id = <stay>",
        {"occupancy", "claim"},
    ),
    "a booking is cancelled": (
        "UPDATE booking SET state = 'cancelled' WHERE number = 'BK050'",
        {"claim"},
    ),
    "a cancelled booking is confirmed": (
        "UPDATE booking SET state = 'confirmed' WHERE number = 'BK049'",
        {"claim"},
    ),
    "a booking is moved": (
        "UPDATE booking SET starts_at = starts_at + 900 WHERE id = <stay>",
        {"claim"},
    ),
    "the capacity that is counted to is changed": (
        "UPDATE occupancy SET capacity = capacity + 1",
        {"capacity"},
    ),
    "a capacity is changed": (
        "UPDATE capacity_step SET capacity = capacity + 1 WHERE capacity > 1000",
        {"capacity"},
    ),
    "a step of a capacity is deleted": (
        "DELETE FROM capacity_step WHERE from_slot = (SELECT max(from_slot) FROM capacity_step)",
        {"capacity"},
    ),
    "more is excused than is over": (
        "UPDATE occupancy SET excused = 1 WHERE used < capacity",
        {"excused"},
    ),
    "what was done is told otherwise": (
        "UPDATE journal SET actor = 'nobody' WHERE revision = <half>",
        {"journal"},
    ),
    "what a booking became is told otherwise": (
        "UPDATE journal SET after = replace(after, 'BK050', 'BK051') WHERE subject = 'BK050'",
        {"journal"},
    ),
    "a row of the journal is deleted": (
        "DELETE FROM journal WHERE revision = <half>",
        {"journal"},
    ),
    "the journal's first row is deleted": (
        "DELETE FROM journal WHERE revision = 1",
        {"journal"},
    ),
    "the journal's tail is cut": (
        "DELETE FROM journal WHERE revision > <half>",
        {"journal"},
    ),
    "the journal is emptied": ("DELETE FROM journal", {"journal"}),
}


@pytest.mark.parametrize("damage", HAND)
def test_damage_that_was_done_by_hand_is_found(sqlite_sample: Store, damage: str) -> None:
    statement, expected = HAND[damage]

    assert run(sqlite_sample, statement) > 0

    assert whats(sqlite_sample) == expected


@pytest.mark.parametrize(
    "damage", ["a claim is deleted", "a booking is cancelled", "the journal's tail is cut"]
)
def test_damage_is_found_on_either_engine(sample: Store, damage: str) -> None:
    statement, expected = HAND[damage]

    run(sample, statement)

    assert whats(sample) == expected


def test_a_problem_says_where_it_is(sqlite_sample: Store) -> None:
    run(sqlite_sample, "UPDATE booking SET state = 'cancelled' WHERE number = 'BK050'")

    (problem,) = check_store(sqlite_sample).problems

    assert problem.detail == "BK050 (cancelled)"


def test_claims_that_two_hold_at_once_are_found_though_they_are_counted(
    sqlite_sample: Store,
) -> None:
    booth = resource_id(sqlite_sample, "place:C7")
    book(sqlite_sample, "C7", "EX07", span(3, "14:00", "15:00"))
    other = booked(sqlite_sample, "BK050").id
    run(
        sqlite_sample,
        f"UPDATE claim SET resource_id = {booth}, from_slot = from_slot + 48, "  # noqa: S608 -- numbers
        f"until_slot = until_slot + 48 WHERE booking_id = {other} AND units = 1 "
        f"AND resource_id = (SELECT resource_id FROM place WHERE code = 'B3')",
    )

    assert {"over", "claim"} <= whats(sqlite_sample)


def test_a_reference_to_nothing_is_found(sqlite_sample: Store) -> None:
    with sqlite_sample.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("DELETE FROM person WHERE id = 1")
        connection.exec_driver_sql("UPDATE person SET exhibitor_id = 999 WHERE id = 2")
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.exec_driver_sql("BEGIN")

    assert whats(sqlite_sample) == {"reference"}


def test_what_is_over_a_forced_capacity_is_sound(sample: Store) -> None:
    sample.write(
        set_capacity,
        SetCapacity(
            resource_id=resource_id(sample, "P-GPU"),
            start=when(2),
            end=when(3),
            capacity=5000,
            force_reason="a fire",
        ),
    )

    assert check_store(sample).sound


def test_slots_that_are_wrong_alike_are_told_as_one(sqlite_sample: Store) -> None:
    run(
        sqlite_sample,
        "DELETE FROM occupancy WHERE resource_id = "
        "(SELECT resource_id FROM place WHERE code = 'B3')",
    )

    found = [problem.detail for problem in check_store(sqlite_sample).problems]

    assert found[0] == "place:B3 2026-12-08 10:00 – 2026-12-08 12:15: 0 ≠ 1"
    assert len(found) == 4


def test_much_of_one_kind_of_damage_does_not_hide_another(sqlite_sample: Store) -> None:
    run(sqlite_sample, "DELETE FROM occupancy")
    run(sqlite_sample, "DELETE FROM journal")

    found = [problem.what for problem in check_store(sqlite_sample).problems]

    assert found == ["occupancy"] * MOST_OF_A_KIND + ["journal"]


@pytest.mark.parametrize("table", ["claim", "occupancy"])
def test_bookings_that_are_made_while_it_looks_do_not_disturb_it(sample: Store, table: str) -> None:
    others = as_actor(sample, "mary", sample.actor.role)
    order = [span(3, "14:00", "15:00"), span(3, "15:30", "16:30")]

    def book_meanwhile(*facts: object) -> None:
        statement = str(facts[2])
        if order and f"FROM {table}" in statement and "SELECT" in statement:
            book(others, "C7", "EX07", order.pop())

    event.listen(sample.engine, "after_cursor_execute", book_meanwhile)
    report = check_store(sample)
    event.remove(sample.engine, "after_cursor_execute", book_meanwhile)
    others.close()

    assert len(order) < 2
    assert report.problems == ()


@ONE_ENGINE
def test_looking_changes_nothing(sample: Store) -> None:
    before = check_store(sample)

    assert check_store(sample) == before
