"""A hosted campaign as a bundle: to edit, to keep, to start another from, here or in another installation."""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import tomli_w

from app.campaigns import letters, logos
from app.campaigns.bundle import Bundle
from app.campaigns.bundle_leaders import AGREES
from app.campaigns.bundle_messages import Wording, as_file, file_of
from app.campaigns.bundle_recipients import section_of
from app.campaigns.bundle_words import CONSENT_SECTIONS, OPTIONAL_WORDS, WORDS, Words
from app.campaigns.leaders import with_blank
from app.campaigns.models import Campaign, CampaignText, Leader
from app.consents import service as consents

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same campaign, the same bytes


def bundle_of(campaign: Campaign) -> Bundle:
    """Everything that the campaign says and does, as it stands."""
    return Bundle(
        slug=campaign.slug,
        colour=campaign.colour,
        owner=campaign.chapter.key if campaign.chapter else "national",
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        takes_cosignatures=campaign.takes_cosignatures,
        takes_messages=campaign.takes_messages,
        takes_endorsements=campaign.takes_endorsements,
        recipient_rules=list(campaign.recipient_rules),
        list_word=campaign.list_word,
        list_preset=campaign.list_preset.value,
        sorts_with_article=campaign.sorts_with_article,
        puts_table_first=campaign.puts_table_first,
        puts_national_last=campaign.puts_national_last,
        shows_city=campaign.shows_city,
        shows_paper=campaign.shows_paper,
        milestones=list(campaign.milestones),
        links=list(campaign.links),
        words={
            text.locale: _words(campaign, text)
            for text in sorted(campaign.texts, key=lambda text: text.locale, reverse=True)
        },
        leaders=campaign.leaders,
        exclusions=list(campaign.exclusions),
        when_vacant=campaign.when_vacant,
        variants=list(campaign.variants),
        logos=logos.of_leaders(campaign),
    )


def files(bundle: Bundle) -> dict[str, str]:
    """The files of the bundle, by name."""
    found = {"campaign.toml": tomli_w.dumps(_settings(bundle))}
    for locale, words in bundle.words.items():
        found[f"page.{locale}.md"] = words.page
        found[f"letter.{locale}.md"] = words.letter
        if bundle.takes_messages:
            worded = {"": Wording(words.message_subject, words.message_body), **words.variants}
            found |= {file_of(name, locale): as_file(wording) for name, wording in worded.items()}
        found[f"consent.{locale}.md"] = _consents(words)
    return found


def pictures(bundle: Bundle) -> dict[str, bytes]:
    """The logos of the bundle, by file name."""
    return {_logo_file(digest): picture for digest, picture in bundle.logos.items()}


def write(campaign: Campaign, folder: Path) -> Path:
    """The bundle of the campaign, in a folder named by its slug. Raises OSError when it cannot be written."""
    target = folder / campaign.slug
    target.mkdir(parents=True, exist_ok=True)
    bundle = bundle_of(campaign)
    for name, text in files(bundle).items():
        (target / name).write_text(text, encoding="utf-8", newline="\n")
    for name, picture in pictures(bundle).items():
        (target / name).write_bytes(picture)
    return target


def zipped(campaign: Campaign) -> bytes:
    """The same folder in one file, to keep or to send to another coalition."""
    kept, bundle = io.BytesIO(), bundle_of(campaign)
    held: dict[str, str | bytes] = {**files(bundle), **pictures(bundle)}
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(held.items()):
            archive.writestr(zipfile.ZipInfo(f"{campaign.slug}/{name}", EPOCH), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _settings(bundle: Bundle) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "slug": bundle.slug,
        "colour": bundle.colour,
        "owner": bundle.owner,
        "opens_on": bundle.opens_on,
        "closes_on": bundle.closes_on,
        "actions": {
            "cosign": bundle.takes_cosignatures,
            "write": bundle.takes_messages,
            "endorse": bundle.takes_endorsements,
        },
        "recipients": section_of(bundle.recipient_rules, bundle.exclusions, bundle.when_vacant, bundle.variants),
        "list": {
            "word": bundle.list_word,
            "preset": bundle.list_preset,
            "article_in_sorting": bundle.sorts_with_article,
            "table_first": bundle.puts_table_first,
            "national_last": bundle.puts_national_last,
            "city": bundle.shows_city,
            "paper": bundle.shows_paper,
        },
        "goals": {"milestones": bundle.milestones},
        "links": bundle.links,
        "leaders": [_leader(leader) for leader in bundle.leaders],
        **{
            locale: {**words.short, "reasons": words.reasons, "questions": words.questions}
            for locale, words in bundle.words.items()
        },
    }
    return {key: value for key, value in settings.items() if value is not None}


def _leader(leader: Leader) -> dict[str, Any]:
    """What is said of a leader; what is not said takes no line."""
    told = {key: value for key, value in asdict(leader).items() if value}
    if leader.logo:
        told["logo"] = _logo_file(leader.logo)
    if leader.spokespersons:
        people = [{key: value for key, value in asdict(one).items() if value} for one in leader.spokespersons]
        told["spokespersons"] = [{**person, AGREES: True} for person in people]
    return told


def _logo_file(digest: str) -> str:
    return f"logo-{digest}.png"


def _words(campaign: Campaign, text: CampaignText) -> Words:
    letter = letters.latest(campaign)
    wordings = consents.texts(campaign.consent_scope, text.locale)
    return Words(
        short={key: getattr(text, key) for key in (*WORDS, *OPTIONAL_WORDS)},
        reasons=list(text.reasons),
        questions=list(text.questions),
        page=text.page,
        letter=letter.body(text.locale) if letter else "",
        message_subject=text.message_subject,
        message_body=text.message_body,
        variants={name: Wording(**text.variants[name]) for name in campaign.variants if name in text.variants},
        consents={
            purpose: with_blank(consent.wording, campaign.leaders, text.locale) for purpose, consent in wordings.items()
        },
    )


def _consents(words: Words) -> str:
    sections = ((name, words.consents.get(purpose)) for name, purpose in CONSENT_SECTIONS.items())
    return "\n\n".join(f"# {name}\n\n{wording}" for name, wording in sections if wording) + "\n"
