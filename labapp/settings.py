"""What a start of the program is told: which database, whose clock, where its files go."""

import getpass
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ENVIRONMENT_VARIABLE = "LABAPP_DATABASE"


def data_folder() -> Path:
    """Return the folder for the user's data; it need not exist yet."""
    import platformdirs  # noqa: PLC0415 -- only when nobody said where

    return Path(platformdirs.user_data_dir("labapp", appauthor=False))


def default_database() -> str:
    """Return the database to use when ``--database`` is not given."""
    return os.environ.get(ENVIRONMENT_VARIABLE) or str(data_folder() / "lab.db")


def user_name() -> str:
    """Return the name of the system's user; the person at the desk until accounts come."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "desk"


@dataclass(frozen=True, slots=True)
class Settings:
    """One start of the program."""

    database: str
    now: datetime | None = None
    language: str | None = None
    theme: str | None = None
    demo: bool = False
