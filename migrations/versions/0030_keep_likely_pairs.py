"""Likely pairs of the register are kept; the names that changed since are compared in the background."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

REVISIONS = (("names_revision", "1"), ("compared_revision", "0"))
TO_COMPARE = sa.text("compared_revision < names_revision")


def upgrade() -> None:
    for name, start in REVISIONS:
        op.add_column("organizations", sa.Column(name, sa.Integer(), server_default=start, nullable=False))
    op.create_index(
        "ix_organizations_to_compare", "organizations", ["region_code"],
        sqlite_where=TO_COMPARE, postgresql_where=TO_COMPARE,
    )  # fmt: skip
    op.create_table(
        "organization_likely_pairs",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("one_revision", sa.Integer(), nullable=False),
        sa.Column("other_revision", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_organization_likely_pairs_lower_id_first")),
        sa.ForeignKeyConstraint(
            ["one_id"], ["organizations.id"], name=op.f("fk_organization_likely_pairs_one_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["organizations.id"], name=op.f("fk_organization_likely_pairs_other_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_organization_likely_pairs_region_code")
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_organization_likely_pairs")),
    )
    op.create_index(
        op.f("ix_organization_likely_pairs_region_code_score"), "organization_likely_pairs", ["region_code", "score"]
    )
    op.create_index(op.f("ix_organization_likely_pairs_other_id"), "organization_likely_pairs", ["other_id"])


def downgrade() -> None:
    op.drop_table("organization_likely_pairs")
    op.drop_index("ix_organizations_to_compare", "organizations")
    for name, _start in REVISIONS:
        op.drop_column("organizations", name)
