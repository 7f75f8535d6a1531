"""The tables of demos, their clearance, what is to be placed, and releases."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing that is there is touched."""
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.String(length=100), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_release_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("number", name=op.f("uq_release_number")),
    )
    op.create_table(
        "release_row",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
            name=op.f("fk_release_row_release_id_release"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("release_id", "number", name=op.f("pk_release_row")),
    )
    op.create_table(
        "clearance_answer",
        sa.Column("demo_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("signer", sa.String(length=200), nullable=True),
        sa.Column("signed_by", sa.String(length=100), nullable=False),
        sa.Column("signed_as", sa.String(length=20), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demo_id"],
            ["demo.id"],
            name=op.f("fk_clearance_answer_demo_id_demo"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("demo_id", "item", name=op.f("pk_clearance_answer")),
    )
    op.create_table(
        "clearance_decision",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("demo_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.Column("decided_as", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demo_id"],
            ["demo.id"],
            name=op.f("fk_clearance_decision_demo_id_demo"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance_decision")),
    )
    op.create_index(
        "ix_clearance_decision_demo_id", "clearance_decision", ["demo_id"], unique=False
    )
    op.create_table(
        "clearance_proof",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("demo_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.String(length=100), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_clearance_proof_size")),
        sa.ForeignKeyConstraint(
            ["demo_id"],
            ["demo.id"],
            name=op.f("fk_clearance_proof_demo_id_demo"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance_proof")),
    )
    op.create_index("ix_clearance_proof_demo_id", "clearance_proof", ["demo_id"], unique=False)
    op.create_table(
        "demo_card",
        sa.Column("demo_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shows_en", sa.Text(), nullable=True),
        sa.Column("shows_zh_hant", sa.Text(), nullable=True),
        sa.Column("shows_zh_hans", sa.Text(), nullable=True),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("industries", sa.JSON(), nullable=False),
        sa.Column("layers", sa.JSON(), nullable=False),
        sa.Column("cloud", sa.Boolean(), nullable=False),
        sa.Column("generative", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demo_id"], ["demo.id"], name=op.f("fk_demo_card_demo_id_demo"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("demo_id", name=op.f("pk_demo_card")),
    )
    op.create_table(
        "demo_choice",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("demo_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("place_kind", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_demo_choice_days")),
        sa.CheckConstraint(
            "times > 0 AND (minutes IS NULL OR minutes > 0)", name=op.f("ck_demo_choice_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["demo_id"], ["demo.id"], name=op.f("fk_demo_choice_demo_id_demo"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo_choice")),
    )
    op.create_index("ix_demo_choice_demo_id", "demo_choice", ["demo_id"], unique=False)
    op.create_table(
        "demo_model",
        sa.Column("demo_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("model_version", sa.String(length=100), nullable=False),
        sa.Column("licence", sa.String(length=200), nullable=True),
        sa.Column("runs", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["demo_id"], ["demo.id"], name=op.f("fk_demo_model_demo_id_demo"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("demo_id", "position", name=op.f("pk_demo_model")),
    )
    op.create_table(
        "demo_source",
        sa.Column("demo_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("permission", sa.String(length=400), nullable=True),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demo_id"], ["demo.id"], name=op.f("fk_demo_source_demo_id_demo"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("demo_id", "position", name=op.f("pk_demo_source")),
    )
    op.create_table(
        "presenter",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("exhibitor_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibitor_id"],
            ["exhibitor.id"],
            name=op.f("fk_presenter_exhibitor_id_exhibitor"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_presenter_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_presenter_resource_id_resource"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presenter")),
        sa.UniqueConstraint("code", name=op.f("uq_presenter_code")),
    )
    op.create_index("ix_presenter_exhibitor_id", "presenter", ["exhibitor_id"], unique=False)
    op.create_index("uq_presenter_resource_id", "presenter", ["resource_id"], unique=True)
    op.create_table(
        "demo_presenter",
        sa.Column("demo_id", sa.Integer(), nullable=False),
        sa.Column("presenter_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demo_id"],
            ["demo.id"],
            name=op.f("fk_demo_presenter_demo_id_demo"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["presenter_id"],
            ["presenter.id"],
            name=op.f("fk_demo_presenter_presenter_id_presenter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("demo_id", "presenter_id", name=op.f("pk_demo_presenter")),
    )


def downgrade() -> None:
    """Going back is restoring the backup that was made before the step."""
    raise NotImplementedError
