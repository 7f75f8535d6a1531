"""What the lists of bookings, guided tours and closures can show of a booking."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from labapp.domain.bookings import Booking, State
from labapp.domain.imports import Cell
from labapp.domain.times import Span, day_of, local
from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import (
    clock_text,
    day_text,
    end_moment_text,
    hours_text,
    length_text,
    moment_text,
    pflops_text,
    watts_text,
)
from labapp.ui.models.listing import ListColumn, by_number
from labapp.words import Words

Columns = tuple[ListColumn[Booking], ...]
STATE: Final = "state"
"""The column that is painted as a chip."""


class BookingColumns:
    """Makes the columns of each list; they speak the window's language of the moment."""

    def __init__(self, shell: Shell, knowledge: Callable[[], Knowledge | None]) -> None:
        """Ask for what the lab has when a cell needs it."""
        self._shell = shell
        self._say = shell.speech
        self._knowledge = knowledge

    def bookings(self) -> Columns:
        """Return the columns of the bookings of places."""
        return (
            self.number(),
            self.day(),
            self.time(),
            self.place(),
            self.who("field.exhibitor", 166),
            self.demo(),
            self.state(),
            self.note(shown=False),
            *self._seldom(),
        )

    def visits(self) -> Columns:
        """Return the columns of the guided tours."""
        return (
            self.number(),
            self.day(),
            self.time(),
            self.who("term.tour", 132),
            self._amount("people", "term.people", lambda b: b.visitors, width=62, shown=True),
            self._column("language", "term.language", self._language, width=84),
            self._column("guide", "term.guide", self._guide, width=100),
            self.place(shown=False),
            self.state(width=116),
            self.note(shown=False),
        )

    def closures(self) -> Columns:
        """Return the columns of the closures."""
        return (
            self.number(),
            self.place(),
            self._column(
                "start",
                "term.start",
                lambda b: moment_text(b.span.start, self._say.words),
                width=132,
                sort_key=lambda b: b.span.start,
                cell=lambda b: _moment(b.span.start),
            ),
            self._column(
                "end",
                "term.end",
                lambda b: end_moment_text(b.span.end, self._say.words),
                width=132,
                sort_key=lambda b: b.span.end,
                cell=lambda b: _moment(b.span.end),
            ),
            self.length(shown=True),
            self.who("term.reason", 160),
            self.state(width=116),
            self.note(shown=False),
        )

    # Columns that several lists have

    def number(self) -> ListColumn[Booking]:
        """Return the booking's number."""
        return self._column(
            "number",
            "term.number",
            lambda b: b.number,
            width=74,
            sort_key=lambda b: by_number(b.number),
        )

    def day(self) -> ListColumn[Booking]:
        """Return the day it begins."""
        return self._column(
            "day",
            "term.date",
            self._day,
            width=126,
            sort_key=lambda b: b.span.start,
            cell=lambda b: day_of(b.span.start),
        )

    def time(self) -> ListColumn[Booking]:
        """Return from when to when."""
        return self._column(
            "time",
            "term.time",
            lambda b: when(b.span, self._say.words),
            width=106,
            sort_key=lambda b: local(b.span.start).time(),
        )

    def place(self, *, shown: bool = True) -> ListColumn[Booking]:
        """Return the place's code."""
        return self._column(
            "place",
            "term.place",
            lambda b: b.place or "",
            width=58,
            shown=shown,
            sort_key=lambda b: by_number(b.place or ""),
        )

    def who(self, heading: str, width: int) -> ListColumn[Booking]:
        """Return for whom it is, or what it is called."""
        return self._column(
            "who", heading, lambda b: self._say.name(b.who), width=width, grows=True
        )

    def demo(self) -> ListColumn[Booking]:
        """Return what is shown."""
        return self._column(
            "demo", "term.demo", lambda b: self._say.name(b.demo), width=136, grows=True
        )

    def state(self, *, width: int = 136) -> ListColumn[Booking]:
        """Return where it is in its life."""
        return self._column(
            STATE, "term.state", lambda b: self._say(f"state.{b.state}"), width=width
        )

    def length(self, *, shown: bool = False) -> ListColumn[Booking]:
        """Return how long it is."""
        return self._column(
            "length",
            "term.length",
            lambda b: length_text(b.span.minutes, self._say.words),
            width=90,
            sort_key=lambda b: b.span.minutes,
            cell=lambda b: b.span.minutes,
            shown=shown,
        )

    def note(self, *, shown: bool = True) -> ListColumn[Booking]:
        """Return the note, on one line."""
        return self._column("note", "term.note", _note, width=180, shown=shown)

    def _seldom(self) -> Columns:
        """Return what few want to see, hidden until it is asked for."""
        say = self._say
        plain: tuple[tuple[str, str, Callable[[Booking], str]], ...] = (
            ("code", "tables.field.exhibitors.code", lambda b: b.exhibitor_code or ""),
            ("pool", "term.pool", self._pool),
            ("via", "lists.column.via", lambda b: say(f"via.{b.via}")),
            ("reason", "term.reason", lambda b: b.reason or ""),
            ("override", "term.override_reason", lambda b: b.override_reason or ""),
        )
        return (
            self.length(),
            self._amount("staff", "desk.field.staff", lambda b: b.staff),
            self._amount("visitors", "desk.field.visitors", lambda b: b.visitors),
            self._amount(
                "power", "term.power", lambda b: b.power_w, lambda n: watts_text(n, say.words)
            ),
            self._amount(
                "compute",
                "term.compute",
                lambda b: b.mpflops,
                lambda n: pflops_text(n, say.words),
                scale=1000,
            ),
            self._column(
                "until",
                "lists.column.until",
                self._until,
                width=140,
                sort_key=lambda b: until_of(b) or b.span.end,
                cell=lambda b: _moment(until) if (until := until_of(b)) else None,
                shown=False,
            ),
            *(self._column(name, key, text, shown=False) for name, key, text in plain),
        )

    # Making them

    def _column(  # noqa: PLR0913 -- a column has all these
        self,
        name: str,
        heading: str,
        text: Callable[[Booking], str],
        *,
        width: int = 120,
        sort_key: Callable[[Booking], Any] | None = None,
        cell: Callable[[Booking], Cell] | None = None,
        shown: bool = True,
        grows: bool = False,
    ) -> ListColumn[Booking]:
        return ListColumn(
            name=name,
            heading=partial(self._say, heading),
            text=text,
            sort_key=sort_key,
            cell=cell,
            width=width,
            shown=shown,
            grows=grows,
        )

    def _amount(
        self,
        name: str,
        heading: str,
        value: Callable[[Booking], int],
        text: Callable[[int], str] = str,
        *,
        scale: int = 1,
        width: int = 100,
        shown: bool = False,
    ) -> ListColumn[Booking]:
        return ListColumn(
            name=name,
            heading=partial(self._say, heading),
            text=lambda b: text(value(b)) if value(b) else "",
            sort_key=value,
            cell=lambda b: value(b) if scale == 1 else value(b) / scale,
            width=width,
            shown=shown,
            right=True,
        )

    # Cells

    def _day(self, booking: Booking) -> str:
        day = day_of(booking.span.start)
        return day_text(day, self._say.words, year=day.year != self._shell.today.year)

    def _language(self, booking: Booking) -> str:
        return self._say(f"language.{booking.language}") if booking.language else ""

    def _guide(self, booking: Booking) -> str:
        return self._resource(booking.guide_id, booking.guide)

    def _pool(self, booking: Booking) -> str:
        return self._resource(booking.pool_id, booking.pool)

    def _resource(self, resource_id: int | None, code: str | None) -> str:
        known = self._knowledge()
        found = None if known is None else known.lab.resources.get(resource_id or 0)
        return (self._say.name(found.ref.names) if found else "") or code or ""

    def _until(self, booking: Booking) -> str:
        until = until_of(booking)
        return moment_text(until, self._say.words) if until else ""


def until_of(booking: Booking) -> datetime | None:
    """Return until when it is held or offered, None if it is neither."""
    if booking.state is State.HELD:
        return booking.hold_expires_at
    return booking.offer_expires_at if booking.state is State.OFFERED else None


def when(span: Span, say: Words) -> str:
    """Return from when to when, with the last day where that is another."""
    if day_of(span.start) == day_of(span.end - timedelta(microseconds=1)):
        return hours_text(span)
    return f"{clock_text(span.start)} – {end_moment_text(span.end, say)}"


def _moment(value: datetime) -> str:
    """Return an instant as a spreadsheet sorts it, on the lab's clocks."""
    return f"{local(value):%Y-%m-%d %H:%M}"


def _note(booking: Booking) -> str:
    return " ".join((booking.note or "").split())
