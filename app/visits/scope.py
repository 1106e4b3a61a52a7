"""Which visits an account reaches: those to the ridings of its regions. The others do not exist."""

from __future__ import annotations

import uuid

from app.accounts.models import VISITS, Account
from app.campaigns import service as campaigns
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign
from app.campaigns.service import Scope
from app.core.database import db
from app.territory import service as territory
from app.territory.models import Riding
from app.visits.errors import NoSuchVisit
from app.visits.models import Visit

READ = "desk"


def campaign_of(account: Account, slug: str) -> Campaign:
    """Raises NoSuchCampaign."""
    return campaigns.of_staff(account, slug)


def scope(account: Account, campaign: Campaign, right: str = READ) -> Scope:
    """What that right reaches in a campaign that the account may see."""
    return campaigns.scope(account, campaign, right)


def may_plan(account: Account, visit: Visit) -> bool:
    return scope(account, visit.campaign, VISITS).reaches(visit.riding)


def visit_of(account: Account, visit_id: uuid.UUID, right: str = READ) -> Visit:
    """Raises NoSuchVisit."""
    visit = db.session.get(Visit, visit_id)
    if visit is None:
        raise NoSuchVisit
    try:
        campaigns.of_staff(account, visit.campaign.slug)
    except NoSuchCampaign:
        raise NoSuchVisit from None
    if not scope(account, visit.campaign, right).reaches(visit.riding):
        raise NoSuchVisit
    return visit


def riding_of(account: Account, campaign: Campaign, slug: str) -> Riding:
    """A riding of the map in force, for whoever may read its dossier. Raises NoSuchRiding, NoSuchVisit."""
    riding = territory.riding_named(slug)
    if not scope(account, campaign).holds(riding):
        raise NoSuchVisit
    return riding
