"""What staff write to the signatories of another campaign is kept in English too."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

WORDS = ("subject_en", "body_en")


def upgrade() -> None:
    for name in WORDS:
        op.add_column("reminders", sa.Column(name, sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    for name in WORDS:
        op.drop_column("reminders", name)
