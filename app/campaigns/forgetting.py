"""Once a campaign has been closed for so long, nobody's name is kept: every feature forgets the persons it knows."""

from __future__ import annotations

import uuid
from dataclasses import replace

import sqlalchemy as sa

from app.campaigns.mailing import mail_group
from app.campaigns.models import Campaign, State
from app.core import renderings, retention
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries


def past_retention() -> list[uuid.UUID]:
    """The campaigns of which no person may be known any more. One that was opened again counts anew."""
    return list(
        db.session.scalars(
            sa.select(Campaign.id).where(
                Campaign.state.in_((State.CLOSED, State.ARCHIVED)), Campaign.closed_at < now() - retention.PERSONS
            )
        )
    )


def forget_mails() -> int:
    """Every day: empty all their mails; those that still waited, for the relay or a person, leave no more. How many."""
    emptied = 0
    for campaign_id in past_retention():
        with unit_of_work():
            emptied += deliveries.forget_group(mail_group(campaign_id), reason="retention_is_over")
    return emptied


def forget_spokespersons() -> int:
    """Every day: nobody answers the press for a campaign that ended long ago. How many campaigns."""
    forgotten = 0
    for campaign_id in past_retention():
        with unit_of_work():
            campaign = locked(Campaign, campaign_id)
            if campaign is not None and any(leader.spokespersons for leader in campaign.leaders):
                campaign.leaders = tuple(replace(leader, spokespersons=()) for leader in campaign.leaders)
                renderings.touch(campaign.page_key)
                forgotten += 1
    return forgotten
