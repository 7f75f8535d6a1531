"""Demos: see all that is said of one, add one, change one, take one out of the programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from labapp.domain import errors
from labapp.domain.clearance import VALID, asked_again
from labapp.domain.demos import (
    Audience,
    DemoCard,
    Industry,
    Layer,
    Model,
    Presenter,
    Source,
    Tier,
    voided_by,
)
from labapp.domain.errors import Refused
from labapp.domain.exhibitors import Demo
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.resources import ResourceKind
from labapp.domain.staff import WRITING
from labapp.domain.times import LONGEST
from labapp.services import place_fields as fields
from labapp.services import promises
from labapp.storage import bookings as booking_rows
from labapp.storage import clearance as clearance_rows
from labapp.storage import demos as rows
from labapp.storage import exhibitors
from labapp.storage.lab import lab as read_lab
from labapp.storage.tables.exhibitors import demo as demo_table
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn

AREA: Final = "demos"
LONGEST_TEXT: Final = 2000
MOST_PARTS: Final = 40
"""Models, sources or presenters of one demo."""
_MOST: Final = 2**31 - 1
_MOST_MINUTES: Final = int(LONGEST.total_seconds()) // 60
_OF_DEMO: Final = frozenset(
    {"titles", "minutes", "pool_id", "mpflops", "power_w", "captures_personal_data"}
    | {"risk_tier", "toolkits"}
)
_OF_CARD: Final = frozenset(
    {"shows", "audience", "industries", "layers", "cloud", "generative", "models", "sources"}
)
EDITABLE: Final = _OF_DEMO | _OF_CARD | {"presenter_ids"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AddDemo:
    """A new demo; its clearance is pending until the checklist is answered."""

    exhibitor_id: int
    titles: Names
    minutes: int = 30
    code: str | None = None
    """None: the next free one."""
    shows: Names = NO_NAMES
    audience: Audience = Audience.PUBLIC
    industries: tuple[Industry, ...] = ()
    layers: tuple[Layer, ...] = ()
    pool_id: int | None = None
    mpflops: int = 0
    power_w: int = 0
    captures_personal_data: bool = False
    cloud: bool = False
    generative: bool = False
    risk_tier: Tier = Tier.LOW
    models: tuple[Model, ...] = ()
    sources: tuple[Source, ...] = ()
    toolkits: Mapping[int, int] = field(default_factory=dict)
    """Seats by toolkit resource."""
    presenter_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDemo:
    """Other values of a demo's fields, by name (``EDITABLE``)."""

    demo_id: int
    changes: Mapping[str, Any]
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoChanged:
    """A demo after a change, with what the change made void and whom that meets."""

    card: DemoCard
    voided: tuple[str, ...] = ()
    """What of the change voided the clearance, such as ``model``; see ``voided_by``."""
    lapsing: tuple[str, ...] = ()
    """The confirmed bookings ahead that are no longer cleared."""


def list_demos(
    tx: Transaction, exhibitor_id: int | None = None, *, retired: bool = False
) -> Sequence[DemoCard]:
    """Return demos by code, all or an exhibitor's; those taken out only when asked for."""
    found = rows.cards(tx.connection, exhibitor_id=exhibitor_id)
    return [card for card in found if retired or card.retired_at is None]


def demo_card(tx: Transaction, demo_id: int) -> DemoCard:
    """Return a demo with all that is said of it; one that does not exist is refused."""
    found = rows.cards(tx.connection, demo_id=demo_id)
    if not found:
        raise Refused(errors.NotFound(what="demo", key=str(demo_id)))
    return found[0]


def add_demo(tx: Transaction, order: AddDemo) -> DemoCard:
    """Add a demo of an exhibitor and return it."""
    _check_role(tx, "add_demo")
    take_turn(tx, "demos")
    owner = exhibitors.by_id(tx.connection, order.exhibitor_id)
    if owner is None:
        raise Refused(errors.NotFound(what="exhibitor", key=str(order.exhibitor_id)))
    if order.code is None:
        code = rows.next_demo_code(tx.connection)
    else:
        code = fields.new_code(tx, demo_table, order.code)
    demo = Demo(
        id=0,
        code=code,
        exhibitor_id=owner.id,
        titles=order.titles,
        minutes=order.minutes,
        pool_id=order.pool_id,
        mpflops=order.mpflops,
        power_w=order.power_w,
        captures_personal_data=order.captures_personal_data,
        risk_tier=order.risk_tier,
        clearance="pending",
        valid_until=None,
        toolkits=dict(order.toolkits),
        sample=owner.sample,
    )
    card = DemoCard(
        demo=demo,
        exhibitor_code=owner.code,
        exhibitor=owner.names,
        shows=order.shows,
        audience=order.audience,
        industries=order.industries,
        layers=order.layers,
        cloud=order.cloud,
        generative=order.generative,
        models=order.models,
        sources=order.sources,
        presenters=_presenters(tx, owner.id, order.presenter_ids),
    )
    check_card(tx, card)
    demo_id = rows.add_demo(
        tx,
        code=code,
        exhibitor_id=owner.id,
        clearance="pending",
        sample=owner.sample,
        **_columns(demo),
    )
    rows.write_card(tx, replace(card, demo=replace(demo, id=demo_id)), 1)
    added = demo_card(tx, demo_id)
    tx.record(AREA, "add", code, after=record_of(added))
    return added


def edit_demo(tx: Transaction, order: EditDemo) -> DemoChanged:
    """Change a demo and return it; an unknown field is a bug (KeyError).

    A new model version, a new data source or a higher risk voids the clearance, and the items it
    touches must be answered again. Other seats are taken for every booking ahead, or none is.
    """
    _check_role(tx, "edit_demo")
    fields.known_fields(order.changes, EDITABLE)
    before = _as_seen(tx, order.demo_id, order.version, order.changes)
    after = _changed(tx, before, order.changes)
    if after == before:
        return DemoChanged(card=before)
    check_card(tx, after)
    rows.change_demo(tx, before.demo.id, **_columns(after.demo))
    rows.write_card(tx, after, before.version + 1)
    causes = voided_by(before, after)
    voided = bool(causes) and before.demo.clearance in VALID
    clearance_rows.withdraw_answers(tx, before.demo.id, asked_again(causes))
    if voided:
        clearance_rows.decide(tx, before.demo.id, "void", reason=", ".join(causes))
    if dict(before.demo.toolkits) != dict(after.demo.toolkits):
        _claim_again(tx, before.demo.id)
    stored = demo_card(tx, before.demo.id)
    tx.record(AREA, "edit", before.demo.code, before=record_of(before), after=record_of(stored))
    lapsing = tuple(rows.ahead_of(tx, before.demo.id)) if voided else ()
    return DemoChanged(card=stored, voided=causes if voided else (), lapsing=lapsing)


def retire_demo(tx: Transaction, demo_id: int, version: int | None = None) -> DemoCard:
    """Take a demo out of the programme; refused while bookings ahead show it."""
    _check_role(tx, "edit_demo")
    before = _as_seen(tx, demo_id, version, {})
    if before.retired_at is not None:
        return before
    ahead = rows.ahead_of(tx, demo_id)
    if ahead:
        raise fields.still_used("demo", before.demo.code, "bookings", ahead)
    return _retired(tx, before, replace(before, retired_at=tx.now), "retire")


def restore_demo(tx: Transaction, demo_id: int, version: int | None = None) -> DemoCard:
    """Bring a demo back into the programme."""
    _check_role(tx, "edit_demo")
    before = _as_seen(tx, demo_id, version, {})
    if before.retired_at is None:
        return before
    return _retired(tx, before, replace(before, retired_at=None), "restore")


def _retired(tx: Transaction, before: DemoCard, after: DemoCard, act: str) -> DemoCard:
    rows.write_card(tx, after, before.version + 1)
    stored = demo_card(tx, before.demo.id)
    tx.record(AREA, act, before.demo.code, before=record_of(before), after=record_of(stored))
    return stored


def locked_card(tx: Transaction, demo_id: int) -> DemoCard:
    """Return a demo that nobody else changes until we are done; one not there is refused."""
    if tx.is_postgres:
        rows.lock_demo(tx, demo_id)
    return demo_card(tx, demo_id)


def _as_seen(
    tx: Transaction, demo_id: int, version: int | None, changes: Mapping[str, Any]
) -> DemoCard:
    """Return the demo, locked, if it is still as the person saw it."""
    found = locked_card(tx, demo_id)
    if version is None or version == found.version:
        return found
    differences = tuple(
        (name, _told(_value(found, name)), _told(value))
        for name, value in changes.items()
        if _value(found, name) != value
    )
    raise fields.changed_meanwhile(tx, "demo", found.demo.code, differences)


def _value(card: DemoCard, name: str) -> object:
    if name == "presenter_ids":
        return tuple(one.id for one in card.presenters)
    return getattr(card.demo if name in _OF_DEMO else card, name)


def _told(value: object) -> str:
    if isinstance(value, Names):
        return " · ".join(value.all())
    if isinstance(value, tuple):
        return ", ".join(_told(each) for each in value)
    if isinstance(value, Model):
        return f"{value.name} {value.version}"
    if isinstance(value, Source):
        return value.name
    return "" if value is None else str(value)


def _changed(tx: Transaction, before: DemoCard, changes: Mapping[str, Any]) -> DemoCard:
    of_demo = {name: value for name, value in changes.items() if name in _OF_DEMO}
    of_card = {name: value for name, value in changes.items() if name in _OF_CARD}
    if "presenter_ids" in changes:
        owner_id = before.demo.exhibitor_id
        of_card["presenters"] = _presenters(tx, owner_id, changes["presenter_ids"])
    return replace(before, demo=replace(before.demo, **of_demo), **of_card)


def _presenters(tx: Transaction, owner_id: int, ids: Sequence[int]) -> tuple[Presenter, ...]:
    """Return the presenters; one that is not the exhibitor's, or has left, is refused."""
    known = {one.id: one for one in rows.presenters(tx.connection, presenter_ids=ids)}
    for each in ids:
        one = known.get(each)
        if one is None or one.exhibitor_id != owner_id or one.retired_at is not None:
            raise Refused(errors.NotFound(what="presenter", key=one.code if one else str(each)))
    return tuple(sorted(known.values(), key=lambda one: one.code))


def check_card(tx: Transaction, card: DemoCard) -> None:
    """Refuse values that cannot be and things that are not there."""
    demo = card.demo
    _check_names(demo.titles, "title", fields.LONGEST_NAME)
    if not demo.titles.all():
        raise fields.fault("title", "missing")
    _check_names(card.shows, "shows", LONGEST_TEXT)
    fields.within("minutes", demo.minutes, 1, _MOST_MINUTES)
    fields.within("power_w", demo.power_w, 0, _MOST)
    fields.within("mpflops", demo.mpflops, 0, _MOST)
    if demo.risk_tier not in set(Tier):
        raise fields.fault("risk_tier", "unknown", demo.risk_tier)
    _check_parts(card)
    resources = read_lab(tx).resources
    if demo.pool_id is not None:
        pool = resources.get(demo.pool_id)
        if pool is None or pool.ref.kind is not ResourceKind.POOL or not pool.bookable:
            raise Refused(errors.NotFound(what="pool", key=str(demo.pool_id)))
    for resource_id, seats in demo.toolkits.items():
        kit = resources.get(resource_id)
        if kit is None or kit.ref.kind is not ResourceKind.TOOLKIT:
            raise Refused(errors.NotFound(what="toolkit", key=str(resource_id)))
        fields.within("seats", seats, 1, _MOST)


def _check_parts(card: DemoCard) -> None:
    if max(len(card.models), len(card.sources), len(card.presenters)) > MOST_PARTS:
        raise fields.fault("models", "out_of_range", MOST_PARTS)
    for model in card.models:
        if not model.name.strip():
            raise fields.fault("model", "missing")
        if not model.version.strip():
            raise fields.fault("model_version", "missing")
        _check_length("model", model.name, 200)
        _check_length("model_version", model.version, 100)
        _check_length("licence", model.licence, 200)
    for source in card.sources:
        if not source.name.strip():
            raise fields.fault("source", "missing")
        _check_length("source", source.name, 200)
        _check_length("permission", source.permission, 400)


def _check_names(names: Names, field_name: str, most: int) -> None:
    for name in names.all():
        _check_length(field_name, name, most)


def _check_length(field_name: str, value: str | None, most: int) -> None:
    if value is not None and len(value) > most:
        raise Refused(errors.FieldFault(field_name=field_name, fault="out_of_range", value=value))


def _columns(demo: Demo) -> dict[str, Any]:
    """Return the columns of a demo that a person fills in."""
    return {
        "title_en": demo.titles.en,
        "title_zh_hant": demo.titles.zh_hant,
        "title_zh_hans": demo.titles.zh_hans,
        "minutes": demo.minutes,
        "pool_id": demo.pool_id,
        "mpflops": demo.mpflops,
        "power_w": demo.power_w,
        "captures_personal_data": demo.captures_personal_data,
        "risk_tier": Tier(demo.risk_tier).value,
    }


def _claim_again(tx: Transaction, demo_id: int) -> None:
    """Give every booking ahead of the demo the seats that it needs now, or refuse the change."""
    for number in rows.ahead_of(tx, demo_id):
        booking = booking_rows.by_number(tx.connection, number)
        if booking is not None:
            promises.promise(tx, booking, before=booking, act="edit")


def _check_role(tx: Transaction, act: str) -> None:
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=act))


def record_of(card: DemoCard) -> dict[str, Any]:
    """Return a demo as the journal keeps it."""
    demo = card.demo
    return {
        **_columns(demo),
        "id": demo.id,
        "toolkits": {str(key): seats for key, seats in sorted(demo.toolkits.items())},
        "clearance": demo.clearance,
        "valid_until": demo.valid_until.isoformat() if demo.valid_until else None,
        "conditions": demo.conditions,
        "shows": [card.shows.en, card.shows.zh_hant, card.shows.zh_hans],
        "audience": card.audience.value,
        "industries": [each.value for each in card.industries],
        "layers": [each.value for each in card.layers],
        "cloud": card.cloud,
        "generative": card.generative,
        "models": [[one.name, one.version, one.licence, one.runs.value] for one in card.models],
        "sources": [[one.name, one.permission, one.personal] for one in card.sources],
        "presenters": [one.code for one in card.presenters],
        "retired_at": int(card.retired_at.timestamp()) if card.retired_at else None,
        "version": card.version,
    }
