"""Many messages to one official in one mail: who writes and from where, each text, and a table to work with."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core import mailer
from app.core.database import db
from app.core.language import gettext as _
from app.core.language import speaking
from app.core.mailer import Attachment, on_behalf
from app.core.tabular.writing import write_csv
from app.deliveries import service as deliveries
from app.messages import mails
from app.messages.models import Message, MessageRecipient
from app.officials import service as officials

SIGNATURE = "\n-- \n"  # where the words of the platform begin


@dataclass(frozen=True)
class Voice:
    """One message among the others, in the very words that would have left by themselves."""

    name: str
    city: str
    riding: str
    address: str
    subject: str
    text: str


def digest(guard_keys: Sequence[str], locale: str) -> deliveries.Written:
    """The mail that carries these messages, which are all of one campaign and to one official."""
    recipients = _recipients(guard_keys)
    first = recipients[0]
    campaign, mandate = first.message.campaign, first.mandate
    voices = [_voice(recipient) for recipient in recipients]
    with speaking(locale):
        rendered = mailer.render(
            "message_digest",
            locale,
            voices=voices,
            salutation=officials.salutation(mandate, locale),
            campaign_title=campaign.text(locale).title,
            campaign_url=mails.campaign_url(campaign, locale),
        )
        sender = on_behalf(_("%(number)s personnes", number=len(voices)), campaign.text(locale).title, locale)
        table = Attachment(f"messages-{campaign.slug}.csv", _table(voices))
    return deliveries.Written(sender, rendered.subject, rendered.text, rendered.html, (table,))


def _recipients(guard_keys: Sequence[str]) -> list[MessageRecipient]:
    ids = [uuid.UUID(key.partition(":")[2]) for key in guard_keys]
    found = db.session.scalars(
        sa.select(MessageRecipient)
        .where(MessageRecipient.id.in_(ids))
        .options(
            joinedload(MessageRecipient.message).joinedload(Message.supporter),
            joinedload(MessageRecipient.message).joinedload(Message.riding),
            joinedload(MessageRecipient.message).joinedload(Message.campaign),
            joinedload(MessageRecipient.mandate),
            joinedload(MessageRecipient.delivery),
        )
    )
    known = {recipient.id: recipient for recipient in found.unique()}
    return [known[number] for number in ids]


def _voice(recipient: MessageRecipient) -> Voice:
    message, delivery = recipient.message, recipient.delivery
    if delivery is None:
        raise LookupError("a message without its delivery is in no digest")
    salutation = officials.salutation(recipient.mandate, message.locale)
    after = delivery.body_text.partition(f"{salutation}\n")[2] or delivery.body_text
    return Voice(
        name=delivery.reply_to_name or "",
        city=message.supporter.city if message.supporter else "",
        riding=message.riding.name,
        address=delivery.reply_to_address or "",
        subject=delivery.subject,
        text=after.rpartition(SIGNATURE)[0].strip("\n") or after.strip("\n"),
    )


def _table(voices: Sequence[Voice]) -> bytes:
    heads = (_("Nom"), _("Municipalité"), _("Circonscription"), _("Courriel"), _("Objet"), _("Message"))
    rows = [(one.name, one.city, one.riding, one.address, one.subject, one.text) for one in voices]
    return b"".join(write_csv([heads, *rows], delimiter=";", is_for_strangers=True))
