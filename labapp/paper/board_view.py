"""The board on paper: the lanes and days it shows, across A4 or A3, on as many pages as needed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from labapp.domain.languages import Language
from labapp.domain.times import Span, at, local
from labapp.paper.dates import clock, short_date
from labapp.paper.typesetter import Typesetter, printable, shared
from labapp.words import Words, words

TEMPLATE: Final = "board_view.typ"
PAPERS: Final = {"a4": (297.0, 210.0), "a3": (420.0, 297.0)}
"""Millimetres across and down."""
MARGIN: Final = 10.0
TOP: Final = 18.0
BOTTOM: Final = 20.0
LABEL: Final = 36.0
"""What codes and names of places take at the left."""
HEAD: Final = 10.0
"""The line of days and the line of hours."""
BAND: Final = 4.5
_LOWEST: Final = 7.8
_HIGHEST: Final = 16.0
_NARROWEST_DAY: Final = 11.0
_HOURS_FROM: Final = 22.0
"""Days less wide than this do not say their hours."""
_HOUR_ROOM: Final = 9.0
_LEAST: Final = 0.7
_DAY_MINUTES: Final = 1440
_STEPS: Final = (1, 2, 3, 4, 6, 12)
_COLOUR: Final = re.compile("#[0-9A-Fa-f]{6}")
_NO_COLOUR: Final = "#808080"


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    """A booking in its lane; ``style`` is a state, ``track`` its level of ``tracks`` equal ones."""

    span: Span
    title: str
    subtitle: str
    style: str
    mark: str
    track: int = 0
    tracks: int = 1


@dataclass(frozen=True, slots=True)
class PrintedLane:
    """A place with its own row; neighbours of one ``zone`` stand under its name."""

    code: str
    label: str
    zone: str
    colour: str
    blocks: tuple[PrintedBlock, ...] = ()
    in_service: bool = True
    note: str = ""

    @property
    def tracks(self) -> int:
        """How many levels its blocks need."""
        return max((block.tracks for block in self.blocks), default=1)


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """A day: its name, its number, its weekday, why it differs, and when the lab is open."""

    day: date
    name: str
    short: str
    weekday: str
    note: str = ""
    hours: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSheet:
    """What the board shows, in one language.

    ``first`` and ``last`` are the minutes of each day that are shown; ``scope`` says what is left
    out, if anything is; ``legend`` has style, mark and word of each state.
    """

    language: Language
    lab: str
    title: str
    days: tuple[PrintedDay, ...]
    first: int
    last: int
    lanes: tuple[PrintedLane, ...]
    legend: tuple[tuple[str, str, str], ...]
    printed_at: datetime
    printed_by: str
    scope: str = ""
    paper: str = "a4"
    sample: bool = False


def board_view_pdf(sheet: BoardSheet, typesetter: Typesetter | None = None) -> bytes:
    """Return the board as a PDF; the same sheet gives the same bytes.

    Raises:
        TypesettingError: The template or the fonts are broken.
    """
    setter = typesetter or shared()
    return setter.pdf(TEMPLATE, board_view_data(sheet), dated=sheet.printed_at)


def board_view_data(sheet: BoardSheet) -> dict[str, Any]:
    """Return everything the template shows: words, and places in millimetres."""
    say = words(sheet.language)
    printed = local(sheet.printed_at)
    told = say(
        "paper.printed",
        date=short_date(printed.date(), say),
        time=clock(printed.hour * 60 + printed.minute),
        name=printable(sheet.printed_by),
    )
    return {
        "language": sheet.language.value,
        "title": printable(" · ".join((say("paper.board"), sheet.title, sheet.lab))),
        "heading": printable(sheet.title),
        "kind": say("paper.board"),
        "scope": printable(sheet.scope),
        "lab": [printable(sheet.lab)],
        "paper": sheet.paper,
        "label": LABEL,
        "margins": {"side": MARGIN, "top": TOP, "bottom": BOTTOM, "head": HEAD},
        "axis": None,
        "pages": list(_pages(sheet, say)),
        "legend": [
            {"style": style, "mark": mark, "word": printable(word)}
            for style, mark, word in sheet.legend
        ],
        "footer": [told],
        "say": {key: say(f"paper.{key}") for key in ("page", "sample", "place", "out_of_service")},
        "sample": sheet.sample,
        "printed": list(printed.timetuple()[:6]),
    }


def _pages(sheet: BoardSheet, say: Words) -> Iterator[dict[str, Any]]:
    """Yield the pages: all lanes of the first days, then of the next."""
    width, height = PAPERS[sheet.paper]
    across = width - 2 * MARGIN - LABEL
    for days in _shared_out(sheet.days, int(across / _NARROWEST_DAY)):
        for rows in _rows(sheet.lanes, height - TOP - BOTTOM - HEAD):
            yield _Page(sheet, days, across).data(rows, say)


def _shared_out(days: Sequence[PrintedDay], most: int) -> list[Sequence[PrintedDay]]:
    """Return the days page by page, about as many on each."""
    pages = -(-len(days) // most)
    each = -(-len(days) // pages)
    return [days[start : start + each] for start in range(0, len(days), each)]


_Row = tuple[PrintedLane | str, str, float]
"""A lane, or the name of a zone as a band, with the zone's colour and the height."""


def _rows(lanes: Sequence[PrintedLane], room: float) -> Iterator[list[_Row]]:
    """Yield the rows page by page, as high as the room allows; a zone's name heads each page."""
    named = {lane.zone for lane in lanes if lane.label != lane.zone}
    bands = len(named) * BAND
    levels = sum(lane.tracks for lane in lanes)
    step = min(max((room - bands) / max(levels, 1), _LOWEST), _HIGHEST)
    page: list[_Row] = []
    used, zone = 0.0, ""
    for lane in lanes:
        high = min(step * lane.tracks, room - BAND)
        needs = high + (BAND if lane.zone != zone and lane.zone in named else 0)
        if page and used + needs > room + 0.01:
            yield page
            page, used, zone = [], 0.0, ""
        if lane.zone != zone and lane.zone in named:
            page.append((lane.zone, lane.colour, BAND))
            used += BAND
        zone = lane.zone
        page.append((lane, lane.colour, high))
        used += high
    yield page


@dataclass(frozen=True, slots=True)
class _Page:
    """Some of the days, over the width of a page."""

    sheet: BoardSheet
    days: Sequence[PrintedDay]
    across: float

    @property
    def day_width(self) -> float:
        return self.across / len(self.days)

    def x_of(self, moment: datetime) -> float:
        """Return where an instant is; one that is not shown is put at the nearest edge."""
        sheet = self.sheet
        for number, day in enumerate(self.days):
            minute = (moment - at(day.day, datetime.min.time())) / timedelta(minutes=1)
            if minute < _DAY_MINUTES or number == len(self.days) - 1:
                held = min(max(minute, sheet.first), sheet.last) - sheet.first
                return (number + held / (sheet.last - sheet.first)) * self.day_width
        return 0.0

    def data(self, rows: Sequence[_Row], say: Words) -> dict[str, Any]:
        """Return the page with these rows."""
        top = 0.0
        placed: list[dict[str, Any]] = []
        blocks: list[dict[str, Any]] = []
        for row, colour, high in rows:
            shown = colour if _COLOUR.fullmatch(colour) else _NO_COLOUR
            line: dict[str, Any] = {"y": top, "h": high, "colour": shown}
            if isinstance(row, str):
                placed.append({**line, "kind": "band", "name": printable(row)})
            else:
                placed.append({**line, "kind": "lane", **_lane_words(row)})
                blocks += self._blocks(row, top, high)
            top += high
        return {
            "height": top,
            "days": [self._day(number, day) for number, day in enumerate(self.days)],
            "closed": list(self._closed()),
            "ticks": list(self._ticks()),
            "rows": placed,
            "blocks": blocks,
            "span": self._span(say),
        }

    def _span(self, say: Words) -> str:
        """Return which of the days these are, where they are not all."""
        if len(self.days) == len(self.sheet.days):
            return ""
        return say("paper.board.days", first=self.days[0].name, last=self.days[-1].name)

    def _day(self, number: int, day: PrintedDay) -> dict[str, Any]:
        return {
            "x": number * self.day_width,
            "w": self.day_width,
            "name": printable(day.name),
            "short": printable(day.short),
            "weekday": printable(day.weekday),
            "note": printable(day.note),
        }

    def _closed(self) -> Iterator[dict[str, float]]:
        """Yield the stretches in which the lab is not open; in narrow days only whole days."""
        for number, day in enumerate(self.days):
            if day.hours and self.day_width < _HOURS_FROM:
                continue
            edge, end = number * self.day_width, (number + 1) * self.day_width
            for span in day.hours:
                first, last = self.x_of(span.start), self.x_of(span.end)
                if first - edge > _LEAST:
                    yield {"x": edge, "w": first - edge}
                edge = max(edge, last)
            if end - edge > _LEAST:
                yield {"x": edge, "w": end - edge}

    def _ticks(self) -> Iterator[dict[str, Any]]:
        """Yield the hours that are written, and where."""
        if self.day_width < _HOURS_FROM:
            return
        sheet = self.sheet
        hour = self.day_width / (sheet.last - sheet.first) * 60
        step = next((each for each in _STEPS if each * hour >= _HOUR_ROOM), _STEPS[-1])
        for number in range(len(self.days)):
            for minute in range(-(-sheet.first // 60) * 60, sheet.last, 60):
                x = number * self.day_width + (minute - sheet.first) / 60 * hour
                room = (number + 1) * self.day_width - x >= _HOUR_ROOM
                written = room and (minute - sheet.first) // 60 % step == 0
                yield {"x": x, "text": clock(minute) if written else ""}

    def _blocks(self, lane: PrintedLane, top: float, high: float) -> Iterator[dict[str, Any]]:
        start = at(self.days[0].day, datetime.min.time())
        end = at(self.days[-1].day + timedelta(days=1), datetime.min.time())
        room = high - 0.6
        for block in lane.blocks:
            if not (block.span.start < end and start < block.span.end):
                continue
            left, right = self.x_of(block.span.start), self.x_of(block.span.end)
            each = room / block.tracks
            yield {
                "x": left,
                "y": top + 0.3 + block.track * each,
                "w": max(right - left, _LEAST),
                "h": each - 0.3,
                "style": block.style,
                "mark": block.mark,
                "title": printable(block.title),
                "sub": printable(block.subtitle),
                "when": _when(block.span),
                "before": block.span.start < start,
                "after": block.span.end > end,
            }


def _lane_words(lane: PrintedLane) -> dict[str, Any]:
    return {
        "code": printable(lane.code),
        "name": printable(lane.label),
        "out": not lane.in_service,
        "note": printable(lane.note),
    }


def _when(span: Span) -> str:
    return f"{local(span.start):%H:%M}–{local(span.end):%H:%M}"
