"""How often one mailbox or one place may write. What goes beyond is set aside for a person, never dropped."""

from __future__ import annotations

from flask import current_app

from app.campaigns.models import Campaign
from app.core import limits
from app.core.limits import Limit
from app.messages.models import SetAside

HOUR = 3600
SUBNET_FACTOR = 4  # a whole assembly may share one subnet

ONE_MAILBOX = Limit("write.mailbox", 5, HOUR)


def beyond_limits(campaign: Campaign, email_key: str, ip: str | None) -> SetAside | None:
    """Count this message, and say which limit it passes, if any."""
    hourly = current_app.config["SIGN_LIMIT_PER_HOUR"]
    place = Limit("write.place", hourly, HOUR)
    subnet = Limit("write.subnet", hourly * SUBNET_FACTOR, HOUR)
    passed = limits.exceeded(
        [
            (ONE_MAILBOX, f"{campaign.id}:{limits.mailbox(email_key)}"),
            (place, limits.network(ip)),
            (subnet, limits.network(ip, v4=24, v6=48)),
        ]
    )
    if not passed:
        return None
    return SetAside.ADDRESS_LIMIT if ONE_MAILBOX in passed else SetAside.NETWORK_LIMIT
