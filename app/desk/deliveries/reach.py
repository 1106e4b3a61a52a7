"""Whose mail somebody on the staff may see and stop: everything, or that of the campaigns that their chapter runs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign
from app.deliveries.errors import NoSuchDelivery
from app.desk import scope

MAIL = "mail.manage"
ALL, GROUP, PACE, ADDRESS = "all", "group:", "pace:", "address:"


@dataclass(frozen=True)
class Reach:
    """`everything`: whoever serves all regions; the others reach the campaigns of their chapter."""

    everything: bool
    campaigns: dict[str, Campaign]  # by group key

    @property
    def group_keys(self) -> list[str] | None:
        """The groups to look at; None: all there are."""
        return None if self.everything else list(self.campaigns)

    def check(self, key: str) -> None:
        """A stop that is theirs to pull. Raises NoSuchDelivery."""
        mine = key.removeprefix(GROUP) in self.campaigns if key.startswith(GROUP) else self.everything
        if not mine or not (key == ALL or key.startswith((GROUP, PACE))):
            raise NoSuchDelivery


def of(account: Account) -> Reach:
    everything = account.region_codes(MAIL) is None
    seen = [one for one in campaigns.every() if _sees(account, one, everything)]
    return Reach(everything, {campaigns.mail_group(one.id): one for one in seen})


def campaign_of(account: Account, slug: str) -> Campaign:
    """A campaign whose mail is theirs to look after. Raises NoSuchCampaign."""
    campaign = campaigns.find(slug)
    if not _sees(account, campaign, account.region_codes(MAIL) is None):
        raise NoSuchCampaign(slug=slug)
    return campaign


def official_id(key: str | None) -> uuid.UUID | None:
    """Whom a pace key is about: « official:<number> »."""
    try:
        return uuid.UUID((key or "").partition(":")[2])
    except ValueError:
        return None


def _sees(account: Account, campaign: Campaign, everything: bool) -> bool:
    return scope.may_see(account, campaign) if everything else campaign.chapter_id in account.chapter_ids
