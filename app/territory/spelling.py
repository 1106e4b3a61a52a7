"""Which region somebody means: « BSL », « bas st-laurent », « Région 12 », « Saguenay/Lac », « Mtl », « Jamésie ».

What may mean two regions is nobody's guess: it gives none, and a person says which. The spellings are data, in
`region-spellings.csv`: official names and those in use, acronyms, MRCs and larger towns, and words that mean several.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from app.core.keys import matching_key
from app.territory.models import NATIONAL
from app.territory.reference import own_rows

LONGEST = 200  # characters: more than that is no name of a region
CLOSE = 88  # of 100: two letters wrong in a long name
SHORTEST_MISSPELT = 6

_SMALL_WORDS = (
    "adm admin administrative au aux d dans de des du en et l la le les mrc no num numero of ra reg region regional "
    "regionale regions rss secteur territoire the ville city"
)
_FILLERS = frozenset(_SMALL_WORDS.split())
_SAME_WORDS = {"qc": "quebec", "que": "quebec", "mtl": "montreal", "mtrl": "montreal", "isle": "ile", "isles": "iles"}
_EXCEPT = frozenset({"sauf", "hors", "excepte", "except", "hormis"})
_PARTED = re.compile(r"[,;:|\n\t/]+|\s+[-–—•·]+\s+")
_ASIDE = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_NUMBER = re.compile(r"(?:r|ra|rss|region)?(0?[1-9]|1[0-7]|00)")
_DECIMAL = re.compile(r"\s*(\d{1,2})[.,]0+\s*")  # a number that a spreadsheet wrote: 12.0
_COUNTED = re.compile(r"\b(\d+) regions\b")
_HEALTH_REGIONS_APART = frozenset({"04", "17"})  # the health network numbers these otherwise
_PROVINCE = re.compile(r"(?:[,(\[]\s*(?:québec|que|qué)|(?:\b|[,(\[])(?:qc|p\.?q))[)\]\s.]*$", re.IGNORECASE)
_NUMERO = re.compile(r"\b[nN]\s?[°º]|#")


@dataclass(frozen=True)
class _Spellings:
    """Every known spelling as its key, with the codes that it may mean."""

    codes: dict[str, frozenset[str]]
    compact: dict[str, frozenset[str]]  # « Basstlaurent », « Cotenord »
    names: dict[str, frozenset[str]]  # of these, a misspelling is understood
    longest: int  # in words


@lru_cache(maxsize=4096)
def region_called(text: str) -> str | None:
    """The code of the region (« 00 »: National) that the text names; None when it names none, or may mean several."""
    if len(text) > LONGEST:
        return None
    text = _NUMERO.sub("no ", unicodedata.normalize("NFC", _DECIMAL.sub(r"\1", text)))
    codes = _meant(text)
    if len(codes) != 1 or _is_province(text):  # « Laval, Québec »: the province, and not its capital
        codes = _meant(_PROVINCE.sub("", text))
    return next(iter(codes)) if len(codes) == 1 else None


def _is_province(text: str) -> bool:
    """« Qc » alone says nothing."""
    return not _words(_PROVINCE.sub("", text))


def _meant(text: str) -> frozenset[str]:
    """Every region that the text may mean."""
    words = _words(text)
    if not words or _EXCEPT & set(words):
        return frozenset()
    counted = _COUNTED.search(" ".join(words))
    if counted:
        return frozenset({NATIONAL}) if counted.group(1) == "17" else frozenset()
    return _whole(text) or _in_parts(text) or _misspelt(_key(words))


def _whole(text: str) -> frozenset[str]:
    """All of it is known, word by word: nothing is left over that could change the meaning."""
    words = _words(text)
    known = _spellings()
    exact = known.codes.get(_key(words)) or known.compact.get(_key(words).replace(" ", ""))
    if exact:
        return exact
    found: set[str] = set()
    position = 0
    while position < len(words):
        step, codes = _longest_at(words, position)
        if not step:
            return frozenset()
        found |= codes
        position += step
    if "rss" in words and found & _HEALTH_REGIONS_APART:
        return frozenset()
    return frozenset(found)


def _longest_at(words: list[str], position: int) -> tuple[int, frozenset[str]]:
    """How many words the longest spelling takes from there, and what it means; 0 when the word says nothing known."""
    known = _spellings()
    for step in range(min(known.longest, len(words) - position), 0, -1):
        phrase = words[position : position + step]
        if phrase[0] in _FILLERS or phrase[-1] in _FILLERS:
            continue
        codes = known.codes.get(_key(phrase))
        if codes:
            return step, codes
    number = _NUMBER.fullmatch(words[position])
    if number:
        return 1, frozenset({number.group(1).zfill(2)})
    return (1, frozenset()) if words[position] in _FILLERS else (0, frozenset())


def _in_parts(text: str) -> frozenset[str]:
    """« Thetford Mines, Chaudière-Appalaches »: the parts that name a region decide; the others are places in it."""
    found: set[str] = set()
    for part in _parts(text):
        found |= _whole(part) or _misspelt(_key(_words(part)))
    return frozenset(found)


def _parts(text: str) -> Iterator[str]:
    asides = _ASIDE.findall(text)
    outside = _ASIDE.sub(" , ", text)
    parts = [part for part in (*_PARTED.split(outside), *asides) if part.strip()]
    if len(parts) > 1:
        yield from parts


def _misspelt(key: str) -> frozenset[str]:
    """The one name that is two letters away, when no name of another region is nearly as close."""
    if len(key) < SHORTEST_MISSPELT or any(letter.isdigit() for letter in key):
        return frozenset()
    names = _spellings().names
    close = process.extract(key, names.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE - 6, limit=6)
    if not close or close[0][1] < CLOSE:
        return frozenset()
    return frozenset[str]().union(*(names[name] for name, _score, _ in close))


def _words(text: str) -> list[str]:
    """In small letters without accents, hyphens or « St- »."""
    plain = matching_key(text.replace("(", " ").replace(")", " ").replace("[", " ").replace("]", " "))
    return [_SAME_WORDS.get(word, word) for word in plain.split()]


def _key(words: list[str]) -> str:
    """Without the small words that come and go: « Nord du Québec », « Nord-Québec »."""
    return " ".join(word for word in words if word not in _FILLERS) or " ".join(words)


@cache
def _spellings() -> _Spellings:
    codes: dict[str, frozenset[str]] = {}
    names: dict[str, frozenset[str]] = {}
    longest = 1
    for row in own_rows("region-spellings.csv"):
        for spelling in row["spellings"].split(";"):
            words = _words(spelling)
            key = _key(words)
            meant = frozenset(row["codes"].split())
            codes[key] = meant
            longest = max(longest, len(words))
            if row["kind"] == "name":
                names[key] = meant
    compact = {key.replace(" ", ""): meant for key, meant in codes.items() if len(key) >= SHORTEST_MISSPELT}
    return _Spellings(codes, compact, names, longest)
