"""Bookings, what they claim, and series."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from labapp.domain.times import LONGEST, SLOT_SECONDS
from labapp.storage.columns import Instant, key, names
from labapp.storage.tables.base import metadata

LONGEST_SECONDS = int(LONGEST.total_seconds())
LONGEST_SLOTS = LONGEST_SECONDS // SLOT_SECONDS + 2 + 288
"""A claim's longest range: the longest booking with the longest turnover, a day, after it."""

series = Table(
    "series",
    metadata,
    key(),
    Column("rule", String(400), nullable=False),
    Column("first_start", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("skipped", JSON, nullable=False),
)

booking = Table(
    "booking",
    metadata,
    key(),
    Column("key", String(36), nullable=False, unique=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("place_id", ForeignKey("place.id", ondelete="RESTRICT"), nullable=True),
    Column("exhibitor_id", ForeignKey("exhibitor.id", ondelete="RESTRICT"), nullable=True),
    Column("demo_id", ForeignKey("demo.id", ondelete="RESTRICT"), nullable=True),
    *names("title"),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("released_at", Instant, nullable=True),
    Column("buffer_minutes", Integer, nullable=False),
    Column("via", String(20), nullable=False),
    Column("units", Integer, nullable=False),
    Column("visitors", Integer, nullable=False),
    Column("staff", Integer, nullable=False),
    Column("power_w", Integer, nullable=False),
    Column("pool_id", ForeignKey("resource.id", ondelete="RESTRICT"), nullable=True),
    Column("mpflops", BigInteger, nullable=False),
    Column("guide_id", ForeignKey("resource.id", ondelete="RESTRICT"), nullable=True),
    Column("language", String(10), nullable=True),
    Column("extras", JSON(none_as_null=True), nullable=True),
    Column("note", Text, nullable=True),
    Column("reason", Text, nullable=True),
    Column("override_reason", Text, nullable=True),
    Column("hold_expires_at", Instant, nullable=True),
    Column("cancelled_at", Instant, nullable=True),
    Column("queued_at", Instant, nullable=True),
    Column("priority", Integer, nullable=False),
    Column("offer_expires_at", Instant, nullable=True),
    Column("series_id", ForeignKey("series.id", ondelete="RESTRICT"), nullable=True),
    Column("marks", JSON(none_as_null=True), nullable=True),
    Column("sample", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(
        f"ends_at > starts_at AND ends_at - starts_at <= {LONGEST_SECONDS}", name="length"
    ),
    CheckConstraint("units > 0 AND staff >= 0 AND power_w >= 0 AND mpflops >= 0", name="amounts"),
    CheckConstraint("buffer_minutes >= 0 AND buffer_minutes <= 1440", name="buffer"),
    Index("ix_booking_starts_at", "starts_at"),
    Index("ix_booking_exhibitor_id_starts_at", "exhibitor_id", "starts_at"),
    Index("ix_booking_state_hold_expires_at", "state", "hold_expires_at"),
    Index("ix_booking_series_id", "series_id"),
)

claim = Table(
    "claim",
    metadata,
    Column("booking_id", ForeignKey("booking.id", ondelete="CASCADE"), primary_key=True),
    Column("resource_id", ForeignKey("resource.id", ondelete="RESTRICT"), primary_key=True),
    Column("from_slot", BigInteger, primary_key=True, autoincrement=False),
    Column("until_slot", BigInteger, nullable=False),
    Column("units", BigInteger, nullable=False),
    # a claim that leaves no room for another: what PostgreSQL guards a second time
    Column("alone", Boolean, nullable=False),
    CheckConstraint(
        f"until_slot > from_slot AND until_slot - from_slot <= {LONGEST_SLOTS}",
        name="length",
    ),
    CheckConstraint("units > 0", name="units"),
    Index("ix_claim_resource_id_from_slot", "resource_id", "from_slot", "until_slot", "units"),
)
