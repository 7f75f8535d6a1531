"""Copies of a database that can be trusted, and going back to one.

A database file is never opened as a plain file here: closing it would drop the locks of every
connection of this process. Copies come from VACUUM INTO; only they are hashed or moved.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from labapp.domain.errors import DatabaseFault, FileFault
from labapp.storage import faults
from labapp.storage.engine import Location, sqlite_library

Told = Callable[[float | None], bool]
"""Called from time to time with the share that is done (None: unknown); False stops the work."""

_STEPS: Final = 50_000
"""Of SQLite's own machine, between two looks at how far a copy is: some milliseconds."""


class Stopped(Exception):  # noqa: N818 -- what a person wanted is no error
    """The work was stopped, and has left nothing behind."""


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A copy and how it was judged."""

    path: str
    bytes: int
    kept: str | None = None
    """Where the database that was replaced is kept, after a restore."""


def copy_into(engine: Engine, target: Path, told: Told | None = None) -> BackupMade:
    """Write a whole copy of a SQLite database; an existing file is refused, a broken copy too.

    Raises ``Stopped`` when ``told`` says so.
    """
    if target.exists():
        raise FileFault("exists", str(target))
    if not target.parent.is_dir():
        raise FileFault("missing", str(target.parent))
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        _vacuum_into(engine, part, told)
        fault = judge(part)
        if told is not None and not told(None):
            raise Stopped
        if fault is not None:
            raise FileFault("broken", str(target), fault)
        _sync(part)
        part.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise faults.from_system(error, str(target)) from error
    finally:
        part.unlink(missing_ok=True)
    return BackupMade(str(target), target.stat().st_size)


def _vacuum_into(engine: Engine, part: Path, told: Told | None) -> None:
    library: Any = sqlite_library()
    stopped = False
    try:
        raw = engine.raw_connection()
        driver: Any = raw.driver_connection
        try:
            pages, size = (
                driver.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("page_count", "page_size")
            )

            def look() -> int:
                nonlocal stopped
                written = part.stat().st_size if part.exists() else 0
                stopped = told is not None and not told(min(1.0, written / max(1, pages * size)))
                return int(stopped)

            driver.set_progress_handler(look, _STEPS)
            driver.execute("VACUUM INTO ?", (str(part),))
        finally:
            driver.set_progress_handler(None, 0)
            raw.close()
    except (DBAPIError, library.Error) as error:
        if stopped:
            raise Stopped from error
        fault = faults.as_fault(error, str(part))
        raise (fault or error) from error


def copy_beside(engine: Engine, path: Path, why: str) -> Path:
    """Write a copy next to the database and return its path."""
    target = _free_name(path, why)
    copy_into(engine, target)
    return target


def _free_name(path: Path, why: str) -> Path:
    """Return a name beside the database that says why and when, and that nothing has."""
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    more = chain([""], (f"-{number}" for number in count(2)))
    names = (path.with_name(f"{path.stem}.{why}.{stamp}{one}{path.suffix}") for one in more)
    return next(name for name in names if not name.exists())


def judge(path: Path) -> str | None:
    """Return what is wrong with a copy, or None when it is whole and one of ours."""
    library: Any = sqlite_library()
    try:
        name = f"file:{quote(str(path))}?mode=ro&immutable=1"
        connection = library.connect(name, uri=True)
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
    fresh = path.with_name(f"{path.name}.restoring")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, fresh)
        _sync(fresh)
        kept = _set_aside(path)
        fresh.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise faults.from_system(error, str(path)) from error
    finally:
        fresh.unlink(missing_ok=True)
    return BackupMade(str(path), path.stat().st_size, None if kept is None else str(kept))


def _set_aside(path: Path) -> Path | None:
    """Move the old database, with what it has not merged yet, out of the way.

    The file goes first: were we stopped now, one without what it had not merged would seem whole.
    """
    if not path.exists():
        return None
    kept = _free_name(path, "replaced")
    path.replace(kept)
    for suffix in ("-wal", "-shm"):
        beside = Path(f"{path}{suffix}")
        if beside.exists():
            beside.replace(f"{kept}{suffix}")
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
            verdicts = connection.execute(text("PRAGMA quick_check")).scalars().all()
    except DBAPIError as error:
        return str(error.orig)
    return None if list(verdicts) == ["ok"] else "\n".join(str(one) for one in verdicts)
