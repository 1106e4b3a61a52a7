"""Forget the key of a supporter as a signatory's: an empty one is nobody's, and is not unique."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_OF_SOMEBODY = sa.text("email_key <> ''")
_OLD = op.f("uq_message_recipients_campaign_id_official_id_email_key")


def upgrade() -> None:
    with op.batch_alter_table("message_recipients") as batch:
        batch.drop_constraint(_OLD, type_="unique")
    op.execute("UPDATE message_recipients SET email_key = '' WHERE email_key LIKE 'forgotten:%'")
    op.execute("UPDATE messages SET email_key = '' WHERE email_key LIKE 'forgotten:%'")
    op.create_index(
        "uq_message_recipients_once",
        "message_recipients",
        ["campaign_id", "official_id", "email_key"],
        unique=True,
        sqlite_where=_OF_SOMEBODY,
        postgresql_where=_OF_SOMEBODY,
    )


def downgrade() -> None:
    op.drop_index("uq_message_recipients_once", "message_recipients")
    op.execute("UPDATE messages SET email_key = 'forgotten:' || id WHERE email_key = ''")
    op.execute("UPDATE message_recipients SET email_key = 'forgotten:' || message_id WHERE email_key = ''")
    with op.batch_alter_table("message_recipients") as batch:
        batch.create_unique_constraint(_OLD, ["campaign_id", "official_id", "email_key"])
