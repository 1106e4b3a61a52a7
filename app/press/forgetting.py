"""Long after the campaign, no communiqué quotes anybody any more: the program's own words stand, without a name."""

from __future__ import annotations

import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import audit, renderings
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.press.models import PressRelease


def forget_releases() -> int:
    """Every day: what was written to the press for campaigns that have been closed for long. How many texts."""
    forgotten = 0
    for campaign_id in campaigns.past_retention():
        with unit_of_work():
            known = db.session.scalars(sa.select(PressRelease).where(PressRelease.campaign_id == campaign_id)).all()
            for text in known:
                db.session.delete(text)
            if known:
                audit.record("press.releases_forgotten", f"campaign:{campaign_id}", texts=len(known))
                renderings.touch(db.session.get_one(Campaign, campaign_id).page_key)
        forgotten += len(known)
    return forgotten
