"""The tables are what the migrations make, on both engines, with every guard in its place."""

import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, text
from sqlalchemy.exc import IntegrityError

from labapp.domain.errors import DatabaseFault
from labapp.storage import backup, schema
from labapp.storage.engine import Location, locate, make_engine
from labapp.storage.schema import HEAD, alembic_config, known_revisions, open_store
from labapp.storage.store import Store
from labapp.storage.tables import metadata
from labapp.storage.transaction import Transaction
from tests.builders import TEST_DESK, SmallLab, StillClock, when
from tests.storage.test_hammer import database_of
from tests.sweep import problems_in

ROOT = Path(__file__).parents[2]

GUARDS = {
    "ck_occupancy_capacity",
    "ck_occupancy_not_negative",
    "ck_occupancy_excused_not_negative",
    "ck_capacity_step_ends_after_start",
    "ck_capacity_step_not_negative",
    "ck_booking_length",
    "ck_booking_amounts",
    "ck_booking_buffer",
    "ck_claim_length",
    "ck_claim_units",
    "ck_exhibitor_badge_quota",
    "ck_demo_amounts",
    "ck_demo_toolkit_seats",
    "ck_clearance_proof_size",
    "ck_demo_choice_amounts",
    "ck_demo_choice_days",
    "ck_release_days",
    "ck_subsidy_shares_add_up",
    "ck_subsidy_rate",
    "ck_subsidy_rate_has_reason",
    "ck_place_units",
    "ck_power_feed_derate",
    "ck_opening_rule_weekday",
    "ck_floor_plan_file_has_drawing",
    "ck_compute_usage_amounts",
    "ck_weather_hit_lost",
    "ck_probe_amounts",
    "ck_probe_every",
    "ck_probe_result_holds_a_while",
    "ck_probe_result_proof",
    "ck_loan_due_after_out",
    "ck_loan_picture_kind",
    "uq_booking_key",
    "uq_booking_number",
    "uq_journal_token",
}
"""What comparing tables does not see, and the law and the journal rest on."""


def guards_in(connection: Connection) -> set[str]:
    if connection.dialect.name == "postgresql":
        names = connection.execute(text("SELECT conname FROM pg_constraint")).scalars()
        return set(names)
    made = connection.execute(text("SELECT sql FROM sqlite_master WHERE sql NOT NULL")).scalars()
    return set(re.findall(r"CONSTRAINT \"?(\w+)", "\n".join(made)))


def test_the_tables_are_what_the_migrations_make(store: Store) -> None:
    with store.engine.begin() as connection:
        command.check(alembic_config(connection))


def test_every_guard_is_in_the_database(store: Store) -> None:
    with store.reading() as connection:
        found = guards_in(connection)

    assert found >= GUARDS
    assert ("ex_claim_alone" in found) == (store.engine.dialect.name == "postgresql")


def test_every_check_of_the_tables_is_among_the_guards() -> None:
    checks = {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }

    assert {f"ck_{name}" if not name.startswith("ck_") else name for name in checks} <= GUARDS


def test_the_newest_script_is_the_head_that_the_program_wants(store: Store) -> None:
    with store.engine.begin() as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))

        assert scripts.get_current_head() == HEAD
        assert scripts.get_heads() == [HEAD]
        assert {script.revision for script in scripts.walk_revisions()} == known_revisions()


def test_the_same_slot_taken_twice_is_refused_by_name(law: Store, lab: SmallLab) -> None:
    """The behaviour itself: a guard that is there by name but does nothing would be found."""

    def take_twice(tx: Transaction) -> str:
        take = text(
            "INSERT INTO occupancy (resource_id, slot, used, capacity, excused)"
            " VALUES (:resource, 77, 1, 1, 0) ON CONFLICT (resource_id, slot)"
            " DO UPDATE SET used = occupancy.used + excluded.used"
        )
        values = {"resource": lab.resources["guide:G1"]}
        tx.connection.execute(take, values)
        with pytest.raises(IntegrityError) as refused, tx.connection.begin_nested():
            tx.connection.execute(take, values)
        return str(refused.value.orig)

    assert "ck_occupancy_capacity" in law.rehearse(take_twice)


NEVER = (
    "UPDATE booking SET ends_at = starts_at",
    "UPDATE booking SET ends_at = starts_at + 2678401",
    "UPDATE booking SET units = 0",
    "UPDATE booking SET power_w = -1",
    "UPDATE booking SET buffer_minutes = 1441",
    "UPDATE claim SET units = 0",
    "UPDATE claim SET until_slot = from_slot",
    "UPDATE claim SET until_slot = from_slot + 9219",
    "UPDATE capacity_step SET capacity = -1",
    "UPDATE occupancy SET used = -1",
    "UPDATE occupancy SET excused = -1",
    "UPDATE journal SET token = 'same'",
    "UPDATE booking SET place_id = 999",
    "DELETE FROM place",
    "DELETE FROM resource",
    "DELETE FROM exhibitor",
)


def test_what_may_never_be_is_refused_by_the_database(sample: Store) -> None:
    def is_refused(tx: Transaction, statement: str) -> bool:
        try:
            tx.connection.execute(text(statement))
        except IntegrityError:
            return True
        return False

    refused = {statement: sample.rehearse(is_refused, statement) for statement in NEVER}

    assert refused == dict.fromkeys(NEVER, True)


@pytest.mark.slow
def test_six_processes_open_an_empty_database_at_once_and_one_migrates(
    location: Location,
) -> None:
    program = (
        "import sys; from labapp.storage import schema; from labapp.storage.engine import locate;"
        "from tests.builders import TEST_DESK, StillClock, when; done = [];"
        "real = schema.run_migrations;"
        "schema.run_migrations = lambda c: done.append(real(c));"
        "sys.stdin.readline();"
        "schema.open_store(locate(sys.argv[1]), actor=TEST_DESK, create=True,"
        " clock=StillClock(when(0))).close(); print(len(done))"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, database_of(location)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60)[0].strip() for process in processes]

    assert [process.returncode for process in processes] == [0] * 6
    assert sorted(answers) == ["0", "0", "0", "0", "0", "1"]
    store = open_store(location, actor=TEST_DESK, clock=StillClock(when(0)))
    assert problems_in(store) == []
    store.close()


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A program one version on, whose migration adds a table; it tells what it did."""
    done: list[str] = []

    def migrate(connection: Connection, target: str = "head") -> None:
        done.append(target)
        connection.execute(text("CREATE TABLE more (id INTEGER)"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))

    monkeypatch.setattr(schema, "HEAD", "0003")
    monkeypatch.setattr(schema, "known_revisions", lambda: frozenset({HEAD, "0003"}))
    monkeypatch.setattr(schema, "run_migrations", migrate)
    return done


def test_six_that_find_an_old_database_migrate_it_once_after_one_backup(
    law_location: Location, next_version: list[str]
) -> None:
    faults: list[BaseException] = []

    def start() -> None:
        try:
            open_store(law_location, actor=TEST_DESK, clock=StillClock(when(0))).close()
        except BaseException as fault:  # noqa: BLE001 -- told to the test
            faults.append(fault)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert next_version == ["head"]
    if law_location.path is not None:
        copies = list(law_location.path.parent.glob("lab.before-0003.*.db"))
        assert len(copies) == 1
        assert backup.judge(copies[0]) is None


def test_a_migration_that_fails_changes_nothing(
    law_location: Location, next_version: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: Connection, target: str = "head") -> None:
        connection.execute(text("CREATE TABLE more (id INTEGER)"))
        connection.execute(text("DELETE FROM capacity_step"))
        raise ZeroDivisionError

    monkeypatch.setattr(schema, "run_migrations", fail)
    with pytest.raises(ZeroDivisionError):
        open_store(law_location, actor=TEST_DESK, clock=StillClock(when(0)))
    monkeypatch.undo()

    store = open_store(law_location, actor=TEST_DESK, clock=StillClock(when(0)))
    with store.engine.begin() as connection:
        command.check(alembic_config(connection))
    assert problems_in(store) == []
    store.close()


def test_a_migration_that_loses_a_reference_is_taken_back(
    law_file: Path, tmp_path: Path, next_version: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lab.db"
    path.write_bytes(law_file.read_bytes())

    def lose(connection: Connection, target: str = "head") -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.execute(text("UPDATE place SET zone_id = 999"))

    monkeypatch.setattr(schema, "run_migrations", lose)
    with pytest.raises(DatabaseFault) as fault:
        open_store(locate(path), actor=TEST_DESK, clock=StillClock(when(0)))
    assert fault.value.kind == "corrupt"
    monkeypatch.undo()

    store = open_store(locate(path), actor=TEST_DESK, clock=StillClock(when(0)))
    assert problems_in(store) == []
    store.close()


def test_a_newer_database_is_refused_before_anything_is_made(
    law_location: Location,
) -> None:
    engine = make_engine(law_location)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(DatabaseFault) as fault:
        open_store(law_location, actor=TEST_DESK, clock=StillClock(when(0)))

    assert (fault.value.kind, fault.value.detail) == ("too_new", "9999")


def test_an_old_sqlite_that_can_lose_commits_is_refused(
    law_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "sqlite_version", lambda: (3, 51, 2))

    with pytest.raises(DatabaseFault) as fault:
        open_store(locate(law_file), actor=TEST_DESK, clock=StillClock(when(0)))

    assert (fault.value.kind, fault.value.detail) == ("unsafe_library", "3.51.2")


def test_a_sqlite_file_is_opened_so_that_a_power_cut_loses_nothing(sqlite_law: Store) -> None:
    def pragma(connection: Connection, name: str) -> Any:  # noqa: ANN401 -- whatever it is
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()

    with sqlite_law.reading() as connection:
        found = {
            name: pragma(connection, name)
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }


def test_a_lab_of_the_first_version_is_brought_on_with_all_it_holds(location: Location) -> None:
    """From a real database of 0001: its tables are made by that migration."""
    engine = make_engine(location, create=True)
    with engine.begin() as connection:
        schema.run_migrations(connection, "0001")
    counter = "UPDATE counter SET value = 41 WHERE name = 'booking'"
    zone = (
        "INSERT INTO zone (id, code, name_en, colour, position, sample)"
        " VALUES (7, 'A', 'Bays', '#123456', 1, false)"
    )
    with engine.begin() as connection:
        assert schema.revision_of(connection, location) == "0001"
        connection.execute(text(counter))
        connection.execute(text(zone))
    engine.dispose()

    store = open_store(location, actor=TEST_DESK, clock=StillClock(when(0)))

    with store.engine.begin() as connection:
        command.check(alembic_config(connection))
        assert schema.revision_of(connection, location) == HEAD
        found = connection.execute(text("SELECT value FROM counter WHERE name = 'booking'"))
        assert found.scalar() == 41
        assert connection.execute(text("SELECT code FROM zone")).scalar() == "A"
        assert connection.execute(text("SELECT count(*) FROM floor_plan")).scalar() == 0
    assert problems_in(store) == []
    store.close()
    if location.path is not None:
        (kept,) = location.path.parent.glob(f"lab.before-{HEAD}.*.db")
        assert backup.judge(kept) is None
        old = make_engine(locate(kept))
        with old.begin() as connection:
            assert schema.revision_of(connection, location) == "0001"
        old.dispose()
