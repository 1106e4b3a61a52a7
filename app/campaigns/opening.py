"""A campaign opens, closes, by itself too when its last day is over, and is archived once nobody is known of it."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.campaigns import finding, leaders, letters
from app.campaigns.errors import NoSuchCampaign, NotReady
from app.campaigns.forgetting import past_retention
from app.campaigns.models import Campaign, State
from app.consents import service as consents
from app.consents.models import Purpose
from app.core import audit, queues, renderings
from app.core.clock import now, today
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work


def missing_to_open(campaign: Campaign) -> list[str]:
    """What is still missing before the campaign may open: purposes without a wording, a letter, recipients, leaders."""
    have = consents.texts(campaign.consent_scope, "fr").keys()
    needed: set[Purpose] = set()
    if campaign.takes_cosignatures:
        needed |= {Purpose.NOTICE_COSIGN, Purpose.PUBLISH_NAME}
    if campaign.takes_messages:
        needed |= {Purpose.NOTICE_WRITE}
    if campaign.takes_endorsements:
        needed |= {Purpose.NOTICE_ENDORSE, Purpose.PUBLISH_ENDORSEMENT}
    missing = [purpose.value for purpose in sorted(needed - have)]
    if letters.latest(campaign) is None:
        missing.append("letter")
    if campaign.takes_messages and not campaign.recipient_rules:
        missing.append("recipients")
    if _leaders_missing_from_notices(campaign):
        missing.append("leaders")
    return missing


def open_campaign(slug: str, *, by: uuid.UUID | None = None) -> Campaign:
    """Open it to the public. Raises NotReady naming what is missing, or IllegalCampaignMove."""
    with unit_of_work():
        campaign = _locked(slug)
        missing = missing_to_open(campaign)
        if missing:
            raise NotReady(campaign=campaign, missing=missing)
        campaign.open()
        _moved(campaign, "campaign.opened", by)
        queues.ring(queues.DRAW_PRESS_KITS)
    return campaign


def close_campaign(slug: str, *, by: uuid.UUID | None = None) -> Campaign:
    """Take no more signatures nor messages; everything stays readable. Raises IllegalCampaignMove."""
    with unit_of_work():
        campaign = _locked(slug)
        campaign.close(at=now())
        _moved(campaign, "campaign.closed", by)
    return campaign


def close_those_whose_day_has_passed() -> int:
    """Every minute: campaigns whose last day is over become closed. How many."""
    overdue = list(
        db.session.scalars(sa.select(Campaign.slug).where(Campaign.state == State.OPEN, Campaign.closes_on < today()))
    )
    for slug in overdue:
        with unit_of_work():
            campaign = _locked(slug)
            if campaign.state is State.OPEN:
                campaign.close(at=now())
                _moved(campaign, "campaign.closed")
    return len(overdue)


def archive_those_forgotten() -> int:
    """Every day: campaigns of which no person may be known any more can be read, and are not opened again. How many."""
    archived = 0
    for campaign_id in past_retention():
        with unit_of_work():
            campaign = locked(Campaign, campaign_id)
            if campaign is not None and campaign.state is State.CLOSED:
                campaign.archive()
                _moved(campaign, "campaign.archived")
                archived += 1
    return archived


def _leaders_missing_from_notices(campaign: Campaign) -> bool:
    """Whether several lead, and a notice in some language leaves one out."""
    if len(campaign.leaders) < 2:
        return False
    for text in campaign.texts:
        known = consents.texts(campaign.consent_scope, text.locale)
        wordings = {purpose: consent.wording for purpose, consent in known.items()}
        if leaders.unnamed(wordings, campaign.leaders, text.locale):
            return True
    return False


def _locked(slug: str) -> Campaign:
    campaign = locked(Campaign, finding.find(slug).id)
    if campaign is None:
        raise NoSuchCampaign(slug=slug)
    return campaign


def _moved(campaign: Campaign, act: str, by: uuid.UUID | None = None) -> None:
    audit.record(act, f"campaign:{campaign.id}", by=by)
    renderings.touch(campaign.page_key, renderings.FRONT)
