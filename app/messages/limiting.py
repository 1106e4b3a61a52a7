"""How often one mailbox or one place may write. What goes beyond is set aside for a person, never dropped."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.core import limits, suspicion
from app.core.database import db
from app.core.keys import email_key
from app.core.limits import Limit
from app.core.suspicion import HOUR, Suspicion
from app.messages.drafting import Draft
from app.messages.models import Message
from app.organizations.models import Organization

OF_ORGANIZATION = Limit("write.organization", 5, HOUR)  # several people of a team, or one who begins again
TAGS_OF_A_MAILBOX = 2  # a real name may hold a « + »; beyond that, one person writes as several
OF_REGION = Limit("write.table", 40, HOUR)  # its table receives a copy of each


def counted(draft: Draft, key: str, ip: str | None, looks: Suspicion | None) -> Suspicion | None:
    """Counts this message, and says why a person should look at it before it leaves, if anybody should."""
    return suspicion.counted("write", str(draft.campaign.id), key, ip, looks)


def once_confirmed(message: Message) -> Suspicion | None:
    """Counts a message whose address is being proved, and says why a person should look at it, if anybody should."""
    if message.supporter is None:
        return None
    if message.letterhead and message.letterhead.organization:
        too_many = _is_one_too_many(message.campaign_id, message.letterhead.organization)
        return Suspicion.ORGANIZATION_LIMIT if too_many else None
    if _is_one_tag_too_many(message.campaign_id, email_key(message.supporter.email)):
        return Suspicion.ADDRESS_LIMIT
    too_many = suspicion.is_one_too_many_of_its_domain(str(message.campaign_id), message.supporter.email)
    return Suspicion.DOMAIN_LIMIT if too_many else None


def _is_one_tag_too_many(campaign_id: uuid.UUID, key: str) -> bool:
    """Whether « a+1@… », « a+2@… » wrote in that campaign already; of the providers that are known to ignore what
    follows the « + », the key says so, and nobody writes twice."""
    mailbox = limits.mailbox(key)
    if mailbox == key:
        return False
    local, _at, domain = mailbox.rpartition("@")
    of_same = (
        Message.campaign_id == campaign_id,
        Message.email_key.startswith(f"{local}+", autoescape=True),
        Message.email_key.endswith(f"@{domain}", autoescape=True),
        Message.confirmed_at.is_not(None),
    )
    others = sa.select(sa.func.count(sa.distinct(Message.email_key))).where(*of_same, Message.email_key != key)
    return (db.session.scalar(others) or 0) >= TAGS_OF_A_MAILBOX


def _is_one_too_many(campaign_id: uuid.UUID, organization: Organization) -> bool:
    """Counts one more letter of the organization, and one more of which its table is to have a copy.

    Once it is confirmed by somebody of it: what strangers write in its name, or in its region, silences nobody.
    """
    about = (OF_ORGANIZATION, f"{campaign_id}:{organization.id}"), (OF_REGION, organization.region_code)
    return bool(limits.exceeded(about))
