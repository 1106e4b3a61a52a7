"""A list in figures, region by region: how many organizations, and which share of the members of each regional table.

The members are those of the register today, whatever the day of the list: nobody is both counted and unknown.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.core.database import db
from app.cosignatures.models import Cosignature
from app.cosignatures.service import PUBLISHABLE
from app.editions.finding import IS_SHOWN
from app.editions.models import Edition, EditionLine
from app.organizations import service as organizations
from app.organizations.models import Organization
from app.territory import service as territory
from app.territory.models import NATIONAL


@dataclass(frozen=True)
class RegionLine:
    """One region of a list."""

    code: str
    name: str
    count: int
    members: int  # of its regional table, in the register
    members_listed: int

    @property
    def coverage(self) -> float | None:
        """The share of the members that are on the list; None where no member is known."""
        return self.members_listed / self.members if self.members else None


def regions(campaign: Campaign, edition: Edition | None, counts: Mapping[str, int]) -> list[RegionLine]:
    """Every region in code order, then National if the list has any. `counts`: of that list, by region."""
    members = _members(campaign, edition)
    return [
        RegionLine(one.code, one.name, counts.get(one.code, 0), *members.get(one.code, (0, 0)))
        for one in territory.regions()
        if one.code != NATIONAL or counts.get(NATIONAL)
    ]


def total(lines: Sequence[RegionLine]) -> RegionLine:
    """The sum of the lines, never counted apart."""
    return RegionLine(
        "",
        "",
        sum(line.count for line in lines),
        sum(line.members for line in lines),
        sum(line.members_listed for line in lines),
    )


def _members(campaign: Campaign, edition: Edition | None) -> dict[str, tuple[int, int]]:
    """How many there are and how many of them are listed, by the region of the member: that of the signature is seldom
    another."""
    is_listed = Organization.id.in_(_organizations_listed(campaign, edition))  # SQLite would join row against row
    rows = db.session.execute(
        sa.select(Organization.region_code, sa.func.count(), sa.func.count().filter(is_listed))
        .where(organizations.IS_MEMBER)
        .group_by(Organization.region_code)
    )
    return {code: (known, signed) for code, known, signed in rows}


def _organizations_listed(campaign: Campaign, edition: Edition | None) -> sa.Select[uuid.UUID | None]:
    found = sa.select(Cosignature.organization_id)
    if edition is None:
        return found.where(Cosignature.campaign_id == campaign.id, PUBLISHABLE)
    frozen = found.join(EditionLine, EditionLine.cosignature_id == Cosignature.id)
    return frozen.where(EditionLine.edition_id == edition.id, IS_SHOWN)
