"""References to the AI Subsidy Scheme: amounts to the cent, stages, and what is left to be used.

The desk is not the scheme's secretariat: nothing here says who may have a subsidy.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from labapp.domain.errors import FieldFault, ReasonMissing, Refused
from labapp.domain.languages import Names
from labapp.domain.times import Span, at

USUAL_RATE: Final = 70
"""Percent of the list price; above it the Committee must have a reason."""
TOP_RATE: Final = 90
HOURS_A_MONTH: Final = 730
MOST_CENTS: Final = 10**13
MOST_MPFLOPS: Final = 10**12
MOST_MONTHS: Final = 120


class Stage(StrEnum):
    """Where an application is; the names are the desk's own."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    COMPLETENESS = "completeness"
    VETTING = "vetting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    AGREEMENT = "agreement"
    IN_USE = "in_use"
    REPORT_DUE = "report_due"
    SUSPENDED = "suspended"
    COMPLETED = "completed"


_OPEN: Final = frozenset({Stage.WITHDRAWN})
FOLLOWS: Final[Mapping[Stage, frozenset[Stage]]] = {
    Stage.DRAFT: _OPEN | {Stage.SUBMITTED},
    Stage.SUBMITTED: _OPEN | {Stage.DRAFT, Stage.COMPLETENESS, Stage.VETTING, Stage.REJECTED},
    Stage.COMPLETENESS: _OPEN | {Stage.SUBMITTED, Stage.VETTING, Stage.REJECTED},
    Stage.VETTING: _OPEN | {Stage.COMPLETENESS, Stage.APPROVED, Stage.REJECTED},
    Stage.APPROVED: _OPEN | {Stage.AGREEMENT, Stage.IN_USE},
    Stage.AGREEMENT: _OPEN | {Stage.IN_USE},
    Stage.IN_USE: frozenset({Stage.REPORT_DUE, Stage.SUSPENDED, Stage.COMPLETED}),
    Stage.REPORT_DUE: frozenset({Stage.IN_USE, Stage.SUSPENDED, Stage.COMPLETED}),
    Stage.SUSPENDED: frozenset({Stage.IN_USE, Stage.WITHDRAWN, Stage.COMPLETED}),
    Stage.REJECTED: frozenset(),
    Stage.WITHDRAWN: frozenset(),
    Stage.COMPLETED: frozenset(),
}
"""The stages that may come after each; none after the last three."""

GRANTED: Final = frozenset(
    {
        Stage.APPROVED,
        Stage.AGREEMENT,
        Stage.IN_USE,
        Stage.REPORT_DUE,
        Stage.SUSPENDED,
        Stage.COMPLETED,
    }
)
"""The stages in which computing power has been approved, so that bookings count against it."""


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of applicant; the list is the house's own, since the official one is not public."""

    code: str
    names: Names


CATEGORIES: Final = (
    Category("university", Names("University", "大學", "大学")),
    Category("rd_centre", Names("R&D centre", "研發中心", "研发中心")),
    Category("government", Names("Government department", "政府部門", "政府部门")),
    Category("strategic_enterprise", Names("Strategic enterprise", "重點企業", "重点企业")),
    Category("startup", Names("Start-up or other enterprise", "初創或其他企業", "初创或其他企业")),
)
"""What the list is until the house changes it."""


@dataclass(frozen=True, slots=True)
class StageEntry:
    """Since when a reference is, or was, in a stage, and when to look at it again."""

    stage: Stage
    since: date
    remind_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What was approved and what of it is booked and used, in mPFLOPS-minutes."""

    granted: int
    booked: int
    used: int

    @property
    def left(self) -> int:
        """What is not booked yet; below 0: more is booked than was approved."""
        return self.granted - self.booked


@dataclass(frozen=True, slots=True, kw_only=True)
class AissReference:
    """One application as the desk keeps it; money in cents."""

    id: int
    code: str
    application_no: str | None
    exhibitor_id: int
    exhibitor_code: str
    exhibitor: Names
    category: str
    stage: Stage
    stages: tuple[StageEntry, ...]
    """Latest first; empty where only the stage is known."""
    list_price_cents: int
    rate_percent: int
    rate_reason: str | None
    subsidy_cents: int
    share_cents: int
    mpflops: int
    months: int
    starts_on: date | None
    next_report: date | None
    note: str | None
    sample: bool
    version: int
    balance: Balance | None = None
    """None until computing power has been approved."""

    @property
    def period(self) -> Span | None:
        """The time in which bookings count; None where its start is not known."""
        return None if self.starts_on is None else period(self.starts_on, self.months)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something about a reference that is due on a day."""

    due: date
    kind: str
    """``stage`` or ``report``."""
    reference: AissReference


def split(list_price_cents: int, rate_percent: int) -> tuple[int, int]:
    """Return the subsidy and the applicant's share; together they are the list price to the cent.

    Half a cent goes to the applicant, so that the subsidy is never above its rate.
    """
    subsidy = list_price_cents * rate_percent // 100
    return subsidy, list_price_cents - subsidy


def check_amounts(
    list_price_cents: int, rate_percent: int, rate_reason: str | None, mpflops: int, months: int
) -> None:
    """Refuse what cannot be: a rate above 90 %, one above 70 % without a reason, odd amounts."""
    for name, value, least, most in (
        ("list_price", list_price_cents, 0, MOST_CENTS),
        ("rate_percent", rate_percent, 0, TOP_RATE),
        ("mpflops", mpflops, 0, MOST_MPFLOPS),
        ("months", months, 1, MOST_MONTHS),
    ):
        if not least <= value <= most:
            raise Refused(FieldFault(field_name=name, fault="out_of_range", value=str(value)))
    if rate_percent > USUAL_RATE and not (rate_reason or "").strip():
        raise Refused(ReasonMissing(act="exceed_rate"))


def may_follow(before: Stage, after: Stage) -> bool:
    """Whether a reference in one stage may come to the other."""
    return after in FOLLOWS[before]


def period(starts_on: date, months: int) -> Span:
    """Return the time from the first day for so many calendar months."""
    return Span(at(starts_on, time(0)), at(_months_after(starts_on, months), time(0)))


def _months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def granted_minutes(mpflops: int, months: int, starts_on: date | None) -> int:
    """Return the mPFLOPS-minutes that were approved: by the calendar, or 730 hours a month."""
    if starts_on is None:
        return mpflops * months * HOURS_A_MONTH * 60
    return mpflops * period(starts_on, months).minutes


def whole_time(reference: AissReference, now: datetime) -> Span:
    """Return the time that counts; all of it where the start is not known."""
    far = timedelta(days=20 * 366)
    return reference.period or Span(now - far, now + far)
