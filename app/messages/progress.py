"""How far a message has come, read from its deliveries; done when nothing more will happen to any of them."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.campaigns.service import Place
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import TERMINAL, Delivery
from app.deliveries.models import State as DeliveryState
from app.messages import mails, outgoing
from app.messages.models import Message, MessageRecipient, State, Wait

BATCH = 500


class Progress(StrEnum):
    """What the supporter is told of one official's mail."""

    WAITING = "waiting"
    SENT = "sent"
    UNSURE = "unsure"  # it began to leave and nobody answered: the team looks at it
    REFUSED = "refused"
    STOPPED = "stopped"


_SENT = frozenset({DeliveryState.ACCEPTED})
_UNSURE = frozenset({DeliveryState.UNKNOWN, DeliveryState.HELD})
_REFUSED = frozenset({DeliveryState.FAILED, DeliveryState.DEAD, DeliveryState.BOUNCED})


def progress(message: Message) -> list[tuple[MessageRecipient, Progress]]:
    """Each official of the message, and how far the mail has come."""
    recipients = db.session.scalars(
        sa.select(MessageRecipient)
        .where(MessageRecipient.message_id == message.id)
        .order_by(MessageRecipient.id)
        .options(joinedload(MessageRecipient.delivery))
        .execution_options(populate_existing=True)
    )
    return [(recipient, of_state(recipient.delivery.state if recipient.delivery else None)) for recipient in recipients]


def is_over_in_vain(message: Message) -> bool:
    """Whether nothing of a confirmed message left, nor will: staff or the rules stopped it, or nobody took it."""
    if message.state not in (State.QUEUED, State.DONE) or any(one.given_up_at is None for one in message.waits):
        return False
    found = [how for _one, how in progress(message)]
    return bool(found) and all(how in (Progress.STOPPED, Progress.REFUSED) for how in found)


def waits_in_words(message: Message, locale: str) -> list[tuple[str, bool]]:
    """The offices for whose holder the message waits, and whether it still does."""
    return [
        (mails.where(Place(one.rule), message.riding, locale), one.given_up_at is None)
        for one in sorted(message.waits, key=lambda one: one.rule)
    ]


def finish_delivered() -> int:
    """Every minute: the messages whose deliveries are all over are done; a table has its copy of a letter. How many."""
    total = 0
    while db.session.scalar(sa.select(Message.id).where(_IS_OVER).limit(1)):
        with unit_of_work():
            over = sa.select(Message).where(_IS_OVER).order_by(Message.id).limit(BATCH).with_for_update(of=Message)
            for message in db.session.scalars(over.execution_options(populate_existing=True)):
                message.finish(at=now())
                if message.letterhead:
                    arrived = [one for one, how in progress(message) if how is Progress.SENT]
                    outgoing.copy_to_table(message, arrived)
                total += 1
    return total


_IS_OVER = sa.and_(
    Message.state == State.QUEUED,
    ~sa.select(MessageRecipient.id)
    .join(Delivery, Delivery.id == MessageRecipient.delivery_id)
    .where(MessageRecipient.message_id == Message.id, Delivery.state.not_in(TERMINAL))
    .exists(),
    ~sa.select(Wait.rule).where(Wait.message_id == Message.id, Wait.given_up_at.is_(None)).exists(),
)


def of_state(state: DeliveryState | None) -> Progress:
    """What is told of a mail in that state; of one that is no longer kept, that it was sent."""
    if state is None or state in _SENT:
        return Progress.SENT
    if state in _UNSURE:
        return Progress.UNSURE
    if state in _REFUSED:
        return Progress.REFUSED
    return Progress.STOPPED if state is DeliveryState.CANCELLED else Progress.WAITING
