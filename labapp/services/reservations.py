"""Seats of toolkits and parts of kits, reserved alone or with a booking; and maintenance.

All of them are bookings: the law decides. What the partner asks for is asked of everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from labapp.domain import errors
from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.errors import Refused
from labapp.domain.keys import new_key
from labapp.domain.kits import Asset, Choice, Kit, choose
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.resources import Claim, Holder, Ledger, capacity_at
from labapp.domain.staff import WRITING
from labapp.domain.times import Span
from labapp.domain.toolkits import training_missing
from labapp.services import promises
from labapp.services.bookings import EditBooking, booking_by_id, check_facts, edit_booking
from labapp.services.toolkits import toolkit_of
from labapp.storage import bookings as booking_rows
from labapp.storage import occupancy
from labapp.storage import toolkits as rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

MOST_ON_A_CALENDAR: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveSeats:
    """Seats of a toolkit for a time of their own."""

    toolkit_id: int
    seats: int
    span: Span
    title: Names = NO_NAMES
    exhibitor_id: int | None = None
    person_id: int | None = None
    """Who will use it, where the partner wants somebody trained."""
    note: str | None = None
    override: str | None = None
    """A supervisor's reason for going past the partner's hours."""
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSeats:
    """Seats of a toolkit for as long as a booking lasts; 0 takes away those that were added."""

    booking_id: int
    toolkit_id: int
    seats: int
    person_id: int | None = None
    version: int | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveKit:
    """A kit for a time; what is not free is stood in for, where something may."""

    kit_id: int
    span: Span
    title: Names = NO_NAMES
    exhibitor_id: int | None = None
    note: str | None = None
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintain:
    """Nobody has a toolkit's seats, or a part, while it is seen to."""

    resource_id: int
    span: Span
    title: Names
    seats: int | None = None
    """None: all that there are."""
    note: str | None = None
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True)
class KitReserved:
    """A kit's booking and the parts it was made of."""

    booking: Booking
    choice: Choice


def reserve_seats(tx: Transaction, order: ReserveSeats) -> Booking:
    """Reserve seats and return the booking; the same key again returns the one it made."""
    _may_write(tx)
    known = booking_rows.by_key(tx, order.key)
    if known is not None:
        return known
    promises.expire_due(tx)
    _check_trained(tx, order.toolkit_id, order.person_id)
    wanted = reservation(
        order.key,
        order.span,
        order.title,
        [(order.toolkit_id, order.seats)],
        exhibitor_id=order.exhibitor_id,
        note=order.note,
    )
    return promise_reservation(tx, replace(wanted, override_reason=order.override))


def add_seats(tx: Transaction, order: AddSeats) -> Booking:
    """Add seats of a toolkit to a booking, or take them away, and return it."""
    _may_write(tx)
    before = booking_by_id(tx, order.booking_id)
    if order.seats > dict(before.extras).get(order.toolkit_id, 0):
        _check_trained(tx, order.toolkit_id, order.person_id)
    elif order.seats < 0:
        raise Refused(errors.FieldFault(field_name="seats", fault="out_of_range"))
    others = tuple(each for each in before.extras if each[0] != order.toolkit_id)
    mine = ((order.toolkit_id, order.seats),) if order.seats else ()
    changes = {"extras": (*others, *mine)}
    return edit_booking(
        tx,
        EditBooking(
            booking_id=order.booking_id,
            changes=changes,
            version=order.version,
            override=order.override,
        ),
    )


def kit_of(tx: Transaction, kit_id: int) -> Kit:
    """Return a kit; one that is not there is refused."""
    found = next(iter(rows.kits(tx.connection, kit_id)), None)
    if found is None:
        raise Refused(errors.NotFound(what="kit", key=str(kit_id)))
    return found


def kit_for(tx: Transaction, kit_id: int, span: Span) -> Choice:
    """Return what the kit would be made of in the time: what stands in, and what is lacking."""
    found = kit_of(tx, kit_id)
    wanted = {asset.resource_id for part in found.parts for asset in part}
    first, last = span.slots
    claims = occupancy.claims_between(tx.connection, first, last, sorted(wanted))
    gone = {due.id for due in booking_rows.due(tx.connection, tx.now)}
    held = (one for booking_id, one in claims if booking_id not in gone)
    ledger = Ledger(occupancy.steps_of(tx.connection, sorted(wanted)), held)

    def is_free(asset: Asset) -> bool:
        return ledger.fits([Claim(asset.resource_id, first, last, 1)])

    return choose(found, is_free)


def reserve_kit(tx: Transaction, order: ReserveKit) -> KitReserved:
    """Reserve a kit whole and return its booking with what it is made of.

    With a part lacking it is refused: by the law with who holds it, or as broken or missing.
    """
    _may_write(tx)
    known = booking_rows.by_key(tx, order.key)
    if known is None:
        promises.expire_due(tx)
    choice = kit_for(tx, order.kit_id, order.span)
    if known is not None:
        return KitReserved(known, choice)
    found = kit_of(tx, order.kit_id)
    # what lacks is asked for too: the law's refusal says who holds it
    wanted = [*(one.asset for one in choice.taken), *choice.lacking]
    booking = reservation(
        order.key,
        order.span,
        order.title if order.title.all() else found.names,
        [(asset.resource_id, 1) for asset in wanted],
        exhibitor_id=order.exhibitor_id,
        note=order.note,
    )
    stored = promise_reservation(tx, booking)
    if choice.lacking:
        raise Refused(
            *(
                errors.NotLendable(tag=asset.tag, condition=asset.condition.value)
                for asset in choice.lacking
            )
        )
    return KitReserved(stored, choice)


def maintain(tx: Transaction, order: Maintain) -> Booking:
    """Take a toolkit or a part out of use for a time; bookings in the way are named."""
    _may_write(tx)
    known = booking_rows.by_key(tx, order.key)
    if known is not None:
        return known
    if not order.title.all():
        raise Refused(errors.ReasonMissing(act="close"))
    promises.expire_due(tx)
    seats = order.seats
    if seats is None:
        steps = occupancy.steps_of(tx.connection, [order.resource_id]).get(order.resource_id, ())
        seats = capacity_at(steps, order.span.slots[0])
    booking = reservation(
        order.key, order.span, order.title, [(order.resource_id, seats)], note=order.note
    )
    return promise_reservation(tx, replace(booking, kind=Kind.CLOSURE), act="close")


def calendar_of(tx: Transaction, resource_id: int, span: Span) -> tuple[Holder, ...]:
    """Return who holds seats of a toolkit (or a part) in a time, with how many, earliest first."""
    found = occupancy.holders(tx.connection, resource_id, *span.slots)
    return tuple(sorted(found, key=lambda one: (one.span.start, one.number))[:MOST_ON_A_CALENDAR])


def reservation(
    key: str,
    span: Span,
    title: Names,
    extras: Sequence[tuple[int, int]],
    *,
    exhibitor_id: int | None = None,
    note: str | None = None,
) -> Booking:
    """Return the booking of seats and parts that are reserved by themselves."""
    return Booking(
        id=0,
        key=key,
        number="",
        kind=Kind.RESERVATION,
        state=State.CONFIRMED,
        span=span,
        exhibitor_id=exhibitor_id,
        title=title,
        extras=tuple(extras),
        note=note,
    )


def promise_reservation(tx: Transaction, booking: Booking, act: str = "book") -> Booking:
    """Store a reservation by the law and return it as it is stored."""
    if booking.exhibitor_id is None and not booking.title.all():
        raise Refused(errors.FieldFault(field_name="title", fault="missing"))
    known = read_lab(tx).resources
    for resource_id, units in booking.extras:
        if resource_id not in known:
            raise Refused(errors.NotFound(what="resource", key=str(resource_id)))
        if units < 1:
            raise Refused(
                errors.FieldFault(field_name="seats", fault="out_of_range", value=str(units))
            )
    check_facts(tx, booking)
    stored = promises.promise(
        tx, booking, act=act, override=booking.override_reason, by_the_rules=True
    )
    return booking_by_id(tx, stored.id)


def _check_trained(tx: Transaction, toolkit_id: int, person_id: int | None) -> None:
    found = tuple(training_missing(toolkit_of(tx, toolkit_id), person_id))
    if found:
        raise Refused(*found)


def _may_write(tx: Transaction) -> None:
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="book"))
