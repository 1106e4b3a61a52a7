"""Entries that may be one organization, for a person to decide; what was decided is never proposed again."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account
from app.core import audit
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.organizations.directory import STANDS
from app.organizations.known import standing
from app.organizations.merging import both
from app.organizations.models import Distinction, Organization
from app.organizations.proposing import Proposal, proposals

PER_PAGE = 20


@dataclass(frozen=True)
class Doubt:
    """Two entries that may be one, side by side."""

    one: Organization
    other: Organization
    proposal: Proposal


@dataclass(frozen=True)
class Doubts:
    """One page of the pairs of a region."""

    pairs: Sequence[Doubt]
    total: int
    page: int
    pages: int


def doubts(region_code: str, number: int) -> Doubts:
    """One page of the pairs of a region that nobody has decided yet, the likeliest first."""
    found = proposals(standing(region_code), _decided(region_code))
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(max(number, 1), pages)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    by_id = _loaded({key for proposal in shown for key in proposal.pair})
    pairs = [Doubt(by_id[each.one], by_id[each.other], each) for each in shown if each.pair <= by_id.keys()]
    return Doubts(pairs, len(found), number, pages)


def keep_apart(one_id: uuid.UUID, other_id: uuid.UUID, *, by: Account) -> None:
    """« Ce n’est pas le même »: never proposed again. Twice is once. Raises NoSuchOrganization."""
    with unit_of_work():
        first, second = both(one_id, other_id, by)
        pair = sorted((first.id, second.id))
        if first.id != second.id and db.session.get(Distinction, tuple(pair)) is None:
            db.session.add(Distinction(one_id=pair[0], other_id=pair[1], account_id=by.id, decided_at=now()))
            audit.record("organization.kept_apart", first.audit_key, by=by.id, other=str(second.id))


def _decided(region_code: str) -> set[frozenset[uuid.UUID]]:
    """The pairs of the region that a person said are two organizations."""
    pairs = sa.select(Distinction.one_id, Distinction.other_id).join(
        Organization, Organization.id == Distinction.one_id
    )
    found = db.session.execute(pairs.where(Organization.region_code == region_code))
    return {frozenset(pair) for pair in found}


def _loaded(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Organization]:
    found = db.session.scalars(
        sa.select(Organization)
        .where(Organization.id.in_(ids), STANDS)
        .options(
            joinedload(Organization.chapter), selectinload(Organization.aliases), selectinload(Organization.emails)
        )
    )
    return {organization.id: organization for organization in found}
