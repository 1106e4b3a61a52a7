"""How a message is made: the campaign's words with their blanks filled, then the supporter's own.

The supporter sees the blanks that only they can fill as words in brackets, « [votre nom] ». All of it is
replacement of a few fixed marks, in one pass: what somebody typed is never read as a template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.keys import email_key
from app.core.language import ENGLISH, FRENCH, locale, speaking
from app.core.language import gettext as _
from app.core.links import public_url
from app.core.pages import typo
from app.core.plain_text import many_lines, one_line
from app.core.typography import number
from app.messages.models import LookupMethod, Message
from app.organizations.models import Authority, Organization
from app.territory.models import Riding


@dataclass
class _Figures:
    """Figures that another feature knows; it says how to ask for them at start."""

    organizations: Callable[[Campaign], int] = field(default=lambda campaign: 0)


figures = _Figures()


def count_organizations_with(count: Callable[[Campaign], int]) -> None:
    """At start: how many organizations are on the public list of a campaign."""
    figures.organizations = count


@dataclass(frozen=True)
class Text:
    """Subject and body of one variant."""

    subject: str
    body: str


@dataclass(frozen=True)
class InTheNameOf:
    """The organization that writes, and by what right."""

    organization: Organization
    title: str
    authority: Authority
    authority_on: date | None = None


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
    organization: str = ""  # in whose name; empty: the person's own
    title: str = ""

    @property
    def sender(self) -> str:
        """Who writes, as a mailbox shows it."""
        return self.organization or self.name


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the supporter typed and chose; clean text, nothing stored yet. `others`: the texts of other variants."""

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
    variant: str = ""
    others: Mapping[str, Text] = field(default_factory=dict)
    rules: tuple[str, ...] | None = None
    letterhead: InTheNameOf | None = None
    wants_copy: bool = False
    wants_news: bool = False
    quotes_line: bool = False
    agrees_to_survey: bool = False
    via: str | None = None

    @property
    def texts(self) -> dict[str, Text]:
        """What was written, by variant, with the sender's own words in it."""
        written = {self.variant: Text(self.subject, self.body), **self.others}
        return {name: Text(text.subject, self._filled(text.body)) for name, text in written.items()}

    @property
    def words(self) -> Words:
        """The same, as officials will read it."""
        return self.words_for(self.variant)

    @property
    def sender_key(self) -> str:
        """Who may write once to each official: a mailbox, or an organization."""
        return f"organization:{self.letterhead.organization.id}" if self.letterhead else email_key(self.email)

    def words_for(self, variant: str) -> Words:
        text = self.texts[variant]
        return Words(
            campaign=self.campaign, riding=self.riding, locale=self.locale, name=self.name, email=self.email,
            city=self.city, subject=text.subject, body=text.body,
            organization=self.letterhead.organization.name if self.letterhead else "",
            title=self.letterhead.title if self.letterhead else "",
        )  # fmt: skip

    def _filled(self, body: str) -> str:
        title = self.letterhead.title if self.letterhead else ""
        return own_words(body, name=self.name, city=self.city, personal_line=self.personal_line, title=title)


def words_of(message: Message, variant: str | None = None) -> Words:
    """What a kept message says for a variant (its own). Raises LookupError once the person is forgotten."""
    supporter, said = message.supporter, message.says(message.variant if variant is None else variant)
    if supporter is None or said is None:
        raise LookupError("the person who wrote is forgotten")
    letterhead = message.letterhead
    return Words(
        campaign=message.campaign, riding=message.riding, locale=message.locale, name=supporter.name,
        email=supporter.email, city=supporter.city, subject=said[0], body=said[1],
        organization=letterhead.name if letterhead else "", title=letterhead.title if letterhead else "",
    )  # fmt: skip


def marks() -> dict[str, str]:
    """The blanks that stay to be filled, as the supporter reads them."""
    return {
        "sender_name": _("[votre nom]"),
        "sender_title": _("[votre fonction]"),
        "sender_city": _("[votre municipalité]"),
        "personal_line": _("[votre phrase]"),
        "official_title": _("[titre de la personne]"),
    }


def known_of(organization: Organization | None) -> dict[str, str]:
    """The blanks that the register fills."""
    return {"organization": organization.name, "sender_city": town_of(organization)} if organization else {}


def town_of(organization: Organization) -> str:
    """Where it is: its municipality, else its region."""
    return organization.city or organization.region.name


def ready_text(
    campaign: Campaign, riding: Riding, locale: str, variant: str = "", organization: Organization | None = None
) -> tuple[str, str]:
    """Subject and message of the campaign, as the supporter finds them; the salutation is apart."""
    text = campaign.text(locale)
    subject, body = campaign.wording(variant, locale)
    values = {
        "salutation": "",
        "riding": riding.name,
        "campaign_title": text.title,
        "campaign_url": public_url("site.campaign", locale=locale, slug=campaign.slug),
        "organizations_count": number(figures.organizations(campaign), locale),
        **marks(),
        **known_of(organization),
    }
    return campaigns.fill_blanks(typo(subject), values), many_lines(campaigns.fill_blanks(typo(body), values))


def carried_over(
    campaign: Campaign, riding: Riding, text: Text, variant: str = "", organization: Organization | None = None
) -> tuple[str, str]:
    """Subject and message under somebody's hands, as the page in this language takes them over from the other one.

    What was ready and that nobody touched is ready in this language; of the rest, only the marks change.
    """
    here, other = locale(), FRENCH if locale() == ENGLISH else ENGLISH
    ready, own = ready_text(campaign, riding, here, variant, organization), marks()
    with speaking(other):
        there, theirs = ready_text(campaign, riding, other, variant, organization), marks()
    in_own_marks = _replaced(text.body, {mark: own[name] for name, mark in theirs.items()})
    subject = ready[0] if text.subject == one_line(there[0]) else text.subject
    return subject, ready[1] if text.body == there[1] else in_own_marks


def own_words(body: str, *, name: str, city: str, personal_line: str, title: str = "") -> str:
    """The message once the sender's name, municipality and sentence are in it."""
    mark = marks()
    if personal_line and mark["personal_line"] not in body:
        first, gap, rest = body.partition("\n\n")
        body = f"{first}\n\n{mark['personal_line']}{gap}{rest}"
    values = {"sender_name": name, "sender_city": city, "personal_line": personal_line, "sender_title": title}
    return _replaced(body, {mark[blank]: value for blank, value in values.items()})


def for_official(body: str, role: str) -> str:
    """The message as that official receives it."""
    return _replaced(body, {marks()["official_title"]: role})


def _replaced(text: str, values: dict[str, str]) -> str:
    """Each mark replaced once: what was put in is not looked at again."""
    pattern = "|".join(re.escape(mark) for mark in values)
    return many_lines(re.sub(pattern, lambda found: values[found[0]], text))
