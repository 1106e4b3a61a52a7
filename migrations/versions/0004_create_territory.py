"""Create territory."""

import sqlalchemy as sa
from alembic import op

from app.core.database import SortKey

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "electoral_maps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_electoral_maps")),
        sa.UniqueConstraint("name", name=op.f("uq_electoral_maps_name")),
        sa.UniqueConstraint("valid_from_on", name=op.f("uq_electoral_maps_valid_from_on")),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("length(code) = 2", name=op.f("ck_regions_code_of_two_digits")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
        sa.UniqueConstraint("name", name=op.f("uq_regions_name")),
    )
    op.create_table(
        "municipalities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("mrc", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_municipalities_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipalities")),
        sa.UniqueConstraint(
            "name", "region_code", "mrc", name=op.f("uq_municipalities_name_region_code_mrc")
        ),
    )
    op.create_index(op.f("ix_municipalities_key"), "municipalities", ["key"], unique=False)
    op.create_table(
        "ridings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("map_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sort_key", SortKey(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["map_id"], ["electoral_maps.id"], name=op.f("fk_ridings_map_id")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_ridings_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ridings")),
        sa.UniqueConstraint("map_id", "code", name=op.f("uq_ridings_map_id_code")),
        sa.UniqueConstraint("map_id", "key", name=op.f("uq_ridings_map_id_key")),
    )
    op.create_table(
        "municipality_ridings",
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("riding_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_municipality_ridings_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["riding_id"], ["ridings.id"], name=op.f("fk_municipality_ridings_riding_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", "riding_id", name=op.f("pk_municipality_ridings")),
    )
    op.create_table(
        "postal_codes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("riding_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_postal_codes_municipality_id")
        ),
        sa.ForeignKeyConstraint(["riding_id"], ["ridings.id"], name=op.f("fk_postal_codes_riding_id")),
        sa.PrimaryKeyConstraint("code", "riding_id", name=op.f("pk_postal_codes")),
    )
    op.create_table(
        "riding_other_regions",
        sa.Column("riding_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_riding_other_regions_region_code")
        ),
        sa.ForeignKeyConstraint(
            ["riding_id"], ["ridings.id"], name=op.f("fk_riding_other_regions_riding_id")
        ),
        sa.PrimaryKeyConstraint("riding_id", "region_code", name=op.f("pk_riding_other_regions")),
    )


def downgrade() -> None:
    op.drop_table("riding_other_regions")
    op.drop_table("postal_codes")
    op.drop_table("municipality_ridings")
    op.drop_table("ridings")
    op.drop_table("municipalities")
    op.drop_table("regions")
    op.drop_table("electoral_maps")
