"""How far this database has sent, and where it stands: a backup that is restored is recognized by it."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sending_marks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("database_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sending_marks")),
    )


def downgrade() -> None:
    op.drop_table("sending_marks")
