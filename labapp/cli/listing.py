"""``labapp list``: bookings, exhibitors, places, demos or resources, aligned."""

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from labapp.cli.call import Answer, Call, opened
from labapp.cli.lookups import claimable
from labapp.cli.output import booking_data, plain, table
from labapp.cli.values import Count, Day
from labapp.domain.bookings import HOLDING, Booking
from labapp.domain.lab import Lab
from labapp.domain.resources import capacity_at
from labapp.domain.times import Span, day_of, day_span, slot_at
from labapp.services.bookings import bookings_between
from labapp.services.exhibitors import all_demos, list_exhibitors
from labapp.services.spaces import capacity_steps
from labapp.services.spaces import lab as read_lab
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from labapp.ui.formats import day_text, hours_text, span_text
from labapp.ui.texts import amount
from labapp.words import Words

THINGS: Final = ("bookings", "exhibitors", "places", "demos", "resources")
_MOST_DAYS: Final = 366


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "things", choices=THINGS, metavar=say("cli.meta.things"), help=say("cli.list.things")
    )
    parser.add_argument(
        "--date", type=Day(say), metavar=say("cli.meta.day"), help=say("cli.list.date")
    )
    parser.add_argument(
        "--days",
        type=Count(say, least=1),
        default=1,
        metavar=say("cli.meta.count"),
        help=say("cli.list.days"),
    )


@dataclass(frozen=True, slots=True)
class _List:
    """A list in the making: headers, rows of text, and the same rows as data."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    data: Sequence[dict[str, Any]]


def run(call: Call) -> Answer:
    """List what is asked for."""
    things = call.arguments.things
    makers: dict[str, Callable[[Store, Call], _List]] = {
        "bookings": _bookings,
        "exhibitors": _exhibitors,
        "places": _places,
        "demos": _demos,
        "resources": _resources,
    }
    with opened(call) as store:
        made = makers[things](store, call)
    lines = table(made.headers, made.rows) if made.rows else (call.say("cli.list.nothing"),)
    return Answer({things: list(made.data)}, lines)


def _days(call: Call) -> Span:
    first: date = call.arguments.date or day_of(call.clock.now())
    last = first + timedelta(days=min(call.arguments.days, _MOST_DAYS) - 1)
    return Span(day_span(first).start, day_span(last).end)


def _bookings(store: Store, call: Call) -> _List:
    say, language = call.say, call.language
    found = store.read(bookings_between, _days(call))
    rows = [
        (
            booking.number,
            span_text(booking.span, say),
            booking.place or "",
            booking.who.best(language),
            booking.demo.best(language),
            say(f"state.{booking.state}"),
        )
        for booking in found
    ]
    names = ("number", "time", "place", "exhibitor", "demo", "state")
    return _List(_headers(say, names), rows, [booking_data(booking) for booking in found])


def _headers(say: Words, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(say(f"term.{name}") for name in names)


def _exhibitors(store: Store, call: Call) -> _List:
    """List every exhibitor; with a date those that are there then."""
    say, language = call.say, call.language
    found = store.read(list_exhibitors)
    if call.arguments.date is not None:
        there = {b.exhibitor_id for b in _held(store.read(bookings_between, _days(call)))}
        found = [one for one in found if one.id in there]
    rows = [
        (
            one.code,
            one.names.best(language),
            say(f"exhibitor_kind.{one.kind}"),
            say(f"exhibitor_status.{one.status}"),
            str(one.badge_quota),
        )
        for one in found
    ]
    data = [
        {
            "code": one.code,
            "names": plain(one.names),
            "kind": one.kind.value,
            "status": one.status,
            "badge_quota": one.badge_quota,
            "brn": one.brn,
            "people": len(one.people),
        }
        for one in found
    ]
    headers = (*_headers(say, ("code", "name", "type", "state")), say("field.badge_quota"))
    return _List(headers, rows, data)


def _held(found: Sequence[Booking]) -> list[Booking]:
    return [booking for booking in found if booking.state in HOLDING]


def _places(store: Store, call: Call) -> _List:
    """List every place with when it is taken on the days."""
    say, language = call.say, call.language
    lab, found = store.read(_lab_and_bookings, _days(call))
    taken: dict[int, list[Booking]] = defaultdict(list)
    for booking in _held(found):
        if booking.place_id is not None:
            taken[booking.place_id].append(booking)
    one_day = call.arguments.days == 1
    rows, data = [], []
    for place in lab.places.values():
        here = taken[place.id]
        rows.append(
            (
                place.code,
                place.names.best(language),
                say(f"kind.{place.kind}"),
                place.zone.best(language),
                say("term.in_service" if place.in_service else "term.out_of_service"),
                ", ".join(hours_text(b.span) if one_day else span_text(b.span, say) for b in here),
            )
        )
        data.append(
            {
                "code": place.code,
                "kind": place.kind.value,
                "names": plain(place.names),
                "zone": plain(place.zone),
                "in_service": place.in_service,
                "note": place.note,
                "people": place.capacity_people,
                "power_limit_w": place.power_limit_w,
                "bookings": [booking.number for booking in here],
            }
        )
    names = ("code", "name", "type", "zone", "state", "bookings")
    return _List(_headers(say, names), rows, data)


def _lab_and_bookings(tx: Transaction, span: Span) -> tuple[Lab, Sequence[Booking]]:
    return read_lab(tx), bookings_between(tx, span)


def _demos(store: Store, call: Call) -> _List:
    say, language = call.say, call.language
    found = store.read(all_demos)
    owners = {one.id: one for one in store.read(list_exhibitors)}
    rows, data = [], []
    for demo in found:
        owner = owners[demo.exhibitor_id]
        until = day_text(demo.valid_until, say, year=True) if demo.valid_until else ""
        clearance = say(f"clearance.{demo.clearance}")
        title = demo.titles.best(language)
        rows.append((demo.code, title, owner.names.best(language), clearance, until))
        data.append(
            {
                "code": demo.code,
                "titles": plain(demo.titles),
                "exhibitor": owner.code,
                "minutes": demo.minutes,
                "mpflops": demo.mpflops,
                "power_w": demo.power_w,
                "clearance": demo.clearance,
                "valid_until": plain(demo.valid_until),
            }
        )
    names = ("code", "title", "exhibitor", "clearance", "valid_until")
    return _List(_headers(say, names), rows, data)


def _resources(store: Store, call: Call) -> _List:
    """List what ``--claim`` can name, with its capacity at noon of the day, or now."""
    say, language = call.say, call.language
    span = _days(call)
    moment = call.clock.now() if call.arguments.date is None else span.start + timedelta(hours=12)
    rows, data = [], []
    for resource in claimable(store.read(read_lab)):
        ref = resource.ref
        capacity = capacity_at(store.read(capacity_steps, ref.id), slot_at(moment))
        kind, name = say(f"resource.{ref.kind}"), ref.names.best(language)
        rows.append((ref.code, name, kind, amount(capacity, ref.kind, language)))
        data.append(
            {
                "code": ref.code,
                "kind": ref.kind.value,
                "names": plain(ref.names),
                "capacity": capacity,
            }
        )
    return _List(_headers(say, ("code", "name", "type", "capacity")), rows, data)
