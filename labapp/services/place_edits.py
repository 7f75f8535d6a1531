"""A place that is there already: change its facts, or take it away when nothing ever used it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, or_, select, update

from labapp.domain import errors
from labapp.domain.bookings import HOLDING, Booking
from labapp.domain.errors import Refused
from labapp.domain.lab import Lab
from labapp.domain.resources import Holder, ResourceKind, Step, difference
from labapp.domain.spaces import MEASURES, Place, PlaceKind
from labapp.domain.steps import overlay
from labapp.domain.times import FOREVER, Span, slot_at
from labapp.services import capacities, promises
from labapp.services import place_fields as fields
from labapp.services.spaces import set_in_service
from labapp.storage import bookings as booking_rows
from labapp.storage import exhibitors as resource_rows
from labapp.storage import occupancy
from labapp.storage.lab import lab as read_lab
from labapp.storage.tables.bookings import booking, claim
from labapp.storage.tables.resources import occupancy as counted
from labapp.storage.tables.resources import resource
from labapp.storage.tables.spaces import place
from labapp.storage.transaction import Transaction

AHEAD: Final = timedelta(days=3660)
_PLAIN: Final = frozenset({"names", "note", "capacity_people", "zone_id", "kind"})
_POWER: Final = frozenset({"feed_id", "power_limit_w"})
EDITABLE: Final = _PLAIN | _POWER | {"position", "details"}
_SOCKETS: Final = "sockets:"
MOST_PEOPLE: Final = 100_000
MOST_WATTS: Final = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPlace:
    """Other names or facts of a place; its code and units are what bookings rest on.

    ``details`` are laid over those there are: a measure that is None is no longer given.
    ``position`` is among the places of its zone, 0 is first.
    """

    place_id: int
    changes: Mapping[str, Any]
    seen: Mapping[str, Any] = field(default_factory=dict)
    """What the changed fields said before; others by now: somebody else saved first."""
    force_reason: str | None = None
    """A supervisor's reason for a power limit below what is promised; marks those in the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutInService:
    """A place in or out of service from an instant (None: now) until another (None: for good)."""

    place_id: int
    in_service: bool
    note: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    force_reason: str | None = None
    """A supervisor's reason to take it out over what is booked there, which is marked."""


def put_in_service(tx: Transaction, order: PutInService) -> Place:
    """Do so and return the place; bookings in the way are named in the refusal."""
    here = set_in_service(
        tx,
        order.place_id,
        in_service=order.in_service,
        note=order.note,
        start=order.start,
        end=order.end,
        force_reason=order.force_reason,
    )
    return here.places[order.place_id]


def edit_place(tx: Transaction, order: EditPlace) -> Place:
    """Change a place and return it; an unknown field is a bug (KeyError).

    Another feed or limit holds from now on. What is booked and would draw too much is named in the
    refusal; a lower limit may be forced, a feed that is too weak may not.
    """
    fields.supervisor(tx, "edit_place")
    fields.known_fields(order.changes, EDITABLE)
    before = _place(tx, order.place_id)
    stored = {name: getattr(before, name) for name in EDITABLE - {"position"}}
    here = read_lab(tx)
    codes = {zone.id: zone.code for zone in here.zones}
    feeds = {key: one.ref.code for key, one in here.resources.items()}
    fields.as_seen(
        tx,
        fields.Seen("place", before.code, order.changes, order.seen, stored),
        {"zone_id": codes, "feed_id": feeds},
    )
    changes = {
        name: value
        for name, value in order.changes.items()
        if name == "position" or value != stored[name]
    }
    _check(here, changes)
    columns = _columns(before, changes)
    if columns:
        tx.connection.execute(update(place).where(place.c.id == before.id).values(columns))
    if "names" in changes:
        of_place = (before.resource_id, before.sockets_id or before.resource_id)
        tx.connection.execute(
            update(resource)
            .where(resource.c.id.in_(of_place))
            .values(fields.name_columns(changes["names"]))
        )
    if "position" in changes:
        _put_at(tx, before, int(changes["position"]))
    if changes:
        tx.record(
            "spaces",
            "edit_place",
            before.code,
            before={n: fields.as_record(stored[n]) for n in sorted(changes.keys() & stored)},
            after={n: fields.as_record(changes[n]) for n in sorted(changes)}
            | ({"forced": order.force_reason} if order.force_reason else {}),
        )
    if changes.keys() & _POWER:
        _rewire(tx, before, order.force_reason)
    return _place(tx, order.place_id)


def _check(here: Lab, changes: Mapping[str, Any]) -> None:
    """Refuse what cannot stand."""
    if "zone_id" in changes and changes["zone_id"] not in {one.id for one in here.zones}:
        raise Refused(errors.NotFound(what="zone", key=str(changes["zone_id"])))
    if changes.get("feed_id") is not None:
        feed = here.resources.get(changes["feed_id"])
        if feed is None or feed.ref.kind is not ResourceKind.FEED:
            raise Refused(errors.NotFound(what="feed", key=str(changes["feed_id"])))
    fields.within("capacity_people", changes.get("capacity_people"), 0, MOST_PEOPLE)
    fields.within("power_limit_w", changes.get("power_limit_w"), 0, MOST_WATTS)
    if len(changes.get("note") or "") > fields.LONGEST_NOTE:
        raise fields.fault("note", "out_of_range")
    check_details(changes.get("details", {}))


def check_details(details: Mapping[str, Any]) -> None:
    """Refuse a measure that no place has."""
    for name, (least, most) in MEASURES.items():
        if name in details:
            fields.within(name, details[name], least, most)
    for drop in details.get("network_drops", ()):
        fields.within("network_drops", drop["count"], 0, 1000)


def _columns(before: Place, changes: Mapping[str, Any]) -> dict[str, Any]:
    columns = {
        name: changes[name]
        for name in ("note", "capacity_people", "zone_id", "feed_id", "power_limit_w")
        if name in changes
    }
    if "kind" in changes:
        columns["kind"] = PlaceKind(changes["kind"]).value
    if "names" in changes:
        columns |= fields.name_columns(changes["names"])
    if "details" in changes:
        laid = {**before.details, **changes["details"]}
        columns["details"] = {name: value for name, value in laid.items() if value is not None}
    return columns


def _rewire(tx: Transaction, before: Place, force_reason: str | None) -> None:
    """Let the place draw from its feed within its limit, and what is booked there with it."""
    now = _place(tx, before.id)
    sockets_id = now.sockets_id
    if now.power_limit_w is None:
        sockets_id = None
    elif sockets_id is None:
        sockets_id = _sockets(tx, now)
    else:
        limit = Step(slot_at(tx.now), FOREVER, now.power_limit_w)
        steps = overlay(capacities.steps_of(tx, sockets_id), limit)
        capacities.lay(tx, capacities.resource_of(tx, sockets_id), steps, force_reason)
    if sockets_id is not None:
        parent = update(resource).where(resource.c.id == sockets_id)
        tx.connection.execute(parent.values(parent_id=now.feed_id))
    tx.connection.execute(update(place).where(place.c.id == now.id).values(sockets_id=sockets_id))
    tx.record("spaces", "rewire", now.code, after={"sockets": sockets_id, "feed": now.feed_id})
    if (before.feed_id, before.sockets_id) != (now.feed_id, sockets_id):
        _claim_anew(tx, now.id)


def _sockets(tx: Transaction, of: Place) -> int:
    """Return the resource of the place's sockets: the one it had once, or a new one."""
    code, limit = f"{_SOCKETS}{of.code}", of.power_limit_w or 0
    known = read_lab(tx).resource_by_code(code)
    if known is not None:
        steps = overlay(
            capacities.steps_of(tx, known.ref.id), Step(slot_at(tx.now), FOREVER, limit)
        )
        capacities.lay(tx, known, steps, None)
        return known.ref.id
    names = fields.name_columns(of.names)
    kind = ResourceKind.SOCKETS
    return resource_rows.add_resource(tx, code, kind, limit, parent_id=of.feed_id, **names)


def _claim_anew(tx: Transaction, place_id: int) -> None:
    """Let what is booked at the place draw its power where the place does now.

    Refused with all that would not fit there.
    """
    here = read_lab(tx)
    ahead = booking_rows.between(tx.connection, Span(tx.now, tx.now + AHEAD), states=HOLDING)
    blocked: list[tuple[Booking, errors.OverCapacity]] = []
    for one in ahead:
        if one.place_id == place_id and one.power_w:
            party = promises.party_of(tx, one)
            claims = promises.claims_of(here, one, party)
            _, rises = difference(occupancy.claims_of(tx.connection, one.id), claims)
            against = promises.law_against(tx, here, one, party, rises)
            over = [refusal for refusal in against if isinstance(refusal, errors.OverCapacity)]
            if over:
                blocked.append((one, over[0]))
            else:
                promises.promise(tx, one, before=one, act="edit")
    if blocked:
        worst = max(blocked, key=lambda found: found[1].over)[1]
        raise Refused(
            errors.BelowBooked(
                resource=worst.resource,
                capacity=worst.capacity,
                peak=worst.used + worst.wanted,
                at=worst.at,
                holders=tuple(
                    Holder(one.id, one.number, one.who, one.span, one.power_w, one.state.value)
                    for one, _ in blocked
                ),
            )
        )


def _put_at(tx: Transaction, moved: Place, position: int) -> None:
    """Put a place among those of its zone."""
    here = read_lab(tx)
    beside = [one.id for one in here.places.values() if one.zone_id == moved.zone_id]
    taken = sorted(here.places[each].position for each in beside)
    beside.remove(moved.id)
    beside.insert(max(0, min(position, len(beside))), moved.id)
    numbers = taken if len(set(taken)) == len(taken) else range(len(beside))
    for number, each in zip(numbers, beside, strict=True):
        tx.connection.execute(update(place).where(place.c.id == each).values(position=number))


def remove_place(tx: Transaction, place_id: int) -> None:
    """Take away a place that nothing was ever booked at.

    Refused with what is booked there ahead, or since its past must stay told: then it can only be
    taken out of service.
    """
    fields.supervisor(tx, "remove_place")
    gone = _place(tx, place_id)
    inside = [one.code for one in read_lab(tx).places.values() if one.parent_id == place_id]
    if inside:
        raise fields.still_used("place", gone.code, "places", inside)
    sockets = read_lab(tx).resource_by_code(f"{_SOCKETS}{gone.code}")
    of_place = [gone.resource_id, *([sockets.ref.id] if sockets is not None else [])]
    refuse_booked(
        tx,
        "place",
        gone.code,
        or_(
            booking.c.place_id == place_id,
            booking.c.id.in_(select(claim.c.booking_id).where(claim.c.resource_id.in_(of_place))),
        ),
    )
    tx.connection.execute(delete(place).where(place.c.id == place_id))
    drop_resources(tx, of_place)
    tx.record("spaces", "remove_place", gone.code, before={"names": list(gone.names.all())})


def refuse_booked(tx: Transaction, what: str, key: str, condition: Any) -> None:  # noqa: ANN401 -- a condition on bookings
    """Refuse to remove what bookings rest on: those ahead by number, else since there were some."""
    holding = [state.value for state in HOLDING]
    found = select(booking.c.number).where(condition)
    ahead = found.where(booking.c.ends_at > tx.now, booking.c.state.in_(holding))
    numbers = list(tx.connection.execute(ahead.order_by(booking.c.starts_at)).scalars())
    if numbers:
        raise fields.still_used(what, key, "bookings", numbers)
    past = list(tx.connection.execute(found.order_by(booking.c.id).limit(1)).scalars())
    if past:
        raise fields.still_used(what, key, "history", past)


def drop_resources(tx: Transaction, resource_ids: Sequence[int]) -> None:
    """Remove resources that nothing claims, with their steps and their counted slots."""
    wanted = list(resource_ids)
    tx.connection.execute(delete(counted).where(counted.c.resource_id.in_(wanted)))
    tx.connection.execute(delete(resource).where(resource.c.id.in_(wanted)))


def _place(tx: Transaction, place_id: int) -> Place:
    found = read_lab(tx).places.get(place_id)
    if found is None:
        raise Refused(errors.NotFound(what="place", key=str(place_id)))
    return found
