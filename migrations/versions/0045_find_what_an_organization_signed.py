"""Find what an organization signed in a campaign by one index: a desk asks it of each of its members."""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

BOTH, ALONE = "ix_cosignatures_organization_id_campaign_id", "ix_cosignatures_organization_id"


def upgrade() -> None:
    op.create_index(op.f(BOTH), "cosignatures", ["organization_id", "campaign_id"])
    op.drop_index(op.f(ALONE), table_name="cosignatures")


def downgrade() -> None:
    op.create_index(op.f(ALONE), "cosignatures", ["organization_id"])
    op.drop_index(op.f(BOTH), table_name="cosignatures")
