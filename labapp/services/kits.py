"""Parts with tags, and the kits that are made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, update

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.kits import LENDABLE, Asset, Condition, Kit, checklist_record
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.resources import ResourceKind
from labapp.domain.staff import WRITING
from labapp.services import place_fields
from labapp.services.reservations import kit_of
from labapp.services.toolkits import toolkit_of
from labapp.storage import exhibitors as resource_rows
from labapp.storage import toolkits as rows
from labapp.storage.tables.toolkits import asset, kit, kit_part
from labapp.storage.transaction import Transaction

AREA: Final = "toolkits"
LONGEST_CHECKLIST: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAsset:
    """A part, with the tag that is scanned."""

    tag: str
    names: Names
    toolkit_id: int | None = None
    """The toolkit that cannot be shown without it."""
    serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCondition:
    """How a part is now: mended, found again, broken."""

    tag: str
    condition: Condition
    note: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutKit:
    """A kit as it shall be; with id 0 it is new. Each part is a tag and those of its stand-ins."""

    kit_id: int = 0
    code: str = ""
    names: Names = NO_NAMES
    parts: tuple[tuple[str, ...], ...]
    checklist: tuple[Names, ...] = ()
    version: int | None = None


def list_assets(tx: Transaction) -> tuple[Asset, ...]:
    """Return all parts by tag."""
    return tuple(rows.assets(tx.connection))


def list_kits(tx: Transaction) -> tuple[Kit, ...]:
    """Return all kits by code."""
    return tuple(rows.kits(tx.connection))


def asset_tagged(tx: Transaction, tag: str) -> Asset:
    """Return the part with the tag; one that is not there is refused."""
    found = rows.by_tag(tx.connection, tag)
    if found is None:
        raise Refused(errors.NotFound(what="asset", key=tag.strip()))
    return found


def add_asset(tx: Transaction, order: AddAsset) -> Asset:
    """Add a part and return it."""
    place_fields.supervisor(tx, "edit_kit")
    tag = place_fields.new_code(tx, asset, order.tag)
    names = place_fields.name_columns(order.names)
    if order.toolkit_id is not None:
        toolkit_of(tx, order.toolkit_id)
    resource_id = resource_rows.add_resource(tx, f"part:{tag}", ResourceKind.PART, 1, **names)
    tx.connection.execute(
        insert(asset).values(
            code=tag,
            resource_id=resource_id,
            toolkit_id=order.toolkit_id,
            serial=order.serial,
            condition=Condition.GOOD.value,
            version=1,
            **names,
        )
    )
    tx.record(AREA, "add_asset", tag, after={"serial": order.serial})
    return asset_tagged(tx, tag)


def set_condition(tx: Transaction, order: SetCondition) -> Asset:
    """Say how a part is and return it."""
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="lend"))
    before = asset_tagged(tx, order.tag)
    if order.version is not None and order.version != before.version:
        raise place_fields.changed_meanwhile(tx, "asset", before.tag)
    done = tx.connection.execute(
        update(asset)
        .where(asset.c.id == before.id, asset.c.version == before.version)
        .values(condition=order.condition.value, note=order.note, version=before.version + 1)
    )
    if done.rowcount != 1:
        raise place_fields.changed_meanwhile(tx, "asset", before.tag)
    tx.record(
        AREA,
        "set_condition",
        before.tag,
        before={"condition": before.condition.value},
        after={"condition": order.condition.value, "note": order.note},
    )
    return asset_tagged(tx, before.tag)


def put_kit(tx: Transaction, order: PutKit) -> Kit:
    """Add a kit, or change one, and return it."""
    place_fields.supervisor(tx, "edit_kit")
    names = place_fields.name_columns(order.names)
    parts = [[asset_tagged(tx, tag) for tag in tags] for tags in order.parts]
    if not parts or not all(parts):
        raise place_fields.fault("parts", "missing")
    own = [part[0].id for part in parts]
    if len(set(own)) != len(own) or any(len({a.id for a in p}) != len(p) for p in parts):
        raise place_fields.fault("parts", "duplicate")
    if len(order.checklist) > LONGEST_CHECKLIST:
        raise place_fields.fault("checklist", "out_of_range")
    values = {**names, "checklist": checklist_record(order.checklist)}
    if order.kit_id:
        kit_id = _change(tx, order, values)
    else:
        code = place_fields.new_code(tx, kit, order.code)
        made = insert(kit).values(code=code, version=1, **values).returning(kit.c.id)
        kit_id = int(tx.connection.execute(made).scalar_one())
    tx.connection.execute(delete(kit_part).where(kit_part.c.kit_id == kit_id))
    tx.connection.execute(insert(kit_part), list(_rows(kit_id, parts)))
    stored = kit_of(tx, kit_id)
    tx.record(AREA, "put_kit", stored.code, after={"parts": [list(tags) for tags in order.parts]})
    return stored


def _change(tx: Transaction, order: PutKit, values: Mapping[str, object]) -> int:
    before = kit_of(tx, order.kit_id)
    if order.version is not None and order.version != before.version:
        raise place_fields.changed_meanwhile(tx, "kit", before.code)
    done = tx.connection.execute(
        update(kit)
        .where(kit.c.id == before.id, kit.c.version == before.version)
        .values(version=before.version + 1, **values)
    )
    if done.rowcount != 1:
        raise place_fields.changed_meanwhile(tx, "kit", before.code)
    return before.id


def _rows(kit_id: int, parts: Sequence[Sequence[Asset]]) -> list[dict[str, int]]:
    return [
        {"kit_id": kit_id, "position": position, "choice": choice, "asset_id": one.id}
        for position, part in enumerate(parts)
        for choice, one in enumerate(part)
    ]


def lendable(one: Asset) -> None:
    """Refuse a part that is broken or missing."""
    if one.condition not in LENDABLE:
        raise Refused(errors.NotLendable(tag=one.tag, condition=one.condition.value))
