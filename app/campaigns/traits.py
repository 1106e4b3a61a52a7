"""Traits of a recipient: names by which a campaign leaves somebody out, or words its message otherwise.

`party:parti-de-lexemple`, `office:minister`, `stance:supports`, `person:camille-exemple`. Names, never conditions:
of several variants, the first that fits is taken.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping

from app.campaigns.errors import UnknownTrait
from app.core.keys import search_key
from app.officials.models import Mandate, Office

BY_ORGANIZATION = "organization"  # a letter that an organization writes; `organization:stance:supports` to some of them
STANCES = ("met", "supports", "refuses")  # what an official answered, once anything is known of it
MOST_VARIANTS = 8

Stances = Mapping[uuid.UUID, str]  # by official
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def key_of(name: str) -> str:
    """« Parti de l’Exemple » as it stands in a trait or a rule: `parti-de-lexemple`."""
    return search_key(name).replace(" ", "-")


def is_key(text: str) -> bool:
    """Whether a name can have this key."""
    return _KEY.fullmatch(text) is not None


def _is_of_party(key: str, mandate: Mandate, stance: str) -> bool:
    return key_of(mandate.official.party) == key


def _holds_office(key: str, mandate: Mandate, stance: str) -> bool:
    return mandate.office.value == key


def _has_answered(key: str, mandate: Mandate, stance: str) -> bool:
    return stance == key


def _is_called(key: str, mandate: Mandate, stance: str) -> bool:
    return key_of(mandate.official.name) == key


_FITS: dict[str, Callable[[str, Mandate, str], bool]] = {
    "party": _is_of_party,
    "office": _holds_office,
    "stance": _has_answered,
    "person": _is_called,
}
_KNOWN = {"office": frozenset(office.value for office in Office), "stance": frozenset(STANCES)}


def check(trait: str) -> None:
    """Raises UnknownTrait when nobody could ever have it."""
    kind, _, value = trait.partition(":")
    is_possible = value in _KNOWN[kind] if kind in _KNOWN else is_key(value)
    if kind not in _FITS or not is_possible:
        raise UnknownTrait(name=trait)


def check_variant(name: str) -> None:
    """The same for what a variant is for: a trait, or the letter of an organization, perhaps with a trait."""
    if name != BY_ORGANIZATION:
        check(name.removeprefix(f"{BY_ORGANIZATION}:"))


def fits(trait: str, mandate: Mandate, stance: str) -> bool:
    """Whether the trait is that of whoever holds the mandate; `stance` is empty while nothing is known."""
    kind, _, value = trait.partition(":")
    return _FITS[kind](value, mandate, stance)


def is_left_out(exclusions: Iterable[str], mandate: Mandate, stances: Stances) -> bool:
    """Whether a campaign with these exclusions does not write to whoever holds the mandate."""
    stance = stances.get(mandate.official_id, "")
    return any(fits(trait, mandate, stance) for trait in exclusions)


def variant_for(variants: Iterable[str], mandate: Mandate, stance: str, *, by_organization: bool = False) -> str:
    """The first variant that fits; the empty name is the message that has no variant."""
    for name in variants:
        is_letter = name == BY_ORGANIZATION or name.startswith(f"{BY_ORGANIZATION}:")
        if is_letter is not by_organization:
            continue
        if name == BY_ORGANIZATION or fits(name.removeprefix(f"{BY_ORGANIZATION}:"), mandate, stance):
            return name
    return BY_ORGANIZATION if by_organization else ""


def looks_at_stances(names: Iterable[str]) -> bool:
    """Whether any of these depends on what officials answered."""
    return any("stance:" in name for name in names)
