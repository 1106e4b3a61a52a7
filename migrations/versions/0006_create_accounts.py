"""Create accounts."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_accounts_fs_uniquifier")),
    )
    op.create_table(
        "role_assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("chapter_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(role = 'chapter') = (chapter_id IS NOT NULL)",
            name=op.f("ck_role_assignments_chapter_role_has_a_chapter"),
        ),
        sa.CheckConstraint(
            "role IN ('admin', 'national', 'chapter', 'reader')", name=op.f("ck_role_assignments_role_known")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_role_assignments_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["chapter_id"], ["chapters.id"], name=op.f("fk_role_assignments_chapter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignments")),
    )
    op.create_index(
        "uq_role_assignments_scoped",
        "role_assignments",
        ["account_id", "role", "chapter_id"],
        unique=True,
        sqlite_where=sa.text("chapter_id IS NOT NULL"),
        postgresql_where=sa.text("chapter_id IS NOT NULL"),
    )
    op.create_index(
        "uq_role_assignments_unscoped",
        "role_assignments",
        ["account_id", "role"],
        unique=True,
        sqlite_where=sa.text("chapter_id IS NULL"),
        postgresql_where=sa.text("chapter_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("role_assignments")
    op.drop_table("accounts")
