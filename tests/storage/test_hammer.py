"""Many writers at once, each a process with its own store: no double booking, nothing lost."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import text

from labapp.domain.errors import Refused
from labapp.services import bookings
from labapp.services.checks import check_store
from labapp.storage.engine import Location
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests.builders import TEST_DESK, SmallLab, StillClock, span, when
from tests.storage import crews
from tests.sweep import problems_in

WRITERS = 16
SECONDS = 20.0

log = logging.getLogger(__name__)


def database_of(location: Location) -> str:
    return str(location.path) if location.path is not None else str(location.url)


@pytest.mark.slow
def test_sixteen_writers_never_overbook_and_nothing_confirmed_is_lost(
    law_location: Location, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with crews.crew(database_of(law_location), tmp_path, range(WRITERS), SECONDS) as members:
        codes = [process.wait(SECONDS + 60) for process, _ in members]
    told = crews.read_ledgers(tmp_path)
    store = open_store(law_location, actor=TEST_DESK, clock=StillClock(when(0, "08:00")))

    log.info(
        "%s: %d confirmed, %d refused in %.0f s by %d writers",
        store.engine.dialect.name,
        told.answers,
        told.refused,
        SECONDS,
        WRITERS,
    )
    assert codes == [0] * WRITERS
    assert told.faults == []
    assert problems_in(store) == []
    assert check_store(store).sound
    assert crews.disagreements(store, told) == []
    assert told.answers > WRITERS * 10
    assert told.refused > WRITERS * 10
    store.close()


def double_book_by_hand(tx: Transaction) -> None:
    """Copy the only booking and what it claims, past the guard."""
    columns = [
        row[0]
        for row in tx.connection.execute(text("SELECT * FROM booking LIMIT 0")).cursor.description
        if row[0] not in {"id", "key", "number"}
    ]
    names = ", ".join(columns)
    tx.connection.execute(
        text(
            f"INSERT INTO booking (key, number, {names}) "  # noqa: S608 -- our own columns
            f"SELECT 'other', 'BK999', {names} FROM booking"
        )
    )
    tx.connection.execute(
        text(
            "INSERT INTO claim (booking_id, resource_id, from_slot, until_slot, units, alone) "
            "SELECT (SELECT max(id) FROM booking), resource_id, from_slot, until_slot, units, "
            ":alone FROM claim"
        ),
        {"alone": False},
    )


def test_the_judge_finds_a_double_booking_made_past_the_guard(law: Store, lab: SmallLab) -> None:
    law.write(bookings.book_place, lab.order("A1", span(1, "10:00", "11:00")))
    assert problems_in(law) == []

    law.write(double_book_by_hand)

    found = problems_in(law)
    assert any(problem.startswith("over-use") for problem in found)
    assert any(problem.startswith("occupancy") for problem in found)
    assert not check_store(law).sound


def forget_use(tx: Transaction) -> None:
    tx.connection.execute(text("UPDATE occupancy SET used = 0"))


def test_without_the_guard_the_program_would_double_book_and_the_judge_would_say_so(
    law: Store, lab: SmallLab
) -> None:
    order = lab.order("N1", span(1, "10:00", "11:00"), units=3)
    law.write(bookings.book_place, order)
    law.write(forget_use)

    law.write(bookings.book_place, lab.order("N1", order.span, exhibitor="EX02", units=3))

    assert any(problem.startswith("over-use") for problem in problems_in(law))


@pytest.mark.postgres
def test_behind_the_guard_postgres_guards_single_places_a_second_time(
    postgres_law: Store, lab: SmallLab, caplog: pytest.LogCaptureFixture
) -> None:
    order = lab.order("A1", span(1, "10:00", "11:00"))
    postgres_law.write(bookings.book_place, order)
    postgres_law.write(forget_use)

    with pytest.raises(Exception, match="ex_claim_alone"):
        postgres_law.write(bookings.book_place, lab.order("A1", order.span, exhibitor="EX02"))
    caplog.clear()  # the driver warns of the statements that it sent after the refused one


def test_the_judge_finds_a_booking_that_holds_nothing(law: Store, lab: SmallLab) -> None:
    law.write(bookings.book_place, lab.order("A1", span(1, "10:00", "11:00")))

    law.write(lambda tx: tx.connection.execute(text("DELETE FROM claim")).rowcount)

    assert any(problem.startswith("claims of BK001") for problem in problems_in(law))


def test_a_journal_row_changed_by_hand_breaks_the_chain(law: Store, lab: SmallLab) -> None:
    law.write(bookings.book_place, lab.order("A1", span(1, "10:00", "11:00")))

    law.write(
        lambda tx: (
            tx.connection.execute(
                text("UPDATE journal SET actor = 'nobody' WHERE act = 'book'")
            ).rowcount
        )
    )

    assert any(problem.startswith("journal broken") for problem in problems_in(law))


def test_the_last_one_to_ask_is_told_who_has_it(law: Store, lab: SmallLab) -> None:
    law.write(bookings.book_place, lab.order("A1", span(1, "10:00", "11:00")))

    with pytest.raises(Refused) as refused:
        law.write(bookings.book_place, lab.order("A1", span(1, "10:30", "12:00")))

    assert "BK001" in repr(refused.value.refusals)
