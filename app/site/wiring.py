"""What the features side by side need of one another, hooked up by the one that knows both."""

from __future__ import annotations

from flask import Flask

from app.campaigns import service as campaigns
from app.cosignatures import service as cosignatures
from app.messages import service as messages
from app.site import service


def init_app(app: Flask) -> None:
    messages.count_organizations_with(cosignatures.public_count)
    campaigns.show_pages_with(service.campaign_page)
