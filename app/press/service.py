"""The door of the press: the kit that everybody reads, its files, and the communiqué that staff write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import audit, renderings
from app.core.clock import now
from app.core.database import db, locked
from app.core.language import speaking
from app.core.unit_of_work import unit_of_work
from app.press import printing, release
from app.press.ahead import draw_ahead
from app.press.errors import NoSuchPressFile, ReleaseEditedMeanwhile
from app.press.figures import Figures, RegionFigure, figures_of
from app.press.files import SHARED, SQUARE, code_names, file
from app.press.forgetting import forget_releases
from app.press.models import PressRelease
from app.press.paragraphs import Paragraph, paragraphs
from app.press.printing import FORMATS
from app.press.release import BLANKS, Draft, Release, draft, holds_brackets, unknown_blanks

__all__ = [
    "BLANKS",
    "FORMATS",
    "Draft",
    "Kit",
    "Picture",
    "Release",
    "StaffRelease",
    "draft",
    "draw_ahead",
    "file",
    "forget_releases",
    "holds_brackets",
    "kit",
    "release_file",
    "start_again",
    "to_edit",
    "to_send",
    "unknown_blanks",
    "write",
]


@dataclass(frozen=True)
class Picture:
    """One to share: its file and its size."""

    name: str
    width: int
    height: int


PICTURES = (Picture(SHARED, 1200, 630), Picture(SQUARE, 1080, 1080))


@dataclass(frozen=True)
class Kit:
    """Everything that the page of the press shows."""

    figures: Figures
    paragraphs: Sequence[Paragraph]
    pictures: Sequence[Picture]
    codes: Sequence[str]
    release: Release | None  # where staff wrote one and show it


@dataclass(frozen=True)
class StaffRelease:
    """The communiqué as staff read it: of the whole campaign, or of one region."""

    campaign: Campaign
    draft: Draft
    release: Release
    region: RegionFigure | None
    regions: Sequence[RegionFigure]
    may_edit: bool


def kit(campaign: Campaign, locale: str) -> Kit:
    """As everybody reads it today."""
    figures = figures_of(campaign)
    kept = draft(campaign, locale)
    return Kit(
        figures,
        paragraphs(campaign, figures, locale) if campaign.takes_cosignatures else [],
        PICTURES,
        code_names(campaign),
        release.filled(campaign, kept, figures, None, locale) if kept.is_public else None,
    )


def to_send(account: Account, slug: str, region_code: str | None, locale: str) -> StaffRelease:
    """The communiqué with its figures. Raises NoSuchCampaign; NoSuchPressFile for a region of which nothing is told."""
    campaign = campaigns.of_staff(account, slug)
    figures, kept = figures_of(campaign), draft(campaign, locale)
    region = figures.of(region_code) if region_code else None
    if region_code and region is None:
        raise NoSuchPressFile
    filled = release.filled(campaign, kept, figures, region, locale)
    told = [one for one in figures.regions if one.count]
    return StaffRelease(campaign, kept, filled, region, told, campaigns.may_edit(account, campaign))


def release_file(account: Account, slug: str, format: str, region_code: str | None, locale: str) -> bytes:
    """The same, to attach to a mail. Raises what `to_send` does; NoSuchPressFile for a format that there is not."""
    if format not in FORMATS:
        raise NoSuchPressFile
    found = to_send(account, slug, region_code, locale)
    with speaking(locale):
        return printing.printed(found.campaign, found.release, format, locale)


def to_edit(account: Account, slug: str) -> Campaign:
    """The campaign, for whoever may write its communiqué. Raises NoSuchCampaign."""
    return campaigns.to_edit(account, slug)


def write(campaign: Campaign, locale: str, wanted: Draft, *, by: Account) -> PressRelease:
    """Keep it. Raises ReleaseEditedMeanwhile when it says something else than `wanted.seen`."""
    with unit_of_work():
        _hold(campaign)
        kept = release.written(campaign, locale)
        if (kept.as_seen if kept else "") != wanted.seen:
            raise ReleaseEditedMeanwhile
        if kept is None:
            kept = PressRelease(campaign_id=campaign.id, locale=locale)
            db.session.add(kept)
        kept.place, kept.headline, kept.body = wanted.place, wanted.headline, wanted.body
        kept.is_public, kept.edited_at = wanted.is_public, now()
        audit.record("press.written", f"campaign:{campaign.id}", by=by.id, locale=locale, is_public=kept.is_public)
        renderings.touch(campaign.page_key)
    return kept


def start_again(campaign: Campaign, locale: str, *, by: Account) -> None:
    """The program's own words come back. Where they stand already, nothing changes."""
    with unit_of_work():
        _hold(campaign)
        kept = release.written(campaign, locale)
        if kept is not None:
            db.session.delete(kept)
            audit.record("press.started_again", f"campaign:{campaign.id}", by=by.id, locale=locale)
            renderings.touch(campaign.page_key)


def _hold(campaign: Campaign) -> None:
    """One writer at a time, also where there is no row yet to hold."""
    locked(Campaign, campaign.id)
    db.session.expire_all()
