"""What would be in the way of one booking anywhere on some days, answered from memory.

While something is dragged every place is asked at every step; the database is asked only once,
when it is taken up. It decides as the database would have then; what is dropped is decided anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from labapp.domain import errors, rules
from labapp.domain.bookings import Booking
from labapp.domain.errors import Refusal
from labapp.domain.lab import Lab
from labapp.domain.resources import Claim, Excess, Holder, Ledger, ResourceKind, Step, difference
from labapp.domain.rules import Standing, Wish
from labapp.domain.times import Span, slot_start
from labapp.services import promises
from labapp.services.bookings import BookPlace, booking_by_id, stay_of
from labapp.services.promises import MOST_HOLDERS, Party
from labapp.storage import bookings as rows
from labapp.storage import occupancy
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

_BESIDE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Need:
    """So many units of a resource for all of a booking's time, the turnover too if so."""

    resource_id: int
    units: int
    turned_over: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """A snapshot for one booking, made or not; times outside ``reach`` cannot be asked."""

    lab: Lab
    wish: Booking
    party: Party
    standing: Standing
    now: datetime
    reach: Span
    held: tuple[Claim, ...]
    ledger: Ledger
    steps: Mapping[int, Sequence[Step]]
    """Of the places' resources."""
    claims: Mapping[int, Sequence[tuple[int, Claim]]]
    """(booking, claim) of others by resource."""
    others: Mapping[int, Booking]
    needs: Mapping[int, tuple["Need", ...] | None]
    """What it needs in each place; None where that is not the same at all of its time."""

    def covers(self, span: Span) -> bool:
        """Whether a time can be asked."""
        return span.within(self.reach)

    def rules_against(self, span: Span) -> tuple[Refusal, ...]:
        """Return the house rules in the way of a time, in whatever place."""
        candidate = self._candidate(self.wish.place_id, span)
        party = self.party
        wish = Wish(candidate, party.exhibitor, party.demo, party.demo_owner)
        return rules.what_blocks(wish, self.standing, self.lab.policy, self.lab.opening, self.now)

    def free_places(self, span: Span) -> dict[int, bool]:
        """Return by place whether the law lets it be there then."""
        known: dict[tuple[Need, int], bool] = {}
        first, last = span.slots
        holding = {one.resource_id for one in self.held}

        def has_room(need: Need, until: int) -> bool:
            key = (need, until)
            if key not in known:
                known[key] = self.ledger.fits([Claim(need.resource_id, first, until, need.units)])
            return known[key]

        free: dict[int, bool] = {}
        for place_id, needs in self.needs.items():
            after = timedelta(minutes=self.lab.buffer_of(place_id, self.wish.kind))
            _, turned = Span(span.start, span.end + after).slots
            full = [
                need.resource_id
                for need in needs or ()
                if not has_room(need, turned if need.turned_over else last)
            ]
            # what it holds already may be more than there now is, and stays its own
            if needs is None or (full and holding.issuperset(full)):
                free[place_id] = self.fits(place_id, span)
            else:
                free[place_id] = not full
        return free

    def fits(self, place_id: int | None, span: Span) -> bool:
        """Whether the law lets it be in a place then."""
        return next(self._excesses(self._candidate(place_id, span)), None) is None

    def law_against(self, place_id: int | None, span: Span) -> tuple[Refusal, ...]:
        """Return where the law is in the way, with who holds what: one refusal a resource."""
        candidate = self._candidate(place_id, span)
        first: dict[int, Excess] = {}
        for excess in self._excesses(candidate):
            first.setdefault(excess.resource_id, excess)
        return tuple(self._as_refusal(excess, candidate) for excess in first.values())

    def _candidate(self, place_id: int | None, span: Span) -> Booking:
        place = None if place_id is None else self.lab.places[place_id]
        return replace(
            self.wish,
            place_id=place_id,
            place=None if place is None else place.code,
            span=span,
            buffer_minutes=self.lab.buffer_of(place_id, self.wish.kind),
        )

    def _excesses(self, candidate: Booking) -> Iterator[Excess]:
        _, rises = difference(self.held, promises.claims_of(self.lab, candidate, self.party))
        for rise in rises:
            wanted = replace(rise.claim, units=rise.claim.units + rise.kept)
            excess = self.ledger.excess(wanted)
            if excess is not None:
                yield excess

    def _as_refusal(self, excess: Excess, candidate: Booking) -> Refusal:
        resource = promises.resource_ref(self.lab, excess.resource_id, self.party)
        at = max(excess.at, candidate.span.start)
        if resource.kind is ResourceKind.PLACE and excess.capacity == 0:
            place = next(p for p in self.lab.places.values() if p.resource_id == excess.resource_id)
            later = (
                step
                for step in self.steps.get(excess.resource_id, ())
                if step.from_slot > excess.from_slot and step.capacity > 0
            )
            step = next(later, None)
            until = None if step is None else slot_start(step.from_slot)
            return errors.OutOfService(place=place.code, at=at, until=until, note=place.note)
        return errors.OverCapacity(
            resource=resource,
            at=at,
            until=slot_start(excess.until_slot),
            wanted=excess.wanted,
            used=excess.used,
            capacity=excess.capacity,
            holders=self._holders(excess),
        )

    def _holders(self, excess: Excess) -> tuple[Holder, ...]:
        """Return who holds units of it there, most units first."""
        found = [
            Holder(booking.id, booking.number, booking.who, booking.span, one.units, booking.state)
            for booking_id, one in self.claims.get(excess.resource_id, ())
            if one.from_slot < excess.until_slot and one.until_slot > excess.from_slot
            for booking in [self.others.get(booking_id)]
            if booking is not None
        ]
        found.sort(key=lambda holder: (-holder.units, holder.span.start, holder.booking_id))
        return tuple(found[:MOST_HOLDERS])


def outlook_of(tx: Transaction, wanted: int | BookPlace, days: Span) -> Outlook:
    """Return the outlook on some days for a booking, by its id, or for one that is not made."""
    lab = read_lab(tx)
    wish = stay_of(tx, wanted) if isinstance(wanted, BookPlace) else booking_by_id(tx, wanted)
    party = promises.party_of(tx, wish)
    reach = Span(days.start - _BESIDE, days.end + _BESIDE)
    gone = {wish.id, *(due.id for due in rows.due(tx.connection, tx.now))}
    first, last = reach.slots
    claims: dict[int, list[tuple[int, Claim]]] = {}
    for booking_id, one in occupancy.claims_between(tx.connection, first, last):
        if booking_id not in gone:
            claims.setdefault(one.resource_id, []).append((booking_id, one))
    needs = {place_id: _needs(lab, wish, party, place_id) for place_id in lab.places}
    around = max(abs(wish.span.start - reach.start), abs(reach.end - wish.span.end)) + _BESIDE
    return Outlook(
        lab=lab,
        wish=wish,
        party=party,
        standing=promises.standing_of(tx, lab, wish, around),
        now=tx.now,
        reach=reach,
        held=occupancy.claims_of(tx.connection, wish.id) if wish.id else (),
        ledger=promises.ledger_for(tx, lab, wish, party, reach),
        steps=occupancy.steps_of(
            tx.connection, [place.resource_id for place in lab.places.values()]
        ),
        claims=claims,
        needs=needs,
        others={booking.id: booking for booking in rows.between(tx.connection, reach)},
    )


def _needs(lab: Lab, wish: Booking, party: Party, place_id: int) -> tuple[Need, ...] | None:
    """Return what a booking would need in a place, None where that changes over its time."""
    buffer = lab.buffer_of(place_id, wish.kind)
    there = replace(wish, place_id=place_id, buffer_minutes=buffer)
    claims = promises.claims_of(lab, there, party)
    first, last = wish.span.slots
    whole = {one for one in claims if one.from_slot == first and one.until_slot >= last}
    if len({one.resource_id for one in claims}) < len(claims) or len(whole) < len(claims):
        return None
    return tuple(Need(one.resource_id, one.units, one.until_slot > last) for one in claims)
