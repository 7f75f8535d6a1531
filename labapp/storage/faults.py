"""What a database's own error means to a person, and whether trying again can help."""

import errno
import os
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from labapp.domain.errors import DatabaseFault

_SQLITE: Final = {
    5: "locked",
    6: "locked",
    8: "read_only",
    10: "unreachable",
    11: "corrupt",
    13: "full",
    26: "not_a_database",
}
_CANNOT_OPEN: Final = 14
_POSTGRES: Final = {
    "53100": "full",
    "25006": "read_only",
    "40001": "locked",
    "40P01": "locked",
    "55P03": "locked",
    "3D000": "unreachable",
    "28P01": "unreachable",
    "28000": "unreachable",
}
_SYSTEM: Final = {
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
    errno.EROFS: "read_only",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EIO: "unreachable",
}
_TRANSIENT_SQLITE: Final = {5, 6}
_TRANSIENT_POSTGRES: Final = {"40001", "40P01", "55P03"}
_LOST_RACE: Final = ("ck_occupancy_capacity", "ex_claim_alone")


def _driver_error(error: Exception) -> BaseException:
    """Return the driver's own error: SQLAlchemy's wrapping is taken off."""
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def _sqlite_code(error: Exception) -> int | None:
    code = getattr(_driver_error(error), "sqlite_errorcode", None)
    return None if code is None else int(code) & 0xFF


def _sqlstate(error: Exception) -> str | None:
    state = getattr(_driver_error(error), "sqlstate", None)
    return None if state is None else str(state)


def is_transient(error: Exception) -> bool:
    """Whether the same transaction may well succeed when it is run again."""
    code = _sqlite_code(error)
    return code in _TRANSIENT_SQLITE or _sqlstate(error) in _TRANSIENT_POSTGRES


def is_lost_race(error: DBAPIError) -> bool:
    """Whether the database's own guard refused what was free a moment before."""
    return any(name in str(error.orig) for name in _LOST_RACE)


def is_lost_connection(error: Exception) -> bool:
    """Whether it is unknown if the transaction was stored."""
    if not isinstance(error, DBAPIError) or _sqlite_code(error) is not None:
        return False
    state = _sqlstate(error)
    gone = state is not None and state.startswith(("08", "57P"))
    broken = isinstance(error, OperationalError | InterfaceError) and state is None
    return error.connection_invalidated or gone or broken


def as_fault(error: Exception, where: str) -> DatabaseFault | None:
    """Return what to tell a person, or None if the error is a bug of this program."""
    detail = str(_driver_error(error))
    code = _sqlite_code(error)
    if code is not None:
        kind = _cannot_open(Path(where)) if code == _CANNOT_OPEN else _SQLITE.get(code)
        return DatabaseFault(kind, where, detail) if kind else None
    state = _sqlstate(error)
    kind = _POSTGRES.get(state or "")
    if kind is None and (is_lost_connection(error) or not isinstance(error, DBAPIError)):
        kind = "unreachable"
    return DatabaseFault(kind, where, detail) if kind else None


def _cannot_open(path: Path) -> str:
    """Tell why SQLite could not open a file: it says the same of all."""
    if path.is_dir():
        return "not_a_database"
    if not path.parent.is_dir():
        return "missing"
    if os.access(path.parent, os.W_OK):
        return "unreachable" if path.exists() else "missing"
    return "read_only"


def from_system(error: OSError, where: str) -> DatabaseFault:
    """Return what to tell a person about an error of the file system."""
    kind = _SYSTEM.get(error.errno or 0, "missing")
    return DatabaseFault(kind, where, str(error))
