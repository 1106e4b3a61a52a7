"""Name in one way why something is set aside: what was a trap for cosignatures is a robot for messages too."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

CHECK = op.f("ck_cosignatures_suspicion_known")
BEFORE = ("trap", "address_limit", "network_limit")
AFTER = ("robot", "haste", "address_limit", "network_limit")


def upgrade() -> None:
    _rename("trap", "robot", AFTER)


def downgrade() -> None:
    _rename("robot", "trap", BEFORE)


def _rename(before: str, after: str, known: tuple[str, ...]) -> None:
    with op.batch_alter_table("cosignatures") as batch:
        batch.drop_constraint(CHECK, type_="check")
    op.execute(f"UPDATE cosignatures SET suspicion = '{after}' WHERE suspicion = '{before}'")
    op.execute(
        f"UPDATE cosignature_moves SET reason = '{after}' WHERE reason = '{before}' AND to_state = 'to_check'"
    )
    with op.batch_alter_table("cosignatures") as batch:
        batch.create_check_constraint(CHECK, f"suspicion IN ({', '.join(repr(one) for one in known)})")
