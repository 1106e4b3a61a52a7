"""What the public pages that cross features show."""

from __future__ import annotations

from dataclasses import dataclass
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
from app.site.measures import MEDIA_TYPE, exposition, may_be_read
from app.territory.models import NATIONAL
from app.updates import service as updates
from app.updates.models import Update
from app.visits import service as visits

__all__ = [
    "MEDIA_TYPE",
    "Hosted",
    "campaign_page",
    "exposition",
    "health",
    "hosted_campaigns",
    "may_be_read",
    "measures",
    "readiness",
]

RECENT = 6


@dataclass(frozen=True)
class Hosted:
    """A campaign of the front page: the number on its public list, and the news that it was won."""

    campaign: Campaign
    count: int
    victory: Update | None


def hosted_campaigns() -> list[Hosted]:
    """Each public campaign, with what is told of it."""
    counts, won = cosignatures.public_counts(), updates.victories()
    return [Hosted(one, counts[one.id], won.get(one.id)) for one in campaigns.all_public()]


def campaign_page(campaign: Campaign, locale: str) -> dict[str, Any]:
    """Everything that the page of a campaign shows; its total is the total of its regions."""
    lines = editions.regions_of_the_list(campaign)
    together = editions.total(lines)
    total = together.count
    text, letters = campaign.text(locale), campaigns.letter_versions(campaign)
    values = {
        "campaign_url": public_url("site.campaign", locale=locale, slug=campaign.slug),
        "organizations_count": number(total, locale),
    }
    return {
        "campaign": campaign,
        "text": text,
        "page": campaigns.fill_blanks(text.page, values),
        "share_text": campaigns.fill_blanks(text.share_text, values),
        "letter": letters[-1] if letters else campaigns.current_letter(campaign),
        "earlier": cosignatures.signed_earlier(campaign, letters),
        "count": total,
        "regions": lines,
        "together": together,
        "regions_reached": sum(1 for line in lines if line.count and line.code != NATIONAL),
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
    parts["worker"] = parts["database"] and not deliveries.worker_is_late()
    parts["sending"] = parts["database"] and deliveries.frozen() is None
    return {"ok": all(parts.values()), "parts": parts}


def measures() -> bytes:
    """The same, and the figures of the mail, for a program that watches."""
    parts: dict[str, bool] = health()["parts"]
    return exposition(parts)


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
    return swept_at is not None and now() - swept_at < deliveries.LATE_AFTER
