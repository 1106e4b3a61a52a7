"""How often one mailbox or one place may write. What goes beyond is set aside for a person, never dropped."""

from __future__ import annotations

from flask import current_app

from app.campaigns.models import Campaign
from app.core.limits import Limit, exceeded, network
from app.messages.models import SetAside

SUBNET_FACTOR = 4  # a whole assembly may share one subnet

ONE_MAILBOX = Limit("write.mailbox", 5, 3600)


def beyond_limits(campaign: Campaign, email_key: str, ip: str | None) -> SetAside | None:
    """Count this message, and say which limit it passes, if any."""
    hourly = current_app.config["SIGN_LIMIT_PER_HOUR"]
    place = Limit("write.place", hourly, 3600)
    subnet = Limit("write.subnet", hourly * SUBNET_FACTOR, 3600)
    passed = exceeded(
        [
            (ONE_MAILBOX, f"{campaign.id}:{email_key}"),
            (place, network(ip)),
            (subnet, network(ip, v4=24, v6=48)),
        ]
    )
    if not passed:
        return None
    return SetAside.ADDRESS_LIMIT if ONE_MAILBOX in passed else SetAside.NETWORK_LIMIT
