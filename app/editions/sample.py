"""The beginning of a list as its settings make it, to look at while the word and the order are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.campaigns.models import Campaign
from app.core.collation import sort_key
from app.core.language import gettext as _
from app.cosignatures import service as cosignatures
from app.cosignatures.service import Entry, Section, total
from app.editions import presets
from app.editions.presets import Printed, Wording
from app.territory import service as territory
from app.territory.models import NATIONAL

MOST_REGIONS, MOST_NAMES = 2, 4


@dataclass(frozen=True)
class FirstLines:
    """The words above the list, then some regions with some of their names, and how many more there are."""

    printed: Printed
    regions: Sequence[tuple[str, Sequence[Entry], int]]  # heading, names, and how many are not shown here
    is_invented: bool  # nobody has signed yet: an example shows the order


def first_lines(campaign: Campaign, locale: str) -> FirstLines:
    """Of a campaign, or of one that is only imagined, with the settings that it has."""
    sections = cosignatures.validated_list(campaign)
    is_invented = not total(sections)
    if is_invented:
        sections = _invented(campaign)
    printed = presets.printed(Wording.of_campaign(campaign, locale), sections, campaign.list_preset, locale)
    return FirstLines(
        printed,
        [
            (printed.heading(section), section.entries[:MOST_NAMES], max(0, len(section.entries) - MOST_NAMES))
            for section in _some(sections)
        ],
        is_invented,
    )


def _some(sections: Sequence[Section]) -> list[Section]:
    """The first regions that have names, and National where it stands."""
    filled = [section for section in sections if section.entries]
    first = [section.code for section in filled if section.code != NATIONAL][:MOST_REGIONS]
    return [section for section in filled if section.code in (*first, NATIONAL)]


def _invented(campaign: Campaign) -> list[Section]:
    """A regional table, articles, and a national organization: all that the settings tell apart."""
    table = _("Table régionale (exemple)")
    names = [
        (table, ""),
        (_("L’Ancre (exemple)"), "Rimouski"),
        (_("La Bouée (exemple)"), "Matane"),
        (_("Maison du fleuve (exemple)"), "Rimouski"),
    ]
    names.sort(
        key=lambda one: (
            campaign.puts_table_first and one[0] != table,
            sort_key(one[0], article=campaign.sorts_with_article),
        )
    )
    by_code = {
        "01": [Entry(name, city, "") for name, city in names],
        NATIONAL: [Entry(_("Regroupement national (exemple)"), "Montréal", "")],
    }
    regions = [region for region in territory.regions() if region.code in by_code]
    regions.sort(key=lambda region: (region.code == NATIONAL) == campaign.puts_national_last)
    return [Section(region.code, region.name, by_code[region.code]) for region in regions]
