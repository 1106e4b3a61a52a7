"""Organizations known under what somebody has begun to type. Every step reads a short range of an index."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core.database import db
from app.core.keys import search_key
from app.core.plain_text import one_line
from app.organizations.models import Alias, NameWord, Organization
from app.territory.models import Region

MOST = 8
LONGEST_QUERY = 100
MOST_WORDS = 8
SAMPLE = 200  # beyond this many, a word is common and is not worth counting further
_LAST = "\U0010ffff"  # sorts after every letter on both engines


@dataclass(frozen=True)
class Suggestion:
    """One organization of the register, as the type-ahead offers it."""

    id: uuid.UUID
    name: str
    region_code: str
    region_name: str
    city: str


def suggestions(query: str, limit: int = MOST, *, region_code: str | None = None) -> list[Suggestion]:
    """Names that begin with the query, then other names (acronym, former name), then any word of the name."""
    key = search_key(one_line(query)[:LONGEST_QUERY])
    if not key:
        return []
    found: dict[uuid.UUID, Suggestion] = {}
    words = key.split()[:MOST_WORDS]
    for step in (_by_name(key), _by_alias(key), _by_words(words)):
        _collect(found, step, limit, region_code)
        if len(found) >= limit:
            break
    return list(found.values())


def _collect(found: dict[uuid.UUID, Suggestion], matches: sa.Select[Any], limit: int, region_code: str | None) -> None:
    """Add the organizations of this step that no earlier step gave, as many as are still wanted."""
    if region_code:
        matches = matches.where(Organization.region_code == region_code)
    for row in db.session.execute(matches.limit(limit + len(found))):
        if len(found) < limit:
            found.setdefault(row.id, Suggestion(*row))


def _shown() -> Any:
    return sa.select(Organization.id, Organization.name, Organization.region_code, Region.name, Organization.city).join(
        Region, Region.code == Organization.region_code
    )


def _by_name(key: str) -> sa.Select[Any]:
    return _shown().where(_begins(Organization.search_key, key)).order_by(Organization.search_key)


def _by_alias(key: str) -> sa.Select[Any]:
    return (
        _shown()
        .join(Alias, Alias.organization_id == Organization.id)
        .where(_begins(Alias.search_key, key))
        .order_by(Alias.search_key)
    )


def _by_words(words: list[str]) -> sa.Select[Any]:
    """Every word typed begins a word of the name. The rarest leads, so that few rows are looked at."""
    first, *others = _rarest_first(words)
    statement = (
        _shown()
        .join(NameWord, NameWord.organization_id == Organization.id)
        .where(_begins(NameWord.word, first))
        .order_by(NameWord.word, NameWord.organization_id)
    )
    for word in others:
        also = sa.orm.aliased(NameWord)
        statement = statement.where(
            sa.exists().where(also.organization_id == NameWord.organization_id, _begins(also.word, word))
        )
    return statement


def _rarest_first(words: list[str]) -> list[str]:
    unique = list(dict.fromkeys(words))
    if len(unique) == 1:
        return unique
    return sorted(unique, key=dict(zip(unique, _counts(unique), strict=True)).__getitem__)


def _counts(words: Iterable[str]) -> list[int]:
    """How many times each begins a word of the register, counted up to SAMPLE, in one query."""
    samples = [
        sa.select(sa.func.count()).select_from(
            sa.select(sa.literal(1)).select_from(NameWord).where(_begins(NameWord.word, word)).limit(SAMPLE).subquery()
        ).scalar_subquery()
        for word in words
    ]  # fmt: skip
    return list(db.session.execute(sa.select(*samples)).one())


def _begins(column: Any, prefix: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= prefix, column < prefix + _LAST)
