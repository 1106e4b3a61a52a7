"""Ask those who wrote, once and if they agreed, whether an answer came."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

BEFORE = (
    "'notice_cosign', 'notice_write', 'notice_endorse', 'publish_name', 'publish_endorsement', 'quote_line', 'news'"
)
WIDER = (
    "'notice_cosign', 'notice_write', 'notice_endorse', 'publish_name', 'publish_endorsement', 'quote_line',"
    " 'reply_survey', 'news'"
)


def upgrade() -> None:
    _purposes(WIDER)
    op.create_table(
        "message_surveys",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_surveys_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_surveys")),
    )
    op.create_table(
        "survey_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("reply", sa.String(length=32), nullable=False),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "reply IN ('none', 'supports', 'refuses', 'acknowledgement', 'other')",
            name=op.f("ck_survey_answers_reply_known"),
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["message_recipients.id"], name=op.f("fk_survey_answers_recipient_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
        sa.UniqueConstraint("recipient_id", name=op.f("uq_survey_answers_recipient_id")),
    )
    op.create_table(
        "survey_words",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_survey_words_says_something")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["survey_answers.id"], name=op.f("fk_survey_words_answer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["supporters.message_id"], name=op.f("fk_survey_words_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_survey_words")),
    )
    op.create_index(op.f("ix_survey_words_message_id"), "survey_words", ["message_id"])


def downgrade() -> None:
    for table in ("survey_words", "survey_answers", "message_surveys"):
        op.drop_table(table)
    # Nobody is asked any more: the wording goes, with what was said to it.
    op.execute(
        "DELETE FROM consent_entries WHERE text_id IN (SELECT id FROM consent_texts WHERE purpose = 'reply_survey')"
    )
    op.execute("DELETE FROM consent_texts WHERE purpose = 'reply_survey'")
    _purposes(BEFORE)


def _purposes(known: str) -> None:
    with op.batch_alter_table("consent_texts") as batch:
        batch.drop_constraint(op.f("ck_consent_texts_purpose_known"), type_="check")
        batch.create_check_constraint(op.f("ck_consent_texts_purpose_known"), f"purpose IN ({known})")
