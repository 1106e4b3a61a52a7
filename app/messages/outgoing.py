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
from app.campaigns.service import Place
from app.core.clock import local, today
from app.core.database import db, insert_into
from app.core.mailer import Rendered, on_behalf
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.messages import mails
from app.messages.drafting import Words, words_of
from app.messages.models import Message, MessageRecipient, State, Wait
from app.messages.recipients import Addressee, is_left_out
from app.officials.models import Mandate, Official
from app.organizations import service as organizations
from app.territory.models import Riding

DISSOLVED = "assembly_dissolved"  # paused, not stopped: a person says what becomes of it (`elections`)
LEFT_OUT = "left_out"  # it waits too, until the campaign closes: staff may have noted an answer by mistake
GRACE = timedelta(days=3)  # what was written on the last evening may still be confirmed, and leave


def is_in_time(campaign: Campaign) -> bool:
    """Open, or closed for no longer than the grace."""
    if campaign.is_open:
        return True
    last = _last_day(campaign)
    return campaign.state in (CampaignState.OPEN, CampaignState.CLOSED) and last is not None and today() <= last + GRACE


def take(message: Message, addressees: Sequence[Addressee]) -> list[MessageRecipient]:
    """Make these officials the recipients of the message, except those this person has written to already.

    The database decides, also between two confirmations at the same instant. A mail that was cancelled before it was
    ever tried does not count: its place is free again.
    """
    officials = [one.mandate.official_id for one in addressees]
    freed = sa.delete(MessageRecipient).where(*_of_sender(message.campaign_id, message.email_key), _NEVER_LEFT)
    db.session.execute(freed.where(MessageRecipient.official_id.in_(officials)))
    taken: list[MessageRecipient] = []
    for one in sorted(addressees, key=lambda one: one.mandate.official_id):  # one order for all: no deadlock
        statement = insert_into(MessageRecipient).values(
            message_id=message.id,
            campaign_id=message.campaign_id,
            official_id=one.mandate.official_id,
            mandate_id=one.mandate.id,
            email_key=message.email_key,
            variant=one.variant,
        )
        taken += db.session.scalars(statement.on_conflict_do_nothing().returning(MessageRecipient)).all()
    db.session.refresh(message, ["recipients"])
    order = [one.mandate.id for one in addressees]
    return sorted(taken, key=lambda recipient: order.index(recipient.mandate_id))


def wait(message: Message, places: Sequence[Place]) -> list[Wait]:
    """Within a unit of work: the message waits for whoever comes to hold these offices."""
    known = {one.rule for one in message.waits}
    message.waits += [Wait(rule=rule) for rule in dict.fromkeys(place.rule for place in places) if rule not in known]
    db.session.flush()
    return message.waits


def send(message: Message, recipients: Sequence[MessageRecipient]) -> None:
    """Within a unit of work: one delivery for each, in the words of their variant, and the copy of whoever wrote."""
    for recipient in recipients:
        _to_official(message, recipient, words_of(message, recipient.variant))
    if message.wants_copy:
        to_supporter(message, Kind.RECEIPT, mails.copy_for_sender(message, _letters(message, recipients)), "copy")


def _letters(message: Message, recipients: Sequence[MessageRecipient]) -> list[tuple[Words, list[Mandate]]]:
    """Each text once, with those it is for."""
    by_variant: dict[str, list[Mandate]] = {}
    for recipient in recipients:
        by_variant.setdefault(recipient.variant, []).append(recipient.mandate)
    return [(words_of(message, variant), mandates) for variant, mandates in by_variant.items()]


def _to_official(message: Message, recipient: MessageRecipient, words: Words) -> None:
    mail = mails.to_official(words, recipient.mandate)
    recipient.delivery_id = deliveries.enqueue(
        kind=Kind.MESSAGE,
        to_address=recipient.mandate.address or "",
        to_name=recipient.official.name,
        subject=mail.subject,
        body_text=mail.text,
        body_html=mail.html,
        from_name=on_behalf(words.sender, message.campaign.text(message.locale).title, message.locale),
        reply_to_name=words.name,
        reply_to_address=words.email,
        locale=message.locale,
        dedupe_key=f"message:{message.id}:{recipient.official_id}",
        pace_key=f"official:{recipient.official_id}",
        group_key=campaigns.mail_group(message.campaign_id),
        guard_key=recipient.guard_key,
    )


def copy_to_table(message: Message, arrived: Sequence[MessageRecipient]) -> None:
    """Within a unit of work, once a letter has arrived and nobody can take it back any more: the copy of the table.

    A mail of its own, never a copy in a header: nobody reads anybody else's address. Once for each organization,
    whatever it writes: nobody fills the mailbox of a table through us.
    """
    organization = message.letterhead.organization if message.letterhead else None
    if organization is None or message.supporter is None or not arrived:
        return
    table = organizations.table_serving(organization.region_code)
    if table is None or not table.emails or table is organization:
        return
    campaigns.send_mail(
        message.campaign,
        mails.copy_for_table(message, _letters(message, arrived)),
        Kind.RECEIPT,
        to_address=table.emails[0].address,
        to_name=table.name,
        locale=message.locale,
        dedupe_key=f"message-table:{message.campaign_id}:{organization.id}",
        guard_key=message.guard_key,
    )


def to_supporter(message: Message, kind: Kind, mail: Rendered, what: str, *, is_last: bool = False) -> None:
    """Within a unit of work: a mail of the campaign to whoever wrote; once for each `what`.

    Until the address is proved, the name beside it is only what somebody typed: it stays out. `is_last`: it tells that
    the message is destroyed, and leaves all the same.
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
        guard_key=None if is_last else message.guard_key,
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
            joinedload(MessageRecipient.mandate).joinedload(Mandate.official).lazyload(Official.addresses),
        )
        .execution_options(populate_existing=True)
    )
    if recipient is None or recipient.message.state is State.WITHDRAWN:
        return "withdrawn"
    if recipient.mandate.dissolution_id is not None:
        return deliveries.Later(DISSOLVED)
    if not recipient.mandate.holds_on(today()):
        return "mandate_ended"
    if not is_in_time(recipient.message.campaign):
        return "campaign_closed"
    if is_left_out(recipient.message.campaign, recipient.mandate):
        return deliveries.Later(LEFT_OUT)
    return None


def stop(recipients: Sequence[MessageRecipient]) -> list[MessageRecipient]:
    """Within a unit of work: take back what has not begun to leave. Returns those that will receive nothing."""
    return [one for one in recipients if deliveries.cancel(guard_key=one.guard_key, reason="withdrawn")]


def forget_mails(message: Message, stopped: Sequence[MessageRecipient]) -> None:
    """Within a unit of work: what the outbox still holds of a message that was taken back."""
    own = [message.guard_key, message.reminder_key]
    for key in own:
        deliveries.cancel(guard_key=key, reason="withdrawn")
    deliveries.forget([*own, *(recipient.guard_key for recipient in stopped)])


def earlier_recipients(campaign: Campaign, email_key: str) -> list[MessageRecipient]:
    """To whom this person has written already, for this campaign."""
    found = db.session.scalars(
        sa.select(MessageRecipient)
        .where(*_of_sender(campaign.id, email_key), ~_NEVER_LEFT)
        .order_by(MessageRecipient.id)
    )
    return list(found)


def earlier_waits(campaign: Campaign, sender_key: str, riding: Riding) -> list[Wait]:
    """For which offices of the riding a message of this sender waits already."""
    found = db.session.scalars(
        sa.select(Wait)
        .join(Wait.message)
        .where(
            Message.campaign_id == campaign.id,
            Message.email_key == sender_key,
            Message.riding_id == riding.id,
            Message.state.in_((State.CONFIRMED, State.QUEUED)),
            Wait.given_up_at.is_(None),
        )
        .order_by(Wait.message_id)
    )
    return list(found)


def _of_sender(campaign_id: uuid.UUID, sender_key: str) -> tuple[sa.ColumnElement[bool], ...]:
    return MessageRecipient.campaign_id == campaign_id, MessageRecipient.email_key == sender_key


_NEVER_LEFT = (
    sa.select(Delivery.id)
    .where(
        Delivery.id == MessageRecipient.delivery_id,
        Delivery.state == DeliveryState.CANCELLED,
        Delivery.attempts == 0,
    )
    .exists()
)


def _last_day(campaign: Campaign) -> date | None:
    return local(campaign.closed_at).date() if campaign.closed_at else campaign.closes_on
