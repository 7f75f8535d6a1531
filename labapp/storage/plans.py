"""Queries about floor plans."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from labapp.storage.tables.plans import floor_drawing, floor_plan, floor_plan_shape
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn


def newest(connection: Connection) -> Row[Any] | None:
    """Return the plan that is shown, with its drawing; None before the first was saved."""
    return connection.execute(_whole().order_by(floor_plan.c.id.desc()).limit(1)).first()


def by_id(connection: Connection, plan_id: int) -> Row[Any] | None:
    """Return a plan with its drawing."""
    return connection.execute(_whole().where(floor_plan.c.id == plan_id)).first()


def _whole() -> Any:  # noqa: ANN401 -- a select of too many columns to name
    return select(floor_plan, floor_drawing.c.svg).outerjoin(
        floor_drawing, floor_plan.c.drawing_id == floor_drawing.c.id
    )


def latest(connection: Connection, limit: int) -> Sequence[Row[Any]]:
    """Return the plans as they were saved, newest first, each with how many places it binds."""
    return connection.execute(
        select(floor_plan, func.count(floor_plan_shape.c.shape).label("places"))
        .outerjoin(floor_plan_shape, floor_plan_shape.c.plan_id == floor_plan.c.id)
        .group_by(*floor_plan.c)
        .order_by(floor_plan.c.id.desc())
        .limit(limit)
    ).all()


def shapes_of(connection: Connection, plan_id: int) -> Mapping[str, int]:
    """Return the places' ids by the ids of their shapes."""
    rows = connection.execute(
        select(floor_plan_shape.c.shape, floor_plan_shape.c.place_id)
        .where(floor_plan_shape.c.plan_id == plan_id)
        .order_by(floor_plan_shape.c.shape)
    )
    return {row.shape: row.place_id for row in rows}


def drawing_id(tx: Transaction, svg: str) -> int:
    """Return the id of a drawing, kept once however often it comes."""
    fingerprint = hashlib.sha256(svg.encode()).hexdigest()
    take_turn(tx, f"drawing {fingerprint}")
    found = tx.connection.execute(
        select(floor_drawing.c.id).where(floor_drawing.c.fingerprint == fingerprint)
    ).scalar()
    if found is None:
        found = tx.connection.execute(
            insert(floor_drawing)
            .values(fingerprint=fingerprint, svg=svg)
            .returning(floor_drawing.c.id)
        ).scalar_one()
    return int(found)


def add_plan(tx: Transaction, shapes: Mapping[str, int], **columns: object) -> int:
    """Store a plan, which is shown from now on, with the places of its shapes; return its id."""
    plan_id = tx.connection.execute(
        insert(floor_plan).values(**columns).returning(floor_plan.c.id)
    ).scalar_one()
    if shapes:
        tx.connection.execute(
            insert(floor_plan_shape),
            [
                {"plan_id": plan_id, "shape": shape, "place_id": place_id}
                for shape, place_id in shapes.items()
            ],
        )
    return int(plan_id)
