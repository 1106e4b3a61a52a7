"""The sentences beside the boxes that a signatory may tick."""

from __future__ import annotations

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Purpose

NEWS = Purpose.NEWS


def wordings(campaign: Campaign, locale: str) -> dict[str, str]:
    """The sentence of each box, by the name of its field."""
    texts = campaigns.consent_texts(campaign, locale)
    return {
        purpose.value: texts[purpose].wording for purpose in (Purpose.PUBLISH_NAME, Purpose.NEWS) if purpose in texts
    }
