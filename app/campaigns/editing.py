"""Staff create and change campaigns in the browser. An edit is a new bundle of the campaign, loaded over the old one:
the same checks and the same versions as a bundle that comes as files."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.accounts.models import Account
from app.campaigns import blanks, export, finding, letters, library, logos, notices, recipients
from app.campaigns.bundle import Bundle
from app.campaigns.errors import DecisionNeeded, EditedMeanwhile, NoSuchCampaign
from app.campaigns.models import Campaign, Letter
from app.core.clock import today
from app.core.database import locked
from app.core.language import gettext as _
from app.core.links import public_url
from app.core.typography import number
from app.core.unit_of_work import unit_of_work
from app.officials import service as officials
from app.territory import service as territory
from app.territory.errors import NoSuchRiding

EDIT = "campaigns.edit"
EXAMPLE_RIDING = "Rimouski"
CountSignatures = Callable[[uuid.UUID], int]
ShowPage = Callable[[Campaign, str], dict[str, Any]]
ShowList = Callable[[Campaign, str], object]
_count_signatures: list[CountSignatures] = []
_pages: list[ShowPage] = []
_lists: list[ShowList] = []


def show_pages_with(show: ShowPage) -> None:
    """At start: who knows everything that the public page of a campaign shows."""
    _pages[:] = [show]


def show_lists_with(show: ShowList) -> None:
    """At start: who knows how the list of a campaign begins, with the word and the order that it has."""
    _lists[:] = [show]


def count_signatures_with(count: CountSignatures) -> None:
    """At start: who knows how many organizations signed a campaign's letter and have not taken it back."""
    _count_signatures[:] = [count]


def editable(account: Account) -> list[Campaign]:
    """The campaigns that this person may change, drafts included, in the order of the front page."""
    return [campaign for campaign in finding.every() if may_edit(account, campaign)]


def may_edit(account: Account, campaign: Campaign) -> bool:
    """The coalition's campaigns: national staff; a chapter's own: that chapter's staff, alone."""
    if not account.may(EDIT):
        return False
    if campaign.chapter_id is not None:
        return account.is_of_chapter(campaign.chapter_id)
    return account.region_codes(EDIT) is None


def to_edit(account: Account, slug: str) -> Campaign:
    """Raises NoSuchCampaign also for one that is not this person's to change."""
    campaign = finding.find(slug)
    if not may_edit(account, campaign):
        raise NoSuchCampaign(slug=slug)
    return campaign


def as_seen(campaign: Campaign) -> str:
    """What the campaign says and does, in a few figures: a page sends it back with its changes."""
    told = json.dumps(export.files(export.bundle_of(campaign)), sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def save(campaign: Campaign, bundle: Bundle, *, seen: str, by: Account, is_decided: bool = False) -> Campaign:
    """Bring the campaign to what the bundle says.

    Raises EditedMeanwhile when somebody else did since; DecisionNeeded when the letter would say something else than
    what organizations signed, and nobody said yet that they stay with the version they signed.
    """
    with unit_of_work():
        present = locked(Campaign, campaign.id)
        if present is None or as_seen(present) != seen:
            raise EditedMeanwhile(campaign=campaign)
        signed = _signed_otherwise(present, bundle)
        if signed and not is_decided:
            raise DecisionNeeded(signatures=signed)
        return library.load(replace(bundle, slug=present.slug), by=by.id)


def _signed_otherwise(campaign: Campaign, bundle: Bundle) -> int:
    """How many organizations signed a letter that would say something else; 0 when a typing mistake is corrected."""
    before = letters.latest(campaign)
    if before is None:
        return 0
    english = bundle.words["en"].letter if "en" in bundle.words else None
    is_other = letters.says_otherwise(before, bundle.words["fr"].letter, english)
    return _count_signatures[0](campaign.id) if is_other else 0


def add_english(campaign: Campaign, *, by: Account) -> Campaign:
    """An English version to translate, that begins with the French words. One that is there stays."""
    with unit_of_work():
        bundle = export.bundle_of(campaign)
        return library.load(replace(bundle, words={"en": bundle.words["fr"], **bundle.words}), by=by.id)


def shown_as(campaign: Campaign, bundle: Bundle, locale: str, *, with_list: bool = False) -> dict[str, Any]:
    """What the public would see with these words, blanks filled with an example; nothing is kept."""
    imagined = library.imagined(campaign, bundle)
    imagined.leaders = logos.as_kept(campaign, imagined.leaders)
    words = bundle.words.get(locale) or bundle.words["fr"]
    return {
        **_pages[0](imagined, locale),
        "first_lines": _lists[0](imagined, locale) if with_list and imagined.takes_cosignatures else None,
        "logo_endpoint": "editor.logo",
        "letter": Letter(number=1, body_fr=words.letter, body_en=words.letter),
        "message_subject": blanks.fill(words.message_subject, _example(imagined, locale)),
        "message_body": blanks.fill(words.message_body, _example(imagined, locale)),
        "variants": {
            name: [blanks.fill(text, _example(imagined, locale)) for text in (said.subject, said.body)]
            for name, said in words.variants.items()
        },
        "recipients": _example_recipients(imagined, locale),
        "notices": {purpose.value: notices.filled(text, imagined) for purpose, text in words.consents.items()},
    }


def _example(campaign: Campaign, locale: str) -> dict[str, str]:
    """An invented supporter and her MNA, so that a message can be read before anybody writes."""
    return {
        "salutation": _("Madame la Députée,"),
        "official_title": _("députée de Rimouski"),
        "riding": EXAMPLE_RIDING,
        "sender_name": _("Camille Exemple"),
        "sender_city": "Rimouski",
        "sender_title": _("coordonnatrice"),
        "organization": _("Maison Exemple"),
        "personal_line": _("Ma mère mange à la cuisine collective de mon quartier."),
        "campaign_title": campaign.text(locale).title,
        "campaign_url": public_url("site.campaign", locale=locale, slug=campaign.slug),
        "organizations_count": number(_count_signatures[0](campaign.id), locale),
    }


def _example_recipients(campaign: Campaign, locale: str) -> list[tuple[str, bool]]:
    """To whom somebody of the riding of the example would write today, and whether they can be written to."""
    try:
        named = recipients.named_for(campaign, territory.riding_named(EXAMPLE_RIDING), on=today(), stances={})
    except NoSuchRiding:  # no map was loaded yet
        return []
    return [
        (f"{one.mandate.official.name}, {officials.role_in_words(one.mandate, locale)}", one.is_reachable)
        for one in (*named.places, *named.instead)
        if one.mandate
    ]
