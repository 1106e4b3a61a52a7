"""Keep the addresses that said for good that nobody reads there, so that only what is needed is sent to them."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ENDED_BADLY = sa.text("state IN ('failed', 'bounced', 'dead')")


def upgrade() -> None:
    op.create_table(
        "suppressed_addresses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.Column("suppressed_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_suppressed_addresses_delivery_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressed_addresses")),
        sa.UniqueConstraint("address", name=op.f("uq_suppressed_addresses_address")),
    )
    op.create_index(
        "ix_deliveries_ended_badly", "deliveries", ["finished_at"], sqlite_where=ENDED_BADLY, postgresql_where=ENDED_BADLY
    )


def downgrade() -> None:
    op.drop_index("ix_deliveries_ended_badly", "deliveries")
    op.drop_table("suppressed_addresses")
