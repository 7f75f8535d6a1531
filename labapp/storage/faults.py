"""What a database's own error means to a person, and whether trying again can help."""

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
    14: "missing",
    26: "not_a_database",
}
_TRANSIENT_SQLITE: Final = {5, 6}
_TRANSIENT_POSTGRES: Final = {"40001", "40P01", "55P03"}
_LOST_RACE: Final = ("ck_occupancy_capacity", "ex_claim_alone")


def _sqlite_code(error: DBAPIError) -> int | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else int(code) & 0xFF


def _sqlstate(error: DBAPIError) -> str | None:
    state = getattr(error.orig, "sqlstate", None)
    return None if state is None else str(state)


def is_transient(error: DBAPIError) -> bool:
    """Whether the same transaction may well succeed when it is run again."""
    code = _sqlite_code(error)
    return code in _TRANSIENT_SQLITE or _sqlstate(error) in _TRANSIENT_POSTGRES


def is_lost_race(error: DBAPIError) -> bool:
    """Whether the database's own guard refused what was free a moment before."""
    return any(name in str(error.orig) for name in _LOST_RACE)


def is_lost_connection(error: DBAPIError) -> bool:
    """Whether it is unknown if the transaction was stored."""
    if _sqlite_code(error) is not None:
        return False
    state = _sqlstate(error)
    gone = state is not None and state.startswith(("08", "57P"))
    broken = isinstance(error, OperationalError | InterfaceError) and state is None
    return error.connection_invalidated or gone or broken


def as_fault(error: DBAPIError, where: str) -> DatabaseFault | None:
    """Return what to tell a person, or None if the error is a bug of this program."""
    code = _sqlite_code(error)
    if code is not None:
        kind = _SQLITE.get(code)
        return DatabaseFault(kind, where, str(error.orig)) if kind else None
    state = _sqlstate(error)
    if state == "53100":
        return DatabaseFault("full", where, str(error.orig))
    if state == "25006":
        return DatabaseFault("read_only", where, str(error.orig))
    if state in _TRANSIENT_POSTGRES:
        return DatabaseFault("locked", where, str(error.orig))
    if is_lost_connection(error) or state in {"3D000", "28P01", "28000"}:
        return DatabaseFault("unreachable", where, str(error.orig))
    return None
