"""The one way from the window to the database: awaited, in a worker thread, announced."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from labapp.domain.errors import DatabaseFault
from labapp.domain.staff import Actor
from labapp.domain.times import Clock
from labapp.services.backups import Keeping
from labapp.storage.backup import quick_check
from labapp.storage.feed import Feed
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction

P = ParamSpec("P")
R = TypeVar("R")
Written = Callable[[frozenset[str]], None]
Status = Callable[[DatabaseFault | None], None]


class Gateway:
    """Runs use cases for one event loop and tells listeners which areas were written.

    Listeners are called in the loop's thread, for writes made here and elsewhere alike.
    """

    def __init__(
        self,
        store: Store,
        executor: ThreadPoolExecutor,
        loop: asyncio.AbstractEventLoop,
        keeping: Keeping | None = None,
    ) -> None:
        self._store = store
        self.keeping = keeping
        """Where backups are kept; None where nobody said."""
        self.in_flight = 0
        """How many writes are on their way: waiting for a worker, a lock or the disk."""
        self._executor = executor
        self._loop = loop
        self._listeners: list[Written] = []
        self._watchers: list[Status] = []
        self._stop_listening = store.listen(self._on_own_write)
        self._feed = Feed(store, self._on_foreign_write, self._on_status)
        self._feed.start()

    @property
    def actor(self) -> Actor:
        """Who works here."""
        return self._store.actor

    @property
    def clock(self) -> Clock:
        """The lab's clock."""
        return self._store.clock

    @property
    def where(self) -> str:
        """Which database, as a person may read it."""
        return self._store.location.shown

    async def write(
        self,
        use_case: Callable[Concatenate[Transaction, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a use case in a worker thread and a transaction of its own."""
        work = partial(self._store.write, use_case, *args, **kwargs)
        self.in_flight += 1
        try:
            return await self._loop.run_in_executor(self._executor, work)
        finally:
            self.in_flight -= 1

    async def read(
        self,
        query: Callable[Concatenate[Transaction, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a query in a worker thread."""
        work = partial(self._store.read, query, *args, **kwargs)
        return await self._loop.run_in_executor(self._executor, work)

    async def rehearse(
        self,
        use_case: Callable[Concatenate[Transaction, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Return what a use case would do; nothing is changed."""
        work = partial(self._store.rehearse, use_case, *args, **kwargs)
        return await self._loop.run_in_executor(self._executor, work)

    async def tend(
        self,
        work: Callable[Concatenate[Store, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run what needs the whole database, such as a backup or a check, in a worker thread."""
        return await self._loop.run_in_executor(
            self._executor, partial(work, self._store, *args, **kwargs)
        )

    async def look_over(self) -> None:
        """Have the database check its own file; a damaged one raises ``DatabaseFault``."""
        found = await self._loop.run_in_executor(self._executor, quick_check, self._store.engine)
        if found is not None:
            raise DatabaseFault("corrupt", self.where, found)

    async def compute(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run slow work that needs no database, such as setting a page, in a worker thread."""
        return await self._loop.run_in_executor(self._executor, partial(work, *args, **kwargs))

    def subscribe(self, listener: Written) -> Callable[[], None]:
        """Call back with the areas of each write; return how to stop that."""
        self._listeners.append(listener)
        return partial(_remove, self._listeners, listener)

    def watch(self, watcher: Status) -> Callable[[], None]:
        """Call back with a fault when the database goes away and None when it is back."""
        self._watchers.append(watcher)
        return partial(_remove, self._watchers, watcher)

    def close(self) -> None:
        """Stop the feed and the workers, then close the database."""
        self._stop_listening()
        self._feed.stop()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._store.close()

    def _on_own_write(self, revisions: tuple[int, int], areas: frozenset[str]) -> None:
        del revisions
        self._soon(self._tell, areas)

    def _on_foreign_write(self, areas: frozenset[str]) -> None:
        self._soon(self._tell, areas)

    def _on_status(self, fault: DatabaseFault | None) -> None:
        self._soon(self._tell_status, fault)

    def _soon(self, callback: Callable[[R], None], value: R) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(callback, value)

    def _tell(self, areas: frozenset[str]) -> None:
        for listener in tuple(self._listeners):
            listener(areas)

    def _tell_status(self, fault: DatabaseFault | None) -> None:
        for watcher in tuple(self._watchers):
            watcher(fault)


def _remove(listeners: list[R], listener: R) -> None:
    if listener in listeners:
        listeners.remove(listener)
