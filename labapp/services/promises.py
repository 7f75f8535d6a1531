"""The one road on which a booking comes to hold something, changes what it holds, or lets go.

Book, confirm, reinstate, move, resize, approve, offer, undo: all end in ``promise``.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from labapp.domain import alternatives, errors, rules
from labapp.domain.bookings import HOLDING, Booking, Kind, State
from labapp.domain.errors import Refusal, Refused
from labapp.domain.exhibitors import Demo, Exhibitor
from labapp.domain.lab import Lab
from labapp.domain.languages import NO_NAMES
from labapp.domain.resources import (
    Claim,
    Excess,
    Ledger,
    ResourceKind,
    ResourceRef,
    Rise,
    combined,
    difference,
)
from labapp.domain.rules import Standing, Wish
from labapp.domain.staff import SUPERVISING
from labapp.domain.times import Span, slot_start, week_of
from labapp.services.partners import partners_against
from labapp.storage import bookings as rows
from labapp.storage import exhibitors, occupancy
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

MOST_HOLDERS = 6


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a booking is for and what will be shown."""

    exhibitor: Exhibitor | None = None
    demo: Demo | None = None
    demo_owner: Exhibitor | None = None

    @property
    def badges_id(self) -> int | None:
        """The resource its people's badges are counted in."""
        return self.exhibitor.badges_id if self.exhibitor else None

    @property
    def seats(self) -> dict[int, int]:
        """Toolkit seats by resource."""
        return dict(self.demo.toolkits) if self.demo else {}


def party_of(tx: Transaction, booking: Booking) -> Party:
    """Read whom the booking is for; something that is not there is refused."""
    exhibitor = demo = owner = None
    if booking.exhibitor_id is not None:
        exhibitor = exhibitors.by_id(tx.connection, booking.exhibitor_id)
        if exhibitor is None:
            raise Refused(errors.NotFound(what="exhibitor", key=str(booking.exhibitor_id)))
    if booking.demo_id is not None:
        demo = exhibitors.demo_by_id(tx.connection, booking.demo_id)
        if demo is None:
            raise Refused(errors.NotFound(what="demo", key=str(booking.demo_id)))
        if exhibitor is not None and demo.exhibitor_id != exhibitor.id:
            owner = exhibitors.by_id(tx.connection, demo.exhibitor_id)
    return Party(exhibitor, demo, owner)


def claims_of(lab: Lab, booking: Booking, party: Party) -> tuple[Claim, ...]:
    """Return what the booking takes while it is in force."""
    return lab.claims(booking, badges_id=party.badges_id, seats=party.seats)


def rules_against(
    tx: Transaction, lab: Lab, booking: Booking, party: Party, override: str | None
) -> tuple[Refusal, ...]:
    """Return the house rules in the way; a supervisor's reason goes past those that it may."""
    standing = standing_of(tx, lab, booking, around=timedelta(0))
    wish = Wish(booking, party.exhibitor, party.demo, party.demo_owner)
    found = rules.what_blocks(wish, standing, lab.policy, lab.opening, tx.now)
    found += partners_against(tx, booking, party.seats)
    return tuple(refusal for refusal in found if not _overridden(tx, refusal, override))


def _overridden(tx: Transaction, refusal: Refusal, override: str | None) -> bool:
    reason = (override or "").strip()
    return refusal.overridable and bool(reason) and tx.actor.role in SUPERVISING


def standing_of(tx: Transaction, lab: Lab, booking: Booking, around: timedelta) -> Standing:
    """Return the minutes the exhibitor has in the weeks the booking (and around it) touches."""
    if booking.exhibitor_id is None or booking.kind is not Kind.STAY:
        return Standing()
    days = list(booking.span.days())
    first, last = week_of(days[0]).start - around, week_of(days[-1]).end + around
    spans = rows.minutes_spans(
        tx.connection, booking.exhibitor_id, Span(first, last), booking.id or None
    )
    return Standing(rules.total_by_day(spans, lab.opening))


def law_against(
    tx: Transaction, lab: Lab, booking: Booking, party: Party, rises: Sequence[Rise]
) -> tuple[Refusal, ...]:
    """Return where the law stands in the way of taking more, with who holds what."""
    found = occupancy.excesses(tx.connection, rises)
    return _as_refusals(tx, lab, found, booking, party)


def law_foreseen(tx: Transaction, lab: Lab, wish: Booking, party: Party) -> tuple[Refusal, ...]:
    """Return where the law would stand in the way if what is held became what the wish needs."""
    held = occupancy.claims_of(tx.connection, wish.id) if wish.id else ()
    _, rises = difference(held, claims_of(lab, wish, party))
    if not rises:
        return ()
    reach = Span(wish.span.start, wish.span.end + timedelta(days=1))
    ledger = _ledger_of(tx, wish, {rise.claim.resource_id for rise in rises}, reach)
    wanted = (replace(rise.claim, units=rise.claim.units + rise.kept) for rise in rises)
    found = (ledger.excess(one) for one in wanted)
    return _as_refusals(tx, lab, [excess for excess in found if excess], wish, party)


def _as_refusals(
    tx: Transaction, lab: Lab, found: Sequence[Excess], booking: Booking, party: Party
) -> tuple[Refusal, ...]:
    """Return one refusal a resource: the first excess of it."""
    first: dict[int, Excess] = {}
    for excess in found:
        first.setdefault(excess.resource_id, excess)
    return tuple(_as_refusal(tx, lab, excess, booking, party) for excess in first.values())


def _as_refusal(
    tx: Transaction, lab: Lab, excess: Excess, booking: Booking, party: Party
) -> Refusal:
    resource = resource_ref(lab, excess.resource_id, party)
    at = max(excess.at, booking.span.start)
    if resource.kind is ResourceKind.PLACE and excess.capacity == 0:
        place = next(p for p in lab.places.values() if p.resource_id == excess.resource_id)
        return errors.OutOfService(
            place=place.code, at=at, until=_back_at(tx, excess), note=place.note
        )
    held_by = occupancy.holders(
        tx.connection, excess.resource_id, excess.from_slot, excess.until_slot
    )
    return errors.OverCapacity(
        resource=resource,
        at=at,
        until=slot_start(excess.until_slot),
        wanted=excess.wanted,
        used=excess.used,
        capacity=excess.capacity,
        holders=tuple(h for h in held_by if h.booking_id != booking.id)[:MOST_HOLDERS],
    )


def _back_at(tx: Transaction, excess: Excess) -> datetime | None:
    steps = occupancy.steps_of(tx.connection, [excess.resource_id])[excess.resource_id]
    later = (s for s in steps if s.from_slot > excess.from_slot and s.capacity > 0)
    step = next(later, None)
    return None if step is None else slot_start(step.from_slot)


def resource_ref(lab: Lab, resource_id: int, party: Party) -> ResourceRef:
    """Return what a refusal says of a resource; one the lab does not list is the party's badges."""
    if resource_id in lab.resources:
        return lab.resources[resource_id].ref
    names = party.exhibitor.names if party.exhibitor else NO_NAMES
    code = party.exhibitor.code if party.exhibitor else str(resource_id)
    return ResourceRef(resource_id, code, ResourceKind.BADGES, names)


def expire_due(tx: Transaction) -> int:
    """End holds and offers whose time has run out; return how many."""
    ended = 0
    for booking in rows.due(tx.connection, tx.now):
        if booking.state is State.HELD:
            promise(tx, replace(booking, state=State.EXPIRED), before=booking, act="expire")
        else:
            lapsed = replace(booking, state=State.LAPSED, offer_expires_at=None)
            promise(tx, lapsed, before=booking, act="lapse")
        ended += 1
    return ended


def promise(  # noqa: PLR0913 -- the one road has all its signs
    tx: Transaction,
    after: Booking,
    *,
    before: Booking | None = None,
    act: str,
    override: str | None = None,
    by_the_rules: bool = False,
    undoes: int | None = None,
    area: str = "bookings",
) -> Booking:
    """Store what the booking becomes, with exactly the claims that go with it.

    The law always decides; the house rules too when ``by_the_rules``. Raises ``Refused`` with the
    facts and the nearest alternatives; the transaction must then be left.
    """
    if before is not None:
        rows.hold(tx, before)
    lab = read_lab(tx)
    party = party_of(tx, after)
    claims = claims_of(lab, after, party)
    held = occupancy.claims_of(tx.connection, before.id) if before else ()
    changed = set(claims) != set(held)
    given, rises = difference(held, claims)
    if changed:
        quota = [party.badges_id] if by_the_rules and party.badges_id is not None else []
        occupancy.lock(tx, [*(one.resource_id for one in (*claims, *held)), *quota])
    found: list[Refusal] = []
    if by_the_rules:
        found += rules_against(tx, lab, after, party, override)
    occupancy.give_back(tx, given)
    found += law_against(tx, lab, after, party, rises)
    if found:
        near = alternatives_to(tx, lab, after, party, override)
        raise Refused(*found, alternatives=near)
    occupancy.take(tx, [rise.claim for rise in rises])
    stored = _store(tx, after, before)
    if changed:
        alone = {p.resource_id for p in lab.places.values() if p.units == 1}
        occupancy.write_claims(tx, stored.id, claims, alone=alone)
    tx.record(
        area,
        act,
        stored.number,
        before=rows.record_of(before) if before else None,
        after=rows.record_of(stored),
        undoes=undoes,
    )
    return stored


@dataclass(frozen=True, slots=True)
class Turn:
    """What one booking of several becomes; ``undoes`` is the revision that this takes back."""

    before: Booking
    after: Booking
    undoes: int | None = None


def exchange(
    tx: Transaction,
    turns: Sequence[Turn],
    *,
    act: str,
    override: str | None = None,
    by_the_rules: bool = False,
) -> Sequence[Booking]:
    """Store what several bookings become together, each once; return them in the order given.

    All let go of what they leave before any takes what it comes to, so two may change places.
    Raises ``Refused`` with all that is in the way of any; the transaction must then be left.
    """
    for turn in sorted(turns, key=lambda turn: turn.before.id):
        rows.hold(tx, turn.before)
    lab = read_lab(tx)
    parties = [party_of(tx, turn.after) for turn in turns]
    wanted = [claims_of(lab, t.after, party) for t, party in zip(turns, parties, strict=True)]
    held = [occupancy.claims_of(tx.connection, turn.before.id) for turn in turns]
    ids = [one.resource_id for claims in (*held, *wanted) for one in claims]
    occupancy.lock(tx, [*ids, *(p.badges_id for p in parties if p.badges_id is not None)])
    alone = {place.resource_id for place in lab.places.values() if place.units == 1}
    rises: list[tuple[Rise, ...]] = []
    for turn, old, new in zip(turns, held, wanted, strict=True):
        given, taken = difference(old, new)
        rises.append(taken)
        occupancy.give_back(tx, given)
        kept = combined((*old, *(replace(one, units=-one.units) for one in given)))
        occupancy.write_claims(tx, turn.before.id, kept, alone=alone)
    found: list[Refusal] = []
    for turn, party, taken, new in zip(turns, parties, rises, wanted, strict=True):
        here = law_against(tx, lab, turn.after, party, taken)
        if by_the_rules:
            here = rules_against(tx, lab, turn.after, party, override) + here
        found += (refusal for refusal in here if refusal not in found)
        if not here:
            occupancy.take(tx, [rise.claim for rise in taken])
            occupancy.write_claims(tx, turn.before.id, new, alone=alone)
    if found:
        raise Refused(*found)
    return [_put(tx, turn, act) for turn in turns]


def _put(tx: Transaction, turn: Turn, act: str) -> Booking:
    stored = _store(tx, turn.after, turn.before)
    before, after = rows.record_of(turn.before), rows.record_of(stored)
    tx.record("bookings", act, stored.number, before=before, after=after, undoes=turn.undoes)
    return stored


def _store(tx: Transaction, after: Booking, before: Booking | None) -> Booking:
    if before is None:
        number = after.number or rows.next_number(tx)
        new = replace(after, number=number, version=1)
        return replace(new, id=rows.add(tx.connection, new))
    changed = replace(after, id=before.id, version=before.version + 1)
    rows.change(tx.connection, changed)
    return changed


def alternatives_to(
    tx: Transaction, lab: Lab, wish: Booking, party: Party, override: str | None = None
) -> tuple[errors.Alternative, ...]:
    """Return up to three bookings near the wish that would be accepted now."""
    if wish.place_id is None or wish.state not in HOLDING:
        return ()
    around = timedelta(days=alternatives.DAYS_AROUND + 1)
    reach = Span(wish.span.start - around, wish.span.end + around)
    ledger = ledger_for(tx, lab, wish, party, reach)
    standing = standing_of(tx, lab, wish, around)

    def fits(candidate: Booking) -> bool:
        taken = candidate.occupied or candidate.span
        place = lab.places[candidate.place_id or 0]
        first, last = taken.slots
        if not ledger.fits([Claim(place.resource_id, first, last, candidate.units)]):
            return False
        of_whom = Wish(candidate, party.exhibitor, party.demo, party.demo_owner)
        found = rules.what_blocks(of_whom, standing, lab.policy, lab.opening, tx.now)
        if any(not _overridden(tx, refusal, override) for refusal in found):
            return False
        return ledger.fits(claims_of(lab, candidate, party))

    return alternatives.nearest(wish, lab, fits, tx.now)


def ledger_for(tx: Transaction, lab: Lab, wish: Booking, party: Party, reach: Span) -> Ledger:
    """Return who uses what around the wish, but the wish itself and holds that have run out."""
    wanted: set[int] = {one.resource_id for one in claims_of(lab, wish, party)}
    for place in lab.places.values():
        wanted.update(lab.with_parents(place.resource_id))
        for resource_id in (place.sockets_id, place.feed_id):
            if resource_id is not None:
                wanted.update(lab.with_parents(resource_id))
    return _ledger_of(tx, wish, wanted, reach)


def _ledger_of(tx: Transaction, wish: Booking, wanted: Collection[int], reach: Span) -> Ledger:
    """Return who uses these resources but the wish itself and holds that have run out."""
    first, last = reach.slots
    found = occupancy.claims_between(tx.connection, first, last, sorted(wanted))
    gone = {wish.id, *(due.id for due in rows.due(tx.connection, tx.now))}
    claims = (one for booking_id, one in found if booking_id not in gone)
    return Ledger(occupancy.steps_of(tx.connection, sorted(wanted)), claims)
