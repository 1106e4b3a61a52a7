"""To whom a bundle writes: rules, who is left out, what becomes of a vacant office, and the names of its variants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.campaigns import recipients, traits
from app.campaigns.bundle_folder import Folder
from app.campaigns.errors import UnknownRule, UnknownTrait
from app.core.language import gettext as _

KEYS = {"rules", "exclude", "when_vacant", "variants"}
LEAVE_OUT = "leave_out"  # in a file, the word for what the database keeps empty


@dataclass(frozen=True)
class Recipients:
    """The section [recipients], checked."""

    rules: list[str]
    exclusions: list[str]
    when_vacant: str
    variants: list[str]


def read_recipients(reader: Folder, settings: dict[str, Any]) -> Recipients:
    section = settings.get("recipients", {})
    rules = _names(
        reader, section, "rules", recipients.check, lambda name: _("règle d’envoi inconnue « %(rule)s »", rule=name)
    )
    exclusions = _names(reader, section, "exclude", traits.check, _unknown_trait)
    variants = _names(reader, section, "variants", traits.check_variant, _unknown_trait)
    if settings.get("actions", {}).get("write") and not rules:
        reader.complain("campaign.toml", _("[recipients] : si l’on peut écrire, il faut au moins une règle d’envoi"))
    if len(variants) > traits.MOST_VARIANTS or len(set(variants)) < len(variants):
        problem = _("[recipients] : variants compte au plus %(most)s noms, chacun une fois", most=traits.MOST_VARIANTS)
        reader.complain("campaign.toml", problem)
    return Recipients(rules, exclusions, _when_vacant(reader, section), variants)


def section_of(rules: list[str], exclusions: list[str], when_vacant: str, variants: list[str]) -> dict[str, Any]:
    """The same as it stands in a file; what is not said takes no line."""
    said = {"exclude": exclusions, "when_vacant": when_vacant, "variants": variants}
    return {"rules": rules, **{key: value for key, value in said.items() if value}}


def _names(
    reader: Folder, section: dict[str, Any], key: str, check: Callable[[str], None], unknown: Callable[[str], str]
) -> list[str]:
    names = section.get(key, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        reader.complain("campaign.toml", _("[recipients] : %(key)s est une liste de noms", key=key))
        return []
    for name in names:
        try:
            check(name)
        except (UnknownRule, UnknownTrait):
            reader.complain("campaign.toml", _("[recipients] : %(problem)s", problem=unknown(name)))
    return names


def _unknown_trait(name: str) -> str:
    return _("trait inconnu « %(trait)s »", trait=name)


def _when_vacant(reader: Folder, section: dict[str, Any]) -> str:
    told = section.get("when_vacant", LEAVE_OUT)
    if told in (LEAVE_OUT, recipients.WAIT):
        return "" if told == LEAVE_OUT else recipients.WAIT
    try:
        recipients.check(str(told))
    except UnknownRule:
        problem = _("[recipients] : when_vacant vaut leave_out, wait ou le nom d’une règle d’envoi")
        reader.complain("campaign.toml", problem)
    return str(told)
