"""What a campaign can tell the press in figures: those of the public list, and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.core.clock import local, today
from app.core.database import db
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.editions import service as editions
from app.editions.models import Edition
from app.endorsements import service as endorsements
from app.paper import service as paper
from app.territory import service as territory
from app.territory.models import NATIONAL
from app.visits import service as visits


@dataclass(frozen=True)
class RegionFigure:
    """A region (or National) and how many of its organizations are on the public list."""

    code: str
    name: str
    count: int

    @property
    def is_national(self) -> bool:
        return self.code == NATIONAL


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The total is the sum of the regions, as on the list."""

    on: date  # the day for which they hold: that of the edition, or today
    regions: Sequence[RegionFigure]
    since: date | None  # the first day of the campaign, else of its first signature
    editions: Sequence[Edition]  # the last first
    waiting: int  # validated since the last edition, and not in it
    support: int  # endorsements: counted apart
    paper: int  # on paper: counted apart
    visited: int  # MNAs to whom the list was handed

    @property
    def total(self) -> int:
        return sum(region.count for region in self.regions)

    @property
    def reached(self) -> int:
        """Regions that have somebody on the list; National is none."""
        return sum(1 for region in self.regions if region.count and not region.is_national)

    @property
    def edition(self) -> Edition | None:
        """The one whose figures these are."""
        return self.editions[0] if self.editions else None

    @property
    def previous(self) -> Edition | None:
        """The one before it."""
        return self.editions[1] if len(self.editions) > 1 else None

    @property
    def growth(self) -> int:
        """How many more than the edition before had told."""
        return max(0, self.total - self.previous.total) if self.previous else 0

    def of(self, region_code: str) -> RegionFigure | None:
        """The region of that code, if it has somebody on the list."""
        return next((one for one in self.regions if one.code == region_code and one.count), None)


def figures_of(campaign: Campaign) -> Figures:
    """As everybody can read them today."""
    counts = cosignatures.public_counts_by_region(campaign)
    known = editions.every(campaign)
    return Figures(
        on=local(known[0].frozen_at).date() if known else today(),
        regions=[RegionFigure(one.code, one.name, counts.get(one.code, 0)) for one in territory.regions()],
        since=campaign.opens_on or _first_signature(campaign),
        editions=known,
        waiting=editions.since(campaign, known[0]) if known else 0,
        support=endorsements.public_support(campaign).total,
        paper=paper.public_count(campaign),
        visited=visits.deposited(campaign).mnas,
    )


def _first_signature(campaign: Campaign) -> date | None:
    first = db.session.scalar(
        sa.select(sa.func.min(Cosignature.confirmed_at)).where(
            Cosignature.campaign_id == campaign.id, cosignatures.PUBLISHABLE
        )
    )
    return local(first).date() if first else None
