"""Which office a cell means: « Ministre de la Santé », « Porte-parole en matière de finances », « whip », « PDG »."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.keys import search_key
from app.officials.appointing import Function
from app.officials.models import Office
from app.territory import service as territory
from app.territory.models import NATIONAL

LONGEST_KEY = 60
_PORTFOLIOS = {
    "social-services": r"services? sociaux|social services?",
    "health": r"\bsante\b|\bhealth\b",
    "finance": r"\bfinances?\b",
    "treasury": r"\btresor\b|treasury|administration gouvernementale",
}
_SMALL_WORDS = re.compile(
    r"^(ministres?|minister|porte ?parole|critique|critic|deleguee?s?|responsables?|en matiere|officielle?s?|chargee?s?"
    r"|de l opposition|de|des|du|d|la|le|les|l|a|au|aux|pour|of|for|the)\b\s*"
)
_REGIONAL = re.compile(r"^(?:ministre responsable|minister responsible).*?\bregion\b\s*(.*)$")
_MINISTER = re.compile(r"^(vice )?(premiere?|prime)? ?(ministre|minister)\b|conseil du tresor")
_CRITIC = re.compile(r"^(porte ?parole|critique\b|critic\b)")
_HEAD = re.compile(
    r"\bpdg\b|direct(rice|eur)|direction|^president|^heads?\b|cheff?e? de (la )?direction|\bceo\b|^dirigeant"
)
_MEMBER = re.compile(
    r"^(deputee?s?( (de|du|des|d)\b.*)?|deputee? independante?|mna|membre( de l ?assemblee nationale)?|member.*)$"
)
_PARTED = re.compile(r"\s*[;|\n]\s*|\s+/\s+")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the line says of an office, cell by cell."""

    party: str = ""
    portfolio: str = ""
    institution: str = ""
    region: str = ""
    title: str = ""


class FunctionUnclear(ValueError):
    """`problem`: « function », « party », « portfolio », « region », « institution »: what is unknown or missing."""

    def __init__(self, problem: str, what: str) -> None:
        self.problem = problem
        self.what = what
        super().__init__(problem)


def offices_in(text: str) -> list[str]:
    """The offices of a cell that holds several: « Ministre de la Santé; whip »."""
    return [part for part in _PARTED.split(text) if part]


def function_called(text: str, said: Said) -> list[Function]:
    """The offices that one text means; none when it only says that the person sits. Raises FunctionUnclear."""
    words = _words(text)
    if _MEMBER.match(words):
        return []
    if regional := (_REGIONAL.match(words) or (words in ("regional minister", "regional_minister"))):
        return [_regional(said.region if isinstance(regional, bool) else regional.group(1) or said.region)]
    if "whip" in words.split():
        return [Function(office=Office.WHIP, party=_wanted("party", said.party))]
    if _CRITIC.match(words):
        party = _wanted("party", said.party)
        return [
            Function(office=Office.CRITIC, portfolio=key, party=party, title=_title(text, said.portfolio, key))
            for key in _portfolios(said.portfolio or text)
        ]
    if _MINISTER.search(words):
        return [
            Function(office=Office.MINISTER, portfolio=key, title=_title(text, said.portfolio, key))
            for key in _portfolios(said.portfolio or text)
        ]
    if _HEAD.search(words) or said.institution:
        return [_head(text, said)]
    raise FunctionUnclear("function", text)


def portfolio_keys(text: str) -> list[str]:
    """The portfolios that a text names: ours by their key, another by its words: « langue-francaise »."""
    words = _words(text)
    if words.replace(" ", "-") in _PORTFOLIOS:
        return [words.replace(" ", "-")]
    known = [key for key, pattern in _PORTFOLIOS.items() if re.search(pattern, words)]
    if known:
        return known
    if re.search(r"(premiere?|prime) minist", words) and "vice" not in words:
        return ["premier"]
    while (shorter := _SMALL_WORDS.sub("", words, count=1)) != words:
        words = shorter
    return [words.replace(" ", "-")[:LONGEST_KEY]] if words else []


def _portfolios(text: str) -> list[str]:
    found = portfolio_keys(text)
    if not found:
        raise FunctionUnclear("portfolio", text)
    return found


def _regional(text: str) -> Function:
    code = territory.region_called(text) if text else None
    if code is None or code == NATIONAL:
        raise FunctionUnclear("region", text)
    return Function(office=Office.REGIONAL_MINISTER, region_code=code)


def _head(text: str, said: Said) -> Function:
    code = territory.region_called(said.region) if said.region else None
    if said.region and code is None:
        raise FunctionUnclear("region", said.region)
    title = "" if _words(text) in ("head", "direction") else text
    return Function(
        office=Office.HEAD, institution=_wanted("institution", said.institution), region_code=code,
        title=_small(said.title or title),
    )  # fmt: skip


def _title(text: str, portfolio: str, key: str) -> str:
    """How the office is called, for a portfolio that we have no words for."""
    if key in _PORTFOLIOS:
        return ""
    bare = _words(text) in ("ministre", "minister", "porte parole", "critic", "critique")
    return _small(f"{text} ({portfolio})" if bare and portfolio else text)


def _small(text: str) -> str:
    """« Ministre de la Langue française » inside a sentence; « PDG » stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _wanted(problem: str, text: str) -> str:
    if not text:
        raise FunctionUnclear(problem, "")
    return text


def _words(text: str) -> str:
    """Apostrophes part words here, and « porte-parole » is two."""
    return search_key(re.sub(r"['’]", " ", text))
