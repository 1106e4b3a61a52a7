"""From a confirmed message to the outbox: one delivery an official, and what each asks before it leaves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.campaigns.models import State as CampaignState
from app.core.clock import local, today
from app.core.database import db, insert_into
from app.core.mailer import Rendered, on_behalf
from app.deliveries import service as deliveries
from app.deliveries.models import Kind
from app.messages import mails
from app.messages.drafting import words_of
from app.messages.models import Message, MessageRecipient, State
from app.officials.models import Mandate

GRACE = timedelta(days=3)  # what was written on the last evening may still be confirmed, and leave


def is_in_time(campaign: Campaign) -> bool:
    """Open, or closed for no longer than the grace."""
    if campaign.is_open:
        return True
    last = _last_day(campaign)
    return campaign.state in (CampaignState.OPEN, CampaignState.CLOSED) and last is not None and today() <= last + GRACE


def take(message: Message, mandates: Sequence[Mandate]) -> list[MessageRecipient]:
    """Make these officials the recipients of the message, except those this person has written to already.

    The database decides, also between two confirmations at the same instant.
    """
    taken: list[MessageRecipient] = []
    for mandate in sorted(mandates, key=lambda mandate: mandate.official_id):  # one order for all: no deadlock
        statement = insert_into(MessageRecipient).values(
            message_id=message.id,
            campaign_id=message.campaign_id,
            official_id=mandate.official_id,
            mandate_id=mandate.id,
            email_key=message.email_key,
        )
        taken += db.session.scalars(statement.on_conflict_do_nothing().returning(MessageRecipient)).all()
    db.session.refresh(message, ["recipients"])
    order = [mandate.id for mandate in mandates]
    return sorted(taken, key=lambda recipient: order.index(recipient.mandate_id))


def send(message: Message, recipients: Sequence[MessageRecipient]) -> None:
    """Within a unit of work: one delivery for each, and the copy that the supporter asked for."""
    words = words_of(message)
    sender = on_behalf(words.name, message.campaign.text(message.locale).title, message.locale)
    for recipient in recipients:
        mail = mails.to_official(words, recipient.mandate)
        recipient.delivery_id = deliveries.enqueue(
            kind=Kind.MESSAGE,
            to_address=recipient.official.email or "",
            to_name=recipient.official.name,
            subject=mail.subject,
            body_text=mail.text,
            body_html=mail.html,
            from_name=sender,
            reply_to_name=words.name,
            reply_to_address=words.email,
            locale=message.locale,
            dedupe_key=f"message:{message.id}:{recipient.official_id}",
            pace_key=f"official:{recipient.official_id}",
            group_key=campaigns.mail_group(message.campaign_id),
            guard_key=recipient.guard_key,
        )
    if message.wants_copy:
        mandates = [recipient.mandate for recipient in recipients]
        to_supporter(message, Kind.RECEIPT, mails.copy_for_sender(message, words, mandates), "copy")


def to_supporter(message: Message, kind: Kind, mail: Rendered, what: str) -> None:
    """Within a unit of work: a mail of the campaign to whoever wrote; once for each `what`.

    Until the address is proved, the name beside it is only what somebody typed: it stays out.
    """
    to = message.supporter
    if to is None:
        return
    campaigns.send_mail(
        message.campaign,
        mail,
        kind,
        to_address=to.email,
        to_name=to.name if message.confirmed_at else "",
        locale=message.locale,
        dedupe_key=f"message-{what}:{message.id}",
        guard_key=message.guard_key,
    )


def refusal_to_supporter(guard_key: str) -> str | None:
    """Asked just before a mail to whoever wrote leaves: why it must not, or None."""
    message = db.session.get(Message, uuid.UUID(guard_key.partition(":")[2]), populate_existing=True)
    if message is None:
        return "gone"
    return "withdrawn" if message.state is State.WITHDRAWN else None


def refusal_to_official(guard_key: str) -> str | None:
    """Asked just before a message leaves: why it must not, or None. One look, past what this session remembers."""
    recipient = db.session.scalar(
        sa.select(MessageRecipient)
        .where(MessageRecipient.id == uuid.UUID(guard_key.partition(":")[2]))
        .options(
            joinedload(MessageRecipient.message).joinedload(Message.campaign).lazyload(Campaign.texts),
            joinedload(MessageRecipient.mandate),
        )
        .execution_options(populate_existing=True)
    )
    if recipient is None or recipient.message.state is State.WITHDRAWN:
        return "withdrawn"
    if not recipient.mandate.holds_on(today()):
        return "mandate_ended"
    if not is_in_time(recipient.message.campaign):
        return "campaign_closed"
    return None


def stop(recipients: Sequence[MessageRecipient]) -> list[MessageRecipient]:
    """Within a unit of work: take back what has not begun to leave. Returns those that will receive nothing."""
    return [one for one in recipients if deliveries.cancel(guard_key=one.guard_key, reason="withdrawn")]


def forget_mails(message: Message, stopped: Sequence[MessageRecipient]) -> None:
    """Within a unit of work: what the outbox still holds of a message that was taken back."""
    deliveries.cancel(guard_key=message.guard_key, reason="withdrawn")
    deliveries.forget([message.guard_key, *(recipient.guard_key for recipient in stopped)])


def earlier_recipients(campaign: Campaign, email_key: str) -> list[MessageRecipient]:
    """To whom this person has written already, for this campaign."""
    found = db.session.scalars(
        sa.select(MessageRecipient)
        .where(MessageRecipient.campaign_id == campaign.id, MessageRecipient.email_key == email_key)
        .order_by(MessageRecipient.id)
    )
    return list(found)


def _last_day(campaign: Campaign) -> date | None:
    return local(campaign.closed_at).date() if campaign.closed_at else campaign.closes_on
