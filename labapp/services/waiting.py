"""The waiting list: who is next, an offer that runs out, and why somebody was passed over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from labapp.domain import errors
from labapp.domain.bookings import Act, Booking, State
from labapp.domain.errors import Refusal, Refused
from labapp.domain.staff import WRITING
from labapp.domain.times import Span
from labapp.services import over_capacity, promises
from labapp.services.spaces import follow_service
from labapp.storage import bookings as rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

AREA: Final = "waiting"
"""What the journal keeps apart from what people did to bookings: undo does not look there."""
LOOKED_AHEAD: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Time that became free; None stands for any."""

    place_id: int | None = None
    span: Span | None = None

    def wanted_by(self, booking: Booking) -> bool:
        """Whether what the booking waits for lies in the gap."""
        here = self.place_id is None or booking.place_id == self.place_id
        return here and (self.span is None or booking.span.overlaps(self.span))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody on the list, their place in it, and what stands in their way now."""

    place_in_queue: int
    booking: Booking
    blockers: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """Who got the offer, if anybody fitted, and who was passed over before them and why."""

    booking: Booking | None
    passed_over: tuple[Waiting, ...]


def waiting_list(tx: Transaction, *, after: datetime | None = None) -> Sequence[Waiting]:
    """Return the list in its order (priority, then who joined first) with what blocks each.

    With ``after`` only wishes that begin later; what is in the way of the others is not looked up.
    """
    return [
        Waiting(position, booking, blockers_of(tx, booking))
        for position, booking in enumerate(rows.waiting(tx.connection), start=1)
        if after is None or booking.span.start > after
    ]


def offer_next(tx: Transaction, gap: Gap) -> Offered:
    """Offer free time to the first on the list whom it fits.

    The offer holds the time, so nobody else can be offered or booked there until it is taken or
    runs out. Whoever is passed over is recorded with the reason.
    """
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=Act.OFFER.value))
    promises.expire_due(tx)
    return _offer(tx, gap, area="bookings")


def _offer(tx: Transaction, gap: Gap, *, area: str) -> Offered:
    minutes = read_lab(tx).policy.waitlist_offer_minutes
    passed: list[Waiting] = []
    for position, waits in enumerate(rows.waiting(tx.connection), start=1):
        if not gap.wanted_by(waits):
            continue
        blockers = blockers_of(tx, waits)
        if blockers:
            passed.append(Waiting(position, waits, blockers))
            continue
        offered = replace(
            waits,
            state=State.OFFERED,
            offer_expires_at=tx.now + timedelta(minutes=minutes),
        )
        try:
            with tx.attempt():
                promises.promise(tx, offered, before=waits, act=Act.OFFER.value, area=area)
        except Refused as error:  # it was taken from another machine a moment ago
            passed.append(Waiting(position, waits, error.refusals))
            continue
        for other in passed:
            reasons = [type(blocker).__name__ for blocker in other.blockers]
            tx.record(AREA, "passed_over", other.booking.number, after={"why": reasons})
        stored = rows.by_id(tx.connection, waits.id)
        return Offered(stored, tuple(passed))
    return Offered(None, tuple(passed))


def blockers_of(tx: Transaction, booking: Booking) -> tuple[Refusal, ...]:
    """Return what is in the way of confirming what a booking waits for."""
    wish = replace(booking, state=State.CONFIRMED)
    here = read_lab(tx)
    party = promises.party_of(tx, wish)
    found = promises.rules_against(tx, here, wish, party, booking.override_reason)
    return found + promises.law_foreseen(tx, here, wish, party)


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """What time has done by itself: holds that ended, offers that lapsed, offers made instead."""

    expired: int
    lapsed: int
    offered: tuple[str, ...]


def keep_house(tx: Transaction) -> Housekeeping:
    """End what has run out; time that a lapsed offer held goes to the next on the list.

    Places go out of service, and come back, on the dates that were set for it.

    That happens too when the offer was ended by another's booking before. What is offered here is
    nobody's act, so that nobody's undo takes it back.
    """
    over_capacity.unmark_all_fitting(tx)
    follow_service(tx)
    expired = sum(booking.state is State.HELD for booking in rows.due(tx.connection, tx.now))
    lapsed = promises.expire_due(tx) - expired
    ahead = Span(tx.now, tx.now + LOOKED_AHEAD)
    offered: list[str] = []
    for booking in rows.between(tx.connection, ahead, states={State.LAPSED}):
        gap = Gap(place_id=booking.place_id, span=booking.span)
        found = _offer(tx, gap, area=AREA).booking
        if found is not None:
            offered.append(found.number)
    return Housekeeping(expired, lapsed, tuple(offered))
