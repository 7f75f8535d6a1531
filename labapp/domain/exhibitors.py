"""Exhibitors, their people and their demos, as far as bookings need them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from labapp.domain.languages import Names


class ExhibitorKind(StrEnum):
    """What an exhibitor is; quotas differ by it."""

    PARTNER = "partner"
    STRATEGIC = "strategic_enterprise"
    STARTUP = "startup"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of an exhibitor; the Chinese name is kept whole, never split."""

    id: int
    code: str
    family: str | None
    given: str | None
    western: str | None
    name_zh: str | None
    role: str | None
    language: str | None
    phone: str | None
    email: str | None
    sample: bool = False

    def shown(self, language: str) -> str:
        """Return the name in the manner of the language: 陳大文, or Peter CHAN Tai Man."""
        english = " ".join(part for part in (self.western, self.family, self.given) if part)
        return (self.name_zh or english) if language != "en" else (english or self.name_zh or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibitor:
    """A company or institution that shows at the lab."""

    id: int
    code: str
    names: Names
    fascia: str | None
    kind: ExhibitorKind
    origin: str
    sample: bool
    brn: str | None
    company_no: str | None
    badge_quota: int
    badges_id: int
    weekly_quota: int | None
    status: str
    note: str | None
    version: int
    address: Mapping[str, object] | None = None
    insurance: Mapping[str, object] | None = None
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Something an exhibitor shows."""

    id: int
    code: str
    exhibitor_id: int
    titles: Names
    minutes: int
    pool_id: int | None
    mpflops: int
    power_w: int
    captures_personal_data: bool
    risk_tier: str
    clearance: str
    """``pending``, ``cleared``, ``conditional``, ``void``."""
    valid_until: date | None
    conditions: str | None = None
    toolkits: Mapping[int, int] = field(default_factory=dict)
    """Seats by toolkit resource."""
    sample: bool = False
    retired: bool = False
    """It is no longer shown; what was booked stays on record."""

    def cleared_on(self, day: date) -> bool:
        """Whether the public may see it on a day."""
        holds = self.valid_until is None or day <= self.valid_until
        return self.clearance in {"cleared", "conditional"} and holds
