"""What the page's lines say at a minute: who comes, who goes, what waits for a decision.

Nothing here reads or decides anything: all of it follows from one reading and the time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from labapp.domain.bookings import Booking, State, may
from labapp.domain.staff import Role
from labapp.domain.times import day_of
from labapp.services.papers import PaperState
from labapp.services.today import ARRIVALS_AHEAD, Lapse, Today
from labapp.ui.desk.blocks import shown_state
from labapp.ui.desk.chips import letter
from labapp.ui.desk.shell import Shell
from labapp.ui.desk.today.deeds import ACTS, Deed
from labapp.ui.desk.today.lines import Section
from labapp.ui.desk.topbar import NATIVE
from labapp.ui.formats import day_text, hours_text, length_text, moment_text, span_text

MOST: Final = 12
"""Entries of a section; the rest is told as a number, and moves up as they are seen to."""
_SOON: Final = timedelta(minutes=30)
_MINUTE: Final = timedelta(minutes=1)
_DOT: Final = " · "
_ELSEWHERE: Final = (Deed.BOARD, Deed.EXHIBITOR)

T = TypeVar("T")
Note = tuple[str, str]
"""What a line notes at its right, and how much that presses: ``warning``, ``danger`` or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: what it says, and what can be done with it."""

    key: str
    title: str
    detail: str
    note: str = ""
    tone: str = ""
    state: str = ""
    letter: str = ""
    picture: str = ""
    """An icon, where there is no state."""
    deeds: tuple[Deed, ...] = ()
    """What it offers; the first is done by Space and Enter."""
    buttons: int = 0
    """So many of the deeds have a button."""
    hidden: tuple[Deed, ...] = ()
    """What a key does though it is not offered: that is refused, with the reason."""
    booking: Booking | None = None
    paper: PaperState | None = None
    spoken: str = ""
    tip: str = ""

    @property
    def first(self) -> Deed | None:
        """What Space and Enter do."""
        return self.deeds[0] if self.deeds else None

    @property
    def known(self) -> tuple[Deed, ...]:
        """All that keys do."""
        return self.deeds + self.hidden


@dataclass(frozen=True, slots=True)
class Reader:
    """Puts one reading of the day into words, as it is ``now``."""

    shell: Shell
    role: Role
    today: Today
    now: datetime

    # Groups

    def arrivals(self) -> list[Section]:
        """Return who comes, then who goes."""
        return [
            *self._section("arrivals", self.today.arrivals, self._arrival, titled=False),
            *self._section("leaving", self.today.leaving, self._leaving),
        ]

    def decisions(self) -> list[Section]:
        """Return what waits for somebody, without what is empty."""
        day = self.today
        return [
            *self._section("pending", day.pending, self._pending),
            *self._section("holds", day.holds, self._hold),
            *self._section("offers", day.offers, self._offer),
            *self._section("could_be_offered", day.could_be_offered, self._waiting),
            *self._section("papers", day.papers, self._paper),
            *self._section("lapses", _by_demo(day.lapses), self._lapse),
            *self._section("marked", day.marked, self._marked),
            *self._section("unsettled", day.unsettled, self._unsettled),
        ]

    def visits(self) -> list[Section]:
        """Return today's guided tours."""
        return self._section("visits", self.today.visits, self._visit, titled=False)

    def _section(
        self, key: str, things: Sequence[T], make: Callable[[T], Entry], *, titled: bool = True
    ) -> list[Section]:
        if not things:
            return []
        title = self.shell.speech(f"today.{key}") if titled else ""
        shown = [make(thing) for thing in things[:MOST]]
        return [Section(key, title, shown, max(len(things) - MOST, 0))]

    # Lines

    def _arrival(self, booking: Booking) -> Entry:
        overdue = booking in self.today.overdue
        acts = (Deed.CHECK_IN, Deed.NO_SHOW) if overdue else (Deed.CHECK_IN,)
        return self._of_booking(
            "arrivals",
            booking,
            self._due(booking, overdue=overdue),
            acts,
            hidden=() if overdue else (Deed.NO_SHOW,),
        )

    def _leaving(self, booking: Booking) -> Entry:
        return self._of_booking("leaving", booking, self._ending(booking), (Deed.CHECK_OUT,))

    def _pending(self, booking: Booking) -> Entry:
        note = self._begun(booking)
        return self._of_booking("pending", booking, note, (Deed.CONFIRM, Deed.REJECT))

    def _unsettled(self, booking: Booking) -> Entry:
        note = self._ending(booking)
        return self._of_booking("unsettled", booking, note, (Deed.CAME, Deed.NO_SHOW))

    def _hold(self, booking: Booking) -> Entry:
        note = self._left(booking.hold_expires_at)
        return self._of_booking("holds", booking, note, (Deed.CONFIRM, Deed.RELEASE))

    def _offer(self, booking: Booking) -> Entry:
        note = self._left(booking.offer_expires_at)
        return self._of_booking("offers", booking, note, (Deed.ACCEPT, Deed.WITHDRAW))

    def _waiting(self, booking: Booking) -> Entry:
        return self._of_booking("could_be_offered", booking, ("", ""), (Deed.OFFER,))

    def _marked(self, booking: Booking) -> Entry:
        return self._of_booking("marked", booking, ("", ""), ())

    def _visit(self, booking: Booking) -> Entry:
        say, name = self.shell.speech, self.shell.speech.name
        started, over = booking.span.start <= self.now, booking.span.end <= self.now
        near = booking.span.start - self.now <= ARRIVALS_AHEAD and not over
        acts: tuple[Deed, ...] = ()
        note: Note = ("", "")
        if booking.state is State.CHECKED_IN:
            acts, note = (Deed.CHECK_OUT,), self._ending(booking) if over else ("", "")
        elif near:
            acts = (Deed.CHECK_IN,)
            note = self._started(booking) if started else self._due(booking, overdue=False)
        guide = name(self.today.guides[booking.guide_id]) if booking.guide_id else booking.guide
        facts = (
            say("desk.people", count=booking.visitors),
            say("today.spoken_in", language=say(f"language.{booking.language}"))
            if booking.language
            else "",
            say("today.guide", name=guide) if guide else say("today.guide.none"),
        )
        return self._of_booking("visits", booking, note, acts, facts=facts)

    def _paper(self, paper: PaperState) -> Entry:
        say = self.shell.speech
        day = day_text(date.fromisoformat(paper.scope), say.words)
        title = say("today.paper.title", paper=say("term.day_sheet"), day=day)
        detail = say(
            "today.paper.detail",
            language=NATIVE[paper.language],
            version=paper.version,
            when=moment_text(paper.printed_at, say.words),
        )
        return Entry(
            key=f"papers:{paper.document}",
            title=title,
            detail=detail,
            picture="printer",
            deeds=(Deed.PAPER,),
            buttons=1,
            paper=paper,
            spoken=say("desk.comma").join((title, detail)),
            tip=paper.document,
        )

    def _lapse(self, lapses: Sequence[Lapse]) -> Entry:
        say = self.shell.speech
        first, demo = lapses[0], lapses[0].demo
        until = demo.valid_until
        if demo.clearance in {"cleared", "conditional"} and until is not None:
            cleared = say("today.lapse.until", until=day_text(until, say.words))
        else:
            cleared = say("today.lapse.never")
        coming = say(
            "today.lapse.bookings", count=len(lapses), first=day_text(first.day, say.words)
        )
        who = say.name(first.booking.who)
        title, detail = say.name(demo.titles), _DOT.join((who, cleared, coming))
        return Entry(
            key=f"lapses:{demo.id}",
            title=title,
            detail=detail,
            picture="triangle-alert",
            deeds=(Deed.EXHIBITOR, Deed.BOARD),
            buttons=1,
            booking=first.booking,
            spoken=say("desk.comma").join((title, who, cleared, coming)),
            tip=f"{demo.code}\n{title}\n{who}\n{cleared}\n{coming}",
        )

    def _of_booking(
        self,
        section: str,
        booking: Booking,
        note: Note,
        acts: tuple[Deed, ...],
        *,
        facts: tuple[str, ...] = (),
        hidden: tuple[Deed, ...] = (),
    ) -> Entry:
        say = self.shell.speech
        state = shown_state(booking)
        key = f"state.{state}"
        word = say(key if say.words.has(key) else f"kind.{state}")
        allowed = self._allowed(booking, acts)
        elsewhere = _ELSEWHERE if booking.exhibitor_id is not None else (Deed.BOARD,)
        title = say.name(booking.who)
        parts = [self._when(booking), booking.place or "", say.name(booking.demo), *facts]
        told = [part for part in parts if part]
        return Entry(
            key=f"{section}:{booking.id}",
            title=title,
            detail=_DOT.join(told),
            note=note[0],
            tone=note[1],
            state=state,
            letter=letter(state, self.shell),
            deeds=(*allowed, *elsewhere),
            buttons=len(allowed) if acts else 1,
            hidden=self._allowed(booking, hidden),
            booking=booking,
            spoken=say("desk.comma").join(p for p in (title, word, note[0], *told) if p),
            tip="\n".join(
                line
                for line in (f"{booking.number} · {word}", title, *told, booking.note or "")
                if line
            ),
        )

    def _allowed(self, booking: Booking, deeds: tuple[Deed, ...]) -> tuple[Deed, ...]:
        return tuple(deed for deed in deeds if may(ACTS[deed], booking, self.role))

    # Times

    def _when(self, booking: Booking) -> str:
        span = booking.span
        days = {day_of(span.start), day_of(span.end - _MINUTE)}
        if days == {day_of(self.now)}:
            return hours_text(span)
        return span_text(span, self.shell.speech.words)

    def _length(self, minutes: int) -> str:
        return length_text(minutes, self.shell.speech.words)

    def _today(self, moment: datetime) -> bool:
        return day_of(moment) == day_of(self.now)

    def _due(self, booking: Booking, *, overdue: bool) -> Note:
        """Say when somebody is due, or how late they are."""
        say, start = self.shell.speech, booking.span.start
        if start > self.now:
            return say("today.due.in", length=self._length(_up(start - self.now))), ""
        tone = "danger" if overdue else ""
        if not self._today(start):
            return say("today.late.days"), tone
        late = (self.now - start) // _MINUTE
        if not late:
            return say("today.due.now"), tone
        return say("today.late", length=self._length(late)), tone

    def _started(self, booking: Booking) -> Note:
        since = (self.now - booking.span.start) // _MINUTE
        if not since:
            return self.shell.speech("today.due.now"), ""
        return self.shell.speech("today.started", length=self._length(since)), ""

    def _begun(self, booking: Booking) -> Note:
        """Say of something undecided that its time has come."""
        begun = booking.span.start <= self.now
        return (self.shell.speech("today.begun"), "danger") if begun else ("", "")

    def _ending(self, booking: Booking) -> Note:
        """Say when somebody's time ends, or for how long it has been over today."""
        say, end = self.shell.speech, booking.span.end
        if end > self.now:
            return say("today.ends.in", length=self._length(_up(end - self.now))), ""
        if not self._today(end):
            return "", ""
        over = (self.now - end) // _MINUTE
        if not over:
            return say("today.ends.now"), "warning"
        return say("today.ended", length=self._length(over)), "warning"

    def _left(self, until: datetime | None) -> Note:
        """Say how long there is left."""
        if until is None:
            return "", ""
        left = until - self.now
        tone = "warning" if left <= _SOON else ""
        if left < _MINUTE:
            return self.shell.speech("today.left.now"), tone
        return self.shell.speech("today.left", length=self._length(_up(left))), tone


def _up(length: timedelta) -> int:
    """Return the minutes of a length, one that has begun counted whole."""
    return -(-length // _MINUTE)


def _by_demo(lapses: Sequence[Lapse]) -> list[Sequence[Lapse]]:
    """Return the lapses of each demo together, those of the nearest day first."""
    found: dict[int, list[Lapse]] = {}
    for lapse in lapses:
        found.setdefault(lapse.demo.id, []).append(lapse)
    return list(found.values())
