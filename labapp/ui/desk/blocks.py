"""Bookings and places as the board shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from labapp.domain.bookings import OVER, Act, Booking, Kind, State, may
from labapp.domain.lab import Lab
from labapp.domain.spaces import Place
from labapp.domain.staff import Role
from labapp.domain.times import Span, day_span, local
from labapp.ui.desk.chips import letter
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import length_text, span_text
from labapp.ui.widgets.board import Block, Lane, OpenHours

VISITS: Final = 0
"""The id of the lane of guided tours; a place's lane has the place's id."""
_BESIDE_HOURS: Final = 60
_DAY: Final = 24 * 60 * 60
"""Seconds; Hong Kong keeps no summer time."""
_DAY_MINUTES: Final = 24 * 60
_FALLBACK: Final = (9 * 60, 21 * 60)


def seconds(span: Span) -> tuple[int, int]:
    """Return a span as the board counts: whole seconds since the epoch."""
    return int(span.start.timestamp()), int(span.end.timestamp())


def lanes_of(lab: Lab, shell: Shell) -> list[Lane]:
    """Return one lane for guided tours and one for each place; none for a lab without places."""
    say = shell.speech
    places = [_lane(place, shell) for place in lab.places.values()]
    if not places:
        return []
    accent = shell.look.theme.colours["state-visit-edge"]
    tours = Lane(
        id=VISITS,
        code=say("desk.mark.visit"),
        label=say("desk.visits.lane"),
        zone=say("desk.visits"),
        zone_colour=accent,
        kind="visits",
        in_service=True,
    )
    return [tours, *places]


def _lane(place: Place, shell: Shell) -> Lane:
    name = shell.speech.name
    return Lane(
        id=place.id,
        code=place.code,
        label=name(place.names),
        zone=name(place.zone),
        zone_colour=place.zone_colour,
        kind=place.kind.value,
        in_service=place.in_service,
        note=place.note or "",
    )


def hours_of(lab: Lab, first: date, days: int) -> list[OpenHours]:
    """Return when the lab is open on these days."""
    found = (
        hours
        for offset in range(days)
        for hours in lab.opening.hours_on(first + timedelta(days=offset))
    )
    return [OpenHours(*seconds(hours)) for hours in found]


def day_window(lab: Lab, first: date, days: int, bookings: Iterable[Booking]) -> tuple[int, int]:
    """Return the minutes of the day worth showing: when it is open or used, and an hour beside."""
    midnight = start_of(first)
    spans = [(hours.start, hours.end) for hours in hours_of(lab, first, days)]
    spans += [
        (start, end)
        for start, end in (seconds(booking.span) for booking in bookings)
        if (start - midnight) // _DAY == (end - 1 - midnight) // _DAY
    ]
    if not spans:
        return _FALLBACK
    opens = min((start - midnight) % _DAY for start, _ in spans) // 60
    closes = max((start - midnight) % _DAY + end - start for start, end in spans) // 60
    start = max(opens - _BESIDE_HOURS, 0) // 60 * 60
    end = min(-(-(closes + _BESIDE_HOURS) // 60) * 60, _DAY_MINUTES)
    return start, end


@dataclass(frozen=True, slots=True)
class BlockMaker:
    """Turns bookings into blocks in the window's language."""

    shell: Shell
    role: Role

    def blocks(self, bookings: Sequence[Booking]) -> list[Block]:
        """Return a block for each booking that has not ended in nothing."""
        return [
            self._block(booking, lane_of(booking))
            for booking in bookings
            if booking.state not in OVER
        ]

    def _block(self, booking: Booking, lane_id: int) -> Block:
        name = self.shell.speech.name
        state = shown_state(booking)
        shown = booking.in_force or booking.span
        start, end = seconds(shown)
        occupied = booking.occupied
        return Block(
            id=booking.id,
            lane_id=lane_id,
            start=start,
            end=end,
            buffer_end=seconds(occupied)[1] if occupied and booking.place_id else end,
            title=name(booking.who),
            subtitle=self._subtitle(booking),
            state=state,
            letter=letter(state, self.shell),
            kind=booking.kind.value,
            tooltip=partial(self._tooltip, booking),
            spoken=partial(self._spoken, booking),
            movable=may(Act.MOVE, booking, self.role),
            marked=bool(booking.marks),
            conflicts=bool(booking.marks),
            series=booking.series_id is not None,
            expires=_expiry(booking),
        )

    def _subtitle(self, booking: Booking) -> str:
        say = self.shell.speech
        if booking.kind is Kind.VISIT:
            people = say("desk.people", count=booking.visitors)
            return say("desk.comma").join(part for part in (people, booking.guide) if part)
        return say.name(booking.demo)

    def _state_word(self, booking: Booking) -> str:
        say = self.shell.speech
        if booking.kind is Kind.CLOSURE:
            return say("kind.closure")
        return say(f"state.{booking.state}")

    def _tooltip(self, booking: Booking) -> str:
        say = self.shell.speech
        length = length_text(booking.span.minutes, say.words)
        lines = [
            f"{booking.number} · {self._state_word(booking)}",
            say.name(booking.who),
            self._subtitle(booking),
            f"{span_text(booking.span, say.words)} · {length}",
            booking.place or "",
            booking.note or "",
            say("series.one_of") if booking.series_id is not None else "",
            say("desk.marked") if booking.marks else "",
        ]
        return "\n".join(line for line in lines if line)

    def _spoken(self, booking: Booking) -> str:
        say = self.shell.speech
        parts = (
            say.name(booking.who),
            span_text(booking.span, say.words),
            booking.place or "",
            self._state_word(booking),
            booking.number,
            say("series.one_of") if booking.series_id is not None else "",
        )
        return say("desk.comma").join(part for part in parts if part)


def expiry_of(booking: Booking) -> datetime | None:
    """Return when a hold or an offer runs out, None for anything else."""
    ends = {State.HELD: booking.hold_expires_at, State.OFFERED: booking.offer_expires_at}
    return ends.get(booking.state)


def _expiry(booking: Booking) -> int | None:
    """Return when a hold or an offer runs out, as the board counts."""
    at = expiry_of(booking)
    return None if at is None else int(at.timestamp())


def shown_state(booking: Booking) -> str:
    """Return the state in whose colours a booking is shown: a tour and a closure have their own."""
    if booking.kind is Kind.CLOSURE:
        return "closure"
    if booking.kind is Kind.VISIT and booking.state is State.CONFIRMED:
        return "visit"
    return booking.state.value


def lane_of(booking: Booking) -> int:
    """Return a booking's lane: guided tours have their own, all else is where it takes place."""
    if booking.kind is Kind.VISIT or booking.place_id is None:
        return VISITS
    return booking.place_id


def shown_span(first: date, days: int) -> Span:
    """Return all of the days shown."""
    return Span(day_span(first).start, day_span(first + timedelta(days=days - 1)).end)


def start_of(day: date) -> int:
    """Return the lab's midnight as the board counts."""
    return int(local(day_span(day).start).timestamp())
