"""The words of the mails of this feature. Nothing is sent here: the service puts them into the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import mailer
from app.core.clock import local
from app.core.language import speaking
from app.core.links import public_url
from app.core.mailer import Rendered
from app.messages import links
from app.messages.drafting import Words, for_official
from app.messages.models import Message, MessageRecipient
from app.officials import service as officials
from app.officials.models import Mandate


def to_official(words: Words, mandate: Mandate) -> Rendered:
    """The message itself, as it will arrive: who writes and from where, the salutation, the words."""
    locale = words.locale
    with speaking(locale):
        role = officials.role_in_words(mandate, locale)
        return mailer.render(
            "message_to_official",
            locale,
            words=words,
            body=for_official(words.body, role),
            salutation=officials.salutation(mandate, locale),
            campaign_title=words.campaign.text(locale).title,
            campaign_url=campaign_url(words.campaign, locale),
        )


def confirmation(message: Message, mandates: Sequence[Mandate]) -> Rendered:
    """One step left. Nothing that was typed is repeated: the address may belong to somebody else."""
    locale = message.locale
    return campaigns.render_mail(
        message.campaign,
        "message_confirmation",
        locale,
        title=message.campaign.text(locale).title,
        officials=[whom(mandate, locale) for mandate in mandates],
        code=links.CONFIRM.code(message.id),
        confirm_url=links.CONFIRM.url(message.id, locale),
        manage_url=links.MANAGE.url(message.id, locale),
        campaign_url=campaign_url(message.campaign, locale),
    )


def copy_for_sender(message: Message, words: Words, mandates: Sequence[Mandate]) -> Rendered:
    """What was written, for whoever wrote it, and how to stop what has not left."""
    locale = message.locale
    return campaigns.render_mail(
        message.campaign,
        "message_copy",
        locale,
        title=message.campaign.text(locale).title,
        officials=[whom(mandate, locale) for mandate in mandates],
        words=words,
        letter=to_official(words, mandates[0]).text,
        manage_url=links.MANAGE.url(message.id, locale),
        campaign_url=campaign_url(message.campaign, locale),
    )


def already_written(campaign: Campaign, locale: str, earlier: Sequence[MessageRecipient]) -> Rendered:
    """A second message to the same people: said here, and nowhere else."""
    return campaigns.render_mail(
        campaign,
        "message_already_written",
        locale,
        title=campaign.text(locale).title,
        officials=[whom(recipient.mandate, locale) for recipient in earlier],
        day=_day_of(earlier[0].message),
        campaign_url=campaign_url(campaign, locale),
        manage_url=links.MANAGE.url(earlier[0].message_id, locale),
    )


def whom(mandate: Mandate, locale: str) -> str:
    """« Camille Exemple, députée (Rimouski) »."""
    role = officials.role_in_words(mandate, locale)
    seat = f" ({mandate.riding.name})" if mandate.riding else ""
    return f"{mandate.official.name}, {role}{seat}"


def campaign_url(campaign: Campaign, locale: str) -> str:
    return public_url("site.campaign", locale=locale, slug=campaign.slug)


def _day_of(message: Message) -> date:
    return local(message.confirmed_at or message.written_at).date()
