"""Measured use of computing power, what goes with subsidy references, tags, and bad weather."""

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from labapp.storage.columns import Instant, key
from labapp.storage.tables.base import metadata

compute_usage = Table(
    "compute_usage",
    metadata,
    key(),
    Column("pool_id", ForeignKey("resource.id", ondelete="RESTRICT"), nullable=False),
    # who used it; nobody where the meter only knows the pool
    Column("exhibitor_id", ForeignKey("exhibitor.id", ondelete="RESTRICT"), nullable=True),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    # the mean over the time
    Column("mpflops", BigInteger, nullable=False),
    Column("source", String(200), nullable=False),
    Column("imported_at", Instant, nullable=False),
    CheckConstraint("ends_at > starts_at AND mpflops >= 0", name="amounts"),
    Index("ix_compute_usage_pool_id_starts_at", "pool_id", "starts_at"),
)

aiss_reference = Table(
    "aiss_reference",
    metadata,
    Column(
        "subsidy_id",
        ForeignKey("subsidy.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("application_no", String(60), nullable=True, unique=True),
    # the first day on which bookings count against what was approved
    Column("starts_on", Date, nullable=True),
    Column("note", Text, nullable=True),
    Column("version", Integer, nullable=False),
)
"""What the desk keeps of a subsidy reference beside its amounts."""

aiss_stage = Table(
    "aiss_stage",
    metadata,
    key(),
    Column("subsidy_id", ForeignKey("subsidy.id", ondelete="CASCADE"), nullable=False),
    Column("stage", String(40), nullable=False),
    Column("since", Date, nullable=False),
    Column("remind_on", Date, nullable=True),
    Index("ix_aiss_stage_subsidy_id", "subsidy_id"),
)
"""When a reference came to each of its stages, and when the desk is to look at it again."""

exhibitor_tag = Table(
    "exhibitor_tag",
    metadata,
    Column(
        "exhibitor_id",
        ForeignKey("exhibitor.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("tag", String(60), primary_key=True),
)

resource_tag = Table(
    "resource_tag",
    metadata,
    Column(
        "resource_id",
        ForeignKey("resource.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("tag", String(60), primary_key=True),
)

weather_event = Table(
    "weather_event",
    metadata,
    key(),
    Column("day", Date, nullable=False, index=True),
    Column("signal", String(20), nullable=False),
    # ``raised`` or ``lifted``
    Column("kind", String(10), nullable=False),
    Column("announced", Instant, nullable=False),
    Column("closes_at", Instant, nullable=True),
    Column("reopens_at", Instant, nullable=True),
    # the day's usual hours, and its row of opening_exception before and after
    Column("hours", JSON, nullable=False),
    Column("special_before", JSON(none_as_null=True), nullable=True),
    Column("special_after", JSON(none_as_null=True), nullable=True),
    Column("applied_at", Instant, nullable=False),
    Column("applied_by", String(100), nullable=False),
    Column("undone_at", Instant, nullable=True),
)

weather_hit = Table(
    "weather_hit",
    metadata,
    Column(
        "event_id",
        ForeignKey("weather_event.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column(
        "booking_id",
        ForeignKey("booking.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("effect", String(20), nullable=False),
    Column("state_before", String(20), nullable=False),
    Column("lost_from", Instant, nullable=False),
    Column("lost_until", Instant, nullable=False),
    Column("settled_at", Instant, nullable=True),
    CheckConstraint("lost_until > lost_from", name="lost"),
    Index("ix_weather_hit_booking_id", "booking_id"),
)
"""Which bookings a signal took time from, until somebody has found them another."""
