"""Copies of a database that can be trusted, and going back to one.

A database file is never opened as a plain file here: closing it would drop the locks of every
connection of this process. Copies come from VACUUM INTO; only they are hashed or moved.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from labapp.domain.errors import DatabaseFault, FileFault
from labapp.storage.engine import Location, sqlite_library


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A copy and how it was judged."""

    path: str
    bytes: int
    kept: str | None = None
    """Where the database that was replaced is kept, after a restore."""


def copy_into(engine: Engine, target: Path) -> BackupMade:
    """Write a whole copy of a SQLite database; an existing file is refused, a broken copy too."""
    if target.exists():
        raise FileFault("exists", str(target))
    if not target.parent.is_dir():
        raise FileFault("missing", str(target.parent))
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        raw = engine.raw_connection()
        try:
            raw.driver_connection.execute("VACUUM INTO ?", (str(part),))  # type: ignore[union-attr]
        finally:
            raw.close()
        fault = judge(part)
        if fault is not None:
            raise FileFault("broken", str(target), fault)
        _sync(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return BackupMade(str(target), target.stat().st_size)


def copy_beside(engine: Engine, path: Path, why: str) -> Path:
    """Write a copy next to the database and return its path."""
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    target = path.with_name(f"{path.stem}.{why}.{stamp}{path.suffix}")
    copy_into(engine, target)
    return target


def judge(path: Path) -> str | None:
    """Return what is wrong with a copy, or None when it is whole and one of ours."""
    library: Any = sqlite_library()
    try:
        connection = library.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if verdict != "ok":
                return str(verdict)
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                return "foreign keys"
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
            connection.execute("SELECT revision FROM journal_head").fetchone()
        finally:
            connection.close()
    except library.Error as error:
        return str(error)
    return None


def restore_over(location: Location, source: Path) -> BackupMade:
    """Put a copy in the place of the database; the old one is kept beside it.

    All programs that use the database must be closed; one that is not notices by itself and
    stops writing. A broken copy is refused and nothing is changed.
    """
    path = location.path
    if path is None:
        raise DatabaseFault("driver", location.shown)
    if not source.is_file():
        raise FileFault("missing", str(source))
    fault = judge(source)
    if fault is not None:
        raise FileFault("broken", str(source), fault)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.restoring")
    shutil.copyfile(source, fresh)
    _sync(fresh)
    kept = _set_aside(path)
    fresh.replace(path)
    _sync_folder(path.parent)
    return BackupMade(str(path), path.stat().st_size, None if kept is None else str(kept))


def _set_aside(path: Path) -> Path | None:
    """Move the old database, with what it has not merged yet, out of the way."""
    if not path.exists():
        return None
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    kept = path.with_name(f"{path.stem}.replaced.{stamp}{path.suffix}")
    for suffix in ("-wal", "-shm"):
        beside = Path(f"{path}{suffix}")
        if beside.exists():
            beside.replace(f"{kept}{suffix}")
    path.replace(kept)
    return kept


def _sync(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def dump_postgres(engine: Engine, target: Path) -> BackupMade:
    """Write a PostgreSQL database with ``pg_dump`` in its custom format."""
    if target.exists():
        raise FileFault("exists", str(target))
    url = engine.url.set(drivername="postgresql")
    program = shutil.which("pg_dump")
    if program is None:
        raise FileFault("missing", "pg_dump")
    environment = dict(os.environ)
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    shown = url.set(password=None).render_as_string(hide_password=False)
    part = target.with_name(f"{target.name}.part")
    done = subprocess.run(  # noqa: S603 -- a fixed program, arguments of our own
        [program, "--format=custom", f"--file={part}", shown],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        part.unlink(missing_ok=True)
        raise DatabaseFault("unreachable", shown, done.stderr.strip())
    part.replace(target)
    return BackupMade(str(target), target.stat().st_size)


def quick_check(engine: Engine) -> str | None:
    """Return what SQLite finds wrong with the file, or None."""
    if engine.dialect.name != "sqlite":
        return None
    try:
        with engine.execution_options(sqlite_begin="DEFERRED").begin() as connection:
            verdict = connection.execute(text("PRAGMA quick_check")).scalar_one()
    except DBAPIError as error:
        return str(error.orig)
    return None if verdict == "ok" else str(verdict)
