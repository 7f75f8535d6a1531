"""What stands in the way of a wish, but for the law itself: hours, lengths, quotas, clearance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from labapp.domain import errors
from labapp.domain.bookings import PUBLIC, Booking, Kind, State
from labapp.domain.errors import Refusal
from labapp.domain.exhibitors import Demo, Exhibitor
from labapp.domain.policy import Policy
from labapp.domain.spaces import Opening
from labapp.domain.times import LONGEST, SLOT_SECONDS, Span, day_of, week_of

ANY_TIME = frozenset({Kind.CLOSURE, Kind.RESERVATION})
"""What may be at any hour and as long as a booking can be."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the exhibitor already has: minutes by day, this booking left out."""

    minutes_by_day: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """A booking as it would be, with what is known of whom and what it is for."""

    booking: Booking
    exhibitor: Exhibitor | None = None
    demo: Demo | None = None
    demo_owner: Exhibitor | None = None


def minutes_by_day(span: Span, opening: Opening) -> dict[date, int]:
    """Return the minutes that count against quotas, by day.

    Of a stay over several days only opening hours count.
    """
    days = list(span.days())
    if len(days) == 1:
        return {days[0]: span.minutes}
    return {day: sum(_shared(span, hours) for hours in opening.hours_on(day)) for day in days}


def _shared(span: Span, other: Span) -> int:
    shared = min(span.end, other.end) - max(span.start, other.start)
    return max(0, int(shared.total_seconds()) // 60)


def total_by_day(spans: Iterable[Span], opening: Opening) -> dict[date, int]:
    """Return the minutes of all the spans by day."""
    total: dict[date, int] = {}
    for span in spans:
        for day, minutes in minutes_by_day(span, opening).items():
            total[day] = total.get(day, 0) + minutes
    return total


def what_blocks(
    wish: Wish, standing: Standing, policy: Policy, opening: Opening, now: datetime
) -> tuple[Refusal, ...]:
    """Return every rule in the way of the wish, most basic first; empty if none is."""
    booking = wish.booking
    found: list[Refusal] = [
        *_shape(booking, policy),
        *_hours(booking, opening),
        *_notice(booking, policy, now),
    ]
    if booking.kind is Kind.STAY:
        found += _people(wish, now)
        found += _clearance(wish)
        found += _quotas(wish, standing, policy, opening)
    return tuple(found)


def _shape(booking: Booking, policy: Policy) -> Iterable[Refusal]:
    span = booking.span
    any_time = booking.kind in ANY_TIME
    grid = SLOT_SECONDS if any_time else policy.slot_minutes * 60
    if any(int(edge.timestamp()) % grid for edge in (span.start, span.end)):
        yield errors.OffGrid(slot_minutes=grid // 60)
    if span.duration > LONGEST:
        yield errors.TooLong(minutes=span.minutes, most=int(LONGEST.total_seconds()) // 60)
        return
    if any_time:
        return
    if span.minutes < policy.min_booking_minutes:
        yield errors.TooShort(minutes=span.minutes, least=policy.min_booking_minutes)
    if span.minutes > policy.max_booking_minutes:
        yield errors.TooLong(
            minutes=span.minutes, most=policy.max_booking_minutes, overridable=True
        )


def _hours(booking: Booking, opening: Opening) -> Iterable[Refusal]:
    if booking.kind in ANY_TIME:
        return
    day = opening.day_outside(booking.span)
    if day is not None:
        yield errors.OutsideHours(
            day=day,
            hours=opening.hours_on(day),
            reason=opening.reason_on(day),
            overridable=True,
        )


def _notice(booking: Booking, policy: Policy, now: datetime) -> Iterable[Refusal]:
    if booking.span.end <= now:
        yield errors.AlreadyOver(end=booking.span.end, overridable=True)
    latest = day_of(now) + timedelta(days=policy.book_ahead_days_max)
    if booking.kind is Kind.STAY and day_of(booking.span.start) > latest:
        yield errors.TooFarAhead(days=policy.book_ahead_days_max, latest=latest, overridable=True)
    # a kiosk needs the notice when it books; staff may move what it booked whenever they like
    if booking.via == "kiosk" and not booking.id:
        earliest = now + timedelta(hours=policy.kiosk_min_notice_hours)
        if booking.span.start < earliest:
            yield errors.TooLittleNotice(hours=policy.kiosk_min_notice_hours, earliest=earliest)


def _people(wish: Wish, now: datetime) -> Iterable[Refusal]:
    exhibitor, demo = wish.exhibitor, wish.demo
    if exhibitor is None:
        yield errors.FieldFault(field_name="exhibitor", fault="missing")
        return
    if exhibitor.status != "active":
        yield errors.NotActive(exhibitor=exhibitor.names, status=exhibitor.status)
    if demo is not None and demo.exhibitor_id != exhibitor.id:
        owner = wish.demo_owner.names if wish.demo_owner else demo.titles
        yield errors.NotTheirDemo(demo=demo.code, owner=owner)
    if demo is not None and demo.retired and wish.booking.span.end > now:
        yield errors.DemoRetired(demo=demo.code, title=demo.titles)


def _clearance(wish: Wish) -> Iterable[Refusal]:
    booking, demo = wish.booking, wish.demo
    if booking.state not in PUBLIC:
        return
    if demo is None:
        yield errors.NoDemo()
        return
    day = next((day for day in booking.span.days() if not demo.cleared_on(day)), None)
    if day is not None:
        yield errors.NotCleared(
            demo=demo.code,
            title=demo.titles,
            status=demo.clearance,
            valid_until=demo.valid_until,
            day=day,
        )


def _quotas(wish: Wish, standing: Standing, policy: Policy, opening: Opening) -> Iterable[Refusal]:
    exhibitor, booking = wish.exhibitor, wish.booking
    if exhibitor is None or booking.state is State.WAITLISTED:
        return
    daily = policy.daily_quota_minutes.get(exhibitor.kind)
    weekly = exhibitor.weekly_quota
    if weekly is None:
        weekly = policy.weekly_quota_minutes.get(exhibitor.kind)
    wanted = minutes_by_day(booking.in_force or booking.span, opening)
    for day, minutes in wanted.items():
        used = standing.minutes_by_day.get(day, 0)
        if daily is not None and used + minutes > daily:
            yield _quota(exhibitor, "day", day, (minutes, used, daily))
            break
    weeks = {day_of(week_of(day).start) for day in wanted}
    for monday in sorted(weeks):
        days = [monday + timedelta(days=offset) for offset in range(7)]
        minutes = sum(wanted.get(day, 0) for day in days)
        used = sum(standing.minutes_by_day.get(day, 0) for day in days)
        if weekly is not None and used + minutes > weekly:
            yield _quota(exhibitor, "week", monday, (minutes, used, weekly))
            break


def _quota(
    exhibitor: Exhibitor, period: str, start: date, numbers: tuple[int, int, int]
) -> errors.QuotaExceeded:
    wanted, used, limit = numbers
    return errors.QuotaExceeded(
        exhibitor=exhibitor.names,
        period=period,
        start=start,
        wanted=wanted,
        used=used,
        limit=limit,
        overridable=True,
    )
