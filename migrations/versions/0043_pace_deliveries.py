"""Pace deliveries: lanes, digests, and the indexes that keep what waits its turn apart from what may leave at once."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

KINDS = ("confirmation", "receipt", "staff", "message", "reminder", "update")
HELD = sa.text("state = 'held'")
QUEUED = sa.text("state = 'queued'")
AT_ONCE = sa.text("state = 'queued' AND carrier_id IS NULL AND lane_key IS NULL")
IN_A_LANE = sa.text("state = 'queued' AND carrier_id IS NULL AND lane_key IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "sending_lanes",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("turn_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("free_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sending_lanes")),
    )
    op.create_table(
        "digest_rules",
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.CheckConstraint("threshold > 0", name=op.f("ck_digest_rules_threshold_from_one")),
        sa.PrimaryKeyConstraint("group_key", name=op.f("pk_digest_rules")),
    )
    op.drop_index("ix_deliveries_due", "deliveries")
    with op.batch_alter_table("deliveries") as batch:
        _know_kinds(batch, (*KINDS[:4], "digest", *KINDS[4:]))
        batch.add_column(sa.Column("lane_key", sa.Text(), nullable=True))
        batch.add_column(sa.Column("carrier_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_deliveries_carrier_id"), "deliveries", ["carrier_id"], ["id"], ondelete="SET NULL"
        )
    _index("ix_deliveries_due", ["urgency", "next_attempt_at"], AT_ONCE)
    _index("ix_deliveries_in_lane", ["lane_key", "next_attempt_at", "group_key"], IN_A_LANE)
    _index("ix_deliveries_held", ["created_at"], HELD)
    op.create_index(op.f("ix_deliveries_carrier_id"), "deliveries", ["carrier_id"])


def downgrade() -> None:
    indexes = ("ix_deliveries_held", "ix_deliveries_in_lane", "ix_deliveries_due")
    for name in (op.f("ix_deliveries_carrier_id"), *indexes):
        op.drop_index(name, "deliveries")
    with op.batch_alter_table("deliveries") as batch:
        batch.drop_constraint(op.f("fk_deliveries_carrier_id"), type_="foreignkey")
        batch.drop_column("carrier_id")
        batch.drop_column("lane_key")
        _know_kinds(batch, KINDS)
    _index("ix_deliveries_due", ["urgency", "next_attempt_at"], QUEUED)
    op.drop_table("digest_rules")
    op.drop_table("sending_lanes")


def _know_kinds(batch, kinds: tuple[str, ...]) -> None:
    name = op.f("ck_deliveries_kind_known")
    batch.drop_constraint(name, type_="check")
    batch.create_check_constraint(name, f"kind IN ({', '.join(map(repr, kinds))})")


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "deliveries", columns, sqlite_where=where, postgresql_where=where)
