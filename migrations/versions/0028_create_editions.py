"""Create editions: frozen lists of signatories, that the database itself refuses to change."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEPT = ("edition_id", "position", "cosignature_id", "region_code", "kind", "leaf")
ERASABLE = ("name", "city", "mrc", "riding", "salt")
EDITION = "an edition never changes"
LINE = "a line of an edition never changes: it can only be erased, whole"
SETTINGS = ("puts_table_first", "puts_national_last", "shows_city")


def upgrade() -> None:
    # Column by column: rebuilding these tables, as SQLite would, takes with it the rows that hang on them.
    for name in SETTINGS:
        op.add_column("campaigns", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("campaign_texts", sa.Column("count_line", sa.Text(), nullable=False, server_default=""))
    _tables()
    _triggers()


def _tables() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("count_lines", sa.JSON(), nullable=False),
        sa.Column("list_word", sa.Text(), nullable=False),
        sa.Column("list_preset", sa.String(length=32), nullable=False),
        sa.Column("sorts_with_article", sa.Boolean(), nullable=False),
        sa.Column("puts_table_first", sa.Boolean(), nullable=False),
        sa.Column("puts_national_last", sa.Boolean(), nullable=False),
        sa.Column("shows_city", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("previous_checksum", sa.Text(), nullable=True),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.CheckConstraint("list_preset IN ('fidele', 'soigne')", name=op.f("ck_editions_list_preset_known")),
        sa.CheckConstraint("number > 0", name=op.f("ck_editions_number_from_one")),
        sa.CheckConstraint("total > 0", name=op.f("ck_editions_holds_somebody")),
        sa.CheckConstraint(
            "(number = 1) = (previous_checksum IS NULL)", name=op.f("ck_editions_follows_the_one_before")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_editions_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_editions_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_editions_campaign_id_number")),
        sa.UniqueConstraint(
            "campaign_id", "previous_checksum", name=op.f("uq_editions_campaign_id_previous_checksum")
        ),
        sa.UniqueConstraint("checksum", name=op.f("uq_editions_checksum")),
    )
    op.create_table(
        "edition_lines",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("mrc", sa.Text(), nullable=True),
        sa.Column("riding", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('community', 'regional_table', 'provincial_grouping', 'other')",
            name=op.f("ck_edition_lines_kind_known"),
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_edition_lines_position_from_one")),
        sa.CheckConstraint(
            "(name IS NULL) = (salt IS NULL) AND (name IS NULL) = (city IS NULL)"
            " AND (name IS NULL) = (mrc IS NULL) AND (name IS NULL) = (riding IS NULL)",
            name=op.f("ck_edition_lines_erased_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["cosignature_id"], ["cosignatures.id"], name=op.f("fk_edition_lines_cosignature_id")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_edition_lines_edition_id")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_edition_lines_region_code")),
        sa.PrimaryKeyConstraint("edition_id", "position", name=op.f("pk_edition_lines")),
        sa.UniqueConstraint("edition_id", "cosignature_id", name=op.f("uq_edition_lines_edition_id_cosignature_id")),
    )
    op.create_index(op.f("ix_edition_lines_cosignature_id"), "edition_lines", ["cosignature_id"])
    op.create_table(
        "edition_changes",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "what IN ('added', 'left', 'corrected', 'moved')", name=op.f("ck_edition_changes_what_known")
        ),
        sa.ForeignKeyConstraint(
            ["cosignature_id"], ["cosignatures.id"], name=op.f("fk_edition_changes_cosignature_id")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_edition_changes_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", "cosignature_id", "what", name=op.f("pk_edition_changes")),
    )


def _triggers() -> None:
    """A batch that makes one of these tables anew on SQLite must make its trigger anew too."""
    if op.get_bind().dialect.name == "sqlite":
        same = " AND ".join([f"NEW.{name} IS OLD.{name}" for name in KEPT] + [f"NEW.{name} IS NULL" for name in ERASABLE])
        for name, table, condition, words in (
            ("editions_frozen", "editions", "", EDITION),
            ("edition_changes_frozen", "edition_changes", "", EDITION),
            ("edition_lines_frozen", "edition_lines", f"WHEN NOT ({same})", LINE),
        ):
            op.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} {condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    same = " AND ".join(
        [f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT] + [f"NEW.{name} IS NULL" for name in ERASABLE]
    )
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for name, table, condition, words in (
        ("editions_frozen", "editions", "", EDITION),
        ("edition_changes_frozen", "edition_changes", "", EDITION),
        ("edition_lines_frozen", "edition_lines", f"WHEN (NOT ({same}))", LINE),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW {condition}"
            f" EXECUTE FUNCTION refuse_change('{words}')"
        )


def downgrade() -> None:
    for table in ("edition_changes", "edition_lines", "editions"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
    op.drop_column("campaign_texts", "count_line")
    for name in SETTINGS:
        op.drop_column("campaigns", name)
