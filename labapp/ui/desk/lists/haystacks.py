"""All that a row may be found by, folded once: in a worker thread, not at each letter."""

from collections.abc import Iterable
from functools import cache

from labapp.domain.bookings import Booking, State
from labapp.domain.exhibitors import Exhibitor
from labapp.domain.times import local
from labapp.exchange.contacts import phone_shown
from labapp.exchange.folding import fold
from labapp.ui.models.listing import Entry
from labapp.words import LANGUAGES, words


def folded(text: str) -> str:
    """Return a text as it is compared: Traditional letters as Simplified ones, in small letters."""
    return fold(text).casefold()


def booking_entries(found: Iterable[Booking]) -> tuple[Entry[Booking], ...]:
    """Return bookings with what they may be found by."""
    return tuple(Entry(booking, folded(booking_haystack(booking))) for booking in found)


def booking_haystack(booking: Booking) -> str:
    """Return number, place, names in every script, state in every language, day and time."""
    start = local(booking.span.start)
    parts = (
        booking.number,
        booking.place or "",
        booking.exhibitor_code or "",
        *booking.exhibitor.all(),
        *booking.title.all(),
        booking.demo_code or "",
        *booking.demo.all(),
        _state(booking.state),
        f"{start:%Y-%m-%d %H:%M}",
        booking.note or "",
        booking.reason or "",
    )
    return "\n".join(parts)


@cache
def _state(state: State) -> str:
    return "\n".join(words(language)(f"state.{state}") for language in LANGUAGES)


def exhibitor_entries(found: Iterable[Exhibitor]) -> tuple[Entry[Exhibitor], ...]:
    """Return exhibitors with what they may be found by."""
    return tuple(Entry(one, folded(exhibitor_haystack(one))) for one in found)


def exhibitor_haystack(row: Exhibitor) -> str:
    """Return code, names in every script, registration number, and whom to call and how."""
    parts = [row.code, *row.names.all(), row.fascia or "", row.brn or ""]
    for person in row.people:
        parts += [
            person.shown("en"),
            person.name_zh or "",
            person.phone or "",
            phone_shown(person.phone) or "",
            person.email or "",
        ]
    return "\n".join(parts)
