"""Taking back what has not left."""

from __future__ import annotations

import uuid

from structlog import get_logger

from app.core.clock import now
from app.core.unit_of_work import unit_of_work
from app.messages import outgoing
from app.messages.confirming import Outcome, held
from app.messages.errors import AlreadySent, MessageWithdrawn
from app.messages.models import Message, State
from app.messages.progress import Progress, progress

log = get_logger()


def can_withdraw(message: Message) -> bool:
    """Whether anything of it can still be taken back."""
    if message.state in (State.WRITTEN, State.CONFIRMED):
        return True
    if message.state is not State.QUEUED:
        return False
    return _is_waiting(message) or any(how is Progress.WAITING for _, how in progress(message))


def withdraw(message_id: uuid.UUID) -> Outcome:
    """Take back what has not left; what was delivered cannot be. Raises MessageWithdrawn, AlreadySent."""
    with unit_of_work():
        message = held(message_id)
        if message.state is State.WITHDRAWN:
            raise MessageWithdrawn
        stopped = outgoing.stop(message.recipients)
        gone = [recipient for recipient in message.recipients if recipient not in stopped]
        if gone and not stopped and not _is_waiting(message):
            raise AlreadySent
        message.withdraw(at=now())
        message.recipients, message.waits = gone, []
        if not gone:
            outgoing.forget_mails(message, stopped)
            message.forget_the_person()
    log.info("message_withdrawn", message_id=str(message_id), stopped=len(stopped), gone=len(gone))
    return Outcome(message, stopped, gone)


def _is_waiting(message: Message) -> bool:
    """Whether it is still to leave for somebody who has not come yet."""
    return any(one.given_up_at is None for one in message.waits)
