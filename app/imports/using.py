"""Whether somebody has begun to use what an import made: a row of any other table points at it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from app.core.database import Base, db

_AT_A_TIME = 500  # ids in one question: SQLite counts its parameters; rows written by one statement

T = TypeVar("T")


def in_use(model: type[Base], keys: Iterable[uuid.UUID], *, own: frozenset[str]) -> set[uuid.UUID]:
    """Of these rows, those at which a table outside of `own` points. One question a table and 500 rows."""
    pointing = list(_columns_that_point_at(model, own))
    found: set[uuid.UUID] = set()
    for some in in_parts(keys):
        for column in pointing:
            found |= set(db.session.scalars(sa.select(column).where(column.in_(some)).distinct()))
    return found


def in_parts(items: Iterable[T]) -> Iterator[list[T]]:
    """So few at a time that any engine takes them, and that they fit in memory."""
    rest = iter(items)
    while some := list(islice(rest, _AT_A_TIME)):
        yield some


def _columns_that_point_at(model: type[Base], own: frozenset[str]) -> Iterator[sa.Column[Any]]:
    table: Any = model.__table__
    for other in db.metadata.sorted_tables:
        if other.name in own:
            continue
        for column in other.columns:
            if any(key.column.table is table for key in column.foreign_keys):
                yield column
