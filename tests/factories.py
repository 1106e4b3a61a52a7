"""Makers of what tests need, with sensible defaults. Each returns a committed row."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work

BUNDLE = "plan-de-rattrapage-911-millions"
counter = itertools.count(1)


def bare_campaign(**changes: Any) -> Campaign:
    """A draft with settings and nothing to read: no words, no letter, no notice."""
    settings: dict[str, Any] = {
        "slug": f"campagne-{next(counter)}",
        "colour": "#d13a17",
        "takes_cosignatures": True,
        "takes_messages": False,
        "recipient_rules": [],
        "milestones": [100],
        "links": [],
        "created_at": now(),
    }
    with unit_of_work():
        campaign = Campaign(**{**settings, **changes})
        db.session.add(campaign)
    return campaign


def make_campaign(bundle: str = BUNDLE, *, is_open: bool = True, **changes: Any) -> Campaign:
    """A campaign made from a shipped bundle, open unless said otherwise."""
    campaign = campaigns.load_bundle(campaigns.read_bundle(Path(campaigns.LIBRARY) / bundle))
    if is_open:
        campaigns.open_campaign(campaign.slug)
    if changes:
        with unit_of_work():
            for name, value in changes.items():
                setattr(campaign, name, value)
    return campaign
