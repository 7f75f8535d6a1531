"""Measured use of computing power, subsidy references, tags, and bad weather."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing that is there is touched."""
    op.create_table(
        "compute_usage",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("exhibitor_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("mpflops", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "ends_at > starts_at AND mpflops >= 0", name=op.f("ck_compute_usage_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id"],
            ["exhibitor.id"],
            name=op.f("fk_compute_usage_exhibitor_id_exhibitor"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"],
            ["resource.id"],
            name=op.f("fk_compute_usage_pool_id_resource"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compute_usage")),
    )
    op.create_index(
        "ix_compute_usage_pool_id_starts_at",
        "compute_usage",
        ["pool_id", "starts_at"],
        unique=False,
    )
    op.create_table(
        "aiss_reference",
        sa.Column("subsidy_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("application_no", sa.String(length=60), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subsidy_id"],
            ["subsidy.id"],
            name=op.f("fk_aiss_reference_subsidy_id_subsidy"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subsidy_id", name=op.f("pk_aiss_reference")),
        sa.UniqueConstraint("application_no", name=op.f("uq_aiss_reference_application_no")),
    )
    op.create_table(
        "aiss_stage",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("subsidy_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subsidy_id"],
            ["subsidy.id"],
            name=op.f("fk_aiss_stage_subsidy_id_subsidy"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aiss_stage")),
    )
    op.create_index("ix_aiss_stage_subsidy_id", "aiss_stage", ["subsidy_id"], unique=False)
    op.create_table(
        "exhibitor_tag",
        sa.Column("exhibitor_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibitor_id"],
            ["exhibitor.id"],
            name=op.f("fk_exhibitor_tag_exhibitor_id_exhibitor"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exhibitor_id", "tag", name=op.f("pk_exhibitor_tag")),
    )
    op.create_table(
        "resource_tag",
        sa.Column("resource_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_resource_tag_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resource_id", "tag", name=op.f("pk_resource_tag")),
    )
    op.create_table(
        "weather_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("signal", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("announced", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.Column("reopens_at", sa.BigInteger(), nullable=True),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("special_before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("special_after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.Column("applied_by", sa.String(length=100), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weather_event")),
    )
    op.create_index(op.f("ix_weather_event_day"), "weather_event", ["day"], unique=False)
    op.create_table(
        "weather_hit",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("booking_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("effect", sa.String(length=20), nullable=False),
        sa.Column("state_before", sa.String(length=20), nullable=False),
        sa.Column("lost_from", sa.BigInteger(), nullable=False),
        sa.Column("lost_until", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("lost_until > lost_from", name=op.f("ck_weather_hit_lost")),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["booking.id"],
            name=op.f("fk_weather_hit_booking_id_booking"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["weather_event.id"],
            name=op.f("fk_weather_hit_event_id_weather_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", "booking_id", name=op.f("pk_weather_hit")),
    )
    op.create_index("ix_weather_hit_booking_id", "weather_hit", ["booking_id"], unique=False)


def downgrade() -> None:
    """Going back is restoring the backup that was made before the step."""
    raise NotImplementedError
