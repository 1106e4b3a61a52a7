"""What was set aside, for staff: the messages of their regions, and what is decided. Whoever is first decides."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import mail_domains
from app.core.database import db
from app.core.suspicion import Suspicion
from app.messages import verdicts
from app.messages.errors import NobodyToWriteTo, NoSuchMessage
from app.messages.figures import within
from app.messages.models import Letterhead, Message, Supporter
from app.messages.verdicts import Release

DECIDE = "cosignatures.validate"  # those who know the organizations of their regions
MOST = 100  # on the page: the next ones show as these are decided


@dataclass(frozen=True)
class ToLookAt:
    """What waits for a person in the regions of an account, the oldest first.

    `domains`: of those that were set aside for theirs, how many have which; one answer may do for all.
    """

    campaign: Campaign
    messages: Sequence[Message]
    in_all: int
    domains: Sequence[tuple[str, int]]


def to_look_at(account: Account, slug: str) -> ToLookAt:
    """Raises NoSuchCampaign."""
    campaign = campaigns.of_staff(account, slug)
    waits = _waits(account, campaign)
    found = db.session.scalars(
        sa.select(Message)
        .where(*waits)
        .order_by(Message.id)
        .limit(MOST)
        .options(
            joinedload(Message.riding),
            joinedload(Message.supporter),
            joinedload(Message.letterhead).joinedload(Letterhead.organization),
            selectinload(Message.wordings),
        )
    ).all()
    in_all = db.session.scalar(sa.select(sa.func.count()).select_from(Message).where(*waits)) or 0
    domains = Counter(domain for _id, domain in _by_domain(waits))
    return ToLookAt(campaign, found, in_all, domains.most_common())


def let_go(account: Account, slug: str, message_id: uuid.UUID) -> Release | None:
    """It goes on its way, unless it comes too late. None: it waited no more. Raises NoSuchMessage, NobodyToWriteTo."""
    _check(account, slug, message_id)
    return verdicts.release(message_id, by=account.id)


def refuse(account: Account, slug: str, message_id: uuid.UUID) -> bool:
    """It never leaves, and is destroyed. Whether it still waited. Raises NoSuchMessage."""
    _check(account, slug, message_id)
    return verdicts.refuse(message_id, by=account.id)


def let_go_domain(account: Account, slug: str, domain: str) -> int:
    """What was set aside for that domain goes on its way, the oldest hundred. How many. Raises NoSuchCampaign."""
    return sum(_is_let_go(message_id, account) for message_id in _of_domain(account, slug, domain))


def refuse_domain(account: Account, slug: str, domain: str) -> int:
    """None of it ever leaves: the oldest hundred are destroyed. How many. Raises NoSuchCampaign."""
    return sum(verdicts.refuse(message_id, by=account.id) for message_id in _of_domain(account, slug, domain))


def _is_let_go(message_id: uuid.UUID, account: Account) -> bool:
    try:
        return verdicts.release(message_id, by=account.id) is Release.ON_ITS_WAY
    except NobodyToWriteTo:  # it goes on waiting, alone
        return False


def _of_domain(account: Account, slug: str, domain: str) -> list[uuid.UUID]:
    waits = _waits(account, campaigns.of_staff(account, slug))
    return [message_id for message_id, found in _by_domain(waits) if found == domain][:MOST]


def _by_domain(waits: Sequence[sa.ColumnElement[bool]]) -> list[tuple[uuid.UUID, str]]:
    """Which were set aside for their domain, the oldest first, and for which."""
    rows = db.session.execute(
        sa.select(Message.id, Supporter.email)
        .join(Message.supporter)
        .where(*waits, Message.set_aside_for == Suspicion.DOMAIN_LIMIT)
        .order_by(Message.id)
    )
    return [(message_id, domain) for message_id, email in rows if (domain := mail_domains.owner_of(email))]


def _check(account: Account, slug: str, message_id: uuid.UUID) -> None:
    campaign = campaigns.of_staff(account, slug)
    mine = sa.select(Message.id).where(*within(account, campaign, DECIDE), Message.id == message_id)
    if db.session.scalar(mine) is None:
        raise NoSuchMessage


def _waits(account: Account, campaign: Campaign) -> list[sa.ColumnElement[bool]]:
    undecided = Message.set_aside_for.is_not(None), Message.state.in_(verdicts.UNDECIDED), Message.supporter.has()
    return [*within(account, campaign, DECIDE), *undecided]
