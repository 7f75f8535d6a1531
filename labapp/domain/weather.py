"""Bad weather: when the lab closes, and which bookings that cuts short."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.errors import FieldFault, Refused
from labapp.domain.policy import Policy
from labapp.domain.times import Span, day_of, day_span, local


class Signal(StrEnum):
    """What the Observatory announces; the lab does not close for all of them."""

    NO1 = "no1"
    NO3 = "no3"
    PRE_NO8 = "pre_no8"
    T8 = "t8"
    """No. 8 or above."""
    AMBER = "amber"
    RED = "red"
    BLACK = "black"
    EXTREME = "extreme"
    """Extreme conditions after a super typhoon."""


class Effect(StrEnum):
    """What becomes of a booking."""

    CUT_SHORT = "cut_short"
    """It ends, or ends for its people, when the lab closes."""
    SUSPENDED = "suspended"
    """It cannot begin; it gives back what it held and is to be booked anew."""
    INTERRUPTED = "interrupted"
    """It lasts over the night and keeps its place; nobody can be there until the lab is open."""
    REOPENED = "reopened"
    """It has its time again."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A booking that a closure takes time from, and which time."""

    booking: Booking
    effect: Effect
    lost: Span


@dataclass(frozen=True, slots=True)
class WeatherPreview:
    """What closing at an instant would do to that day; booking numbers in order of time."""

    signal: str
    announced: datetime
    closes_at: datetime
    cut_short: tuple[str, ...]
    not_started: tuple[str, ...]
    visits_cut_short: tuple[str, ...]


def closing_time(signal: str, announced: datetime, policy: Policy) -> datetime:
    """Return when the lab closes after a signal during opening hours.

    The pattern is the one organisers in Hong Kong print; its minutes are settings. A signal that
    does not close the lab is refused.
    """
    minutes = {
        "pre_no8": policy.weather_pre_no8_close_after_minutes,
        "t8": policy.weather_t8_without_notice_close_after_minutes,
    }
    if signal not in minutes:
        raise Refused(FieldFault(field_name="kind", fault="unknown", value=signal))
    return announced + timedelta(minutes=minutes[signal])


def closes_at(
    signal: Signal,
    announced: datetime,
    opens: datetime | None,
    policy: Policy,
    closed_from: datetime | None = None,
) -> datetime | None:
    """Return when the lab closes after a signal, or None when it stays open.

    ``opens`` is when the day's opening begins, ``closed_from`` when an earlier signal of the day
    closes it: whoever was warned has the time that the warning gave, and nothing closes later.
    """
    before_opening = opens is not None and announced < opens
    match signal:
        case Signal.PRE_NO8 | Signal.T8:
            closes = closing_time(signal, announced, policy)
        case Signal.EXTREME:
            closes = announced
        case Signal.BLACK:
            shut = before_opening or policy.weather_black_rain_during_hours == "close"
            if not shut:
                return closed_from
            closes = announced
        case Signal.AMBER | Signal.RED if policy.weather_amber_red_rain == "close":
            closes = announced
        case _:
            return closed_from
    if closed_from is None:
        return closes
    return closed_from if signal is Signal.T8 else min(closes, closed_from)


def opens_again(
    lifted: datetime, closed_from: datetime, hours: Sequence[Span], policy: Policy
) -> datetime | None:
    """Return when the lab opens again after a signal is lifted, or None: closed all day.

    Lifted before the lab has closed, or before the time of the morning that decides, it is as if
    nothing had been announced: then this is ``closed_from`` or the usual opening.
    """
    if not hours:
        return None
    if lifted <= closed_from:
        return closed_from
    opens, closes = hours[0].start, hours[-1].end
    if lifted <= _on_the_day(opens, policy.weather_closed_if_in_force_at) and closed_from <= opens:
        return opens
    if lifted > _on_the_day(opens, policy.weather_reopen_if_cancelled_by):
        return None
    again = max(opens, lifted + timedelta(minutes=policy.weather_reopen_after_minutes))
    return again if again < closes else None


def exhibitors_from(lifted: datetime, again: datetime, policy: Policy) -> datetime:
    """Return from when exhibitors may come in before the lab opens again."""
    entry = lifted + timedelta(minutes=policy.weather_exhibitor_entry_after_minutes)
    return min(entry, again)


def _on_the_day(moment: datetime, clock: str) -> datetime:
    return datetime.combine(local(moment).date(), time.fromisoformat(clock), local(moment).tzinfo)


def hours_left(hours: Sequence[Span], closed: Span) -> tuple[Span, ...]:
    """Return the opening hours without the time the lab is closed."""
    left: list[Span] = []
    for one in hours:
        if one.start < closed.start:
            left.append(Span(one.start, min(one.end, closed.start)))
        if one.end > closed.end:
            left.append(Span(max(one.start, closed.end), one.end))
    return tuple(left)


_HIT = frozenset({State.CONFIRMED, State.CHECKED_IN, State.HELD, State.PENDING, State.OFFERED})


_WITH_PEOPLE = frozenset({Kind.STAY, Kind.VISIT})


def hits(closed: Span, bookings: Iterable[Booking]) -> tuple[Hit, ...]:
    """Return what closing for a time does to stays and visits, in order of time.

    What begins before it is cut short, what begins in it is suspended, and what also lasts over
    the night is interrupted and keeps its place. Closed places and reserved toolkits are left as
    they are.
    """
    found: list[Hit] = []
    for one in sorted(bookings, key=lambda each: (each.span.start, each.number)):
        force = one.in_force
        if one.state not in _HIT or one.kind not in _WITH_PEOPLE or force is None:
            continue
        if not force.overlaps(closed):
            continue
        lost = Span(max(force.start, closed.start), min(force.end, closed.end))
        if force.end > day_span(day_of(closed.start)).end:
            found.append(Hit(one, Effect.INTERRUPTED, lost))
        elif force.start < closed.start and one.state in _COMING:
            found.append(Hit(one, Effect.CUT_SHORT, lost))
        else:
            found.append(Hit(one, Effect.SUSPENDED, lost))
    return tuple(found)


_COMING = frozenset({State.CONFIRMED, State.CHECKED_IN})


def preview(
    signal: str, announced: datetime, bookings: Iterable[Booking], policy: Policy
) -> WeatherPreview:
    """Return what the signal would do to the bookings of its day that are confirmed or there."""
    closes = closing_time(signal, announced, policy)
    day = day_span(day_of(announced))
    today = [
        b
        for b in sorted(bookings, key=lambda b: (b.span.start, b.number))
        if b.state in _COMING and b.span.overlaps(day)
    ]
    stays = [b for b in today if b.kind is Kind.STAY]
    visits = [b for b in today if b.kind is Kind.VISIT]

    def cut(booking: Booking) -> bool:
        force = booking.in_force
        return force is not None and force.start < closes < force.end

    return WeatherPreview(
        signal=signal,
        announced=announced,
        closes_at=closes,
        cut_short=tuple(b.number for b in stays if cut(b)),
        not_started=tuple(b.number for b in stays if b.span.start >= closes),
        visits_cut_short=tuple(b.number for b in visits if cut(b)),
    )
