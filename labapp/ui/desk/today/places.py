"""What the table of places says at a minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from labapp.domain.bookings import Booking, State
from labapp.domain.times import day_of
from labapp.services.places_now import PlaceNow
from labapp.services.today import Today
from labapp.ui.desk.blocks import shown_state
from labapp.ui.desk.chips import letter
from labapp.ui.desk.shell import Shell
from labapp.ui.desk.today.lines import Section
from labapp.ui.formats import clock_text, day_text


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One place as its line shows it."""

    key: str
    place_id: int
    code: str
    name: str
    zone_colour: str
    greyed: bool = False
    state: str = ""
    letter: str = ""
    now: str = ""
    until: str = ""
    share: float | None = None
    """How much of what is on is over, from 0 to 1."""
    free: bool = False
    number: str | None = None
    """The booking there now."""
    next_time: str = ""
    next_who: str = ""
    next_number: str | None = None
    next_state: str = ""
    """Set if who comes next is here already."""
    next_letter: str = ""
    spoken: str = ""
    tip: str = ""

    @property
    def leads(self) -> bool:
        """Whether it leads anywhere."""
        return self.free or self.number is not None or self.next_number is not None


@dataclass(frozen=True, slots=True)
class PlaceReader:
    """Puts the places of one reading into words, as it is ``now``."""

    shell: Shell
    today: Today
    now: datetime

    def sections(self) -> list[Section]:
        """Return the places by zone."""
        by_zone = groupby(self.today.places, key=lambda here: here.place.zone_id)
        return [self._zone(list(places)) for _, places in by_zone]

    def _zone(self, places: Sequence[PlaceNow]) -> Section:
        first = places[0].place
        return Section(
            f"zone:{first.zone_id}",
            self.shell.speech.name(first.zone),
            [self.row(here) for here in places],
            colour=first.zone_colour,
        )

    def row(self, here: PlaceNow) -> PlaceRow:
        """Return a place's line."""
        say, place = self.shell.speech, here.place
        now, until = self._now_words(here)
        booking, following = here.now, here.next
        state = shown_state(booking) if booking is not None else ""
        next_time = self._clock(following.span.start) if following is not None else ""
        next_who = say.name(following.who) if following is not None else ""
        early = following is not None and following.state is State.CHECKED_IN
        next_state = shown_state(following) if following is not None and early else ""
        next_word = self._state_word(next_state)
        word = self._state_word(state)
        parts = (
            say("today.place.spoken", code=place.code, name=say.name(place.names)),
            now,
            word,
            until,
            say("today.next", time=next_time, who=next_who) if following is not None else "",
            next_word,
        )
        tip = (
            f"{place.code} · {say.name(place.names)}",
            _joined(now, word, until),
            _joined(say("today.next", time=next_time, who=next_who), next_word)
            if following is not None
            else "",
            place.note or "" if not here.in_service else "",
        )
        return PlaceRow(
            key=f"place:{place.id}",
            place_id=place.id,
            code=place.code,
            name=say.name(place.names),
            zone_colour=place.zone_colour,
            greyed=not here.in_service,
            state=state,
            letter=letter(state, self.shell) if state else "",
            now=now,
            until=until,
            share=self._share(booking) if booking is not None else None,
            free=self.today.walk_up(here, self.now) is not None,
            number=booking.number if booking is not None else None,
            next_time=next_time,
            next_who=next_who,
            next_number=following.number if following is not None else None,
            next_state=next_state,
            next_letter=letter(next_state, self.shell) if next_state else "",
            spoken=say("desk.comma").join(part for part in parts if part),
            tip="\n".join(line for line in tip if line),
        )

    def _now_words(self, here: PlaceNow) -> tuple[str, str]:
        """Return who is there and until when, or how the place stands."""
        say, booking = self.shell.speech, here.now
        if booking is not None:
            who = say.name(booking.who)
            if here.others:
                who = f"{who} {say('today.more', count=here.others)}"
            return who, say("today.until", time=self._clock(_end(booking)))
        if not here.in_service:
            return say("term.out_of_service"), ""
        if here.turnover_until is not None:
            return say("today.turnover", time=self._clock(here.turnover_until)), ""
        if here.inside:
            return say("today.inside", count=here.inside), ""
        return self._free_words(here), ""

    def _free_words(self, here: PlaceNow) -> str:
        """Say until when a place is free; nothing where the lab is closed until it is taken."""
        coming = next((hours for hours in self.today.hours if hours.end > self.now), None)
        if coming is None or not here.free:
            return ""
        until = coming.end if here.free_until is None else min(coming.end, here.free_until)
        if until <= coming.start:
            return ""
        return self.shell.speech("today.free", time=self._clock(until))

    def _state_word(self, state: str) -> str:
        say = self.shell.speech
        if not state:
            return ""
        key = f"state.{state}"
        return say(key if say.words.has(key) else f"kind.{state}")

    def _share(self, booking: Booking) -> float:
        start, end = booking.span.start, _end(booking)
        return min(max((self.now - start) / (end - start), 0.0), 1.0)

    def _clock(self, moment: datetime) -> str:
        day = day_of(moment)
        if day == day_of(self.now):
            return clock_text(moment)
        return day_text(day, self.shell.speech.words)


def _end(booking: Booking) -> datetime:
    force = booking.in_force
    return booking.span.end if force is None else force.end


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
