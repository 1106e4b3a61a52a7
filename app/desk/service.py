"""What the pages of the desks ask: the entrance, the national desk, the desk of a region, the goals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.cosignatures.models import Cosignature
from app.desk import addresses, scope
from app.desk.addresses import Addresses
from app.desk.changes import Change, changes
from app.desk.entrance import Door, entrance
from app.desk.errors import NoSuchDesk
from app.desk.figures import DAYS, Figures, Line, lines_of, total
from app.desk.parts import Part, by_mrc, by_riding
from app.desk.region import MOST_CARDS, Member, Signature, region, waiting
from app.desk.relays import Relays, relays
from app.desk.scope import Place, together
from app.desk.searching import holding

__all__ = [
    "DAYS",
    "MOST_CARDS",
    "Addresses",
    "Change",
    "Door",
    "Figures",
    "Line",
    "NationalDesk",
    "Part",
    "Place",
    "RegionalDesk",
    "Relays",
    "addresses_of_missing",
    "entrance",
    "figures_of",
    "goals",
    "national_desk",
    "regional_desk",
    "set_goals",
    "together",
]


@dataclass(frozen=True)
class NationalDesk:
    """A campaign, a line for each region of the account, and where signatures come from."""

    campaign: Campaign
    lines: list[Line]
    total: Figures
    relays: Relays
    may_set_goals: bool


@dataclass(frozen=True)
class RegionalDesk:
    """One region, or several together. The lists are empty for whoever reads figures only."""

    campaign: Campaign
    places: list[Place]  # all those of the account
    here: list[Place]
    figures: Figures
    mrcs: Sequence[Part]
    ridings: Sequence[Part]
    shows_names: bool = False
    may_export: bool = False
    missing: Sequence[Member] = ()
    signed: Sequence[Signature] = ()
    waiting: Sequence[Cosignature] = ()
    changes: Sequence[Change] = ()


def national_desk(account: Account, slug: str, locale: str) -> NationalDesk:
    """The campaign as those see it who serve several regions. Raises NoSuchCampaign."""
    campaign = scope.campaign_of(account, slug)
    places = scope.places(account, campaign)
    lines = lines_of(campaign, places)
    may_set_goals = scope.may_edit(account, campaign)
    return NationalDesk(campaign, lines, total(lines), relays(campaign, places, locale), may_set_goals)


def regional_desk(account: Account, slug: str, codes: str, query: str = "") -> RegionalDesk:
    """Raises NoSuchCampaign; NoSuchDesk also for a region that the account does not serve."""
    campaign, places, here = _here(account, slug, codes)
    found = region(campaign, here)
    figures = found.figures + Figures(goal=sum(place.goal or 0 for place in here))
    desk = RegionalDesk(campaign, places, here, figures, by_mrc(found), by_riding(found))
    if not scope.may_read_names(account, here):
        return desk
    return replace(
        desk,
        shows_names=True,
        may_export=scope.may_export(account, here),
        missing=holding(query, found.missing),
        signed=holding(query, found.signed),
        waiting=waiting(campaign, here, query),
        changes=changes(campaign, here),
    )


def addresses_of_missing(account: Account, slug: str, codes: str) -> tuple[Campaign, list[Place], Addresses]:
    """Those to invite, for whoever may take personal data out; the act is kept.

    Raises NoSuchCampaign; NoSuchDesk also where the account may not export.
    """
    campaign, _places, here = _here(account, slug, codes)
    if not scope.may_export(account, here):
        raise NoSuchDesk
    return campaign, here, addresses.of_missing(campaign, here, by=account)


def figures_of(account: Account, slug: str, codes: str) -> Figures:
    """The figures of the regional desk alone, for a page that is open. Raises what `regional_desk` does."""
    campaign, _places, here = _here(account, slug, codes)
    return total(lines_of(campaign, here))


def goals(account: Account, slug: str) -> tuple[Campaign, list[Line]]:
    """Every region with its goal and what it came to so far. Raises NoSuchCampaign."""
    campaign = scope.campaign_to_edit(account, slug)
    return campaign, lines_of(campaign, scope.places(account, campaign))


def set_goals(account: Account, slug: str, wanted: Mapping[str, int | None]) -> int:
    """How many changed. Raises NoSuchCampaign."""
    campaign = scope.campaign_to_edit(account, slug)
    known = {place.code for place in scope.places(account, campaign)}
    theirs = {code: number for code, number in wanted.items() if code in known}
    return campaigns.set_goals(campaign, theirs, by=account.id)


def _here(account: Account, slug: str, codes: str) -> tuple[Campaign, list[Place], list[Place]]:
    campaign = scope.campaign_of(account, slug)
    places = scope.places(account, campaign)
    return campaign, places, scope.chosen(places, codes)
