"""Which column holds what, by the names that public bodies give to their columns, and by plain ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.core.tabular import folded
from app.territory.spelling import region_called

Names = Mapping[str, tuple[str, ...]]

POSTAL: Names = {
    "code": ("co postl", "cp", "code postal", "postal code", "codepostal", "code"),
    "riding": (
        "nm circ", "nom cep", "nm circn provn", "nom circ", "circonscription", "nom circonscription",
        "nom de circonscription", "circonscription electorale", "circonscription provinciale", "riding",
    ),
    "municipality": ("nm muncp", "nom mun", "municipalite", "nom municipalite", "ville", "municipality"),
    "municipality_code": ("co muncp", "co mun", "code municipalite", "mcode"),
    "designation": ("co desgn muncp", "des mun", "desgn muncp", "nm desgn muncp", "designation"),
    "mrc": ("nm mrc", "nom mrc", "mrc"),
    "region": ("co regn admns", "co ra", "nm regn admns", "nom ra", "region administrative", "region"),
    "retired": ("ret date",),
}  # fmt: skip
MUNICIPALITIES: Names = {
    "code": ("mcode", "co mun", "code geographique", "code"),
    "name": ("munnom", "municipalite", "nom mun", "nom", "name"),
    "designation": ("mdes", "designation"),
    "region": ("regadm", "region administrative", "co ra", "region"),
    "mrc": ("mrc", "nom mrc"),
    "ridings": ("mcirc", "circonscriptions", "circonscription", "ridings", "riding"),
}
RIDINGS: Names = {
    "code": ("code", "numero", "co circ", "co cep"),
    "name": ("name", "nom", "circonscription", "nm circ", "nom cep", "riding"),
    "region": ("region", "region administrative", "region principale"),
    "other_regions": ("other regions", "autres regions"),
    "aliases": ("former names", "anciens noms", "ancien nom", "autres noms", "aliases"),
}

# How the official files shorten the kinds of municipalities (E-3.3, r. 12.1, a. 3).
_DESIGNATIONS = {
    "CT": "Canton", "CU": "Cantons unis", "EI": "Établissement indien", "M": "Municipalité", "P": "Paroisse",
    "NO": "Territoire non organisé", "R": "Réserve indienne", "TC": "Terres réservées cries", "V": "Ville",
    "TI": "Terres réservées inuites", "TK": "Terres réservées naskapies", "VC": "Village cri", "VL": "Village",
    "VK": "Village naskapi", "VN": "Village nordique",
}  # fmt: skip
_AFTER_MRC = {"de ": "", "du ": "Le ", "des": "Les ", "d": ""}
_IN_PARENTHESES = re.compile(r"\((\d{1,3})\)\s*$")


def places_of(columns: Sequence[str], names: Names) -> dict[str, int]:
    """Where each thing stands, by its surest heading; a thing without a column is not among them."""
    there = {folded(heading): position for position, heading in reversed(list(enumerate(columns)))}
    found = {}
    for what, headings in names.items():
        position = next((there[heading] for heading in headings if heading in there), None)
        if position is not None:
            found[what] = position
    return found


def region_code(text: str, known: frozenset[str]) -> str | None:
    """« 05 », « 5 », « Estrie (05) », « Estrie »: the code; None when it names none, or may mean several."""
    behind = _IN_PARENTHESES.search(text)
    figures = behind.group(1) if behind else text.strip()
    if figures.isascii() and figures.isdigit():
        code = figures.zfill(2)
        return code if code in known else None
    found = region_called(text)
    return found if found in known else None


def mrc_name(text: str) -> str:
    """« MRC Brome-Missisquoi (460) » as « Brome-Missisquoi », « MRC des Etchemins » as « Les Etchemins »."""
    name = _IN_PARENTHESES.sub("", text).strip()
    if not name.startswith("MRC "):
        return name
    name = name[4:].lstrip()
    article = re.match(r"de |du |des |d[’']", name)
    return _AFTER_MRC[article.group()[:3].rstrip("’'")] + name[article.end() :] if article else name


def designation(text: str) -> str:
    """« VL » as « Village »; in words, as it is written."""
    return _DESIGNATIONS.get(text.strip(), text.strip())
