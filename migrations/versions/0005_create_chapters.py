"""Create chapters."""

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chapters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("acronym", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_coalition_member", sa.Boolean(), nullable=False),
        sa.Column("website", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chapters")),
        sa.UniqueConstraint("key", name=op.f("uq_chapters_key")),
        sa.UniqueConstraint("name", name=op.f("uq_chapters_name")),
    )
    op.create_table(
        "served_regions",
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("chapter_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["chapter_id"], ["chapters.id"], name=op.f("fk_served_regions_chapter_id")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_served_regions_region_code")
        ),
        sa.PrimaryKeyConstraint("region_code", name=op.f("pk_served_regions")),
    )


def downgrade() -> None:
    op.drop_table("served_regions")
    op.drop_table("chapters")
