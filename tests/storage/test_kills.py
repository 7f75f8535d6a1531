"""Writers are killed, connections cut, in the middle of what they do: nothing confirmed is lost."""

import logging
import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from labapp.storage.engine import Location
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from tests.builders import TEST_DESK, StillClock, when
from tests.storage import crews
from tests.storage.test_hammer import database_of
from tests.sweep import problems_in

ROUNDS = 13
CREW = 4
FOREVER_LONG = 600.0

log = logging.getLogger(__name__)


def reopened(location: Location) -> Store:
    return open_store(location, actor=TEST_DESK, clock=StillClock(when(0, "08:00")))


def kill_crews(location: Location, folder: Path, rounds: int) -> int:
    """Kill whole crews with SIGKILL at random moments; return how many writers died."""
    chance = random.Random(7)
    killed = 0
    for number in range(rounds):
        seeds = range(number * CREW, number * CREW + CREW)
        with crews.crew(database_of(location), folder, seeds, FOREVER_LONG) as members:
            crews.wait_until_busy(ledger for _, ledger in members)
            for process, _ in members:
                time.sleep(chance.uniform(0, 0.15))
                os.kill(process.pid, signal.SIGKILL)
                killed += process.wait() == -signal.SIGKILL
    return killed


@pytest.mark.slow
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_fifty_killed_writers_lose_nothing_that_was_confirmed(
    law_location: Location, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    killed = kill_crews(law_location, tmp_path, ROUNDS)

    told = crews.read_ledgers(tmp_path)
    store = reopened(law_location)
    log.info("%d killed, %d confirmed, %d in doubt", killed, told.answers, len(told.in_doubt))
    assert killed == ROUNDS * CREW
    assert told.faults == []
    assert problems_in(store) == []
    assert crews.disagreements(store, told) == []
    store.close()


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgres"])
def test_killed_clients_of_a_server_lose_nothing_that_was_confirmed(
    law_location: Location, tmp_path: Path
) -> None:
    killed = kill_crews(law_location, tmp_path, 3)

    told = crews.read_ledgers(tmp_path)
    store = reopened(law_location)
    assert killed == 3 * CREW
    assert told.faults == []
    assert problems_in(store) == []
    assert crews.disagreements(store, told) == []
    store.close()


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgres"])
def test_cut_connections_leave_nothing_twice_and_nothing_lost(
    law_location: Location, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Each writer goes on by itself: it asks by its token whether the last act was stored."""
    caplog.set_level(logging.INFO)
    store = reopened(law_location)
    over = threading.Event()
    cuts: list[int] = []

    def cut() -> None:
        chance = random.Random(11)
        statement = text(
            "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity "
            "WHERE application_name = 'labapp' AND datname = current_database() "
            "AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1) AS one"
        )
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while not over.wait(chance.uniform(0.01, 0.06)):
                cuts.append(connection.execute(statement).scalar_one())

    with crews.crew(database_of(law_location), tmp_path, range(4), 5.5) as members:
        crews.wait_until_busy(ledger for _, ledger in members)
        cutter = threading.Thread(target=cut)
        cutter.start()
        time.sleep(3.5)
        over.set()
        cutter.join()
        codes = [process.wait(60) for process, _ in members]

    told = crews.read_ledgers(tmp_path)
    log.info(
        "%d cut, %d confirmed, %d asked by token, %d of them were stored",
        sum(cuts),
        told.answers,
        sum(end["in_doubt"] for end in told.ends),
        sum(end["were_stored"] for end in told.ends),
    )
    assert codes == [0] * 4
    assert sum(cuts) > 20
    assert told.faults == []
    assert problems_in(store) == []
    assert crews.disagreements(store, told) == []
    store.close()
