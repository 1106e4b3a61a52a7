"""A message has its variants, waits for a vacant office, and may be an organization's."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

WAITS = sa.text("given_up_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("campaigns") as batch:
        batch.add_column(sa.Column("exclusions", sa.JSON(), server_default="[]", nullable=False))
        batch.add_column(sa.Column("when_vacant", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("variants", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("campaign_texts") as batch:
        batch.add_column(sa.Column("variants", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("messages") as batch:
        batch.add_column(sa.Column("variant", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("rules", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("message_recipients") as batch:
        batch.add_column(sa.Column("variant", sa.Text(), server_default="", nullable=False))
    _create_tables()


def _create_tables() -> None:
    of_message = {"refcolumns": ["messages.id"], "ondelete": "CASCADE"}
    op.create_table(
        "message_wordings",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], name=op.f("fk_message_wordings_message_id"), **of_message),
        sa.PrimaryKeyConstraint("message_id", "variant", name=op.f("pk_message_wordings")),
    )
    op.create_table(
        "message_letterheads",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("authority", sa.String(length=32), nullable=False),
        sa.Column("authority_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "authority IN ('yes', 'on_date', 'no')", name=op.f("ck_message_letterheads_authority_known")
        ),
        sa.CheckConstraint(
            "(authority = 'on_date') = (authority_on IS NOT NULL)",
            name=op.f("ck_message_letterheads_date_with_its_answer"),
        ),
        sa.ForeignKeyConstraint(["message_id"], name=op.f("fk_message_letterheads_message_id"), **of_message),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_message_letterheads_organization_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_letterheads")),
    )  # fmt: skip
    op.create_index(op.f("ix_message_letterheads_organization_id"), "message_letterheads", ["organization_id"])
    op.create_table(
        "message_waits",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("given_up_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], name=op.f("fk_message_waits_message_id"), **of_message),
        sa.PrimaryKeyConstraint("message_id", "rule", name=op.f("pk_message_waits")),
    )
    op.create_index(
        "ix_message_waits_open", "message_waits", ["message_id"], sqlite_where=WAITS, postgresql_where=WAITS
    )


def downgrade() -> None:
    """What a variant said, and what waits, is lost; a message keeps the words of its first recipient."""
    op.drop_table("message_waits")
    op.drop_table("message_letterheads")
    op.drop_table("message_wordings")
    with op.batch_alter_table("message_recipients") as batch:
        batch.drop_column("variant")
    with op.batch_alter_table("messages") as batch:
        batch.drop_column("rules")
        batch.drop_column("variant")
    with op.batch_alter_table("campaign_texts") as batch:
        batch.drop_column("variants")
    with op.batch_alter_table("campaigns") as batch:
        batch.drop_column("variants")
        batch.drop_column("when_vacant")
        batch.drop_column("exclusions")
