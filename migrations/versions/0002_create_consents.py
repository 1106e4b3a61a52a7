"""Create consents."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent_texts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('notice_cosign', 'notice_write', 'publish_name', 'news')",
            name=op.f("ck_consent_texts_purpose_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_texts")),
        sa.UniqueConstraint(
            "scope",
            "purpose",
            "locale",
            "version",
            name=op.f("uq_consent_texts_scope_purpose_locale_version"),
        ),
    )
    op.create_table(
        "consent_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text_id", sa.Uuid(), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "channel IN ('web_form', 'link', 'staff', 'demonstration')",
            name=op.f("ck_consent_entries_channel_known"),
        ),
        sa.ForeignKeyConstraint(["text_id"], ["consent_texts.id"], name=op.f("fk_consent_entries_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_entries")),
    )
    op.create_index(
        op.f("ix_consent_entries_subject_recorded_at"),
        "consent_entries",
        ["subject", "recorded_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("consent_entries")
    op.drop_table("consent_texts")
