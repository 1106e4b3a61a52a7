"""Create second factors and mailed links; say of a session where it is; give rights to a person."""

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NEW = {"accounts": ("may_export", "may_erase"), "staff_sessions": ("browser", "network")}
NOTHING = {"accounts": (sa.Boolean(), sa.false()), "staff_sessions": (sa.Text(), sa.text("''"))}


def upgrade() -> None:
    for table, names in NEW.items():
        kind, nothing = NOTHING[table]
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.add_column(sa.Column(name, kind, nullable=False, server_default=nothing))
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    create_authenticators()
    create_passkeys()
    create_recovery_codes()
    create_mailed_links()


def downgrade() -> None:
    for table in ("mailed_links", "recovery_codes", "passkeys", "authenticators"):
        op.drop_table(table)
    for table, names in NEW.items():
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)


def of_an_account(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f(f"fk_{table}_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def create_authenticators() -> None:
    op.create_table(
        "authenticators",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        *of_an_account("authenticators"),
    )
    op.create_index("ix_authenticators_account_id", "authenticators", ["account_id"])


def create_passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("added_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        *of_an_account("passkeys"),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index("ix_passkeys_account_id", "passkeys", ["account_id"])


def create_recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("hashed", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        *of_an_account("recovery_codes"),
        sa.CheckConstraint(
            "used_at IS NULL OR used_at >= made_at", name=op.f("ck_recovery_codes_used_after_it_is_made")
        ),
    )
    op.create_index("ix_recovery_codes_account_id", "recovery_codes", ["account_id"])


def create_mailed_links() -> None:
    op.create_table(
        "mailed_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("new_email", sa.Text(), nullable=True),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        *of_an_account("mailed_links"),
        sa.CheckConstraint("kind IN ('invitation', 'password', 'address')", name=op.f("ck_mailed_links_kind_known")),
        sa.CheckConstraint(
            "(kind = 'address') = (new_email IS NOT NULL)", name=op.f("ck_mailed_links_an_address_link_has_one")
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= made_at", name=op.f("ck_mailed_links_ends_after_it_is_made")
        ),
    )
    op.create_index(
        "uq_mailed_links_live",
        "mailed_links",
        ["account_id", "kind"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
