"""Whoever wrote changes their mind: about the news of the campaign, about being quoted. The ledger keeps every word."""

from __future__ import annotations

import uuid

from app.campaigns import service as campaigns
from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core.database import locked
from app.core.unit_of_work import unit_of_work
from app.messages.errors import NoSuchMessage
from app.messages.models import Message, State

CONFIRMED = (State.CONFIRMED, State.QUEUED, State.DONE)


def news_wording(message: Message) -> str:
    """To what one says yes; empty while the address is not proved, once the person is forgotten, where nobody asks.

    Nobody asks whoever writes for an organization: the news of a mailbox hang on a key that a letter has not.
    """
    text = campaigns.consent_texts(message.campaign, message.locale).get(Purpose.NEWS)
    may_be_asked = message.state in CONFIRMED and message.supporter and not message.letterhead
    return text.wording if text and may_be_asked else ""


def wants_news(message: Message) -> bool:
    """The last word on it."""
    return consents.in_force(_subject(message)).get(Purpose.NEWS, False)


def choose_news(message_id: uuid.UUID, *, wants: bool) -> None:
    """Again changes nothing. Raises NoSuchMessage for one of which nobody is left to ask."""
    with unit_of_work():
        message = locked(Message, message_id)
        if message is None or not news_wording(message):
            raise NoSuchMessage
        if wants_news(message) != wants:
            record_choice(message, Purpose.NEWS, is_given=wants)


def record_choice(message: Message, purpose: Purpose, *, is_given: bool) -> None:
    """Within a unit of work: what was said by the link of a mail."""
    texts = campaigns.consent_texts(message.campaign, message.locale)
    wordings = {known: text.id for known, text in texts.items()}
    consents.record_all(_subject(message), wordings, [(purpose, is_given)], Channel.LINK)


def _subject(message: Message) -> str:
    return f"message:{message.id}"
