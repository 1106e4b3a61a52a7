"""Create page revisions and audit."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("object_key", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("acted_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index(op.f("ix_audit_entries_acted_at"), "audit_entries", ["acted_at"], unique=False)
    op.create_index(
        op.f("ix_audit_entries_object_key_acted_at"),
        "audit_entries",
        ["object_key", "acted_at"],
        unique=False,
    )
    op.create_table(
        "page_revisions",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_page_revisions")),
    )


def downgrade() -> None:
    op.drop_table("page_revisions")
    op.drop_table("audit_entries")
