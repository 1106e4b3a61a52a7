"""What a campaign hopes for, region by region: a number of organizations, set by national staff."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import sqlalchemy as sa

from app.campaigns.models import Campaign, RegionGoal
from app.core import audit
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work


def by_region(campaign: Campaign) -> dict[str, int]:
    """The goals that are set, by region code."""
    found = sa.select(RegionGoal.region_code, RegionGoal.number).where(RegionGoal.campaign_id == campaign.id)
    return dict(db.session.execute(found).all())


def set_goals(campaign: Campaign, wanted: Mapping[str, int | None], *, by: uuid.UUID) -> int:
    """From now on these; None or 0: no goal. Regions that are not named keep theirs. How many changed."""
    with unit_of_work():
        locked(Campaign, campaign.id)  # two people at once: one after the other
        before = by_region(campaign)
        changed = {code: number or None for code, number in wanted.items() if (number or None) != before.get(code)}
        if changed:
            mine = RegionGoal.campaign_id == campaign.id, RegionGoal.region_code.in_(sorted(changed))
            db.session.execute(sa.delete(RegionGoal).where(*mine))
            db.session.add_all(
                RegionGoal(campaign_id=campaign.id, region_code=code, number=number)
                for code, number in sorted(changed.items())
                if number
            )
            audit.record("campaign.goals_set", f"campaign:{campaign.id}", by=by, goals=changed)
    return len(changed)
