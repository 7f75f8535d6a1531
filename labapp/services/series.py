"""Series: the same booking again by a rule, and changing one, the following, or all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from labapp.domain import errors
from labapp.domain.bookings import ALLOWED, Act, Booking, cancelled_state
from labapp.domain.errors import Refusal, Refused
from labapp.domain.keys import new_key
from labapp.domain.times import LAB_ZONE, Span, local
from labapp.services import promises
from labapp.services.bookings import BookPlace, booking_by_id, stay_of
from labapp.storage import bookings as rows
from labapp.storage import series as series_rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

MOST: Final = 400


class Scope(StrEnum):
    """Which bookings of a series an act is for."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSeries:
    """The first booking and the rule for the others, such as ``FREQ=WEEKLY;COUNT=8``."""

    first: BookPlace
    rule: str
    skipped: frozenset[date] = field(default_factory=frozenset)
    only_what_fits: bool = False
    """Book the dates that can be booked, instead of all or none."""


@dataclass(frozen=True, slots=True)
class NotBooked:
    """A date of a series that could not be booked, and why."""

    span: Span
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class SeriesBooked:
    """What of a series was booked and what was not."""

    series_id: int
    booked: tuple[Booking, ...]
    refused: tuple[NotBooked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveSeries:
    """Move bookings of a series by the same time, and perhaps to another place."""

    booking_id: int
    scope: Scope
    shift: timedelta = timedelta(0)
    lengthen: timedelta = timedelta(0)
    place_id: int | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSeries:
    """Cancel bookings of a series."""

    booking_id: int
    scope: Scope
    reason: str


def occurrences(first: Span, rule: str, skipped: frozenset[date]) -> tuple[Span, ...]:
    """Return the spans that a rule (RFC 5545 RRULE) gives, at the same time by the lab's clock.

    Raises ``Refused`` for a rule that cannot be read or that never ends.
    """
    from dateutil.rrule import rrulestr  # noqa: PLC0415 -- start-up time

    start = local(first.start).replace(tzinfo=None)
    try:
        parsed = rrulestr(rule.removeprefix("RRULE:"), dtstart=start)
        found: list[Span] = []
        for naive in parsed:
            if len(found) == MOST:
                raise Refused(
                    errors.FieldFault(field_name="rule", fault="out_of_range", value=rule)
                )
            if naive.date() not in skipped:
                found.append(_span(naive, first))
    except (ValueError, TypeError):
        raise Refused(errors.FieldFault(field_name="rule", fault="malformed", value=rule)) from None
    return tuple(found)


def _span(naive: datetime, first: Span) -> Span:
    return first.moved_to(naive.replace(tzinfo=LAB_ZONE))


def book_series(tx: Transaction, order: BookSeries) -> SeriesBooked:
    """Book every date of the rule; all or none, unless only what fits is wanted."""
    promises.expire_due(tx)
    spans = occurrences(order.first.span, order.rule, order.skipped)
    if not spans:
        raise Refused(errors.FieldFault(field_name="rule", fault="malformed", value=order.rule))
    skipped = sorted(day.isoformat() for day in order.skipped)
    series_id = series_rows.add_series(
        tx, order.rule, spans[0].start, order.first.span.minutes, skipped
    )
    booked: list[Booking] = []
    refused: list[NotBooked] = []
    for span in spans:
        one = replace(order.first, span=span, key=new_key())
        wish = replace(stay_of(tx, one), series_id=series_id)
        try:
            with tx.attempt():
                stored = promises.promise(
                    tx, wish, act="book", override=one.override, by_the_rules=True
                )
        except Refused as error:
            refused.append(NotBooked(span, error.refusals))
        else:
            booked.append(booking_by_id(tx, stored.id))
    if not booked or (refused and not order.only_what_fits):
        raise Refused(*(refusal for one in refused for refusal in one.refusals))
    return SeriesBooked(series_id, tuple(booked), tuple(refused))


def of_scope(tx: Transaction, booking_id: int, scope: Scope, act: Act) -> Sequence[Booking]:
    """Return the bookings that an act on one of a series is for and that allow it."""
    this = booking_by_id(tx, booking_id)
    if scope is Scope.THIS or this.series_id is None:
        return [this]
    return [
        booking
        for booking in rows.of_series(tx.connection, this.series_id)
        if booking.state in ALLOWED[act]
        and (scope is Scope.ALL or booking.span.start >= this.span.start)
    ]


def move_series(tx: Transaction, order: MoveSeries) -> Sequence[Booking]:
    """Move them all or none; with ``following`` they become a series of their own."""
    promises.expire_due(tx)
    here = read_lab(tx)
    found = list(of_scope(tx, order.booking_id, order.scope, Act.MOVE))
    _none_refused(found, order.booking_id, tx, Act.MOVE)
    series_id = _split(tx, found, order.scope, order.shift)
    # the last first when they move on, so that none runs into the next before it has moved too
    found.sort(key=lambda b: b.span.start, reverse=order.shift > timedelta(0))
    moved: list[Booking] = []
    for before in found:
        place_id = before.place_id if order.place_id is None else order.place_id
        start = before.span.start + order.shift
        span = Span(start, start + before.span.duration + order.lengthen)
        after = replace(
            before,
            span=span,
            place_id=place_id,
            buffer_minutes=here.buffer_of(place_id, before.kind),
            series_id=series_id,
            override_reason=order.override or before.override_reason,
        )
        stored = promises.promise(
            tx, after, before=before, act="move", override=order.override, by_the_rules=True
        )
        moved.append(booking_by_id(tx, stored.id))
    return sorted(moved, key=lambda b: b.span.start)


def cancel_series(tx: Transaction, order: CancelSeries) -> Sequence[Booking]:
    """Cancel them all; each counts as late or not by its own start."""
    if not order.reason.strip():
        raise Refused(errors.ReasonMissing(act=Act.CANCEL.value))
    hours = read_lab(tx).policy.late_cancel_hours
    found = list(of_scope(tx, order.booking_id, order.scope, Act.CANCEL))
    _none_refused(found, order.booking_id, tx, Act.CANCEL)
    cancelled: list[Booking] = []
    for before in found:
        after = replace(
            before,
            state=cancelled_state(before, tx.now, hours),
            reason=order.reason.strip(),
            cancelled_at=tx.now,
        )
        stored = promises.promise(tx, after, before=before, act="cancel")
        cancelled.append(booking_by_id(tx, stored.id))
    return cancelled


def _none_refused(found: Sequence[Booking], booking_id: int, tx: Transaction, act: Act) -> None:
    this = booking_by_id(tx, booking_id)
    if not found or (len(found) == 1 and found[0].state not in ALLOWED[act]):
        raise Refused(errors.WrongState(number=this.number, state=this.state.value, act=act.value))


def _split(tx: Transaction, found: Sequence[Booking], scope: Scope, shift: timedelta) -> int | None:
    """Return the series that the moved bookings belong to from now on."""
    old = found[0].series_id
    if scope is not Scope.FOLLOWING or old is None:
        return old if scope is Scope.ALL else None
    first = min(found, key=lambda booking: booking.span.start)
    rule = series_rows.rule_of(tx, old)
    return series_rows.add_series(tx, rule, first.span.start + shift, first.span.minutes, [])
