"""Zones, places and power feeds: add them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import func, insert, select

from labapp.domain import errors
from labapp.domain.bookings import HOLDING
from labapp.domain.errors import Refused
from labapp.domain.languages import Names
from labapp.domain.resources import ResourceKind
from labapp.domain.spaces import Place, PlaceKind, Zone
from labapp.domain.times import LONGEST, Span
from labapp.services import place_fields as fields
from labapp.services import promises
from labapp.services.place_edits import MOST_PEOPLE, MOST_WATTS, check_details
from labapp.storage import bookings as booking_rows
from labapp.storage import exhibitors as resource_rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.tables.resources import resource
from labapp.storage.tables.spaces import place, power_feed, zone
from labapp.storage.transaction import Transaction

PHASES: Final = (1, 3)


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
        return usable_watts(self.volts, self.amps, self.phases, self.derate_percent)


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


def add_zone(tx: Transaction, order: AddZone) -> Zone:
    """Add a zone after the others and return it."""
    fields.supervisor(tx, "add_zone")
    code, names = fields.new_code(tx, zone, order.code), fields.name_columns(order.names)
    colour = fields.colour(order.colour)
    position = tx.connection.execute(select(func.count()).select_from(zone)).scalar_one()
    tx.connection.execute(
        insert(zone).values(
            code=code,
            colour=colour,
            position=position,
            sample=False,
            **names,
        )
    )
    tx.record("spaces", "add_zone", code, after={"names": list(order.names.all())})
    return next(one for one in read_lab(tx).zones if one.code == code)


def add_feed(tx: Transaction, order: AddFeed) -> int:
    """Add a power feed and return its resource."""
    fields.supervisor(tx, "add_feed")
    code, names = fields.new_code(tx, resource, order.code), fields.name_columns(order.names)
    check_fuses(order.volts, order.amps, order.phases, order.derate_percent)
    resource_id = resource_rows.add_resource(tx, code, ResourceKind.FEED, order.usable_w, **names)
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


def check_fuses(volts: int, amps: int, phases: int, derate_percent: int) -> None:
    """Refuse fuses that no feed has, or that leave nothing to draw."""
    fields.within("volts", volts, 1, 1_000)
    fields.within("amps", amps, 1, 5_000)
    if phases not in PHASES:
        raise fields.fault("phases", "out_of_range", phases)
    fields.within("derate_percent", derate_percent, 1, 100)
    if usable_watts(volts, amps, phases, derate_percent) <= 0:
        raise fields.fault("amps", "out_of_range", amps)


def usable_watts(volts: int, amps: int, phases: int, derate_percent: int) -> int:
    """Return the load in watts that may be planned: V x A x phases x derating."""
    return volts * amps * phases * derate_percent // 100


def add_place(tx: Transaction, order: AddPlace) -> Place:
    """Add a place and return it.

    Inside a hall that is already promised, the new place belongs to those promises too.
    """
    fields.supervisor(tx, "add_place")
    code, names = fields.new_code(tx, place, order.code), fields.name_columns(order.names)
    if order.units < 1:
        raise Refused(errors.FieldFault(field_name="units", fault="out_of_range"))
    here = read_lab(tx)
    if order.zone_id not in {one.id for one in here.zones}:
        raise Refused(errors.NotFound(what="zone", key=str(order.zone_id)))
    if order.parent_id is not None and order.parent_id not in here.places:
        raise Refused(errors.NotFound(what="place", key=str(order.parent_id)))
    check_details(order.details)
    fields.within("power_limit_w", order.power_limit_w, 0, MOST_WATTS)
    fields.within("capacity_people", order.capacity_people, 0, MOST_PEOPLE)
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
