"""Zones, places, feeds and opening."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
)

from labapp.storage.columns import Instant, code, details, key, names
from labapp.storage.tables.base import metadata

zone = Table(
    "zone",
    metadata,
    key(),
    code(),
    *names(),
    Column("colour", String(9), nullable=False),
    Column("position", Integer, nullable=False),
    Column("sample", Boolean, nullable=False),
)

power_feed = Table(
    "power_feed",
    metadata,
    Column("resource_id", ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True),
    Column("volts", Integer, nullable=False),
    Column("phases", Integer, nullable=False),
    Column("amps", Integer, nullable=False),
    Column("derate_percent", Integer, nullable=False),
    CheckConstraint("derate_percent BETWEEN 1 AND 100", name="derate"),
)

place = Table(
    "place",
    metadata,
    key(),
    code(),
    Column("kind", String(20), nullable=False),
    *names(),
    Column("zone_id", ForeignKey("zone.id", ondelete="RESTRICT"), nullable=False),
    Column("resource_id", ForeignKey("resource.id", ondelete="RESTRICT"), nullable=False),
    Column("sockets_id", ForeignKey("resource.id", ondelete="RESTRICT"), nullable=True),
    Column("feed_id", ForeignKey("resource.id", ondelete="RESTRICT"), nullable=True),
    Column("parent_id", ForeignKey("place.id", ondelete="RESTRICT"), nullable=True),
    Column("units", Integer, nullable=False),
    Column("power_limit_w", Integer, nullable=True),
    Column("capacity_people", Integer, nullable=True),
    Column("in_service", Boolean, nullable=False),
    Column("note", Text, nullable=True),
    Column("position", Integer, nullable=False),
    Column("sample", Boolean, nullable=False),
    details(),
    CheckConstraint("units > 0", name="units"),
)

opening_rule = Table(
    "opening_rule",
    metadata,
    key(),
    Column("weekday", Integer, nullable=False),
    Column("opens", String(5), nullable=False),
    Column("closes", String(5), nullable=False),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
)

opening_exception = Table(
    "opening_exception",
    metadata,
    Column("day", Date, primary_key=True),
    Column("hours", JSON, nullable=False),
    *names("reason"),
    Column("source", String(400), nullable=False),
    Column("sample", Boolean, nullable=False),
)

holiday = Table(
    "holiday",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(20), primary_key=True),
    *names(),
    Column("source", String(400), nullable=False),
    Column("imported_at", Instant, nullable=False),
)
