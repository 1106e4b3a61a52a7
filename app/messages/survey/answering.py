"""Whoever wrote says what came of it, sets it right, or asks to be left in peace."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core.clock import now
from app.core.database import db, locked
from app.core.keys import email_key
from app.core.plain_text import many_lines
from app.core.tokens import LinkExpired
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.messages.models import Message, MessageRecipient, Supporter
from app.messages.survey import asking, mails
from app.messages.survey.models import Reply, SurveyAnswer, SurveyWords


@dataclass(frozen=True)
class Answer:
    """What one official answered, and in which words if somebody passes them on."""

    reply: Reply
    words: str = ""


@dataclass(frozen=True)
class Asked:
    """A message, its officials, and what was said of each."""

    message: Message
    recipients: list[MessageRecipient]
    answers: Mapping[uuid.UUID, SurveyAnswer]  # by recipient

    @property
    def places(self) -> list[int]:
        """The number of each among all to whom it was written: the same on an open page when the mail to one of them
        comes back meanwhile."""
        everybody = sorted(recipient.id for recipient in self.message.recipients)
        return [everybody.index(recipient.id) for recipient in self.recipients]


def asked(message_id: uuid.UUID) -> Asked:
    """What the page of the link shows. Raises LinkExpired once whoever wrote is forgotten, or nothing went."""
    message = db.session.get(Message, message_id)
    recipients = list(asking.arrived(message_id))
    if message is None or message.supporter is None or not recipients:
        raise LinkExpired
    given = db.session.scalars(
        sa.select(SurveyAnswer).where(SurveyAnswer.recipient_id.in_([one.id for one in recipients]))
    )
    return Asked(message, recipients, {answer.recipient_id: answer for answer in given})


def answer(message_id: uuid.UUID, given: Mapping[uuid.UUID, Answer]) -> None:
    """Keep what came of each official, by recipient; again replaces. Raises LinkExpired."""
    with unit_of_work():
        locked(Message, message_id)  # one at a time: the page may be open twice
        present = asked(message_id)
        for recipient in present.recipients:
            if recipient.id in given:
                _keep(present, recipient, given[recipient.id])


def stop(message_id: uuid.UUID) -> None:
    """No such question any more about anything that this mailbox wrote in the campaign. Again changes nothing."""
    with unit_of_work():
        message = db.session.get(Message, message_id)
        if message is None or message.supporter is None:
            return
        subjects = [f"message:{one}" for one in _of_mailbox(message.campaign_id, email_key(message.supporter.email))]
        consents.withdraw(subjects, Purpose.REPLY_SURVEY, Channel.LINK)
        for subject in subjects:
            deliveries.cancel(guard_key=f"{mails.GUARD}:{subject.partition(':')[2]}", reason="stopped")


def _of_mailbox(campaign_id: uuid.UUID, key: str) -> list[uuid.UUID]:
    """What that mailbox wrote, in its own name or for an organization (whose letters have another key)."""
    found = (
        sa.select(Message.id, Supporter.email)
        .join(Message.supporter)
        .where(Message.campaign_id == campaign_id, sa.or_(Message.email_key == key, Message.letterhead.has()))
    )
    rows = db.session.execute(found.order_by(Message.id))
    return [message_id for message_id, address in rows if email_key(address) == key]


def title_of(message_id: uuid.UUID, locale: str) -> str:
    """The campaign of a link; nothing once the message is gone."""
    message = db.session.get(Message, message_id)
    return message.campaign.text(locale).title if message else ""


def _keep(present: Asked, recipient: MessageRecipient, given: Answer) -> None:
    kept = present.answers.get(recipient.id)
    if kept is None:
        kept = SurveyAnswer(recipient_id=recipient.id)
        db.session.add(kept)
    kept.reply, kept.answered_at = given.reply, now()
    words = many_lines(given.words)
    if not words or given.reply is Reply.NONE:
        kept.words = None
    elif kept.words is not None:
        kept.words.words, kept.words.written_at = words, now()
    else:
        kept.words = SurveyWords(message_id=present.message.id, words=words, written_at=now())
