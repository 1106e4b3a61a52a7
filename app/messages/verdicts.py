"""What a person decides of a message that was set aside. Whoever proved their address hears of it, once, if it ends."""

from __future__ import annotations

import uuid
from enum import StrEnum

import sqlalchemy as sa

from app.core import audit
from app.core.clock import now
from app.core.database import db, locked
from app.core.suspicion import Suspicion
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Kind
from app.messages import mails, outgoing
from app.messages.confirming import let_go
from app.messages.errors import NoSuchMessage
from app.messages.models import Message, State
from app.messages.writing import ask_to_confirm

UNDECIDED = (State.WRITTEN, State.CONFIRMED)  # in which a message that was set aside waits for a person


class Release(StrEnum):
    """What came of letting a message go."""

    ON_ITS_WAY = "on_its_way"
    TOO_LATE = "too_late"  # those it is for were written to meanwhile by the same person or organization


def set_aside() -> list[Message]:
    """What waits for a person, the oldest first: confirmed, or held back beyond a limit."""
    return list(
        db.session.scalars(
            sa.select(Message)
            .where(Message.set_aside_for.is_not(None), Message.state.in_(UNDECIDED))
            .order_by(Message.id)
        )
    )


def release(message_id: uuid.UUID, *, by: uuid.UUID | None = None) -> Release | None:
    """A person found nothing wrong with a message that was set aside: it goes on its way. None: it waited no more.

    When nobody is left whom it may be sent to, it is destroyed as if it were refused. Raises NoSuchMessage, and
    NobodyToWriteTo when the seats are vacant by now.
    """
    with unit_of_work():
        message = _to_decide(message_id)
        reason = _why_it_waits(message)
        if reason is None:
            return None
        audit.record("message.released", f"message:{message.id}", by=by, reason=reason.value)
        message.set_aside_for = None
        if message.state is State.WRITTEN:
            ask_to_confirm(message, "confirmation")
            return Release.ON_ITS_WAY
        outcome = let_go(message)
        if outcome.done or outcome.waits:
            return Release.ON_ITS_WAY
        _end(message, is_late=True)
        return Release.TOO_LATE


def refuse(message_id: uuid.UUID, *, by: uuid.UUID) -> bool:
    """A person found that a message that was set aside must not leave: it is destroyed. Whether it still waited.

    Raises NoSuchMessage.
    """
    with unit_of_work():
        message = _to_decide(message_id)
        reason = _why_it_waits(message)
        if reason is None:
            return False
        audit.record("message.refused", f"message:{message.id}", by=by, reason=reason.value)
        _end(message, is_late=False)
        return True


def _end(message: Message, *, is_late: bool) -> None:
    """It is destroyed. Nobody is written to at an address that was never proved: it may be a stranger's."""
    name = message.letterhead.name if message.letterhead else ""
    mail = mails.not_sent(message, name, is_late=is_late)
    message.withdraw(at=now())
    outgoing.forget_mails(message, [])
    if message.confirmed_at:
        outgoing.to_supporter(message, Kind.RECEIPT, mail, "not-sent", is_last=True)
    message.forget_the_person()


def _why_it_waits(message: Message) -> Suspicion | None:
    """Why it is set aside; None where somebody decided, took it back or was forgotten since."""
    return message.set_aside_for if message.state in UNDECIDED and message.supporter else None


def _to_decide(message_id: uuid.UUID) -> Message:
    message = locked(Message, message_id)
    if message is None:
        raise NoSuchMessage
    return message
