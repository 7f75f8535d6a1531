"""The floor plan at a moment: the plan as vectors on A3, each place with what stands in it."""

import re
from collections.abc import Sequence
from datetime import datetime
from datetime import time as wall_time
from typing import Any, Final

from labapp.domain.floor_sheets import FloorSheet, FloorSheetPlace
from labapp.domain.outlines import Box, Ring
from labapp.domain.plans import inked
from labapp.domain.times import at, day_of, local
from labapp.paper.dates import DAY_MINUTES, clock, clock_range, long_date
from labapp.paper.day_grid import Day, entry_words
from labapp.paper.issued import code, footer, in_all
from labapp.paper.typesetter import Typesetter, printable, shared
from labapp.words import Words, words

TEMPLATE: Final = "floor_plan.typ"
ROOM: Final = (396.0, 232.0)
"""Millimetres of the page that the plan may take."""
_LABELS: Final = (
    "place",
    "hours",
    "sample",
    "page",
    "in_full",
    "time",
    "exhibitor",
    "out_of_service",
)
_STATES: Final = (
    "confirmed", "checked_in", "completed", "held", "pending", "offered", "waitlisted",
    "no_show", "suspended_weather", "cancelled", "closure",
)  # fmt: skip
_OWN_STATES: Final = ("free", "closed", "turnover", "out")
_INKS: Final = {
    "floor": "#fcfcfc",
    "wall": "#5a5a5a",
    "glass": "#cfd6dc",
    "furniture": "#ededed",
    "line": "#a8a8a8",
    "strong": "#6e6e6e",
    "word": "#707070",
}
_DETAIL: Final = dict.fromkeys(_INKS, "#c2c6cc")
"""What is seen through the places, such as the seats of a theatre."""
_COLOUR: Final = re.compile("#[0-9A-Fa-f]{6}")
_NO_COLOUR: Final = "#808080"


def floor_plan_pdf(sheet: FloorSheet, typesetter: Typesetter | None = None) -> bytes:
    """Return the sheet as a PDF, A3 across; the same sheet gives the same bytes.

    Raises:
        TypesettingError: The template or the fonts are broken.
    """
    setter = typesetter or shared()
    return setter.pdf(TEMPLATE, floor_plan_data(sheet), dated=sheet.printed_at)


def floor_plan_data(sheet: FloorSheet) -> dict[str, Any]:
    """Return everything the template shows: words, and lengths in millimetres."""
    say = words(sheet.language)
    moment = local(sheet.moment)
    day = Day(at(day_of(sheet.moment), wall_time(0)))
    dates = in_all(sheet.language, lambda each: long_date(moment.date(), each))
    lab = [printable(name) for name in (sheet.lab.best(sheet.language), *sheet.lab.all())]
    places = _places(sheet, day, say)
    used = {place["style"] for place in places}
    return {
        "language": sheet.language.value,
        "title": " · ".join((say("floor_plan.paper"), dates[0], f"{moment:%H:%M}", lab[0])),
        "lab": list(dict.fromkeys(lab)),
        "sheet": in_all(sheet.language, lambda each: each("floor_plan.paper")),
        "date": dates,
        "clock": f"{moment:%H:%M}",
        "hours": [clock_range(*day.minutes(span)) for span in sheet.hours],
        "closed": say("paper.closed"),
        **_drawing(sheet, say),
        "places": places,
        "legend": _legend(used, say),
        "footer": footer(sheet, say),
        "code": code(sheet, f"{moment:%Y-%m-%d %H:%M}", say),
        "say": {key: say(f"paper.{key}") for key in _LABELS},
        "sample": sheet.sample,
        "printed": list(local(sheet.printed_at).timetuple()[:6]),
        "axis": None,
        "zones": [],
    }


class _Scale:
    """From the plan's units to millimetres in the middle of the room."""

    def __init__(self, size: tuple[float, float]) -> None:
        self.factor = min(ROOM[0] / size[0], ROOM[1] / size[1])
        self.left = (ROOM[0] - size[0] * self.factor) / 2
        self.width, self.height = size[0] * self.factor, size[1] * self.factor

    def ring(self, ring: Ring) -> list[list[float]]:
        return [[self._x(x), self._y(y)] for x, y in ring]

    def box(self, box: Box) -> list[float]:
        return [
            self._x(box.x),
            self._y(box.y),
            round(box.width * self.factor, 2),
            round(box.height * self.factor, 2),
        ]

    def _x(self, x: float) -> float:
        return round(self.left + x * self.factor, 2)

    def _y(self, y: float) -> float:
        return round(y * self.factor, 2)


def _drawing(sheet: FloorSheet, say: Words) -> dict[str, Any]:
    """Return what is drawn below and between the places."""
    plan, scale = sheet.plan, _Scale(sheet.plan.size)
    # the backdrop has a size of its own: a tray below it is no part of it
    found = re.search(rb'viewBox="0 0 ([\d.]+) ([\d.]+)"', plan.backdrop)
    size = (float(found[1]), float(found[2])) if found else plan.size
    zones = {shape.zone: shape.code for shape in reversed(plan.shapes) if shape.zone}
    by_code = {place.code: place for place in sheet.places}
    heads = []
    for mark in plan.zones:
        place = by_code.get(zones.get(mark.key, ""))
        name = "" if place is None else printable(place.zone.best(say.language))
        alone = sum(shape.zone == mark.key for shape in plan.shapes) == 1
        if place is None or not name or (alone and name == place.names.best(say.language)):
            continue
        colour = place.zone_colour if _COLOUR.fullmatch(place.zone_colour) else _NO_COLOUR
        heads.append({"name": name, "colour": colour, "room": scale.box(mark.room)})
    spots = [
        {"word": say(f"floor.spot.{spot.key}"), "room": scale.box(spot.room)}
        for spot in plan.spots
        if say.has(f"floor.spot.{spot.key}") and spot.key != "sample"
    ]
    if sheet.tray is not None:
        spots.append({"word": say("floor.tray"), "room": scale.box(sheet.tray)})
    return {
        "plan": {
            "left": round(scale.left, 2),
            "width": round(scale.width, 2),
            "height": round(scale.height, 2),
            "backdrop_height": round(size[1] * scale.factor, 2),
            "below": inked(plan.backdrop, _INKS).decode(),
            "above": inked(plan.backdrop, _DETAIL, lines_only=True).decode(),
        },
        "heads": heads,
        "spots": spots,
    }


def _places(sheet: FloorSheet, day: Day, say: Words) -> list[dict[str, Any]]:
    scale = _Scale(sheet.plan.size)
    by_code = {place.code: place for place in sheet.places}
    found = []
    for shape in sheet.plan.shapes:
        place = by_code.get(shape.code)
        if place is None:
            continue
        found.append(
            {
                **_words_of(sheet, place, day, say),
                "code": printable(place.code),
                "name": printable(place.names.best(say.language)),
                "rings": [scale.ring(ring) for ring in shape.outline],
                "room": scale.box(shape.label_at),
            }
        )
    return found


def _words_of(sheet: FloorSheet, place: FloorSheetPlace, day: Day, say: Words) -> dict[str, Any]:
    """Return the look of a place, and who, what and when."""
    plain = {"who": "", "what": "", "when": "", "mark": "", "star": "", "next": _next(place, say)}
    if not place.in_service:
        return plain | {
            "style": "out",
            "who": say("paper.out_of_service"),
            "what": printable(place.note),
        }
    if place.entry is not None:
        told = entry_words(place.entry, day, say)
        more = f" +{place.others}" if place.others else ""
        return plain | {
            **{key: told[key] for key in ("what", "when", "mark", "star", "style")},
            "who": f"{told['who']}{more}",
        }
    if place.turnover_until is not None:
        until = say("paper.until", time=_clock(place.turnover_until))
        return plain | {"style": "turnover", "who": say("floor_page.turnover"), "when": until}
    if not (sheet.is_open and place.free):
        inside = place.inside and say("floor_page.inside", count=place.inside)
        return plain | {"style": "closed", "who": inside or say("floor.closed")}
    when = ""
    if place.free_until is not None:
        when = say("paper.until", time=_clock(place.free_until))
    return plain | {"style": "free", "who": say("floor.free"), "when": when}


def _clock(moment: datetime) -> str:
    """Return a time of the sheet's day; the day's end is ``24:00``."""
    found = local(moment)
    return clock(found.hour * 60 + found.minute or DAY_MINUTES)


def _next(place: FloorSheetPlace, say: Words) -> str:
    if place.next_at is None:
        return ""
    who = printable(place.next_who.best(say.language))
    return say("floor_page.next", what=f"{local(place.next_at):%H:%M} {who}".strip())


def _legend(used: set[str], say: Words) -> Sequence[dict[str, str]]:
    """Return the looks that the plan uses, each with its mark and its word."""
    booked = [
        {"style": style, "mark": say(f"paper.mark.{style}"), "word": say(f"paper.state.{style}")}
        for style in _STATES
        if style in used
    ]
    own_words = {
        "free": say("floor.free"),
        "closed": say("floor.closed"),
        "turnover": say("floor_page.turnover"),
        "out": say("paper.out_of_service"),
    }
    own = [
        {"style": style, "mark": "", "word": own_words[style]}
        for style in _OWN_STATES
        if style in used
    ]
    return booked + own
