"""Keep a keyed fingerprint of the addresses that are left in peace, not the addresses, nor what was said of them."""

import hashlib
import hmac

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

TABLE = sa.table("suppressed_addresses", sa.column("address", sa.Text()), sa.column("address_key", sa.Text()))
KEY_ONCE, ADDRESS_ONCE = op.f("uq_suppressed_addresses_address_key"), op.f("uq_suppressed_addresses_address")


def upgrade() -> None:
    with op.batch_alter_table("suppressed_addresses") as batch:
        batch.add_column(sa.Column("address_key", sa.Text(), nullable=True))
    bind, secret = op.get_bind(), current_app.config["SECRET_KEY"]
    for address in bind.scalars(sa.select(TABLE.c.address)).all():
        key = fingerprint(secret, address)
        bind.execute(sa.update(TABLE).where(TABLE.c.address == address).values(address_key=key))
    with op.batch_alter_table("suppressed_addresses") as batch:
        batch.drop_constraint(ADDRESS_ONCE, type_="unique")
        batch.drop_column("address")
        batch.drop_column("evidence")
        batch.alter_column("address_key", existing_type=sa.Text(), nullable=False)
        batch.create_unique_constraint(KEY_ONCE, ["address_key"])


def downgrade() -> None:
    """A fingerprint gives no address back: those that are dead will say so again."""
    op.execute("DELETE FROM suppressed_addresses")
    with op.batch_alter_table("suppressed_addresses") as batch:
        batch.drop_constraint(KEY_ONCE, type_="unique")
        batch.drop_column("address_key")
        batch.add_column(sa.Column("address", sa.Text(), nullable=False))
        batch.add_column(sa.Column("evidence", sa.Text(), nullable=False))
        batch.create_unique_constraint(ADDRESS_ONCE, ["address"])


def fingerprint(secret: str, address: str) -> str:
    return hmac.new(secret.encode(), f"portevoix.suppression:{address.lower()}".encode(), hashlib.sha256).hexdigest()
