"""Bad weather: what a signal does to the day, applied as one act, and taken back as one."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from labapp.domain import errors
from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.errors import Refusal, Refused
from labapp.domain.staff import WRITING
from labapp.domain.times import Span, day_of, day_span, local
from labapp.domain.weather import (
    Effect,
    Hit,
    Signal,
    closes_at,
    exhibitors_from,
    hits,
    hours_left,
    opens_again,
)
from labapp.services import papers, promises
from labapp.storage import bookings as rows
from labapp.storage import journal
from labapp.storage import weather as weather_rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.tables.house import journal as journal_table
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn
from labapp.storage.weather import HitRow, WeatherEvent
from labapp.words import words

AREA: Final = "weather"
APPLY: Final = "weather"
TAKE_BACK: Final = "weather_undo"
RAISED, LIFTED = "raised", "lifted"
_BY_TIME: Final = frozenset({"expire", "lapse"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyWeather:
    """A signal was announced, or lifted."""

    signal: Signal
    announced: datetime
    lifted: bool = False
    day: date | None = None
    """The day it is applied to; None: the one on which it was announced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherChange:
    """What a signal does, or did: rows in order of time."""

    signal: Signal
    lifted: bool
    announced: datetime
    day: date
    closes_at: datetime | None
    """None: the lab stays open."""
    reopens_at: datetime | None
    exhibitors_from: datetime | None
    shelter: bool
    """Whether people are asked to stay inside meanwhile."""
    hours: tuple[Span, ...]
    """The hours the lab is then open on the day."""
    hits: tuple[Hit, ...]
    not_returned: tuple[tuple[Booking, tuple[Refusal, ...]], ...]
    """Bookings that do not get their time again, and what is in the way."""
    papers: tuple[str, ...]
    """Printed papers that are out of date by it."""

    def bookings(self, effect: Effect, kind: Kind = Kind.STAY) -> tuple[Booking, ...]:
        """Return the bookings of a kind to which one thing happens."""
        return tuple(
            hit.booking for hit in self.hits if hit.effect is effect and hit.booking.kind is kind
        )


@dataclass(slots=True)
class _Work:
    """What one application collects."""

    hits: list[Hit] = field(default_factory=list)
    left_out: list[tuple[Booking, tuple[Refusal, ...]]] = field(default_factory=list)


def apply_weather(tx: Transaction, order: ApplyWeather) -> WeatherChange:
    """Close or reopen the day by the house's rules, in one transaction, and return what that did.

    Rehearse it for the preview. Bookings are cut short, suspended or brought back; the day's hours
    change, so nothing new is booked meanwhile and printed papers go out of date. Nothing of it
    counts against an exhibitor. Refused when there is nothing to lift.
    """
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="apply_weather"))
    take_turn(tx, AREA)
    promises.expire_due(tx)
    day = order.day or day_of(order.announced)
    printed = {paper.document for paper in papers.paper_states(tx) if not paper.out_of_date}
    known = weather_rows.events_between(tx.connection, day, day)
    usual = known[0].hours if known else read_lab(tx).opening.hours_on(day)
    closed_from = known[-1].closes_at if known and known[-1].reopens_at is None else None
    event = _event_of(tx, order, day, usual, closed_from)
    closed = _closed(event)
    event = replace(event, special_after=_special(event, closed))
    event = replace(event, id=weather_rows.add_event(tx, event))
    work = _Work()
    if order.lifted:
        _bring_back(tx, known, event, work)
    elif closed is not None:
        _take_away(tx, closed, event, work)
    weather_rows.add_hits(tx, event.id, work.hits)
    if event.special_after != event.special_before:
        _write_hours(tx, event, event.special_after)
    tx.record(AREA, "apply", event.subject, after=_told(order, event, work))
    gone = (paper for paper in papers.paper_states(tx) if paper.out_of_date)
    policy = read_lab(tx).policy
    again = event.reopens_at
    return WeatherChange(
        signal=order.signal,
        lifted=order.lifted,
        announced=order.announced,
        day=day,
        closes_at=event.closes_at,
        reopens_at=again,
        exhibitors_from=exhibitors_from(order.announced, again, policy) if again else None,
        shelter=order.signal is Signal.BLACK and not order.lifted and event.closes_at is None,
        hours=read_lab(tx).opening.hours_on(day),
        hits=tuple(work.hits),
        not_returned=tuple(work.left_out),
        papers=tuple(paper.document for paper in gone if paper.document in printed),
    )


def _event_of(
    tx: Transaction,
    order: ApplyWeather,
    day: date,
    usual: tuple[Span, ...],
    closed_from: datetime | None,
) -> WeatherEvent:
    policy = read_lab(tx).policy
    again = None
    if order.lifted:
        if closed_from is None:
            raise Refused(errors.NotFound(what="signal", key=order.signal.value))
        closes: datetime | None = closed_from
        again = opens_again(order.announced, closed_from, usual, policy)
    else:
        opens = usual[0].start if usual else None
        closes = closes_at(order.signal, order.announced, opens, policy, closed_from)
    before = weather_rows.special_day(tx.connection, day)
    return WeatherEvent(
        id=0,
        day=day,
        signal=order.signal.value,
        kind=LIFTED if order.lifted else RAISED,
        announced=order.announced,
        closes_at=closes,
        reopens_at=again,
        hours=usual,
        special_before=before,
        special_after=before,
        applied_at=tx.now,
        applied_by=tx.actor.name,
        undone_at=None,
    )


def _closed(event: WeatherEvent) -> Span | None:
    """Return the time of the day in which the event has the lab closed."""
    whole = day_span(event.day)
    if event.closes_at is None:
        return None
    start, end = max(event.closes_at, whole.start), event.reopens_at or whole.end
    return Span(start, end) if start < end else None


def _special(event: WeatherEvent, closed: Span | None) -> dict[str, Any] | None:
    """Return the day's own hours as they become; the words say why, in three languages."""
    if closed is None and event.kind == RAISED:
        return event.special_before
    left = event.hours if closed is None else hours_left(event.hours, closed)
    reason = {
        f"reason_{column}": words(language)(f"weather.signal.{event.signal}")
        for column, language in (("en", "en"), ("zh_hant", "zh_HK"), ("zh_hans", "zh_CN"))
    }
    return {
        "hours": [[_clock(one.start), _clock(one.end, end=True)] for one in left],
        "source": AREA,
        "sample": False,
        **reason,
    }


def _clock(moment: datetime, *, end: bool = False) -> str:
    told = f"{local(moment):%H:%M}"
    return "24:00" if end and told == "00:00" else told


def _write_hours(tx: Transaction, event: WeatherEvent, record: dict[str, Any] | None) -> None:
    before = weather_rows.special_day(tx.connection, event.day)
    weather_rows.write_special_day(tx, event.day, record)
    tx.record("spaces", "weather_hours", event.day.isoformat(), before=before, after=record)


def _take_away(tx: Transaction, closed: Span, event: WeatherEvent, work: _Work) -> None:
    for hit in hits(closed, rows.between(tx.connection, day_span(event.day))):
        before = hit.booking
        work.hits.append(hit)
        if hit.effect is Effect.CUT_SHORT:
            after = replace(before, released_at=closed.start)
        elif hit.effect is Effect.SUSPENDED:
            after = replace(before, state=State.SUSPENDED)
        else:
            continue
        promises.promise(tx, after, before=before, act=APPLY)


def _bring_back(
    tx: Transaction, known: Sequence[WeatherEvent], event: WeatherEvent, work: _Work
) -> None:
    """Give their time again to those whose time was taken and who have not been changed since."""
    again = event.reopens_at
    if again is None:
        return
    seen: set[int] = set()
    settled: list[int] = []
    for hit in weather_rows.hits_of(tx.connection, [one.id for one in known]):
        before = rows.by_id(tx.connection, hit.booking_id)
        if hit.booking_id in seen or before is None or before.span.end <= again:
            continue
        seen.add(hit.booking_id)
        after = _as_it_was(before, hit, tx.now)
        if after is None:
            continue
        try:
            with tx.attempt():
                if after != before:
                    promises.promise(tx, after, before=before, act=APPLY)
        except Refused as refused:
            work.left_out.append((before, refused.refusals))
            continue
        settled.append(before.id)
        back = Span(max(before.span.start, again), before.span.end)
        work.hits.append(Hit(before, Effect.REOPENED, back))
    weather_rows.settle(tx, settled, tx.now)
    work.hits.sort(key=lambda hit: (hit.booking.span.start, hit.booking.number))


def _as_it_was(now: Booking, hit: HitRow, moment: datetime) -> Booking | None:
    """Return the booking as it was before the closure; None when that is not its state now."""
    if hit.effect == Effect.INTERRUPTED:
        return now
    if hit.effect == Effect.SUSPENDED and now.state is State.SUSPENDED:
        back = replace(now, state=State(hit.state_before))
        return None if back.expired(moment) else back
    cut = hit.effect == Effect.CUT_SHORT and now.released_at == hit.lost.start
    if cut and now.state in {State.CONFIRMED, State.CHECKED_IN}:
        return replace(now, released_at=None)
    return None


def _told(order: ApplyWeather, event: WeatherEvent, work: _Work) -> dict[str, Any]:
    return {
        "signal": order.signal.value,
        "lifted": order.lifted,
        "announced": int(order.announced.timestamp()),
        "closes_at": int(event.closes_at.timestamp()) if event.closes_at else None,
        "reopens_at": int(event.reopens_at.timestamp()) if event.reopens_at else None,
        "hits": [[hit.booking.number, hit.effect.value] for hit in work.hits],
    }


def latest_weather(tx: Transaction) -> WeatherEvent | None:
    """Return the last signal that was applied and not taken back."""
    return weather_rows.newest_event(tx.connection)


def undo_weather(tx: Transaction) -> Sequence[Booking]:
    """Take back the last signal as a whole and return its bookings as they are now.

    Refused once any booking has been changed since, whoever changed it.
    """
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="undo"))
    take_turn(tx, AREA)
    event = weather_rows.newest_event(tx.connection)
    if event is None:
        raise Refused(errors.NothingToUndo(act="undo"))
    batch = _batch_of(tx, event)
    _check_untouched(tx, event, batch)
    turned: list[int] = []
    turns: list[promises.Turn] = []
    for row in batch:
        if row.area != "bookings" or row.act != APPLY or row.before is None:
            continue
        now = rows.by_id(tx.connection, int(row.before["id"]))
        if now is None:
            raise Refused(errors.NotFound(what="booking", key=row.subject))
        after = replace(rows.from_record(row.before), id=now.id, version=now.version)
        turns.append(promises.Turn(now, after, row.revision))
        turned.append(now.id)
    if turns:
        promises.exchange(tx, turns, act=TAKE_BACK)
    _reopen_entries(tx, event)
    weather_rows.set_undone(tx, event.id, tx.now)
    if event.special_after != event.special_before:
        _write_hours(tx, event, event.special_before)
    tx.record(AREA, TAKE_BACK, event.subject)
    known = rows.by_ids(tx.connection, turned)
    return [known[each] for each in turned]


def _reopen_entries(tx: Transaction, event: WeatherEvent) -> None:
    """Let the rebooking list name again whom the lifting of a signal had taken off it."""
    if event.kind == LIFTED:
        back = [hit.booking_id for hit in weather_rows.hits_of(tx.connection, [event.id])]
        weather_rows.unsettle(tx, back, event.applied_at)


def _batch_of(tx: Transaction, event: WeatherEvent) -> Sequence[journal.JournalRow]:
    applied = [
        row for row in journal.history_of(tx.connection, event.subject) if row.act == "apply"
    ]
    revisions = tx.connection.execute(
        select(journal_table.c.revision).where(journal_table.c.batch == applied[0].batch)
    )
    return journal.rows_at(tx.connection, revisions.scalars().all())


def _check_untouched(
    tx: Transaction, event: WeatherEvent, batch: Sequence[journal.JournalRow]
) -> None:
    """Refuse when a booking was changed, or the day's hours were, after the signal."""
    later = tx.connection.execute(
        select(journal_table.c.subject, journal_table.c.actor)
        .where(
            journal_table.c.revision > batch[-1].revision,
            journal_table.c.area == "bookings",
            journal_table.c.act.not_in(_BY_TIME),
        )
        .order_by(journal_table.c.revision.desc())
        .limit(1)
    ).first()
    if later is not None:
        raise Refused(
            errors.ChangedMeanwhile(
                what="booking", key=later.subject, by=later.actor, differences=()
            )
        )
    if weather_rows.special_day(tx.connection, event.day) != event.special_after:
        raise Refused(
            errors.ChangedMeanwhile(what="hours", key=event.day.isoformat(), by="", differences=())
        )


def weather_around(tx: Transaction, days: int = 7) -> Sequence[WeatherEvent]:
    """Return the signals applied to the last days and the coming ones, not taken back."""
    today, around = day_of(tx.now), timedelta(days=days)
    return weather_rows.events_between(tx.connection, today - around, today + around)
