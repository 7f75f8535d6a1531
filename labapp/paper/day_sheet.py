"""The day sheet: one day of the lab on A4, for the wall and the desk."""

from typing import Any, Final

from labapp.domain.papers import DaySheet, SheetEntry, SheetNotice
from labapp.domain.spaces import PlaceKind
from labapp.domain.times import local
from labapp.paper.dates import clock_range, long_date
from labapp.paper.day_grid import (
    Day,
    axis_of,
    day_of_sheet,
    entry_words,
    when,
    zones_of,
)
from labapp.paper.issued import code, footer, in_all
from labapp.paper.typesetter import Typesetter, printable, shared
from labapp.words import Words, words

TEMPLATE: Final = "day_sheet.typ"

_LABELS: Final = (
    "place", "hours", "closed_all_day", "theatre", "visits", "unavailable", "out_of_service",
    "time", "demo", "exhibitor", "visit", "size", "reason", "no_sessions", "no_bookings",
    "in_full", "sample", "page",
)  # fmt: skip
_STATES: Final = (
    "confirmed", "checked_in", "completed", "held", "pending", "offered", "waitlisted",
    "no_show", "suspended_weather", "cancelled", "closure",
)  # fmt: skip
_NOTICES: Final = ("closure", "holiday", "hours", "weather")


def day_sheet_pdf(sheet: DaySheet, typesetter: Typesetter | None = None) -> bytes:
    """Return the sheet as a PDF, A4 upright; the same sheet gives the same bytes.

    Raises:
        TypesettingError: The template or the fonts are broken.
    """
    setter = typesetter or shared()
    return setter.pdf(TEMPLATE, day_sheet_data(sheet), dated=sheet.printed_at)


def day_sheet_data(sheet: DaySheet) -> dict[str, Any]:
    """Return everything the template shows: words in the sheet's language, and minutes."""
    say = words(sheet.language)
    day = day_of_sheet(sheet)
    axis = axis_of(sheet)
    zones = zones_of(sheet, axis, say) if axis else []
    dates = in_all(sheet.language, lambda each: long_date(sheet.day, each))
    lab = [printable(name) for name in (sheet.lab.best(sheet.language), *sheet.lab.all())]
    return {
        "language": sheet.language.value,
        "title": " · ".join((say("paper.day_sheet"), dates[0], lab[0])),
        "lab": list(dict.fromkeys(lab)),
        "sheet": in_all(sheet.language, lambda each: each("paper.day_sheet")),
        "date": dates,
        "closed": in_all(sheet.language, lambda each: each("paper.closed")),
        "hours": [clock_range(*day.minutes(span)) for span in sheet.hours],
        "notices": [_notice(notice, say) for notice in sheet.notices],
        "axis": axis
        and {
            "first": axis.first,
            "last": axis.last,
            "step": sheet.fits_slot_minutes,
            "closed": list(axis.closed),
        },
        "zones": zones,
        "empty": not any(lane.entries for lane in sheet.lanes),
        "theatre": axis is not None and any(lane.kind == PlaceKind.THEATRE for lane in sheet.lanes),
        "theatres": len({lane.code for lane, _ in sheet.sessions}),
        "sessions": [
            {**entry_words(entry, day, say), "code": printable(lane.code)}
            for lane, entry in sheet.sessions
        ],
        "visits": [
            _visit(entry, day, say) for entry in sorted(sheet.visits, key=lambda each: each.span)
        ],
        "unavailable": _unavailable(sheet, day, say),
        "legend": _legend(zones, say),
        "footer": footer(sheet, say),
        "code": code(sheet, sheet.day.isoformat(), say),
        "say": {key: say(f"paper.{key}") for key in _LABELS},
        "sample": sheet.sample,
        "printed": list(local(sheet.printed_at).timetuple()[:6]),
    }


def _notice(notice: SheetNotice, say: Words) -> dict[str, Any]:
    kind = notice.kind if notice.kind in _NOTICES else "other"
    lead = printable(notice.text.best(say.language))
    others = [printable(text) for text in notice.text.all()]
    return {
        "kind": say(f"paper.notice.{kind}"),
        "text": lead,
        "others": [text for text in others if text != lead],
    }


def _visit(entry: SheetEntry, day: Day, say: Words) -> dict[str, Any]:
    people = str(entry.people) if entry.people else ""
    return {**entry_words(entry, day, say), "people": people}


def _unavailable(sheet: DaySheet, day: Day, say: Words) -> list[dict[str, str]]:
    """Return the places out of service, then the closures of the day, each with its reason."""
    gone = [
        {
            "code": printable(lane.code),
            "when": say("paper.out_of_service"),
            "why": printable(lane.note),
        }
        for lane in sheet.lanes
        if not lane.in_service
    ]
    closed = [
        {
            "code": printable(lane.code),
            "when": when(entry, day, say),
            "why": printable(entry.title.best(say.language)),
        }
        for lane, entry in sheet.closures
    ]
    return gone + closed


def _legend(zones: list[dict[str, Any]], say: Words) -> list[dict[str, str]]:
    """Return the marks that the grid uses, each with its word."""
    shown = [
        entry for zone in zones for lane in zone["lanes"] for row in lane["tracks"] for entry in row
    ]
    used = {entry["style"] for entry in shown}
    legend = [
        {"style": style, "mark": say(f"paper.mark.{style}"), "word": say(f"paper.state.{style}")}
        for style in _STATES
        if style in used
    ]
    if any(entry["star"] for entry in shown):
        star = say("paper.mark.conditional")
        legend.append({"style": "", "mark": star, "word": say("paper.conditional")})
    return legend
