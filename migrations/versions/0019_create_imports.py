"""Create imports and their lines, the answers that came from them, and endorsements."""

import sqlalchemy as sa
from alembic import op

from app.core.database import SortKey, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STAGES = "'read', 'planning', 'planned', 'importing', 'imported', 'undone'"
KINDS = "'person', 'elected', 'municipality', 'union', 'childcare', 'institution', 'party', 'business', 'other'"


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("region_codes", sa.JSON(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("has_changed", sa.Boolean(), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("imported_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(stage IN ('imported', 'undone')) = (imported_at IS NOT NULL)",
            name=op.f("ck_imports_imported_has_a_time"),
        ),
        sa.CheckConstraint(f"stage IN ({STAGES})", name=op.f("ck_imports_stage_known")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_imports_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_sent_at"), "imports", ["sent_at"], unique=False)
    op.create_table(
        "import_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("made", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_lines_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_lines")),
        sa.UniqueConstraint("import_id", "line", name=op.f("uq_import_lines_import_id_line")),
    )
    op.create_index(
        op.f("ix_import_lines_import_id_outcome_line"), "import_lines", ["import_id", "outcome", "line"], unique=False
    )
    op.create_table(
        "imported_answers",
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cosignature_id"], ["cosignatures.id"], name=op.f("fk_imported_answers_cosignature_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_imported_answers_import_id")),
        sa.PrimaryKeyConstraint("cosignature_id", name=op.f("pk_imported_answers")),
    )
    op.create_index(op.f("ix_imported_answers_import_id"), "imported_answers", ["import_id"], unique=False)
    op.create_table(
        "endorsements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_key", SortKey(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_endorsements_kind_known")),
        sa.CheckConstraint("name <> '' OR kind = 'person'", name=op.f("ck_endorsements_has_a_name")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_endorsements_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_endorsements_campaign_id")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_endorsements_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsements")),
    )
    op.create_index(
        op.f("ix_endorsements_campaign_id_kind_sort_key"),
        "endorsements",
        ["campaign_id", "kind", "sort_key"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("endorsements")
    op.drop_table("imported_answers")
    op.drop_table("import_lines")
    op.drop_table("imports")
