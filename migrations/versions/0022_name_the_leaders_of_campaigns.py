"""Name the leaders of campaigns, and keep their logos."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("campaigns") as batch:
        batch.add_column(sa.Column("leaders", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("campaigns") as batch:
        batch.alter_column("leaders", existing_type=sa.JSON(), existing_nullable=False, server_default=None)
    op.create_table(
        "campaign_logos",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_logos_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "digest", name=op.f("pk_campaign_logos")),
    )


def downgrade() -> None:
    op.drop_table("campaign_logos")
    with op.batch_alter_table("campaigns") as batch:
        batch.drop_column("leaders")
