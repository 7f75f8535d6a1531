"""The floor plan that all desks show: brought as a file, the sample, or drawn from the places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from labapp.assets import resource
from labapp.domain import errors
from labapp.domain.drawn_plans import drawn_plan
from labapp.domain.errors import Refused
from labapp.domain.lab import Lab
from labapp.domain.plans import Plan, PlanKind
from labapp.domain.spaces import Place
from labapp.domain.staff import SUPERVISING
from labapp.exchange.plans import check_safe, parse_plan, plain_text, read_plan
from labapp.storage import plans as rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn

AREA = "plans"
SET_PLAN = "set_plan"
MOST_PLANS = 50
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePlan:
    """Show this plan from now on, at every desk."""

    kind: PlanKind
    name: str = ""
    """The file's name; other kinds have none."""
    drawing: bytes = b""
    """The SVG of a file."""
    shapes: Mapping[str, int] = field(default_factory=dict)
    """Of a file: the places' ids by the ids of their shapes, each place once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorPlan:
    """A plan as it was saved; ``laid_out`` makes it something to look at."""

    id: int | None
    """None: nobody has chosen one yet, and the lab shows what suits it."""
    kind: PlanKind
    name: str = ""
    drawing: bytes = b""
    shapes: Mapping[str, int] = field(default_factory=dict)
    saved_at: datetime | None = None
    saved_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlan:
    """A line of the history."""

    id: int
    kind: PlanKind
    name: str
    places: int
    """How many places a file binds; the other kinds bind all that fit."""
    saved_at: datetime
    saved_by: str
    shown: bool


def floor_plan(tx: Transaction) -> FloorPlan:
    """Return the plan that is shown.

    Before somebody chose one it is the sample's in a lab of sample places, else the drawn one.
    """
    row = rows.newest(tx.connection)
    if row is not None:
        return _plan(tx, row)
    sample = any(place.sample for place in read_lab(tx).places.values())
    return FloorPlan(id=None, kind=PlanKind.SAMPLE if sample else PlanKind.DRAWN)


def plan_by_id(tx: Transaction, plan_id: int) -> FloorPlan:
    """Return a plan of the history."""
    row = rows.by_id(tx.connection, plan_id)
    if row is None:
        raise Refused(errors.NotFound(what="plan", key=str(plan_id)))
    return _plan(tx, row)


def plan_history(tx: Transaction) -> Sequence[SavedPlan]:
    """Return what was shown, newest first; the first is shown now."""
    found = rows.latest(tx.connection, MOST_PLANS)
    return [
        SavedPlan(
            id=row.id,
            kind=PlanKind(row.kind),
            name=row.name,
            places=row.places,
            saved_at=row.saved_at,
            saved_by=row.saved_by,
            shown=number == 0,
        )
        for number, row in enumerate(found)
    ]


def laid_out(plan: FloorPlan, places: Mapping[int, Place]) -> Plan:
    """Return the plan as outlines with the codes of the places; slow, and needs no database.

    A shape whose place is gone is part of the backdrop.
    """
    match plan.kind:
        case PlanKind.FILE:
            bound = {
                shape: places[place_id].code
                for shape, place_id in plan.shapes.items()
                if place_id in places
            }
            return parse_plan(plan.drawing, plan.name, bound)
        case PlanKind.SAMPLE:
            return read_plan(resource("plans", "sample.svg"))
        case PlanKind.DRAWN:
            return drawn_plan(places.values())


def save_plan(tx: Transaction, order: SavePlan) -> FloorPlan:
    """Show another plan; the one before it stays in the history and can be restored.

    A drawing that does more than draw, or in which a bound shape is not found, is refused.
    """
    _check_may(tx)
    here = read_lab(tx)
    drawing: int | None = None
    shapes: Mapping[str, int] = {}
    if order.kind is PlanKind.FILE:
        shapes = order.shapes
        _check_places(here, shapes)
        check_safe(order.drawing, order.name)
        _check_shapes(here, order)
        drawing = rows.drawing_id(tx, plain_text(order.drawing, order.name))
    return _show(tx, order.kind, order.name.strip()[:_LONGEST_NAME], drawing, shapes)


def restore_plan(tx: Transaction, plan_id: int) -> FloorPlan:
    """Show a plan of the history again, with its shapes bound as they were."""
    _check_may(tx)
    row = rows.by_id(tx.connection, plan_id)
    if row is None:
        raise Refused(errors.NotFound(what="plan", key=str(plan_id)))
    shapes = rows.shapes_of(tx.connection, plan_id)
    return _show(tx, PlanKind(row.kind), row.name, row.drawing_id, shapes)


def _show(
    tx: Transaction,
    kind: PlanKind,
    name: str,
    drawing_id: int | None,
    shapes: Mapping[str, int],
) -> FloorPlan:
    take_turn(tx, AREA)
    before = floor_plan(tx)
    plan_id = rows.add_plan(
        tx,
        shapes,
        kind=kind.value,
        name=name,
        drawing_id=drawing_id,
        saved_at=tx.now,
        saved_by=tx.actor.name,
    )
    after = plan_by_id(tx, plan_id)
    tx.record(AREA, SET_PLAN, name or kind.value, before=_record(before), after=_record(after))
    return after


def _check_may(tx: Transaction) -> None:
    if tx.actor.role not in SUPERVISING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=SET_PLAN))


def _check_places(here: Lab, shapes: Mapping[str, int]) -> None:
    for place_id in shapes.values():
        if place_id not in here.places:
            raise Refused(errors.NotFound(what="place", key=str(place_id)))
        if sum(one == place_id for one in shapes.values()) > 1:
            code = here.places[place_id].code
            raise Refused(errors.FieldFault(field_name="place", fault="duplicate", value=code))


def _check_shapes(here: Lab, order: SavePlan) -> None:
    bound = {shape: here.places[place_id].code for shape, place_id in order.shapes.items()}
    found = {shape.code for shape in parse_plan(order.drawing, order.name, bound).shapes}
    for shape, code in bound.items():
        if code not in found:
            raise Refused(errors.NotFound(what="shape", key=shape))


def _plan(tx: Transaction, row: Any) -> FloorPlan:  # noqa: ANN401 -- a row of the query
    return FloorPlan(
        id=row.id,
        kind=PlanKind(row.kind),
        name=row.name,
        drawing=(row.svg or "").encode(),
        shapes=rows.shapes_of(tx.connection, row.id),
        saved_at=row.saved_at,
        saved_by=row.saved_by,
    )


def _record(plan: FloorPlan) -> dict[str, Any]:
    return {
        "plan": plan.id,
        "kind": plan.kind.value,
        "name": plan.name,
        "shapes": dict(plan.shapes),
    }
