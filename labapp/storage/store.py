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
from labapp.storage.engine import BUSY_TIMEOUT_MS, Location
from labapp.storage.transaction import ChangedUnderfoot, Snapshots, Transaction

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 20
RECONNECT_SECONDS = 5.0
TOKENS_KEPT = 2000
Listener = Callable[[tuple[int, int], frozenset[str]], None]
"""Called with the first and last revision of a write, and the areas it wrote."""


@dataclass(frozen=True, slots=True)
class _Identity:
    """Which file was opened: a deleted or replaced one must not go on confirming."""

    inode: int
    device: int


class Store:
    """One database, opened; safe to use from several threads, each with its own connection."""

    def __init__(
        self,
        engine: Engine,
        location: Location,
        actor: Actor,
        clock: Clock,
        *,
        patience: float = BUSY_TIMEOUT_MS / 1000,
    ) -> None:
        self.engine = engine
        self.location = location
        self.actor = actor
        self.clock = clock
        self._patience = patience
        self._reader = engine.execution_options(sqlite_begin="DEFERRED")
        if location.path is None:
            self._reader = engine.execution_options(isolation_level="REPEATABLE READ")
        self._snapshots = Snapshots()
        self._listeners: list[Listener] = []
        self._tokens: dict[str, None] = {}
        found = self._look()
        if found is None and location.path is not None:
            raise DatabaseFault("missing", location.shown)
        self._identity = found

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
        token = self._new_token()
        started = time.monotonic()
        attempt = 0
        while True:
            outcome: list[tuple[R, tuple[int, int], frozenset[str]]] = []
            try:
                self.check_file()
                with self.engine.begin() as connection:
                    tx = self._transaction(connection, token)
                    result = use_case(tx, *args, **kwargs)
                    revisions = journal.write_entries(tx) if tx.entries else (0, 0)
                    outcome.append((result, revisions, tx.areas))
            except (DBAPIError, ChangedUnderfoot) as error:
                if faults.is_lost_connection(error):
                    deadline = started + RECONNECT_SECONDS
                    if outcome and self._was_stored(token, deadline):
                        return self._announce(*outcome[0])
                    if time.monotonic() > deadline:
                        raise self._fault(error) from error
                    time.sleep(0.2)
                    continue
                attempt += 1
                self._check_retry(error, attempt, started)
                time.sleep(random.uniform(0, min(0.25, 0.002 * 2**attempt)))  # noqa: S311 -- no secret
            else:
                self.check_file()  # it may have been replaced while we wrote
                return self._announce(*outcome[0])

    def _check_retry(
        self, error: DBAPIError | ChangedUnderfoot, attempt: int, started: float
    ) -> None:
        """Raise the error, or what it means to a person, when running again cannot help."""
        if isinstance(error, ChangedUnderfoot):
            if self.location.path is not None:
                raise error  # a SQLite file has one writer: a row changed by ourselves is a bug
            if attempt >= ATTEMPTS:
                raise DatabaseFault("locked", self.location.shown, str(error)) from error
            return
        retry = faults.is_transient(error) or faults.is_lost_race(error)
        waited = time.monotonic() - started
        if not retry or attempt >= ATTEMPTS or waited >= self._patience:
            raise self._fault(error) from error

    def is_own(self, token: str | None) -> bool:
        """Whether a transaction with this token was (lately) begun by this store."""
        return token in self._tokens

    def _new_token(self) -> str:
        token = str(uuid4())
        self._tokens[token] = None
        if len(self._tokens) > TOKENS_KEPT:
            for old in list(self._tokens)[: TOKENS_KEPT // 2]:
                self._tokens.pop(old, None)
        return token

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
        except ChangedUnderfoot as error:
            raise DatabaseFault("locked", self.location.shown, str(error)) from error

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
                with self.engine.begin() as connection:
                    return journal.was_stored(connection, token)
            except DBAPIError as error:
                if time.monotonic() > deadline:
                    raise self._fault(error) from error
                time.sleep(0.2)

    def _fault(self, error: Exception) -> Exception:
        fault = faults.as_fault(error, self.location.shown)
        return error if fault is None else fault

    def _look(self) -> _Identity | None:
        if self.location.path is None:
            return None
        try:
            found = os.stat(self.location.path)  # noqa: PTH116 -- twice as fast, before each write
        except OSError:
            return None
        return _Identity(found.st_ino, found.st_dev)

    def check_file(self) -> None:
        """Refuse to go on with a file that was deleted or replaced while it was open."""
        if self._look() != self._identity:
            raise DatabaseFault("replaced", self.location.shown)
