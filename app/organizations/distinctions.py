"""« Ce n’est pas le même »: the pairs of entries that people said are two organizations."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from app.core import audit
from app.core.clock import now
from app.core.database import db, insert_into
from app.organizations.models import Distinction

Pair = frozenset[uuid.UUID]
_AT_A_TIME = 500


def kept_apart() -> set[Pair]:
    """Every pair of the register. One query."""
    return {frozenset(pair) for pair in db.session.execute(sa.select(Distinction.one_id, Distinction.other_id))}


def keep_apart_all(pairs: Iterable[tuple[uuid.UUID, uuid.UUID]], *, by: uuid.UUID, of: str) -> int:
    """Within a unit of work: what was decided of many at once; `of`: the thing on whose page. How many are new."""
    wanted = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    rows = [{"one_id": one, "other_id": other, "account_id": by, "decided_at": now()} for one, other in wanted]
    new = 0
    for start in range(0, len(rows), _AT_A_TIME):
        statement = insert_into(Distinction).values(rows[start : start + _AT_A_TIME]).on_conflict_do_nothing()
        new += len(db.session.execute(statement.returning(Distinction.one_id)).all())
    if new:
        audit.record("organizations.kept_apart", of, by=by, pairs=new)
    return new
