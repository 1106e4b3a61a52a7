"""Note what each official answered to a campaign."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commitments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(length=32), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=32), nullable=True),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stance IN ('unknown', 'met', 'supports', 'refuses')", name=op.f("ck_commitments_stance_known")
        ),
        sa.CheckConstraint(
            "source IN ('letter', 'meeting', 'media', 'vote', 'survey', 'other')",
            name=op.f("ck_commitments_source_known"),
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_commitments_revision_from_one")),
        sa.CheckConstraint(
            "(stance = 'unknown') = (said_on IS NULL) AND (stance = 'unknown') = (source IS NULL)",
            name=op.f("ck_commitments_said_on_a_day_somewhere"),
        ),
        sa.CheckConstraint(
            "stance <> 'unknown' OR (sentence = '' AND link = '')",
            name=op.f("ck_commitments_nothing_said_while_unknown"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_commitments_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_commitments_campaign_id")),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_commitments_official_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint(
            "campaign_id", "official_id", "revision", name=op.f("uq_commitments_campaign_id_official_id_revision")
        ),
    )
    op.create_index(op.f("ix_commitments_act_id"), "commitments", ["act_id"])


def downgrade() -> None:
    op.drop_table("commitments")
