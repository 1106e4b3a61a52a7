"""Create the agreements to a new letter; say which letters say the same, and who is listed with which."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PUBLIC = "state = 'validated' AND publishes_name"
LISTED = f"{PUBLIC} AND is_listed"
INDEXES = {
    "ix_cosignatures_public": ["campaign_id", "state", "region_code"],
    "ix_cosignatures_latest": ["campaign_id", "validated_at", "id"],
}


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("lists_from", sa.Integer(), nullable=True))
    _say_of_each_letter()
    # Column by column: rebuilding the table, as SQLite would, takes with it the rows that hang on a cosignature.
    op.add_column("cosignatures", sa.Column("is_listed", sa.Boolean(), server_default=sa.true(), nullable=False))
    _index_the_public_ones(LISTED)
    _create_agreements()
    _create_requests()


def _say_of_each_letter() -> None:
    """Of earlier versions nobody knows it: each is held for a letter of its own, and lists everybody as before."""
    op.add_column("letters", sa.Column("says", sa.Integer(), server_default="1", nullable=False))
    letters = sa.table("letters", sa.column("says", sa.Integer()), sa.column("number", sa.Integer()))
    op.get_bind().execute(sa.update(letters).values(says=letters.c.number))


def _index_the_public_ones(condition: str) -> None:
    for name, columns in INDEXES.items():
        op.drop_index(name, "cosignatures")
        where = sa.text(condition)
        op.create_index(name, "cosignatures", columns, sqlite_where=where, postgresql_where=where)


def _create_agreements() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cosignature_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("signed_id", sa.Uuid(), nullable=False),
        sa.Column("read_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.String(length=32), nullable=True),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("asked_again_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('agrees', 'keeps')", name=op.f("ck_agreements_answer_known")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_agreements_answered_on_a_day")),
        sa.CheckConstraint("(answer IS NULL) = (read_id IS NULL)", name=op.f("ck_agreements_answered_what_was_read")),
        sa.CheckConstraint(
            "asked_again_at IS NULL OR asked_at IS NOT NULL", name=op.f("ck_agreements_asked_before_again")
        ),
        sa.CheckConstraint("asked_at IS NOT NULL OR answer IS NOT NULL", name=op.f("ck_agreements_says_something")),
        sa.ForeignKeyConstraint(
            ["cosignature_id"], ["cosignatures.id"], name=op.f("fk_agreements_cosignature_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_agreements_letter_id")),
        sa.ForeignKeyConstraint(["signed_id"], ["letters.id"], name=op.f("fk_agreements_signed_id")),
        sa.ForeignKeyConstraint(["read_id"], ["letters.id"], name=op.f("fk_agreements_read_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("cosignature_id", "letter_id", name=op.f("uq_agreements_cosignature_id_letter_id")),
    )
    op.create_index(op.f("ix_agreements_letter_id_answer"), "agreements", ["letter_id", "answer"], unique=False)


def _create_requests() -> None:
    op.create_table(
        "agreement_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("is_again", sa.Boolean(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reached > 0", name=op.f("ck_agreement_requests_reached_somebody")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_agreement_requests_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_agreement_requests_campaign_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_agreement_requests_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_requests")),
    )
    op.create_index(op.f("ix_agreement_requests_campaign_id_sent_at"), "agreement_requests", ["campaign_id", "sent_at"])


def downgrade() -> None:
    op.drop_table("agreement_requests")
    op.drop_table("agreements")
    _index_the_public_ones(PUBLIC)
    op.drop_column("cosignatures", "is_listed")
    op.drop_column("letters", "says")
    op.drop_column("campaigns", "lists_from")
