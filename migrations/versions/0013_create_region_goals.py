"""Create region_goals."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "region_goals",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_region_goals_number_from_one")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_region_goals_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_region_goals_region_code")),
        sa.PrimaryKeyConstraint("campaign_id", "region_code", name=op.f("pk_region_goals")),
    )


def downgrade() -> None:
    op.drop_table("region_goals")
