"""The door of editions: everything that pages, commands, jobs and other features may ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign, ListPreset
from app.cosignatures import service as cosignatures
from app.cosignatures.service import Section
from app.editions import drafting, finding, presets, rendering
from app.editions.drafting import Change, Draft, LeftOut
from app.editions.exporting import Purpose, internal, to_export
from app.editions.finding import every, latest, numbered
from app.editions.freezing import freeze
from app.editions.models import Edition, What
from app.editions.presets import Printed, Wording, as_text, preset_named
from app.editions.rendering import FORMATS, FORMS, Form, file, name_of, render
from app.editions.store import sweep
from app.editions.tables import as_csv
from app.editions.verifying import Fault, Verified, verify

__all__ = [
    "FORMATS",
    "FORMS",
    "Change",
    "Draft",
    "Fault",
    "Form",
    "LeftOut",
    "PublicList",
    "Purpose",
    "Shelf",
    "Told",
    "Verified",
    "What",
    "as_csv",
    "as_text",
    "every",
    "file",
    "freeze",
    "internal",
    "latest",
    "may_freeze",
    "name_of",
    "numbered",
    "of_edition",
    "preset_named",
    "public_list",
    "render",
    "shelf",
    "since",
    "sweep",
    "to_export",
    "to_freeze",
    "told",
    "verify",
]


@dataclass(frozen=True)
class PublicList:
    """A list as the public reads it: an edition, or, until there is one, the organizations validated so far."""

    sections: list[Section]
    wording: Wording
    edition: Edition | None

    def printed(self, preset: ListPreset, locale: str) -> Printed:
        return presets.printed(self.wording, self.sections, preset, locale)


@dataclass(frozen=True)
class Told:
    """An edition with what it still shows, and what had changed since the one before."""

    edition: Edition
    shown: int
    changes: Counter[What]

    @property
    def gone(self) -> int:
        """How many lines are shown no more."""
        return self.edition.total - self.shown


@dataclass(frozen=True)
class Shelf:
    """What staff see: the next edition, and those that there are."""

    campaign: Campaign
    draft: Draft
    named: Draft  # with the names that whoever looks may read
    editions: Sequence[Told]
    may_freeze: bool


def public_list(campaign: Campaign, locale: str) -> PublicList:
    """What everybody reads today."""
    edition = finding.latest(campaign)
    if edition is not None:
        return of_edition(edition, locale)
    return PublicList(cosignatures.validated_list(campaign), Wording.of_campaign(campaign, locale), None)


def of_edition(edition: Edition, locale: str) -> PublicList:
    """One edition, those that it shows no more left out."""
    sections = rendering.sections(edition, finding.lines(edition), is_searched=True)
    return PublicList(sections, Wording.of_edition(edition, locale), edition)


def told(editions: Sequence[Edition]) -> list[Told]:
    """Each with its figures."""
    shown = finding.shown_in(editions)
    changes = finding.changes_of(editions)
    return [Told(edition, shown.get(edition.id, 0), changes[edition.id]) for edition in editions]


def since(campaign: Campaign, edition: Edition) -> int:
    """How many were validated, and will be in the next edition."""
    return finding.new_since(campaign, edition)


def shelf(account: Account, slug: str) -> Shelf:
    """Raises NoSuchCampaign."""
    campaign = cosignatures.campaign_of(account, slug)
    if not campaign.takes_cosignatures:
        raise NoSuchCampaign(slug=slug)
    editions = every(campaign)
    draft = drafting.draft(campaign, editions[0] if editions else None)
    mine = frozenset(region.code for region in cosignatures.regions_of(account))
    return Shelf(campaign, draft, draft.within(mine), told(editions), may_freeze(account, campaign))


def may_freeze(account: Account, campaign: Campaign) -> bool:
    """Whoever may change the campaign: national staff, or the chapter whose own campaign it is."""
    try:
        to_freeze(account, campaign.slug)
    except NoSuchCampaign:
        return False
    return True


def to_freeze(account: Account, slug: str) -> Campaign:
    """The campaign, for whoever may freeze its list. Raises NoSuchCampaign."""
    return campaigns.to_edit(account, slug)
