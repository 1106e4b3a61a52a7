"""Create reminders, and the way out of them that their mails carry."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("unsubscribe_url", sa.Text(), nullable=True))
    op.create_table(
        "reminders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("earlier_campaign_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'former') = (earlier_campaign_id IS NOT NULL)", name=op.f("ck_reminders_former_names_a_campaign")
        ),
        sa.CheckConstraint(
            "kind IN ('unsigned', 'former', 'unconfirmed', 'board')", name=op.f("ck_reminders_kind_known")
        ),
        sa.CheckConstraint("reached > 0", name=op.f("ck_reminders_reached_somebody")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_reminders_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_reminders_campaign_id")),
        sa.ForeignKeyConstraint(
            ["earlier_campaign_id"], ["campaigns.id"], name=op.f("fk_reminders_earlier_campaign_id")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_reminders_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    op.create_index(
        op.f("ix_reminders_campaign_id_region_code_sent_at"),
        "reminders",
        ["campaign_id", "region_code", "sent_at"],
        unique=False,
    )
    op.create_table(
        "reminded",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reminder_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("cosignature_id", sa.Uuid(), nullable=True),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.CheckConstraint("(organization_id IS NULL) <> (cosignature_id IS NULL)", name=op.f("ck_reminded_somebody")),
        sa.ForeignKeyConstraint(
            ["cosignature_id"], ["cosignatures.id"], name=op.f("fk_reminded_cosignature_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_reminded_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminders.id"], name=op.f("fk_reminded_reminder_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminded")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_reminded_dedupe_key")),
    )
    op.create_index(op.f("ix_reminded_cosignature_id"), "reminded", ["cosignature_id"], unique=False)
    op.create_index(op.f("ix_reminded_organization_id"), "reminded", ["organization_id"], unique=False)
    op.create_index(op.f("ix_reminded_reminder_id"), "reminded", ["reminder_id"], unique=False)
    op.create_table(
        "reminder_paces",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reminded_at IS NOT NULL OR stopped_at IS NOT NULL", name=op.f("ck_reminder_paces_says_something")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_reminder_paces_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_reminder_paces")),
    )


def downgrade() -> None:
    op.drop_table("reminder_paces")
    op.drop_table("reminded")
    op.drop_table("reminders")
    op.drop_column("deliveries", "unsubscribe_url")
