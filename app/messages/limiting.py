"""How often one mailbox or one place may write. What goes beyond is set aside for a person, never dropped."""

from __future__ import annotations

from app.campaigns.models import Campaign
from app.core import suspicion
from app.core.suspicion import Suspicion


def counted(campaign: Campaign, email_key: str, ip: str | None, looks: Suspicion | None) -> Suspicion | None:
    """Counts this message, and says why a person should look at it before it leaves, if anybody should."""
    return suspicion.counted("write", str(campaign.id), email_key, ip, looks)
