"""The lab's first tables; stands alone, whatever the program's tables become."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the rows that count."""
    op.create_table(
        "checklist_item",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("text_en", sa.String(length=200), nullable=True),
        sa.Column("text_zh_hant", sa.String(length=200), nullable=True),
        sa.Column("text_zh_hans", sa.String(length=200), nullable=True),
        sa.Column("applies", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checklist_item")),
        sa.UniqueConstraint("key", name=op.f("uq_checklist_item_key")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hant", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hans", sa.String(length=200), nullable=True),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", name=op.f("pk_holiday")),
    )
    op.create_table(
        "journal",
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("token", sa.String(length=36), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_journal")),
        sa.UniqueConstraint("token", name=op.f("uq_journal_token")),
    )
    op.create_index("ix_journal_actor_revision", "journal", ["actor", "revision"], unique=False)
    op.create_index("ix_journal_subject", "journal", ["subject"], unique=False)
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "occupancy",
        sa.Column("resource_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("excused", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("excused >= 0", name=op.f("ck_occupancy_excused_not_negative")),
        sa.CheckConstraint("used <= capacity + excused", name=op.f("ck_occupancy_capacity")),
        sa.CheckConstraint("used >= 0", name=op.f("ck_occupancy_not_negative")),
        sa.PrimaryKeyConstraint("resource_id", "slot", name=op.f("pk_occupancy")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "opening_exception",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("reason_en", sa.String(length=200), nullable=True),
        sa.Column("reason_zh_hant", sa.String(length=200), nullable=True),
        sa.Column("reason_zh_hans", sa.String(length=200), nullable=True),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_opening_exception")),
    )
    op.create_table(
        "opening_rule",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.String(length=5), nullable=False),
        sa.Column("closes", sa.String(length=5), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_rule_weekday")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_rule")),
    )
    op.create_table(
        "paper_issue",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("document", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("printed_at", sa.BigInteger(), nullable=False),
        sa.Column("printed_by", sa.String(length=100), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"],
            ["paper_issue.id"],
            name=op.f("fk_paper_issue_replaced_by_paper_issue"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_issue")),
    )
    op.create_index("ix_paper_issue_kind_scope", "paper_issue", ["kind", "scope"], unique=False)
    op.create_index(
        "uq_paper_issue_document_version", "paper_issue", ["document", "version"], unique=True
    )
    op.create_table(
        "resource",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hant", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hans", sa.String(length=200), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("bookable", sa.Boolean(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["resource.id"],
            name=op.f("fk_resource_parent_id_resource"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("code", name=op.f("uq_resource_code")),
    )
    op.create_index("ix_resource_kind", "resource", ["kind"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("rule", sa.String(length=400), nullable=False),
        sa.Column("first_start", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("code", name=op.f("uq_staff_code")),
    )
    op.create_table(
        "zone",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hant", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hans", sa.String(length=200), nullable=True),
        sa.Column("colour", sa.String(length=9), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sa.UniqueConstraint("code", name=op.f("uq_zone_code")),
    )
    op.create_table(
        "capacity_step",
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("from_slot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until_slot", sa.BigInteger(), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_capacity_step_not_negative")),
        sa.CheckConstraint(
            "until_slot > from_slot", name=op.f("ck_capacity_step_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_capacity_step_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resource_id", "from_slot", name=op.f("pk_capacity_step")),
    )
    op.create_table(
        "exhibitor",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hant", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hans", sa.String(length=200), nullable=True),
        sa.Column("fascia", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("origin", sa.String(length=60), nullable=False),
        sa.Column("brn", sa.String(length=20), nullable=True),
        sa.Column("company_no", sa.String(length=20), nullable=True),
        sa.Column("address", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("insurance", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("badges_id", sa.Integer(), nullable=False),
        sa.Column("badge_quota", sa.Integer(), nullable=False),
        sa.Column("weekly_quota", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("badge_quota >= 0", name=op.f("ck_exhibitor_badge_quota")),
        sa.ForeignKeyConstraint(
            ["badges_id"],
            ["resource.id"],
            name=op.f("fk_exhibitor_badges_id_resource"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibitor")),
        sa.UniqueConstraint("code", name=op.f("uq_exhibitor_code")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hant", sa.String(length=200), nullable=True),
        sa.Column("name_zh_hans", sa.String(length=200), nullable=True),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("sockets_id", sa.Integer(), nullable=True),
        sa.Column("feed_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("power_limit_w", sa.Integer(), nullable=True),
        sa.Column("capacity_people", sa.Integer(), nullable=True),
        sa.Column("in_service", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("units > 0", name=op.f("ck_place_units")),
        sa.ForeignKeyConstraint(
            ["feed_id"],
            ["resource.id"],
            name=op.f("fk_place_feed_id_resource"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["place.id"], name=op.f("fk_place_parent_id_place"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_place_resource_id_resource"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sockets_id"],
            ["resource.id"],
            name=op.f("fk_place_sockets_id_resource"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["zone_id"], ["zone.id"], name=op.f("fk_place_zone_id_zone"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("code", name=op.f("uq_place_code")),
    )
    op.create_table(
        "power_feed",
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("volts", sa.Integer(), nullable=False),
        sa.Column("phases", sa.Integer(), nullable=False),
        sa.Column("amps", sa.Integer(), nullable=False),
        sa.Column("derate_percent", sa.Integer(), nullable=False),
        sa.CheckConstraint("derate_percent BETWEEN 1 AND 100", name=op.f("ck_power_feed_derate")),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_power_feed_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_power_feed")),
    )
    op.create_table(
        "demo",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("exhibitor_id", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=True),
        sa.Column("title_zh_hant", sa.String(length=200), nullable=True),
        sa.Column("title_zh_hans", sa.String(length=200), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=True),
        sa.Column("mpflops", sa.BigInteger(), nullable=False),
        sa.Column("power_w", sa.Integer(), nullable=False),
        sa.Column("captures_personal_data", sa.Boolean(), nullable=False),
        sa.Column("risk_tier", sa.String(length=20), nullable=False),
        sa.Column("clearance", sa.String(length=20), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "mpflops >= 0 AND power_w >= 0 AND minutes > 0", name=op.f("ck_demo_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id"],
            ["exhibitor.id"],
            name=op.f("fk_demo_exhibitor_id_exhibitor"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["resource.id"], name=op.f("fk_demo_pool_id_resource"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo")),
        sa.UniqueConstraint("code", name=op.f("uq_demo_code")),
    )
    op.create_index("ix_demo_exhibitor_id", "demo", ["exhibitor_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("exhibitor_id", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=100), nullable=True),
        sa.Column("given", sa.String(length=100), nullable=True),
        sa.Column("western", sa.String(length=100), nullable=True),
        sa.Column("name_zh", sa.String(length=100), nullable=True),
        sa.Column("role", sa.String(length=60), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("marketing_consent", sa.Boolean(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibitor_id"],
            ["exhibitor.id"],
            name=op.f("fk_person_exhibitor_id_exhibitor"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("code", name=op.f("uq_person_code")),
    )
    op.create_index("ix_person_exhibitor_id", "person", ["exhibitor_id"], unique=False)
    op.create_table(
        "subsidy",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("exhibitor_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("list_price_cents", sa.BigInteger(), nullable=False),
        sa.Column("rate_percent", sa.Integer(), nullable=False),
        sa.Column("rate_reason", sa.Text(), nullable=True),
        sa.Column("subsidy_cents", sa.BigInteger(), nullable=False),
        sa.Column("applicant_pays_cents", sa.BigInteger(), nullable=False),
        sa.Column("mpflops", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("next_report", sa.Date(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "rate_percent <= 70 OR rate_reason IS NOT NULL", name=op.f("ck_subsidy_rate_has_reason")
        ),
        sa.CheckConstraint("rate_percent BETWEEN 0 AND 90", name=op.f("ck_subsidy_rate")),
        sa.CheckConstraint(
            "subsidy_cents + applicant_pays_cents = list_price_cents",
            name=op.f("ck_subsidy_shares_add_up"),
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id"],
            ["exhibitor.id"],
            name=op.f("fk_subsidy_exhibitor_id_exhibitor"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidy")),
        sa.UniqueConstraint("code", name=op.f("uq_subsidy_code")),
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("exhibitor_id", sa.Integer(), nullable=True),
        sa.Column("demo_id", sa.Integer(), nullable=True),
        sa.Column("title_en", sa.String(length=200), nullable=True),
        sa.Column("title_zh_hant", sa.String(length=200), nullable=True),
        sa.Column("title_zh_hans", sa.String(length=200), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("buffer_minutes", sa.Integer(), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Integer(), nullable=False),
        sa.Column("power_w", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=True),
        sa.Column("mpflops", sa.BigInteger(), nullable=False),
        sa.Column("guide_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("extras", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("hold_expires_at", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.Column("queued_at", sa.BigInteger(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("offer_expires_at", sa.BigInteger(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("marks", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "buffer_minutes >= 0 AND buffer_minutes <= 1440", name=op.f("ck_booking_buffer")
        ),
        sa.CheckConstraint(
            "ends_at > starts_at AND ends_at - starts_at <= 2678400", name=op.f("ck_booking_length")
        ),
        sa.CheckConstraint(
            "units > 0 AND staff >= 0 AND power_w >= 0 AND mpflops >= 0",
            name=op.f("ck_booking_amounts"),
        ),
        sa.ForeignKeyConstraint(
            ["demo_id"], ["demo.id"], name=op.f("fk_booking_demo_id_demo"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id"],
            ["exhibitor.id"],
            name=op.f("fk_booking_exhibitor_id_exhibitor"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["guide_id"],
            ["resource.id"],
            name=op.f("fk_booking_guide_id_resource"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_booking_place_id_place"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"],
            ["resource.id"],
            name=op.f("fk_booking_pool_id_resource"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
            name=op.f("fk_booking_series_id_series"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("key", name=op.f("uq_booking_key")),
        sa.UniqueConstraint("number", name=op.f("uq_booking_number")),
    )
    op.create_index(
        "ix_booking_exhibitor_id_starts_at", "booking", ["exhibitor_id", "starts_at"], unique=False
    )
    op.create_index("ix_booking_series_id", "booking", ["series_id"], unique=False)
    op.create_index("ix_booking_starts_at", "booking", ["starts_at"], unique=False)
    op.create_index(
        "ix_booking_state_hold_expires_at", "booking", ["state", "hold_expires_at"], unique=False
    )
    op.create_table(
        "demo_toolkit",
        sa.Column("demo_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats > 0", name=op.f("ck_demo_toolkit_seats")),
        sa.ForeignKeyConstraint(
            ["demo_id"], ["demo.id"], name=op.f("fk_demo_toolkit_demo_id_demo"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_demo_toolkit_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("demo_id", "resource_id", name=op.f("pk_demo_toolkit")),
    )
    op.create_table(
        "claim",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("from_slot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until_slot", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_claim_units")),
        sa.CheckConstraint(
            "until_slot > from_slot AND until_slot - from_slot <= 9218",
            name=op.f("ck_claim_length"),
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["booking.id"],
            name=op.f("fk_claim_booking_id_booking"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_claim_resource_id_resource"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("booking_id", "resource_id", "from_slot", name=op.f("pk_claim")),
    )
    op.create_index(
        "ix_claim_resource_id_from_slot",
        "claim",
        ["resource_id", "from_slot", "until_slot", "units"],
        unique=False,
    )
    op.execute("INSERT INTO counter (name, value) VALUES ('booking', 0), ('lab', 1)")
    op.execute("INSERT INTO journal_head (id, revision, hash) VALUES (1, 0, '')")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            "ALTER TABLE claim ADD CONSTRAINT ex_claim_alone EXCLUDE USING gist "
            "(resource_id WITH =, int8range(from_slot, until_slot) WITH &&) WHERE (alone)"
        )


def downgrade() -> None:
    """Going back is restoring the backup that was made before the step."""
    raise NotImplementedError
