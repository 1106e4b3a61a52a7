"""What a campaign says around a form: the notice above the button, and the text to pass on afterwards."""

from __future__ import annotations

from flask import current_app

from app.campaigns import blanks, leaders
from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import ConsentText, Purpose
from app.core import language
from app.core.language import gettext as _
from app.core.links import public_url


def consent_texts(campaign: Campaign, locale: str) -> dict[Purpose, ConsentText]:
    """The wordings in force in that language, or in French where there is no other."""
    return consents.texts(campaign.consent_scope, locale) or consents.texts(campaign.consent_scope, "fr")


def notice(campaign: Campaign, purpose: Purpose, locale: str) -> str:
    """Markdown: who collects, for whom, why, who receives, for how long, where, which rights.

    Raises KeyError when the campaign has no such notice: without one it cannot open, and no form is shown.
    """
    return filled(consent_texts(campaign, locale)[purpose].wording, campaign)


def filled(wording: str, campaign: Campaign) -> str:
    """The wording of a notice with what this site and this campaign put into its blanks."""
    config = current_app.config
    title, address = config["PRIVACY_OFFICER_TITLE"], config["PRIVACY_OFFICER_EMAIL"]
    return blanks.fill(
        wording,
        {
            "operator": config["OPERATOR"],
            "leaders": leaders.full_names(campaign.leaders, language.locale()) or config["OPERATOR"],
            "chapter": campaign.chapter.name if campaign.chapter else _("l’antenne régionale de votre région"),
            "privacy_officer": ", ".join(part for part in (title, address and f"<{address}>") if part),
            "hosting": config["HOSTING"],
        },
    )


def share_text(campaign: Campaign, locale: str) -> str:
    """What to paste in a message to two neighbours."""
    address = public_url("site.campaign", locale=locale, slug=campaign.slug)
    return blanks.fill(campaign.text(locale).share_text, {"campaign_url": address})
