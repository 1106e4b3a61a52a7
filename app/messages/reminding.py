"""Whoever wrote and has not pressed the button is reminded: two days later, two days after that, never a third time.

Each time within the day that follows, at hours at which people read: what no worker sent by then is not sent any more.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload
from structlog import get_logger

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.campaigns.models import State as CampaignState
from app.core.clock import now, people_read
from app.core.database import db
from app.core.keys import email_key
from app.core.suspicion import is_reminded_enough
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.messages import mails
from app.messages.models import Message, State, Supporter

log = get_logger()

AFTER = timedelta(hours=48)
TURNS = (1, 2)
WITHIN = timedelta(days=1)
AT_ONCE = 100  # mails written in one transaction


def remind_unconfirmed() -> int:
    """Those whom the first mail reached, and who have not confirmed. How many."""
    return sum(_remind(turn) for turn in TURNS) if people_read() else 0


def why_a_reminder_must_not_leave(guard_key: str) -> str | None:
    """Asked just before a reminder leaves: is there still something to confirm?"""
    message = db.session.get(Message, uuid.UUID(guard_key.partition(":")[2]), populate_existing=True)
    if message is None or message.set_aside_for is not None:
        return "gone" if message is None else "set_aside"
    if message.state is not State.WRITTEN:
        return f"now_{message.state.value}"
    return None if message.campaign.is_open else "campaign_closed"


def _remind(turn: int) -> int:
    ids = db.session.scalars(_unconfirmed(turn)).all()
    reminded = sum(_remind_some(ids[start : start + AT_ONCE], turn) for start in range(0, len(ids), AT_ONCE))
    if reminded:
        log.info("messages_reminded", turn=turn, messages=reminded)
    return reminded


def _unconfirmed(turn: int) -> sa.Select[uuid.UUID]:
    """What was written so long ago; of what one person wrote, the last, unless another was confirmed.

    Of what was written for an organization, all, unless one is on its way: strangers may have written the others.
    """
    other = aliased(Message)
    is_looked_at = other.set_aside_for.is_not(None)
    is_later = sa.and_(other.state == State.WRITTEN, other.id > Message.id, ~is_looked_at)
    by_that_person = sa.and_(~Message.letterhead.has(), sa.or_(other.confirmed_at.is_not(None), is_later))
    instead = sa.exists().where(
        other.campaign_id == Message.campaign_id,
        other.email_key == Message.email_key,
        sa.or_(by_that_person, sa.and_(other.confirmed_at.is_not(None), ~is_looked_at)),
    )
    return (
        sa.select(Message.id)
        .join(Message.campaign)
        .where(
            Campaign.state == CampaignState.OPEN,
            Message.state == State.WRITTEN,
            Message.set_aside_for.is_(None),
            Message.written_at.between(now() - turn * AFTER - WITHIN, now() - turn * AFTER),
            ~instead,
        )
        .order_by(Message.id)
    )


def _remind_some(ids: Sequence[uuid.UUID], turn: int) -> int:
    """The outbox refuses a second one of a turn."""
    due = [one for one, address in _due(ids, turn) if not is_reminded_enough(email_key(address))]
    with unit_of_work():
        messages = db.session.scalars(
            sa.select(Message)
            .where(Message.id.in_(due))
            .order_by(Message.id)
            .options(joinedload(Message.supporter), joinedload(Message.campaign))
        )
        return sum(_write(message, turn) for message in messages)


def _due(ids: Sequence[uuid.UUID], turn: int) -> list[tuple[uuid.UUID, str]]:
    """Those that were not reminded yet, and where; a mailbox that the first mail did not reach gets no other."""
    keys = {one: (f"message-confirmation:{one}", _key(one, turn)) for one in ids}
    states = _states([key for both in keys.values() for key in both])
    addresses = sa.select(Message.id, Supporter.email).join(Message.supporter).where(Message.id.in_(ids))
    return [
        (row.id, row.email) for row in db.session.execute(addresses.order_by(Message.id))
        if states.get(keys[row.id][0]) is DeliveryState.ACCEPTED and keys[row.id][1] not in states
    ]  # fmt: skip


def _states(keys: Sequence[str]) -> dict[str, DeliveryState]:
    found = sa.select(Delivery.dedupe_key, Delivery.state).where(Delivery.dedupe_key.in_(keys))
    return {row.dedupe_key: row.state for row in db.session.execute(found)}


def _key(message_id: uuid.UUID, turn: int) -> str:
    return f"message-reminder-{turn}:{message_id}"


def _write(message: Message, turn: int) -> bool:
    if message.supporter is None:
        return False
    delivery_id = campaigns.send_mail(
        message.campaign,
        mails.reminder(message, is_last=turn == TURNS[-1]),
        Kind.REMINDER,
        to_address=message.supporter.email,
        to_name="",  # only what somebody typed, until the address is proved
        locale=message.locale,
        dedupe_key=_key(message.id, turn),
        guard_key=message.reminder_key,
    )
    return delivery_id is not None
