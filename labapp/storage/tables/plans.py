"""Floor plans: the drawings people brought, which plan was shown since when, and what is where."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from labapp.storage.columns import Instant, key
from labapp.storage.tables.base import metadata

SHAPE_LENGTH = 200

floor_drawing = Table(
    "floor_drawing",
    metadata,
    key(),
    # of the file's bytes: the same drawing is kept once, however often it is shown
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("svg", Text, nullable=False),
)

floor_plan = Table(
    "floor_plan",
    metadata,
    key(),
    Column("kind", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("drawing_id", ForeignKey("floor_drawing.id", ondelete="RESTRICT"), nullable=True),
    Column("saved_at", Instant, nullable=False),
    Column("saved_by", String(100), nullable=False),
    CheckConstraint("(kind = 'file') = (drawing_id IS NOT NULL)", name="file_has_drawing"),
)
"""Each row is a plan as it was saved; the newest is shown, the others can be restored."""

floor_plan_shape = Table(
    "floor_plan_shape",
    metadata,
    Column(
        "plan_id",
        Integer,
        ForeignKey("floor_plan.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("shape", String(SHAPE_LENGTH), primary_key=True),
    Column(
        "place_id",
        ForeignKey("place.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
)
