"""Places as the plan and its list show them at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from labapp.domain.bookings import Booking
from labapp.domain.times import Span, day_of
from labapp.services.floor import FloorDay
from labapp.services.places_now import PlaceNow
from labapp.ui.desk.blocks import shown_state
from labapp.ui.desk.chips import letter
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import clock_text, end_text, moment_text, watts_text
from labapp.ui.widgets.floor import FloorPlace
from labapp.ui.widgets.floor.rows import CLOSED, FREE

USUAL = timedelta(hours=1)
"""How long a booking is that begins with a click."""


@dataclass(frozen=True, slots=True)
class FloorRow:
    """A place at the moment shown: for the plan, for the list, and what may be done there."""

    shown: FloorPlace
    here: PlaceNow
    what: str
    until: str
    """A time, or a day and a time."""
    next: str
    """When and who."""
    offer: Span | None
    """When somebody could have the place from this moment on; None if it is not free."""


@dataclass(frozen=True, slots=True)
class RowMaker:
    """Turns a day into rows in the window's language."""

    shell: Shell

    def rows(self, day: FloorDay, moment: datetime) -> list[FloorRow]:
        """Return a row for each place, zone by zone."""
        is_open = day.is_open(moment)
        return [self._row(day, here, moment, is_open=is_open) for here in day.at(moment)]

    def facts(self, here: PlaceNow) -> str:
        """Return what kind of place it is, with its power."""
        say = self.shell.speech
        parts = [say.name(here.place.zone), say(f"kind.{here.place.kind}")]
        if here.place.power_limit_w is not None:
            parts.append(watts_text(here.place.power_limit_w, say.words))
        return " · ".join(dict.fromkeys(part for part in parts if part))

    def _row(self, day: FloorDay, here: PlaceNow, moment: datetime, *, is_open: bool) -> FloorRow:
        say, place = self.shell.speech, here.place
        state = _state(here, is_open=is_open)
        title, until = self._title(here), self._until(day, here, moment)
        what = title or say(f"floor.{state}" if here.in_service else "floor.out_of_service")
        coming = self._next(here)
        label = say.name(place.names)
        word = "" if here.now is None else self._state_word(here.now)
        until_said = say("floor_page.until", time=until) if until else ""
        next_said = say("floor_page.next", what=coming) if coming else ""
        spoken = [f"{place.code} {label}", what, word, until_said, next_said]
        shown = FloorPlace(
            id=place.id,
            code=place.code,
            label=label,
            state=state,
            letter=letter(state, self.shell),
            title=title,
            subtitle=until_said,
            spoken=say("desk.comma").join(part for part in spoken if part),
            in_service=here.in_service,
            zone=say.name(place.zone),
            zone_colour=place.zone_colour,
        )
        offer = _offer(day, here, moment) if here.free and here.in_service else None
        return FloorRow(shown, here, what, until, coming, offer)

    def _state_word(self, booking: Booking) -> str:
        state = shown_state(booking)
        say = self.shell.speech
        return say(f"state.{state}" if say.words.has(f"state.{state}") else f"kind.{state}")

    def _title(self, here: PlaceNow) -> str:
        say = self.shell.speech
        if here.now is not None:
            name = say.name(here.now.who)
            return f"{name} +{here.others}" if here.others else name
        if here.turnover_until is not None:
            return say("floor_page.turnover")
        if here.inside:
            return say("floor_page.inside", count=here.inside)
        return ""

    def _until(self, day: FloorDay, here: PlaceNow, moment: datetime) -> str:
        force = None if here.now is None else here.now.in_force
        end = here.turnover_until if force is None else force.end
        if end is None and here.free and day.is_open(moment):
            end = here.free_until
        if end is None:
            return ""
        if day_of(end - timedelta(microseconds=1)) == day.day:
            return end_text(end)
        return moment_text(end, self.shell.speech.words)

    def _next(self, here: PlaceNow) -> str:
        if here.next is None:
            return ""
        return f"{clock_text(here.next.span.start)} {self.shell.speech.name(here.next.who)}"


def _state(here: PlaceNow, *, is_open: bool) -> str:
    if here.now is not None:
        return shown_state(here.now)
    return FREE if here.free and is_open else CLOSED


def _offer(day: FloorDay, here: PlaceNow, moment: datetime) -> Span | None:
    """Return an hour from the moment on, or as much of it as there is; None when closed.

    Before opening it begins when the lab opens.
    """
    hours = next((hours for hours in day.hours if hours.end > moment), None)
    if hours is None:
        return None
    grid = timedelta(minutes=day.lab.policy.slot_minutes)
    least = timedelta(minutes=day.lab.policy.min_booking_minutes)
    start = max(_on_grid(moment, grid), hours.start)
    if here.free_since is not None and start < here.free_since:
        start = _on_grid(here.free_since + grid - timedelta(seconds=1), grid)
    end = min(start + USUAL, hours.end)
    if here.free_until is not None:
        ready = here.free_until - timedelta(minutes=here.buffer_minutes)
        end = min(end, _on_grid(ready, grid))
    return Span(start, max(end, start + least))


def _on_grid(moment: datetime, grid: timedelta) -> datetime:
    return moment - timedelta(seconds=moment.timestamp() % grid.total_seconds())


def states_of(rows: Sequence[FloorRow]) -> list[str]:
    """Return the states that are on the plan and have a colour to explain, in order."""
    plain = {FREE, CLOSED}
    found = {row.shown.state for row in rows if row.shown.in_service} - plain
    return sorted(found)
