"""The snapshot of places, resources and house rules that rules and screens read."""

from collections import defaultdict
from datetime import time
from typing import Any

from sqlalchemy import Connection, Row, select

from labapp.domain.lab import Lab, Resource
from labapp.domain.languages import Names
from labapp.domain.policy import Policy, with_setting
from labapp.domain.resources import ResourceKind, ResourceRef
from labapp.domain.spaces import (
    Holiday,
    Hours,
    Opening,
    Place,
    PlaceKind,
    SpecialDay,
    Zone,
)
from labapp.storage.tables.house import counter, setting
from labapp.storage.tables.resources import resource
from labapp.storage.tables.spaces import holiday, opening_exception, opening_rule, place, zone
from labapp.storage.transaction import Transaction

POLICY_PREFIX = "policy."
_VERSION = select(counter.c.value).where(counter.c.name == "lab")


def lab(tx: Transaction) -> Lab:
    """Return the lab as it stands; read again only when its version has changed.

    Within a transaction it is read again after each change that the transaction records.
    """
    changes = tx.settings_changed
    if tx.lab is not None and tx.lab[0] == changes:
        return tx.lab[1]
    version = int(tx.connection.execute(_VERSION).scalar_one())
    known = tx.snapshots.latest
    if known is None or known.version != version or changes:
        known = read_lab(tx.connection, version)
        if not changes:
            tx.snapshots.latest = known
    tx.lab = (changes, known)
    return known


def read_lab(connection: Connection, version: int) -> Lab:
    """Read the snapshot."""
    settings = {row.name: row.value for row in connection.execute(select(setting))}
    policy = Policy()
    for name, value in settings.items():
        if name.startswith(POLICY_PREFIX):
            policy = with_setting(policy, name.removeprefix(POLICY_PREFIX), value)
    zones = tuple(_zone(row) for row in connection.execute(select(zone).order_by(zone.c.position)))
    by_id = {one.id: one for one in zones}
    rows = connection.execute(
        select(place).join(zone).order_by(zone.c.position, place.c.position, place.c.code)
    )
    places = {row.id: _place(row, by_id[row.zone_id]) for row in rows}
    kinds = select(resource).where(resource.c.kind != ResourceKind.BADGES.value)
    resources = {row.id: _resource(row) for row in connection.execute(kinds)}
    names = settings.get("lab.names", {})
    return Lab(
        version=version,
        names=Names(names.get("en"), names.get("zh_hant"), names.get("zh_hans")),
        policy=policy,
        opening=_opening(connection),
        zones=zones,
        places=places,
        resources=resources,
    )


def names_in(row: Row[Any], prefix: str = "name") -> Names:
    """Return the name columns of a row as names."""
    return Names(
        getattr(row, f"{prefix}_en"),
        getattr(row, f"{prefix}_zh_hant"),
        getattr(row, f"{prefix}_zh_hans"),
    )


def _zone(row: Row[Any]) -> Zone:
    return Zone(
        id=row.id,
        code=row.code,
        names=names_in(row),
        colour=row.colour,
        position=row.position,
        sample=row.sample,
    )


def _place(row: Row[Any], within: Zone) -> Place:
    return Place(
        id=row.id,
        code=row.code,
        kind=PlaceKind(row.kind),
        names=names_in(row),
        zone_id=within.id,
        zone=within.names,
        zone_colour=within.colour,
        resource_id=row.resource_id,
        sockets_id=row.sockets_id,
        feed_id=row.feed_id,
        parent_id=row.parent_id,
        units=row.units,
        power_limit_w=row.power_limit_w,
        capacity_people=row.capacity_people,
        in_service=row.in_service,
        note=row.note,
        position=row.position,
        sample=row.sample,
        details=row.details or {},
    )


def _resource(row: Row[Any]) -> Resource:
    ref = ResourceRef(row.id, row.code, ResourceKind(row.kind), names_in(row))
    return Resource(ref, row.parent_id, row.bookable, row.sample, row.details or {})


def _opening(connection: Connection) -> Opening:
    weekly: dict[int, list[Hours]] = defaultdict(list)
    for row in connection.execute(select(opening_rule).order_by(opening_rule.c.opens)):
        weekly[row.weekday].append(_hours(row.opens, row.closes))
    special = [
        SpecialDay(
            row.day,
            tuple(_hours(*pair) for pair in row.hours),
            names_in(row, "reason"),
            row.source,
            row.sample,
        )
        for row in connection.execute(select(opening_exception))
    ]
    holidays = [
        Holiday(row.day, names_in(row), row.kind, row.source)
        for row in connection.execute(select(holiday))
    ]
    return Opening(weekly, special, holidays)


def _hours(opens: str, closes: str) -> Hours:
    midnight = "00:00" if closes == "24:00" else closes
    return Hours(time.fromisoformat(opens), time.fromisoformat(midnight))
