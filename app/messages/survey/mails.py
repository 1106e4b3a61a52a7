"""The words of the question. Nothing is sent here."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.mailer import Rendered
from app.messages.mails import day_of, to_author, whom
from app.messages.models import Message, MessageRecipient
from app.messages.survey import links

GUARD = "survey"  # what the guard keys of these mails begin with


def question(message: Message, recipients: Sequence[MessageRecipient]) -> Rendered:
    """Did an answer come? Nothing of what was written is repeated."""
    locale = message.locale
    return to_author(
        message,
        "message_survey",
        officials=[whom(recipient.mandate, locale) for recipient in recipients],
        day=day_of(message),
        answer_url=links.ANSWER.url(message.id, locale),
        stop_url=links.STOP.url(message.id, locale),
    )
