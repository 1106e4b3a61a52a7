"""A stop says whether a chapter pulled it: it lifts no other. Those in force are for whoever serves all regions."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sending_switches") as batch:
        batch.add_column(sa.Column("is_local", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("sending_switches") as batch:
        batch.alter_column("is_local", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sending_switches") as batch:
        batch.drop_column("is_local")
