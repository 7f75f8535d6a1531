"""The tables of toolkits: probes and their results, parts, kits and loans."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing that is there is touched."""
    op.create_table(
        "toolkit",
        sa.Column("resource_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("vendor", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("dist", sa.String(length=200), nullable=True),
        sa.Column("wanted_version", sa.String(length=100), nullable=True),
        sa.Column("licence", sa.String(length=200), nullable=True),
        sa.Column("licence_ends", sa.Date(), nullable=True),
        sa.Column("hardware", sa.JSON(), nullable=False),
        sa.Column("protocol", sa.String(length=100), nullable=True),
        sa.Column("port", sa.Integer(), nullable=True),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_toolkit_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_toolkit")),
    )
    op.create_table(
        "toolkit_trained",
        sa.Column("resource_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_toolkit_trained_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_toolkit_trained_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resource_id", "person_id", name=op.f("pk_toolkit_trained")),
    )
    op.create_table(
        "toolkit_install",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("resource_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("interpreter", sa.String(length=400), nullable=True),
        sa.Column("certificate", sa.String(length=400), nullable=True),
        sa.Column("certificate_key", sa.String(length=400), nullable=True),
        sa.Column("authorities", sa.String(length=400), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_toolkit_install_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_toolkit_install")),
    )
    op.create_index(
        "ix_toolkit_install_resource_id", "toolkit_install", ["resource_id"], unique=False
    )
    op.create_table(
        "probe",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("resource_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column("limit_ms", sa.Integer(), nullable=False),
        sa.Column("valid_minutes", sa.Integer(), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "every_minutes IS NULL OR every_minutes > 0", name=op.f("ck_probe_every")
        ),
        sa.CheckConstraint("limit_ms > 0 AND valid_minutes > 0", name=op.f("ck_probe_amounts")),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_probe_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probe")),
    )
    op.create_index("ix_probe_resource_id", "probe", ["resource_id", "position"], unique=False)
    op.create_table(
        "probe_result",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("probe_id", sa.Integer(), nullable=False),
        sa.Column("install_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proof", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("found_version", sa.String(length=100), nullable=True),
        sa.Column("stale_at", sa.BigInteger(), nullable=False),
        sa.Column("probe_version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.CheckConstraint("proof IN ('measured', 'word')", name=op.f("ck_probe_result_proof")),
        sa.CheckConstraint("stale_at > at", name=op.f("ck_probe_result_holds_a_while")),
        sa.ForeignKeyConstraint(
            ["install_id"],
            ["toolkit_install.id"],
            name=op.f("fk_probe_result_install_id_toolkit_install"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["probe_id"],
            ["probe.id"],
            name=op.f("fk_probe_result_probe_id_probe"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probe_result")),
    )
    op.create_index(
        "ix_probe_result_probe_id_install_id_at",
        "probe_result",
        ["probe_id", "install_id", "at"],
        unique=False,
    )
    op.create_table(
        "asset",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hant", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hans", sa.String(length=200), nullable=True),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("toolkit_id", sa.Integer(), nullable=True),
        sa.Column("serial", sa.String(length=100), nullable=True),
        sa.Column("condition", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_asset_resource_id_resource"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["toolkit_id"],
            ["resource.id"],
            name=op.f("fk_asset_toolkit_id_resource"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint("code", name=op.f("uq_asset_code")),
    )
    op.create_index("ix_asset_resource_id", "asset", ["resource_id"], unique=True)
    op.create_table(
        "kit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hant", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hans", sa.String(length=200), nullable=True),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit")),
        sa.UniqueConstraint("code", name=op.f("uq_kit_code")),
    )
    op.create_table(
        "kit_part",
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("choice", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_kit_part_asset_id_asset"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["kit_id"], ["kit.id"], name=op.f("fk_kit_part_kit_id_kit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kit_id", "position", "choice", name=op.f("pk_kit_part")),
    )
    op.create_index("ix_kit_part_asset_id", "kit_part", ["asset_id"], unique=False)
    op.create_table(
        "loan",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("exhibitor_id", sa.Integer(), nullable=True),
        sa.Column("borrower", sa.String(length=200), nullable=False),
        sa.Column("out_at", sa.BigInteger(), nullable=False),
        sa.Column("out_by", sa.String(length=100), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("back_at", sa.BigInteger(), nullable=True),
        sa.Column("checked_out", sa.JSON(), nullable=False),
        sa.Column("checked_back", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("due_at > out_at", name=op.f("ck_loan_due_after_out")),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["booking.id"],
            name=op.f("fk_loan_booking_id_booking"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id"],
            ["exhibitor.id"],
            name=op.f("fk_loan_exhibitor_id_exhibitor"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["kit_id"], ["kit.id"], name=op.f("fk_loan_kit_id_kit"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
    )
    op.create_index("ix_loan_back_at_due_at", "loan", ["back_at", "due_at"], unique=False)
    op.create_table(
        "loan_part",
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("condition_out", sa.String(length=20), nullable=False),
        sa.Column("condition_back", sa.String(length=20), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_by", sa.String(length=100), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["asset.id"],
            name=op.f("fk_loan_part_asset_id_asset"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loan.id"], name=op.f("fk_loan_part_loan_id_loan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", "asset_id", name=op.f("pk_loan_part")),
    )
    op.create_index("ix_loan_part_asset_id", "loan_part", ["asset_id"], unique=False)
    op.create_table(
        "loan_picture",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('photo', 'signature_out', 'signature_back')",
            name=op.f("ck_loan_picture_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["asset.id"],
            name=op.f("fk_loan_picture_asset_id_asset"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loan.id"], name=op.f("fk_loan_picture_loan_id_loan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_picture")),
    )
    op.create_index("ix_loan_picture_loan_id", "loan_picture", ["loan_id"], unique=False)


def downgrade() -> None:
    """Going back is restoring the backup that was made before the step."""
    raise NotImplementedError
