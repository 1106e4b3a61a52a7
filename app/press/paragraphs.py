"""Sentences to quote, with today's figures in them: of the whole campaign, and of each region with its own article."""

from __future__ import annotations

from dataclasses import dataclass

from app.campaigns.models import Campaign
from app.core.language import ENGLISH, ngettext
from app.core.language import gettext as _
from app.core.links import public_url
from app.core.typography import day, french, number
from app.press.figures import Figures, RegionFigure
from app.territory import service as territory

REGIONS = 17


@dataclass(frozen=True)
class Paragraph:
    """Ready to paste."""

    region: RegionFigure | None  # None: of the whole campaign
    text: str


def paragraphs(campaign: Campaign, figures: Figures, locale: str) -> list[Paragraph]:
    """The whole first, then each region that has somebody on the list, in its order."""
    if not figures.total:
        return []
    regions = [region for region in figures.regions if region.count]
    return [Paragraph(region, paragraph(campaign, figures, region, locale)) for region in (None, *regions)]


def paragraph(campaign: Campaign, figures: Figures, region: RegionFigure | None, locale: str) -> str:
    """One of them, with the address of the list at its end."""
    said = _of_region(campaign, figures, region, locale) if region else _of_all(campaign, figures, locale)
    address = public_url("editions.signatories", locale=locale, slug=campaign.slug)
    where = _("La liste : %(address)s", address=address)
    return f"{said} {where}"


def titled(campaign: Campaign, locale: str) -> str:
    """The title of the campaign, typeset."""
    title = campaign.text(locale).title
    return title if locale == ENGLISH else french(title)


def called(region: RegionFigure, locale: str) -> str:
    """What follows « les organismes »: « du Bas-Saint-Laurent »; in English, the bare name."""
    return region.name if locale == ENGLISH else territory.of_region(region.code)


def _of_all(campaign: Campaign, figures: Figures, locale: str) -> str:
    told = {
        "day": day(figures.on, locale), "count": number(figures.total, locale), "title": titled(campaign, locale),
        "regions": figures.reached,
    }  # fmt: skip
    if figures.reached == REGIONS:
        return _(
            "Au %(day)s, %(count)s organismes communautaires autonomes ont cosigné la lettre « %(title)s », dans les "
            "17 régions du Québec.",
            **told,
        )  # fmt: skip
    if figures.reached > 1:
        return _(
            "Au %(day)s, %(count)s organismes communautaires autonomes ont cosigné la lettre « %(title)s », dans "
            "%(regions)s régions du Québec.",
            **told,
        )  # fmt: skip
    return ngettext(
        "Au %(day)s, %(count)s organisme communautaire autonome a cosigné la lettre « %(title)s ».",
        "Au %(day)s, %(count)s organismes communautaires autonomes ont cosigné la lettre « %(title)s ».",
        figures.total,
        **told,
    )


def _of_region(campaign: Campaign, figures: Figures, region: RegionFigure, locale: str) -> str:
    told = {
        "day": day(figures.on, locale), "count": number(region.count, locale), "title": titled(campaign, locale),
        "total": number(figures.total, locale),
    }  # fmt: skip
    if region.is_national:
        said = ngettext(
            "Au %(day)s, %(count)s organisme ou regroupement national a cosigné la lettre « %(title)s ».",
            "Au %(day)s, %(count)s organismes et regroupements nationaux ont cosigné la lettre « %(title)s ».",
            region.count,
            **told,
        )
    else:
        said = ngettext(
            "Au %(day)s, %(count)s organisme communautaire %(region)s a cosigné la lettre « %(title)s ».",
            "Au %(day)s, %(count)s organismes communautaires %(region)s ont cosigné la lettre « %(title)s ».",
            region.count,
            region=called(region, locale),
            **told,
        )
    if figures.total == region.count:
        return said
    total = _("Au total, ils sont %(total)s partout au Québec.", total=told["total"])
    return f"{said} {total}"
