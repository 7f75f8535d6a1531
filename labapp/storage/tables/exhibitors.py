"""Exhibitors, their people, demos, and the subsidy references of the applicants."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
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

from labapp.storage.columns import Instant, code, details, key, names
from labapp.storage.tables.base import metadata

exhibitor = Table(
    "exhibitor",
    metadata,
    key(),
    code(),
    *names(),
    Column("fascia", String(200), nullable=True),
    Column("kind", String(30), nullable=False),
    Column("origin", String(60), nullable=False),
    Column("brn", String(20), nullable=True),
    Column("company_no", String(20), nullable=True),
    Column("address", JSON(none_as_null=True), nullable=True),
    Column("insurance", JSON(none_as_null=True), nullable=True),
    Column("badges_id", ForeignKey("resource.id", ondelete="RESTRICT"), nullable=False),
    Column("badge_quota", Integer, nullable=False),
    Column("weekly_quota", Integer, nullable=True),
    Column("status", String(20), nullable=False),
    Column("note", Text, nullable=True),
    Column("sample", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    details(),
    CheckConstraint("badge_quota >= 0", name="badge_quota"),
)

person = Table(
    "person",
    metadata,
    key(),
    code(),
    Column("exhibitor_id", ForeignKey("exhibitor.id", ondelete="CASCADE"), nullable=False),
    Column("family", String(100), nullable=True),
    Column("given", String(100), nullable=True),
    Column("western", String(100), nullable=True),
    Column("name_zh", String(100), nullable=True),
    Column("role", String(60), nullable=True),
    Column("language", String(10), nullable=True),
    Column("phone", String(40), nullable=True),
    Column("email", String(200), nullable=True),
    Column("marketing_consent", Boolean, nullable=True),
    Column("sample", Boolean, nullable=False),
    Index("ix_person_exhibitor_id", "exhibitor_id"),
)

demo = Table(
    "demo",
    metadata,
    key(),
    code(),
    Column("exhibitor_id", ForeignKey("exhibitor.id", ondelete="CASCADE"), nullable=False),
    *names("title"),
    Column("minutes", Integer, nullable=False),
    Column("pool_id", ForeignKey("resource.id", ondelete="RESTRICT"), nullable=True),
    Column("mpflops", BigInteger, nullable=False),
    Column("power_w", Integer, nullable=False),
    Column("captures_personal_data", Boolean, nullable=False),
    Column("risk_tier", String(20), nullable=False),
    Column("clearance", String(20), nullable=False),
    Column("valid_until", Date, nullable=True),
    Column("conditions", Text, nullable=True),
    Column("sample", Boolean, nullable=False),
    CheckConstraint("mpflops >= 0 AND power_w >= 0 AND minutes > 0", name="amounts"),
    Index("ix_demo_exhibitor_id", "exhibitor_id"),
)

demo_toolkit = Table(
    "demo_toolkit",
    metadata,
    Column("demo_id", ForeignKey("demo.id", ondelete="CASCADE"), primary_key=True),
    Column("resource_id", ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True),
    Column("seats", Integer, nullable=False),
    CheckConstraint("seats > 0", name="seats"),
)

checklist_item = Table(
    "checklist_item",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", String(60), nullable=False, unique=True),
    *names("text"),
    Column("applies", String(60), nullable=False),
)

subsidy = Table(
    "subsidy",
    metadata,
    key(),
    code(),
    Column("exhibitor_id", ForeignKey("exhibitor.id", ondelete="RESTRICT"), nullable=False),
    Column("category", String(60), nullable=False),
    Column("stage", String(40), nullable=False),
    Column("list_price_cents", BigInteger, nullable=False),
    Column("rate_percent", Integer, nullable=False),
    Column("rate_reason", Text, nullable=True),
    Column("subsidy_cents", BigInteger, nullable=False),
    Column("applicant_pays_cents", BigInteger, nullable=False),
    Column("mpflops", BigInteger, nullable=False),
    Column("months", Integer, nullable=False),
    Column("next_report", Date, nullable=True),
    Column("sample", Boolean, nullable=False),
    CheckConstraint(
        "subsidy_cents + applicant_pays_cents = list_price_cents", name="shares_add_up"
    ),
    CheckConstraint("rate_percent BETWEEN 0 AND 90", name="rate"),
    CheckConstraint("rate_percent <= 70 OR rate_reason IS NOT NULL", name="rate_has_reason"),
)
