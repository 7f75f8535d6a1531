"""A PostgreSQL server that is away, refuses, or loses the line: nothing twice, nothing lost."""

import contextlib
import os
import shlex
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, make_url, text

from labapp.domain.bookings import Act, Booking
from labapp.domain.errors import DatabaseFault
from labapp.services import bookings
from labapp.services.bookings import ActOn
from labapp.storage import store as store_module
from labapp.storage.engine import Location, locate, make_engine
from labapp.storage.feed import Feed
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests import postgres
from tests.builders import TEST_DESK, SmallLab, StillClock, read_small_lab, span, when
from tests.conftest import _new_database
from tests.labs import fill
from tests.storage.proxy import Proxy
from tests.sweep import problems_in

pytestmark = pytest.mark.postgres


def opened(location: Location, *, busy_timeout_ms: int = 500) -> Store:
    return open_store(
        location,
        actor=TEST_DESK,
        clock=StillClock(when(0, "08:00")),
        busy_timeout_ms=busy_timeout_ms,
    )


def book(store: Store, lab: SmallLab, day: int = 1) -> Booking:
    return store.write(bookings.book_place, lab.order("A1", span(day, "10:00", "11:00")))


def counted(store: Store) -> tuple[int, int]:
    """Return how many bookings there are, and how many acts on bookings in the journal."""
    statement = text(
        "SELECT (SELECT count(*) FROM booking),"
        " (SELECT count(*) FROM journal WHERE area = 'bookings')"
    )
    with store.reading() as connection:
        found = connection.execute(statement).one()
    return int(found[0]), int(found[1])


@pytest.fixture
def line(postgres_law: Store) -> Iterator[tuple[Store, Proxy]]:
    """The small lab, opened over a line that can be cut."""
    url = make_url(postgres_law.location.url or "")
    with Proxy(str(url.host), int(url.port or 5432)) as proxy:
        over = url.set(host="127.0.0.1", port=proxy.port).render_as_string(hide_password=False)
        store = opened(locate(over), busy_timeout_ms=5000)
        yield store, proxy
        store.close()


@pytest.mark.parametrize("cut", ["before", "after", "late"])
def test_a_line_cut_around_the_commit_leaves_one_booking_and_the_answer(
    line: tuple[Store, Proxy], lab: SmallLab, cut: str
) -> None:
    store, proxy = line
    proxy.cuts.append(cut)

    booked = book(store, lab)

    assert not proxy.cuts
    assert booked.number == "BK001"
    assert counted(store) == (1, 1)
    assert problems_in(store) == []


@pytest.mark.parametrize("cut", ["before", "after", "late"])
def test_a_line_cut_around_the_commit_of_a_cancellation_answers_that_it_is_cancelled(
    line: tuple[Store, Proxy], lab: SmallLab, cut: str
) -> None:
    store, proxy = line
    booked = book(store, lab)
    proxy.cuts.append(cut)

    done = store.write(
        bookings.act_on, ActOn(booking_id=booked.id, act=Act.CANCEL, reason="a test")
    )

    assert not proxy.cuts
    assert done.version == 2
    assert counted(store) == (1, 2)
    assert problems_in(store) == []


def test_a_line_cut_twice_still_leaves_one_booking(
    line: tuple[Store, Proxy], lab: SmallLab
) -> None:
    store, proxy = line
    proxy.cuts.extend(["before", "after"])

    book(store, lab)

    assert not proxy.cuts
    assert counted(store) == (1, 1)
    assert problems_in(store) == []


def test_a_server_that_is_not_there_is_unreachable() -> None:
    nobody = locate("postgresql+psycopg://labapp:secret@127.0.0.1:1/lab")

    with pytest.raises(DatabaseFault) as fault:
        opened(nobody)

    assert fault.value.kind == "unreachable"
    assert "secret" not in repr(fault.value)


def test_a_database_that_is_not_there_is_unreachable(server: str | None) -> None:
    if server is None:
        pytest.skip("no PostgreSQL server could be started")
    url = make_url(server).set(database="nowhere").render_as_string(hide_password=False)

    with pytest.raises(DatabaseFault) as fault:
        opened(locate(url))

    assert fault.value.kind == "unreachable"


def test_the_database_of_another_program_is_left_alone(server: str | None) -> None:
    if server is None:
        pytest.skip("no PostgreSQL server could be started")
    location = locate(_new_database(server))
    engine = make_engine(location)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE song (title TEXT)"))

    with pytest.raises(DatabaseFault) as fault:
        opened(location)

    assert fault.value.kind == "not_a_database"
    assert inspect(engine).get_table_names() == ["song"]
    engine.dispose()


def test_a_row_held_by_somebody_else_is_locked_after_the_time_to_wait(
    postgres_law: Store, lab: SmallLab
) -> None:
    store = opened(postgres_law.location, busy_timeout_ms=300)
    with postgres_law.engine.begin() as connection:
        connection.execute(text("SELECT id FROM resource FOR UPDATE"))
        began = time.monotonic()

        with pytest.raises(DatabaseFault) as fault:
            book(store, lab)

        waited = time.monotonic() - began
    assert fault.value.kind == "locked"
    assert 0.25 < waited < 2
    book(store, lab)
    store.close()


def test_a_server_that_takes_no_writes_is_read_only(postgres_law: Store, lab: SmallLab) -> None:
    name = make_url(postgres_law.location.url or "").database
    postgres_law.write(
        lambda tx: (
            tx.connection.execute(
                text(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
            ).rowcount
        )
    )
    store = opened(postgres_law.location)

    with pytest.raises(DatabaseFault) as fault:
        book(store, lab)

    assert fault.value.kind == "read_only"
    store.close()


def test_a_server_whose_disk_is_full_is_full(postgres_law: Store) -> None:
    raising = text("DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$")

    with pytest.raises(DatabaseFault) as fault:
        postgres_law.write(lambda tx: tx.connection.execute(raising).rowcount)

    assert fault.value.kind == "full"


def test_a_query_sees_one_state_though_somebody_writes_meanwhile(
    postgres_law: Store, lab: SmallLab
) -> None:
    other = opened(postgres_law.location)

    def look_twice(tx: Transaction) -> tuple[int, int]:
        count = text("SELECT count(*) FROM booking")
        first = tx.connection.execute(count).scalar_one()
        book(other, lab)
        return int(first), int(tx.connection.execute(count).scalar_one())

    assert postgres_law.read(look_twice) == (0, 0)
    assert counted(postgres_law) == (1, 1)
    other.close()


class OwnServer:
    """A server of one's own, to stop and start."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.location = locate(_new_database(url))
        fill(self.location, rules=False)
        store = opened(self.location)
        with store.reading() as connection:
            self._data = connection.execute(text("SHOW data_directory")).scalar_one()
        store.close()
        line = (Path(self._data) / "postmaster.opts").read_text(encoding="utf-8")
        self._options = [word for word in shlex.split(line)[1:] if word not in {"-D", self._data}]

    def control(self, *arguments: str) -> None:
        folder = postgres.programs()
        assert folder is not None
        subprocess.run(
            [str(folder / "pg_ctl"), "-D", self._data, "-w", *arguments],
            check=True,
            user=postgres._other_user(),
            cwd=self._data,
            stdout=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        self.control("-m", "fast", "stop")

    def start(self) -> None:
        self.control("-l", f"{self._data}/../second.log", "-o", shlex.join(self._options), "start")


@pytest.fixture
def own_server() -> Iterator[OwnServer]:
    if os.environ.get(postgres.NAMED) or postgres.programs() is None:
        pytest.skip("no PostgreSQL server that may be stopped")
    with postgres.server() as url:
        assert url is not None
        own = OwnServer(url)
        yield own
        with contextlib.suppress(subprocess.CalledProcessError):
            own.start()


def until(true: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return true()


@pytest.mark.slow
def test_a_server_that_stops_and_starts_is_told_and_then_goes_on(
    own_server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "RECONNECT_SECONDS", 1.0)
    store = opened(own_server.location)
    lab = store.read(read_small_lab)
    heard: list[frozenset[str]] = []
    told: list[str | None] = []
    feed = Feed(store, heard.append, lambda fault: told.append(fault.kind if fault else None))
    feed.start()
    book(store, lab, 1)

    own_server.stop()
    with pytest.raises(DatabaseFault) as fault:
        book(store, lab, 2)
    assert fault.value.kind == "unreachable"
    assert until(lambda: told == ["unreachable"])

    own_server.start()
    assert book(store, lab, 2).number == "BK002"
    assert until(lambda: told == ["unreachable", None])

    other = opened(own_server.location)
    heard.clear()
    book(other, lab, 3)
    assert until(lambda: heard == [frozenset({"bookings"})], 2)
    feed.stop()
    assert counted(store) == (3, 3)
    assert problems_in(store) == []
    other.close()
    store.close()


@pytest.mark.slow
def test_a_short_restart_is_waited_for(own_server: OwnServer) -> None:
    store = opened(own_server.location)
    lab = store.read(read_small_lab)
    book(store, lab, 1)
    own_server.stop()
    starter = threading.Timer(0.7, own_server.start)
    starter.start()

    booked = book(store, lab, 2)

    starter.join()
    assert booked.number == "BK002"
    assert problems_in(store) == []
    store.close()
