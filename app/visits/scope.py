"""Which ridings and which ministries somebody on the staff may look at, and plan visits to. The others do not exist.

A riding that spans two regions is of both. The ministries are for whoever serves all regions; in its own campaign, a
chapter visits the ridings of its regions and the ministries.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import VISITS, Account
from app.campaigns import service as campaigns
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign
from app.core.database import db
from app.officials import service as officials
from app.territory import service as territory
from app.territory.models import Riding
from app.visits.errors import NoSuchVisit
from app.visits.models import Visit

READ = "desk"


@dataclass(frozen=True)
class Scope:
    """The part of a campaign that one right of somebody reaches."""

    campaign: Campaign
    codes: frozenset[str] | None  # None: every riding
    reaches_ministries: bool

    @cached_property
    def everywhere(self) -> Sequence[Riding]:
        """The map in force, in French order; kept, so that visits find their ridings read, with their regions."""
        found = sa.select(Riding).where(Riding.map_id == territory.active_map().id).order_by(Riding.sort_key)
        return db.session.scalars(found.options(selectinload(Riding.other_regions), joinedload(Riding.region))).all()

    @cached_property
    def ridings(self) -> list[Riding]:
        """Those that the right reaches."""
        return [riding for riding in self.everywhere if self.holds(riding)]

    @property
    def portfolios(self) -> tuple[str, ...]:
        return officials.PORTFOLIOS if self.reaches_ministries else ()

    @property
    def riding_ids(self) -> frozenset[uuid.UUID] | None:
        """None: every riding."""
        return None if self.codes is None else frozenset(riding.id for riding in self.ridings)

    def holds(self, riding: Riding) -> bool:
        if self.codes is None:
            return True
        return not self.codes.isdisjoint({riding.region_code, *(region.code for region in riding.other_regions)})

    def reaches(self, visit: Visit) -> bool:
        return self.holds(visit.riding) if visit.riding else self.reaches_ministries


def campaign_of(account: Account, slug: str) -> Campaign:
    """Raises NoSuchCampaign."""
    return campaigns.of_staff(account, slug)


def scope(account: Account, campaign: Campaign, right: str = READ) -> Scope:
    """What that right reaches in a campaign that the account may see."""
    if not account.may(right):
        return Scope(campaign, frozenset(), reaches_ministries=False)
    codes = account.region_codes(right)
    if campaign.chapter is not None:
        return Scope(campaign, frozenset(campaign.chapter.region_codes), reaches_ministries=True)
    return Scope(campaign, codes, reaches_ministries=codes is None)


def may_plan(account: Account, visit: Visit) -> bool:
    return scope(account, visit.campaign, VISITS).reaches(visit)


def visit_of(account: Account, visit_id: uuid.UUID, right: str = READ) -> Visit:
    """Raises NoSuchVisit."""
    visit = db.session.get(Visit, visit_id)
    if visit is None:
        raise NoSuchVisit
    try:
        campaigns.of_staff(account, visit.campaign.slug)
    except NoSuchCampaign:
        raise NoSuchVisit from None
    if not scope(account, visit.campaign, right).reaches(visit):
        raise NoSuchVisit
    return visit


def riding_of(account: Account, campaign: Campaign, slug: str) -> Riding:
    """A riding of the map in force, for whoever may read its dossier. Raises NoSuchRiding, NoSuchVisit."""
    riding = territory.riding_named(slug)
    if not scope(account, campaign).holds(riding):
        raise NoSuchVisit
    return riding
