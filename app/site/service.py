"""What the public pages that cross features show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import redis
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.commitments import service as commitments
from app.core import queues
from app.core.clock import now
from app.core.database import db
from app.core.links import public_url
from app.core.typography import number
from app.cosignatures import service as cosignatures
from app.deliveries import service as deliveries
from app.editions import service as editions
from app.endorsements import service as endorsements
from app.paper import service as paper
from app.updates import service as updates
from app.visits import service as visits

__all__ = [
    "campaign_page",
    "health",
    "hosted_campaigns",
    "readiness",
]

LATE_AFTER = timedelta(seconds=120)  # four turns of the sweeper
RECENT = 6


def hosted_campaigns() -> list[tuple[Campaign, int]]:
    """Each public campaign with the number on its public list."""
    counts = cosignatures.public_counts()
    return [(campaign, counts[campaign.id]) for campaign in campaigns.all_public()]


def campaign_page(campaign: Campaign, locale: str) -> dict[str, Any]:
    """Everything that the page of a campaign shows; its total is the total of its regions."""
    lines = editions.regions_of_the_list(campaign)
    together = editions.total(lines)
    total = together.count
    text = campaign.text(locale)
    values = {
        "campaign_url": public_url("site.campaign", locale=locale, slug=campaign.slug),
        "organizations_count": number(total, locale),
    }
    return {
        "campaign": campaign,
        "text": text,
        "page": campaigns.fill_blanks(text.page, values),
        "share_text": campaigns.fill_blanks(text.share_text, values),
        "letter": campaigns.current_letter(campaign),
        "earlier": cosignatures.signed_earlier(campaign),
        "count": total,
        "regions": lines,
        "together": together,
        "regions_reached": sum(1 for line in lines if line.count and line.code != "00"),
        "recent": cosignatures.latest_public(campaign, limit=RECENT),
        "goal": campaign.next_milestone(total),
        "deposited": visits.deposited(campaign),
        "stances": commitments.counts(campaign),
        "support": endorsements.public_support(campaign),
        "paper": paper.public_count(campaign),
        "group_in_words": endorsements.group_in_words,
        "updates": updates.front(campaign),
    }


def readiness() -> dict[str, Any]:
    """The database answers: signatures can be taken. Redis is not needed for that."""
    return {"ok": _database_answers()}


def health() -> dict[str, Any]:
    """Everything that should be running, each by name."""
    parts = {"database": _database_answers(), "redis": _redis_answers()}
    parts["sweeper"] = parts["database"] and _sweeper_is_on_time()
    return {"ok": all(parts.values()), "parts": parts}


def _database_answers() -> bool:
    try:
        db.session.execute(sa.text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def _redis_answers() -> bool:
    try:
        return bool(queues.connection().ping())
    except redis.RedisError:
        return False


def _sweeper_is_on_time() -> bool:
    swept_at = deliveries.last_sweep()
    return swept_at is not None and now() - swept_at < LATE_AFTER
