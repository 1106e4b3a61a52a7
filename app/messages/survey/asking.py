"""Two weeks after a message arrived, its author is asked once whether an answer came, if they agreed to be asked.

The row of the survey decides: two workers, a worker that dies in the middle, ask nobody twice. The mails wait behind
everything that is urgent, and each asks again, as it leaves, whether it still may.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.campaigns.models import State as CampaignState
from app.consents import service as consents
from app.consents.models import Purpose
from app.core.clock import now
from app.core.database import db, insert_into
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.messages.models import Message, MessageRecipient, State
from app.messages.survey import links, mails
from app.messages.survey.models import Survey, SurveyAnswer

AFTER = timedelta(days=14)
UNTIL = timedelta(days=45)  # later, nobody remembers
MOST_A_ROUND = 500  # an hour, of each campaign
AT_ONCE = 100  # mails written in one transaction

# It left, as far as anybody knows: what was refused or stopped cannot be answered.
ARRIVED = sa.or_(
    MessageRecipient.delivery_id.is_(None),
    sa.exists().where(Delivery.id == MessageRecipient.delivery_id, Delivery.state == DeliveryState.ACCEPTED),
)


def ask_those_due() -> int:
    """Every hour: those who agreed, whose message arrived two weeks ago. How many."""
    open_or_closed = sa.select(Campaign).where(Campaign.state.in_((CampaignState.OPEN, CampaignState.CLOSED)))
    return sum(_ask(campaign) for campaign in db.session.scalars(open_or_closed).all())


def why_a_question_must_not_leave(guard_key: str) -> str | None:
    """Asked by deliveries just before `survey:<message>` leaves: is it still welcome, and unanswered?"""
    message_id = uuid.UUID(guard_key.partition(":")[2])
    message = db.session.get(Message, message_id, populate_existing=True)
    if message is None or message.supporter is None:
        return "gone"
    if message.state is not State.DONE:
        return f"now_{message.state.value}"
    answered = sa.exists().where(
        SurveyAnswer.recipient_id == MessageRecipient.id, MessageRecipient.message_id == message_id
    )
    if db.session.scalar(sa.select(answered)):
        return "answered"
    return None if consents.in_force(f"message:{message_id}").get(Purpose.REPLY_SURVEY) else "stopped"


def arrived(message_id: uuid.UUID) -> Sequence[MessageRecipient]:
    """The officials of a message to whom it went, as far as anybody knows."""
    return db.session.scalars(
        sa.select(MessageRecipient)
        .where(MessageRecipient.message_id == message_id, ARRIVED)
        .order_by(MessageRecipient.id)
        .options(joinedload(MessageRecipient.mandate))
    ).all()


def _ask(campaign: Campaign) -> int:
    agreeing = consents.agreeing_within(campaign.consent_scope, Purpose.REPLY_SURVEY)
    if not agreeing:
        return 0
    due = [message_id for message_id in db.session.scalars(_due(campaign)) if f"message:{message_id}" in agreeing]
    due = due[:MOST_A_ROUND]
    return sum(_ask_some(due[start : start + AT_ONCE]) for start in range(0, len(due), AT_ONCE))


def _due(campaign: Campaign) -> sa.Select[uuid.UUID]:
    return (
        sa.select(Message.id)
        .where(
            Message.campaign_id == campaign.id,
            Message.state == State.DONE,
            Message.finished_at <= now() - AFTER,
            Message.finished_at > now() - UNTIL,
            Message.supporter.has(),
            ~sa.exists().where(Survey.message_id == Message.id),
            sa.exists().where(MessageRecipient.message_id == Message.id, ARRIVED).correlate(Message),
        )
        .order_by(Message.finished_at, Message.id)
    )


def _ask_some(message_ids: Sequence[uuid.UUID]) -> int:
    with unit_of_work():
        rows = [{"message_id": message_id, "asked_at": now()} for message_id in sorted(message_ids)]
        statement = insert_into(Survey).values(rows).on_conflict_do_nothing(index_elements=[Survey.message_id])
        ours = db.session.scalars(statement.returning(Survey.message_id)).all()  # the others, another worker asks
        asked = db.session.scalars(
            sa.select(Message)
            .where(Message.id.in_(ours))
            .order_by(Message.id)
            .options(
                joinedload(Message.supporter),
                joinedload(Message.campaign),
                selectinload(Message.recipients).joinedload(MessageRecipient.mandate),
            )
        )
        return sum(_send(message) for message in asked)


def _send(message: Message) -> bool:
    to = message.supporter
    if to is None:
        return False
    key = f"{mails.GUARD}:{message.id}"
    delivery_id = campaigns.send_mail(
        message.campaign,
        mails.question(message, arrived(message.id)),
        Kind.REMINDER,
        to_name=to.name,
        to_address=to.email,
        locale=message.locale,
        dedupe_key=key,
        guard_key=key,
        unsubscribe_url=links.STOP.url(message.id, message.locale),
    )
    return delivery_id is not None
