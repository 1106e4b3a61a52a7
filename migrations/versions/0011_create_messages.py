"""Create messages."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("riding_id", sa.Uuid(), nullable=False),
        sa.Column("lookup_method", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("personal_line", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("wants_copy", sa.Boolean(), nullable=False),
        sa.Column("via", sa.Text(), nullable=True),
        sa.Column("set_aside_for", sa.String(length=32), nullable=True),
        sa.Column("code_attempts", sa.Integer(), nullable=False),
        sa.Column("written_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "lookup_method IN ('postal_code', 'municipality', 'riding')",
            name=op.f("ck_messages_lookup_method_known"),
        ),
        sa.CheckConstraint(
            "set_aside_for IN ('robot', 'haste', 'address_limit', 'network_limit')",
            name=op.f("ck_messages_set_aside_for_known"),
        ),
        sa.CheckConstraint(
            "state IN ('written', 'confirmed', 'queued', 'done', 'withdrawn')",
            name=op.f("ck_messages_state_known"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_messages_campaign_id")),
        sa.ForeignKeyConstraint(["riding_id"], ["ridings.id"], name=op.f("fk_messages_riding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(
        op.f("ix_messages_campaign_id_email_key"), "messages", ["campaign_id", "email_key"], unique=False
    )
    op.create_index(op.f("ix_messages_campaign_id_state"), "messages", ["campaign_id", "state"], unique=False)
    op.create_table(
        "message_recipients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("mandate_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_message_recipients_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["deliveries.id"],
            name=op.f("fk_message_recipients_delivery_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandates.id"], name=op.f("fk_message_recipients_mandate_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_recipients_message_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_message_recipients_official_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_recipients")),
        sa.UniqueConstraint(
            "campaign_id",
            "official_id",
            "email_key",
            name=op.f("uq_message_recipients_campaign_id_official_id_email_key"),
        ),
    )
    op.create_index(
        op.f("ix_message_recipients_delivery_id"), "message_recipients", ["delivery_id"], unique=False
    )
    op.create_index(
        op.f("ix_message_recipients_message_id"), "message_recipients", ["message_id"], unique=False
    )
    op.create_table(
        "supporters",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_supporters_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_supporters")),
    )


def downgrade() -> None:
    op.drop_table("supporters")
    op.drop_table("message_recipients")
    op.drop_table("messages")
