"""The communiqué: the program's own words until staff write theirs, and the figures of the day in either."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.clock import today
from app.core.database import db
from app.core.language import ENGLISH, ngettext
from app.core.language import gettext as _
from app.core.links import public_url
from app.core.typography import day, french, number
from app.press.figures import Figures, RegionFigure
from app.press.models import PressRelease
from app.press.paragraphs import paragraph, titled

_BLANK = re.compile(r"\{([a-z_]+)\}")
END = "– 30 –"
BLANKS = frozenset(
    {
        "figures",
        "organizations",
        "organizations_count",
        "regions_count",
        "campaign_title",
        "campaign_url",
        "list_url",
        "leaders",
    }
)


@dataclass(frozen=True)
class Draft:
    """The communiqué with its blanks: what staff wrote, or what to start from."""

    place: str
    headline: str
    body: str
    is_public: bool = False
    seen: str = ""  # what it said when it was read; empty: nobody wrote it yet

    @property
    def is_written(self) -> bool:
        return bool(self.seen)


@dataclass(frozen=True)
class Release:
    """The communiqué as it is sent."""

    kicker: str
    for_whom: str
    headline: str
    dateline: str  # « Montréal, le 27 mai 2024 – »
    paragraphs: Sequence[str]
    end: str
    source: str
    contacts: Sequence[str]

    @property
    def text(self) -> str:
        """To paste into a mail."""
        first, *others = self.paragraphs or ("",)
        opening = f"{self.dateline} {first}".strip()
        contacts = "\n".join(filter(None, (self.source, *self.contacts)))
        parts = (self.kicker, self.for_whom, self.headline, opening, *others, self.end, contacts)
        return "\n\n".join(filter(None, parts))


def written(campaign: Campaign, locale: str) -> PressRelease | None:
    """What staff wrote in that language."""
    return db.session.get(PressRelease, (campaign.id, locale))


def draft(campaign: Campaign, locale: str) -> Draft:
    """What staff wrote, else what to start from."""
    kept = written(campaign, locale)
    if kept is not None:
        return Draft(kept.place, kept.headline, kept.body, kept.is_public, kept.as_seen)
    return Draft(_("Québec"), _headline_to_start_from(campaign), _to_start_from(campaign, locale))


def filled(campaign: Campaign, draft: Draft, figures: Figures, region: RegionFigure | None, locale: str) -> Release:
    """The communiqué of today; of one region, the figures are those of the region."""
    values = _values(campaign, figures, region, locale)
    headline, body = (_typeset(campaigns.fill_blanks(text, values), locale) for text in (draft.headline, draft.body))
    place = _("%(place)s, le %(day)s –", place=draft.place, day=day(today(), locale)) if draft.place else ""
    leaders = campaigns.leaders_in_words(campaign, locale)
    return Release(
        kicker=_("Communiqué de presse"),
        for_whom=_("Pour diffusion immédiate"),
        headline=headline.strip(),
        dateline=place,
        paragraphs=[part.strip() for part in body.split("\n\n") if part.strip()],
        end=END,
        source=_("Source : %(leaders)s", leaders=leaders) if leaders else "",
        contacts=[_("Renseignements :"), *contacts(campaign, locale)],
    )


def contacts(campaign: Campaign, locale: str) -> list[str]:
    """Who answers the press, one a line; the address of the campaign where nobody agreed to be named."""
    people = [
        ", ".join(filter(None, (one.name, one.title_in(locale), leader.short_name_in(locale), one.phone, one.email)))
        for leader in campaign.leaders
        for one in leader.spokespersons
    ]
    return people or [campaign.text(locale).contact_email]


def holds_brackets(text: str) -> bool:
    """Whether a place to fill in was left as it stood."""
    return "[" in text and "]" in text


def unknown_blanks(text: str) -> set[str]:
    """The blanks that nobody will fill."""
    return set(_BLANK.findall(text)) - BLANKS


def _values(campaign: Campaign, figures: Figures, region: RegionFigure | None, locale: str) -> dict[str, str]:
    count = region.count if region else figures.total
    return {
        "figures": paragraph(campaign, figures, region, locale) if figures.total else "",
        "organizations": ngettext("%(count)s organisme", "%(count)s organismes", count, count=number(count, locale)),
        "organizations_count": number(count, locale),
        "regions_count": number(figures.reached, locale),
        "campaign_title": titled(campaign, locale),
        "campaign_url": public_url("site.campaign", locale=locale, slug=campaign.slug),
        "list_url": public_url("editions.signatories", locale=locale, slug=campaign.slug),
        "leaders": campaigns.leaders_in_words(campaign, locale),
    }


def _headline_to_start_from(campaign: Campaign) -> str:
    if not campaign.takes_cosignatures:
        return "{campaign_title}"
    return _("{organizations} pour une même demande : « {campaign_title} »")


def _to_start_from(campaign: Campaign, locale: str) -> str:
    """Figures, ask, quotation, reasons, address: the order in which a newsroom reads."""
    words = campaign.text(locale)
    reasons = "\n\n".join(f"{reason['title']}. {reason['text']}" for reason in words.reasons[:2])
    parts = (
        "{figures}",
        _("Ce que demandent les organismes : %(ask)s", ask=_lowered(words.ask)),
        _("« [Une ou deux phrases d’une ou d’un porte-parole] », déclare [nom et fonction]."),
        reasons,
        _("Tout sur la campagne : {campaign_url}"),
    )
    return "\n\n".join(filter(None, parts))


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _typeset(text: str, locale: str) -> str:
    return text if locale == ENGLISH else french(text)
