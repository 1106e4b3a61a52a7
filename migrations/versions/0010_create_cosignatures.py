"""Create cosignatures."""

import sqlalchemy as sa
from alembic import op

from app.core.database import SortKey, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cosignatures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("duplicate_of_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("shown_name", sa.Text(), nullable=False),
        sa.Column("sort_key", SortKey(), nullable=False),
        sa.Column("sort_key_bare", SortKey(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("is_regional_table", sa.Boolean(), nullable=False),
        sa.Column("publishes_name", sa.Boolean(), nullable=False),
        sa.Column("authority", sa.String(length=32), nullable=False),
        sa.Column("authority_on", sa.Date(), nullable=True),
        sa.Column("suspicion", sa.String(length=32), nullable=True),
        sa.Column("declined_reason", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=True),
        sa.Column("code_attempts", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("validated_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(authority = 'on_date') = (authority_on IS NOT NULL)",
            name=op.f("ck_cosignatures_date_when_it_is_to_come"),
        ),
        sa.CheckConstraint(
            "(state = 'declined') = (declined_reason IS NOT NULL)",
            name=op.f("ck_cosignatures_declined_has_a_reason"),
        ),
        sa.CheckConstraint(
            "NOT (state IN ('confirmed', 'validated')) OR organization_id IS NOT NULL",
            name=op.f("ck_cosignatures_live_has_an_organization"),
        ),
        sa.CheckConstraint(
            "authority IN ('yes', 'on_date', 'no')", name=op.f("ck_cosignatures_authority_known")
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'confirmed', 'validated', 'to_check', 'duplicate', 'declined', 'withdrawn')",
            name=op.f("ck_cosignatures_state_known"),
        ),
        sa.CheckConstraint(
            "suspicion IN ('trap', 'address_limit', 'network_limit')",
            name=op.f("ck_cosignatures_suspicion_known"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_cosignatures_campaign_id")),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["cosignatures.id"], name=op.f("fk_cosignatures_duplicate_of_id")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_cosignatures_letter_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_cosignatures_organization_id")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_cosignatures_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cosignatures")),
    )
    op.create_index(
        op.f("ix_cosignatures_campaign_id_email_key"),
        "cosignatures",
        ["campaign_id", "email_key"],
        unique=False,
    )
    op.create_index(
        op.f("ix_cosignatures_campaign_id_state_region_code"),
        "cosignatures",
        ["campaign_id", "state", "region_code"],
        unique=False,
    )
    op.create_index(
        op.f("ix_cosignatures_organization_id"), "cosignatures", ["organization_id"], unique=False
    )
    op.create_index(
        "ix_cosignatures_public",
        "cosignatures",
        ["campaign_id", "state", "region_code"],
        unique=False,
        sqlite_where=sa.text("state = 'validated' AND publishes_name"),
        postgresql_where=sa.text("state = 'validated' AND publishes_name"),
    )
    op.create_index(
        "ix_cosignatures_rank",
        "cosignatures",
        ["campaign_id", "confirmed_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('confirmed', 'validated')"),
        postgresql_where=sa.text("state IN ('confirmed', 'validated')"),
    )
    op.create_index(
        "uq_cosignatures_live",
        "cosignatures",
        ["campaign_id", "organization_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('confirmed', 'validated')"),
        postgresql_where=sa.text("state IN ('confirmed', 'validated')"),
    )
    op.create_table(
        "cosignature_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=False),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("moved_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(actor = 'staff') = (account_id IS NOT NULL)",
            name=op.f("ck_cosignature_moves_staff_has_an_account"),
        ),
        sa.CheckConstraint(
            "actor IN ('signatory', 'staff', 'program')", name=op.f("ck_cosignature_moves_actor_known")
        ),
        sa.CheckConstraint(
            "from_state IN ('submitted', 'confirmed', 'validated', 'to_check', 'duplicate', 'declined', 'withdrawn')",
            name=op.f("ck_cosignature_moves_from_state_known"),
        ),
        sa.CheckConstraint(
            "to_state IN ('submitted', 'confirmed', 'validated', 'to_check', 'duplicate', 'declined', 'withdrawn')",
            name=op.f("ck_cosignature_moves_to_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_cosignature_moves_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["cosignature_id"],
            ["cosignatures.id"],
            name=op.f("fk_cosignature_moves_cosignature_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cosignature_moves")),
    )
    op.create_index(
        op.f("ix_cosignature_moves_cosignature_id_moved_at"),
        "cosignature_moves",
        ["cosignature_id", "moved_at"],
        unique=False,
    )
    op.create_table(
        "signatories",
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cosignature_id"],
            ["cosignatures.id"],
            name=op.f("fk_signatories_cosignature_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cosignature_id", name=op.f("pk_signatories")),
    )


def downgrade() -> None:
    op.drop_table("signatories")
    op.drop_table("cosignature_moves")
    op.drop_table("cosignatures")
