"""Find the members of the chapters, by region, without reading the whole register."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

IS_MEMBER = sa.text("chapter_id IS NOT NULL AND archived_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_organizations_members", "organizations", ["region_code", "id"],
        sqlite_where=IS_MEMBER, postgresql_where=IS_MEMBER,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_organizations_members", "organizations")
