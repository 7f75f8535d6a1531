"""The journal: every act with who and when, chained so that a change by hand shows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from labapp.domain.bookings import Act
from labapp.domain.errors import Refused
from labapp.domain.staff import Role
from labapp.services import bookings
from labapp.services.bookings import ActOn
from labapp.storage import journal
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests import builders
from tests.builders import SmallLab, span, when


@pytest.fixture
def busy(law: Store, lab: SmallLab) -> Store:
    """A lab in which a few things were done."""
    for day in range(1, 6):
        booked = law.write(bookings.book_place, lab.order("A1", span(day, "10:00", "11:00")))
        law.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.CANCEL, reason="r"))
    return law


def broken_at(store: Store) -> int | None:
    with store.reading() as connection:
        return journal.broken_at(connection)


def test_an_untouched_journal_is_whole(busy: Store) -> None:
    assert broken_at(busy) is None


def test_an_empty_journal_is_whole(store: Store) -> None:
    assert broken_at(store) is None


COLUMNS = ("at", "actor", "role", "origin", "area", "act", "subject", "before", "after", "batch")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_shows(sqlite_law: Store, lab: SmallLab, column: str) -> None:
    last = sqlite_law.read(lambda tx: journal.latest_revision(tx.connection))
    for day in (1, 2):
        sqlite_law.write(bookings.book_place, lab.order("A1", span(day, "10:00", "11:00")))
    value = "7" if column in {"at", "batch"} else "'other'"

    sqlite_law.write(
        lambda tx: (
            tx.connection.execute(
                text(f"UPDATE journal SET {column} = {value} WHERE revision = {last + 1}")  # noqa: S608
            ).rowcount
        )
    )

    assert broken_at(sqlite_law) == last + 1


TAMPERINGS = (
    "DELETE FROM journal WHERE revision = (SELECT max(revision) - 3 FROM journal)",
    "DELETE FROM journal WHERE revision = (SELECT max(revision) FROM journal)",
    "UPDATE journal SET revision = revision + 100 WHERE revision > 30",
    "UPDATE journal_head SET revision = revision - 1",
    "UPDATE journal_head SET hash = ''",
    "DELETE FROM journal",
)


def test_a_row_taken_out_or_moved_shows(busy: Store) -> None:
    def found_after(tx: Transaction, tampering: str) -> int | None:
        tx.connection.execute(text(tampering))
        return journal.broken_at(tx.connection)

    found = {one: busy.rehearse(found_after, one) for one in TAMPERINGS}

    assert None not in found.values(), found
    assert broken_at(busy) is None


def test_every_act_has_who_when_from_and_to(law: Store, lab: SmallLab) -> None:
    officer = builders.as_actor(law, "Chan", Role.OFFICER)
    booked = officer.write(bookings.book_place, lab.order("A1", span(1, "10:00", "11:00")))
    builders.set_clock(law, when(0, "09:00"))

    law.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.CHECK_IN))

    newest, first = law.read(bookings.history_of, "BK001")
    assert (newest.actor, newest.role, newest.origin) == ("tester", "supervisor", "desk")
    assert (newest.act, newest.at) == ("check_in", when(0, "09:00"))
    assert newest.before is not None
    assert newest.after is not None
    assert (newest.before["state"], newest.after["state"]) == ("confirmed", "checked_in")
    assert (first.actor, first.role, first.before) == ("Chan", "officer", None)
    assert newest.at - first.at == timedelta(hours=1)
    officer.close()


def test_a_revision_is_taken_by_one_only(law: Store, lab: SmallLab) -> None:
    stores = [builders.as_actor(law, f"desk {n}", Role.OFFICER) for n in range(3)]
    for day in range(1, 7):
        stores[day % 3].write(bookings.book_place, lab.order("A1", span(day, "10:00", "11:00")))

    with law.reading() as connection:
        revisions = list(
            connection.execute(text("SELECT revision FROM journal ORDER BY revision")).scalars()
        )

    assert revisions == list(range(1, len(revisions) + 1))
    for store in stores:
        store.close()


def in_one_batch(lab: SmallLab, number: int) -> Callable[[Transaction], None]:
    def book_many(tx: Transaction) -> None:
        for day in range(number):
            bookings.book_place(tx, lab.order("A1", span(1 + day, "10:00", "11:00")))

    return book_many


def test_the_oldest_act_that_is_remembered_is_whole(sqlite_law: Store, lab: SmallLab) -> None:
    sqlite_law.write(in_one_batch(lab, 30))

    found = sqlite_law.read(lambda tx: journal.acts_of(tx.connection, "tester", limit=7))

    assert len(found) == 30
    assert [row.revision for row in found] == sorted((row.revision for row in found), reverse=True)


def test_what_was_refused_is_not_in_the_journal(law: Store, lab: SmallLab) -> None:
    before = law.read(lambda tx: journal.latest_revision(tx.connection))

    with pytest.raises(Refused):
        law.write(bookings.book_place, lab.order("A1", span(1, "10:00", "11:00"), units=2))

    assert law.read(lambda tx: journal.latest_revision(tx.connection)) == before
