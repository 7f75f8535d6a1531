"""What is shared by many: power feeds, compute pools, seats of toolkits; add, change, remove."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import or_, select, update

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.lab import Lab, Resource
from labapp.domain.languages import Names
from labapp.domain.resources import ResourceKind, Step
from labapp.domain.steps import capped
from labapp.domain.times import FOREVER, slot_at
from labapp.services import capacities
from labapp.services import place_fields as fields
from labapp.services.place_edits import drop_resources, refuse_booked
from labapp.services.places import check_fuses, usable_watts
from labapp.storage import exhibitors as resource_rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.tables.bookings import booking, claim
from labapp.storage.tables.exhibitors import demo, demo_toolkit
from labapp.storage.tables.resources import resource
from labapp.storage.tables.spaces import power_feed
from labapp.storage.transaction import Transaction

FUSES: Final = ("volts", "amps", "phases", "derate_percent")
EDITABLE: Final = frozenset({"names", "bookable"})
SHARED: Final = frozenset({ResourceKind.FEED, ResourceKind.POOL, ResourceKind.TOOLKIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFeed:
    """Other names or fuses of a power feed."""

    resource_id: int
    changes: Mapping[str, Any]
    """``names``, ``volts``, ``amps``, ``phases``, ``derate_percent``."""
    seen: Mapping[str, Any] = field(default_factory=dict)
    """What the changed fields said before; others by now: somebody else saved first."""
    force_reason: str | None = None
    """A supervisor's reason for less power than is promised; marks the bookings in the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPool:
    """A compute pool with its mPFLOPS for good; its parts never add up to more than it has."""

    code: str
    names: Names
    mpflops: int
    parent_id: int | None = None
    bookable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToolkit:
    """A toolkit with so many seats for good."""

    code: str
    names: Names
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EditResource:
    """Other names of a pool or toolkit, or whether it can be booked."""

    resource_id: int
    changes: Mapping[str, Any]
    seen: Mapping[str, Any] = field(default_factory=dict)
    """What the changed fields said before; others by now: somebody else saved first."""


def edit_feed(tx: Transaction, order: EditFeed) -> Resource:
    """Change a feed and return it; an unknown field is a bug (KeyError).

    Other fuses hold from now on: wherever the feed has its usual watts it has the new ones, and
    what was planned apart is never above them. Below what is booked it is refused unless forced.
    """
    fields.supervisor(tx, "edit_feed")
    fields.known_fields(order.changes, frozenset({"names", *FUSES}))
    feed = _of_kind(tx, order.resource_id, ResourceKind.FEED)
    row = tx.connection.execute(
        select(power_feed).where(power_feed.c.resource_id == feed.ref.id)
    ).first()
    # a feed that was stored without fuses has none to compare with
    old = {name: 0 if row is None else int(getattr(row, name)) for name in FUSES}
    stored: dict[str, Any] = {"names": feed.ref.names, **old}
    fields.as_seen(tx, fields.Seen("feed", feed.ref.code, order.changes, order.seen, stored))
    changes = {name: value for name, value in order.changes.items() if value != stored[name]}
    if "names" in changes:
        _rename(tx, feed, changes["names"])
    if changes.keys() & set(FUSES):
        new = {name: int(changes.get(name, old[name])) for name in FUSES}
        check_fuses(**new)
        if row is None:
            tx.connection.execute(power_feed.insert().values(resource_id=feed.ref.id, **new))
        else:
            found = update(power_feed).where(power_feed.c.resource_id == feed.ref.id)
            tx.connection.execute(found.values(new))
        was, becomes = usable_watts(**old), usable_watts(**new)
        steps = capped(capacities.steps_of(tx, feed.ref.id), slot_at(tx.now), was, becomes)
        capacities.lay(tx, feed, steps, order.force_reason)
    _record_edit(tx, "edit_feed", feed, stored, changes, order.force_reason)
    return capacities.resource_of(tx, feed.ref.id)


def add_pool(tx: Transaction, order: AddPool) -> Resource:
    """Add a compute pool and return it; parts that are more than their whole are refused."""
    fields.supervisor(tx, "add_pool")
    code, names = fields.new_code(tx, resource, order.code), fields.name_columns(order.names)
    fields.within("mpflops", order.mpflops, 0, capacities.MOST_UNITS)
    if order.parent_id is not None:
        _of_kind(tx, order.parent_id, ResourceKind.POOL)
    added = resource_rows.add_resource(
        tx,
        code,
        ResourceKind.POOL,
        order.mpflops,
        parent_id=order.parent_id,
        bookable=order.bookable,
        **names,
    )
    tx.record("compute", "add_pool", code, after={"mpflops": order.mpflops})
    made = capacities.resource_of(tx, added)
    nothing = (Step(0, FOREVER, 0),)
    steps = capacities.steps_of(tx, added)
    capacities.check_parents(tx, read_lab(tx), made, nothing, steps)
    return made


def add_toolkit(tx: Transaction, order: AddToolkit) -> Resource:
    """Add a toolkit with its seats and return it."""
    fields.supervisor(tx, "add_toolkit")
    code = fields.new_code(tx, resource, order.code, capitals=False)
    names = fields.name_columns(order.names)
    fields.within("seats", order.seats, 0, 100_000)
    added = resource_rows.add_resource(tx, code, ResourceKind.TOOLKIT, order.seats, **names)
    tx.record("toolkits", "add_toolkit", code, after={"seats": order.seats})
    return capacities.resource_of(tx, added)


def edit_resource(tx: Transaction, order: EditResource) -> Resource:
    """Change a pool or toolkit and return it; an unknown field is a bug (KeyError)."""
    fields.supervisor(tx, "edit_resource")
    fields.known_fields(order.changes, EDITABLE)
    found = _of_kind(tx, order.resource_id, ResourceKind.POOL, ResourceKind.TOOLKIT)
    stored: dict[str, Any] = {"names": found.ref.names, "bookable": found.bookable}
    fields.as_seen(tx, fields.Seen("resource", found.ref.code, order.changes, order.seen, stored))
    changes = {name: value for name, value in order.changes.items() if value != stored[name]}
    if "names" in changes:
        _rename(tx, found, changes["names"])
    if "bookable" in changes:
        tx.connection.execute(
            update(resource)
            .where(resource.c.id == found.ref.id)
            .values(bookable=bool(changes["bookable"]))
        )
    _record_edit(tx, "edit_resource", found, stored, changes, None)
    return capacities.resource_of(tx, found.ref.id)


def remove_resource(tx: Transaction, resource_id: int) -> None:
    """Take away a feed, pool or toolkit that nothing uses; what does is named in the refusal."""
    fields.supervisor(tx, "remove_resource")
    gone = _of_kind(tx, resource_id, *SHARED)
    what, key = gone.ref.kind.value, gone.ref.code
    for users, named in _users(tx, read_lab(tx), resource_id):
        if named:
            raise fields.still_used(what, key, users, named)
    extras = select(booking.c.id, booking.c.extras).where(booking.c.extras.is_not(None))
    brought = [
        row.id
        for row in tx.connection.execute(extras)
        if any(int(each) == resource_id for each, _ in row.extras)
    ]
    refuse_booked(
        tx,
        what,
        key,
        or_(
            booking.c.pool_id == resource_id,
            booking.c.id.in_(select(claim.c.booking_id).where(claim.c.resource_id == resource_id)),
            booking.c.id.in_(brought),
        ),
    )
    drop_resources(tx, [resource_id])
    tx.record(
        capacities.area_of(gone),
        "remove_resource",
        key,
        before={"names": list(gone.ref.names.all())},
    )


def _users(tx: Transaction, here: Lab, resource_id: int) -> Iterable[tuple[str, list[str]]]:
    """Yield what rests on the resource beside bookings."""
    yield "places", [one.code for one in here.places.values() if one.feed_id == resource_id]
    parts = [r.ref for r in here.resources.values() if r.parent_id == resource_id]
    yield "pools", [ref.code for ref in parts if ref.kind is ResourceKind.POOL]
    yield "places", [ref.code.rpartition(":")[2] for ref in parts]
    seats = select(demo_toolkit.c.demo_id).where(demo_toolkit.c.resource_id == resource_id)
    needing = select(demo.c.code).where(or_(demo.c.pool_id == resource_id, demo.c.id.in_(seats)))
    yield "demos", list(tx.connection.execute(needing.order_by(demo.c.code)).scalars())


def _of_kind(tx: Transaction, resource_id: int, *kinds: ResourceKind) -> Resource:
    found = read_lab(tx).resources.get(resource_id)
    if found is None or found.ref.kind not in kinds:
        what = kinds[0].value if len(kinds) == 1 else "resource"
        raise Refused(errors.NotFound(what=what, key=str(resource_id)))
    return found


def _rename(tx: Transaction, of: Resource, names: Names) -> None:
    tx.connection.execute(
        update(resource).where(resource.c.id == of.ref.id).values(fields.name_columns(names))
    )


def _record_edit(
    tx: Transaction,
    act: str,
    of: Resource,
    stored: Mapping[str, Any],
    changes: Mapping[str, Any],
    forced: str | None,
) -> None:
    if changes:
        tx.record(
            capacities.area_of(of),
            act,
            of.ref.code,
            before={name: fields.as_record(stored[name]) for name in sorted(changes)},
            after={name: fields.as_record(changes[name]) for name in sorted(changes)}
            | ({"forced": forced} if forced else {}),
        )
