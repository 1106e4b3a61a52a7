"""What the pictures and posters of a campaign say, as facts for their templates: the same facts, the same file."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.language import ENGLISH, ngettext
from app.core.language import gettext as _
from app.core.links import bare, public_url
from app.core.typography import day, french, number
from app.press.figures import Figures, RegionFigure
from app.press.paragraphs import called, titled


def share_facts(campaign: Campaign, figures: Figures, region: RegionFigure | None, locale: str) -> dict[str, Any]:
    """A picture to share: the number, whose it is, and where the campaign is found."""
    count = region.count if region else figures.total
    return {
        **_of_campaign(campaign, locale),
        "number": number(count, locale) if count else "",
        "label": label(count, region, locale),
        "dated": _("Au %(day)s", day=day(figures.on, locale)) if count else "",
    }


def poster_facts(campaign: Campaign, figures: Figures, locale: str) -> dict[str, Any]:
    """A poster: the slogan, the ask, how many already signed, and a code to follow."""
    words = campaign.text(locale)
    return {
        **_of_campaign(campaign, locale),
        "ask": _typeset(words.ask, locale),
        "number": number(figures.total, locale) if figures.total else "",
        "label": label(figures.total, None, locale),
        "call": _call(campaign),
        "how": _("Lisez ce code avec la caméra d’un téléphone, ou tapez l’adresse :"),
        "led_by": campaigns.leaders_in_words(campaign, locale),
        "code_alt": _("Code QR de la campagne"),
    }


def label(count: int, region: RegionFigure | None, locale: str) -> str:
    """What the number counts: « organismes des Laurentides ont cosigné »."""
    if region is None:
        return ngettext("organisme cosignataire", "organismes cosignataires", count)
    if region.is_national:
        return ngettext(
            "organisme ou regroupement national a cosigné", "organismes et regroupements nationaux ont cosigné", count
        )
    return ngettext(
        "organisme %(region)s a cosigné", "organismes %(region)s ont cosigné", count, region=called(region, locale)
    )


def _of_campaign(campaign: Campaign, locale: str) -> dict[str, Any]:
    words, home = campaign.text(locale), public_url("site.campaign", locale=locale, slug=campaign.slug)
    return {
        **campaigns.print_colours(campaign.colour),
        "locale": locale,
        "title": titled(campaign, locale),
        "slogan": _typeset(words.headline, locale),
        "kicker": titled(campaign, locale) if words.slogan else "",
        "on": _dated(campaign),
        "site": current_app.config["SITE_NAME"],
        "address": bare(home),
        "warning": _("Démonstration : signatures inventées.") if current_app.config["DEMONSTRATION"] else "",
    }


def _call(campaign: Campaign) -> str:
    if campaign.takes_cosignatures:
        return _("Votre organisme peut cosigner.")
    return _("Écrivez à votre députée ou à votre député.")


def _dated(campaign: Campaign) -> str:
    """A document says its date; that of a poster is the first day of its campaign, which does not change."""
    first: date = campaign.opens_on or campaign.created_at.date()
    return first.isoformat()


def _typeset(text: str, locale: str) -> str:
    return text if locale == ENGLISH else french(text)
