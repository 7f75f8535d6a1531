"""Floor plans that a person brought, with the history of what was shown."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables; nothing that is there is touched."""
    op.create_table(
        "floor_drawing",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("svg", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_drawing")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_floor_drawing_fingerprint")),
    )
    op.create_table(
        "floor_plan",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("drawing_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("saved_by", sa.String(length=100), nullable=False),
        sa.CheckConstraint(
            "(kind = 'file') = (drawing_id IS NOT NULL)",
            name=op.f("ck_floor_plan_file_has_drawing"),
        ),
        sa.ForeignKeyConstraint(
            ["drawing_id"],
            ["floor_drawing.id"],
            name=op.f("fk_floor_plan_drawing_id_floor_drawing"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_plan")),
    )
    op.create_table(
        "floor_plan_shape",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shape", sa.String(length=200), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["floor_plan.id"],
            name=op.f("fk_floor_plan_shape_plan_id_floor_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["place.id"],
            name=op.f("fk_floor_plan_shape_place_id_place"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_id", "shape", name=op.f("pk_floor_plan_shape")),
    )
    op.create_index("ix_floor_plan_shape_place_id", "floor_plan_shape", ["place_id"], unique=False)


def downgrade() -> None:
    """Going back is restoring the backup that was made before the step."""
    raise NotImplementedError
