"""Backups that the desk keeps by itself: one a day, the newest fourteen, each judged."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from labapp.domain.times import LAB_ZONE, day_of
from labapp.storage import backup, faults
from labapp.storage.backup import Stopped, Told
from labapp.storage.store import Store

__all__ = [
    "KEPT",
    "Backup",
    "Keeping",
    "Stopped",
    "Told",
    "back_up",
    "back_up_daily",
    "last_backup",
]

KEPT: Final = 14
"""How many backups are kept."""
_NAME: Final = re.compile(r"lab-(\d{4}-\d{2}-\d{2}-\d{6})(?:-\d+)?\.(?:db|dump)")
_STAMP: Final = "%Y-%m-%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where a database's backups are kept, and whether one is made each day unasked."""

    folder: Path
    daily: bool


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup that is kept."""

    path: str
    at: datetime
    bytes: int


def last_backup(folder: Path) -> Backup | None:
    """Return the newest backup in a folder, None when there is none; judged when it was made."""
    found = _kept(folder)
    return found[0] if found else None


def back_up_daily(
    store: Store, keeping: Keeping, told: Told | None = None, now: datetime | None = None
) -> Backup | None:
    """Make the day's backup, of a SQLite database; None when it is there, or not to be made."""
    moment = now or datetime.now(UTC)
    if not keeping.daily or store.location.path is None:
        return None
    newest = last_backup(keeping.folder)
    if newest is not None and day_of(newest.at) == day_of(moment):
        return None
    return back_up(store, keeping, told, moment)


def back_up(
    store: Store, keeping: Keeping, told: Told | None = None, now: datetime | None = None
) -> Backup:
    """Make a backup beside the others and let go of those that are too old to be kept.

    Raises ``DatabaseFault`` or ``FileFault`` with what is wrong, and ``Stopped`` when ``told``
    says so; nothing half done is left.
    """
    folder = keeping.folder
    moment = now or datetime.now(UTC)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise faults.from_system(error, str(folder)) from error
    ending = "dump" if store.location.path is None else "db"
    target = _free(folder, moment, ending)
    if store.location.path is None:
        made = backup.dump_postgres(store.engine, target)
    else:
        store.check_file()
        made = backup.copy_into(store.engine, target, told)
    for old in _kept(folder)[KEPT:]:
        Path(old.path).unlink(missing_ok=True)
    return Backup(made.path, moment.replace(microsecond=0), made.bytes)


def _free(folder: Path, moment: datetime, ending: str) -> Path:
    stamp = moment.astimezone(LAB_ZONE).strftime(_STAMP)
    target, number = folder / f"lab-{stamp}.{ending}", 2
    while target.exists():
        target, number = folder / f"lab-{stamp}-{number}.{ending}", number + 1
    return target


def _kept(folder: Path) -> list[Backup]:
    """Return the backups of a folder, newest first; a file of another name is none of ours."""
    if not folder.is_dir():
        return []
    found: list[Backup] = []
    for path in folder.iterdir():
        named = _NAME.fullmatch(path.name)
        if named is not None:
            at = datetime.strptime(named[1], _STAMP).replace(tzinfo=LAB_ZONE).astimezone(UTC)
            found.append(Backup(str(path), at, path.stat().st_size))
    return sorted(found, key=lambda one: (one.at, one.path), reverse=True)
