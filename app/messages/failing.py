"""A message that did not reach an official: whoever wrote it is told, once, with the words to send otherwise."""

from __future__ import annotations

import uuid

from app.core.database import db
from app.core.language import speaking
from app.core.mailer import Rendered
from app.deliveries.models import Kind
from app.deliveries.models import State as DeliveryState
from app.deliveries.service import Ended
from app.messages import cards, mails, outgoing
from app.messages.drafting import Words, words_of
from app.messages.models import MessageRecipient, State


def tell_failed(ended: Ended) -> None:
    """Within the unit of work in which the mail was seen to fail: a mail to whoever wrote, unless it was taken back."""
    recipient = db.session.get(MessageRecipient, uuid.UUID(ended.guard_key.partition(":")[2]), populate_existing=True)
    if recipient is None or recipient.message.supporter is None or recipient.message.state is State.WITHDRAWN:
        return
    mail = not_delivered(recipient, ended.state, is_address_dead=ended.is_address_dead)
    outgoing.to_supporter(recipient.message, Kind.RECEIPT, mail, f"not-delivered-{recipient.id}")


def own_text(recipient: MessageRecipient) -> str:
    """What its author may send from their own mailbox. Raises LookupError once the person is forgotten."""
    return _as_it_would_arrive(recipient, words_of(recipient.message, recipient.variant)).own_text


def _as_it_would_arrive(recipient: MessageRecipient, words: Words) -> cards.Arrival:
    mail = mails.to_official(words, recipient.mandate)
    return cards.arrival(recipient.mandate, mail, words.body, recipient.message.locale)


def not_delivered(recipient: MessageRecipient, state: DeliveryState, *, is_address_dead: bool) -> Rendered:
    """What happened, that it is nobody's fault, and the text as they wrote it. A dead address is not given again."""
    message, mandate = recipient.message, recipient.mandate
    locale, words = message.locale, words_of(message, recipient.variant)
    with speaking(locale):
        own = _as_it_would_arrive(recipient, words)
        return mails.to_author(
            message,
            "message_not_delivered",
            official=mails.whom(mandate, locale),
            how=state.value,
            phone=mandate.official.phone,
            address="" if is_address_dead else own.card.email,
            subject=words.subject,
            own_text=own.own_text,
            mailto=cards.mailto("" if is_address_dead else own.card.email, words.subject, own.own_text),
        )
