"""Whoever lost the mail receives its links again: by mail only, and the page answers the same whoever asks."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.campaigns.models import Campaign
from app.core import limits
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.endorsements import mails
from app.endorsements.models import STANDING, Endorsement, State

RESENT_TO_MAILBOX = limits.Limit("endorse-resend", 3, 3600)
RESENT_FOR_PLACE = limits.Limit("endorse-resend.place", 20, 3600)
MOST = 20  # links in one mail


def resend(campaign: Campaign, email_key: str, *, locale: str, ip: str | None = None) -> None:
    """All the links of this address in the campaign; of many, those that stand come before the rest.

    An address that is not known costs the same work, down to the commit, so that the time of the answer does not tell
    it apart. A mailbox or a place that asks too often is answered the same, and nothing leaves.
    """
    if limits.asks_too_often(RESENT_TO_MAILBOX, RESENT_FOR_PLACE, str(campaign.id), email_key, ip):
        return
    since = now() - timedelta(days=30)
    found = db.session.scalars(
        sa.select(Endorsement)
        .where(
            Endorsement.campaign_id == campaign.id,
            Endorsement.email_key == email_key,
            Endorsement.state != State.WITHDRAWN,
            Endorsement.endorser.has(),
            sa.or_(Endorsement.state != State.SUBMITTED, Endorsement.entered_at > since),
        )
        .order_by(Endorsement.state.in_(STANDING).desc(), Endorsement.id.desc())
        .options(joinedload(Endorsement.endorser))
        .limit(MOST)
    ).all()
    mail = mails.all_links(campaign, found, locale)
    with unit_of_work():
        if not found or not mail.send():  # nobody is to be written to, or the mail left this very minute
            unread = replace(mail, once=f"nobody:{uuid.uuid4()}")
            unread.send()
            deliveries.forget_at_once(dedupe_key=unread.dedupe_key)
