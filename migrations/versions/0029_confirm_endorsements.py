"""Endorsements are given on the public site, confirmed by mail and validated by staff."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

PURPOSES = "'notice_cosign', 'notice_write', 'publish_name', 'news'"
WIDER = "'notice_cosign', 'notice_write', 'notice_endorse', 'publish_name', 'publish_endorsement', 'news'"
TEXTS = (("same_key", ""), ("title", ""), ("locale", "fr"), ("email_key", ""))
ONE_EACH = sa.text("state = 'validated' AND same_key <> ''")


def upgrade() -> None:
    _purposes(WIDER)
    with op.batch_alter_table("campaigns") as batch:
        batch.add_column(sa.Column("takes_endorsements", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("campaigns") as batch:
        batch.alter_column("takes_endorsements", existing_type=sa.Boolean(), server_default=None)
    # What came before was brought in by staff: it waits to be validated.
    with op.batch_alter_table("endorsements") as batch:
        batch.add_column(sa.Column("state", sa.String(length=32), server_default="confirmed", nullable=False))
        for name, default in TEXTS:
            batch.add_column(sa.Column(name, sa.Text(), server_default=default, nullable=False))
        batch.add_column(sa.Column("publishes_name", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("code_attempts", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("suspicion", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("declined_reason", sa.Text(), nullable=True))
        batch.add_column(sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("validated_at", UtcDateTime(timezone=True), nullable=True))
        batch.drop_constraint(op.f("ck_endorsements_has_a_name"), type_="check")
    with op.batch_alter_table("endorsements") as batch:
        for name in ("state", *(name for name, _default in TEXTS), "publishes_name", "code_attempts"):
            batch.alter_column(name, server_default=None)
        batch.create_check_constraint(op.f("ck_endorsements_has_a_name"), "name <> '' OR kind IN ('person', 'elected')")
        batch.create_check_constraint(
            op.f("ck_endorsements_state_known"),
            "state IN ('submitted', 'confirmed', 'validated', 'declined', 'withdrawn')",
        )
        batch.create_check_constraint(
            op.f("ck_endorsements_suspicion_known"),
            "suspicion IN ('robot', 'haste', 'address_limit', 'network_limit')",
        )
        batch.create_check_constraint(
            op.f("ck_endorsements_validated_has_a_time"), "(state = 'validated') = (validated_at IS NOT NULL)"
        )
    op.create_index(op.f("ix_endorsements_campaign_id_email_key"), "endorsements", ["campaign_id", "email_key"])
    op.create_index(
        "uq_endorsements_once", "endorsements", ["campaign_id", "same_key"], unique=True,
        sqlite_where=ONE_EACH, postgresql_where=ONE_EACH,
    )  # fmt: skip
    op.create_table(
        "endorsers",
        sa.Column("endorsement_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsements.id"], name=op.f("fk_endorsers_endorsement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("endorsement_id", name=op.f("pk_endorsers")),
    )


def downgrade() -> None:
    op.drop_table("endorsers")
    op.execute("DELETE FROM endorsements WHERE state IN ('submitted', 'withdrawn') OR (name = '' AND kind <> 'person')")
    op.drop_index("uq_endorsements_once", "endorsements")
    op.drop_index(op.f("ix_endorsements_campaign_id_email_key"), "endorsements")
    with op.batch_alter_table("endorsements") as batch:
        for name in ("has_a_name", "state_known", "suspicion_known", "validated_has_a_time"):
            batch.drop_constraint(op.f(f"ck_endorsements_{name}"), type_="check")
    with op.batch_alter_table("endorsements") as batch:
        for name in ("state", *(name for name, _default in TEXTS), "publishes_name", "code_attempts", "suspicion",
                     "declined_reason", "confirmed_at", "validated_at"):  # fmt: skip
            batch.drop_column(name)
        batch.create_check_constraint(op.f("ck_endorsements_has_a_name"), "name <> '' OR kind = 'person'")
    with op.batch_alter_table("campaigns") as batch:
        batch.drop_column("takes_endorsements")
    _purposes(PURPOSES)


def _purposes(known: str) -> None:
    with op.batch_alter_table("consent_texts") as batch:
        batch.drop_constraint(op.f("ck_consent_texts_purpose_known"), type_="check")
        batch.create_check_constraint(op.f("ck_consent_texts_purpose_known"), f"purpose IN ({known})")
