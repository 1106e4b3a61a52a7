"""Which campaign an address means, and whether it takes what somebody brings today."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns import letters
from app.campaigns.errors import CampaignClosed, NoSuchCampaign, NotReady
from app.campaigns.models import Campaign, Letter, State
from app.core.database import db


def find(slug: str) -> Campaign:
    """The campaign, whatever its state: for staff and for the command line. Raises NoSuchCampaign."""
    # PostgreSQL refuses to compare with a NUL, which an address may hold: no campaign has one in its name.
    campaign = db.session.scalar(sa.select(Campaign).where(Campaign.slug == slug)) if slug.isprintable() else None
    if campaign is None:
        raise NoSuchCampaign(slug=slug)
    return campaign


def public(slug: str) -> Campaign:
    """The campaign, if the public may see it. Raises NoSuchCampaign."""
    campaign = find(slug)
    if not campaign.is_public:
        raise NoSuchCampaign(slug=slug)
    return campaign


def all_public() -> list[Campaign]:
    """The campaigns that the public may see: the open ones first, in the order given by staff."""
    found = db.session.scalars(sa.select(Campaign).where(Campaign.state != State.DRAFT).order_by(Campaign.position))
    return sorted(found, key=lambda campaign: not campaign.is_open)


def every() -> list[Campaign]:
    """All campaigns, drafts included, in the order given by staff."""
    return list(db.session.scalars(sa.select(Campaign).order_by(Campaign.position)))


def open_for_cosignatures(slug: str) -> Campaign:
    """The campaign, if organizations may sign today. Raises NoSuchCampaign or CampaignClosed."""
    campaign = public(slug)
    if not campaign.takes_cosignatures:
        raise NoSuchCampaign(slug=slug)
    if not campaign.is_open:
        raise CampaignClosed(campaign=campaign)
    return campaign


def open_for_messages(slug: str) -> Campaign:
    """The campaign, if supporters may write today. Raises NoSuchCampaign or CampaignClosed."""
    campaign = public(slug)
    if not campaign.takes_messages:
        raise NoSuchCampaign(slug=slug)
    if not campaign.is_open:
        raise CampaignClosed(campaign=campaign)
    return campaign


def open_for_endorsements(slug: str) -> Campaign:
    """The campaign, if one may endorse it today. Raises NoSuchCampaign or CampaignClosed."""
    campaign = public(slug)
    if not campaign.takes_endorsements:
        raise NoSuchCampaign(slug=slug)
    if not campaign.is_open:
        raise CampaignClosed(campaign=campaign)
    return campaign


def of_staff(account: Account, slug: str) -> Campaign:
    """A campaign, for somebody on the staff; what a chapter runs is its own alone. Raises NoSuchCampaign."""
    campaign = find(slug)
    if campaign.chapter_id is not None and not account.is_of_chapter(campaign.chapter_id):
        raise NoSuchCampaign(slug=slug)
    return campaign


def serves(account: Account, campaign: Campaign, region_code: str, right: str) -> bool:
    """The regions decide in a campaign of the coalition; a chapter's own campaign is its own, wherever one signs."""
    if campaign.chapter_id is not None:
        return account.may(right) and account.is_of_chapter(campaign.chapter_id)
    codes = account.region_codes(right)
    return codes is None or region_code in codes


def current_letter(campaign: Campaign) -> Letter:
    """The version that whoever signs today signs. Raises NotReady while nothing was written."""
    letter = letters.latest(campaign)
    if letter is None:
        raise NotReady(campaign=campaign)
    return letter
