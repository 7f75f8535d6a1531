"""Found a lab: its name, places, hours, holidays and first exhibitors in one transaction."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.imports import ExhibitorLine
from labapp.domain.languages import Names
from labapp.domain.spaces import Holiday, Hours, PlaceKind
from labapp.domain.staff import SUPERVISING, Actor
from labapp.domain.times import Clock
from labapp.services.places import AddFeed, AddPlace, AddZone, add_feed, add_place, add_zone
from labapp.services.spaces import import_holidays, set_weekly_hours
from labapp.services.table_import import Choices, ImportReport, import_exhibitors
from labapp.storage.columns import NAME_LENGTH
from labapp.storage.engine import locate
from labapp.storage.lab import lab as read_lab
from labapp.storage.schema import open_store
from labapp.storage.tables.house import setting
from labapp.storage.transaction import Transaction

LAB_NAMES = "lab.names"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPlace:
    """Somewhere to book in a zone of the order."""

    code: str
    kind: PlaceKind
    names: Names
    zone: str
    """The zone's code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLab:
    """All that a lab needs before its first booking."""

    names: Names
    zones: Sequence[AddZone]
    feed: AddFeed
    """All places hang on it until the settings say more."""
    power_limit_w: int
    """What each place may draw from it, in watts."""
    places: Sequence[FirstPlace]
    weekly: Mapping[int, Sequence[Hours]]
    """Opening hours by weekday (0 = Monday); a day that is not there is closed."""
    holidays: Sequence[Holiday] = ()
    exhibitors: Sequence[ExhibitorLine] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Founded:
    """What there is now."""

    places: int
    holidays: int
    exhibitors: ImportReport


def found_lab(tx: Transaction, order: FoundLab) -> Founded:
    """Found the lab, all or nothing, and return what there is.

    A lab that has places already is refused, and so is one without a name or a place. Of the
    exhibitors those that can be taken are; the report says what became of each.
    """
    _supervisor(tx, "import")
    known = read_lab(tx)
    if known.places:
        first = next(iter(known.places.values())).code
        raise Refused(errors.FieldFault(field_name="place", fault="duplicate", value=first))
    if not order.places:
        raise Refused(errors.FieldFault(field_name="place", fault="missing"))
    set_lab_names(tx, order.names)
    zones = {zone.code: zone.id for zone in known.zones}
    for zone in order.zones:
        code = zone.code.strip().upper()
        if code not in zones:
            zones[code] = add_zone(tx, zone).id
    feed = known.resource_by_code(order.feed.code)
    feed_id = add_feed(tx, order.feed) if feed is None else feed.ref.id
    for place in order.places:
        if place.zone.upper() not in zones:
            raise Refused(errors.NotFound(what="zone", key=place.zone))
        add_place(
            tx,
            AddPlace(
                code=place.code,
                kind=place.kind,
                names=place.names,
                zone_id=zones[place.zone.upper()],
                power_limit_w=order.power_limit_w,
                feed_id=feed_id,
            ),
        )
    for weekday, hours in sorted(order.weekly.items()):
        set_weekly_hours(tx, weekday, hours)
    changed, same = import_holidays(tx, order.holidays)
    report = import_exhibitors(tx, order.exhibitors, Choices())
    return Founded(len(order.places), changed + same, report)


def try_founding(order: FoundLab, actor: Actor, clock: Clock) -> Founded:
    """Return what founding would do, or raise as it would; the real database is not touched."""
    with tempfile.TemporaryDirectory(prefix="labapp-") as folder:
        where = locate(Path(folder) / "lab.db")
        store = open_store(where, actor=actor, clock=clock, create=True)
        try:
            return store.rehearse(found_lab, order)
        finally:
            store.close()


def set_lab_names(tx: Transaction, names: Names) -> Names:
    """Call the lab something else from now on; one name in any language is enough."""
    _supervisor(tx, "set_policy")
    wanted = Names(*(_tidy(name) for name in (names.en, names.zh_hant, names.zh_hans)))
    if not wanted.all():
        raise Refused(errors.FieldFault(field_name="name", fault="missing"))
    for name in wanted.all():
        if len(name) > NAME_LENGTH:
            raise Refused(errors.FieldFault(field_name="name", fault="out_of_range", value=name))
    before, after = _record(read_lab(tx).names), _record(wanted)
    if before == after:
        return wanted
    changed = tx.connection.execute(
        update(setting).where(setting.c.name == LAB_NAMES).values(value=after)
    )
    if changed.rowcount == 0:
        tx.connection.execute(insert(setting).values(name=LAB_NAMES, value=after, source="desk"))
    tx.record("settings", "set", LAB_NAMES, before={"value": before}, after={"value": after})
    return wanted


def _tidy(name: str | None) -> str | None:
    return (name or "").strip() or None


def _record(names: Names) -> dict[str, Any]:
    return {"en": names.en, "zh_hant": names.zh_hant, "zh_hans": names.zh_hans}


def _supervisor(tx: Transaction, act: str) -> None:
    if tx.actor.role not in SUPERVISING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=act))
