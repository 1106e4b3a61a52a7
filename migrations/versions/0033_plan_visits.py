"""Plan visits, keep what was handed over, and let those who write agree that their sentence be quoted."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

PURPOSES = "'notice_cosign', 'notice_write', 'notice_endorse', 'publish_name', 'publish_endorsement', 'news'"
WIDER = (
    "'notice_cosign', 'notice_write', 'notice_endorse', 'publish_name', 'publish_endorsement', 'quote_line', 'news'"
)
PLANNED = (
    ("uq_visits_planned_there", "riding_id"),
    ("uq_visits_planned_in_ministry", "portfolio"),
)


def upgrade() -> None:
    _purposes(WIDER)
    op.create_table(
        "visits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("riding_id", sa.Uuid(), nullable=True),
        sa.Column("portfolio", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("hour", sa.Time(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("delegation", sa.Text(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("planned_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.Column("deposited_on", sa.Date(), nullable=True),
        sa.Column("organizations", sa.Integer(), nullable=True),
        sa.Column("mandate_id", sa.Uuid(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer_source", sa.Text(), nullable=False),
        sa.Column("answer_note", sa.Text(), nullable=False),
        sa.Column("answer_is_public", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'deposited', 'cancelled')", name=op.f("ck_visits_state_known")),
        sa.CheckConstraint(
            "answer IN ('none', 'will_think', 'supports', 'refuses', 'other')", name=op.f("ck_visits_answer_known")
        ),
        sa.CheckConstraint(
            "(riding_id IS NULL) <> (portfolio IS NULL)", name=op.f("ck_visits_a_riding_or_a_portfolio")
        ),
        sa.CheckConstraint(
            "(state = 'deposited') = (deposited_on IS NOT NULL) AND (state = 'deposited') = (organizations IS NOT NULL)",
            name=op.f("ck_visits_deposited_on_a_day_with_a_number"),
        ),
        sa.CheckConstraint("organizations > 0", name=op.f("ck_visits_hands_somebody_over")),
        sa.CheckConstraint("(answer = 'none') = (answered_on IS NULL)", name=op.f("ck_visits_answered_on_a_day")),
        sa.CheckConstraint(
            "state = 'cancelled' OR cancelled_reason = ''", name=op.f("ck_visits_a_reason_when_cancelled")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_visits_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_visits_campaign_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_visits_edition_id")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandates.id"], name=op.f("fk_visits_mandate_id")),
        sa.ForeignKeyConstraint(["riding_id"], ["ridings.id"], name=op.f("fk_visits_riding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_campaign_id_state"), "visits", ["campaign_id", "state"])
    for name, column in PLANNED:
        where = sa.text(f"state = 'planned' AND {column} IS NOT NULL")
        op.create_index(
            name, "visits", ["campaign_id", column], unique=True, sqlite_where=where, postgresql_where=where
        )
    op.create_table(
        "visit_photos",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("agreed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_visit_photos_is_told_in_words")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_visit_photos_account_id")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_visit_photos_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_visit_photos")),
    )
    op.create_table(
        "message_excerpts",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("reading", sa.String(length=32), nullable=False),
        sa.Column("read_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "reading IN ('awaited', 'accepted', 'set_aside')", name=op.f("ck_message_excerpts_reading_known")
        ),
        sa.CheckConstraint(
            "(reading = 'awaited') = (read_at IS NULL)", name=op.f("ck_message_excerpts_read_at_some_time")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_message_excerpts_account_id")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_excerpts_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_excerpts")),
    )


def downgrade() -> None:
    for table in ("message_excerpts", "visit_photos", "visits"):
        op.drop_table(table)
    # Whoever agreed to be quoted is quoted nowhere any more: the wording goes, with what was said to it.
    op.execute(
        "DELETE FROM consent_entries WHERE text_id IN (SELECT id FROM consent_texts WHERE purpose = 'quote_line')"
    )
    op.execute("DELETE FROM consent_texts WHERE purpose = 'quote_line'")
    _purposes(PURPOSES)


def _purposes(known: str) -> None:
    with op.batch_alter_table("consent_texts") as batch:
        batch.drop_constraint(op.f("ck_consent_texts_purpose_known"), type_="check")
        batch.create_check_constraint(op.f("ck_consent_texts_purpose_known"), f"purpose IN ({known})")
