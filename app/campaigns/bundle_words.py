"""Everything that a bundle says in one language, read and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.campaigns import blanks
from app.campaigns.bundle_folder import Folder
from app.campaigns.bundle_messages import Wording, read_messages
from app.consents.models import Purpose
from app.core.language import gettext as _

WORDS = ("title", "slogan", "ask", "led_by", "contact_email")
OPTIONAL_WORDS = ("deadline_note", "share_text", "count_line")
# What the program fills in outside the message, where nobody writes to anybody.
PAGE_BLANKS = frozenset({"campaign_url", "organizations_count"})
SHORT_BLANKS = {"share_text": frozenset({"campaign_url"}), "count_line": frozenset({"organizations_count"})}
TABLES = {"reasons": {"title", "text"}, "questions": {"question", "answer"}}
CONSENT_SECTIONS = {
    "notice-cosign": Purpose.NOTICE_COSIGN,
    "notice-write": Purpose.NOTICE_WRITE,
    "notice-endorse": Purpose.NOTICE_ENDORSE,
    "publish_name": Purpose.PUBLISH_NAME,
    "publish_endorsement": Purpose.PUBLISH_ENDORSEMENT,
    "quote_line": Purpose.QUOTE_LINE,
    "reply_survey": Purpose.REPLY_SURVEY,
    "news": Purpose.NEWS,
}


def name_of_section(purpose: Purpose) -> str:
    """Under which heading of consent.md the wording stands."""
    return next(name for name, known in CONSENT_SECTIONS.items() if known is purpose)


@dataclass(frozen=True)
class Words:
    """Everything that a bundle says in one language."""

    short: dict[str, str]
    reasons: list[dict[str, str]]
    questions: list[dict[str, str]]
    page: str
    letter: str
    message_subject: str
    message_body: str
    consents: dict[Purpose, str]
    variants: dict[str, Wording] = field(default_factory=dict)  # by name


def read_words(reader: Folder, settings: dict[str, Any], locale: str, variants: Sequence[str] = ()) -> Words:
    section = settings.get(locale, {})
    if not isinstance(section, dict):
        reader.complain("campaign.toml", _("[%(section)s] doit être une table", section=locale))
        section = {}
    for key in sorted(section.keys() - {*WORDS, *OPTIONAL_WORDS, *TABLES}):
        reader.complain("campaign.toml", _("[%(section)s] : clé inconnue « %(key)s »", section=locale, key=key))
    for key in WORDS:
        if not isinstance(section.get(key), str) or not section[key].strip():
            reader.complain("campaign.toml", _("[%(section)s] : il manque « %(key)s »", section=locale, key=key))
    for key in OPTIONAL_WORDS:
        if not isinstance(section.get(key, ""), str):
            problem = _("[%(section)s] : « %(key)s » doit être du texte", section=locale, key=key)
            reader.complain("campaign.toml", problem)
    tables = {name: _table(reader, section, locale, name, keys) for name, keys in TABLES.items()}
    _check_short_blanks(reader, section, locale, tables)
    message, worded = read_messages(reader, settings, variants, locale)
    letter = _plain(reader, f"letter.{locale}.md", frozenset())
    return Words(
        short={key: str(section.get(key, "")) for key in (*WORDS, *OPTIONAL_WORDS)},
        reasons=tables["reasons"],
        questions=tables["questions"],
        page=_plain(reader, f"page.{locale}.md", PAGE_BLANKS),
        letter=letter,
        message_subject=message.subject,
        message_body=message.body,
        variants=worded,
        consents=_consents(reader, settings, locale),
    )


def _check_short_blanks(
    reader: Folder, section: dict[str, Any], locale: str, tables: dict[str, list[dict[str, str]]]
) -> None:
    """Short texts are shown as they stand, but for the address in the text to share."""
    texts = [(key, str(section.get(key, "")), SHORT_BLANKS.get(key)) for key in (*WORDS, *OPTIONAL_WORDS)]
    texts += [(f"[[{name}]]", value, None) for name, rows in tables.items() for row in rows for value in row.values()]
    for where, text, allowed in texts:
        for name in sorted(blanks.unknown_in(text, allowed or frozenset())):
            problem = _(
                "[%(section)s] : champ à remplir inconnu {%(blank)s} dans « %(key)s »",
                section=locale, blank=name, key=where,
            )  # fmt: skip
            reader.complain("campaign.toml", problem)


def _table(reader: Folder, section: dict[str, Any], locale: str, name: str, keys: set[str]) -> list[dict[str, str]]:
    entries = section.get(name, [])
    if not isinstance(entries, list) or not all(
        isinstance(e, dict) and e.keys() == keys and all(isinstance(v, str) for v in e.values()) for e in entries
    ):
        problem = _(
            "[[%(section)s]] : chaque entrée a exactement ces clés : %(keys)s",
            section=f"{locale}.{name}", keys=", ".join(sorted(keys)),
        )  # fmt: skip
        reader.complain("campaign.toml", problem)
        return []
    return entries


def _plain(reader: Folder, file: str, allowed: frozenset[str]) -> str:
    text = reader.text(file)
    reader.check_blanks(file, text, allowed)
    return text.strip() + "\n"


def _consents(reader: Folder, settings: dict[str, Any], locale: str) -> dict[Purpose, str]:
    file = f"consent.{locale}.md"
    text = reader.text(file)
    reader.check_blanks(file, text, blanks.NOTICE_BLANKS)
    parts = re.split(r"^# *(\S+) *$", text, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))
    for name in sorted(sections.keys() - CONSENT_SECTIONS):
        reader.complain(file, _("section inconnue « %(name)s »", name=name))
    actions = settings.get("actions", {})
    needed = {"notice-cosign", "publish_name"} if actions.get("cosign", True) else set()
    needed |= {"notice-write"} if actions.get("write") else set()
    needed |= {"notice-endorse", "publish_endorsement"} if actions.get("endorse") else set()
    for name in sorted(needed):
        if text and not sections.get(name):
            reader.complain(file, _("il manque la section « # %(name)s » : la loi l’exige", name=name))
    return {CONSENT_SECTIONS[name]: words for name, words in sections.items() if name in CONSENT_SECTIONS and words}
