"""Book, move, edit, cancel, confirm, check in: what a person does with one booking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from labapp.domain import errors
from labapp.domain.bookings import (
    ALLOWED,
    HOLDING,
    Act,
    Booking,
    Kind,
    State,
    cancelled_state,
    may,
)
from labapp.domain.errors import Refused
from labapp.domain.exhibitors import Demo
from labapp.domain.keys import new_key
from labapp.domain.lab import Lab
from labapp.domain.languages import Names
from labapp.domain.resources import ResourceKind
from labapp.domain.staff import WRITING, Role
from labapp.domain.times import SLOT_SECONDS, Span, local
from labapp.services import promises
from labapp.storage import bookings as rows
from labapp.storage import exhibitors, journal, weather
from labapp.storage.columns import NAME_LENGTH
from labapp.storage.journal import JournalRow
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

DEFAULT_STAFF = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPlace:
    """Somebody's stay in a place. What is None is taken from the demo, or is one person."""

    place_id: int
    exhibitor_id: int
    span: Span
    demo_id: int | None = None
    state: State = State.CONFIRMED
    via: str = "desk"
    visitors: int = 0
    staff: int | None = None
    power_w: int | None = None
    pool_id: int | None = None
    mpflops: int | None = None
    units: int = 1
    extras: tuple[tuple[int, int], ...] = ()
    note: str | None = None
    override: str | None = None
    """A supervisor's reason for going past quotas, hours or lengths."""
    number: str | None = None
    """A number it already has elsewhere; None: the next free one."""
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookVisit:
    """A guided visit: people, a language, a guide; it takes the guide's time."""

    title: Names
    span: Span
    people: int
    language: str
    guide_id: int | None = None
    place_id: int | None = None
    note: str | None = None
    override: str | None = None
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePlace:
    """Nobody can use the place then: a repair, a rehearsal, a deep clean."""

    place_id: int
    span: Span
    title: Names
    note: str | None = None
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBooking:
    """Another time, another place, longer or shorter."""

    booking_id: int
    span: Span
    place_id: int | None = None
    """None: where it is."""
    version: int | None = None
    """What the person saw; None: whatever it is now."""
    override: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditBooking:
    """Other fields of a booking, by name."""

    booking_id: int
    changes: Mapping[str, Any]
    version: int | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOn:
    """Something done to a booking as it is: confirmed, cancelled, checked in, reinstated."""

    booking_id: int
    act: Act
    reason: str | None = None
    version: int | None = None
    override: str | None = None


EDITABLE = frozenset(
    {
        "demo_id",
        "visitors",
        "staff",
        "power_w",
        "pool_id",
        "mpflops",
        "note",
        "title",
        "guide_id",
        "language",
        "extras",
        "units",
        "priority",
    }
)
_RULED = EDITABLE - {"note", "title", "language", "priority", "visitors"}
"""The fields that the house rules look at."""
_LEAST = {"units": 1, "visitors": 0, "staff": 0, "power_w": 0, "mpflops": 0}
_MOST = 2**31 - 1
_NEEDS_REASON = frozenset({Act.CANCEL, Act.REJECT})


def book_place(tx: Transaction, order: BookPlace) -> Booking:
    """Book the place and return the booking; the same key again returns the one it made."""
    _check_may_book(tx, order.state, order.via)
    known = rows.by_key(tx, order.key)
    if known is not None:
        return known
    if order.number and rows.by_number(tx.connection, order.number) is not None:
        raise Refused(errors.FieldFault(field_name="number", fault="duplicate", value=order.number))
    promises.expire_due(tx)
    booking = stay_of(tx, order)
    check_facts(tx, booking)
    stored = promises.promise(tx, booking, act="book", override=order.override, by_the_rules=True)
    return _fresh(tx, stored)


def stay_of(tx: Transaction, order: BookPlace) -> Booking:
    """Return the booking that an order would become; nothing is stored."""
    lab = read_lab(tx)
    demo = None
    if order.demo_id is not None:
        demo = exhibitors.demo_by_id(tx.connection, order.demo_id)
    place = lab.places.get(order.place_id)
    if place is None:
        raise Refused(errors.NotFound(what="place", key=str(order.place_id)))
    pool_id, mpflops = _compute(order, demo)
    booking = Booking(
        id=0,
        key=order.key,
        number=order.number or "",
        kind=Kind.STAY,
        state=order.state,
        span=order.span,
        buffer_minutes=lab.buffer_of(place.id, Kind.STAY),
        place_id=place.id,
        place=place.code,
        exhibitor_id=order.exhibitor_id,
        demo_id=order.demo_id,
        via=order.via,
        units=order.units,
        visitors=order.visitors,
        staff=DEFAULT_STAFF if order.staff is None else order.staff,
        power_w=_chosen(order.power_w, demo.power_w if demo else 0),
        pool_id=pool_id,
        mpflops=mpflops,
        extras=order.extras,
        note=order.note,
        override_reason=order.override,
    )
    if order.state is State.HELD:
        minutes = (
            lab.policy.kiosk_hold_minutes if order.via == "kiosk" else lab.policy.desk_hold_minutes
        )
        return replace(booking, hold_expires_at=tx.now + timedelta(minutes=minutes))
    if order.state is State.WAITLISTED:
        return replace(booking, queued_at=tx.now)
    return booking


def _compute(order: BookPlace, demo: Demo | None) -> tuple[int | None, int]:
    if order.pool_id is not None or order.mpflops is not None:
        pool_id = order.pool_id or (demo.pool_id if demo else None)
        return pool_id, order.mpflops or 0
    if demo is not None and demo.pool_id is not None:
        return demo.pool_id, demo.mpflops
    return None, 0


def _chosen(value: int | None, default: int) -> int:
    return default if value is None else value


def book_visit(tx: Transaction, order: BookVisit) -> Booking:
    """Book a guided visit and return it; the same key again returns the one it made."""
    _check_may_book(tx, State.CONFIRMED, "desk")
    known = rows.by_key(tx, order.key)
    if known is not None:
        return known
    promises.expire_due(tx)
    booking = visit_of(tx, order)
    check_facts(tx, booking)
    stored = promises.promise(tx, booking, act="book", override=order.override, by_the_rules=True)
    return _fresh(tx, stored)


def visit_of(tx: Transaction, order: BookVisit) -> Booking:
    """Return the booking that an order for a guided visit asks for; nothing is stored."""
    if not order.title.all():
        raise Refused(errors.FieldFault(field_name="title", fault="missing"))
    lab = read_lab(tx)
    if order.place_id is not None and order.place_id not in lab.places:
        raise Refused(errors.NotFound(what="place", key=str(order.place_id)))
    return Booking(
        id=0,
        key=order.key,
        number="",
        kind=Kind.VISIT,
        state=State.CONFIRMED,
        span=order.span,
        buffer_minutes=lab.buffer_of(order.place_id, Kind.VISIT),
        place_id=order.place_id,
        title=order.title,
        visitors=order.people,
        language=order.language,
        guide_id=order.guide_id,
        note=order.note,
        override_reason=order.override,
    )


def close_place(tx: Transaction, order: ClosePlace) -> Booking:
    """Close a place for a time; bookings in the way are named, never overrun."""
    _check_may_book(tx, State.CONFIRMED, "desk")
    known = rows.by_key(tx, order.key)
    if known is not None:
        return known
    promises.expire_due(tx)
    closure = closure_of(tx, order)
    check_facts(tx, closure)
    return _fresh(tx, promises.promise(tx, closure, act="close", by_the_rules=True))


def closure_of(tx: Transaction, order: ClosePlace) -> Booking:
    """Return the booking that an order to close a place asks for; nothing is stored."""
    if not order.title.all():
        raise Refused(errors.ReasonMissing(act="close"))
    if order.place_id not in read_lab(tx).places:
        raise Refused(errors.NotFound(what="place", key=str(order.place_id)))
    return Booking(
        id=0,
        key=order.key,
        number="",
        kind=Kind.CLOSURE,
        state=State.CONFIRMED,
        span=order.span,
        place_id=order.place_id,
        title=order.title,
        note=order.note,
    )


def move_booking(tx: Transaction, order: MoveBooking) -> Booking:
    """Give the booking another time or place, all or nothing, and return it."""
    promises.expire_due(tx)
    before = _as_seen(tx, order.booking_id, order.version, {"span": order.span})
    _check_may(tx, before, Act.MOVE)
    lab = read_lab(tx)
    place_id = before.place_id if order.place_id is None else order.place_id
    if place_id is not None and place_id not in lab.places:
        raise Refused(errors.NotFound(what="place", key=str(place_id)))
    after = replace(
        before,
        span=order.span,
        released_at=before.released_at if order.span == before.span else None,
        place_id=place_id,
        buffer_minutes=lab.buffer_of(place_id, before.kind),
        override_reason=order.override or before.override_reason,
    )
    if (after.span, after.place_id) == (before.span, before.place_id):
        return before
    moved = promises.promise(
        tx, after, before=before, act="move", override=order.override, by_the_rules=True
    )
    return _fresh(tx, moved)


def edit_booking(tx: Transaction, order: EditBooking) -> Booking:
    """Change fields of the booking and return it; an unknown field is a bug (KeyError)."""
    unknown = set(order.changes) - EDITABLE
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    promises.expire_due(tx)
    before = _as_seen(tx, order.booking_id, order.version, order.changes)
    _check_may(tx, before, Act.EDIT)
    after = replace(before, **order.changes)
    if "demo_id" in order.changes and "pool_id" not in order.changes:
        after = _with_demo(tx, after)
    if after == before:
        return before
    check_facts(tx, after)
    matters = before.state in HOLDING and any(name in order.changes for name in _RULED)
    edited = promises.promise(
        tx, after, before=before, act="edit", override=order.override, by_the_rules=matters
    )
    return _fresh(tx, edited)


def _with_demo(tx: Transaction, booking: Booking) -> Booking:
    """Take power and compute from the newly chosen demo."""
    if booking.demo_id is None:
        return booking
    demo = exhibitors.demo_by_id(tx.connection, booking.demo_id)
    if demo is None:
        raise Refused(errors.NotFound(what="demo", key=str(booking.demo_id)))
    pooled = demo.pool_id is not None
    return replace(
        booking,
        power_w=demo.power_w,
        pool_id=demo.pool_id,
        mpflops=demo.mpflops if pooled else 0,
    )


def act_on(tx: Transaction, order: ActOn) -> Booking:
    """Do the act to the booking and return what it has become."""
    if order.act is not Act.CANCEL:
        promises.expire_due(tx)
    before = _as_seen(tx, order.booking_id, order.version, {})
    _check_may(tx, before, order.act)
    if order.act in _NEEDS_REASON and not (order.reason or "").strip():
        raise Refused(errors.ReasonMissing(act=order.act.value))
    lab = read_lab(tx)
    after = _acted(tx, lab, before, order)
    holds_more = after.state in HOLDING and before.state not in HOLDING
    checked = order.act is Act.CONFIRM or holds_more
    stored = promises.promise(
        tx,
        after,
        before=before,
        act=order.act.value,
        override=order.override,
        by_the_rules=checked,
    )
    return _fresh(tx, stored)


def _acted(  # noqa: PLR0911 -- one line an act reads best
    tx: Transaction, lab: Lab, before: Booking, order: ActOn
) -> Booking:
    reason = (order.reason or "").strip() or before.reason
    now = tx.now
    match order.act:
        case Act.CANCEL:
            storm = weather.closed_on(tx.connection, before.span)
            hours = lab.policy.late_cancel_hours
            state = cancelled_state(before, now, hours, bad_weather=storm)
            return replace(before, state=state, reason=reason, cancelled_at=now)
        case Act.REJECT:
            return replace(before, state=State.REJECTED, reason=reason)
        case Act.CONFIRM | Act.REINSTATE | Act.ACCEPT:
            return replace(
                before,
                state=State.CONFIRMED,
                hold_expires_at=None,
                offer_expires_at=None,
                cancelled_at=None,
                reason=order.reason,
                override_reason=order.override or before.override_reason,
            )
        case Act.OFFER:
            minutes = timedelta(minutes=lab.policy.waitlist_offer_minutes)
            return replace(before, state=State.OFFERED, offer_expires_at=now + minutes)
        case Act.REQUEST:
            return replace(before, state=State.PENDING, hold_expires_at=None)
        case Act.CHECK_IN:
            return replace(before, state=State.CHECKED_IN)
        case Act.COMPLETE:
            force = before.in_force
            released = _on_slot(now) if force and now < force.end else before.released_at
            return replace(before, state=State.COMPLETED, released_at=released)
        case Act.NO_SHOW:
            return _no_show(lab, before, now)
        case _:
            raise Refused(
                errors.WrongState(
                    number=before.number, state=before.state.value, act=order.act.value
                )
            )


def _no_show(lab: Lab, before: Booking, now: datetime) -> Booking:
    """A no-show keeps its place until the grace is over, and frees it from then on."""
    grace_ends = before.span.start + timedelta(minutes=lab.policy.no_show_grace_minutes)
    if now < grace_ends:
        raise Refused(
            errors.WrongState(number=before.number, state=before.state.value, act="no_show")
        )
    released = _on_slot(now)
    if before.released_at is not None:
        released = min(released, before.released_at)
    return replace(before, state=State.NO_SHOW, released_at=released)


def _on_slot(now: datetime) -> datetime:
    """Return the end of the slot that the moment is in."""
    seconds = -(-int(now.timestamp()) // SLOT_SECONDS) * SLOT_SECONDS
    return datetime.fromtimestamp(seconds, now.tzinfo)


def _check_may_book(tx: Transaction, state: State, via: str) -> None:
    """A desk books what it likes; a kiosk holds, as a kiosk; a reader does nothing."""
    role = tx.actor.role
    at_kiosk = role is Role.KIOSK and state is State.HELD and via == "kiosk"
    if role not in WRITING and not at_kiosk:
        raise Refused(errors.RoleMayNot(role=role.value, act="book"))


def check_facts(tx: Transaction, booking: Booking) -> None:
    """Refuse amounts that cannot be and things that are not there."""
    for name, least in _LEAST.items():
        value = getattr(booking, name)
        if not least <= value <= _MOST:
            raise Refused(
                errors.FieldFault(field_name=name, fault="out_of_range", value=str(value))
            )
    if any(len(name) > NAME_LENGTH for name in booking.title.all()):
        raise Refused(errors.FieldFault(field_name="title", fault="out_of_range"))
    resources = read_lab(tx).resources
    for what, kind, resource_id in (
        ("pool", ResourceKind.POOL, booking.pool_id),
        ("guide", ResourceKind.GUIDE, booking.guide_id),
        *(("resource", None, resource_id) for resource_id, _ in booking.extras),
    ):
        found = None if resource_id is None else resources.get(resource_id)
        fits = found is not None and found.bookable and kind in {None, found.ref.kind}
        if resource_id is not None and not fits:
            raise Refused(errors.NotFound(what=what, key=str(resource_id)))


def _check_may(tx: Transaction, booking: Booking, act: Act) -> None:
    role = tx.actor.role
    if may(act, booking, role):
        return
    if booking.state not in ALLOWED[act]:
        raise Refused(
            errors.WrongState(number=booking.number, state=booking.state.value, act=act.value)
        )
    raise Refused(errors.RoleMayNot(role=role.value, act=act.value))


def _as_seen(
    tx: Transaction, booking_id: int, version: int | None, wanted: Mapping[str, Any]
) -> Booking:
    """Return the booking, if it is still as the person saw it."""
    found = rows.by_id(tx.connection, booking_id)
    if found is None:
        raise Refused(errors.NotFound(what="booking", key=str(booking_id)))
    if version is not None and found.version != version:
        history = journal.history_of(tx.connection, found.number, limit=1)
        differences = tuple(
            (name, _told(getattr(found, name)), _told(value))
            for name, value in wanted.items()
            if getattr(found, name) != value
        )
        raise Refused(
            errors.ChangedMeanwhile(
                what="booking",
                key=found.number,
                by=history[0].actor if history else "",
                differences=differences,
            )
        )
    return found


def _told(value: object) -> str:
    """Return a field's value as a person may read it."""
    if isinstance(value, Span):
        start, end = local(value.start), local(value.end)
        last = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
        return f"{start:%Y-%m-%d %H:%M}–{last}"
    if isinstance(value, Names):
        return " · ".join(value.all())
    return "" if value is None else str(value)


def _fresh(tx: Transaction, stored: Booking) -> Booking:
    """Return the booking with the names that go with its ids."""
    found = rows.by_id(tx.connection, stored.id)
    if found is None:
        raise LookupError(stored.number)
    return found


def bookings_between(tx: Transaction, span: Span) -> Sequence[Booking]:
    """Return every booking that touches the span."""
    return rows.between(tx.connection, span)


def booking_by_number(tx: Transaction, number: str) -> Booking:
    """Return a booking by its number; one that does not exist is refused."""
    found = rows.by_number(tx.connection, number)
    if found is None:
        raise Refused(errors.NotFound(what="booking", key=number))
    return found


def booking_by_id(tx: Transaction, booking_id: int) -> Booking:
    """Return a booking by its id; one that does not exist is refused."""
    found = rows.by_id(tx.connection, booking_id)
    if found is None:
        raise Refused(errors.NotFound(what="booking", key=str(booking_id)))
    return found


def history_of(tx: Transaction, number: str) -> Sequence[JournalRow]:
    """Return what was done to a booking, newest first."""
    return journal.history_of(tx.connection, number)


def expire_due(tx: Transaction) -> int:
    """End the holds and offers whose time has run out; return how many."""
    return promises.expire_due(tx)


def what_would_block(tx: Transaction, order: BookPlace | MoveBooking) -> tuple[errors.Refusal, ...]:
    """Return all that stands in the way of an order, changing nothing."""
    lab = read_lab(tx)
    if isinstance(order, BookPlace):
        wish = stay_of(tx, order)
    else:
        before = booking_by_id(tx, order.booking_id)
        place_id = before.place_id if order.place_id is None else order.place_id
        buffer = lab.buffer_of(place_id, before.kind)
        wish = replace(before, span=order.span, place_id=place_id, buffer_minutes=buffer)
    party = promises.party_of(tx, wish)
    found = promises.rules_against(tx, lab, wish, party, order.override)
    return found + promises.law_foreseen(tx, lab, wish, party)
