"""Create the acts of the regional desk: receptions, resolutions, corrections, notes and calls."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BEFORE = ("web_form", "link", "staff", "demonstration")
AFTER = ("web_form", "link", "staff", "phone", "paper", "fax", "assembly", "import", "demonstration")


def _channels(known: tuple[str, ...]) -> None:
    """No other table hangs on the ledger: rebuilding it, as SQLite must, cascades nowhere."""
    name = op.f("ck_consent_entries_channel_known")
    with op.batch_alter_table("consent_entries") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"channel IN ({', '.join(repr(one) for one in known)})")


def upgrade() -> None:
    _channels(AFTER)
    op.create_table(
        "cosignature_receptions",
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("entered_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "channel IN ('phone', 'paper', 'fax', 'assembly')", name=op.f("ck_cosignature_receptions_channel_of_staff")
        ),
        sa.CheckConstraint("received_by <> ''", name=op.f("ck_cosignature_receptions_somebody_received_it")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_cosignature_receptions_account_id")),
        sa.ForeignKeyConstraint(
            ["cosignature_id"],
            ["cosignatures.id"],
            name=op.f("fk_cosignature_receptions_cosignature_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cosignature_id", name=op.f("pk_cosignature_receptions")),
    )
    op.create_table(
        "board_resolutions",
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_board_resolutions_account_id")),
        sa.ForeignKeyConstraint(
            ["cosignature_id"],
            ["cosignatures.id"],
            name=op.f("fk_board_resolutions_cosignature_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cosignature_id", name=op.f("pk_board_resolutions")),
    )
    op.create_table(
        "cosignature_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(actor = 'staff') = (account_id IS NOT NULL)", name=op.f("ck_cosignature_changes_staff_has_an_account")
        ),
        sa.CheckConstraint(
            "actor IN ('signatory', 'staff', 'program')", name=op.f("ck_cosignature_changes_actor_known")
        ),
        sa.CheckConstraint(
            "field IN ('shown_name', 'region_code', 'city', 'person', 'title', 'authority')",
            name=op.f("ck_cosignature_changes_field_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_cosignature_changes_account_id")),
        sa.ForeignKeyConstraint(
            ["cosignature_id"],
            ["cosignatures.id"],
            name=op.f("fk_cosignature_changes_cosignature_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cosignature_changes")),
    )
    op.create_index(
        op.f("ix_cosignature_changes_cosignature_id_changed_at"),
        "cosignature_changes",
        ["cosignature_id", "changed_at"],
        unique=False,
    )
    op.create_table(
        "follow_ups",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("next_call_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_follow_ups_campaign_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_follow_ups_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "organization_id", name=op.f("pk_follow_ups")),
    )
    op.create_index(op.f("ix_follow_ups_organization_id"), "follow_ups", ["organization_id"], unique=False)
    op.create_index(
        "ix_follow_ups_planned",
        "follow_ups",
        ["campaign_id", "next_call_on"],
        unique=False,
        sqlite_where=sa.text("next_call_on IS NOT NULL"),
        postgresql_where=sa.text("next_call_on IS NOT NULL"),
    )
    op.create_table(
        "follow_up_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("body <> ''", name=op.f("ck_follow_up_notes_says_something")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_follow_up_notes_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_follow_up_notes_campaign_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_follow_up_notes_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_notes")),
    )
    op.create_index(
        op.f("ix_follow_up_notes_campaign_id_organization_id_written_at"),
        "follow_up_notes",
        ["campaign_id", "organization_id", "written_at"],
        unique=False,
    )
    op.create_index(op.f("ix_follow_up_notes_organization_id"), "follow_up_notes", ["organization_id"], unique=False)


def downgrade() -> None:
    op.drop_table("follow_up_notes")
    op.drop_table("follow_ups")
    op.drop_table("cosignature_changes")
    op.drop_table("board_resolutions")
    op.drop_table("cosignature_receptions")
    op.execute(
        "UPDATE consent_entries SET channel = 'staff' WHERE channel IN ('phone', 'paper', 'fax', 'assembly', 'import')"
    )
    _channels(BEFORE)
