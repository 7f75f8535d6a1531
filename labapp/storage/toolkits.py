"""Queries about toolkits, their installations, and the parts and kits of the lab."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select

from labapp.domain.kits import Asset, Condition, Kit, checklist_of
from labapp.domain.resources import ResourceKind
from labapp.domain.times import SLOT_SECONDS
from labapp.domain.toolkits import Install, Toolkit, rules_of
from labapp.storage.lab import names_in
from labapp.storage.tables.bookings import claim
from labapp.storage.tables.resources import resource
from labapp.storage.tables.toolkits import (
    asset,
    kit,
    kit_part,
    toolkit,
    toolkit_install,
    toolkit_trained,
)


def _install(row: Row[Any]) -> Install:
    return Install(
        id=row.id,
        host=row.host,
        interpreter=row.interpreter,
        certificate=row.certificate,
        certificate_key=row.certificate_key,
        authorities=row.authorities,
        note=row.note,
    )


def _toolkit(row: Row[Any], installs: Sequence[Install], trained: frozenset[int]) -> Toolkit:
    return Toolkit(
        id=row.id,
        code=row.code,
        names=names_in(row),
        bookable=row.bookable,
        vendor=row.vendor or "",
        kind=row.toolkit_kind or "",
        dist=row.dist,
        wanted_version=row.wanted_version,
        licence=row.licence,
        licence_ends=row.licence_ends,
        hardware=tuple(row.hardware or ()),
        protocol=row.protocol,
        port=row.port,
        documents=tuple(row.documents or ()),
        note=row.note,
        rules=rules_of(row.rules or {}),
        installs=tuple(installs),
        trained=trained,
        version=row.version or 0,
    )


def toolkits(connection: Connection, toolkit_id: int | None = None) -> Sequence[Toolkit]:
    """Return all toolkits by code, or the one; one that nobody described is there too."""
    wanted = (
        select(
            resource.c.id,
            resource.c.code,
            resource.c.name_en,
            resource.c.name_zh_hant,
            resource.c.name_zh_hans,
            resource.c.bookable,
            toolkit.c.kind.label("toolkit_kind"),
            *(c for c in toolkit.c if c.name not in {"resource_id", "kind"}),
        )
        .outerjoin(toolkit, toolkit.c.resource_id == resource.c.id)
        .where(resource.c.kind == ResourceKind.TOOLKIT.value)
        .order_by(resource.c.code)
    )
    if toolkit_id is not None:
        wanted = wanted.where(resource.c.id == toolkit_id)
    installs: dict[int, list[Install]] = defaultdict(list)
    for row in connection.execute(select(toolkit_install).order_by(toolkit_install.c.id)):
        installs[row.resource_id].append(_install(row))
    trained: dict[int, set[int]] = defaultdict(set)
    for row in connection.execute(select(toolkit_trained)):
        trained[row.resource_id].add(row.person_id)
    return [
        _toolkit(row, installs.get(row.id, ()), frozenset(trained.get(row.id, ())))
        for row in connection.execute(wanted)
    ]


def with_rules(connection: Connection, resource_ids: Sequence[int]) -> list[int]:
    """Return those of some resources that are toolkits whose partner asks for something."""
    found = connection.execute(
        select(toolkit.c.resource_id, toolkit.c.licence_ends, toolkit.c.rules)
        .where(toolkit.c.resource_id.in_(resource_ids))
        .order_by(toolkit.c.resource_id)
    )
    return [row.resource_id for row in found if row.licence_ends or any(row.rules.values())]


def seat_minutes(connection: Connection, toolkit_id: int, but: int = 0) -> int:
    """Return how many minutes of a seat all bookings in force (but one) take of a toolkit, ever."""
    slots = func.sum((claim.c.until_slot - claim.c.from_slot) * claim.c.units)
    mine = (claim.c.resource_id == toolkit_id) & (claim.c.booking_id != but)
    total = connection.execute(select(slots).where(mine)).scalar()
    return int(total or 0) * SLOT_SECONDS // 60


def replace_trained(connection: Connection, toolkit_id: int, people: Sequence[int]) -> None:
    """Store who was trained, instead of those who were stored."""
    connection.execute(delete(toolkit_trained).where(toolkit_trained.c.resource_id == toolkit_id))
    if people:
        connection.execute(
            insert(toolkit_trained),
            [{"resource_id": toolkit_id, "person_id": one} for one in people],
        )


def _asset(row: Row[Any]) -> Asset:
    return Asset(
        id=row.id,
        tag=row.code,
        names=names_in(row),
        resource_id=row.resource_id,
        toolkit_id=row.toolkit_id,
        serial=row.serial,
        condition=Condition(row.condition),
        note=row.note,
        version=row.version,
    )


def assets(connection: Connection, condition: ColumnElement[bool] | None = None) -> list[Asset]:
    """Return the parts by tag; all, or those of which the condition holds."""
    wanted = select(asset).order_by(asset.c.code)
    if condition is not None:
        wanted = wanted.where(condition)
    return [_asset(row) for row in connection.execute(wanted)]


def by_tag(connection: Connection, tag: str) -> Asset | None:
    """Return the part with a tag, in any case and with what a scanner puts around it."""
    return next(iter(assets(connection, asset.c.code == tag.strip().upper())), None)


def kits(connection: Connection, kit_id: int | None = None) -> list[Kit]:
    """Return all kits by code, or the one, with their parts."""
    wanted = select(kit).order_by(kit.c.code)
    listed = select(kit_part).order_by(kit_part.c.kit_id, kit_part.c.position, kit_part.c.choice)
    if kit_id is not None:
        wanted, listed = wanted.where(kit.c.id == kit_id), listed.where(kit_part.c.kit_id == kit_id)
    rows = connection.execute(wanted).all()
    by_id: Mapping[int, Asset] = {one.id: one for one in assets(connection)}
    parts: dict[int, dict[int, list[Asset]]] = defaultdict(lambda: defaultdict(list))
    for row in connection.execute(listed):
        parts[row.kit_id][row.position].append(by_id[row.asset_id])
    return [
        Kit(
            row.id,
            row.code,
            names_in(row),
            tuple(tuple(parts[row.id][position]) for position in sorted(parts[row.id])),
            checklist_of(row.checklist),
            row.version,
        )
        for row in rows
    ]
