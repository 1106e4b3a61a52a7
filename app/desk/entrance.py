"""The first page of the staff: each campaign, and at one glance what waits in it."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.desk import scope
from app.desk.figures import Figures, by_region
from app.desk.scope import Place


@dataclass(frozen=True)
class Door:
    """One campaign, in the regions of whoever enters."""

    campaign: Campaign
    figures: Figures


def entrance(account: Account) -> tuple[list[Door], list[Place]]:
    """The campaigns that take cosignatures, the open ones first, and the regions in which they are counted."""
    places = scope.places(account)
    shown = [
        campaign
        for campaign in campaigns.every()
        if campaign.takes_cosignatures and campaign.is_public and scope.may_see(account, campaign)
    ]
    found = by_region([campaign.id for campaign in shown], [place.code for place in places])
    doors = [
        Door(campaign, sum((found.get((campaign.id, place.code), Figures()) for place in places), Figures()))
        for campaign in shown
    ]
    return sorted(doors, key=lambda door: not door.campaign.is_open), places
