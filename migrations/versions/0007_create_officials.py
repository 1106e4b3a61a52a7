"""Create officials."""

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "officials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("gender", sa.String(length=32), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("contact_source", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.CheckConstraint("gender IN ('f', 'm')", name=op.f("ck_officials_gender_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officials")),
    )
    op.create_table(
        "mandates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("riding_id", sa.Uuid(), nullable=True),
        sa.Column("portfolio", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(office = 'minister') = (portfolio IS NOT NULL)",
            name=op.f("ck_mandates_minister_has_a_portfolio"),
        ),
        sa.CheckConstraint(
            "(office = 'mna') = (riding_id IS NOT NULL)", name=op.f("ck_mandates_mna_has_a_riding")
        ),
        sa.CheckConstraint("office IN ('mna', 'minister')", name=op.f("ck_mandates_office_known")),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_mandates_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_mandates_official_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["riding_id"], ["ridings.id"], name=op.f("fk_mandates_riding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
    )
    op.create_index(
        "uq_mandates_portfolio_held",
        "mandates",
        ["portfolio"],
        unique=True,
        sqlite_where=sa.text("ends_on IS NULL AND portfolio IS NOT NULL"),
        postgresql_where=sa.text("ends_on IS NULL AND portfolio IS NOT NULL"),
    )
    op.create_index(
        "uq_mandates_seat_held",
        "mandates",
        ["riding_id"],
        unique=True,
        sqlite_where=sa.text("ends_on IS NULL AND riding_id IS NOT NULL"),
        postgresql_where=sa.text("ends_on IS NULL AND riding_id IS NOT NULL"),
    )
    op.create_table(
        "listed_officials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_name", sa.Text(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_listed_officials_position_from_one")),
        sa.ForeignKeyConstraint(
            ["official_id"],
            ["officials.id"],
            name=op.f("fk_listed_officials_official_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_officials")),
        sa.UniqueConstraint(
            "list_name", "official_id", name=op.f("uq_listed_officials_list_name_official_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("listed_officials")
    op.drop_table("mandates")
    op.drop_table("officials")
