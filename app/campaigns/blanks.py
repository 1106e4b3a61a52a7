"""Blanks in staff's texts: a fixed set of names in braces, filled by replacement, never by a template engine."""

from __future__ import annotations

import re
from collections.abc import Mapping

BLANKS = frozenset(
    {
        "salutation",
        "official_title",
        "riding",
        "sender_name",
        "sender_city",
        "personal_line",
        "campaign_title",
        "campaign_url",
        "organizations_count",
    }
)
OF_ORGANIZATION = frozenset({"organization", "sender_title"})  # besides those, in the letter of an organization
NOTICE_BLANKS = frozenset({"operator", "leaders", "chapter", "privacy_officer", "hosting"})

_BLANK = re.compile(r"\{([a-z_]+)\}")


def names_in(text: str) -> set[str]:
    """The blanks that a text uses."""
    return set(_BLANK.findall(text))


def unknown_in(text: str, allowed: frozenset[str] = BLANKS) -> set[str]:
    """The blanks that nobody will fill: a typing mistake in a bundle."""
    return names_in(text) - allowed


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its blanks filled, each once: braces inside a value stay as they are.

    A blank without a value is left as it stands; a paragraph that held only an empty blank disappears.
    """
    filled = _BLANK.sub(lambda blank: values.get(blank[1], blank[0]), text)
    return re.sub(r"\n{3,}", "\n\n", filled).strip() + ("\n" if text.endswith("\n") else "")
