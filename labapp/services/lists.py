"""Long lists of bookings, read as far as they are wanted; and who waits for what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from labapp.domain.bookings import Booking, Kind
from labapp.domain.errors import Refusal, Refused
from labapp.domain.times import Span
from labapp.services.bookings import ActOn, act_on, booking_by_id
from labapp.services.waiting import blockers_of
from labapp.storage import bookings as rows
from labapp.storage.bookings import MOST_ROWS
from labapp.storage.transaction import Transaction

READ_AT_ONCE = MOST_ROWS


@dataclass(frozen=True, slots=True)
class Listed:
    """The first bookings of a list, and how many there are in all."""

    bookings: tuple[Booking, ...]
    total: int

    @property
    def whole(self) -> bool:
        """Whether none was left unread."""
        return len(self.bookings) >= self.total


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who waits; ``place_in_queue`` is None for one who has an offer."""

    booking: Booking
    place_in_queue: int | None
    blockers: tuple[Refusal, ...] | None
    """What is in the way now; None while nobody has looked."""


@dataclass(frozen=True, slots=True)
class NotDone:
    """A booking of several to which an act cannot be done, and why."""

    booking: Booking
    refusals: tuple[Refusal, ...]


def list_bookings(
    tx: Transaction, kind: Kind, span: Span, most: int, *, newest_first: bool = False
) -> Listed:
    """Return the bookings of a kind that touch the span, at most so many, earliest first."""
    found: list[Booking] = []
    while len(found) < most:
        wanted = min(READ_AT_ONCE, most - len(found))
        page = rows.page(
            tx.connection,
            kind,
            span,
            wanted,
            after=found[-1] if found else None,
            newest_first=newest_first,
        )
        found += page
        if len(page) < wanted:
            return Listed(tuple(found), len(found))
    return Listed(tuple(found), rows.count(tx.connection, kind, span))


def wishes(tx: Transaction) -> tuple[Wish, ...]:
    """Return who has an offer and who waits, in their order; nobody looks what is in the way."""
    offered = (Wish(booking, None, ()) for booking in rows.offered(tx.connection))
    waits = rows.waiting(tx.connection)
    return (*offered, *(Wish(one, place, None) for place, one in enumerate(waits, start=1)))


def looked_into(tx: Transaction, found: Sequence[Wish]) -> tuple[Wish, ...]:
    """Return wishes with what is in the way of each now, which takes some queries for each."""
    return tuple(
        one if one.place_in_queue is None else replace(one, blockers=blockers_of(tx, one.booking))
        for one in found
    )


def what_is_in_the_way(tx: Transaction, orders: Sequence[ActOn]) -> tuple[NotDone, ...]:
    """Return to which bookings the acts cannot be done; to be rehearsed, since it tries them."""
    found: list[NotDone] = []
    for order in orders:
        try:
            with tx.attempt():
                act_on(tx, order)
        except Refused as refused:
            found.append(NotDone(booking_by_id(tx, order.booking_id), refused.refusals))
    return tuple(found)
