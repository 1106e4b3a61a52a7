"""Create organizations."""

import sqlalchemy as sa
from alembic import op

from app.core.database import SortKey, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organizations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("search_key", SortKey(), nullable=False),
        sa.Column("sort_key", SortKey(), nullable=False),
        sa.Column("sort_key_bare", SortKey(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("city_key", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("key <> ''", name=op.f("ck_organizations_has_a_key")),
        sa.CheckConstraint(
            "kind IN ('community', 'regional_table', 'provincial_grouping', 'other')",
            name=op.f("ck_organizations_kind_known"),
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_organizations_has_a_name")),
        sa.CheckConstraint("origin IN ('register', 'signature')", name=op.f("ck_organizations_origin_known")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_organizations_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint(
            "region_code", "key", "city_key", name=op.f("uq_organizations_region_code_key_city_key")
        ),
    )
    op.create_index(op.f("ix_organizations_search_key"), "organizations", ["search_key"], unique=False)
    op.create_table(
        "organization_aliases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("search_key", SortKey(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_organization_aliases_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_aliases")),
        sa.UniqueConstraint(
            "organization_id", "key", name=op.f("uq_organization_aliases_organization_id_key")
        ),
    )
    op.create_index(op.f("ix_organization_aliases_key"), "organization_aliases", ["key"], unique=False)
    op.create_index(
        op.f("ix_organization_aliases_search_key"), "organization_aliases", ["search_key"], unique=False
    )
    op.create_table(
        "organization_words",
        sa.Column("word", SortKey(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_organization_words_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("word", "organization_id", name=op.f("pk_organization_words")),
    )
    op.create_index(
        op.f("ix_organization_words_organization_id_word"),
        "organization_words",
        ["organization_id", "word"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("organization_words")
    op.drop_table("organization_aliases")
    op.drop_table("organizations")
