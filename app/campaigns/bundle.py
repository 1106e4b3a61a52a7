"""A bundle: a campaign as a folder of files, to start from or to keep. Read and checked here; no database.

<slug>/campaign.toml  page.fr.md  letter.fr.md  message.fr.md  consent.fr.md   (+ .en.md)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.campaigns import recipients
from app.campaigns.bundle_folder import Folder
from app.campaigns.bundle_words import Words, read_words
from app.campaigns.errors import BundleError, UnknownRule
from app.consents.models import Purpose

LOCALES = ("fr", "en")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COLOUR = re.compile(r"#[0-9a-f]{6}")
TOP = {
    "slug",
    "colour",
    "owner",
    "opens_on",
    "closes_on",
    "actions",
    "recipients",
    "list",
    "goals",
    "links",
    *LOCALES,
}
SECTIONS = {
    "actions": {"cosign", "write"},
    "recipients": {"rules"},
    "list": {"word", "preset", "article_in_sorting"},
    "goals": {"milestones"},
}


@dataclass(frozen=True)
class Bundle:
    slug: str
    colour: str
    owner: str
    opens_on: date | None
    closes_on: date | None
    takes_cosignatures: bool
    takes_messages: bool
    recipient_rules: list[str]
    list_word: str
    list_preset: str
    sorts_with_article: bool
    milestones: list[int]
    links: list[dict[str, Any]]
    words: dict[str, Words]

    @property
    def needed_consents(self) -> frozenset[Purpose]:
        """Without these wordings the campaign may not open: the law wants them."""
        cosign = {Purpose.NOTICE_COSIGN, Purpose.PUBLISH_NAME} if self.takes_cosignatures else set()
        return frozenset(cosign | ({Purpose.NOTICE_WRITE} if self.takes_messages else set()))


def read(folder: Path) -> Bundle:
    """The campaign of that folder. Raises BundleError with every problem, each naming its file."""
    if not folder.is_dir():
        raise BundleError([f"{folder}: not a folder; a bundle is a folder with a campaign.toml"])
    reader = Folder(folder)
    settings = reader.settings()
    if reader.problems:
        raise BundleError(reader.problems)  # what follows would only be noise
    _check_keys(reader, settings)
    _check_values(reader, settings)
    words = {locale: read_words(reader, settings, locale) for locale in LOCALES if locale in settings or locale == "fr"}
    if reader.problems:
        raise BundleError(reader.problems)
    return _bundle(settings, words)


def _bundle(settings: dict[str, Any], words: dict[str, Words]) -> Bundle:
    actions, listing = settings.get("actions", {}), settings.get("list", {})
    return Bundle(
        slug=settings["slug"],
        colour=settings["colour"],
        owner=settings.get("owner", "national"),
        opens_on=settings.get("opens_on"),
        closes_on=settings.get("closes_on"),
        takes_cosignatures=actions.get("cosign", True),
        takes_messages=actions.get("write", False),
        recipient_rules=settings.get("recipients", {}).get("rules", []),
        list_word=listing.get("word", "cosignataires"),
        list_preset=listing.get("preset", "soigne"),
        sorts_with_article=listing.get("article_in_sorting", True),
        milestones=settings.get("goals", {}).get("milestones", [100, 500, 1000]),
        links=[dict(link) for link in settings.get("links") or []],
        words=words,
    )


def _check_keys(reader: Folder, settings: dict[str, Any]) -> None:
    for key in sorted(settings.keys() - TOP):
        reader.complain("campaign.toml", f"unknown key « {key} »")
    for section, known in SECTIONS.items():
        value = settings.get(section, {})
        if not isinstance(value, dict):
            reader.complain("campaign.toml", f"[{section}] must be a table")
            settings[section] = {}
            continue
        for key in sorted(value.keys() - known):
            reader.complain("campaign.toml", f"[{section}]: unknown key « {key} »")
    for key in ("slug", "colour", "fr"):
        if key not in settings:
            reader.complain("campaign.toml", f"« {key} » is missing")


def _check_values(reader: Folder, settings: dict[str, Any]) -> None:
    slug = settings.get("slug", "")
    actions, listing = settings.get("actions", {}), settings.get("list", {})
    rules = settings.get("recipients", {}).get("rules", [])
    milestones = settings.get("goals", {}).get("milestones", [])
    days: list[Any] = [settings.get("opens_on"), settings.get("closes_on")]
    good_days = all(day is None or type(day) is date for day in days)
    in_order = not good_days or None in days or days == sorted(days)
    checks = (
        (isinstance(slug, str) and SLUG.fullmatch(slug) and slug == reader.path.name,
         f"slug « {slug} » must be small letters and dashes, and equal the folder's name"),
        (COLOUR.fullmatch(str(settings.get("colour", ""))), "colour must look like #d13a17"),
        (isinstance(settings.get("owner", ""), str), "owner must be « national » or the key of a chapter"),
        (good_days, "opens_on and closes_on must be days, such as 2026-05-27 without quotes"),
        (in_order, "closes_on comes before opens_on"),
        (all(isinstance(v, bool) for v in actions.values()), "[actions]: cosign and write are true or false"),
        (listing.get("preset", "soigne") in ("fidele", "soigne"), "[list]: preset is fidele or soigne"),
        (listing.get("word", "cosignataires") in ("cosignataires", "co-signataires"),
         "[list]: word is cosignataires or co-signataires"),
        (isinstance(listing.get("article_in_sorting", True), bool), "[list]: article_in_sorting is true or false"),
        (isinstance(milestones, list) and all(type(m) is int and m > 0 for m in milestones)
         and milestones == sorted(milestones), "[goals]: milestones are whole numbers that rise"),
        (_good_links(settings.get("links") or []), "[[links]]: each needs exactly locale, title and an https url"),
        (isinstance(rules, list) and all(isinstance(r, str) for r in rules), "[recipients]: rules is a list of names"),
        (not actions.get("write") or rules, "[recipients]: a campaign whose supporters write needs at least one rule"),
    )  # fmt: skip
    for holds, complaint in checks:
        if not holds:
            reader.complain("campaign.toml", complaint)
    for rule in rules if isinstance(rules, list) else []:
        try:
            recipients.check(str(rule))
        except UnknownRule:
            reader.complain("campaign.toml", f"[recipients]: unknown rule « {rule} »")


def is_colour(text: str) -> bool:
    """Whether a campaign can have this colour."""
    return COLOUR.fullmatch(text) is not None


def _good_links(links: Any) -> bool:
    return isinstance(links, list) and all(
        isinstance(link, dict)
        and link.keys() == {"locale", "title", "url"}
        and all(isinstance(value, str) for value in link.values())
        and link["url"].startswith("https://")
        for link in links
    )
