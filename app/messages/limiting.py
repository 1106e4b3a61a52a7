"""How often one mailbox or one place may write. What goes beyond is set aside for a person, never dropped."""

from __future__ import annotations

from flask import current_app

from app.campaigns.models import Campaign
from app.core import limits
from app.core.limits import Limit
from app.core.suspicion import Suspicion, judge

HOUR = 3600
SUBNET_FACTOR = 4  # a whole assembly may share one subnet

ONE_MAILBOX = Limit("write.mailbox", 5, HOUR)


def counted(campaign: Campaign, email_key: str, ip: str | None, looks: Suspicion | None) -> Suspicion | None:
    """Counts this message, and says why a person should look at it before it leaves, if anybody should."""
    hourly = current_app.config["SIGN_LIMIT_PER_HOUR"]
    place = Limit("write.place", hourly, HOUR)
    subnet = Limit("write.subnet", hourly * SUBNET_FACTOR, HOUR)
    return judge(
        looks,
        mailbox=(ONE_MAILBOX, f"{campaign.id}:{limits.mailbox(email_key)}"),
        places=[(place, limits.network(ip)), (subnet, limits.network(ip, v4=24, v6=48))],
    ).suspicion
