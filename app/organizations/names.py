"""A name as the organization writes it, and the keys that are made of it. Names are checked, never retouched."""

from __future__ import annotations

import re

from app.core.keys import matching_key, search_key
from app.core.plain_text import holds_a_link, is_formula, one_line
from app.organizations.errors import LONGEST_CITY, LONGEST_NAME, NameProblem, NameRefused

LONGEST_KEY = 1000  # bytes: some single characters unfold into many, and an index entry has a limit

_APOSTROPHES = re.compile(r"['’‘ʼ´`]")
_LOST = "\N{REPLACEMENT CHARACTER}"


def checked_name(text: str) -> str:
    """The name on one line, otherwise exactly as typed. Raises NameRefused."""
    name = one_line(text)
    if not name:
        raise NameRefused(NameProblem.EMPTY)
    if len(name) > LONGEST_NAME:
        raise NameRefused(NameProblem.TOO_LONG, length=len(name))
    if is_formula(name):
        raise NameRefused(NameProblem.FORMULA)
    if _LOST in name:
        raise NameRefused(NameProblem.UNREADABLE)
    if holds_a_link(name):
        raise NameRefused(NameProblem.LINK)
    key = matching_key(name)
    if not key or not words_of(name):  # « ʼ » is a letter to Unicode, and no word to anybody who searches
        raise NameRefused(NameProblem.NO_LETTER)
    if len(key.encode()) > LONGEST_KEY:
        raise NameRefused(NameProblem.TOO_LONG, length=len(key))
    return name


def checked_city(text: str) -> str:
    """The municipality on one line; may be empty. Raises NameRefused."""
    city = one_line(text)
    if len(city) > LONGEST_CITY or len(search_key(city).encode()) > LONGEST_KEY:
        raise NameRefused(NameProblem.TOO_LONG, limit=LONGEST_CITY, length=len(city))
    if is_formula(city):
        raise NameRefused(NameProblem.FORMULA)
    if _LOST in city:
        raise NameRefused(NameProblem.UNREADABLE)
    if holds_a_link(city):
        raise NameRefused(NameProblem.LINK)
    if city and not search_key(city):
        raise NameRefused(NameProblem.NO_LETTER)
    return city


def words_of(name: str) -> set[str]:
    """The words under which a name is found: « L’Été » answers to « lete », to « l » and to « ete »."""
    return {*search_key(name).split(), *search_key(_APOSTROPHES.sub(" ", name)).split()}
