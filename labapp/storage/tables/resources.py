"""Resources, capacity steps, and the occupancy that guards them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from labapp.storage.columns import code, details, key, names
from labapp.storage.tables.base import metadata

resource = Table(
    "resource",
    metadata,
    key(),
    code(),
    Column("kind", String(20), nullable=False),
    *names(),
    Column("parent_id", ForeignKey("resource.id", ondelete="RESTRICT"), nullable=True),
    Column("bookable", Boolean, nullable=False),
    Column("sample", Boolean, nullable=False),
    details(),
    Index("ix_resource_kind", "kind"),
)

capacity_step = Table(
    "capacity_step",
    metadata,
    Column("resource_id", ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True),
    Column("from_slot", BigInteger, primary_key=True, autoincrement=False),
    Column("until_slot", BigInteger, nullable=False),
    Column("capacity", BigInteger, nullable=False),
    Column("basis", String(200), nullable=False),
    Column("source", String(400), nullable=False),
    CheckConstraint("until_slot > from_slot", name="ends_after_start"),
    CheckConstraint("capacity >= 0", name="not_negative"),
)

occupancy = Table(
    "occupancy",
    metadata,
    Column("resource_id", Integer, primary_key=True, autoincrement=False),
    Column("slot", BigInteger, primary_key=True, autoincrement=False),
    Column("used", BigInteger, nullable=False),
    Column("capacity", BigInteger, nullable=False),
    # what a forced lower capacity left above it: it admits nothing new and only shrinks
    Column("excused", BigInteger, nullable=False),
    CheckConstraint("used <= capacity + excused", name="capacity"),
    CheckConstraint("used >= 0", name="not_negative"),
    CheckConstraint("excused >= 0", name="excused_not_negative"),
    sqlite_with_rowid=False,
)
