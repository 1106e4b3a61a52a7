"""Index every guard key: what is over is found by it too, to be forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ON_ITS_WAY = sa.text("state IN ('queued', 'claimed')")


def upgrade() -> None:
    op.drop_index(op.f("ix_deliveries_guard_key"), "deliveries")
    op.create_index(op.f("ix_deliveries_guard_key"), "deliveries", ["guard_key"])


def downgrade() -> None:
    op.drop_index(op.f("ix_deliveries_guard_key"), "deliveries")
    op.create_index(
        op.f("ix_deliveries_guard_key"),
        "deliveries",
        ["guard_key"],
        sqlite_where=_ON_ITS_WAY,
        postgresql_where=_ON_ITS_WAY,
    )
