"""Who does something, and what their role lets them do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is at the lab."""

    SUPERVISOR = "supervisor"
    OFFICER = "officer"
    ENGINEER = "engineer"
    KIOSK = "kiosk"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as what, and from where (``desk``, ``kiosk``, ``command``, ``import``)."""

    name: str
    role: Role
    origin: str = "desk"


SUPERVISING = frozenset({Role.SUPERVISOR})
WRITING = frozenset({Role.SUPERVISOR, Role.OFFICER, Role.ENGINEER})
