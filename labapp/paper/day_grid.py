"""The day sheet's grid as numbers and words: the time axis, and each place's bookings on it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from datetime import time as wall_time
from typing import Any, Final

from labapp.domain.bookings import OVER, Kind, State
from labapp.domain.papers import DaySheet, SheetEntry, SheetLane
from labapp.domain.times import Span, at
from labapp.paper.dates import DAY_MINUTES, clock, clock_range
from labapp.paper.typesetter import printable
from labapp.words import Words

_COLOUR: Final = re.compile("#[0-9A-Fa-f]{6}")
_NO_COLOUR: Final = "#808080"


@dataclass(frozen=True, slots=True)
class Axis:
    """The minutes of the day that the grid shows, on whole hours, and those the lab is open."""

    first: int
    last: int
    open: tuple[tuple[int, int], ...]

    @property
    def closed(self) -> Iterator[tuple[int, int]]:
        """Yield the stretches of the axis outside the opening hours."""
        edge = self.first
        for first, last in self.open:
            if edge < first:
                yield edge, first
            edge = max(edge, last)
        if edge < self.last:
            yield edge, self.last


@dataclass(frozen=True, slots=True)
class Day:
    """Turns instants into minutes of the sheet's day (0 to 1440; the rest is cut off)."""

    midnight: datetime

    def minutes(self, span: Span) -> tuple[int, int]:
        """Return the span's first and last minute on the day."""
        return self._minute(span.start), self._minute(span.end)

    def _minute(self, moment: datetime) -> int:
        passed = int((moment - self.midnight).total_seconds()) // 60
        return min(max(passed, 0), DAY_MINUTES)


def day_of_sheet(sheet: DaySheet) -> Day:
    """Return the sheet's day as a measure of minutes."""
    return Day(at(sheet.day, wall_time(0)))


def axis_of(sheet: DaySheet) -> Axis | None:
    """Return the grid's time axis, or None when nothing says where it should begin and end.

    It covers the opening hours and every booking's edge that falls on the day, so that a set-up
    before opening is seen; a booking that goes on overnight does not stretch it to midnight.
    """
    day = day_of_sheet(sheet)
    opened = tuple(day.minutes(span) for span in sheet.hours)
    edges = [edge for pair in opened for edge in pair]
    for lane in sheet.lanes:
        for entry in lane.entries:
            first, last = day.minutes(entry.span)
            if not entry.starts_before and first > 0:
                edges.append(first)
            if not entry.ends_after and last < DAY_MINUTES:
                edges.append(last)
    if not edges:
        return None
    first, last = min(edges) // 60 * 60, -(-max(edges) // 60) * 60
    return Axis(first, max(last, first + 60), opened)


def zones_of(sheet: DaySheet, axis: Axis, say: Words) -> list[dict[str, Any]]:
    """Return the zones in the order of their first place, each with its places as rows."""
    day = day_of_sheet(sheet)
    zones: dict[tuple[str, str], dict[str, Any]] = {}
    for lane in sheet.lanes:
        name = printable(lane.zone.best(say.language))
        colour = lane.zone_colour if _COLOUR.fullmatch(lane.zone_colour) else _NO_COLOUR
        zone = zones.setdefault((name, colour), {"name": name, "colour": colour, "lanes": []})
        zone["lanes"].append(_row(lane, axis, day, say))
    for zone in zones.values():
        # a zone of one place often has the place's name, and need not say it twice
        zone["heading"] = [row["name"] for row in zone["lanes"]] != [zone["name"]]
    return list(zones.values())


def _row(lane: SheetLane, axis: Axis, day: Day, say: Words) -> dict[str, Any]:
    shown = [
        {**entry_words(entry, day, say), "from": max(first, axis.first), "to": min(last, axis.last)}
        for entry in sorted(lane.entries, key=lambda each: each.span)
        for first, last in [day.minutes(entry.span)]
        if first < axis.last and last > axis.first
    ]
    return {
        "code": printable(lane.code),
        "name": printable(lane.names.best(say.language)),
        "out": not lane.in_service,
        "note": printable(lane.note),
        "tracks": tracks(shown),
    }


def tracks(entries: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return entries, earliest first, dealt out so that none overlaps another of its track.

    A place with room for several bookings at once needs as many tracks as stand in it together,
    and no more.
    """
    dealt: list[list[dict[str, Any]]] = []
    for entry in entries:
        track = next((each for each in dealt if each[-1]["to"] <= entry["from"]), None)
        if track is None:
            dealt.append([entry])
        else:
            track.append(entry)
    return dealt


def entry_words(entry: SheetEntry, day: Day, say: Words) -> dict[str, Any]:
    """Return what the sheet says of a booking, and how its block is drawn."""
    exhibitor, demo, title = (
        printable(names.best(say.language)) for names in (entry.exhibitor, entry.demo, entry.title)
    )
    who = exhibitor or title or demo or printable(entry.number)
    style = style_of(entry)
    return {
        "when": when(entry, day, say),
        "who": who,
        "what": demo if demo not in ("", who) else title if title != who else "",
        "style": style,
        "mark": say(f"paper.mark.{style}"),
        "star": say("paper.mark.conditional") if entry.conditional else "",
        "before": entry.starts_before,
        "after": entry.ends_after,
    }


def style_of(entry: SheetEntry) -> str:
    """Return how a booking is drawn, which is also the key of its mark and its word.

    Whatever is over and holds nothing is drawn as cancelled.
    """
    if entry.kind == Kind.CLOSURE:
        return "closure"
    return str(State.CANCELLED if entry.state in OVER else entry.state)


def when(entry: SheetEntry, day: Day, say: Words) -> str:
    """Return the exact times, or what is known of them on the day: ``until 13:00``."""
    first, last = day.minutes(entry.span)
    if entry.starts_before and entry.ends_after:
        return say("paper.all_day")
    if entry.starts_before:
        return say("paper.until", time=clock(last))
    if entry.ends_after:
        return say("paper.from", time=clock(first))
    return clock_range(first, last)
