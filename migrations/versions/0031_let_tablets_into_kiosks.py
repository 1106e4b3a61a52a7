"""A tablet enters a kiosk by a code that serves once; staff see which ones entered, and shut one out."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("kiosks", sa.Column("admission", sa.Integer(), server_default="0", nullable=False))
    op.add_column("kiosks", sa.Column("admits_until", UtcDateTime(timezone=True), nullable=True))
    op.create_table(
        "kiosk_tablets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kiosk_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("shut_out_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["kiosk_id"], ["kiosks.id"], name=op.f("fk_kiosk_tablets_kiosk_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_tablets")),
        sa.UniqueConstraint("kiosk_id", "number", name=op.f("uq_kiosk_tablets_kiosk_id_number")),
    )


def downgrade() -> None:
    op.drop_table("kiosk_tablets")
    op.drop_column("kiosks", "admits_until")
    op.drop_column("kiosks", "admission")
