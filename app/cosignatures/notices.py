"""The words that a signatory reads: the notice above the button, the consents, the text to share."""

from __future__ import annotations

from flask import current_app

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Purpose
from app.core.language import gettext as _
from app.core.links import public_url

NEWS = Purpose.NEWS


def notice(campaign: Campaign, locale: str) -> str:
    """Markdown: who collects, for whom, why, who receives, where, which rights."""
    text = campaigns.consent_texts(campaign, locale).get(Purpose.NOTICE_COSIGN)
    config = current_app.config
    title, address = config["PRIVACY_OFFICER_TITLE"], config["PRIVACY_OFFICER_EMAIL"]
    officer = ", ".join(part for part in (title, f"<{address}>" if address else None) if part)
    return campaigns.fill_blanks(
        text.wording if text else "",
        {
            "operator": config["OPERATOR"],
            "chapter": campaign.chapter.name if campaign.chapter else _("l’antenne régionale de votre région"),
            "privacy_officer": officer,
            "hosting": config["HOSTING"],
        },
    )


def wordings(campaign: Campaign, locale: str) -> dict[str, str]:
    """The sentence of each box, by the name of its field."""
    texts = campaigns.consent_texts(campaign, locale)
    return {
        purpose.value: texts[purpose].wording for purpose in (Purpose.PUBLISH_NAME, Purpose.NEWS) if purpose in texts
    }


def share_text(campaign: Campaign, locale: str) -> str:
    """What to paste in a message to two neighbours."""
    address = public_url("site.campaign", locale=locale, slug=campaign.slug)
    return campaigns.fill_blanks(campaign.text(locale).share_text, {"campaign_url": address})
