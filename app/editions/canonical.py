"""What is hashed, and how: docs/fr/editions.md tells it to whoever wants to check without this program.

A leaf is the SHA-256 of a salt and of what is public of one organization: its name, its region, its municipality, as
the consent to be published says. The checksum of an edition is the SHA-256 of
its header and of its leaves in their order. The header holds the checksum of the edition before: they make a chain. No
leaf tells a name that was erased: its salt went with it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

FORM = "porte-voix/edition/1"
LEAF_FIELDS = ("salt", "name", "region", "city")
_SALT_BYTES = 16


class Settings(Protocol):
    """Everything of an edition that its header says, but the campaign."""

    number: int
    frozen_at: datetime
    titles: dict[str, str]
    count_lines: dict[str, str]
    list_word: str
    list_preset: Any
    sorts_with_article: bool
    puts_table_first: bool
    puts_national_last: bool
    shows_city: bool
    total: int
    previous_checksum: str | None


def new_salt() -> str:
    """Nobody who has only the leaf can try names until one fits."""
    return secrets.token_hex(_SALT_BYTES)


def leaf(fields: Mapping[str, str]) -> str:
    """Each field, ended by a line feed. Raises ValueError for a field that holds one."""
    return _digest(_line(fields[name]) for name in LEAF_FIELDS)


def checksum(header: Mapping[str, str], leaves: Iterable[str]) -> str:
    """Each « key: value » of the header, then each leaf, ended by a line feed."""
    return _digest([*(_line(f"{key}: {value}") for key, value in header.items()), *(f"{one}\n" for one in leaves)])


def header(edition: Settings, slug: str) -> dict[str, str]:
    """All text, in this order."""
    return {
        "form": FORM,
        "campaign": slug,
        "number": str(edition.number),
        "frozen_at": instant(edition.frozen_at),
        "title_fr": edition.titles["fr"],
        "title_en": edition.titles.get("en", ""),
        "count_line_fr": edition.count_lines.get("fr", ""),
        "count_line_en": edition.count_lines.get("en", ""),
        "list_word": edition.list_word,
        "list_preset": str(edition.list_preset.value),
        "sorts_with_article": _yes_or_no(edition.sorts_with_article),
        "puts_table_first": _yes_or_no(edition.puts_table_first),
        "puts_national_last": _yes_or_no(edition.puts_national_last),
        "shows_city": _yes_or_no(edition.shows_city),
        "total": str(edition.total),
        "previous": edition.previous_checksum or "",
    }


def instant(at: datetime) -> str:
    """« 2024-05-27T16:00:00.000000Z »: always as long."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _yes_or_no(holds: bool) -> str:
    return "yes" if holds else "no"


def _line(text: str) -> str:
    if "\n" in text:
        raise ValueError("a field of an edition is one line")
    return f"{text}\n"


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("".join(lines).encode()).hexdigest()
