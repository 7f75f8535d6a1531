"""Toolkits: what they are, where they are installed, probes and results, parts, kits, loans."""

from sqlalchemy import (
    JSON,
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

from labapp.storage.columns import Instant, code, key, names
from labapp.storage.tables.base import metadata


def _resource(name: str = "resource_id", *, primary: bool = False) -> Column[int]:
    return Column(
        name,
        Integer,
        ForeignKey("resource.id", ondelete="CASCADE"),
        primary_key=primary,
        autoincrement=False,
        nullable=False,
    )


toolkit = Table(
    "toolkit",
    metadata,
    _resource(primary=True),
    Column("vendor", String(100), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("dist", String(200), nullable=True),
    Column("wanted_version", String(100), nullable=True),
    Column("licence", String(200), nullable=True),
    Column("licence_ends", Date, nullable=True),
    Column("hardware", JSON, nullable=False),
    Column("protocol", String(100), nullable=True),
    Column("port", Integer, nullable=True),
    Column("documents", JSON, nullable=False),
    Column("note", Text, nullable=True),
    # what the partner asks for: trained staff, hours, credits
    Column("rules", JSON, nullable=False),
    Column("version", Integer, nullable=False),
)
"""What is known of a toolkit beside its name and seats, which are its resource's."""

toolkit_trained = Table(
    "toolkit_trained",
    metadata,
    _resource(primary=True),
    Column(
        "person_id",
        Integer,
        ForeignKey("person.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
)

toolkit_install = Table(
    "toolkit_install",
    metadata,
    key(),
    _resource(),
    Column("host", String(200), nullable=False),
    Column("interpreter", String(400), nullable=True),
    Column("certificate", String(400), nullable=True),
    Column("certificate_key", String(400), nullable=True),
    Column("authorities", String(400), nullable=True),
    Column("note", Text, nullable=True),
    Index("ix_toolkit_install_resource_id", "resource_id"),
)

probe = Table(
    "probe",
    metadata,
    key(),
    _resource(),
    Column("position", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("spec", JSON, nullable=False),
    Column("optional", Boolean, nullable=False),
    Column("limit_ms", Integer, nullable=False),
    Column("valid_minutes", Integer, nullable=False),
    Column("every_minutes", Integer, nullable=True),
    CheckConstraint("limit_ms > 0 AND valid_minutes > 0", name="amounts"),
    CheckConstraint("every_minutes IS NULL OR every_minutes > 0", name="every"),
    Index("ix_probe_resource_id", "resource_id", "position"),
)

probe_result = Table(
    "probe_result",
    metadata,
    key(),
    Column("probe_id", ForeignKey("probe.id", ondelete="CASCADE"), nullable=False),
    Column("install_id", ForeignKey("toolkit_install.id", ondelete="CASCADE"), nullable=True),
    Column("at", Instant, nullable=False),
    Column("took_ms", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("proof", String(10), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("evidence", Text, nullable=False),
    Column("found_version", String(100), nullable=True),
    Column("stale_at", Instant, nullable=False),
    Column("probe_version", Integer, nullable=False),
    Column("by", String(100), nullable=False),
    CheckConstraint("stale_at > at", name="holds_a_while"),
    CheckConstraint("proof IN ('measured', 'word')", name="proof"),
    Index("ix_probe_result_probe_id_install_id_at", "probe_id", "install_id", "at"),
)

asset = Table(
    "asset",
    metadata,
    key(),
    # the tag that is scanned
    code(),
    *names(),
    # what it takes to have it: a part is one unit
    Column("resource_id", ForeignKey("resource.id", ondelete="RESTRICT"), nullable=False),
    Column("toolkit_id", ForeignKey("resource.id", ondelete="SET NULL"), nullable=True),
    Column("serial", String(100), nullable=True),
    Column("condition", String(20), nullable=False),
    Column("note", Text, nullable=True),
    Column("version", Integer, nullable=False),
    Index("ix_asset_resource_id", "resource_id", unique=True),
)

kit = Table(
    "kit",
    metadata,
    key(),
    code(),
    *names(),
    Column("checklist", JSON, nullable=False),
    Column("version", Integer, nullable=False),
)

kit_part = Table(
    "kit_part",
    metadata,
    Column("kit_id", ForeignKey("kit.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    # 0 is the part itself, above it what may stand in for it
    Column("choice", Integer, primary_key=True, autoincrement=False),
    Column("asset_id", ForeignKey("asset.id", ondelete="RESTRICT"), nullable=False),
    Index("ix_kit_part_asset_id", "asset_id"),
)

loan = Table(
    "loan",
    metadata,
    key(),
    Column("kit_id", ForeignKey("kit.id", ondelete="RESTRICT"), nullable=True),
    Column("booking_id", ForeignKey("booking.id", ondelete="RESTRICT"), nullable=True),
    Column("exhibitor_id", ForeignKey("exhibitor.id", ondelete="RESTRICT"), nullable=True),
    Column("borrower", String(200), nullable=False),
    Column("out_at", Instant, nullable=False),
    Column("out_by", String(100), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("back_at", Instant, nullable=True),
    Column("checked_out", JSON, nullable=False),
    Column("checked_back", JSON, nullable=False),
    Column("note", Text, nullable=True),
    Column("version", Integer, nullable=False),
    CheckConstraint("due_at > out_at", name="due_after_out"),
    Index("ix_loan_back_at_due_at", "back_at", "due_at"),
)

loan_part = Table(
    "loan_part",
    metadata,
    Column("loan_id", ForeignKey("loan.id", ondelete="CASCADE"), primary_key=True),
    Column("asset_id", ForeignKey("asset.id", ondelete="RESTRICT"), primary_key=True),
    Column("condition_out", String(20), nullable=False),
    Column("condition_back", String(20), nullable=True),
    # back, or recorded as missing
    Column("settled_at", Instant, nullable=True),
    Column("settled_by", String(100), nullable=True),
    Column("note", Text, nullable=True),
    Index("ix_loan_part_asset_id", "asset_id"),
)

loan_picture = Table(
    "loan_picture",
    metadata,
    key(),
    Column("loan_id", ForeignKey("loan.id", ondelete="CASCADE"), nullable=False),
    Column("asset_id", ForeignKey("asset.id", ondelete="RESTRICT"), nullable=True),
    Column("kind", String(20), nullable=False),
    Column("at", Instant, nullable=False),
    Column("png", LargeBinary, nullable=False),
    CheckConstraint("kind IN ('photo', 'signature_out', 'signature_back')", name="kind"),
    Index("ix_loan_picture_loan_id", "loan_id"),
)
