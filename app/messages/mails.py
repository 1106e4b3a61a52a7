"""The words of the mails of this feature. Nothing is sent here: the service puts them into the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.campaigns.service import Place
from app.core import mailer
from app.core.clock import local
from app.core.language import speaking
from app.core.links import public_url
from app.core.mailer import Rendered
from app.messages import links
from app.messages.drafting import Words, for_official
from app.messages.models import Message
from app.officials import service as officials
from app.officials.models import Mandate
from app.territory.models import Riding


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


def to_author(message: Message, name: str, **context: Any) -> Rendered:
    """A mail to whoever wrote, with what all of these say: the campaign, and the link to see the message or stop it."""
    locale = message.locale
    return campaigns.render_mail(
        message.campaign,
        name,
        locale,
        title=message.campaign.text(locale).title,
        campaign_url=campaign_url(message.campaign, locale),
        manage_url=links.MANAGE.url(message.id, locale),
        **context,
    )


def confirmation(message: Message, names: Sequence[str], waiting: Sequence[str] = ()) -> Rendered:
    """One step left. `waiting`: the offices whose next holder will receive it.

    Nothing that was typed is repeated: the address may belong to somebody else.
    """
    return to_author(
        message,
        "message_confirmation",
        officials=names,
        waiting=waiting,
        code=links.CONFIRM.code(message.id),
        confirm_url=links.CONFIRM.url(message.id, message.locale),
    )


def reminder(message: Message, *, is_last: bool) -> Rendered:
    """It has not left yet. Neither what was typed nor to whom it goes is repeated."""
    confirm_url = links.CONFIRM.url(message.id, message.locale)
    return to_author(message, "message_reminder", is_last=is_last, confirm_url=confirm_url)


def copy_for_sender(message: Message, letters: Sequence[tuple[Words, Sequence[Mandate]]]) -> Rendered:
    """What was written, for whoever wrote it, each text once, and how to stop what has not left."""
    subject, each = letters[0][0].subject, _each_once(letters, message.locale)
    return to_author(message, "message_copy", subject=subject, letters=each)


def copy_for_table(message: Message, letters: Sequence[tuple[Words, Sequence[Mandate]]]) -> Rendered:
    """The letter of an organization, for the table of its region: no address of anybody is in it."""
    locale = message.locale
    return campaigns.render_mail(
        message.campaign,
        "message_to_table",
        locale,
        title=message.campaign.text(locale).title,
        organization=letters[0][0].organization,
        letters=_each_once(letters, locale),
        campaign_url=campaign_url(message.campaign, locale),
    )


def already_written(first: Message, names: Sequence[str]) -> Rendered:
    """A second message to the same people: said here, and nowhere else."""
    return to_author(first, "message_already_written", officials=names, day=day_of(first))


def not_sent(message: Message, organization: str, *, is_late: bool) -> Rendered:
    """What was set aside never left. `organization`: in whose name it was, if any.

    `is_late`: the same person or organization has written meanwhile; else staff refused it.
    """
    return to_author(message, "message_not_sent", organization=organization, is_late=is_late)


def whom(mandate: Mandate, locale: str) -> str:
    """« Camille Exemple, députée (Rimouski) »."""
    role = officials.role_in_words(mandate, locale)
    seat = f" ({mandate.riding.name})" if mandate.riding else ""
    return f"{mandate.official.name}, {role}{seat}"


def where(place: Place, riding: Riding, locale: str) -> str:
    """The same of an office that nobody can be written to today: « députée ou député (Rimouski) »."""
    if place.mandate:
        return whom(place.mandate, locale)
    seat = f" ({riding.name})" if place.rule == "mna_of_riding" else ""
    return office_in_words(place.rule, riding, locale) + seat


def office_in_words(rule: str, riding: Riding, locale: str) -> str:
    """The office that a rule names, whoever may hold it: « députée ou député », « ministre des Finances »."""
    name, _, argument = rule.partition(":")
    match name:
        case "minister":
            return officials.portfolio_in_words(argument, locale)
        case "critic":
            return officials.critic_in_words(argument.partition(":")[0], locale)
        case "regional_minister":
            return officials.regional_in_words(riding.region_code, locale)
        case "head":
            return argument.replace("-", " ")
        case _:
            return officials.seat_in_words(locale)


def campaign_url(campaign: Campaign, locale: str) -> str:
    return public_url("site.campaign", locale=locale, slug=campaign.slug)


def day_of(message: Message) -> date:
    """When it was confirmed, else written."""
    return local(message.confirmed_at or message.written_at).date()


def _each_once(letters: Sequence[tuple[Words, Sequence[Mandate]]], locale: str) -> list[tuple[list[str], str]]:
    """To whom each text went, and the text as the first of them reads it."""
    return [
        ([whom(mandate, locale) for mandate in mandates], to_official(words, mandates[0]).text)
        for words, mandates in letters
    ]
