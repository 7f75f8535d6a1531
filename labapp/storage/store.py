"""The open database: every use case runs here, in one transaction, and is announced by it."""

import contextlib
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from labapp.domain.errors import DatabaseFault
from labapp.domain.staff import Actor
from labapp.domain.times import Clock
from labapp.storage import faults, journal
from labapp.storage.engine import Location
from labapp.storage.transaction import Snapshots, Transaction

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 20
RECONNECT_SECONDS = 5.0
Listener = Callable[[tuple[int, int], frozenset[str]], None]
"""Called with the first and last revision of a write, and the areas it wrote."""


@dataclass(frozen=True, slots=True)
class _Identity:
    """Which file was opened: a deleted or replaced one must not go on confirming."""

    inode: int
    device: int


class Store:
    """One database, opened; safe to use from several threads, each with its own connection."""

    def __init__(self, engine: Engine, location: Location, actor: Actor, clock: Clock) -> None:
        self.engine = engine
        self.location = location
        self.actor = actor
        self.clock = clock
        self._reader = engine.execution_options(sqlite_begin="DEFERRED")
        self._snapshots = Snapshots()
        self._listeners: list[Listener] = []
        self._identity = self._look()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call back after each write here; return how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def write(
        self,
        use_case: Callable[Concatenate[Transaction, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a use case in a transaction of its own, commit it, and announce it.

        It is run again when the database says that this can help. Raises what the use case raises
        (then nothing was changed) or ``DatabaseFault``.
        """
        token = str(uuid4())
        deadline = time.monotonic() + RECONNECT_SECONDS
        for attempt in range(ATTEMPTS):
            outcome: list[tuple[R, tuple[int, int], frozenset[str]]] = []
            try:
                self.check_file()
                with self.engine.begin() as connection:
                    tx = self._transaction(connection, token)
                    result = use_case(tx, *args, **kwargs)
                    revisions = journal.write_entries(tx) if tx.entries else (0, 0)
                    outcome.append((result, revisions, tx.areas))
            except DBAPIError as error:
                if faults.is_lost_connection(error) and time.monotonic() < deadline:
                    if outcome and self._was_stored(token, deadline):
                        return self._announce(*outcome[0])
                    time.sleep(0.2)
                    continue
                retry = faults.is_transient(error) or faults.is_lost_race(error)
                if not retry or attempt == ATTEMPTS - 1:
                    raise self._fault(error) from error
                time.sleep(random.uniform(0, min(0.25, 0.002 * 2**attempt)))  # noqa: S311 -- no secret
            else:
                return self._announce(*outcome[0])
        raise DatabaseFault("unreachable", self.location.shown)

    def rehearse(
        self,
        use_case: Callable[Concatenate[Transaction, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a use case for real, return what it would do, and take all of it back."""
        try:
            self.check_file()
            with self.engine.connect() as connection, connection.begin() as transaction:
                result = use_case(self._transaction(connection, ""), *args, **kwargs)
                transaction.rollback()
                return result
        except DBAPIError as error:
            raise self._fault(error) from error

    def read(
        self,
        query: Callable[Concatenate[Transaction, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a query in a transaction that sees one state and takes no write lock."""
        deadline = time.monotonic() + RECONNECT_SECONDS
        while True:
            try:
                with self._reader.begin() as connection:
                    return query(self._transaction(connection, ""), *args, **kwargs)
            except DBAPIError as error:
                again = faults.is_lost_connection(error) or faults.is_transient(error)
                if not again or time.monotonic() > deadline:
                    raise self._fault(error) from error
                time.sleep(0.2)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection for reading, with the database's errors put as faults."""
        try:
            with self._reader.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise self._fault(error) from error

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _transaction(self, connection: Connection, token: str) -> Transaction:
        return Transaction(
            connection=connection,
            now=self.clock.now(),
            actor=self.actor,
            snapshots=self._snapshots,
            token=token,
        )

    def _announce(self, result: R, revisions: tuple[int, int], areas: frozenset[str]) -> R:
        if areas:
            for listener in tuple(self._listeners):
                listener(revisions, areas)
        return result

    def _was_stored(self, token: str, deadline: float) -> bool:
        """Ask whether a transaction was stored whose answer was lost."""
        while True:
            try:
                with self._reader.begin() as connection:
                    return journal.has_token(connection, token)
            except DBAPIError as error:
                if time.monotonic() > deadline:
                    raise self._fault(error) from error
                time.sleep(0.2)

    def _fault(self, error: DBAPIError) -> BaseException:
        fault = faults.as_fault(error, self.location.shown)
        return error if fault is None else fault

    def _look(self) -> _Identity | None:
        if self.location.path is None:
            return None
        try:
            found = os.stat(self.location.path)  # noqa: PTH116 -- twice as fast, before each write
        except OSError:
            raise DatabaseFault("missing", self.location.shown) from None
        return _Identity(found.st_ino, found.st_dev)

    def check_file(self) -> None:
        """Refuse to go on with a file that was deleted or replaced while it was open."""
        if self._look() != self._identity:
            raise DatabaseFault("replaced", self.location.shown)
