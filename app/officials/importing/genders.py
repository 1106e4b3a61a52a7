"""How lists write a gender: « F », « Mme », « Députée », « masculin », « M. ». The letter opens by it."""

from __future__ import annotations

import re

from app.core.keys import search_key
from app.officials.models import Gender

_FEMININE = frozenset(
    {"f", "femme", "feminin", "feminine", "mme", "madame", "mlle", "mademoiselle", "elle", "dre", "female", "woman",
     "w", "mrs", "ms", "she"}
)  # fmt: skip
_MASCULINE = frozenset(
    {"m", "h", "homme", "masculin", "masculine", "monsieur", "mr", "il", "dr", "male", "man", "he"}
)  # fmt: skip
_TITLES = {
    Gender.FEMININE: ("deputee", "presidente", "directrice", "premiere", "cheffe", "deleguee", "conseillere"),
    Gender.MASCULINE: ("depute", "president", "directeur", "premier", "chef", "delegue", "conseiller"),
}
_CIVILITY = re.compile(r"^(mme|madame|mlle|m\.|mr\.?|monsieur|dre?\.?|me)\s+(?=\S)", re.IGNORECASE)


def gender_called(text: str) -> Gender | None:
    """What the cell of a column of genders says; None when it says nothing, or something else."""
    word = search_key(text)
    if word in _FEMININE:
        return Gender.FEMININE
    return Gender.MASCULINE if word in _MASCULINE else None


def gender_of_title(text: str) -> Gender | None:
    """What a title lets understand: « Députée de Rimouski », « Directeur général »; None for « ministre »."""
    words = set(search_key(text).split())
    found = {gender for gender, titles in _TITLES.items() if words & set(titles)}
    return found.pop() if len(found) == 1 else gender_called(text)


def without_civility(name: str) -> tuple[str, Gender | None]:
    """« Mme Jeanne Exemple » without its first word, and what that word says."""
    said = _CIVILITY.match(name)
    return (name[said.end() :], gender_called(said.group(1))) if said else (name, None)
