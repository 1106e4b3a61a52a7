"""Widen the register: contacts, numbers, places, kinds of other names, what happened, and what people decided."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TEXTS = ("mrc", "neq", "charity_number", "phone", "sector", "notes")
HAPPENED = (
    "name kind region_code city mrc riding chapter member_since neq charity_number phone sector notes emails aliases "
    "added archived restored merged parted"
).split()


def upgrade() -> None:
    # Column by column: rebuilding the table, as SQLite would, takes with it the rows that hang on an organization.
    for name in TEXTS:
        op.add_column("organizations", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("organizations", sa.Column("member_since", sa.Integer(), nullable=True))
    op.add_column("organizations", sa.Column("archived_at", UtcDateTime(timezone=True), nullable=True))
    _add_reference("riding_id", "ridings")
    _add_reference("chapter_id", "chapters")
    op.create_index(op.f("ix_organizations_neq"), "organizations", ["neq"], unique=False)
    op.create_index(op.f("ix_organizations_region_code_sort_key"), "organizations", ["region_code", "sort_key"])
    op.create_index(op.f("ix_organizations_sort_key"), "organizations", ["sort_key"], unique=False)
    with op.batch_alter_table("organization_aliases") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=32), server_default="other", nullable=False))
        batch.create_check_constraint(
            op.f("ck_organization_aliases_kind_known"), "kind IN ('acronym', 'former_name', 'other')"
        )
    with op.batch_alter_table("organization_aliases") as batch:
        batch.alter_column("kind", server_default=None)
    _create_emails()
    _create_changes()
    _create_decisions()


def _add_reference(column: str, table: str) -> None:
    key = sa.ForeignKey(f"{table}.id", name=op.f(f"fk_organizations_{column}"))
    op.add_column("organizations", sa.Column(column, sa.Uuid(), key, nullable=True), inline_references=True)


def _create_emails() -> None:
    op.create_table(
        "organization_emails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.CheckConstraint("address <> ''", name=op.f("ck_organization_emails_has_an_address")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_organization_emails_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_emails")),
        sa.UniqueConstraint(
            "organization_id", "email_key", name=op.f("uq_organization_emails_organization_id_email_key")
        ),
    )
    op.create_index(op.f("ix_organization_emails_email_key"), "organization_emails", ["email_key"], unique=False)


def _create_changes() -> None:
    op.create_table(
        "organization_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            f"what IN ({', '.join(repr(one) for one in HAPPENED)})", name=op.f("ck_organization_changes_what_known")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_organization_changes_account_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_organization_changes_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_changes")),
    )
    op.create_index(
        op.f("ix_organization_changes_organization_id_changed_at"),
        "organization_changes",
        ["organization_id", "changed_at"],
        unique=False,
    )


def _create_decisions() -> None:
    op.create_table(
        "organization_distinctions",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_organization_distinctions_lower_id_first")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_organization_distinctions_account_id")),
        *(
            sa.ForeignKeyConstraint(
                [column], ["organizations.id"], name=op.f(f"fk_organization_distinctions_{column}"), ondelete="CASCADE"
            )
            for column in ("one_id", "other_id")
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_organization_distinctions")),
    )
    op.create_index(
        op.f("ix_organization_distinctions_other_id"), "organization_distinctions", ["other_id"], unique=False
    )
    op.create_table(
        "organization_merges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("merged_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_organization_merges_two_entries")),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_organization_merges_undone_by_somebody")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_organization_merges_{column}"))
            for column, table in (
                ("account_id", "accounts"),
                ("kept_id", "organizations"),
                ("merged_id", "organizations"),
                ("undone_by_id", "accounts"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_merges")),
    )
    op.create_index(op.f("ix_organization_merges_kept_id"), "organization_merges", ["kept_id"], unique=False)
    op.create_index(
        "uq_organization_merges_standing",
        "organization_merges",
        ["merged_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("organization_merges")
    op.drop_table("organization_distinctions")
    op.drop_table("organization_changes")
    op.drop_table("organization_emails")
    with op.batch_alter_table("organization_aliases") as batch:
        batch.drop_constraint(op.f("ck_organization_aliases_kind_known"), type_="check")
        batch.drop_column("kind")
    op.drop_index(op.f("ix_organizations_sort_key"), "organizations")
    op.drop_index(op.f("ix_organizations_region_code_sort_key"), "organizations")
    op.drop_index(op.f("ix_organizations_neq"), "organizations")
    for name in ("chapter_id", "riding_id", "archived_at", "member_since", *reversed(TEXTS)):
        op.drop_column("organizations", name)
