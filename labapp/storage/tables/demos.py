"""What a demo shows and who presents it, its clearance, what is to be placed, and releases."""

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
    LargeBinary,
    String,
    Table,
    Text,
)

from labapp.storage.columns import Instant, code, key
from labapp.storage.tables.base import metadata

demo_card = Table(
    "demo_card",
    metadata,
    Column(
        "demo_id",
        Integer,
        ForeignKey("demo.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("shows_en", Text, nullable=True),
    Column("shows_zh_hant", Text, nullable=True),
    Column("shows_zh_hans", Text, nullable=True),
    Column("audience", String(20), nullable=False),
    Column("industries", JSON, nullable=False),
    Column("layers", JSON, nullable=False),
    Column("cloud", Boolean, nullable=False),
    Column("generative", Boolean, nullable=False),
    Column("retired_at", Instant, nullable=True),
    Column("version", Integer, nullable=False),
)
"""Beside a demo, what no booking needs; a demo without a card has said nothing yet."""

presenter = Table(
    "presenter",
    metadata,
    key(),
    code(),
    Column("exhibitor_id", ForeignKey("exhibitor.id", ondelete="RESTRICT"), nullable=False),
    Column("person_id", ForeignKey("person.id", ondelete="SET NULL"), nullable=True),
    Column("resource_id", ForeignKey("resource.id", ondelete="RESTRICT"), nullable=False),
    Column("retired_at", Instant, nullable=True),
    Column("version", Integer, nullable=False),
    Index("ix_presenter_exhibitor_id", "exhibitor_id"),
    Index("uq_presenter_resource_id", "resource_id", unique=True),
)
"""Their time is a resource of capacity 1 whose steps say when they are there."""

demo_presenter = Table(
    "demo_presenter",
    metadata,
    Column("demo_id", ForeignKey("demo.id", ondelete="CASCADE"), primary_key=True),
    Column("presenter_id", ForeignKey("presenter.id", ondelete="CASCADE"), primary_key=True),
)

demo_model = Table(
    "demo_model",
    metadata,
    Column("demo_id", ForeignKey("demo.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("model_version", String(100), nullable=False),
    Column("licence", String(200), nullable=True),
    Column("runs", String(20), nullable=False),
)

demo_source = Table(
    "demo_source",
    metadata,
    Column("demo_id", ForeignKey("demo.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("permission", String(400), nullable=True),
    Column("personal", Boolean, nullable=False),
)

clearance_answer = Table(
    "clearance_answer",
    metadata,
    Column("demo_id", ForeignKey("demo.id", ondelete="CASCADE"), primary_key=True),
    Column("item", String(60), primary_key=True),
    Column("met", Boolean, nullable=False),
    Column("note", Text, nullable=True),
    Column("signer", String(200), nullable=True),
    Column("signed_by", String(100), nullable=False),
    Column("signed_as", String(20), nullable=False),
    Column("signed_at", Instant, nullable=False),
)

clearance_proof = Table(
    "clearance_proof",
    metadata,
    key(),
    Column("demo_id", ForeignKey("demo.id", ondelete="CASCADE"), nullable=False),
    Column("item", String(60), nullable=False),
    Column("name", String(200), nullable=False),
    Column("content_type", String(60), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("added_by", String(100), nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("withdrawn_at", Instant, nullable=True),
    CheckConstraint("size > 0", name="size"),
    Index("ix_clearance_proof_demo_id", "demo_id"),
)

clearance_decision = Table(
    "clearance_decision",
    metadata,
    key(),
    Column("demo_id", ForeignKey("demo.id", ondelete="CASCADE"), nullable=False),
    Column("status", String(20), nullable=False),
    Column("valid_until", Date, nullable=True),
    Column("conditions", Text, nullable=True),
    Column("reason", Text, nullable=True),
    Column("decided_by", String(100), nullable=False),
    Column("decided_as", String(20), nullable=False),
    Column("decided_at", Instant, nullable=False),
    Index("ix_clearance_decision_demo_id", "demo_id"),
)

demo_choice = Table(
    "demo_choice",
    metadata,
    key(),
    Column("demo_id", ForeignKey("demo.id", ondelete="CASCADE"), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("times", Integer, nullable=False),
    Column("minutes", Integer, nullable=True),
    Column("place_kind", String(20), nullable=True),
    Column("note", Text, nullable=True),
    CheckConstraint("last_day >= first_day", name="days"),
    CheckConstraint("times > 0 AND (minutes IS NULL OR minutes > 0)", name="amounts"),
    Index("ix_demo_choice_demo_id", "demo_id"),
)
"""A demo that shall be shown so many times in a period; what is not booked is to be placed."""

release = Table(
    "release",
    metadata,
    key(),
    Column("number", Integer, nullable=False, unique=True),
    Column("note", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("published_by", String(100), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    CheckConstraint("last_day >= first_day", name="days"),
)

release_row = Table(
    "release_row",
    metadata,
    Column("release_id", ForeignKey("release.id", ondelete="RESTRICT"), primary_key=True),
    Column("number", String(20), primary_key=True),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("content", JSON, nullable=False),
)
"""A booking as it was published, with the names of that day; never changed again."""
