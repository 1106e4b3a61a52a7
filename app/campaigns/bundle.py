"""A bundle: a campaign as a folder of files, to start from or to keep. Read and checked here; no database.

<slug>/campaign.toml  page.fr.md  letter.fr.md  message.fr.md  consent.fr.md   (+ .en.md)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.campaigns import leaders
from app.campaigns.bundle_folder import Folder
from app.campaigns.bundle_leaders import read_leaders
from app.campaigns.bundle_recipients import KEYS as RECIPIENTS_KEYS
from app.campaigns.bundle_recipients import Recipients, read_recipients
from app.campaigns.bundle_words import Words, name_of_section, read_words
from app.campaigns.errors import BundleError
from app.campaigns.models import Leader
from app.consents.models import Purpose
from app.core.language import gettext as _

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
    "leaders",
    *LOCALES,
}
SECTIONS = {
    "actions": {"cosign", "write", "endorse"},
    "recipients": RECIPIENTS_KEYS,
    "list": {"word", "preset", "article_in_sorting", "table_first", "national_last", "city", "paper"},
    "goals": {"milestones"},
}
LIST_SWITCHES = ("article_in_sorting", "table_first", "national_last", "city", "paper")


@dataclass(frozen=True)
class Bundle:
    slug: str
    colour: str
    owner: str
    opens_on: date | None
    closes_on: date | None
    takes_cosignatures: bool
    takes_messages: bool
    takes_endorsements: bool
    recipient_rules: list[str]
    list_word: str
    list_preset: str
    sorts_with_article: bool
    puts_table_first: bool
    puts_national_last: bool
    shows_city: bool
    shows_paper: bool
    milestones: list[int]
    links: list[dict[str, Any]]
    words: dict[str, Words]
    leaders: tuple[Leader, ...] = ()
    exclusions: list[str] = field(default_factory=list)
    when_vacant: str = ""
    variants: list[str] = field(default_factory=list)
    logos: dict[str, bytes] = field(default_factory=dict)  # by digest

    @property
    def needed_consents(self) -> frozenset[Purpose]:
        """Without these wordings the campaign may not open: the law wants them."""
        cosign = {Purpose.NOTICE_COSIGN, Purpose.PUBLISH_NAME} if self.takes_cosignatures else set()
        write = {Purpose.NOTICE_WRITE} if self.takes_messages else set()
        endorse = {Purpose.NOTICE_ENDORSE, Purpose.PUBLISH_ENDORSEMENT} if self.takes_endorsements else set()
        return frozenset(cosign | write | endorse)


def read(folder: Path) -> Bundle:
    """The campaign of that folder. Raises BundleError with every problem, each naming its file."""
    if not folder.is_dir():
        raise BundleError([_("%(path)s : un gabarit est un dossier où se trouve campaign.toml", path=folder)])
    reader = Folder(folder)
    settings = reader.settings()
    if reader.problems:
        raise BundleError(reader.problems)  # what follows would only be noise
    _check_keys(reader, settings)
    _check_values(reader, settings)
    to = read_recipients(reader, settings)
    spoken = [locale for locale in LOCALES if locale in settings or locale == "fr"]
    words = {locale: read_words(reader, settings, locale, to.variants) for locale in spoken}
    found, pictures = read_leaders(reader, settings)
    _check_notices(reader, words, found)
    if reader.problems:
        raise BundleError(reader.problems)
    return _bundle(settings, to, words, found, pictures)


def _bundle(
    settings: dict[str, Any],
    to: Recipients,
    words: dict[str, Words],
    found: tuple[Leader, ...],
    pictures: dict[str, bytes],
) -> Bundle:
    actions, listing = settings.get("actions", {}), settings.get("list", {})
    return Bundle(
        slug=settings["slug"],
        colour=settings["colour"],
        owner=settings.get("owner", "national"),
        opens_on=settings.get("opens_on"),
        closes_on=settings.get("closes_on"),
        takes_cosignatures=actions.get("cosign", True),
        takes_messages=actions.get("write", False),
        takes_endorsements=actions.get("endorse", False),
        recipient_rules=to.rules,
        exclusions=to.exclusions,
        when_vacant=to.when_vacant,
        variants=to.variants,
        list_word=listing.get("word", "cosignataires"),
        list_preset=listing.get("preset", "soigne"),
        sorts_with_article=listing.get("article_in_sorting", True),
        puts_table_first=listing.get("table_first", True),
        puts_national_last=listing.get("national_last", True),
        shows_city=listing.get("city", True),
        shows_paper=listing.get("paper", False),
        milestones=settings.get("goals", {}).get("milestones", [100, 500, 1000]),
        links=[dict(link) for link in settings.get("links") or []],
        words=words,
        leaders=found,
        logos=pictures,
    )


def _check_keys(reader: Folder, settings: dict[str, Any]) -> None:
    for key in sorted(settings.keys() - TOP):
        reader.complain("campaign.toml", _("clé inconnue « %(key)s »", key=key))
    for section, known in SECTIONS.items():
        value = settings.get(section, {})
        if not isinstance(value, dict):
            reader.complain("campaign.toml", _("[%(section)s] doit être une table", section=section))
            settings[section] = {}
            continue
        for key in sorted(value.keys() - known):
            reader.complain("campaign.toml", _("[%(section)s] : clé inconnue « %(key)s »", section=section, key=key))
    for key in ("slug", "colour", "fr"):
        if key not in settings:
            reader.complain("campaign.toml", _("il manque « %(key)s »", key=key))


def _check_values(reader: Folder, settings: dict[str, Any]) -> None:
    slug = settings.get("slug", "")
    actions, listing = settings.get("actions", {}), settings.get("list", {})
    milestones = settings.get("goals", {}).get("milestones", [])
    days: list[Any] = [settings.get("opens_on"), settings.get("closes_on")]
    good_days = all(day is None or type(day) is date for day in days)
    in_order = not good_days or None in days or days == sorted(days)
    checks = (
        (isinstance(slug, str) and SLUG.fullmatch(slug) and slug == reader.path.name,
         _("slug « %(slug)s » : minuscules, chiffres et tirets, comme le nom du dossier", slug=slug)),
        (COLOUR.fullmatch(str(settings.get("colour", ""))), _("colour s’écrit comme #d13a17")),
        (isinstance(settings.get("owner", ""), str), _("owner vaut « national » ou la clé d’une antenne régionale")),
        (good_days, _("opens_on et closes_on sont des jours, comme 2026-05-27, sans guillemets")),
        (in_order, _("closes_on vient avant opens_on")),
        (all(isinstance(v, bool) for v in actions.values()),
         _("[actions] : cosign, write et endorse valent true ou false")),
        (listing.get("preset", "soigne") in ("fidele", "soigne"), _("[list] : preset vaut fidele ou soigne")),
        (listing.get("word", "cosignataires") in ("cosignataires", "co-signataires"),
         _("[list] : word vaut cosignataires ou co-signataires")),
        (all(isinstance(listing.get(key, True), bool) for key in LIST_SWITCHES),
         _("[list] : article_in_sorting, table_first, national_last, city et paper valent true ou false")),
        (isinstance(milestones, list) and all(type(m) is int and m > 0 for m in milestones)
         and milestones == sorted(milestones), _("[goals] : milestones est une suite de nombres entiers qui montent")),
        (_good_links(settings.get("links") or []),
         _("[[links]] : chaque lien a exactement locale, title et une url en https")),
    )  # fmt: skip
    for holds, complaint in checks:
        if not holds:
            reader.complain("campaign.toml", complaint)


def _check_notices(reader: Folder, words: dict[str, Words], found: tuple[Leader, ...]) -> None:
    """When several lead together, each notice says so: one knows for whom one is asked."""
    for locale, one in words.items():
        for purpose, leader in leaders.unnamed(one.consents, found, locale):
            problem = _(
                "la section « # %(section)s » ne nomme pas « %(name)s » : le champ {leaders} nomme tout le monde",
                section=name_of_section(purpose), name=leader.name,
            )  # fmt: skip
            reader.complain(f"consent.{locale}.md", problem)


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
