"""The door of editions: everything that pages, commands, jobs and other features may ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign, ListPreset
from app.core import typesetting
from app.core.language import FRENCH
from app.cosignatures import service as cosignatures
from app.cosignatures.service import Section
from app.editions import drafting, finding, presets, rendering
from app.editions.asking import Awaited, make_next_document, served
from app.editions.comparing import Since, since_previous
from app.editions.counting import Counted, counted
from app.editions.drafting import Change, Draft, LeftOut
from app.editions.erasing import Why, erase, erase_those_gone
from app.editions.errors import NoSuchEdition
from app.editions.exporting import Purpose, internal, to_export
from app.editions.figures import RegionLine, regions, total
from app.editions.finding import every, latest, numbered
from app.editions.freezing import freeze
from app.editions.handing_over import deposited, tell_deposits_with
from app.editions.models import Edition, What
from app.editions.naming import Named, Standing, named, standing
from app.editions.presets import Printed, Wording, as_text, preset_named
from app.editions.rendering import FORMATS, FORMS, Form, file, name_of, render
from app.editions.sample import FirstLines, first_lines
from app.editions.store import sweep
from app.editions.tables import as_csv
from app.editions.verifying import Fault, Verified, verify

__all__ = [
    "FORMATS",
    "FORMS",
    "Awaited",
    "Change",
    "Counted",
    "Draft",
    "Fault",
    "FirstLines",
    "Form",
    "LeftOut",
    "Named",
    "PublicList",
    "Purpose",
    "RegionLine",
    "Shelf",
    "Since",
    "Standing",
    "Told",
    "Verified",
    "What",
    "Why",
    "as_csv",
    "as_text",
    "counted",
    "deposited",
    "erase",
    "erase_those_gone",
    "every",
    "file",
    "first_lines",
    "freeze",
    "internal",
    "latest",
    "make_next_document",
    "may_freeze",
    "name_of",
    "named",
    "numbered",
    "of_edition",
    "preset_named",
    "public_list",
    "regions",
    "regions_of_the_list",
    "render",
    "served",
    "shelf",
    "since",
    "since_previous",
    "standing",
    "sweep",
    "tell_deposits_with",
    "to_export",
    "to_freeze",
    "to_see",
    "told",
    "total",
    "unprintable",
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

    def in_region(self, code: str) -> Section:
        """One region of the list. Raises NoSuchEdition for a code that it has not."""
        for section in self.sections:
            if section.code == code:
                return section
        raise NoSuchEdition

    def lines(self, campaign: Campaign) -> list[RegionLine]:
        """The same list in figures: each region counts the names below its heading."""
        return regions(campaign, self.edition, {section.code: len(section.entries) for section in self.sections})


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
    first_lines: FirstLines


def public_list(campaign: Campaign, locale: str, *, is_searched: bool = False) -> PublicList:
    """What everybody reads today. `is_searched`: with what a search compares, which takes longest to make."""
    edition = finding.latest(campaign)
    if edition is not None:
        return of_edition(edition, locale, is_searched=is_searched)
    return PublicList(cosignatures.validated_list(campaign), Wording.of_campaign(campaign, locale), None)


def unprintable(edition: Edition, region_code: str | None = None) -> tuple[str, ...]:
    """The signs that stand in its documents as another, since no font has them."""
    lines = finding.lines(edition, region_code)
    return typesetting.unprintable(words for line in lines for words in (line.name, line.city))


def of_edition(edition: Edition, locale: str, *, is_searched: bool = False) -> PublicList:
    """One edition, those that it shows no more left out."""
    sections = rendering.sections(edition, finding.lines(edition), is_searched=is_searched)
    return PublicList(sections, Wording.of_edition(edition, locale), edition)


def regions_of_the_list(campaign: Campaign) -> list[RegionLine]:
    """The public list in figures, its names left aside."""
    return regions(campaign, finding.latest(campaign), cosignatures.public_counts_by_region(campaign))


def told(editions: Sequence[Edition]) -> list[Told]:
    """Each with its figures."""
    shown = finding.shown_in(editions)
    changes = finding.changes_of(editions)
    return [Told(edition, shown.get(edition.id, 0), changes[edition.id]) for edition in editions]


def since(campaign: Campaign, edition: Edition) -> int:
    """How many were validated, and will be in the next edition."""
    return finding.new_since(campaign, edition)


def shelf(account: Account, slug: str, locale: str = FRENCH) -> Shelf:
    """Raises NoSuchCampaign."""
    campaign = to_see(account, slug)
    editions = every(campaign)
    draft = drafting.draft(campaign, editions[0] if editions else None)
    mine = frozenset(region.code for region in cosignatures.regions_of(account))
    may = may_freeze(account, campaign)
    return Shelf(campaign, draft, draft.within(mine), told(editions), may, first_lines(campaign, locale))


def to_see(account: Account, slug: str) -> Campaign:
    """A campaign that has a list, for whoever reads its cosignatures. Raises NoSuchCampaign."""
    campaign = cosignatures.campaign_of(account, slug)
    if not campaign.takes_cosignatures:
        raise NoSuchCampaign(slug=slug)
    return campaign


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
