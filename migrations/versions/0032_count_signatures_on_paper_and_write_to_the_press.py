"""Count signatures on paper, apart from the others, and keep the communiqué of a campaign as staff wrote it."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No batch: rebuilding the table, as SQLite would, takes with it the rows that hang on it.
    op.add_column("campaigns", sa.Column("shows_paper", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "paper_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("counted_by", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_paper_batches_number_from_one")),
        sa.CheckConstraint("entered >= 0 AND entered <= number", name=op.f("ck_paper_batches_entered_among_them")),
        sa.CheckConstraint("place <> ''", name=op.f("ck_paper_batches_place_is_said")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_paper_batches_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_paper_batches_campaign_id")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_paper_batches_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batches")),
    )
    op.create_index(op.f("ix_paper_batches_campaign_id_region_code"), "paper_batches", ["campaign_id", "region_code"])
    op.create_table(
        "press_releases",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("edited_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("headline <> '' AND body <> ''", name=op.f("ck_press_releases_says_something")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_press_releases_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "locale", name=op.f("pk_press_releases")),
    )


def downgrade() -> None:
    op.drop_table("press_releases")
    op.drop_table("paper_batches")
    op.drop_column("campaigns", "shows_paper")
