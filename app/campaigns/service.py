"""What the other features and the pages ask of campaigns."""

from __future__ import annotations

import sqlalchemy as sa

from app.campaigns import blanks, goals, library, notices, recipients, retention
from app.campaigns import bundle as bundles
from app.campaigns.errors import CampaignClosed, NoSuchCampaign, NotReady
from app.campaigns.models import Campaign, Letter, State
from app.consents import service as consents
from app.consents.models import Purpose
from app.core import audit, renderings
from app.core.clock import now, today
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work

load_bundle = library.load
read_bundle = bundles.read
fill_blanks = blanks.fill
mandates_for = recipients.mandates_for
LIBRARY = library.LIBRARY
goals_by_region = goals.by_region
set_goals = goals.set_goals
consent_texts = notices.consent_texts
notice = notices.notice
share_text = notices.share_text
mail_group = retention.mail_group
past_retention = retention.past_retention
forget_mails = retention.forget_mails


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


def current_letter(campaign: Campaign) -> Letter:
    """The version that whoever signs today signs."""
    letter = db.session.scalar(
        sa.select(Letter).where(Letter.campaign_id == campaign.id).order_by(Letter.number.desc()).limit(1)
    )
    if letter is None:
        raise NotReady(campaign=campaign)
    return letter


def missing_to_open(campaign: Campaign) -> list[str]:
    """What is still missing before the campaign may open: purposes without a wording, a letter, recipients."""
    have = consents.texts(campaign.consent_scope, "fr").keys()
    needed: set[Purpose] = set()
    if campaign.takes_cosignatures:
        needed |= {Purpose.NOTICE_COSIGN, Purpose.PUBLISH_NAME}
    if campaign.takes_messages:
        needed |= {Purpose.NOTICE_WRITE}
    missing = [purpose.value for purpose in sorted(needed - have)]
    if not db.session.scalar(sa.select(Letter.id).where(Letter.campaign_id == campaign.id).limit(1)):
        missing.append("letter")
    if campaign.takes_messages and not campaign.recipient_rules:
        missing.append("recipients")
    return missing


def open_campaign(slug: str) -> Campaign:
    """Open it to the public. Raises NotReady naming what is missing, or IllegalCampaignMove."""
    with unit_of_work():
        campaign = _held(slug)
        missing = missing_to_open(campaign)
        if missing:
            raise NotReady(campaign=campaign, missing=missing)
        campaign.open()
        _moved(campaign, "campaign.opened")
    return campaign


def close_campaign(slug: str) -> Campaign:
    """Take no more signatures nor messages; everything stays readable. Raises IllegalCampaignMove."""
    with unit_of_work():
        campaign = _held(slug)
        campaign.close(at=now())
        _moved(campaign, "campaign.closed")
    return campaign


def close_those_whose_day_has_passed() -> int:
    """Every minute: campaigns whose last day is over become closed. How many."""
    overdue = list(
        db.session.scalars(sa.select(Campaign.slug).where(Campaign.state == State.OPEN, Campaign.closes_on < today()))
    )
    for slug in overdue:
        with unit_of_work():
            campaign = _held(slug)
            if campaign.state is State.OPEN:
                campaign.close(at=now())
                _moved(campaign, "campaign.closed")
    return len(overdue)


def _held(slug: str) -> Campaign:
    campaign = locked(Campaign, find(slug).id)
    if campaign is None:
        raise NoSuchCampaign(slug=slug)
    return campaign


def _moved(campaign: Campaign, act: str) -> None:
    audit.record(act, f"campaign:{campaign.id}")
    renderings.touch(campaign.page_key, renderings.FRONT)
