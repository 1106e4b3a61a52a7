"""Create changes of address: one asked for, proved, or refused; and new links for the signatory who made one."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WAITING = sa.text("taken_at IS NULL AND ended_at IS NULL")


def upgrade() -> None:
    op.add_column("signatories", sa.Column("link_id", sa.Uuid(), nullable=True))
    op.create_index("uq_signatories_link_id", "signatories", ["link_id"], unique=True)
    op.create_table(
        "address_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("former_email", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "taken_at IS NULL OR taken_at >= asked_at", name=op.f("ck_address_changes_taken_after_it_is_asked")
        ),
        sa.ForeignKeyConstraint(
            ["cosignature_id"],
            ["signatories.cosignature_id"],
            name=op.f("fk_address_changes_cosignature_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_changes")),
    )
    op.create_index(op.f("ix_address_changes_asked_at"), "address_changes", ["asked_at"], unique=False)
    op.create_index(
        "uq_address_changes_waiting",
        "address_changes",
        ["cosignature_id"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_table("address_changes")
    op.drop_index("uq_signatories_link_id", "signatories")
    op.drop_column("signatories", "link_id")
