"""A mail of a campaign to somebody who acts in it: under its name, answered at its address, stopped with its mails."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.campaigns.leaders import full_names, sender_name
from app.campaigns.models import Campaign
from app.core import mailer
from app.core.database import db
from app.core.mailer import Rendered
from app.deliveries import service as deliveries
from app.deliveries.models import Kind


def render(campaign: Campaign, name: str, locale: str, /, **context: Any) -> Rendered:
    """The mail of `templates/email/<name>/`, with who leads the campaign below it."""
    return mailer.render(name, locale, led_by=full_names(campaign.leaders, locale), **context)


def send(
    campaign: Campaign,
    mail: Rendered,
    kind: Kind,
    *,
    to_name: str,
    to_address: str,
    locale: str,
    dedupe_key: str,
    guard_key: str | None,
    unsubscribe_url: str | None = None,
    not_before: datetime | None = None,
) -> uuid.UUID | None:
    """Within a unit of work: a row in the outbox, once per dedupe key. The id of a new one."""
    words = campaign.text(locale)
    return deliveries.enqueue(
        kind=kind,
        to_address=to_address,
        to_name=to_name,
        subject=mail.subject,
        body_text=mail.text,
        body_html=mail.html,
        from_name=sender_name(campaign, locale),
        reply_to_name=words.title,
        reply_to_address=words.contact_email,
        unsubscribe_url=unsubscribe_url,
        locale=locale,
        dedupe_key=dedupe_key,
        group_key=mail_group(campaign.id),
        guard_key=guard_key,
        not_before=not_before,
    )


def mail_group(campaign_id: uuid.UUID) -> str:
    """Under which deliveries group the mails of a campaign."""
    return f"campaign:{campaign_id}"


def mail_groups_of(chapter_ids: Collection[uuid.UUID]) -> list[str]:
    """The groups of the campaigns that these chapters run."""
    ids = db.session.scalars(sa.select(Campaign.id).where(Campaign.chapter_id.in_(chapter_ids)))
    return [mail_group(one) for one in ids]
