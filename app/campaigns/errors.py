"""What a campaign refuses."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchCampaign(NotFound):
    """No campaign of that name, or one that is still a draft."""


class CampaignClosed(DomainError):
    """The campaign takes no more signatures or messages."""

    status = 410
    page = "campaign_closed.html"


class IllegalCampaignMove(DomainError):
    """The campaign cannot go from where it is to there."""

    page = "illegal_move.html"
