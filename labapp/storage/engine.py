"""Engines for SQLite and PostgreSQL."""

import ctypes
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from labapp.domain.errors import DatabaseFault

BUSY_TIMEOUT_MS: Final = 30_000
UNANSWERED_MS: Final = 10_000
IDLE_MS: Final = 60_000
SAFE_SQLITE: Final = (3, 51, 3)
"""From here on several processes cannot lose a commit (https://sqlite.org/wal.html#walresetbug)."""

_NETWORK_TYPES: Final = {
    0x6969: "nfs",
    0xFF534D42: "cifs",
    0xFE534D42: "smb2",
    0x517B: "smb",
    0x01021997: "9p",
    0x65735546: "fuse",
    0x0BD00BD0: "lustre",
    0x47504653: "gpfs",
    0x00C36400: "ceph",
    0x5346414F: "afs",
}
_DRIVE_REMOTE: Final = 4


@dataclass(frozen=True, slots=True)
class Location:
    """Where a database is: a file, or a PostgreSQL URL."""

    path: Path | None
    url: str | None

    @property
    def shown(self) -> str:
        """How to name it to a person; a password is never shown."""
        if self.path is not None:
            return str(self.path)
        return make_url(self.url or "").render_as_string(hide_password=True)


def locate(text: str | Path) -> Location:
    """Return the location that ``--database`` names: a path or a ``postgresql+psycopg://`` URL."""
    if isinstance(text, Path) or "://" not in text:
        return Location(Path(text).expanduser().absolute(), None)
    try:
        url = make_url(text)
    except ArgumentError:
        raise DatabaseFault("not_a_database", text) from None
    if url.get_backend_name() == "sqlite" and url.database:
        return Location(Path(url.database).absolute(), None)
    if url.get_backend_name() != "postgresql":
        raise DatabaseFault("driver", url.render_as_string(hide_password=True))
    return Location(None, url.set(drivername="postgresql+psycopg").render_as_string(False))


def sqlite_library() -> Any:  # noqa: ANN401 -- a DBAPI module, whichever there is
    """Return the one SQLite library of this process."""
    if sys.platform == "linux":
        from pysqlite3 import dbapi2 as library  # noqa: PLC0415 -- only on this platform
    else:
        import sqlite3 as library  # noqa: PLC0415, TID251 -- the one place that chooses
    return library


def sqlite_version() -> tuple[int, ...]:
    """Return the version of the SQLite library in use."""
    return tuple(sqlite_library().sqlite_version_info)


def file_system_type(path: Path) -> str | None:
    """Return the name of the network file system the path is on, or None for a local one."""
    if sys.platform == "win32":
        if str(path).startswith("\\\\"):
            return "unc"
        kind = ctypes.windll.kernel32.GetDriveTypeW(path.anchor)
        return "remote drive" if kind == _DRIVE_REMOTE else None
    if sys.platform != "linux":
        return None
    buffer = ctypes.create_string_buffer(256)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.statfs(os.fsencode(path), buffer) != 0:
        return None
    return network_type(int.from_bytes(buffer.raw[:8], sys.byteorder))


def network_type(magic: int) -> str | None:
    """Return the name of a network file system by its number in ``statfs(2)``, or None."""
    return _NETWORK_TYPES.get(magic & 0xFFFFFFFF)


def refuse_network(path: Path, kind_of: Callable[[Path], str | None] = file_system_type) -> None:
    """Refuse a database file whose folder is on a network (write-ahead logging needs one host)."""
    found = kind_of(path.parent)
    if found is not None:
        raise DatabaseFault("network", str(path), found)


def make_engine(
    location: Location, *, create: bool = False, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> Engine:
    """Build the engine of a location; opening never makes a missing file unless asked to.

    Writers begin IMMEDIATE on SQLite, so the loser of a race waits instead of failing; an engine
    with the option ``sqlite_begin="DEFERRED"`` reads without taking the write lock.
    """
    if location.path is None:
        return create_engine(
            location.url or "",
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 5,
                "application_name": "labapp",
                # a dead line is noticed, a dead client's locks are let go, a lock is not for ever
                "tcp_user_timeout": UNANSWERED_MS,
                "keepalives_idle": 10,
                "options": (
                    f"-c lock_timeout={busy_timeout_ms}"
                    f" -c idle_in_transaction_session_timeout={IDLE_MS}"
                ),
            },
        )
    mode = "rwc" if create else "rw"
    name = f"file:{quote(str(location.path))}?mode={mode}&uri=true"
    engine = create_engine(
        f"sqlite:///{name}",
        module=sqlite_library(),
        connect_args={"timeout": busy_timeout_ms / 1000, "check_same_thread": False},
    )

    def on_connect(dbapi: Any, entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 -- DBAPI
        dbapi.isolation_level = None  # SQLAlchemy, not the driver, says BEGIN
        for pragma in (
            f"busy_timeout = {busy_timeout_ms}",
            "journal_mode = WAL",
            # NORMAL lost confirmed bookings in modelled power cuts, FULL lost none
            "synchronous = FULL",
            "foreign_keys = ON",
            "cache_size = -16000",
        ):
            dbapi.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    how = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {how}")
