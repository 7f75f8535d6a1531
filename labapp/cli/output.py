"""Answers as a person reads them and as a program reads them."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from labapp.cli.call import Unknown
from labapp.domain.bookings import Booking
from labapp.domain.errors import Alternative, DatabaseFault, FileFault, LabError, Refusal, Refused
from labapp.domain.imports import TableUnreadable
from labapp.domain.languages import Names
from labapp.domain.times import local
from labapp.ui.formats import span_text
from labapp.ui.texts import describe_alternative, explain, explain_refusal
from labapp.words import words

_GAP = "  "


def width(text: str) -> int:
    """Return how many columns a terminal gives the text: two for a Chinese letter."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return aligned lines with their header."""
    lines = [tuple(headers), *(tuple(row) for row in rows)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(headers))]
    return tuple(
        _GAP.join(
            cell + " " * (most - width(cell)) for cell, most in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def pairs(rows: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return what is known of one thing, a line each; what is not known is left out."""
    known = [(name, value) for name, value in rows if value]
    most = max((width(name) for name, _ in known), default=0)
    return tuple(f"{name}{' ' * (most - width(name))}{_GAP}{value}" for name, value in known)


def plain(value: Any) -> Any:  # noqa: ANN401 -- whatever a fact is
    """Return a fact as JSON has it: times with the lab's offset, names by language."""
    match value:
        case Names():
            told: Any = {"en": value.en, "zh_hant": value.zh_hant, "zh_hans": value.zh_hans}
        case datetime():
            told = local(value).isoformat()
        case date():
            told = value.isoformat()
        case Enum():
            told = value.value
        case Mapping():
            told = {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            told = [plain(item) for item in value]
        case _ if is_dataclass(value):
            told = {each.name: plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            told = value
    return told


def as_json(data: Mapping[str, Any]) -> str:
    """Return the data as JSON for a program."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def refusal_data(refusal: Refusal, language: str) -> dict[str, Any]:
    """Return a refusal with its facts and its sentence."""
    return {
        "rule": type(refusal).__name__,
        **plain(refusal),
        "sentence": explain_refusal(refusal, language),
    }


def _alternative_data(alternative: Alternative, language: str) -> dict[str, Any]:
    return {**plain(alternative), "sentence": describe_alternative(alternative, language)}


def failure_data(error: LabError, language: str) -> dict[str, Any]:
    """Return a failure for a program: what was refused and what is offered, or the fault."""
    if isinstance(error, Refused):
        found: dict[str, Any] = {
            "refused": [refusal_data(refusal, language) for refusal in error.refusals],
            "alternatives": [_alternative_data(each, language) for each in error.alternatives],
            "overridable": error.overridable,
        }
        return found | ({"near": list(error.near)} if isinstance(error, Unknown) else {})
    sentence = explain(error, language)
    fault: dict[str, Any] = {"kind": "", "sentence": sentence}
    if isinstance(error, DatabaseFault):
        fault = {"of": "database", "kind": error.kind, "where": error.where}
        fault |= {"detail": error.detail, "sentence": sentence}
    elif isinstance(error, FileFault):
        fault = {"of": "file", "kind": error.kind, "where": error.path}
        fault |= {"detail": error.detail, "sentence": sentence}
    elif isinstance(error, TableUnreadable):
        fault = {"of": "table", "kind": error.kind.value, "facts": plain(error.facts)}
        fault |= {"sentence": sentence}
    return {"fault": fault}


def failure_lines(error: LabError, language: str) -> tuple[str, ...]:
    """Return a failure for a person: what is in the way, and what could be done instead."""
    say = words(language)
    told = explain(error, language).splitlines()
    if not isinstance(error, Refused):
        return tuple(told)
    lines = [say("cli.refused"), *(f"{_GAP}{line}" for line in told)]
    if isinstance(error, Unknown) and error.near:
        near = " · ".join(error.near)
        lines.append(say("cli.near", near=near))
    if error.alternatives:
        offered = (describe_alternative(each, language) for each in error.alternatives)
        lines += [say("cli.instead"), *(f"{_GAP}{line}" for line in offered)]
    if error.overridable:
        lines.append(say("cli.overridable"))
    return tuple(lines)


def booking_data(booking: Booking) -> dict[str, Any]:
    """Return a booking for a program."""
    return {
        "number": booking.number,
        "kind": booking.kind.value,
        "state": booking.state.value,
        "place": booking.place,
        "start": plain(booking.span.start),
        "end": plain(booking.span.end),
        "released_at": plain(booking.released_at),
        "exhibitor": booking.exhibitor_code,
        "exhibitor_names": plain(booking.exhibitor),
        "demo": booking.demo_code,
        "demo_titles": plain(booking.demo),
        "title": plain(booking.title),
        "via": booking.via,
        "staff": booking.staff,
        "visitors": booking.visitors,
        "power_w": booking.power_w,
        "pool": booking.pool,
        "mpflops": booking.mpflops,
        "guide": booking.guide,
        "language": booking.language,
        "note": booking.note,
        "reason": booking.reason,
        "override_reason": booking.override_reason,
        "hold_expires_at": plain(booking.hold_expires_at),
        "offer_expires_at": plain(booking.offer_expires_at),
        "cancelled_at": plain(booking.cancelled_at),
        "marks": list(booking.marks),
        "version": booking.version,
    }


def booking_line(booking: Booking, language: str) -> str:
    """Return a booking on one line: number, place, when, who, what, state."""
    say = words(language)
    what = booking.demo.best(language)
    parts = (
        booking.number,
        booking.place or "",
        span_text(booking.span, say),
        booking.who.best(language),
        what,
        say(f"state.{booking.state}"),
    )
    return " · ".join(part for part in parts if part)
