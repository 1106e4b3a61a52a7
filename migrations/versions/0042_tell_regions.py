"""News and activities concern several regions, or everybody."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

WON_EVERYWHERE = "ck_updates_won_everywhere"
REGION = "fk_updates_region_code"


def upgrade() -> None:
    op.create_table(
        "update_regions",
        sa.Column("update_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_update_regions_region_code")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["updates.id"], name=op.f("fk_update_regions_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "region_code", name=op.f("pk_update_regions")),
    )
    op.execute(
        "INSERT INTO update_regions (update_id, region_code)"
        " SELECT id, region_code FROM updates WHERE region_code IS NOT NULL"
    )
    with op.batch_alter_table("updates") as batch:
        batch.drop_constraint(op.f(WON_EVERYWHERE), type_="check")
        batch.drop_constraint(op.f(REGION), type_="foreignkey")
    with op.batch_alter_table("updates") as batch:
        batch.drop_column("region_code")


def downgrade() -> None:
    """Of several regions, the first is left."""
    with op.batch_alter_table("updates") as batch:
        batch.add_column(sa.Column("region_code", sa.Text(), nullable=True))
    op.execute(
        "UPDATE updates SET region_code ="
        " (SELECT min(region_code) FROM update_regions WHERE update_regions.update_id = updates.id)"
    )
    with op.batch_alter_table("updates") as batch:
        batch.create_foreign_key(op.f(REGION), "regions", ["region_code"], ["code"])
        batch.create_check_constraint(op.f(WON_EVERYWHERE), "kind <> 'victory' OR region_code IS NULL")
    op.drop_table("update_regions")
