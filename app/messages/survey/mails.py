"""The words of the question. Nothing is sent here."""

from __future__ import annotations

from collections.abc import Sequence

from app.campaigns import service as campaigns
from app.core.clock import local
from app.core.mailer import Rendered
from app.messages.mails import whom
from app.messages.models import Message, MessageRecipient
from app.messages.survey import links

GUARD = "survey"  # what the guard keys of these mails begin with


def question(message: Message, recipients: Sequence[MessageRecipient]) -> Rendered:
    """Did an answer come? Nothing of what was written is repeated."""
    locale = message.locale
    return campaigns.render_mail(
        message.campaign,
        "message_survey",
        locale,
        title=message.campaign.text(locale).title,
        officials=[whom(recipient.mandate, locale) for recipient in recipients],
        day=local(message.confirmed_at or message.written_at).date(),
        answer_url=links.ANSWER.url(message.id, locale),
        stop_url=links.STOP.url(message.id, locale),
    )
