"""Let what stands in two places change places, with all that follows, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from labapp.domain import errors
from labapp.domain.bookings import Act, Booking, Kind, State, may
from labapp.domain.errors import Alternative, Refusal, Refused
from labapp.domain.lab import Lab
from labapp.domain.spaces import Place
from labapp.domain.staff import WRITING
from labapp.domain.times import Span, day_of
from labapp.services import promises
from labapp.services.bookings import booking_by_id
from labapp.services.floor_sheets import FLOOR
from labapp.services.papers import DAY, MOST_PAPERS
from labapp.services.promises import Turn
from labapp.storage import bookings as rows
from labapp.storage import papers as issues
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

SWAP = "swap"
MOST_ALTERNATIVES = 3
_MOST_TRIED = 12
_MOVED = frozenset({State.HELD, State.PENDING, State.CONFIRMED, State.CHECKED_IN})


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapPlaces:
    """The stays in two places change places; one of the places may be empty."""

    place_a: int
    place_b: int
    span: Span
    """Each stay that touches it moves as a whole."""
    override: str | None = None
    """A supervisor's reason for going past quotas, hours or lengths."""
    seen: tuple[tuple[int, int], ...] | None = None
    """(booking, version) of all that the person saw would move; None: whatever is there now."""


@dataclass(frozen=True, slots=True)
class Change:
    """A booking as it is and as it would be."""

    before: Booking
    after: Booking


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a swap would do, earliest first, and what is in its way; nothing of it is done."""

    order: SwapPlaces
    """What was asked, with all that was seen to move: safe to carry out."""
    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    """Other places with which the first could change instead."""
    papers: tuple[str, ...] = ()
    """Printed papers that would say something else than is true: their numbers and versions."""


def swap_places(tx: Transaction, order: SwapPlaces) -> Sequence[Booking]:
    """Have the stays in the two places change places, all or none; return them as they are now.

    Where a stay reaches beyond the span, whatever stands in either place then moves too. Where
    nothing stands nothing is done. One undo takes all of it back.
    """
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=Act.MOVE.value))
    promises.expire_due(tx)
    here = read_lab(tx)
    changes = _changes(tx, here, order)
    _check_seen(changes, order)
    for change in changes:
        if not may(Act.MOVE, change.before, tx.actor.role):
            raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=Act.MOVE.value))
    turns = [Turn(change.before, change.after) for change in changes]
    stored = promises.exchange(tx, turns, act=SWAP, override=order.override, by_the_rules=True)
    return [booking_by_id(tx, booking.id) for booking in stored]


def what_a_swap_would_do(tx: Transaction, order: SwapPlaces) -> Consequences:
    """Return what would move and what is in the way; to be rehearsed, since it tries it."""
    promises.expire_due(tx)
    here = read_lab(tx)
    changes = tuple(_changes(tx, here, order))
    seen = tuple((change.before.id, change.before.version) for change in changes)
    refusals = _try(tx, order)
    others = _alternatives(tx, here, order) if refusals else ()
    return Consequences(replace(order, seen=seen), changes, refusals, others, _papers(tx, changes))


def _papers(tx: Transaction, changes: Sequence[Change]) -> tuple[str, ...]:
    """Return the newest papers of the days of what moves, from today on."""
    days = {
        day.isoformat()
        for change in changes
        for day in change.before.span.days()
        if day >= day_of(tx.now)
    }
    if not days:
        return ()
    issued = (
        row
        for kind in (DAY, FLOOR)
        for row in issues.latest_issues(tx.connection, MOST_PAPERS, kind)
    )
    # the scope of a floor sheet is a day with a time
    return tuple(f"{row.document} v{row.version}" for row in issued if row.scope[:10] in days)


def _try(tx: Transaction, order: SwapPlaces) -> tuple[Refusal, ...]:
    """Return what is in the way of a swap; one that would be accepted is taken back at once."""
    mark = len(tx.entries)
    trial = tx.connection.begin_nested()
    try:
        swap_places(tx, replace(order, seen=None))
    except Refused as refused:
        return refused.refusals
    finally:
        trial.rollback()
        del tx.entries[mark:]
    return ()


def _place(here: Lab, place_id: int) -> Place:
    if place_id not in here.places:
        raise Refused(errors.NotFound(what="place", key=str(place_id)))
    return here.places[place_id]


def _changes(tx: Transaction, here: Lab, order: SwapPlaces) -> list[Change]:
    first, second = _place(here, order.place_a), _place(here, order.place_b)
    if first.id == second.id:
        raise Refused(errors.FieldFault(field_name="place", fault="duplicate", value=first.code))
    other = {first.id: second, second.id: first}
    return [
        Change(stay, _moved(here, stay, other[stay.place_id or 0], order.override))
        for stay in _stays(tx, frozenset(other), order.span)
    ]


def _stays(tx: Transaction, places: frozenset[int], span: Span) -> list[Booking]:
    """Return the stays in the places that touch the span, widened to the whole of each."""
    while True:
        found = [
            booking
            for booking in rows.between(tx.connection, span, states=_MOVED)
            if booking.place_id in places and booking.kind is Kind.STAY
        ]
        spans = [span, *(booking.span for booking in found)]
        reach = Span(min(one.start for one in spans), max(one.end for one in spans))
        if reach == span:
            return found
        span = reach


def _moved(here: Lab, stay: Booking, to: Place, override: str | None) -> Booking:
    return replace(
        stay,
        place_id=to.id,
        place=to.code,
        buffer_minutes=here.buffer_of(to.id, stay.kind),
        override_reason=override or stay.override_reason,
    )


def _check_seen(changes: Sequence[Change], order: SwapPlaces) -> None:
    """Refuse when something else would move than the person saw."""
    if order.seen is None:
        return
    seen = dict(order.seen)
    for change in changes:
        before = change.before
        if seen.pop(before.id, None) != before.version:
            raise Refused(
                errors.ChangedMeanwhile(what="booking", key=before.number, by="", differences=())
            )
    if seen:
        raise Refused(errors.NotFound(what="booking", key=str(min(seen))))


def _alternatives(tx: Transaction, here: Lab, order: SwapPlaces) -> tuple[Alternative, ...]:
    """Return the places like the second, nearest first, with which the first could change."""
    wanted = here.places[order.place_b]
    like = [
        place
        for place in here.places.values()
        if place.kind is wanted.kind and place.id not in {order.place_a, order.place_b}
    ]
    like.sort(key=lambda p: (p.zone_id != wanted.zone_id, abs(p.position - wanted.position), p.id))
    would_do = (p for p in like[:_MOST_TRIED] if not _try(tx, replace(order, place_b=p.id)))
    return tuple(
        Alternative(kind="place", place_id=place.id, place=place.code, span=order.span)
        for place in islice(would_do, MOST_ALTERNATIVES)
    )
