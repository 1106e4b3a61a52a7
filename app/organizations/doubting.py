"""Entries that may be one organization, for a person to decide; what was decided is never proposed again."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import Account
from app.core import audit, queues
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.organizations.comparing import TO_COMPARE
from app.organizations.likeness import Reason
from app.organizations.merging import both
from app.organizations.models import Distinction, LikelyPair, Organization

PER_PAGE = 20


_one, _other = aliased(Organization), aliased(Organization)


@dataclass(frozen=True)
class Doubt:
    """Two entries that may be one, side by side; why a person should look at both."""

    one: Organization
    other: Organization
    reasons: Sequence[Reason]


@dataclass(frozen=True)
class Doubts:
    """One page of the pairs of a region. `waiting`: entries that changed, and are still to be compared."""

    pairs: Sequence[Doubt]
    total: int
    waiting: int
    page: int
    pages: int


def doubts(region_code: str, number: int) -> Doubts:
    """One page of the pairs of a region that nobody has decided yet, the likeliest first.

    Each is as true as the last commit: one whose names have changed since they were compared is not among them. What
    waits to be compared is rung for, so that it is there when the page is asked for again.
    """
    total = db.session.scalar(_standing(sa.func.count(), region_code)) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(number, 1), pages)
    shown = db.session.scalars(
        _standing(LikelyPair, region_code)
        .order_by(LikelyPair.score.desc(), LikelyPair.one_id, LikelyPair.other_id)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    ).all()
    by_id = _loaded({key for pair in shown for key in (pair.one_id, pair.other_id)})
    pairs = [Doubt(by_id[one.one_id], by_id[one.other_id], [Reason(why) for why in one.reasons]) for one in shown]
    waiting = sa.select(sa.func.count()).where(TO_COMPARE, Organization.region_code == region_code)
    waits = db.session.scalar(waiting) or 0
    if waits:
        queues.ring_now(queues.COMPARE_NAMES)
    return Doubts(pairs, total, waits, number, pages)


def keep_apart(one_id: uuid.UUID, other_id: uuid.UUID, *, by: Account) -> None:
    """« Ce n’est pas le même »: never proposed again. Twice is once. Raises NoSuchOrganization."""
    with unit_of_work():
        first, second = both(one_id, other_id, by)
        pair = sorted((first.id, second.id))
        if first.id != second.id and db.session.get(Distinction, tuple(pair)) is None:
            db.session.add(Distinction(one_id=pair[0], other_id=pair[1], account_id=by.id, decided_at=now()))
            audit.record("organization.kept_apart", first.audit_key, by=by.id, other=str(second.id))


def _standing(what: Any, region_code: str) -> sa.Select[Any]:
    """The pairs of the names that both entries have today, in that region, without what a person decided."""
    decided = sa.exists().where(
        Distinction.one_id == LikelyPair.one_id, Distinction.other_id == LikelyPair.other_id
    )  # fmt: skip
    return (
        sa.select(what)
        .select_from(LikelyPair)
        .join(_one, sa.and_(_one.id == LikelyPair.one_id, _one.names_revision == LikelyPair.one_revision))
        .join(_other, sa.and_(_other.id == LikelyPair.other_id, _other.names_revision == LikelyPair.other_revision))
        .where(
            LikelyPair.region_code == region_code, _one.archived_at.is_(None), _other.archived_at.is_(None), ~decided
        )
    )


def _loaded(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Organization]:
    found = db.session.scalars(
        sa.select(Organization)
        .where(Organization.id.in_(ids))
        .options(
            joinedload(Organization.chapter), selectinload(Organization.aliases), selectinload(Organization.emails)
        )
    )
    return {organization.id: organization for organization in found}
