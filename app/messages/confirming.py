"""The address is proved: the message goes on its way, unless a person has to look at it first."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from structlog import get_logger

from app.campaigns.errors import CampaignClosed
from app.campaigns.service import Place
from app.core.clock import now, today
from app.core.database import db, locked
from app.core.keys import email_key
from app.core.personal_links import check_code
from app.core.suspicion import Suspicion
from app.core.tokens import LinkExpired
from app.core.unit_of_work import unit_of_work
from app.messages import limiting, links, outgoing
from app.messages.errors import MessageWithdrawn, NobodyToWriteTo
from app.messages.letterheads import is_vouched_for
from app.messages.models import UNMAILED, Message, MessageRecipient, State, Wait
from app.messages.recipients import Recipients, still_of
from app.messages.writing import ask_to_confirm

log = get_logger()


@dataclass(frozen=True)
class Outcome:
    """What a confirmation, or a withdrawal, did.

    `already` received a message of this person before; `waits`: for whoever comes.
    """

    message: Message
    done: list[MessageRecipient] = field(default_factory=list)
    already: list[MessageRecipient] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)


def find(message_id: uuid.UUID) -> Message:
    """The message of a link. Raises LinkExpired once it has been destroyed."""
    message = db.session.get(Message, message_id)
    if message is None:
        raise LinkExpired
    return message


def confirm(message_id: uuid.UUID) -> Outcome:
    """The address is proved: the message leaves for each official this person has not written to yet.

    What was set aside waits for a person first, and so does the letter of an organization from an address that it did
    not give. Confirming again changes nothing. Raises LinkExpired, MessageWithdrawn, CampaignClosed, NobodyToWriteTo.
    """
    found = _suspicion_of(message_id)
    with unit_of_work():
        message = held(message_id)
        if message.state is State.WITHDRAWN:
            raise MessageWithdrawn
        if message.state is not State.WRITTEN:
            return Outcome(message)
        if not outgoing.is_in_time(message.campaign):
            raise CampaignClosed(campaign=message.campaign)
        if not is_vouched_for(message):  # whatever else was found: this is what to look at first
            message.set_aside_for = Suspicion.UNKNOWN_ADDRESS
        else:
            message.set_aside_for = message.set_aside_for or found
        if message.set_aside_for:
            message.confirm(at=now())
            return Outcome(message)
        return let_go(message)


def confirm_by_code(message_id: uuid.UUID, typed: str, *, ip: str | None = None) -> Outcome:
    """The same by the six digits. Raises WrongCode, and what `confirm` raises."""
    message = db.session.get(Message, message_id)
    # A letter has the key of its organization, whom the guesses of strangers must not lock out.
    mailbox = email_key(message.supporter.email) if message and message.supporter else None
    check_code(links.CONFIRM, Message, message_id, typed, ip=ip, mailbox=mailbox)
    return confirm(message_id)


def resend(message_id: uuid.UUID) -> Message:
    """A fresh confirmation for a link that was too old, at most one a day. Raises LinkExpired."""
    with unit_of_work():
        message = held(message_id)
        if message.state is State.WRITTEN and message.set_aside_for not in UNMAILED:
            ask_to_confirm(message, f"confirmation-{today()}")
    return message


def _suspicion_of(message_id: uuid.UUID) -> Suspicion | None:
    """Asked outside of any transaction: whether very much is written at this hour by its organization, or region, or
    from its domain."""
    message = db.session.get(Message, message_id)
    if message is None or message.state is not State.WRITTEN or not is_vouched_for(message):
        return None
    return limiting.once_confirmed(message)


def let_go(message: Message) -> Outcome:
    """Within a unit of work: the officials that are free to be written to become recipients, and the mails rows.

    For an office that nobody can be written to, the message waits where the campaign says so.
    """
    to = still_of(message)
    if not to.is_anybody_there:
        raise NobodyToWriteTo
    taken = outgoing.take(message, to.reachable)
    waits = outgoing.wait(message, _not_waited_for(message, to)) if to.waiting else []
    chosen = {mandate.official_id for mandate in to.mandates}
    earlier = outgoing.earlier_recipients(message.campaign, message.email_key)
    already = [one for one in earlier if one.message_id != message.id and one.official_id in chosen]
    if (taken or waits) and message.state is State.WRITTEN:
        message.confirm(at=now())
    if taken:
        outgoing.send(message, taken)
        message.queue()
    log.info("message_confirmed", message_id=str(message.id), recipients=len(taken), waits=len(waits))
    return Outcome(message, taken, already, waits)


def _not_waited_for(message: Message, to: Recipients) -> list[Place]:
    """One message of a person waits for each office, however many they wrote."""
    waits = outgoing.earlier_waits(message.campaign, message.email_key, message.riding)
    others = {one.rule for one in waits if one.message_id != message.id}
    return [place for place in to.waiting if place.rule not in others]


def held(message_id: uuid.UUID) -> Message:
    message = locked(Message, message_id)
    if message is None:
        raise LinkExpired
    return message
