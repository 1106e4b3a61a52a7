"""A supporter writes: the row, what was agreed to and the mail that asks to confirm, all or nothing."""

from __future__ import annotations

import uuid

import uuid_utils.compat
from structlog import get_logger

from app.campaigns import service as campaigns
from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core.clock import now, today
from app.core.database import db
from app.core.keys import email_key, normal_email
from app.core.mailer import Rendered, on_behalf
from app.core.plain_text import many_lines, one_line
from app.core.suspicion import Suspicion
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Kind
from app.messages import limiting, mails, outgoing
from app.messages.drafting import Draft
from app.messages.errors import NobodyToWriteTo
from app.messages.models import UNMAILED, Excerpt, Message, MessageRecipient, Supporter
from app.messages.recipients import recipients_of
from app.officials.models import Mandate

log = get_logger()


def preview(draft: Draft) -> list[tuple[Mandate, Rendered]]:
    """Each mail as it will arrive. Raises NobodyToWriteTo."""
    words = draft.words
    return [(mandate, mails.to_official(words, mandate)) for mandate in _reachable(draft)]


def sender_of(draft: Draft) -> str:
    """The sender as officials will see it: « Jeanne Tremblay (par Plan de rattrapage) »."""
    return on_behalf(draft.name, draft.campaign.text(draft.locale).title, draft.locale)


def write(draft: Draft, *, looks: Suspicion | None = None, ip: str | None = None) -> uuid.UUID:
    """Keep the message and ask its author, by e-mail, to confirm. Raises NobodyToWriteTo.

    The answer is the same whether the message is new, repeated or set aside: whoever asks learns nothing about
    an address that is not theirs. A repeat is told by e-mail only.
    """
    mandates = _reachable(draft)
    who = email_key(draft.email)
    suspicion = limiting.counted(draft.campaign, who, ip, looks)
    with unit_of_work():
        earlier = outgoing.earlier_recipients(draft.campaign, who)
        written_to = {recipient.official_id for recipient in earlier}
        if suspicion is None and written_to.issuperset(mandate.official_id for mandate in mandates):
            _tell_it_is_a_repeat(earlier)
            return uuid_utils.compat.uuid7()
        message = _kept(draft, who, suspicion)
        if suspicion not in UNMAILED:
            ask_to_confirm(message, "confirmation")
    log.info("message_written", message_id=str(message.id), set_aside=suspicion)
    return message.id


def ask_to_confirm(message: Message, what: str) -> None:
    written_to = {one.official_id for one in outgoing.earlier_recipients(message.campaign, message.email_key)}
    reachable = recipients_of(message.campaign, message.riding).reachable
    mandates = [mandate for mandate in reachable if mandate.official_id not in written_to]
    outgoing.to_supporter(message, Kind.CONFIRMATION, mails.confirmation(message, mandates), what)


def _reachable(draft: Draft) -> list[Mandate]:
    mandates = recipients_of(draft.campaign, draft.riding).reachable
    if not mandates:
        raise NobodyToWriteTo
    return mandates


def _kept(draft: Draft, who: str, suspicion: Suspicion | None) -> Message:
    """The row and what its author agreed to. The postal code is not among what is known here."""
    words = draft.words
    message = Message(
        campaign=draft.campaign,
        riding=draft.riding,
        lookup_method=draft.lookup_method,
        subject=one_line(draft.subject),
        body=many_lines(words.body),
        personal_line=one_line(draft.personal_line),
        locale=draft.locale,
        email_key=who,
        wants_copy=draft.wants_copy,
        via=one_line(draft.via) or None,
        set_aside_for=suspicion,
        written_at=now(),
        supporter=Supporter(name=one_line(draft.name), email=normal_email(draft.email), city=one_line(draft.city)),
        excerpt=Excerpt() if draft.quotes_line and one_line(draft.personal_line) else None,
    )
    db.session.add(message)
    db.session.flush()
    _record_consents(message, draft)
    return message


def _record_consents(message: Message, draft: Draft) -> None:
    texts = campaigns.consent_texts(draft.campaign, draft.locale)
    given = [
        (Purpose.NOTICE_WRITE, True),  # was under the eyes, above the button
        (Purpose.NEWS, draft.wants_news),
        (Purpose.QUOTE_LINE, draft.quotes_line),
    ]
    wordings = {purpose: text.id for purpose, text in texts.items()}
    consents.record_all(f"message:{message.id}", wordings, given, Channel.WEB_FORM)


def _tell_it_is_a_repeat(earlier: list[MessageRecipient]) -> None:
    """At the address that was proved, whatever was typed now; once a day: no insisting fills a mailbox."""
    first = earlier[0].message
    mail = mails.already_written(first.campaign, first.locale, earlier)
    outgoing.to_supporter(first, Kind.CONFIRMATION, mail, f"repeat-{today()}")
