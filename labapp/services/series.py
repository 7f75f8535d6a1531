"""Series: the same booking again by a rule, and changing one, the following, or all of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from labapp.domain import errors
from labapp.domain.bookings import ALLOWED, OVER, Act, Booking, Kind, cancelled_state
from labapp.domain.errors import Refusal, Refused
from labapp.domain.keys import new_key
from labapp.domain.lab import Lab
from labapp.domain.staff import WRITING
from labapp.domain.times import LAB_ZONE, Span, local
from labapp.services import promises
from labapp.services.bookings import (
    BookPlace,
    BookVisit,
    ClosePlace,
    EditBooking,
    booking_by_id,
    check_facts,
    closure_of,
    edit_booking,
    stay_of,
    visit_of,
)
from labapp.storage import bookings as rows
from labapp.storage import series as series_rows
from labapp.storage import weather
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

MOST: Final = 400
FARTHEST: Final = timedelta(days=1827)
"""No rule is followed for longer than five years."""
LONGEST_RULE: Final = 400
_MOST_DIGITS: Final = 6
_FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_PARTS: Final = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYSETPOS"}
    | {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH"}
)
_VALUE: Final = re.compile(r"[A-Z0-9,+-]+")


class Scope(StrEnum):
    """Which bookings of a series an act is for."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSeries:
    """The first booking and the rule for the others, such as ``FREQ=WEEKLY;COUNT=8``."""

    first: BookPlace | BookVisit | ClosePlace
    rule: str
    skipped: frozenset[date] = field(default_factory=frozenset)
    skip_closed: bool = False
    """Leave out the dates on which the lab is closed, holidays too, or at that time of day."""
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
    left_out: tuple[date, ...] = ()
    """The rule's dates on which the lab is closed."""


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
class EditSeries:
    """Give bookings of a series other values in fields, by name; see ``EditBooking``."""

    booking_id: int
    scope: Scope
    changes: Mapping[str, Any]
    override: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSeries:
    """Cancel bookings of a series."""

    booking_id: int
    scope: Scope
    reason: str


def occurrences(first: Span, rule: str, skipped: frozenset[date]) -> tuple[Span, ...]:
    """Return the spans that a rule gives, at the same time by the lab's clock.

    The rule is an RRULE of RFC 5545 by day, week, month or year that ends; a plain date in UNTIL
    is the last day. Where the first span's own day is not one that the rule gives, the series
    begins on the first that is. Raises ``Refused`` for a rule that cannot be read or never ends.
    """
    from dateutil.rrule import rrulestr  # noqa: PLC0415 -- start-up time

    start = local(first.start).replace(tzinfo=None)
    try:
        parts = _parts(rule)
        count, until = _count(parts), _until(parts)
        wanted = ";".join(f"{name}={value}" for name, value in parts.items())
        last = min(until or datetime.max, start + FARTHEST)  # noqa: DTZ901 -- the lab's own clock
        parsed = rrulestr(f"{wanted};UNTIL={last:%Y%m%dT%H%M%S}", dtstart=start)
    except (ValueError, TypeError):
        raise Refused(errors.FieldFault(field_name="rule", fault="malformed", value=rule)) from None
    most = MOST + len(skipped) + 1
    limit = most if count is None else min(count, most)
    found = list(islice(parsed, limit))
    kept = [naive for naive in found if naive.date() not in skipped]
    endless = count is None and until is None
    too_far = len(found) < limit if count is not None else until is not None and last < until
    if endless or too_far or len(kept) > MOST:
        raise Refused(errors.FieldFault(field_name="rule", fault="out_of_range", value=rule))
    return tuple(first.moved_to(naive.replace(tzinfo=LAB_ZONE)) for naive in kept)


def _parts(rule: str) -> dict[str, str]:
    """Return the parts of a rule by name; ValueError for one that is no rule of the lab's."""
    pairs = [part.split("=") for part in rule.strip().upper().removeprefix("RRULE:").split(";")]
    parts = {name: value for name, value in pairs}  # noqa: C416 -- a part of three is a ValueError
    known = len(parts) == len(pairs) and set(parts) <= _PARTS
    plain = all(_VALUE.fullmatch(value) for value in parts.values())
    steps = _number(parts.get("INTERVAL", "1"))
    if len(rule) > LONGEST_RULE or not known or not plain or steps < 1:
        raise ValueError(rule)
    if parts.get("FREQ") not in _FREQUENCIES:
        raise ValueError(rule)
    return parts


def _number(text: str) -> int:
    return int(text[:_MOST_DIGITS])


def _count(parts: dict[str, str]) -> int | None:
    """Take how many there shall be out of the parts."""
    text = parts.pop("COUNT", None)
    if text is None:
        return None
    if _number(text) < 1 or "UNTIL" in parts:
        raise ValueError(text)
    return _number(text)


def _until(parts: dict[str, str]) -> datetime | None:
    """Take the last moment by the lab's clock out of the parts."""
    text = parts.pop("UNTIL", None)
    if text is None:
        return None
    if "T" not in text:
        return datetime.strptime(f"{text}235959", "%Y%m%d%H%M%S")  # noqa: DTZ007 -- the lab's
    told = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 -- or UTC
    return local(told.replace(tzinfo=UTC)).replace(tzinfo=None) if text.endswith("Z") else told


def book_series(tx: Transaction, order: BookSeries) -> SeriesBooked:
    """Book every date of the rule; all or none, unless only what fits is wanted.

    The same key of the first booking again returns the series it made.
    """
    _check_role(tx, "book")
    known = rows.by_key(tx, order.first.key)
    if known is not None and known.series_id is None:
        raise Refused(errors.NotFound(what="series", key=known.number))
    if known is not None and known.series_id is not None:
        return SeriesBooked(
            known.series_id, tuple(rows.of_series(tx.connection, known.series_id)), ()
        )
    number = order.first.number if isinstance(order.first, BookPlace) else None
    if number is not None and rows.by_number(tx.connection, number) is not None:
        raise Refused(errors.FieldFault(field_name="code", fault="duplicate", value=number))
    tried = try_series(tx, order)
    if not tried.booked or (tried.refused and not order.only_what_fits):
        raise Refused(*(refusal for one in tried.refused for refusal in one.refusals))
    return tried


def try_series(tx: Transaction, order: BookSeries) -> SeriesBooked:
    """Book every date that can be booked and say what is in the way of the others.

    To be rehearsed for a look ahead; ``book_series`` keeps what it makes.
    """
    _check_role(tx, "book")
    promises.expire_due(tx)
    spans = occurrences(order.first.span, order.rule, order.skipped)
    opening = read_lab(tx).opening
    closed = [span for span in spans if order.skip_closed and opening.day_outside(span)]
    left_out = tuple(local(span.start).date() for span in closed)
    spans = tuple(span for span in spans if span not in closed)
    if not spans:
        raise Refused(errors.FieldFault(field_name="rule", fault="malformed", value=order.rule))
    skipped = sorted(day.isoformat() for day in {*order.skipped, *left_out})
    series_id = series_rows.add_series(
        tx, order.rule, spans[0].start, order.first.span.minutes, skipped
    )
    booked: list[Booking] = []
    refused: list[NotBooked] = []
    for span in spans:
        wish = replace(_wish_of(tx, order.first, span), series_id=series_id)
        if booked:
            wish = replace(wish, key=new_key(), number="")
        check_facts(tx, wish)
        outcome = _try(tx, wish)
        if isinstance(outcome, Booking):
            booked.append(outcome)
        else:
            refused.append(NotBooked(span, outcome))
    return SeriesBooked(series_id, tuple(booked), tuple(refused), left_out)


def _wish_of(tx: Transaction, first: BookPlace | BookVisit | ClosePlace, span: Span) -> Booking:
    match first:
        case BookPlace():
            return stay_of(tx, replace(first, span=span))
        case BookVisit():
            return visit_of(tx, replace(first, span=span))
        case ClosePlace():
            return closure_of(tx, replace(first, span=span))


def _try(tx: Transaction, wish: Booking) -> Booking | tuple[Refusal, ...]:
    """Book one date, or return what is in its way, without looking for what is free near it."""
    override = wish.override_reason
    here, party = read_lab(tx), promises.party_of(tx, wish)
    in_the_way = promises.rules_against(tx, here, wish, party, override)
    in_the_way += promises.law_foreseen(tx, here, wish, party)
    if in_the_way:
        return in_the_way
    try:
        with tx.attempt():
            act = "close" if wish.kind is Kind.CLOSURE else "book"
            stored = promises.promise(tx, wish, act=act, override=override, by_the_rules=True)
    except Refused as error:  # it was taken from another machine a moment ago
        return error.refusals
    return booking_by_id(tx, stored.id)


def of_scope(tx: Transaction, booking_id: int, scope: Scope, act: Act) -> Sequence[Booking]:
    """Return the bookings that an act on one of a series is for and that allow it.

    Of several, those that are over stay as they are.
    """
    this = booking_by_id(tx, booking_id)
    if scope is Scope.THIS or this.series_id is None:
        return [this]
    return [
        booking
        for booking in rows.of_series(tx.connection, this.series_id)
        if booking.state in ALLOWED[act]
        and booking.span.end > tx.now
        and (scope is Scope.ALL or booking.span.start >= this.span.start)
    ]


def reach_of(tx: Transaction, booking_id: int, act: Act) -> dict[Scope, int]:
    """Return how many bookings of its series an act on one would be for, by scope."""
    return {scope: len(of_scope(tx, booking_id, scope, act)) for scope in Scope}


def series_of(tx: Transaction, series_id: int) -> Sequence[Booking]:
    """Return the bookings of a series that have not ended in nothing, in order of time."""
    return [each for each in rows.of_series(tx.connection, series_id) if each.state not in OVER]


def move_series(tx: Transaction, order: MoveSeries) -> Sequence[Booking]:
    """Move them all or none; with ``following`` they become a series of their own."""
    _check_role(tx, Act.MOVE)
    promises.expire_due(tx)
    here = read_lab(tx)
    if order.place_id is not None and order.place_id not in here.places:
        raise Refused(errors.NotFound(what="place", key=str(order.place_id)))
    found = list(of_scope(tx, order.booking_id, order.scope, Act.MOVE))
    _none_refused(found, order.booking_id, tx, Act.MOVE)
    moves = [(before, _moved(here, before, order)) for before in found]
    if all((old.span, old.place_id) == (new.span, new.place_id) for old, new in moves):
        return found
    series_id = _split(tx, found, order.scope, order.shift)
    # the last first when they move on, so that none runs into the next before it has moved too
    moves.sort(key=lambda pair: pair[0].span.start, reverse=order.shift > timedelta(0))
    moved: list[Booking] = []
    for before, after in moves:
        stored = promises.promise(
            tx,
            replace(after, series_id=series_id),
            before=before,
            act="move",
            override=order.override,
            by_the_rules=True,
        )
        moved.append(booking_by_id(tx, stored.id))
    return sorted(moved, key=lambda b: b.span.start)


def _moved(here: Lab, before: Booking, order: MoveSeries) -> Booking:
    place_id = before.place_id if order.place_id is None else order.place_id
    start = before.span.start + order.shift
    length = before.span.duration + order.lengthen
    if length <= timedelta(0):
        raise Refused(errors.TooShort(minutes=0, least=here.policy.min_booking_minutes))
    return replace(
        before,
        span=Span(start, start + length),
        released_at=None if order.shift or order.lengthen else before.released_at,
        place_id=place_id,
        buffer_minutes=here.buffer_of(place_id, before.kind),
        override_reason=order.override or before.override_reason,
    )


def edit_series(tx: Transaction, order: EditSeries) -> Sequence[Booking]:
    """Change the fields of them all or of none; what is over stays as it was."""
    _check_role(tx, Act.EDIT)
    found = list(of_scope(tx, order.booking_id, order.scope, Act.EDIT))
    _none_refused(found, order.booking_id, tx, Act.EDIT)
    return [
        edit_booking(
            tx,
            EditBooking(booking_id=each.id, changes=order.changes, override=order.override),
        )
        for each in found
    ]


def cancel_series(tx: Transaction, order: CancelSeries) -> Sequence[Booking]:
    """Cancel them all; each counts as late or not by its own start."""
    _check_role(tx, Act.CANCEL)
    if not order.reason.strip():
        raise Refused(errors.ReasonMissing(act=Act.CANCEL.value))
    hours = read_lab(tx).policy.late_cancel_hours
    found = list(of_scope(tx, order.booking_id, order.scope, Act.CANCEL))
    _none_refused(found, order.booking_id, tx, Act.CANCEL)
    cancelled: list[Booking] = []
    for before in found:
        after = replace(
            before,
            state=cancelled_state(
                before,
                tx.now,
                hours,
                bad_weather=weather.closed_on(tx.connection, before.span),
            ),
            reason=order.reason.strip(),
            cancelled_at=tx.now,
        )
        stored = promises.promise(tx, after, before=before, act="cancel")
        cancelled.append(booking_by_id(tx, stored.id))
    return cancelled


def _check_role(tx: Transaction, act: str) -> None:
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=str(act)))


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
