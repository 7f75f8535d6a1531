"""One transaction for each use case: whole or not at all, announced once, run again if it helps."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from labapp.domain.errors import DatabaseFault, Refused
from labapp.domain.policy import Policy
from labapp.domain.staff import Role
from labapp.services import bookings
from labapp.storage import bookings as rows
from labapp.storage import store as store_module
from labapp.storage.lab import lab as read_lab
from labapp.storage.store import Store
from labapp.storage.transaction import ChangedUnderfoot, Transaction
from tests import builders
from tests.builders import SmallLab, span
from tests.sweep import problems_in


def counts(store: Store) -> tuple[int, ...]:
    tables = ("booking", "claim", "journal", "occupancy")
    statement = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)  # noqa: S608
    with store.reading() as connection:
        return tuple(connection.execute(text(f"SELECT {statement}")).one())


def test_a_use_case_that_fails_leaves_nothing_and_tells_nobody(law: Store, lab: SmallLab) -> None:
    before = counts(law)
    told: list[object] = []
    law.listen(lambda revisions, areas: told.append(revisions))

    def book_and_fail(tx: Transaction) -> None:
        bookings.book_place(tx, lab.order("A1", span(1, "10:00", "11:00")))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        law.write(book_and_fail)

    assert counts(law) == before
    assert told == []


def test_a_write_is_announced_once_with_its_revisions_and_areas(law: Store, lab: SmallLab) -> None:
    told: list[object] = []
    stop = law.listen(lambda revisions, areas: told.append((revisions, areas)))
    first = counts(law)[2] + 1

    def book_two(tx: Transaction) -> None:
        bookings.book_place(tx, lab.order("A1", span(1, "10:00", "11:00")))
        bookings.book_place(tx, lab.order("A2", span(1, "10:00", "11:00")))

    law.write(book_two)
    stop()
    law.write(bookings.book_place, lab.order("T1", span(1, "10:00", "11:00")))

    assert told == [((first, first + 1), frozenset({"bookings"}))]


def test_a_use_case_that_writes_nothing_is_not_announced(law: Store) -> None:
    told: list[object] = []
    law.listen(lambda revisions, areas: told.append(revisions))

    assert law.write(bookings.expire_due) == 0

    assert told == []


def test_a_rehearsal_says_what_would_be_and_changes_nothing(law: Store, lab: SmallLab) -> None:
    before = counts(law)

    booked = law.rehearse(bookings.book_place, lab.order("A1", span(1, "10:00", "11:00")))

    assert booked.number == "BK001"
    assert counts(law) == before
    with pytest.raises(Refused):
        law.rehearse(bookings.book_place, lab.order("A1", span(1, "10:00", "11:00"), units=2))


def test_who_loses_a_race_for_the_last_place_is_decided_again(law: Store, lab: SmallLab) -> None:
    attempts: list[int] = []

    def lose_once(tx: Transaction) -> str:
        attempts.append(len(attempts))
        if len(attempts) == 1:
            tx.connection.execute(
                text("INSERT INTO occupancy VALUES (:resource, 7, 2, 1, 0)"),
                {"resource": lab.resources["guide:G1"]},
            )
        return bookings.book_place(tx, lab.order("A1", span(1, "10:00", "11:00"))).number

    assert law.write(lose_once) == "BK001"
    assert attempts == [0, 1]
    assert problems_in(law) == []


def test_a_race_that_is_always_lost_ends(
    law: Store, lab: SmallLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "ATTEMPTS", 4)
    attempts: list[int] = []

    def lose(tx: Transaction) -> None:
        attempts.append(len(attempts))
        tx.connection.execute(
            text("INSERT INTO occupancy VALUES (:resource, 7, 2, 1, 0)"),
            {"resource": lab.resources["guide:G1"]},
        )

    with pytest.raises(IntegrityError, match="ck_occupancy_capacity"):
        law.write(lose)

    assert len(attempts) == 4


def test_a_row_that_was_changed_between_reading_and_writing_is_read_again(
    postgres_law: Store, lab: SmallLab
) -> None:
    booked = postgres_law.write(bookings.book_place, lab.order("A1", span(1, "10:00", "11:00")))
    other = builders.as_actor(postgres_law, "other", Role.OFFICER)
    seen: list[int] = []

    def note(tx: Transaction, *, text: str) -> None:
        before = rows.by_id(tx.connection, booked.id)
        assert before is not None
        seen.append(before.version)
        if len(seen) == 1:
            other.write(
                bookings.edit_booking,
                bookings.EditBooking(booking_id=booked.id, changes={"note": "theirs"}),
            )
        rows.change(tx.connection, replace(before, note=text, version=before.version + 1))

    postgres_law.write(note, text="ours")

    assert seen == [1, 2]
    found = postgres_law.read(bookings.booking_by_id, booked.id)
    assert (found.note, found.version) == ("ours", 3)
    other.close()


def test_in_a_file_of_one_writer_a_version_that_does_not_follow_is_a_bug(
    sqlite_law: Store, lab: SmallLab
) -> None:
    booked = sqlite_law.write(bookings.book_place, lab.order("A1", span(1, "10:00", "11:00")))

    with pytest.raises(ChangedUnderfoot):
        sqlite_law.write(lambda tx: rows.change(tx.connection, booked))


def test_a_row_that_is_always_changed_underfoot_is_locked(
    postgres_law: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "ATTEMPTS", 3)

    def never(tx: Transaction) -> None:
        raise ChangedUnderfoot("BK001")

    for run in (postgres_law.write, postgres_law.rehearse):
        with pytest.raises(DatabaseFault) as fault:
            run(never)
        assert fault.value.kind == "locked"


def test_house_rules_changed_elsewhere_are_seen_by_the_next_use_case(law: Store) -> None:
    def slot_minutes(tx: Transaction) -> int:
        return read_lab(tx).policy.slot_minutes

    assert law.read(slot_minutes) == Policy().slot_minutes
    other = builders.as_actor(law, "other", Role.SUPERVISOR)

    other.write(builders.set_policy, slot_minutes=30)

    assert law.read(slot_minutes) == 30
    other.close()


def test_house_rules_that_were_taken_back_are_not_remembered(law: Store) -> None:
    def change_and_fail(tx: Transaction) -> None:
        builders.set_policy(tx, slot_minutes=60)
        assert read_lab(tx).policy.slot_minutes == 60
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        law.write(change_and_fail)

    assert law.read(lambda tx: read_lab(tx).policy.slot_minutes) == Policy().slot_minutes


def test_the_tokens_of_old_writes_are_forgotten(
    sqlite_law: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "TOKENS_KEPT", 10)
    tokens: list[str] = []

    for _ in range(30):
        sqlite_law.write(lambda tx: tokens.append(tx.token))

    assert sqlite_law.is_own(tokens[-1])
    assert not sqlite_law.is_own(tokens[0])
    assert not sqlite_law.is_own(None)
