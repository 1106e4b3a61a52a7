"""Create deliveries."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=True),
        sa.Column("pace_key", sa.Text(), nullable=True),
        sa.Column("guard_key", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("date_header", sa.Text(), nullable=False),
        sa.Column("from_name", sa.Text(), nullable=False),
        sa.Column("reply_to_name", sa.Text(), nullable=True),
        sa.Column("reply_to_address", sa.Text(), nullable=True),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("to_domain", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body_text", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=True),
        sa.Column("token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_attempt_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_reply", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('claimed', 'transmitting')) = (token IS NOT NULL)",
            name=op.f("ck_deliveries_token_while_in_hand"),
        ),
        sa.CheckConstraint(
            "kind IN ('confirmation', 'receipt', 'staff', 'message', 'reminder', 'update')",
            name=op.f("ck_deliveries_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'transmitting', 'accepted', 'bounced', 'failed', 'unknown', 'held', 'dead', 'cancelled')",
            name=op.f("ck_deliveries_state_known"),
        ),
        sa.CheckConstraint(
            "(state IN ('claimed', 'transmitting', 'unknown')) = (lease_until IS NOT NULL)",
            name=op.f("ck_deliveries_deadline_while_passing"),
        ),
        sa.CheckConstraint(
            "(state IN ('accepted', 'bounced', 'failed', 'dead', 'cancelled')) = (finished_at IS NOT NULL)",
            name=op.f("ck_deliveries_finished_when_over"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('transmitting', 'accepted', 'unknown', 'held', 'dead') OR attempts > 0",
            name=op.f("ck_deliveries_attempted_before_sent"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_deliveries_attempts_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_deliveries_dedupe_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_deliveries_message_id")),
    )
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["urgency", "next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(op.f("ix_deliveries_group_key_state"), "deliveries", ["group_key", "state"], unique=False)
    op.create_index(
        "ix_deliveries_in_hand",
        "deliveries",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state IN ('claimed', 'transmitting', 'unknown')"),
        postgresql_where=sa.text("state IN ('claimed', 'transmitting', 'unknown')"),
    )
    op.create_index(
        "ix_deliveries_guard_key",
        "deliveries",
        ["guard_key"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'claimed')"),
        postgresql_where=sa.text("state IN ('queued', 'claimed')"),
    )
    op.create_table(
        "sending_breakers",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("last_reply", sa.Text(), nullable=False),
        sa.Column("refused_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("probe_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(opened_at IS NULL) = (probe_at IS NULL)", name=op.f("ck_sending_breakers_probed_when_open")
        ),
        sa.CheckConstraint("refusals > 0", name=op.f("ck_sending_breakers_has_refusals")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sending_breakers")),
    )
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("beat_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "sending_switches",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stopped_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sending_switches")),
    )
    op.create_table(
        "delivery_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("moved_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'transmitting', 'accepted', 'bounced', 'failed', 'unknown', 'held', 'dead', 'cancelled')",
            name=op.f("ck_delivery_moves_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_delivery_moves_delivery_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_moves")),
    )
    op.create_index(
        op.f("ix_delivery_moves_delivery_id_moved_at"),
        "delivery_moves",
        ["delivery_id", "moved_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("delivery_moves")
    op.drop_table("sending_breakers")
    op.drop_table("sending_switches")
    op.drop_table("heartbeats")
    op.drop_table("deliveries")
