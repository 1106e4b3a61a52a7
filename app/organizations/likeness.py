"""How two names resemble each other, in words that a person can judge. Nothing here joins anything.

Each rule was tried on labelled pairs of real spellings: docs/adr/0002-matching-key.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from app.core.keys import acronyms_beside, matching_key, without_parentheses
from app.core.plain_text import one_line

CLOSE = 85.0  # rapidfuzz.fuzz.ratio of two keys, below which nobody takes one name for the other
_CLOSE_WORD = 68.0  # « ancrage » and « encrage », « vallon » and « vallons »
_CLOSE_ACRONYM = 90.0  # « FRAPPRU »
LONGEST_ACRONYM = 12
SHORTEST_ACRONYM = 3
_TELLING_ACRONYM = 4  # « CAB » and « CDC » begin many names
_RARE_ACRONYM = 5

_SMALL_WORDS = frozenset(
    (
        *("a", "au", "aux", "avec", "c", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les", "of"),
        *("ou", "par", "pour", "s", "sa", "ses", "son", "sur", "the", "un", "une"),
    )
)
_NOTHING: frozenset[str] = frozenset()  # one for all: Python makes each empty set anew
# Words that name a kind of organization, not one of them: without accents and without a plural s.
_COMMON_WORDS = frozenset(Path(__file__).with_name("common_words.txt").read_text("utf-8").split())


class Reason(StrEnum):
    """Why two lines are, or may be, one organization."""

    SAME_KEY = "same_key"
    ALIAS = "alias"  # another name that staff wrote down
    OTHER_CITY = "other_city"  # the same key, in another city of the region
    SEVERAL = "several"  # the same key stands there more than once, and nothing chooses
    OTHER_REGION = "other_region"  # the same key and city, under another region
    NO_REGION = "no_region"  # the same key, where no region is said
    ACRONYM = "acronym"  # one is the acronym that stands in the other's parentheses
    INITIALS = "initials"  # the acronym is made of the other's initials
    PARENTHESES = "parentheses"  # only one says what the parentheses say
    SAME_WORDS = "same_words"  # in another order, or with other small words
    WORDS_ADDED = "words_added"  # one holds all the words of the other, and some more
    CLOSE_NAME = "close_name"  # a few letters apart


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way of writing a name, taken apart once."""

    key: str
    words: frozenset[str]  # without small words and without a plural s
    numbers: frozenset[str]
    initials: str
    all_initials: str  # small words included: « mdj »
    compact: str
    acronyms: frozenset[str]
    outside: str

    @property
    def may_be_acronym(self) -> bool:
        return SHORTEST_ACRONYM <= len(self.compact) <= LONGEST_ACRONYM

    @property
    def short_words(self) -> list[str]:
        return [word for word in self.key.split() if SHORTEST_ACRONYM <= len(word) <= LONGEST_ACRONYM]


@lru_cache(maxsize=8192)  # a preview meets each name of the sheet, and those of the register, three times
def spelling(name: str) -> Spelling:
    """The name taken apart; its key is "" when nothing in it is a word."""
    name = one_line(name)
    key = matching_key(name)
    tokens = key.split()
    telling = [token for token in tokens if token not in _SMALL_WORDS] or tokens
    return Spelling(
        key=key,
        words=frozenset(map(_singular, telling)),
        numbers=frozenset(token for token in tokens if any(map(str.isdigit, token))) or _NOTHING,
        initials="".join(token[0] for token in telling),
        all_initials="".join(token[0] for token in tokens),
        compact=key.replace(" ", ""),
        acronyms=acronyms_beside(name) if "(" in name else _NOTHING,
        outside=without_parentheses(name) if "(" in name else key,
    )


def resemblance(one: Spelling, other: Spelling) -> tuple[Reason, ...]:
    """Why a person should look at both; empty when there is no reason to."""
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return ()  # « Groupe 35+ » and « Groupe 45+ », the regions 03 and 04
    rules = (
        (Reason.ACRONYM, _share_acronym),
        (Reason.INITIALS, _stand_for_each_other),
        (Reason.PARENTHESES, _differ_by_parentheses),
        (Reason.SAME_WORDS, _have_same_words),
        (Reason.WORDS_ADDED, _hold_each_other),
        (Reason.CLOSE_NAME, _are_close),
    )
    return tuple(reason for reason, holds in rules if holds(one, other))


def share_telling_word(one: Spelling, other: Spelling) -> bool:
    """Whether a word that names no kind of organization is in both."""
    return bool((one.words & other.words) - _COMMON_WORDS)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _share_acronym(one: Spelling, other: Spelling) -> bool:
    return (
        _is_acronym_of(one, other)
        or _is_acronym_of(other, one)
        or any(len(acronym) >= _RARE_ACRONYM for acronym in one.acronyms & other.acronyms)
    )


def _is_acronym_of(short: Spelling, long: Spelling) -> bool:
    if not short.may_be_acronym or not long.acronyms:
        return False
    if short.compact in long.acronyms:
        return True
    return len(short.compact) >= _RARE_ACRONYM and any(
        len(acronym) >= _RARE_ACRONYM and fuzz.ratio(short.compact, acronym) >= _CLOSE_ACRONYM
        for acronym in long.acronyms
    )


def _stand_for_each_other(one: Spelling, other: Spelling) -> bool:
    return _stands_for(one, other) or _stands_for(other, one)


def _stands_for(short: Spelling, long: Spelling) -> bool:
    """« TROC-Montérégie » for « Table régionale des organismes communautaires de la Montérégie »."""
    if len(short.words) >= len(long.words):
        return False
    return any(_is_made_of(acronym, short.words - {_singular(acronym)}, long) for acronym in short.short_words)


def _is_made_of(acronym: str, rest: frozenset[str], long: Spelling) -> bool:
    if rest:  # the other words tell which table it is
        return rest <= long.words and (acronym in long.initials or long.all_initials.startswith(acronym))
    whole = acronym in (long.initials, long.all_initials)
    return whole or (len(acronym) >= _TELLING_ACRONYM and long.initials.startswith(acronym))


def _differ_by_parentheses(one: Spelling, other: Spelling) -> bool:
    return one.key != other.key and (one.outside == other.key or other.outside == one.key)


def _have_same_words(one: Spelling, other: Spelling) -> bool:
    return one.words == other.words and one.key != other.key


def _hold_each_other(one: Spelling, other: Spelling) -> bool:
    fewer, more = sorted((one.words, other.words), key=len)
    return len(fewer) >= 2 and len(fewer) * 2 >= len(more) and fewer < more and bool(fewer - _COMMON_WORDS)


def _are_close(one: Spelling, other: Spelling) -> bool:
    """A few letters apart, and not because another place or another proper name stands there."""
    if one.compact == other.compact:
        return one.key != other.key
    if one.key == other.key or fuzz.ratio(one.key, other.key) < CLOSE:
        return False
    here, there = one.words - other.words, other.words - one.words
    return bool(here or there) and _all_have_a_near_word(here, there) and _all_have_a_near_word(there, here)


def _all_have_a_near_word(words: frozenset[str], others: frozenset[str]) -> bool:
    return all(any(fuzz.ratio(word, other) >= _CLOSE_WORD for other in others) for word in words)
