"""Bookings as a calendar file (iCalendar, RFC 5545), to be put into any calendar program."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from labapp.domain.bookings import OVER, Booking, State
from labapp.exchange.files import write_whole
from labapp.words import words

_PRODUCT: Final = "-//labapp//bookings//"
_TENTATIVE: Final = frozenset({State.HELD, State.PENDING, State.OFFERED, State.WAITLISTED})


def write_ics(bookings: Iterable[Booking], language: str, now: datetime, path: Path) -> None:
    """Write one event a booking, in their order, with names in a language.

    An event keeps its identity over every export, so that a calendar that is given the file again
    changes what it has instead of adding to it. The file appears whole or not at all.

    Raises:
        OSError: It cannot be written there.
    """
    # its tables cost start-up time, and most runs of the program write no calendar
    import icalendar  # noqa: PLC0415 -- start-up time

    calendar = icalendar.Calendar()
    calendar.add("prodid", f"{_PRODUCT}{language}")
    calendar.add("version", "2.0")
    for booking in bookings:
        event = icalendar.Event()
        event.add("uid", f"{booking.key}@labapp")
        event.add("dtstamp", now)
        event.add("dtstart", booking.span.start)
        event.add("dtend", booking.span.end)
        event.add("sequence", booking.version)
        event.add("summary", _summary(booking, language))
        event.add("description", _description(booking, language))
        event.add("status", _status(booking.state))
        if booking.place:
            event.add("location", booking.place)
        calendar.add_component(event)
    write_whole(path, calendar.to_ical())


def _summary(booking: Booking, language: str) -> str:
    parts = (booking.who.best(language), booking.demo.best(language))
    return " – ".join(part for part in parts if part) or booking.number


def _description(booking: Booking, language: str) -> str:
    state = words(language)(f"state.{booking.state}")
    lines = (f"{booking.number} · {state}", booking.note or "")
    return "\n".join(line for line in lines if line)


def _status(state: State) -> str:
    if state in OVER or state is State.SUSPENDED:
        return "CANCELLED"
    return "TENTATIVE" if state in _TENTATIVE else "CONFIRMED"
