"""Which part of a campaign a right of somebody reaches: the ridings of their regions. The others do not exist.

A riding that spans two regions is of both. The ministries are for whoever serves all regions; in its own campaign, a
chapter reaches the ridings of its regions and the ministries.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import db
from app.officials import service as officials
from app.territory import service as territory
from app.territory.models import Riding


@dataclass(frozen=True)
class Scope:
    """The part of a campaign that one right of somebody reaches."""

    campaign: Campaign
    codes: frozenset[str] | None  # None: every riding
    reaches_ministries: bool

    @cached_property
    def everywhere(self) -> Sequence[Riding]:
        """The map in force, in French order; kept, so that whoever asks later finds its ridings read, with their
        regions."""
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

    def reaches(self, riding: Riding | None) -> bool:
        """Whoever sits for the riding; without one, whoever holds an office of all Quebec."""
        return self.reaches_ministries if riding is None else self.holds(riding)


def everybody(campaign: Campaign) -> Scope:
    """What the campaign itself is about: the regions of its chapter, or all of them."""
    if campaign.chapter is not None:
        return Scope(campaign, frozenset(campaign.chapter.region_codes), reaches_ministries=True)
    return Scope(campaign, None, reaches_ministries=True)


def scope(account: Account, campaign: Campaign, right: str) -> Scope:
    """What that right reaches in a campaign that the account may see."""
    if not account.may(right):
        return Scope(campaign, frozenset(), reaches_ministries=False)
    codes = account.region_codes(right)
    if campaign.chapter is not None:
        return everybody(campaign)
    return Scope(campaign, codes, reaches_ministries=codes is None)
