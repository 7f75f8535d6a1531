"""The zones of the floor: change them, put them in another order, take away an empty one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, update

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.spaces import Zone
from labapp.services import place_fields as fields
from labapp.storage.lab import lab as read_lab
from labapp.storage.tables.spaces import zone
from labapp.storage.transaction import Transaction

EDITABLE = frozenset({"code", "names", "colour", "position"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditZone:
    """Another code, names, colour or position (0 is first) of a zone."""

    zone_id: int
    changes: Mapping[str, Any]
    seen: Mapping[str, Any] = field(default_factory=dict)
    """What the changed fields said before; others by now: somebody else saved first."""


def edit_zone(tx: Transaction, order: EditZone) -> Zone:
    """Change a zone and return it; an unknown field is a bug (KeyError)."""
    fields.supervisor(tx, "edit_zone")
    fields.known_fields(order.changes, EDITABLE)
    before = _zone(tx, order.zone_id)
    stored = {name: getattr(before, name) for name in EDITABLE}
    fields.as_seen(tx, fields.Seen("zone", before.code, order.changes, order.seen, stored))
    changes = {name: value for name, value in order.changes.items() if value != stored[name]}
    columns: dict[str, Any] = {}
    if "names" in changes:
        columns |= fields.name_columns(changes["names"])
    if "colour" in changes:
        columns["colour"] = fields.colour(changes["colour"])
    if "code" in changes and str(changes["code"]).strip().upper() != before.code:
        columns["code"] = fields.new_code(tx, zone, changes["code"])
    if columns:
        tx.connection.execute(update(zone).where(zone.c.id == before.id).values(columns))
    if "position" in changes:
        _put_at(tx, read_lab(tx).zones, before.id, int(changes["position"]))
    if changes:
        tx.record(
            "spaces",
            "edit_zone",
            columns.get("code", before.code),
            before={name: fields.as_record(stored[name]) for name in sorted(changes)},
            after={name: fields.as_record(changes[name]) for name in sorted(changes)},
        )
    return _zone(tx, order.zone_id)


def remove_zone(tx: Transaction, zone_id: int) -> None:
    """Take away a zone; one that still has places is refused with their codes."""
    fields.supervisor(tx, "remove_zone")
    gone = _zone(tx, zone_id)
    inside = [one.code for one in read_lab(tx).places.values() if one.zone_id == zone_id]
    if inside:
        raise fields.still_used("zone", gone.code, "places", inside)
    tx.connection.execute(delete(zone).where(zone.c.id == zone_id))
    tx.record("spaces", "remove_zone", gone.code, before={"names": list(gone.names.all())})


def _zone(tx: Transaction, zone_id: int) -> Zone:
    found = next((one for one in read_lab(tx).zones if one.id == zone_id), None)
    if found is None:
        raise Refused(errors.NotFound(what="zone", key=str(zone_id)))
    return found


def _put_at(tx: Transaction, zones: Sequence[Zone], zone_id: int, position: int) -> None:
    ordered = [one.id for one in zones if one.id != zone_id]
    ordered.insert(max(0, min(position, len(ordered))), zone_id)
    for number, each in enumerate(ordered):
        tx.connection.execute(update(zone).where(zone.c.id == each).values(position=number))
