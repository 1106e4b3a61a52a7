"""Create kiosks: a tablet at an assembly, the regions that sign there, and the cosignatures that come from it."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BEFORE = ("web_form", "link", "staff", "phone", "paper", "fax", "assembly", "import", "demonstration")
AFTER = ("web_form", "link", "staff", "phone", "paper", "fax", "assembly", "kiosk", "import", "demonstration")


def _channels(known: tuple[str, ...]) -> None:
    """No other table hangs on the ledger: rebuilding it, as SQLite must, cascades nowhere."""
    name = op.f("ck_consent_entries_channel_known")
    with op.batch_alter_table("consent_entries") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"channel IN ({', '.join(repr(one) for one in known)})")


def upgrade() -> None:
    _channels(AFTER)
    op.create_table(
        "kiosks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("assembly", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closes_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("assembly <> ''", name=op.f("ck_kiosks_assembly_has_a_name")),
        sa.CheckConstraint("closes_at > opened_at", name=op.f("ck_kiosks_closes_after_it_opens")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_kiosks_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_kiosks_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosks")),
    )
    op.create_index(op.f("ix_kiosks_campaign_id_opened_at"), "kiosks", ["campaign_id", "opened_at"], unique=False)
    op.create_table(
        "kiosk_regions",
        sa.Column("kiosk_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kiosk_id"], ["kiosks.id"], name=op.f("fk_kiosk_regions_kiosk_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_kiosk_regions_region_code")),
        sa.PrimaryKeyConstraint("kiosk_id", "region_code", name=op.f("pk_kiosk_regions")),
    )
    op.create_table(
        "kiosk_signatures",
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("kiosk_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cosignature_id"],
            ["cosignatures.id"],
            name=op.f("fk_kiosk_signatures_cosignature_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosks.id"], name=op.f("fk_kiosk_signatures_kiosk_id")),
        sa.PrimaryKeyConstraint("cosignature_id", name=op.f("pk_kiosk_signatures")),
    )
    op.create_index(op.f("ix_kiosk_signatures_kiosk_id"), "kiosk_signatures", ["kiosk_id"], unique=False)


def downgrade() -> None:
    op.drop_table("kiosk_signatures")
    op.drop_table("kiosk_regions")
    op.drop_table("kiosks")
    op.execute("UPDATE consent_entries SET channel = 'web_form' WHERE channel = 'kiosk'")
    _channels(BEFORE)
