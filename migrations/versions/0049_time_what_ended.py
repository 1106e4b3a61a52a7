"""What was validated, confirmed or closed has the time at which it was: what is forgotten after so many days has a day."""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

RULES = (
    ("campaigns", "closed_on_some_day", "(state IN ('closed', 'archived')) = (closed_at IS NOT NULL)"),
    ("cosignatures", "validated_has_a_time", "state <> 'validated' OR validated_at IS NOT NULL"),
    ("messages", "confirmed_has_a_time", "state NOT IN ('confirmed', 'queued', 'done') OR confirmed_at IS NOT NULL"),
    ("messages", "finished_has_a_time", "(state IN ('done', 'withdrawn')) = (finished_at IS NOT NULL)"),
)


def upgrade() -> None:
    for table, name, rule in RULES:
        with op.batch_alter_table(table) as batch:
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), rule)


def downgrade() -> None:
    for table, name, _rule in reversed(RULES):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
