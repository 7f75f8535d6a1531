"""Open a database: create it, check it, bring it to the newest tables."""

import contextlib
import importlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from labapp.domain.errors import DatabaseFault
from labapp.domain.staff import Actor
from labapp.domain.times import Clock
from labapp.storage import backup, faults
from labapp.storage.engine import (
    BUSY_TIMEOUT_MS,
    SAFE_SQLITE,
    Location,
    make_engine,
    refuse_network,
    sqlite_version,
)
from labapp.storage.store import Store

HEAD: Final = "0005"
"""The newest migration; a test holds it against the scripts."""

_MIGRATION_LOCK: Final = 7_240_001
_ALEMBIC: Final = threading.Lock()


def open_store(
    location: Location,
    *,
    actor: Actor,
    clock: Clock,
    create: bool = False,
    busy_timeout_ms: int = BUSY_TIMEOUT_MS,
) -> Store:
    """Open the database, migrated; a missing file is made only with ``create``.

    Raises ``DatabaseFault`` with what is wrong: missing, on a network, newer, corrupt, read-only…
    """
    path = location.path
    if path is not None:
        try:
            _check_file(path, create=create)
        except OSError as error:
            raise faults.from_system(error, location.shown) from error
    engine = make_engine(location, create=create, busy_timeout_ms=busy_timeout_ms)
    try:
        upgrade(engine, location)
        return Store(engine, location, actor, clock, patience=busy_timeout_ms / 1000)
    except BaseException as error:
        engine.dispose()
        if isinstance(error, DBAPIError):
            fault = faults.as_fault(error, location.shown)
            raise (fault or error) from error
        if isinstance(error, OSError):
            raise faults.from_system(error, location.shown) from error
        raise


def _check_file(path: Path, *, create: bool) -> None:
    if sqlite_version() < SAFE_SQLITE:
        shown = ".".join(str(part) for part in sqlite_version())
        raise DatabaseFault("unsafe_library", str(path), shown)
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    elif not path.exists():
        raise DatabaseFault("missing", str(path))
    elif path.stat().st_size == 0:
        raise DatabaseFault("not_a_database", str(path), "empty")  # what was in it is gone
    refuse_network(path)


def revision_of(connection: Connection, location: Location) -> str | None:
    """Return the migration the database is at; None for an empty one.

    Raises ``DatabaseFault`` for the database of another program.
    """
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise DatabaseFault("not_a_database", location.shown, f"table {tables[0]}")
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(engine: Engine, location: Location) -> None:
    """Run the migrations that are missing, all in one transaction, after a backup."""
    with engine.execution_options(sqlite_begin="DEFERRED").begin() as connection:
        found = revision_of(connection, location)
    if found == HEAD:
        return
    if found is not None and found not in known_revisions():
        raise DatabaseFault("too_new", location.shown, found)
    with _migration_lock(location):
        with engine.execution_options(sqlite_begin="DEFERRED").begin() as connection:
            found = revision_of(connection, location)  # another process may have done it meanwhile
        if found is not None and found != HEAD and location.path is not None:
            backup.copy_beside(engine, location.path, f"before-{HEAD}")
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK}
                )
            if revision_of(connection, location) != HEAD:
                run_migrations(connection)
                _check_references(connection, location)


def run_migrations(connection: Connection, target: str = "head") -> None:
    """Upgrade inside the caller's transaction."""
    # alembic costs start-up time that only a migration is worth, and keeps its state in a module
    with _ALEMBIC:
        command: Any = importlib.import_module("alembic.command")
        command.upgrade(alembic_config(connection), target)


def alembic_config(connection: Connection) -> Any:  # noqa: ANN401 -- alembic is imported late
    """Configure alembic without a file."""
    config = importlib.import_module("alembic.config").Config()
    config.set_main_option("script_location", "labapp:storage/migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def known_revisions() -> frozenset[str]:
    """Return every migration this program has."""
    scripts = Path(__file__).parent / "migrations" / "versions"
    return frozenset(path.name.split("_")[0] for path in scripts.glob("[0-9]*.py"))


def _check_references(connection: Connection, location: Location) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise DatabaseFault("corrupt", location.shown, str(tuple(broken)))


@contextlib.contextmanager
def _migration_lock(location: Location) -> Iterator[None]:
    """Let one process at a time migrate a file; the others wait and find it done."""
    if location.path is None:
        yield
        return
    lock_path = location.path.with_name(f"{location.path.name}.migrate.lock")
    with lock_path.open("w") as handle:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 -- only there

            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl  # noqa: PLC0415 -- only there

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    lock_path.unlink(missing_ok=True)
