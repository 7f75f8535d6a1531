"""Toolkits as the catalogue has them, and what a partner asks of those who use one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from labapp.domain import errors
from labapp.domain.errors import Refusal
from labapp.domain.languages import Names
from labapp.domain.times import Span, at, day_of


@dataclass(frozen=True, slots=True)
class PartnerRules:
    """What the partner asks for; an empty one asks for nothing."""

    trained_only: bool = False
    """Whether only people who were trained on it may use it."""
    hours: tuple[tuple[time, time], ...] = ()
    """When it may be used on a day; none: at any time."""
    weekdays: frozenset[int] = frozenset()
    """On which days, Monday is 0; none: on all."""
    credit_minutes: int | None = None
    """How many minutes of a seat there are in all; None: no end of them."""

    def on(self, day: date) -> tuple[Span, ...]:
        """Return when it may be used on the day."""
        if self.weekdays and day.weekday() not in self.weekdays:
            return ()
        if not self.hours:
            return (Span(at(day, time(0)), at(day + timedelta(days=1), time(0))),)
        return tuple(Span(at(day, opens), at(day, closes)) for opens, closes in self.hours)


def rules_of(record: Mapping[str, Any]) -> PartnerRules:
    """Return rules as they are kept; ValueError for what is no rule."""
    unknown = record.keys() - {"trained_only", "hours", "weekdays", "credit_minutes"}
    if unknown:
        raise ValueError(", ".join(sorted(unknown)))
    hours = tuple(
        (time.fromisoformat(opens), time.fromisoformat(closes))
        for opens, closes in record.get("hours") or ()
    )
    if any(opens >= closes for opens, closes in hours):
        raise ValueError("hours")
    weekdays = frozenset(int(day) for day in record.get("weekdays") or ())
    if not weekdays <= set(range(7)):
        raise ValueError("weekdays")
    credit = record.get("credit_minutes")
    if credit is not None and int(credit) < 0:
        raise ValueError("credit_minutes")
    return PartnerRules(
        bool(record.get("trained_only")), hours, weekdays, None if credit is None else int(credit)
    )


def record_of(rules: PartnerRules) -> dict[str, Any]:
    """Return rules as they are kept."""
    return {
        "trained_only": rules.trained_only,
        "hours": [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in rules.hours],
        "weekdays": sorted(rules.weekdays),
        "credit_minutes": rules.credit_minutes,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Install:
    """Where a toolkit is installed; the files of certificates lie on the desk's machine."""

    id: int = 0
    host: str = "localhost"
    interpreter: str | None = None
    certificate: str | None = None
    certificate_key: str | None = None
    authorities: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolkit:
    """A toolkit of the catalogue."""

    id: int
    """Also its resource: a unit of it is a seat."""
    code: str
    names: Names
    bookable: bool
    vendor: str
    kind: str
    dist: str | None
    wanted_version: str | None
    licence: str | None
    licence_ends: date | None
    hardware: tuple[str, ...]
    protocol: str | None
    port: int | None
    documents: tuple[str, ...]
    note: str | None
    rules: PartnerRules
    installs: tuple[Install, ...]
    trained: frozenset[int]
    """The people who were trained on it."""
    version: int


@dataclass(frozen=True, slots=True)
class Use:
    """So many seats over a time, by somebody or nobody named."""

    span: Span
    seats: int
    person_id: int | None = None


def what_blocks(
    toolkit: Toolkit, use: Use, spent_minutes: int, *, trained: bool = False
) -> tuple[Refusal, ...]:
    """Return every rule of the partner that is in the way of the use.

    ``spent_minutes`` are the minutes of a seat that others have booked already. With ``trained``
    the training was looked at elsewhere.
    """
    return (
        *_licence(toolkit, use),
        *(() if trained else training_missing(toolkit, use.person_id)),
        *_hours(toolkit, use),
        *_credits(toolkit, use, spent_minutes),
    )


def _licence(toolkit: Toolkit, use: Use) -> Iterable[Refusal]:
    last = day_of(use.span.end - timedelta(microseconds=1))
    if toolkit.licence_ends is not None and last > toolkit.licence_ends:
        yield errors.LicenceEnds(toolkit=toolkit.names, ends=toolkit.licence_ends)


def training_missing(toolkit: Toolkit, person_id: int | None) -> Iterable[Refusal]:
    """Yield that somebody, or nobody named, was not trained on what asks for it."""
    if toolkit.rules.trained_only and person_id not in toolkit.trained:
        yield errors.NotTrained(toolkit=toolkit.names)


def _hours(toolkit: Toolkit, use: Use) -> Iterable[Refusal]:
    rules = toolkit.rules
    if not rules.hours and not rules.weekdays:
        return
    for day in use.span.days():
        whole = Span(at(day, time(0)), at(day + timedelta(days=1), time(0)))
        part = Span(max(use.span.start, whole.start), min(use.span.end, whole.end))
        hours = rules.on(day)
        if not any(part.within(one) for one in hours):
            yield errors.OutsidePartnerHours(
                toolkit=toolkit.names, day=day, hours=hours, overridable=True
            )
            return


def _credits(toolkit: Toolkit, use: Use, spent_minutes: int) -> Iterable[Refusal]:
    most = toolkit.rules.credit_minutes
    needed = use.span.minutes * use.seats
    if most is not None and spent_minutes + needed > most:
        left = max(0, most - spent_minutes)
        yield errors.CreditsSpent(toolkit=toolkit.names, needed=needed, left=left)


def ends_soon(toolkits: Sequence[Toolkit], now: datetime, days: int) -> tuple[Toolkit, ...]:
    """Return the toolkits whose licence ends within so many days or has, soonest first."""
    limit = day_of(now) + timedelta(days=days)
    found = [one for one in toolkits if one.licence_ends is not None and one.licence_ends <= limit]
    return tuple(sorted(found, key=lambda one: (one.licence_ends or limit, one.code)))
