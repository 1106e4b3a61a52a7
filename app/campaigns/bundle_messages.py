"""The message of a bundle in one language, and its variants: one file each, subject and body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.campaigns import blanks
from app.campaigns.bundle_folder import Folder
from app.campaigns.traits import BY_ORGANIZATION
from app.core.language import gettext as _

NEEDED = ("salutation", "personal_line", "sender_name")
NEEDED_OF_ORGANIZATION = ("salutation", "organization", "sender_name")


@dataclass(frozen=True)
class Wording:
    """What a supporter is offered to send."""

    subject: str
    body: str


def read_messages(
    reader: Folder, settings: dict[str, Any], variants: Sequence[str], locale: str
) -> tuple[Wording, dict[str, Wording]]:
    """The message, then each variant by its name; nothing where nobody writes."""
    if not settings.get("actions", {}).get("write"):
        return Wording("", ""), {}
    return _read(reader, "", locale), {name: _read(reader, name, locale) for name in variants}


def file_of(variant: str, locale: str) -> str:
    """`message.fr.md`, `message.stance.supports.fr.md`."""
    return ".".join(part for part in ("message", variant.replace(":", "."), locale, "md") if part)


def as_file(wording: Wording) -> str:
    return f"---\nsubject: {wording.subject}\n---\n{wording.body}"


def allowed_in(variant: str) -> frozenset[str]:
    """The blanks that the program fills in."""
    return blanks.BLANKS | blanks.OF_ORGANIZATION if _is_letter(variant) else blanks.BLANKS


def needed_in(variant: str) -> tuple[str, ...]:
    """Without these blanks, nobody would know who writes, or to whom."""
    return NEEDED_OF_ORGANIZATION if _is_letter(variant) else NEEDED


def _is_letter(variant: str) -> bool:
    return variant.partition(":")[0] == BY_ORGANIZATION


def _read(reader: Folder, variant: str, locale: str) -> Wording:
    file = file_of(variant, locale)
    text = reader.text(file)
    found = re.match(r"---\nsubject: *(.+?) *\n---\n+(.+)", text, re.DOTALL)
    if text and not found:
        reader.complain(file, _("doit commencer par ---, une ligne « %(line)s », puis ---", line="subject: …"))
    reader.check_blanks(file, text, allowed_in(variant))
    for blank in needed_in(variant):
        if text and blank not in blanks.names_in(text):
            reader.complain(file, _("il manque le champ à remplir {%(blank)s}", blank=blank))
    return Wording(found[1], found[2].strip() + "\n") if found else Wording("", "")
