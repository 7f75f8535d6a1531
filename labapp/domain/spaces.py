"""Zones, places, power feeds, and when the lab is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final

from labapp.domain.languages import Names
from labapp.domain.times import Span, at


class PlaceKind(StrEnum):
    """What a place is; buffers differ by it."""

    BOOTH = "booth"
    THEATRE = "theatre"
    BENCH = "bench"
    ROOM = "room"
    HALL = "hall"


MEASURES: Final[Mapping[str, tuple[int, int]]] = {
    "width_cm": (10, 10_000),
    "depth_cm": (10, 10_000),
    "height_limit_cm": (50, 5_000),
    "floor_load_kg_m2": (10, 100_000),
    "sockets_13a": (0, 1_000),
    "display_inches": (0, 1_000),
}
"""The measures that a place's details may give, and between what they lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A part of the floor."""

    id: int
    code: str
    names: Names
    colour: str
    position: int
    sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere that can be booked."""

    id: int
    code: str
    kind: PlaceKind
    names: Names
    zone_id: int
    zone: Names
    zone_colour: str
    resource_id: int
    sockets_id: int | None
    feed_id: int | None
    parent_id: int | None
    units: int
    power_limit_w: int | None
    capacity_people: int | None
    in_service: bool
    note: str | None
    position: int
    sample: bool = False
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hours:
    """Open from one time of day to another; ``closes`` at 24:00 is written as 00:00."""

    opens: time
    closes: time

    def on(self, day: date) -> Span:
        """Return the span on a day."""
        end_day = day if self.closes > self.opens else day + timedelta(days=1)
        return Span(at(day, self.opens), at(end_day, self.closes))


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """Other hours on a date (none: closed), and why."""

    day: date
    hours: tuple[Hours, ...]
    reason: Names
    source: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday; ``general`` holidays close the lab, statutory ones alone do not."""

    day: date
    names: Names
    kind: str = "general"
    source: str = ""


class Opening:
    """When the lab is open: a special day beats a general holiday, which beats the week."""

    def __init__(
        self,
        weekly: Mapping[int, Sequence[Hours]],
        special: Sequence[SpecialDay] = (),
        holidays: Sequence[Holiday] = (),
    ) -> None:
        self.weekly = {day: tuple(hours) for day, hours in weekly.items()}
        self.special = {entry.day: entry for entry in special}
        self.holidays = {entry.day: entry for entry in holidays if entry.kind == "general"}

    def hours_on(self, day: date) -> tuple[Span, ...]:
        """Return the spans the lab is open on a day, earliest first; empty when closed."""
        if day in self.special:
            hours: Sequence[Hours] = self.special[day].hours
        elif day in self.holidays:
            hours = ()
        else:
            hours = self.weekly.get(day.weekday(), ())
        return tuple(sorted(entry.on(day) for entry in hours))

    def reason_on(self, day: date) -> Names:
        """Return why the day differs from its week day, or no names."""
        if day in self.special:
            return self.special[day].reason
        if day in self.holidays:
            return self.holidays[day].names
        return Names()

    def day_outside(self, span: Span) -> date | None:
        """Return the first day on which the span is not in opening hours, or None.

        Within a day all of it must lie in one opening; a stay over several days must begin and end
        in opening hours, on days that are open.
        """
        days = list(span.days())
        night_before = days[0] - timedelta(days=1)  # an opening may end after midnight
        openings = (*self.hours_on(night_before), *self.hours_on(days[0]))
        if any(span.within(hours) for hours in openings):
            return None
        if len(days) == 1:
            return days[0]
        first, last = self.hours_on(days[0]), self.hours_on(days[-1])
        if not any(hours.start <= span.start < hours.end for hours in first):
            return days[0]
        if not any(hours.start < span.end <= hours.end for hours in last):
            return days[-1]
        return None
