"""Index the latest public signatories: a campaign's page names them, whatever the length of the list."""

from alembic import op
from sqlalchemy import text

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PUBLIC = text("state = 'validated' AND publishes_name")


def upgrade() -> None:
    op.create_index(
        "ix_cosignatures_latest",
        "cosignatures",
        ["campaign_id", "validated_at", "id"],
        sqlite_where=PUBLIC,
        postgresql_where=PUBLIC,
    )


def downgrade() -> None:
    op.drop_index("ix_cosignatures_latest", "cosignatures")
