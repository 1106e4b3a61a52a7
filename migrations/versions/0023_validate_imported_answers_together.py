"""Create the acts over many imported answers, what people kept apart in an import, and count how often one began."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

HARMLESS = "no_consent"  # the only reason that asks for no look: the name is simply not published


def upgrade() -> None:
    # Column by column: rebuilding these tables, as SQLite would, takes with it the rows that hang on them.
    op.add_column("imports", sa.Column("attempts", sa.Integer(), server_default="0", nullable=False))
    op.add_column("imports", sa.Column("has_failed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("imported_answers", sa.Column("needs_look", sa.Boolean(), server_default=sa.true(), nullable=False))
    _spare_those_that_nobody_doubts()
    _create_kept_apart()
    _create_group_validations()


def _spare_those_that_nobody_doubts() -> None:
    answers = sa.table(
        "imported_answers",
        sa.column("cosignature_id", sa.Uuid()),
        sa.column("reasons", sa.JSON()),
        sa.column("needs_look", sa.Boolean()),
    )
    connection = op.get_bind()
    found = connection.execute(sa.select(answers.c.cosignature_id, answers.c.reasons)).all()
    harmless = [{"key": key} for key, reasons in found if all(code == HARMLESS for code, _value in reasons)]
    if harmless:
        spared = sa.update(answers).where(answers.c.cosignature_id == sa.bindparam("key")).values(needs_look=False)
        connection.execute(spared, harmless)


def _create_kept_apart() -> None:
    op.create_table(
        "answers_kept_apart",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(organization_id IS NULL) <> (other_id IS NULL)", name=op.f("ck_answers_kept_apart_one_other")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_answers_kept_apart_account_id")),
        _cascading("answers_kept_apart", "cosignature_id", "cosignatures"),
        _cascading("answers_kept_apart", "organization_id", "organizations"),
        _cascading("answers_kept_apart", "other_id", "cosignatures"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers_kept_apart")),
    )
    for column in ("cosignature_id", "organization_id", "other_id"):
        op.create_index(op.f(f"ix_answers_kept_apart_{column}"), "answers_kept_apart", [column], unique=False)


def _create_group_validations() -> None:
    op.create_table(
        "group_validations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("validated", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("validated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("validated > 0", name=op.f("ck_group_validations_validated_some")),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_group_validations_undone_by_somebody")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_group_validations_campaign_id")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_group_validations_region_code")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_group_validations_import_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_group_validations_account_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["accounts.id"], name=op.f("fk_group_validations_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_validations")),
    )
    op.create_index(
        op.f("ix_group_validations_campaign_id_validated_at"),
        "group_validations",
        ["campaign_id", "validated_at"],
        unique=False,
    )
    op.create_table(
        "validated_together",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        _cascading("validated_together", "group_id", "group_validations"),
        _cascading("validated_together", "cosignature_id", "cosignatures"),
        _cascading("validated_together", "organization_id", "organizations"),
        sa.PrimaryKeyConstraint("group_id", "cosignature_id", name=op.f("pk_validated_together")),
    )
    op.create_index(op.f("ix_validated_together_cosignature_id"), "validated_together", ["cosignature_id"])
    op.create_index(op.f("ix_validated_together_is_told_group_id"), "validated_together", ["is_told", "group_id"])


def _cascading(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_table("validated_together")
    op.drop_table("group_validations")
    op.drop_table("answers_kept_apart")
    op.drop_column("imported_answers", "needs_look")
    op.drop_column("imports", "has_failed")
    op.drop_column("imports", "attempts")
