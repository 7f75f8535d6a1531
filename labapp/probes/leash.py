"""Slow work off the event loop, with a time limit that always holds.

Each piece of work has a thread of its own that nobody waits for at exit: a pool would let a few
silent hosts or a dead network drive keep everybody else waiting for a thread.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from typing import TypeVar

R = TypeVar("R")


class Leash:
    """What work in a thread is held by: it learns how long it has, and leaves word how to stop it.

    ``stop`` may be called from any thread and does not wait.
    """

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._stoppers: list[Callable[[], object]] = []
        self._stopped = False

    @property
    def left(self) -> float:
        """How many seconds are left; when none are, ``TimeoutError``."""
        left = self._until - time.monotonic()
        if left <= 0 or self._stopped:
            raise TimeoutError
        return left

    def on_stop(self, stopper: Callable[[], object]) -> None:
        """Have this called when the work is stopped; at once when it was stopped already."""
        with self._lock:
            if not self._stopped:
                self._stoppers.append(stopper)
                return
        _call(stopper)

    def stop(self) -> None:
        """Kill, close and shut whatever the work waits for."""
        with self._lock:
            self._stopped = True
            stoppers, self._stoppers = self._stoppers, []
        for stopper in reversed(stoppers):
            _call(stopper)


def _call(stopper: Callable[[], object]) -> None:
    with contextlib.suppress(OSError, RuntimeError, ValueError):
        stopper()


async def in_thread(work: Callable[[Leash], R], seconds: float) -> R:
    """Return what the work comes to; ``TimeoutError`` when it takes longer than ``seconds``.

    However it ends, by time or by being cancelled, what it waited for is stopped.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[R] = loop.create_future()
    leash = Leash(seconds)

    def settle(result: R | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type] # without an error there is a result

    def run() -> None:
        result: R | None = None
        error: BaseException | None = None
        try:
            result = work(leash)
        except BaseException as caught:  # noqa: BLE001 -- it is raised again where it is awaited
            error = caught
        # the loop may have been closed while nobody waited any more
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name="probe", daemon=True).start()
    try:
        return await asyncio.wait_for(done, seconds)
    finally:
        leash.stop()
