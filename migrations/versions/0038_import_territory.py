"""Import the territory: files of places, names that ridings had, and all municipalities of a postal code."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

WHOLE_NAME = "uq_municipalities_name_region_code_mrc_designation"


def upgrade() -> None:
    with op.batch_alter_table("municipalities") as table:
        table.add_column(sa.Column("designation", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("code", sa.Text(), nullable=True))
        table.drop_constraint(op.f("uq_municipalities_name_region_code_mrc"), type_="unique")
        table.create_unique_constraint(op.f(WHOLE_NAME), ["name", "region_code", "mrc", "designation"])
        table.create_unique_constraint(op.f("uq_municipalities_code"), ["code"])
    with op.batch_alter_table("postal_codes") as table:
        table.add_column(sa.Column("rank", sa.Integer(), nullable=False, server_default=sa.text("0")))
        table.create_check_constraint(op.f("ck_postal_codes_rank_from_zero"), "rank >= 0")
        table.drop_constraint(op.f("pk_postal_codes"), type_="primary")
        table.create_primary_key(op.f("pk_postal_codes"), ["code", "riding_id", "rank"])
    op.create_table(
        "riding_aliases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("map_id", sa.Uuid(), nullable=False),
        sa.Column("riding_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["map_id"], ["electoral_maps.id"], name=op.f("fk_riding_aliases_map_id")),
        sa.ForeignKeyConstraint(
            ["riding_id"], ["ridings.id"], name=op.f("fk_riding_aliases_riding_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_riding_aliases")),
        sa.UniqueConstraint("map_id", "key", name=op.f("uq_riding_aliases_map_id_key")),
    )
    op.create_table(
        "territory_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("map_name", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("has_changed", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("has_failed", sa.Boolean(), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("imported_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('postal_codes', 'municipalities', 'ridings')", name=op.f("ck_territory_files_kind_known")
        ),
        sa.CheckConstraint(
            "stage IN ('comparing', 'compared', 'refused', 'importing', 'imported')",
            name=op.f("ck_territory_files_stage_known"),
        ),
        sa.CheckConstraint(
            "(stage = 'imported') = (imported_at IS NOT NULL)", name=op.f("ck_territory_files_imported_has_a_time")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territory_files")),
    )
    op.create_index(op.f("ix_territory_files_sent_at"), "territory_files", ["sent_at"], unique=False)


def downgrade() -> None:
    op.drop_table("territory_files")
    op.drop_table("riding_aliases")
    op.execute("DELETE FROM postal_codes WHERE rank > 0")
    with op.batch_alter_table("postal_codes") as table:
        table.drop_constraint(op.f("pk_postal_codes"), type_="primary")
        table.create_primary_key(op.f("pk_postal_codes"), ["code", "riding_id"])
        table.drop_constraint(op.f("ck_postal_codes_rank_from_zero"), type_="check")
        table.drop_column("rank")
    with op.batch_alter_table("municipalities") as table:
        table.drop_constraint(op.f("uq_municipalities_code"), type_="unique")
        table.drop_constraint(op.f(WHOLE_NAME), type_="unique")
        table.create_unique_constraint(
            op.f("uq_municipalities_name_region_code_mrc"), ["name", "region_code", "mrc"]
        )
        table.drop_column("code")
        table.drop_column("designation")
