"""Organizations known under what somebody has begun to type. Every step reads a short range of an index.

The statements are built once for each number of words: building them anew costs more than running them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from app.core.database import db
from app.core.keys import search_key
from app.core.plain_text import one_line
from app.organizations.models import Alias, NameWord, Organization, Origin
from app.territory.models import Region

MOST = 8
LONGEST_QUERY = 100
MOST_WORDS = 8
MOST_LOOKED_AT = 1000  # names that hold the rarest word typed; only when every word is commoner may one be missed
SHORTEST_FORGIVEN = 4  # letters: in a shorter word every other one is a slip away
LIKE_ENOUGH = 75  # of 100, against the beginning of a known word
_LAST = "\U0010ffff"  # sorts after every letter on both engines

_ORGANIZATION, _ALIAS, _REGION = (model.__table__ for model in (Organization, Alias, Region))


@dataclass(frozen=True)
class Suggestion:
    """One organization of the register, as the type-ahead offers it."""

    id: uuid.UUID
    name: str
    region_code: str
    region_name: str
    city: str
    is_listed: bool  # everybody can read it on the list of the campaign that was named


Step = Callable[[str], tuple[Any, dict[str, str]]]

# Whether everybody can read an organization on some list, or on that of one campaign: a higher feature knows.
AnyList = Callable[[sa.ColumnElement[uuid.UUID]], sa.ColumnElement[bool]]
ListOf = Callable[[sa.ColumnElement[uuid.UUID], sa.ColumnElement[str]], sa.ColumnElement[bool]]
_public_lists: list[tuple[AnyList, ListOf]] = []


def register_public_lists(*, any_list: AnyList, list_of: ListOf) -> None:
    """At start: when an entry that only a signature brought may be offered, and when it is told that one has signed."""
    if [(any_list, list_of)] != _public_lists:
        _public_lists[:] = [(any_list, list_of)]
        for built in (_names_that_begin, _aliases_that_begin, _names_with_words):
            built.cache_clear()


def suggestions(
    query: str, limit: int = MOST, *, region_code: str | None = None, campaign_slug: str = ""
) -> list[Suggestion]:
    """Names that begin with the query, then other names (acronym, former name), then any word of the name.

    Only when nothing is found are slips forgiven: « macarreu » is then read as the nearest word that is known.

    What a signature brought is offered only while a public list shows it: the rest would tell who signed, and would
    let anybody put words there.
    """
    key = search_key(one_line(query)[:LONGEST_QUERY])
    if not key:
        return []
    within = {"region": region_code or "", "campaign": one_line(campaign_slug)}
    found = _found(key, (_by_name, _by_alias, _by_words), limit, within)
    if not found and (known := _as_known_words(key)):
        found = _found(known, (_by_words,), limit, within)
    return found


def _found(key: str, steps: tuple[Step, ...], limit: int, within: dict[str, str]) -> list[Suggestion]:
    found: dict[uuid.UUID, Suggestion] = {}
    for step in steps:
        statement, values = step(key)
        rows = db.session.execute(statement, {**values, **within, "most": limit + len(found)})
        for row in rows:
            if len(found) < limit:
                found.setdefault(row.id, Suggestion(*row))
        if len(found) >= limit:
            break
    return list(found.values())


def _by_name(key: str) -> tuple[Any, dict[str, str]]:
    return _names_that_begin(), _range("0", key)


def _by_alias(key: str) -> tuple[Any, dict[str, str]]:
    return _aliases_that_begin(), _range("0", key)


def _by_words(key: str) -> tuple[Any, dict[str, str]]:
    """Every word typed begins a word of the name. The rarest leads, so that few rows are looked at."""
    words = list(dict.fromkeys(key.split()))[:MOST_WORDS]
    values: dict[str, str] = {}
    for position, word in enumerate(_rarest_first(words)):
        values |= _range(str(position), word)
    return _names_with_words(len(words)), values


def _as_known_words(key: str) -> str:
    """The same words, each as the nearest beginning of a word of the register; nothing when one is like none.

    A slip is seldom in the first letter: with it, a short range of the index holds all that may be meant.
    """
    known: list[str] = []
    for word in key.split()[:MOST_WORDS]:
        begins = {row.word[: len(word)] for row in db.session.execute(_words_that_begin(), _range("0", word[0]))}
        cutoff = LIKE_ENOUGH if len(word) >= SHORTEST_FORGIVEN else 100
        if (nearest := process.extractOne(word, begins, scorer=fuzz.ratio, score_cutoff=cutoff)) is None:
            return ""
        known.append(nearest[0])
    return "" if known == key.split() else " ".join(known)


def _rarest_first(words: list[str]) -> list[str]:
    """By how many words of the register each begins, counted up to a bound; between common ones, the longest."""
    if len(words) == 1:
        return words
    values: dict[str, str] = {}
    for position, word in enumerate(words):
        values |= _range(str(position), word)
    counts = dict(zip(words, db.session.execute(_samples(len(words)), values).one(), strict=True))
    return sorted(words, key=lambda word: (counts[word], -len(word)))


@cache
def _names_that_begin() -> Any:
    return _shown().where(_begins(_ORGANIZATION.c.search_key, "0")).order_by(_ORGANIZATION.c.search_key)


@cache
def _aliases_that_begin() -> Any:
    return (
        _shown()
        .join(_ALIAS, _ALIAS.c.organization_id == _ORGANIZATION.c.id)
        .where(_begins(_ALIAS.c.search_key, "0"))
        .order_by(_ALIAS.c.search_key)
    )


@cache
def _names_with_words(number: int) -> Any:
    first, *others = (NameWord.__table__.alias(f"word_{position}") for position in range(number))
    leading = (
        sa.select(first.c.organization_id)
        .where(_begins(first.c.word, "0"))
        .order_by(first.c.word, first.c.organization_id)
        .limit(MOST_LOOKED_AT)
        .subquery("leading")
    )
    statement = _shown().join(leading, leading.c.organization_id == _ORGANIZATION.c.id)
    for position, other in enumerate(others, 1):
        also = sa.and_(other.c.organization_id == leading.c.organization_id, _begins(other.c.word, str(position)))
        statement = statement.where(sa.exists().where(also))
    return statement


@cache
def _words_that_begin() -> Any:
    word = NameWord.__table__.c.word
    return sa.select(word).where(_begins(word, "0")).distinct()


@cache
def _samples(number: int) -> Any:
    words = (NameWord.__table__.alias(f"word_{position}") for position in range(number))
    samples = (
        sa.select(sa.literal(1)).where(_begins(word.c.word, str(position))).limit(MOST_LOOKED_AT).subquery()
        for position, word in enumerate(words)
    )
    return sa.select(*(sa.select(sa.func.count()).select_from(sample).scalar_subquery() for sample in samples))


def _shown() -> Any:
    region = sa.bindparam("region", type_=sa.Text())
    columns = _ORGANIZATION.c
    place = (columns.region_code, _REGION.c.name.label("region_name"), columns.city)
    return (
        sa.select(columns.id, columns.name, *place, _is_listed().label("is_listed"))
        .join_from(_ORGANIZATION, _REGION, _REGION.c.code == columns.region_code)
        .where(sa.or_(region == "", columns.region_code == region), columns.archived_at.is_(None), _is_offered())
        .limit(sa.bindparam("most", type_=sa.Integer()))
    )


def _is_offered() -> sa.ColumnElement[bool]:
    of_register = _ORGANIZATION.c.origin == Origin.REGISTER
    return sa.or_(of_register, *(any_list(_ORGANIZATION.c.id) for any_list, _ in _public_lists))


def _is_listed() -> sa.ColumnElement[bool]:
    slug = sa.bindparam("campaign", type_=sa.Text())
    return sa.or_(sa.false(), *(list_of(_ORGANIZATION.c.id, slug) for _, list_of in _public_lists))


def _begins(column: Any, position: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= sa.bindparam(f"from_{position}"), column < sa.bindparam(f"to_{position}"))


def _range(position: str, prefix: str) -> dict[str, str]:
    return {f"from_{position}": prefix, f"to_{position}": prefix + _LAST}
