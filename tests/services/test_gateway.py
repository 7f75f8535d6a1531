import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from labapp.domain.bookings import Booking
from labapp.domain.errors import DatabaseFault, Refused
from labapp.domain.staff import Role
from labapp.services.bookings import book_place, booking_by_number
from labapp.services.gateway import Gateway
from labapp.services.spaces import lab, set_policy
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests.builders import as_actor, span
from tests.services.orders import book, stay

Loop = asyncio.AbstractEventLoop
SOON = 5.0


async def until(condition: Callable[[], object], seconds: float = SOON) -> None:
    """Wait for something to be so, but not for ever."""
    waited = 0.0
    while not condition() and waited < seconds:
        await asyncio.sleep(0.02)
        waited += 0.02


@pytest.fixture
def shared(sample: Store, loop: Loop) -> Iterator[Gateway]:
    """The way to the sample lab on either engine."""
    opened = Gateway(sample, ThreadPoolExecutor(2, thread_name_prefix="database"), loop)
    yield opened
    opened.close()


@pytest.fixture
def other(sample: Store) -> Iterator[Store]:
    """Somebody else's program on the same database."""
    opened = as_actor(sample, "mary", Role.OFFICER)
    yield opened
    opened.close()


def test_a_write_is_done_and_tells_which_areas_it_wrote(
    shared: Gateway, sample: Store, loop: Loop
) -> None:
    heard: list[frozenset[str]] = []
    shared.subscribe(heard.append)
    order = stay(sample, "C7", "EX07", span(3, "14:00", "15:00"))
    found: list[Booking] = []

    async def work() -> None:
        found.append(await shared.write(book_place, order))
        await shared.write(set_policy, "slot_minutes", 30)
        await until(lambda: len(heard) == 2)

    loop.run_until_complete(work())

    assert (found[0].number, found[0].place) == ("BK071", "C7")
    assert heard == [frozenset({"bookings"}), frozenset({"settings"})]


def test_ones_own_write_is_told_once(shared: Gateway, sample: Store, loop: Loop) -> None:
    heard: list[frozenset[str]] = []
    shared.subscribe(heard.append)
    order = stay(sample, "C7", "EX07", span(3, "14:00", "15:00"))

    async def work() -> None:
        await shared.write(book_place, order)
        await asyncio.sleep(0.5)  # the feed looks ten times a second

    loop.run_until_complete(work())

    assert heard == [frozenset({"bookings"})]


def test_what_somebody_else_wrote_is_heard_within_a_second(
    shared: Gateway, sample: Store, other: Store, loop: Loop
) -> None:
    heard: list[frozenset[str]] = []
    shared.subscribe(heard.append)
    order = stay(sample, "C7", "EX07", span(3, "14:00", "15:00"))
    took: list[float] = []

    async def work() -> None:
        await asyncio.sleep(0.2)
        other.write(book_place, order)
        written = loop.time()
        await until(lambda: heard)
        took.append(loop.time() - written)

    loop.run_until_complete(work())

    assert heard == [frozenset({"bookings"})]
    assert took[0] < 1


def test_ones_own_write_after_somebody_elses_is_told_once_too(
    shared: Gateway, sample: Store, other: Store, loop: Loop
) -> None:
    heard: list[str] = []
    shared.subscribe(lambda areas: heard.extend(sorted(areas)))
    order = stay(sample, "C7", "EX07", span(3, "14:00", "15:00"))

    def write_as_supervisor() -> None:
        boss = as_actor(other, "boss", Role.SUPERVISOR)
        boss.write(set_policy, "slot_minutes", 30)
        boss.close()

    async def work() -> None:
        write_as_supervisor()
        await shared.write(book_place, order)
        await until(lambda: len(heard) > 1)
        await asyncio.sleep(0.5)

    loop.run_until_complete(work())

    assert sorted(heard) == ["bookings", "settings"]


def test_listeners_are_called_in_the_loops_thread(
    gateway: Gateway, sqlite_sample: Store, loop: Loop
) -> None:
    threads: list[threading.Thread] = []
    gateway.subscribe(lambda areas: threads.append(threading.current_thread()))
    other = as_actor(sqlite_sample, "boss", Role.SUPERVISOR)

    async def work() -> None:
        await gateway.write(set_policy, "slot_minutes", 30)
        other.write(set_policy, "slot_minutes", 15)
        await until(lambda: len(threads) == 2)

    loop.run_until_complete(work())
    other.close()

    assert threads == [threading.current_thread()] * 2


def test_a_read_tells_nothing_and_runs_elsewhere(gateway: Gateway, loop: Loop) -> None:
    heard: list[frozenset[str]] = []
    gateway.subscribe(heard.append)
    names: list[str] = []

    def look(tx: Transaction) -> Booking:
        names.append(threading.current_thread().name)
        return booking_by_number(tx, "BK050")

    async def work() -> None:
        assert (await gateway.read(look)).number == "BK050"
        await asyncio.sleep(0.3)

    loop.run_until_complete(work())

    assert heard == []
    assert names[0].startswith("database")


def test_a_refusal_comes_back_and_tells_nothing(
    gateway: Gateway, sqlite_sample: Store, loop: Loop
) -> None:
    heard: list[frozenset[str]] = []
    gateway.subscribe(heard.append)
    order = stay(sqlite_sample, "A1", "EX07", span(3, "14:00", "15:00"))

    async def work() -> None:
        with pytest.raises(Refused):
            await gateway.write(book_place, order)
        await asyncio.sleep(0.3)

    loop.run_until_complete(work())

    assert heard == []


def test_a_rehearsal_tells_what_would_be_and_changes_nothing(
    gateway: Gateway, sqlite_sample: Store, loop: Loop
) -> None:
    heard: list[frozenset[str]] = []
    gateway.subscribe(heard.append)
    order = stay(sqlite_sample, "C7", "EX07", span(3, "14:00", "15:00"))

    async def work() -> None:
        assert (await gateway.rehearse(book_place, order)).number == "BK071"
        with pytest.raises(Refused):
            await gateway.read(booking_by_number, "BK071")
        await asyncio.sleep(0.3)

    loop.run_until_complete(work())

    assert heard == []


def test_slow_work_that_needs_no_database_runs_elsewhere(gateway: Gateway, loop: Loop) -> None:
    names: list[str] = []

    async def work() -> None:
        names.append(await gateway.compute(lambda: threading.current_thread().name))

    loop.run_until_complete(work())

    assert names[0].startswith("database")


def test_several_works_at_once_all_come_back(gateway: Gateway, loop: Loop) -> None:
    async def work() -> None:
        found = await asyncio.gather(*(gateway.read(lab) for _ in range(20)))
        assert {len(one.places) for one in found} == {16}

    loop.run_until_complete(work())


def test_who_no_longer_listens_is_not_told(gateway: Gateway, loop: Loop) -> None:
    heard: list[str] = []
    stop = gateway.subscribe(lambda areas: heard.append("first"))
    gateway.subscribe(lambda areas: heard.append("second"))

    async def work() -> None:
        stop()
        stop()  # twice does no harm
        await gateway.write(set_policy, "slot_minutes", 30)
        await until(lambda: heard)

    loop.run_until_complete(work())

    assert heard == ["second"]


def test_a_listener_may_stop_listening_while_it_is_told(gateway: Gateway, loop: Loop) -> None:
    heard: list[str] = []

    def once(areas: frozenset[str]) -> None:
        heard.append("once")
        stop()

    stop = gateway.subscribe(once)
    gateway.subscribe(lambda areas: heard.append("always"))

    async def work() -> None:
        await gateway.write(set_policy, "slot_minutes", 30)
        await gateway.write(set_policy, "slot_minutes", 15)
        await until(lambda: len(heard) == 3)

    loop.run_until_complete(work())

    assert heard == ["once", "always", "always"]


def test_a_database_that_goes_away_and_comes_back_is_told_once_each(
    gateway: Gateway, sqlite_sample: Store, loop: Loop
) -> None:
    path = sqlite_sample.location.path
    assert path is not None
    away = path.with_suffix(".away")
    told: list[str | None] = []
    gateway.watch(lambda fault: told.append(fault.kind if fault else None))

    async def work() -> None:
        await asyncio.sleep(0.3)
        path.rename(away)
        await until(lambda: told)
        with pytest.raises(DatabaseFault):
            await gateway.write(set_policy, "slot_minutes", 30)
        await asyncio.sleep(1.5)  # it is looked for once a second
        away.rename(path)
        await until(lambda: len(told) > 1)
        await gateway.write(set_policy, "slot_minutes", 30)

    loop.run_until_complete(work())

    assert len(told) == 2
    assert told[0] in {"missing", "replaced"}
    assert told[1] is None


def test_a_database_that_was_replaced_is_not_written_to(
    gateway: Gateway, sqlite_sample: Store, sample_file: Path, loop: Loop
) -> None:
    path = sqlite_sample.location.path
    assert path is not None
    told: list[str | None] = []
    gateway.watch(lambda fault: told.append(fault.kind if fault else None))
    path.unlink()
    shutil.copy(sample_file, path)

    async def work() -> None:
        with pytest.raises(DatabaseFault) as fault:
            await gateway.write(set_policy, "slot_minutes", 30)
        assert fault.value.kind == "replaced"
        await until(lambda: told)

    loop.run_until_complete(work())

    assert told == ["replaced"]


def test_who_works_where_and_when_is_known(gateway: Gateway, sqlite_sample: Store) -> None:
    assert gateway.actor == sqlite_sample.actor
    assert gateway.clock == sqlite_sample.clock
    assert gateway.where == str(sqlite_sample.location.path)


def test_closing_leaves_no_thread(sample: Store, loop: Loop) -> None:
    before = set(threading.enumerate())
    opened = Gateway(sample, ThreadPoolExecutor(2, thread_name_prefix="database"), loop)
    loop.run_until_complete(opened.read(lab))
    assert {thread.name for thread in set(threading.enumerate()) - before} >= {"feed"}

    opened.close()

    assert set(threading.enumerate()) - before == set()


def test_after_closing_nothing_more_is_told(sample: Store, other: Store, loop: Loop) -> None:
    opened = Gateway(sample, ThreadPoolExecutor(2, thread_name_prefix="database"), loop)
    heard: list[frozenset[str]] = []
    opened.subscribe(heard.append)
    opened.close()

    book(other, "C7", "EX07", span(3, "14:00", "15:00"))
    loop.run_until_complete(asyncio.sleep(0.3))

    assert heard == []


def test_a_damaged_file_is_found_by_looking_it_over(
    gateway: Gateway, sqlite_sample: Store, loop: asyncio.AbstractEventLoop
) -> None:
    loop.run_until_complete(gateway.look_over())
    path = sqlite_sample.location.path
    assert path is not None
    with sqlite_sample.engine.connect() as connection:
        connection.exec_driver_sql("DROP INDEX ix_booking_starts_at")
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'ix_claim_resource_id_from_slot'"
        )
        connection.commit()
    sqlite_sample.engine.dispose()

    with pytest.raises(DatabaseFault) as fault:
        loop.run_until_complete(gateway.look_over())

    assert fault.value.kind == "corrupt"
