"""How a message is made: the campaign's words with their blanks filled, then the supporter's own.

The supporter sees the blanks that only they can fill as words in brackets, « [votre nom] ». All of it is
replacement of a few fixed marks, in one pass: what somebody typed is never read as a template.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.language import ENGLISH, FRENCH, locale, speaking
from app.core.language import gettext as _
from app.core.links import public_url
from app.core.pages import typo
from app.core.plain_text import many_lines, one_line
from app.core.typography import number
from app.messages.models import LookupMethod, Message
from app.territory.models import Riding


@dataclass
class _Figures:
    """Figures that another feature knows; it says how to ask for them at start."""

    organizations: Callable[[Campaign], int] = field(default=lambda campaign: 0)


figures = _Figures()


def count_organizations_with(count: Callable[[Campaign], int]) -> None:
    """At start: how many organizations are on the public list of a campaign."""
    figures.organizations = count


@dataclass(frozen=True, kw_only=True)
class Words:
    """Everything that an official will read, the salutation excepted."""

    campaign: Campaign
    riding: Riding
    locale: str
    name: str
    email: str
    city: str
    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the supporter typed and chose; clean text, nothing stored yet."""

    campaign: Campaign
    riding: Riding
    lookup_method: LookupMethod
    locale: str
    subject: str
    body: str
    personal_line: str
    name: str
    email: str
    city: str
    wants_copy: bool = False
    wants_news: bool = False
    quotes_line: bool = False
    via: str | None = None

    @property
    def words(self) -> Words:
        """The same, as officials will read it."""
        body = own_words(self.body, name=self.name, city=self.city, personal_line=self.personal_line)
        return Words(
            campaign=self.campaign, riding=self.riding, locale=self.locale, name=self.name, email=self.email,
            city=self.city, subject=self.subject, body=body,
        )  # fmt: skip


def words_of(message: Message) -> Words:
    """What a kept message says. Raises LookupError once the person is forgotten."""
    supporter = message.supporter
    if supporter is None:
        raise LookupError("the person who wrote is forgotten")
    return Words(
        campaign=message.campaign, riding=message.riding, locale=message.locale, name=supporter.name,
        email=supporter.email, city=supporter.city, subject=message.subject, body=message.body,
    )  # fmt: skip


def marks() -> dict[str, str]:
    """The blanks that stay to be filled, as the supporter reads them."""
    return {
        "sender_name": _("[votre nom]"),
        "sender_city": _("[votre municipalité]"),
        "personal_line": _("[votre phrase]"),
        "official_title": _("[titre de la personne]"),
    }


def ready_text(campaign: Campaign, riding: Riding, locale: str) -> tuple[str, str]:
    """Subject and message of the campaign, as the supporter finds them; the salutation is apart."""
    text = campaign.text(locale)
    values = {
        "salutation": "",
        "riding": riding.name,
        "campaign_title": text.title,
        "campaign_url": public_url("site.campaign", locale=locale, slug=campaign.slug),
        "organizations_count": number(figures.organizations(campaign), locale),
        **marks(),
    }
    subject = campaigns.fill_blanks(typo(text.message_subject), values)
    return subject, many_lines(campaigns.fill_blanks(typo(text.message_body), values))


def carried_over(campaign: Campaign, riding: Riding, subject: str, body: str) -> tuple[str, str]:
    """Subject and message under somebody's hands, as the page in this language takes them over from the other one.

    What was ready and that nobody touched is ready in this language; of the rest, only the marks change.
    """
    here, other = locale(), FRENCH if locale() == ENGLISH else ENGLISH
    ready, own = ready_text(campaign, riding, here), marks()
    with speaking(other):
        there, theirs = ready_text(campaign, riding, other), marks()
    in_own_marks = _replaced(body, {mark: own[name] for name, mark in theirs.items()})
    return ready[0] if subject == one_line(there[0]) else subject, ready[1] if body == there[1] else in_own_marks


def own_words(body: str, *, name: str, city: str, personal_line: str) -> str:
    """The message once the supporter's name, municipality and sentence are in it."""
    mark = marks()
    if personal_line and mark["personal_line"] not in body:
        first, gap, rest = body.partition("\n\n")
        body = f"{first}\n\n{mark['personal_line']}{gap}{rest}"
    return _replaced(body, {mark["sender_name"]: name, mark["sender_city"]: city, mark["personal_line"]: personal_line})


def for_official(body: str, role: str) -> str:
    """The message as that official receives it."""
    return _replaced(body, {marks()["official_title"]: role})


def _replaced(text: str, values: dict[str, str]) -> str:
    """Each mark replaced once: what was put in is not looked at again."""
    pattern = "|".join(re.escape(mark) for mark in values)
    return many_lines(re.sub(pattern, lambda found: values[found[0]], text))
