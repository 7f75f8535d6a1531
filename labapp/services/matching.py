"""Matching at the counter: what of the partners suits a start-up and is free, and the reverse."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import Final

from labapp.domain import errors
from labapp.domain.demos import DemoCard, Layer
from labapp.domain.errors import Refused
from labapp.domain.exhibitors import Exhibitor, ExhibitorKind
from labapp.domain.lab import Lab, Resource
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.matching import (
    MOST_WINDOWS,
    TAGS,
    Guest,
    Matches,
    Offer,
    OfferKind,
    all_tags,
    free_times,
    matches,
    owned,
)
from labapp.domain.resources import Ledger, ResourceKind
from labapp.domain.staff import WRITING
from labapp.domain.times import Span, day_of
from labapp.services.toolkits import list_toolkits
from labapp.storage import bookings as booking_rows
from labapp.storage import demos as demo_rows
from labapp.storage import exhibitors, occupancy
from labapp.storage import matching as rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

_TAGGED: Final = frozenset({ResourceKind.TOOLKIT, ResourceKind.POOL})
_AREAS: Final = {ResourceKind.POOL: "compute", ResourceKind.TOOLKIT: "toolkits"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """For how long something must be free, and within how many days."""

    minutes: int = 60
    days: int = 14
    seats: int = 1
    mpflops: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTags:
    """The tags of an exhibitor, or of a toolkit or pool, instead of those that were seen."""

    tags: frozenset[str]
    seen: frozenset[str]
    exhibitor_id: int | None = None
    resource_id: int | None = None


_USUAL: Final = Wanted()


def offers_for(tx: Transaction, exhibitor_id: int, wanted: Wanted = _USUAL) -> Matches:
    """Return the partners' toolkits, pools and demos that share a tag with an exhibitor."""
    guest = next((one for one in _guests(tx) if one.id == exhibitor_id), None)
    if guest is None:
        raise Refused(errors.NotFound(what="exhibitor", key=str(exhibitor_id)))
    return matches((guest, offer) for offer in _offers(tx, wanted))


def guests_for(tx: Transaction, exhibitor_id: int, wanted: Wanted = _USUAL) -> Matches:
    """Return which start-ups share a tag with what a partner offers, and with which of it."""
    owner = exhibitors.by_id(tx.connection, exhibitor_id)
    if owner is None:
        raise Refused(errors.NotFound(what="exhibitor", key=str(exhibitor_id)))
    theirs = [one for one in _offers(tx, wanted) if one.owner_code == owner.code]
    guests = [one for one in _guests(tx) if one.kind == ExhibitorKind.STARTUP]
    return matches((guest, offer) for guest in guests for offer in theirs)


def tags_of_exhibitor(tx: Transaction, exhibitor_id: int) -> frozenset[str]:
    """Return an exhibitor's own tags; those of its demos are the demos'."""
    return rows.exhibitor_tags(tx.connection).get(exhibitor_id, frozenset())


def tags_of_resource(tx: Transaction, resource_id: int) -> frozenset[str]:
    """Return the own tags of a toolkit or pool."""
    return rows.resource_tags(tx.connection).get(resource_id, frozenset())


def set_tags(tx: Transaction, order: SetTags) -> frozenset[str]:
    """Give an exhibitor, a toolkit or a pool other tags and return them."""
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="set_tags"))
    unknown = order.tags - set(TAGS)
    if unknown:
        named = ", ".join(sorted(unknown))
        raise Refused(errors.FieldFault(field_name="tags", fault="unknown", value=named))
    if order.exhibitor_id is not None:
        return _tag_exhibitor(tx, order.exhibitor_id, order)
    return _tag_resource(tx, order.resource_id or 0, order)


def _tag_exhibitor(tx: Transaction, exhibitor_id: int, order: SetTags) -> frozenset[str]:
    found = exhibitors.by_id(tx.connection, exhibitor_id)
    if found is None:
        raise Refused(errors.NotFound(what="exhibitor", key=str(exhibitor_id)))
    before = tags_of_exhibitor(tx, exhibitor_id)
    _check_seen("exhibitor", found.code, before, order)
    if before != order.tags:
        rows.write_exhibitor_tags(tx, exhibitor_id, order.tags)
        _record(tx, "exhibitors", found.code, before, order.tags)
    return order.tags


def _tag_resource(tx: Transaction, resource_id: int, order: SetTags) -> frozenset[str]:
    found = read_lab(tx).resources.get(resource_id)
    if found is None or found.ref.kind not in _TAGGED:
        raise Refused(errors.NotFound(what="resource", key=str(resource_id)))
    before = tags_of_resource(tx, resource_id)
    _check_seen("resource", found.ref.code, before, order)
    if before != order.tags:
        rows.write_resource_tags(tx, resource_id, order.tags)
        _record(tx, _AREAS[found.ref.kind], found.ref.code, before, order.tags)
    return order.tags


def _check_seen(what: str, key: str, before: frozenset[str], order: SetTags) -> None:
    if before != order.seen:
        told = (("tags", ", ".join(sorted(before)), ", ".join(sorted(order.tags))),)
        raise Refused(errors.ChangedMeanwhile(what=what, key=key, by="", differences=told))


def _record(
    tx: Transaction, area: str, subject: str, before: frozenset[str], after: frozenset[str]
) -> None:
    tx.record(
        area,
        "set_tags",
        subject,
        before={"tags": sorted(before)},
        after={"tags": sorted(after)},
    )


def _guests(tx: Transaction) -> Sequence[Guest]:
    own = rows.exhibitor_tags(tx.connection)
    shown: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for card in demo_rows.cards(tx.connection):
        if card.retired_at is None:
            shown[card.demo.exhibitor_id].append(_tags_of(card))
    return [
        Guest(
            id=one.id,
            code=one.code,
            names=one.names,
            kind=one.kind.value,
            tags=all_tags(own.get(one.id, ()), shown[one.id]),
        )
        for one in exhibitors.everybody(tx.connection)
        if one.status == "active"
    ]


def _tags_of(card: DemoCard) -> tuple[str, ...]:
    return tuple(each.value for each in (*card.layers, *card.industries))


def _offers(tx: Transaction, wanted: Wanted) -> Sequence[Offer]:
    """Return what the partners have, with whose it is and when it is free."""
    here = read_lab(tx)
    cards = [card for card in demo_rows.cards(tx.connection) if card.retired_at is None]
    people = {one.id: one for one in exhibitors.everybody(tx.connection)}
    partners = {
        one.code: one.names
        for one in people.values()
        if one.kind is ExhibitorKind.PARTNER and one.status == "active"
    }
    needs: list[tuple[Offer, Mapping[int, int]]] = [
        *_shared(tx, here, cards, partners, wanted),
        *_demos(here, cards, people),
    ]
    return _with_times(tx, here, needs, wanted)


def _shared(
    tx: Transaction,
    here: Lab,
    cards: Sequence[DemoCard],
    partners: Mapping[str, Names],
    wanted: Wanted,
) -> list[tuple[Offer, Mapping[int, int]]]:
    """Return toolkits and pools; they have their own tags and those of the demos that use them."""
    own = rows.resource_tags(tx.connection)
    used: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for card in cards:
        for resource_id in (
            *card.demo.toolkits,
            *([card.demo.pool_id] if card.demo.pool_id else []),
        ):
            used[resource_id].append(_tags_of(card))
    vendors = {one.id: one.vendor for one in list_toolkits(tx)}
    found: list[tuple[Offer, Mapping[int, int]]] = []
    for key, one in here.resources.items():
        if one.ref.kind not in _TAGGED or not one.bookable:
            continue
        pool = one.ref.kind is ResourceKind.POOL
        natural = (Layer.COMPUTING.value,) if pool else ()
        offer = Offer(
            kind=OfferKind.POOL if pool else OfferKind.TOOLKIT,
            id=key,
            code=one.ref.code,
            names=one.ref.names,
            owner_code="",
            owner=NO_NAMES,
            tags=all_tags(own.get(key, ()), [natural, *used[key]]),
        )
        vendor = str(one.details.get("vendor", "")) if pool else vendors.get(key, "")
        units = wanted.mpflops if pool else wanted.seats
        found.append((owned(offer, vendor, partners), _chain(here, one, units)))
    return found


def _chain(here: Lab, one: Resource, units: int) -> Mapping[int, int]:
    """Return the need of units of a resource and of all above it."""
    return dict.fromkeys(here.with_parents(one.ref.id), units)


def _demos(
    here: Lab, cards: Iterable[DemoCard], people: Mapping[int, Exhibitor]
) -> list[tuple[Offer, Mapping[int, int]]]:
    """Return the partners' demos, each with what it needs to be shown."""
    found: list[tuple[Offer, Mapping[int, int]]] = []
    for card in cards:
        owner = people[card.demo.exhibitor_id]
        if owner.kind is not ExhibitorKind.PARTNER or owner.status != "active":
            continue
        needs: dict[int, int] = {owner.badges_id: 1, **card.demo.toolkits}
        if card.demo.pool_id is not None:
            needs |= _chain(here, here.resources[card.demo.pool_id], card.demo.mpflops)
        offer = Offer(
            kind=OfferKind.DEMO,
            id=card.demo.id,
            code=card.demo.code,
            names=card.demo.titles,
            owner_code=owner.code,
            owner=owner.names,
            tags=frozenset(_tags_of(card)),
        )
        found.append((offer, needs))
    return found


def _with_times(
    tx: Transaction,
    here: Lab,
    needs: Sequence[tuple[Offer, Mapping[int, int]]],
    wanted: Wanted,
) -> Sequence[Offer]:
    """Return the offers with their first free times; a demo only on days it is cleared for."""
    today = day_of(tx.now)
    days = [today + timedelta(days=offset) for offset in range(wanted.days + 1)]
    hours = [
        Span(max(one.start, tx.now), one.end)
        for day in days
        for one in here.opening.hours_on(day)
        if one.end > tx.now
    ]
    ids = sorted({key for _, each in needs for key in each})
    if not hours or not ids:
        return [offer for offer, _ in needs]
    first, last = Span(hours[0].start, hours[-1].end).slots
    gone = {due.id for due in booking_rows.due(tx.connection, tx.now)}
    claims = (
        claim
        for booking_id, claim in occupancy.claims_between(tx.connection, first, last, ids)
        if booking_id not in gone
    )
    ledger = Ledger(occupancy.steps_of(tx.connection, ids), claims)
    demos = {card.id: card for card in exhibitors.all_demos(tx.connection)}
    least = timedelta(minutes=wanted.minutes)
    found: list[Offer] = []
    for offer, need in needs:
        mine = hours
        if offer.kind is OfferKind.DEMO:
            shown = demos[offer.id]
            mine = [one for one in hours if shown.cleared_on(day_of(one.start))]
        times = free_times(ledger, need, mine, least)
        found.append(replace(offer, free=tuple(islice(times, MOST_WINDOWS))))
    return found
