import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from labapp.domain.errors import DatabaseFault, LabError
from labapp.ui.tasks import Tasks


@pytest.fixture
def refused() -> list[LabError]:
    return []


@pytest.fixture
def tasks(loop: asyncio.AbstractEventLoop, refused: list[LabError]) -> Iterator[Tasks]:
    owner = QObject()
    tasks = Tasks(loop, refused.append, owner)
    yield tasks
    loop.run_until_complete(tasks.close(0.1))


def test_work_that_is_started_is_kept_until_it_is_done(
    tasks: Tasks, loop: asyncio.AbstractEventLoop
) -> None:
    done: list[int] = []

    async def work(number: int) -> None:
        await asyncio.sleep(0.01)
        done.append(number)

    for number in range(3):
        tasks.start(work(number))
    assert tasks.busy
    loop.run_until_complete(tasks.drain())

    assert done == [0, 1, 2]
    assert not tasks.busy


def test_a_name_lets_only_the_latest_work_finish(
    tasks: Tasks, loop: asyncio.AbstractEventLoop
) -> None:
    done: list[int] = []

    async def work(number: int) -> None:
        await asyncio.sleep(0.01)
        done.append(number)

    for number in range(3):
        tasks.start(work(number), instead_of="reading")
    loop.run_until_complete(tasks.drain())

    assert done == [2]


def test_work_that_was_dropped_before_its_first_step_leaves_no_warning(
    tasks: Tasks, loop: asyncio.AbstractEventLoop
) -> None:
    done: list[int] = []

    async def work() -> None:
        done.append(1)

    tasks.start(work(), instead_of="reading")
    tasks.drop("reading")
    loop.run_until_complete(tasks.drain())

    assert done == []


def test_a_refusal_is_reported_to_the_owner(
    tasks: Tasks, refused: list[LabError], loop: asyncio.AbstractEventLoop
) -> None:
    fault = DatabaseFault("full")

    async def work() -> None:
        raise fault

    tasks.start(work())
    loop.run_until_complete(tasks.drain())

    assert refused == [fault]


def test_a_bug_goes_to_the_loops_handler(tasks: Tasks, loop: asyncio.AbstractEventLoop) -> None:
    heard: list[BaseException] = []
    loop.set_exception_handler(lambda _, context: heard.append(context["exception"]))

    async def work() -> None:
        raise ZeroDivisionError

    tasks.start(work())
    loop.run_until_complete(tasks.drain())

    assert [type(error) for error in heard] == [ZeroDivisionError]


def test_closing_waits_a_little_then_cancels_and_starts_nothing_more(
    tasks: Tasks, loop: asyncio.AbstractEventLoop
) -> None:
    done: list[str] = []

    async def work(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        done.append(name)

    tasks.start(work("quick", 0.01))
    tasks.start(work("endless", 60))
    loop.run_until_complete(tasks.close(0.1))
    tasks.start(work("late", 0))
    loop.run_until_complete(tasks.drain())

    assert done == ["quick"]
