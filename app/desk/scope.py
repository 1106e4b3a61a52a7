"""Which campaigns and which regions somebody on the staff may look at. What is not theirs does not exist for them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.models import EXPORT, Account
from app.campaigns import service as campaigns
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign, RegionGoal
from app.chapters.models import Chapter, ServedRegion
from app.core.database import db
from app.desk.errors import NoSuchDesk
from app.territory.models import NATIONAL, Region

FIGURES = "desk"
NAMES = "cosignatures.read"
EDIT = "campaigns.edit"
MOST_TOGETHER = 6  # regions on one page: no chapter serves as many
_OF_ITS_CHAPTER = Chapter.key, Chapter.acronym, Chapter.website, Chapter.is_coalition_member


@dataclass(frozen=True)
class Place:
    """A region (or National) as a campaign sees it: its goal, and the chapter that serves it if any does."""

    code: str
    name: str
    goal: int | None
    chapter_key: str | None
    acronym: str | None
    website: str | None = None
    is_of_coalition: bool | None = None  # its table; some serve as relays without being members

    @property
    def label(self) -> str:
        """« 01 Bas-Saint-Laurent »; National has no number that people know."""
        return self.name if self.code == NATIONAL else f"{self.code} {self.name}"

    @property
    def position(self) -> int:
        return 99 if self.code == NATIONAL else int(self.code)


def campaign_of(account: Account, slug: str) -> Campaign:
    """A campaign that takes cosignatures; a chapter’s own campaign is not for other chapters. Raises NoSuchCampaign."""
    campaign = campaigns.find(slug)
    if not campaign.takes_cosignatures or not may_see(account, campaign):
        raise NoSuchCampaign(slug=slug)
    return campaign


def campaign_to_edit(account: Account, slug: str) -> Campaign:
    """The same, for whoever may set its goals. Raises NoSuchCampaign."""
    campaign = campaign_of(account, slug)
    if not may_edit(account, campaign):
        raise NoSuchCampaign(slug=slug)
    return campaign


def may_see(account: Account, campaign: Campaign) -> bool:
    """Everybody sees what the coalition runs; what a chapter runs is its own."""
    return campaign.chapter_id is None or account.is_of_chapter(campaign.chapter_id)


def may_edit(account: Account, campaign: Campaign) -> bool:
    """The goals of the coalition are set by those who serve all regions; a chapter sets those of its own campaigns."""
    return account.may(EDIT) and (campaign.chapter_id is not None or account.region_codes(EDIT) is None)


def places(account: Account, campaign: Campaign | None = None) -> list[Place]:
    """The regions in which the account may read figures: 01 to 17, then National."""
    codes = account.region_codes(FIGURES)
    wanted = (
        sa.select(Region.code, Region.name, RegionGoal.number, *_OF_ITS_CHAPTER)
        .select_from(Region)
        .outerjoin(RegionGoal, sa.and_(RegionGoal.region_code == Region.code, _goal_of(campaign)))
        .outerjoin(ServedRegion, ServedRegion.region_code == Region.code)
        .outerjoin(Chapter, Chapter.id == ServedRegion.chapter_id)
    )
    if codes is not None:
        wanted = wanted.where(Region.code.in_(sorted(codes)))
    return sorted((Place(*row) for row in db.session.execute(wanted)), key=lambda place: place.position)


def chosen(known: list[Place], together: str) -> list[Place]:
    """The regions of an address: « 04 », or « 04-17 » for the two on one page. Raises NoSuchDesk."""
    codes = together.split("-")
    found = [place for place in known if place.code in codes]
    if len(codes) > MOST_TOGETHER or [place.code for place in found] != codes:
        raise NoSuchDesk
    return found


def together(known: list[Place]) -> str:
    """The address of several regions on one page."""
    return "-".join(place.code for place in known)


def may_read_names(account: Account, here: list[Place]) -> bool:
    """Whether signatories may be shown in all of these regions; who reads figures only sees none."""
    if not account.may(NAMES):
        return False
    codes = account.region_codes(NAMES)
    return codes is None or {place.code for place in here} <= codes


def may_export(account: Account, here: list[Place]) -> bool:
    """Whether addresses of all of these regions may leave the site."""
    codes = account.region_codes(EXPORT)
    return account.may(EXPORT) and (codes is None or {place.code for place in here} <= codes)


def _goal_of(campaign: Campaign | None) -> sa.ColumnElement[bool]:
    return RegionGoal.campaign_id == campaign.id if campaign else sa.false()
