"""A supporter writes: the row, what was agreed to and the mail that asks to confirm, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import uuid_utils.compat
from structlog import get_logger

from app.campaigns import service as campaigns
from app.campaigns.service import Place
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
from app.messages.drafting import Draft, InTheNameOf, Words
from app.messages.errors import NobodyToWriteTo
from app.messages.models import (
    UNMAILED,
    Excerpt,
    Letterhead,
    Message,
    MessageRecipient,
    MessageWording,
    Supporter,
    Wait,
)
from app.messages.recipients import Recipients, recipients_of, still_of
from app.officials.models import Mandate
from app.territory.models import Riding

log = get_logger()


def preview(draft: Draft) -> list[tuple[Mandate, Words, Rendered]]:
    """Each mail as it will arrive, and the words that it is made of. Raises NobodyToWriteTo."""
    said = {variant: draft.words_for(variant) for variant in draft.texts}
    addressees = [one for one in _recipients(draft).reachable if one.variant in said]
    return [(one.mandate, said[one.variant], mails.to_official(said[one.variant], one.mandate)) for one in addressees]


def sender_of(draft: Draft) -> str:
    """The sender as officials will see it: « Jeanne Tremblay (par Plan de rattrapage) »."""
    return on_behalf(draft.words.sender, draft.campaign.text(draft.locale).title, draft.locale)


def waiting_in_words(to: Recipients, riding: Riding, locale: str) -> list[str]:
    """The offices whose next holder will receive the message: « députée ou député (Rimouski) »."""
    return [mails.where(place, riding, locale) for place in to.waiting]


def write(draft: Draft, *, looks: Suspicion | None = None, ip: str | None = None) -> uuid.UUID:
    """Keep the message and ask its author, by e-mail, to confirm. Raises NobodyToWriteTo.

    The answer is the same whether the message is new, repeated or set aside: whoever asks learns nothing about
    an address that is not theirs. A repeat is told by e-mail only.
    """
    to = _recipients(draft)
    suspicion = limiting.counted(draft, email_key(draft.email), ip, looks)
    with unit_of_work():
        if suspicion is None and _is_a_repeat(draft, to):
            return uuid_utils.compat.uuid7()
        message = _kept(draft, to, suspicion)
        if suspicion not in UNMAILED:
            ask_to_confirm(message, "confirmation")
    log.info("message_written", message_id=str(message.id), set_aside=suspicion)
    return message.id


def ask_to_confirm(message: Message, what: str) -> None:
    """Within a unit of work: the mail that names those who will receive the message.

    To whom an organization wrote is said to nobody whose address is not proved: for a letter, all are named.
    """
    to, locale = still_of(message), message.locale
    names = [mails.whom(one, locale) for one in not_written_to(message, to.mandates)]
    waiting = waiting_in_words(to, message.riding, locale)
    outgoing.to_supporter(message, Kind.CONFIRMATION, mails.confirmation(message, names, waiting), what)


def not_written_to(message: Message, mandates: Sequence[Mandate]) -> list[Mandate]:
    """Without those to whom its author has written already; of a letter all, whoever wrote for the organization."""
    earlier = [] if message.letterhead else outgoing.earlier_recipients(message.campaign, message.email_key)
    written_to = {one.official_id for one in earlier}
    return [one for one in mandates if one.official_id not in written_to]


def _recipients(draft: Draft) -> Recipients:
    found = recipients_of(draft.campaign, draft.riding, by_organization=draft.letterhead is not None)
    if not found.is_anybody_there:
        raise NobodyToWriteTo
    return found


def _is_a_repeat(draft: Draft, to: Recipients) -> bool:
    """Within a unit of work: whether this person wrote to all of them before; if so, a mail says it.

    Of an organization nothing is said before the address is proved: somebody else may have written for it.
    """
    if draft.letterhead:
        return False
    earlier = outgoing.earlier_recipients(draft.campaign, draft.sender_key)
    waits = outgoing.earlier_waits(draft.campaign, draft.sender_key, draft.riding)
    written_to, waited_for = {one.official_id for one in earlier}, {one.rule for one in waits}
    if not written_to.issuperset(one.official_id for one in to.mandates):
        return False
    if not waited_for.issuperset(place.rule for place in to.waiting):
        return False
    _as_if_it_were_new(draft, to)
    _tell_it_is_a_repeat(draft, earlier, [place for place in to.waiting if place.rule in waited_for], waits)
    return True


def _as_if_it_were_new(draft: Draft, to: Recipients) -> None:
    """The same work as for a new message, and nothing of it stays: the time of the answer tells nobody who has written
    before."""
    with db.session.begin_nested() as written:
        ask_to_confirm(_kept(draft, to, None), "confirmation")
        written.rollback()


def _kept(draft: Draft, to: Recipients, suspicion: Suspicion | None) -> Message:
    """The row and what its author agreed to. The postal code is not among what is known here."""
    texts, letterhead = draft.texts, draft.letterhead
    own = texts.pop(draft.variant)
    message = Message(
        campaign=draft.campaign,
        riding=draft.riding,
        lookup_method=draft.lookup_method,
        subject=one_line(own.subject),
        body=many_lines(own.body),
        variant=draft.variant,
        wordings=[
            MessageWording(variant=name, subject=one_line(text.subject), body=many_lines(text.body))
            for name, text in texts.items()
        ],
        rules=list(draft.rules) if draft.rules is not None else to.rules,
        letterhead=_letterhead(letterhead) if letterhead else None,
        personal_line=one_line(draft.personal_line),
        locale=draft.locale,
        email_key=draft.sender_key,
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
        (Purpose.REPLY_SURVEY, draft.agrees_to_survey),
    ]
    wordings = {purpose: text.id for purpose, text in texts.items()}
    consents.record_all(f"message:{message.id}", wordings, given, Channel.WEB_FORM)


def _letterhead(name_of: InTheNameOf) -> Letterhead:
    return Letterhead(
        organization=name_of.organization,
        name=name_of.organization.name,
        title=one_line(name_of.title),
        authority=name_of.authority,
        authority_on=name_of.authority.dated(name_of.authority_on),
    )


def _tell_it_is_a_repeat(draft: Draft, earlier: list[MessageRecipient], places: list[Place], waits: list[Wait]) -> None:
    """At the address that was proved, whatever was typed now; once a day: no insisting fills a mailbox."""
    first = (earlier[0] if earlier else waits[0]).message
    names = [mails.whom(one.mandate, first.locale) for one in earlier]
    names += [mails.where(place, draft.riding, first.locale) for place in places]
    mail = mails.already_written(first, names)
    outgoing.to_supporter(first, Kind.CONFIRMATION, mail, f"repeat-{today()}")
