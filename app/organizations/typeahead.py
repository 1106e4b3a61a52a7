"""Organizations known under what somebody has begun to type. Every step reads a short range of an index.

The statements are built once for each number of words: building them anew costs more than running them.
"""

from __future__ import annotations

import math
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from app.core.database import db
from app.core.keys import search_key
from app.core.plain_text import one_line
from app.core.plans import plan_once
from app.organizations.models import Alias, NameWord, Organization, Origin
from app.territory.models import Region

MOST = 8
LONGEST_QUERY = 100
MOST_WORDS = 8
MOST_LOOKED_AT = 1000  # names that hold the rarest word typed; only when every word is commoner may one be missed
SHORTEST_FORGIVEN = 4  # letters: in a shorter word every other one is a slip away
LIKE_ENOUGH = 75  # of 100, against the beginning of a known word
SHORTEST_LIKE = LIKE_ENOUGH / (200 - LIKE_ENOUGH)  # of the length typed: with fewer letters, no word is as like
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


Counts = dict[str, int]  # by word
Found = dict[uuid.UUID, Any]  # rows of organizations by their ids, in the order in which they are offered

# Whether everybody can read an organization on some list, and which of several are on that of one campaign: a higher
# feature knows.
AnyList = Callable[[sa.ColumnElement[uuid.UUID]], sa.ColumnElement[bool]]
ListedOf = Callable[[Collection[uuid.UUID], str], Collection[uuid.UUID]]
_public_lists: list[tuple[AnyList, ListedOf]] = []


def register_public_lists(*, any_list: AnyList, listed_of: ListedOf) -> None:
    """At start: when an entry that only a signature brought may be offered, and when it is told that one has signed."""
    if [(any_list, listed_of)] != _public_lists:
        _public_lists[:] = [(any_list, listed_of)]
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
    plan_once()
    found = _found(key, limit, region_code or "")
    listed = _listed(found, one_line(campaign_slug))
    return [
        Suggestion(row.id, row.name, row.region_code, row.region_name, row.city, row.id in listed)
        for row in found.values()
    ]


def is_offered(organization_id: uuid.UUID) -> bool:
    """Whether anybody may be told that the register has it: what a signature brought is not known before a list."""
    found = sa.select(_ORGANIZATION.c.id).where(
        _ORGANIZATION.c.id == organization_id, _ORGANIZATION.c.archived_at.is_(None), _is_offered()
    )
    return db.session.scalar(found) is not None


def _found(key: str, limit: int, region: str) -> Found:
    found: Found = {}

    def more(statement: Any, values: dict[str, str]) -> None:
        if len(found) < limit:
            for row in db.session.execute(statement, {**values, "region": region, "most": limit + len(found)}):
                if len(found) < limit:
                    found.setdefault(row.id, row)

    more(_names_that_begin(), _range("0", key))
    more(_aliases_that_begin(), _range("0", key))
    if len(found) < limit:
        counts = _counts(list(dict.fromkeys(key.split()))[:MOST_WORDS])
        if all(counts.values()):
            more(*_by_words(counts))
        if not found and (known := _as_known_words(counts)):
            more(*_by_words(known))
    return found


def _listed(found: Found, campaign_slug: str) -> set[uuid.UUID]:
    """Those that everybody can read on the list of that campaign."""
    if not (found and campaign_slug):
        return set()
    return {organization_id for _, listed_of in _public_lists for organization_id in listed_of(found, campaign_slug)}


def _by_words(counts: Counts) -> tuple[Any, dict[str, str]]:
    """Every word typed begins a word of the name. The rarest leads, so that few rows are looked at."""
    rarest_first = sorted(counts, key=lambda word: (counts[word], -len(word)))
    return _names_with_words(len(counts)), _ranges(rarest_first)


def _counts(words: list[str]) -> Counts:
    """How many words of the register each begins, counted up to a bound."""
    return dict(zip(words, db.session.execute(_samples(len(words)), _ranges(words)).one(), strict=True))


def _as_known_words(counts: Counts) -> Counts:
    """The same words, each as the nearest beginning of a word of the register; nothing when one is like none.

    A slip is seldom in the first letter: with it, a short range of the index holds all that may be meant.
    """
    if any(not count and len(word) < SHORTEST_FORGIVEN for word, count in counts.items()):
        return {}
    known: Counts = {}
    for word, count in counts.items():
        begins = {word: count} if count else _beginnings(word)
        if (nearest := process.extractOne(word, list(begins), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)) is None:
            return {}
        known[nearest[0]] = begins[nearest[0]]
    return {} if list(known) == list(counts) else known


def _beginnings(typed: str) -> Counts:
    """The beginnings of words of the register that may be meant, no longer than what was typed; the commonest first."""
    begins: Counter[str] = Counter()
    asked = {**_range("0", typed[0]), "shortest": math.ceil(len(typed) * SHORTEST_LIKE)}
    for word, count in db.session.execute(_words_that_begin(), asked):
        begins[word[: len(typed)]] += count
    return {begin: min(count, MOST_LOOKED_AT) for begin, count in begins.most_common()}


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
        sa.select(first.c.word, first.c.organization_id)
        .where(_begins(first.c.word, "0"))
        .order_by(first.c.word, first.c.organization_id)
        .limit(MOST_LOOKED_AT)
        .subquery("leading")
    )
    statement = _shown().join(leading, leading.c.organization_id == _ORGANIZATION.c.id)
    for position, other in enumerate(others, 1):
        also = sa.and_(other.c.organization_id == leading.c.organization_id, _begins(other.c.word, str(position)))
        statement = statement.where(sa.exists().where(also))
    return statement.order_by(leading.c.word, leading.c.organization_id)


@cache
def _words_that_begin() -> Any:
    word = NameWord.__table__.c.word
    is_long_enough = sa.func.length(word) >= sa.bindparam("shortest", type_=sa.Integer())
    return sa.select(word, sa.func.count()).where(_begins(word, "0"), is_long_enough).group_by(word).order_by(word)


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
    return (
        sa.select(columns.id, columns.name, columns.region_code, _REGION.c.name.label("region_name"), columns.city)
        .join_from(_ORGANIZATION, _REGION, _REGION.c.code == columns.region_code)
        .where(sa.or_(region == "", columns.region_code == region), columns.archived_at.is_(None), _is_offered())
        .limit(sa.bindparam("most", type_=sa.Integer()))
    )


def _is_offered() -> sa.ColumnElement[bool]:
    of_register = _ORGANIZATION.c.origin == Origin.REGISTER
    return sa.or_(of_register, *(any_list(_ORGANIZATION.c.id) for any_list, _ in _public_lists))


def _begins(column: Any, position: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= sa.bindparam(f"from_{position}"), column < sa.bindparam(f"to_{position}"))


def _range(position: str, prefix: str) -> dict[str, str]:
    return {f"from_{position}": prefix, f"to_{position}": prefix + _LAST}


def _ranges(words: Sequence[str]) -> dict[str, str]:
    return dict(chain.from_iterable(_range(str(position), word).items() for position, word in enumerate(words)))
