"""Hear of what other programs and machines wrote, within a tenth of a second."""

import threading
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from typing_extensions import override

from labapp.domain.errors import DatabaseFault
from labapp.storage import faults, journal
from labapp.storage.store import Store

POLL_SECONDS: Final = 0.1
SAFETY_SECONDS: Final = 30.0
AWAY_SECONDS: Final = 1.0

Changed = Callable[[frozenset[str]], None]
Status = Callable[[DatabaseFault | None], None]


class Feed(threading.Thread):
    """Watches one database from a thread of its own and calls back from it.

    ``changed`` gets the areas that somebody else wrote, ``status`` a fault when the database goes
    away and None when it is back.
    """

    def __init__(self, store: Store, changed: Changed, status: Status) -> None:
        super().__init__(name="feed", daemon=True)
        self._store = store
        self._changed = changed
        self._status = status
        self._stopping = threading.Event()
        self._away = False
        self._last = store.read(lambda tx: journal.latest_revision(tx.connection))
        driver: Any = store.engine.dialect.loaded_dbapi
        self._errors: tuple[type[Exception], ...] = (DBAPIError, driver.Error)

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._stopping.set()
        self.join(timeout=SAFETY_SECONDS)

    @override
    def run(self) -> None:
        """Watch until stopped; a database that is away is looked for until it is back."""
        watch = self._watch_file if self._store.location.path is not None else self._watch_server
        while not self._stopping.is_set():
            try:
                watch()
            except self._errors as error:
                where = self._store.location.shown
                fault = faults.as_fault(error, where) or DatabaseFault("unreachable", where)
                self._tell(fault)
            except DatabaseFault as fault:
                self._tell(fault)
            self._stopping.wait(AWAY_SECONDS)

    def _tell(self, fault: DatabaseFault | None) -> None:
        away = fault is not None
        if away != self._away:
            self._away = away
            self._status(fault)

    def _catch_up(self, connection: Any) -> None:  # noqa: ANN401 -- a SQLAlchemy connection
        self._last, areas = journal.areas_since(connection, self._last, self._store.is_own)
        if areas:
            self._changed(areas)

    def _watch_file(self) -> None:
        engine = self._store.engine.execution_options(sqlite_begin="DEFERRED")
        raw = engine.raw_connection()
        try:
            seen = -1
            while not self._stopping.wait(POLL_SECONDS):
                self._store.check_file()
                version = raw.driver_connection.execute("PRAGMA data_version").fetchone()[0]  # type: ignore[union-attr]
                self._tell(None)
                if version != seen:
                    seen = version
                    with engine.begin() as connection:
                        self._catch_up(connection)
        finally:
            raw.close()

    def _watch_server(self) -> None:
        engine = self._store.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"LISTEN {journal.CHANNEL}"))
            self._tell(None)
            self._catch_up(connection)
            waited = 0.0
            while not self._stopping.is_set():
                driver: Any = connection.connection.driver_connection
                try:
                    heard = list(driver.notifies(timeout=POLL_SECONDS, stop_after=1))
                except self._errors:
                    connection.invalidate()  # else the pool would complain of what it cannot reset
                    raise
                waited = 0.0 if heard else waited + POLL_SECONDS
                if heard or waited >= SAFETY_SECONDS:
                    waited = 0.0
                    self._catch_up(connection)
