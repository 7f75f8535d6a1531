"""Zones, places and power feeds: add them, change them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, insert, select, update

from labapp.domain import errors
from labapp.domain.bookings import HOLDING
from labapp.domain.errors import Refused
from labapp.domain.languages import Names
from labapp.domain.resources import ResourceKind
from labapp.domain.spaces import Place, PlaceKind, Zone
from labapp.domain.staff import SUPERVISING
from labapp.domain.times import LONGEST, Span
from labapp.services import promises
from labapp.storage import bookings as booking_rows
from labapp.storage import exhibitors as resource_rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.tables.resources import resource
from labapp.storage.tables.spaces import place, power_feed, zone
from labapp.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AddZone:
    """A part of the floor."""

    code: str
    names: Names
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFeed:
    """A power feed; what it may carry follows from its fuses: V × A × phases × derating."""

    code: str
    names: Names
    volts: int = 220
    amps: int = 32
    phases: int = 1
    derate_percent: int = 80

    @property
    def usable_w(self) -> int:
        """The load in watts that may be planned."""
        return self.volts * self.amps * self.phases * self.derate_percent // 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPlace:
    """Somewhere to book; inside another place it is taken whenever that is."""

    code: str
    kind: PlaceKind
    names: Names
    zone_id: int
    units: int = 1
    power_limit_w: int | None = None
    feed_id: int | None = None
    parent_id: int | None = None
    capacity_people: int | None = None
    note: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPlace:
    """Other names or facts of a place; its code, kind and power are what bookings rest on."""

    place_id: int
    changes: Mapping[str, Any]


EDITABLE = frozenset({"names", "note", "capacity_people", "position", "zone_id"})


def add_zone(tx: Transaction, order: AddZone) -> Zone:
    """Add a zone after the others and return it."""
    _supervisor(tx, "add_zone")
    code = _new_code(tx, zone, order.code, order.names)
    position = tx.connection.execute(select(func.count()).select_from(zone)).scalar_one()
    tx.connection.execute(
        insert(zone).values(
            code=code,
            colour=order.colour,
            position=position,
            sample=False,
            **_name_columns(order.names),
        )
    )
    tx.record("spaces", "add_zone", code, after={"names": list(order.names.all())})
    return next(one for one in read_lab(tx).zones if one.code == code)


def add_feed(tx: Transaction, order: AddFeed) -> int:
    """Add a power feed and return its resource."""
    _supervisor(tx, "add_feed")
    code = _new_code(tx, resource, order.code, order.names)
    if order.usable_w <= 0:
        raise Refused(errors.FieldFault(field_name="amps", fault="out_of_range"))
    resource_id = resource_rows.add_resource(
        tx, code, ResourceKind.FEED, order.usable_w, **_name_columns(order.names)
    )
    tx.connection.execute(
        insert(power_feed).values(
            resource_id=resource_id,
            volts=order.volts,
            phases=order.phases,
            amps=order.amps,
            derate_percent=order.derate_percent,
        )
    )
    tx.record("spaces", "add_feed", code, after={"usable_w": order.usable_w})
    return resource_id


def add_place(tx: Transaction, order: AddPlace) -> Place:
    """Add a place and return it.

    Inside a hall that is already promised, the new place belongs to those promises too.
    """
    _supervisor(tx, "add_place")
    code = _new_code(tx, place, order.code, order.names)
    if order.units < 1:
        raise Refused(errors.FieldFault(field_name="units", fault="out_of_range"))
    here = read_lab(tx)
    if order.zone_id not in {one.id for one in here.zones}:
        raise Refused(errors.NotFound(what="zone", key=str(order.zone_id)))
    if order.parent_id is not None and order.parent_id not in here.places:
        raise Refused(errors.NotFound(what="place", key=str(order.parent_id)))
    names = _name_columns(order.names)
    sockets_id = None
    if order.power_limit_w is not None:
        sockets_id = resource_rows.add_resource(
            tx,
            f"sockets:{code}",
            ResourceKind.SOCKETS,
            order.power_limit_w,
            parent_id=order.feed_id,
            **names,
        )
    resource_id = resource_rows.add_resource(
        tx, f"place:{code}", ResourceKind.PLACE, order.units, **names
    )
    added = tx.connection.execute(
        insert(place)
        .values(
            code=code,
            kind=order.kind.value,
            zone_id=order.zone_id,
            resource_id=resource_id,
            sockets_id=sockets_id,
            feed_id=order.feed_id,
            parent_id=order.parent_id,
            units=order.units,
            power_limit_w=order.power_limit_w,
            capacity_people=order.capacity_people,
            in_service=True,
            note=order.note,
            position=len(here.places),
            sample=False,
            details=dict(order.details) or None,
            **names,
        )
        .returning(place.c.id)
    ).scalar_one()
    tx.record("spaces", "add_place", code, after={"kind": order.kind.value})
    _join_promises(tx, order.parent_id)
    return read_lab(tx).places[int(added)]


def _join_promises(tx: Transaction, parent_id: int | None) -> None:
    """Let what is promised of the places around the new one take it as well."""
    here = read_lab(tx)
    around: set[int] = set()
    while parent_id is not None:
        around.add(parent_id)
        parent_id = here.places[parent_id].parent_id
    if not around:
        return
    ahead = Span(tx.now, tx.now + LONGEST * 12)
    for booking in booking_rows.between(tx.connection, ahead, states=HOLDING):
        if booking.place_id in around:
            promises.promise(tx, booking, before=booking, act="edit")


def edit_place(tx: Transaction, order: EditPlace) -> Place:
    """Change names or facts of a place and return it; an unknown field is a bug (KeyError)."""
    _supervisor(tx, "edit_place")
    unknown = set(order.changes) - EDITABLE
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    before = read_lab(tx).places.get(order.place_id)
    if before is None:
        raise Refused(errors.NotFound(what="place", key=str(order.place_id)))
    columns = dict(order.changes)
    names = columns.pop("names", None)
    if names is not None:
        if not names.all():
            raise Refused(errors.FieldFault(field_name="name", fault="missing"))
        columns |= _name_columns(names)
        of_place = (before.resource_id, before.sockets_id or before.resource_id)
        tx.connection.execute(
            update(resource).where(resource.c.id.in_(of_place)).values(_name_columns(names))
        )
    tx.connection.execute(update(place).where(place.c.id == before.id).values(columns))
    tx.record("spaces", "edit_place", before.code, after={"fields": sorted(order.changes)})
    return read_lab(tx).places[before.id]


def _new_code(tx: Transaction, table: Any, code: str, names: Names) -> str:  # noqa: ANN401 -- any table with a code
    wanted = code.strip().upper()
    if not wanted:
        raise Refused(errors.FieldFault(field_name="code", fault="missing"))
    if not names.all():
        raise Refused(errors.FieldFault(field_name="name", fault="missing"))
    found = tx.connection.execute(select(table.c.id).where(table.c.code == wanted)).first()
    if found is not None:
        raise Refused(errors.FieldFault(field_name="code", fault="duplicate", value=wanted))
    return wanted


def _name_columns(names: Names) -> dict[str, str | None]:
    return {"name_en": names.en, "name_zh_hant": names.zh_hant, "name_zh_hans": names.zh_hans}


def _supervisor(tx: Transaction, act: str) -> None:
    if tx.actor.role not in SUPERVISING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=act))
