"""Instants in UTC, half-open spans, the five-minute slots they are counted in, and the clock."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from typing import Final
from zoneinfo import ZoneInfo

LAB_ZONE: Final = ZoneInfo("Asia/Hong_Kong")
SLOT_SECONDS: Final = 300
LONGEST: Final = timedelta(days=31)
"""No booking's claim is longer, so that looking for overlaps never reads all history."""
FOREVER: Final = 2**40
"""The slot after the last one; far beyond any date."""


def instant(value: datetime) -> datetime:
    """Return the time in UTC; a time without a zone is refused (ValueError)."""
    if value.tzinfo is None:
        raise ValueError("a time needs a zone")
    return value.astimezone(UTC)


def at(day: date, clock: wall_time) -> datetime:
    """Return the instant of a wall-clock time in the lab."""
    return datetime.combine(day, clock, LAB_ZONE).astimezone(UTC)


def local(value: datetime) -> datetime:
    """Return the instant as the lab's clocks show it."""
    return value.astimezone(LAB_ZONE)


def day_of(value: datetime) -> date:
    """Return the lab's date at the instant."""
    return value.astimezone(LAB_ZONE).date()


def slot_at(value: datetime) -> int:
    """Return the number of the five-minute slot the instant is in (0 = the epoch)."""
    return int(value.timestamp()) // SLOT_SECONDS


def slot_start(slot: int) -> datetime:
    """Return the instant a slot begins."""
    return datetime.fromtimestamp(slot * SLOT_SECONDS, UTC)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From ``start`` up to but not including ``end``, both in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", instant(self.start))
        object.__setattr__(self, "end", instant(self.end))
        if self.end <= self.start:
            raise ValueError("a span ends after it starts")

    @property
    def duration(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    @property
    def minutes(self) -> int:
        """How long it lasts, in whole minutes."""
        return int(self.duration.total_seconds()) // 60

    @property
    def slots(self) -> tuple[int, int]:
        """The half-open range of slots it touches, widened to whole slots."""
        last = int(self.end.timestamp())
        return slot_at(self.start), -(-last // SLOT_SECONDS)

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share any moment."""
        return self.start < other.end and other.start < self.end

    def within(self, other: "Span") -> bool:
        """Whether all of it lies inside the other."""
        return other.start <= self.start and self.end <= other.end

    def moved_to(self, start: datetime) -> "Span":
        """Return a span as long as this that begins at ``start``."""
        return Span(start, start + self.duration)

    def days(self) -> Iterator[date]:
        """Yield every lab date it covers a moment of."""
        day, last = day_of(self.start), day_of(self.end - timedelta(microseconds=1))
        while day <= last:
            yield day
            day += timedelta(days=1)


def day_span(day: date) -> Span:
    """Return the lab's whole day."""
    return Span(at(day, wall_time(0)), at(day + timedelta(days=1), wall_time(0)))


def week_of(day: date) -> Span:
    """Return the lab's week, Monday to Sunday, that holds the day."""
    monday = day - timedelta(days=day.weekday())
    return Span(at(monday, wall_time(0)), at(monday + timedelta(days=7), wall_time(0)))


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time; one that starts elsewhere runs on from there at the usual speed."""

    starts_at: datetime | None = None
    _origin: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """Return the present instant, to the second."""
        if self.starts_at is None:
            return datetime.now(UTC).replace(microsecond=0)
        passed = int(time.monotonic() - self._origin)
        return instant(self.starts_at) + timedelta(seconds=passed)
