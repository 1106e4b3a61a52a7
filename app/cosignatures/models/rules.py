"""What the database refuses of a cosignature, and the indexes by which it is found."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, text

from app.core.database import one_of
from app.core.suspicion import Suspicion
from app.cosignatures.models.states import LIVE_SQL, PUBLIC_SQL, State
from app.organizations.models import Authority

RULES = (
    one_of("state", State),
    one_of("authority", Authority),
    one_of("suspicion", Suspicion),
    CheckConstraint(f"NOT ({LIVE_SQL}) OR organization_id IS NOT NULL", name="live_has_an_organization"),
    CheckConstraint("(authority = 'on_date') = (authority_on IS NOT NULL)", name="date_when_it_is_to_come"),
    CheckConstraint("(state = 'declined') = (declined_reason IS NOT NULL)", name="declined_has_a_reason"),
    CheckConstraint("state <> 'validated' OR validated_at IS NOT NULL", name="validated_has_a_time"),
    Index(
        "uq_cosignatures_live",
        "campaign_id",
        "organization_id",
        unique=True,
        sqlite_where=text(LIVE_SQL),
        postgresql_where=text(LIVE_SQL),
    ),
    Index(
        "ix_cosignatures_public",
        "campaign_id",
        "state",  # all « validated »: with it SQLite counts in this index and reads no row
        "region_code",
        sqlite_where=text(PUBLIC_SQL),
        postgresql_where=text(PUBLIC_SQL),
    ),
    Index(
        "ix_cosignatures_latest",
        "campaign_id",
        "validated_at",
        "id",
        sqlite_where=text(PUBLIC_SQL),
        postgresql_where=text(PUBLIC_SQL),
    ),
    Index(
        "ix_cosignatures_rank",
        "campaign_id",
        "confirmed_at",
        sqlite_where=text(LIVE_SQL),
        postgresql_where=text(LIVE_SQL),
    ),
    Index(None, "campaign_id", "state", "region_code"),
    Index(None, "campaign_id", "email_key"),
    # With the campaign: SQLite, which keeps no statistics, may else read a whole campaign for each member of a desk.
    Index(None, "organization_id", "campaign_id"),
)
