"""Officials have several mailboxes, and hold offices other than a seat or a ministry; the Assembly is dissolved."""

import sqlalchemy as sa
import uuid_utils.compat
from alembic import op

from app.core.database import UtcDateTime
from app.core.keys import search_key

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

OFFICES = "'mna', 'minister', 'regional_minister', 'critic', 'whip', 'head'"
HELD_ONCE = (
    ("seat", "riding_id", "mna"),
    ("portfolio", "portfolio", "minister"),
    ("region", "region_code", "regional_minister"),
    ("whip", "party", "whip"),
    ("institution", "institution", "head"),
)
CRITIC_HELD = sa.text("ends_on IS NULL AND office = 'critic'")
STANDS = sa.text("undone_at IS NULL")
CHECKS = {
    "office_known": f"office IN ({OFFICES})",
    "has_a_portfolio": "(office IN ('minister', 'critic')) = (portfolio IS NOT NULL)",
    "speaks_for_a_party": "(office IN ('critic', 'whip')) = (party IS NOT NULL)",
    "head_of_an_institution": "(office = 'head') = (institution IS NOT NULL)",
    "where_it_has_a_region": (
        "CASE office WHEN 'regional_minister' THEN region_code IS NOT NULL WHEN 'head' THEN true "
        "ELSE region_code IS NULL END"
    ),
    "dissolved_has_an_end": "dissolution_id IS NULL OR ends_on IS NOT NULL",
}
FORMER_CHECKS = {
    "office_known": "office IN ('mna', 'minister')",
    "minister_has_a_portfolio": "(office = 'minister') = (portfolio IS NOT NULL)",
}
KINDS = "'riding', 'parliament', 'ministry', 'other'"


def upgrade() -> None:
    _create_tables()
    _give_mailboxes()
    with op.batch_alter_table("officials") as batch:
        batch.drop_column("email")
        batch.drop_column("verified_on")
        batch.alter_column("search_key", existing_type=sa.Text(), server_default=None)
    op.create_index(op.f("ix_officials_search_key"), "officials", ["search_key"])
    _widen_mandates()


def _create_tables() -> None:
    op.create_table(
        "dissolutions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dissolved_on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_dissolutions_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dissolutions")),
    )
    op.create_index(
        "uq_dissolutions_once", "dissolutions", ["dissolved_on"], unique=True,
        sqlite_where=STANDS, postgresql_where=STANDS,
    )  # fmt: skip
    op.create_table(
        "official_addresses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_official_addresses_kind_known")),
        sa.CheckConstraint(
            "kind <> 'ministry' OR is_shared", name=op.f("ck_official_addresses_a_ministry_shares_its_mailbox")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_official_addresses_official_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_addresses")),
        sa.UniqueConstraint("official_id", "email_key", name=op.f("uq_official_addresses_official_id_email_key")),
    )
    op.create_index(op.f("ix_official_addresses_email_key"), "official_addresses", ["email_key"])
    with op.batch_alter_table("officials") as batch:
        batch.add_column(sa.Column("search_key", sa.Text(), server_default="", nullable=False))


def _give_mailboxes() -> None:
    """What each had is a mailbox of no kind in particular: every office is still written to at it."""
    texts = [sa.column(name, sa.Text()) for name in ("name", "search_key", "email", "contact_source")]
    officials = sa.table("officials", sa.column("id", sa.Uuid()), sa.column("verified_on", sa.Date()), *texts)
    addresses = sa.table(
        "official_addresses",
        *(sa.column(name, sa.Uuid()) for name in ("id", "official_id")),
        *(sa.column(name, sa.Text()) for name in ("kind", "email", "email_key", "source")),
        sa.column("verified_on", sa.Date()),
        sa.column("is_shared", sa.Boolean()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(officials)).all():
        key = search_key(row.name)
        connection.execute(sa.update(officials).where(officials.c.id == row.id).values(search_key=key))
        if row.email:
            connection.execute(
                sa.insert(addresses).values(
                    id=uuid_utils.compat.uuid7(), official_id=row.id, kind="other", email=row.email,
                    email_key=row.email.casefold(), source=row.contact_source, verified_on=row.verified_on,
                    is_shared=False,
                )
            )  # fmt: skip


def _widen_mandates() -> None:
    for name in ("uq_mandates_portfolio_held", "uq_mandates_seat_held"):
        op.drop_index(name, "mandates")
    with op.batch_alter_table("mandates") as batch:
        for name in ("party", "institution", "region_code"):
            batch.add_column(sa.Column(name, sa.Text(), nullable=True))
        batch.add_column(sa.Column("title", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("dissolution_id", sa.Uuid(), nullable=True))
        for name in FORMER_CHECKS:
            batch.drop_constraint(op.f(f"ck_mandates_{name}"), type_="check")
    with op.batch_alter_table("mandates") as batch:
        batch.alter_column("title", existing_type=sa.Text(), server_default=None)
        batch.create_foreign_key(op.f("fk_mandates_region_code"), "regions", ["region_code"], ["code"])
        batch.create_foreign_key(op.f("fk_mandates_dissolution_id"), "dissolutions", ["dissolution_id"], ["id"])
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_mandates_{name}"), rule)
    for name, column, office in HELD_ONCE:
        held = sa.text(f"ends_on IS NULL AND office = '{office}'")
        op.create_index(
            f"uq_mandates_{name}_held", "mandates", [column], unique=True, sqlite_where=held, postgresql_where=held
        )
    op.create_index(
        "uq_mandates_critic_held", "mandates", ["official_id", "portfolio"], unique=True,
        sqlite_where=CRITIC_HELD, postgresql_where=CRITIC_HELD,
    )  # fmt: skip
    op.create_index(op.f("ix_mandates_official_id"), "mandates", ["official_id"])
    op.create_index(op.f("ix_mandates_office_portfolio"), "mandates", ["office", "portfolio"])


def downgrade() -> None:
    """An official keeps the first mailbox, and the offices that there were."""
    op.execute("DELETE FROM mandates WHERE office NOT IN ('mna', 'minister')")
    for name in ("office_portfolio", "official_id"):
        op.drop_index(op.f(f"ix_mandates_{name}"), "mandates")
    for name in ("critic", *(name for name, _column, _office in HELD_ONCE)):
        op.drop_index(f"uq_mandates_{name}_held", "mandates")
    with op.batch_alter_table("mandates") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_mandates_{name}"), type_="check")
        for name in ("region_code", "dissolution_id"):
            batch.drop_constraint(op.f(f"fk_mandates_{name}"), type_="foreignkey")
    with op.batch_alter_table("mandates") as batch:
        for name in ("party", "institution", "region_code", "title", "dissolution_id"):
            batch.drop_column(name)
        for name, rule in FORMER_CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_mandates_{name}"), rule)
    for name, column in (("portfolio", "portfolio"), ("seat", "riding_id")):
        held = sa.text(f"ends_on IS NULL AND {column} IS NOT NULL")
        op.create_index(
            f"uq_mandates_{name}_held", "mandates", [column], unique=True, sqlite_where=held, postgresql_where=held
        )
    op.drop_index(op.f("ix_officials_search_key"), "officials")
    with op.batch_alter_table("officials") as batch:
        batch.add_column(sa.Column("email", sa.Text(), nullable=True))
        batch.add_column(sa.Column("verified_on", sa.Date(), nullable=True))
        batch.drop_column("search_key")
    for name in ("email", "verified_on"):
        op.execute(
            f"UPDATE officials SET {name} = (SELECT a.{name} FROM official_addresses a "
            "WHERE a.official_id = officials.id ORDER BY a.id LIMIT 1)"
        )
    op.drop_table("official_addresses")
    op.drop_table("dissolutions")
