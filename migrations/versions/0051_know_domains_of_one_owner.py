"""Set aside what too many addresses of one domain confirmed: whoever owns it makes as many as they like."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

COLUMNS = (("cosignatures", "suspicion"), ("endorsements", "suspicion"), ("messages", "set_aside_for"))
BEFORE = ("robot", "haste", "address_limit", "network_limit", "organization_limit", "unknown_address")
ADDED = "domain_limit"


def upgrade() -> None:
    for table, column in COLUMNS:
        _know(table, column, (*BEFORE, ADDED))


def downgrade() -> None:
    """They still wait for a person, who is told less."""
    for table, column in COLUMNS:
        rows = sa.table(table, sa.column(column))
        op.execute(rows.update().where(rows.c[column] == ADDED).values({column: "haste"}))
        _know(table, column, BEFORE)


def _know(table: str, column: str, known: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}_known")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"{column} IN ({', '.join(repr(one) for one in known)})")
