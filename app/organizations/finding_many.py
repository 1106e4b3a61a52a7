"""Many organizations found in the register for certain, or added to it, in a few queries.

The same rule as for one (`finding`), and the same answer as asking for one after another.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core.database import db, insert_into
from app.core.keys import matching_key, search_key
from app.core.plain_text import one_line
from app.organizations.finding import IDENTITY, row_of, word_rows
from app.organizations.known import kept_at_last, kept_of
from app.organizations.matching import of_city
from app.organizations.models import Alias, Kind, NameWord, Organization, Origin

Named = tuple[str, str, str]  # a name, the code of a region, a city
_AT_A_TIME = 300  # keys in one question: SQLite counts its parameters


@dataclass(frozen=True, slots=True)
class _Known:
    id: uuid.UUID
    city_key: str


def find_or_add_all(wanted: Sequence[Named]) -> list[uuid.UUID]:
    """Within a unit of work: for each, the entry that is this organization for certain, or a new one."""
    keys = [(region, matching_key(one_line(name))) for name, region, _city in wanted]
    merged = kept_of()
    by_name, by_alias = _known_by_name(keys, merged), _known_by_alias(keys, merged)
    found: list[uuid.UUID] = []
    new: list[dict[str, Any]] = []
    for (name, region, city), key in zip(wanted, keys, strict=True):
        city_key = search_key(one_line(city))
        same = of_city(by_name[key], city_key) or of_city([*by_name[key], *by_alias[key]], city_key)
        if same is None:
            row = row_of(name, region, city, Kind.COMMUNITY, Origin.SIGNATURE)
            new.append(row)
            same = _Known(row["id"], row["city_key"])
            by_name[key].append(same)
        found.append(kept_at_last(same.id, merged))
    standing = _insert(new)
    return [standing.get(one, one) for one in found]


def _known_by_name(keys: Iterable[tuple[str, str]], merged: dict[uuid.UUID, uuid.UUID]) -> dict[Any, list[_Known]]:
    """What stands, or stood, under each key: a merged entry without a city would answer for every city."""
    found: dict[Any, list[_Known]] = defaultdict(list)
    columns = Organization.id, Organization.region_code, Organization.key, Organization.city_key
    for some in _in_parts({key for _region, key in keys}):
        for one in db.session.execute(sa.select(*columns).where(Organization.key.in_(some)).order_by(Organization.id)):
            if one.city_key or one.id not in merged:
                found[one.region_code, one.key].append(_Known(one.id, one.city_key))
    return found


def _known_by_alias(keys: Iterable[tuple[str, str]], merged: dict[uuid.UUID, uuid.UUID]) -> dict[Any, list[_Known]]:
    found: dict[Any, list[_Known]] = defaultdict(list)
    named = sa.select(Organization.id, Organization.region_code, Alias.key, Organization.city_key).join(
        Alias, Alias.organization_id == Organization.id
    )
    for some in _in_parts({key for _region, key in keys}):
        for one in db.session.execute(named.where(Alias.key.in_(some)).order_by(Organization.id)):
            if one.city_key or one.id not in merged:
                found[one.region_code, one.key].append(_Known(one.id, one.city_key))
    return found


def _insert(rows: Sequence[dict[str, Any]]) -> dict[uuid.UUID, uuid.UUID]:
    """Which entry stands for each: what somebody else inserted at the same instant is taken instead."""
    stands: dict[uuid.UUID, uuid.UUID] = {}
    for start in range(0, len(rows), _AT_A_TIME):
        some = rows[start : start + _AT_A_TIME]
        statement = insert_into(Organization).values(some).on_conflict_do_nothing(index_elements=IDENTITY)
        inserted = set(db.session.scalars(statement.returning(Organization.id)))
        for row in some:
            if row["id"] not in inserted:
                same = (getattr(Organization, column) == row[column] for column in IDENTITY)
                stands[row["id"]] = db.session.scalars(sa.select(Organization.id).where(*same)).one()
        words = [word for row in some if row["id"] in inserted for word in word_rows(row["id"], row["name"])]
        if words:
            db.session.execute(sa.insert(NameWord), words)
    return stands


def _in_parts(keys: set[str]) -> Iterable[list[str]]:
    ordered = sorted(keys)
    return (ordered[start : start + _AT_A_TIME] for start in range(0, len(ordered), _AT_A_TIME))
