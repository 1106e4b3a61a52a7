"""Create updates: the news and activities of campaigns, and the mails that told them."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ONE_VICTORY = sa.text("kind = 'victory' AND state = 'published'")


def upgrade() -> None:
    op.create_table(
        "updates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("publishes_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("published_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('news', 'communique', 'victory', 'activity')", name=op.f("ck_updates_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'scheduled', 'published', 'taken_back')", name=op.f("ck_updates_state_known")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_updates_number_from_one")),
        sa.CheckConstraint(
            "(kind = 'activity') = (starts_at IS NOT NULL)", name=op.f("ck_updates_activity_has_an_hour")
        ),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_updates_ends_after_it_starts")),
        sa.CheckConstraint("kind = 'activity' OR ends_at IS NULL", name=op.f("ck_updates_only_activities_end")),
        sa.CheckConstraint("kind <> 'victory' OR region_code IS NULL", name=op.f("ck_updates_won_everywhere")),
        sa.CheckConstraint(
            "(state = 'scheduled') = (publishes_at IS NOT NULL)", name=op.f("ck_updates_scheduled_has_an_hour")
        ),
        sa.CheckConstraint(
            "(state IN ('published', 'taken_back')) = (published_at IS NOT NULL)",
            name=op.f("ck_updates_published_has_an_hour"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_updates_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_updates_campaign_id")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_updates_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_updates")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_updates_campaign_id_number")),
    )
    op.create_index(op.f("ix_updates_state_publishes_at"), "updates", ["state", "publishes_at"])
    op.create_index(
        "uq_updates_one_victory", "updates", ["campaign_id"], unique=True,
        sqlite_where=ONE_VICTORY, postgresql_where=ONE_VICTORY,
    )  # fmt: skip
    op.create_table(
        "update_texts",
        sa.Column("update_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("accessibility", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["update_id"], ["updates.id"], name=op.f("fk_update_texts_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "locale", name=op.f("pk_update_texts")),
    )
    op.create_table(
        "update_mailings",
        sa.Column("update_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("leaves_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reached > 0", name=op.f("ck_update_mailings_reaches_somebody")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_update_mailings_account_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["updates.id"], name=op.f("fk_update_mailings_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_update_mailings")),
    )
    op.create_table(
        "mailed_updates",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("update_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_mailed_updates_delivery_id")),
        sa.ForeignKeyConstraint(["update_id"], ["updates.id"], name=op.f("fk_mailed_updates_update_id")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_mailed_updates")),
    )
    op.create_index(op.f("ix_mailed_updates_update_id"), "mailed_updates", ["update_id"])


def downgrade() -> None:
    op.drop_table("mailed_updates")
    op.drop_table("update_mailings")
    op.drop_table("update_texts")
    op.drop_table("updates")
