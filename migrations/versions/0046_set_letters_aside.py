"""Set aside the letters of organizations that nobody vouches for, and those that come too often."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

COLUMNS = (("cosignatures", "suspicion"), ("endorsements", "suspicion"), ("messages", "set_aside_for"))
BEFORE = ("robot", "haste", "address_limit", "network_limit")
ADDED = ("organization_limit", "unknown_address")


def upgrade() -> None:
    for table, column in COLUMNS:
        _know(table, column, (*BEFORE, *ADDED))


def downgrade() -> None:
    """They still wait for a person, who is told less."""
    for table, column in COLUMNS:
        rows = sa.table(table, sa.column(column))
        op.execute(rows.update().where(rows.c[column].in_(ADDED)).values({column: "haste"}))
        _know(table, column, BEFORE)


def _know(table: str, column: str, known: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}_known")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"{column} IN ({', '.join(repr(one) for one in known)})")
