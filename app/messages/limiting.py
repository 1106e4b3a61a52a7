"""How often one mailbox or one place may write. What goes beyond is set aside for a person, never dropped."""

from __future__ import annotations

from app.campaigns.models import Campaign
from app.core import limits, suspicion
from app.core.limits import Limit
from app.core.suspicion import HOUR, Suspicion
from app.messages.drafting import Draft
from app.organizations.models import Organization

OF_ORGANIZATION = Limit("write.organization", 5, HOUR)  # several people of a team, or one who begins again
OF_REGION = Limit("write.table", 40, HOUR)  # its table receives a copy of each


def counted(draft: Draft, email_key: str, ip: str | None, looks: Suspicion | None) -> Suspicion | None:
    """Counts this message, and says why a person should look at it before it leaves, if anybody should."""
    found = suspicion.counted("write", str(draft.campaign.id), email_key, ip, looks)
    if draft.letterhead and _is_too_often(draft.campaign, draft.letterhead.organization):
        return found or Suspicion.ORGANIZATION_LIMIT
    return found


def _is_too_often(campaign: Campaign, organization: Organization) -> bool:
    """Counts one more letter of the organization, and one more of which its table is to have a copy."""
    about = (OF_ORGANIZATION, f"{campaign.id}:{organization.id}"), (OF_REGION, organization.region_code)
    return bool(limits.exceeded(about))
