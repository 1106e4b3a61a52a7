"""The register as far as matching goes, and where an entry that was merged is found now."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from app.core.database import db
from app.organizations.directory import STANDS
from app.organizations.matching import Entry
from app.organizations.models import Alias, Merge, Organization


def entries(region_codes: Sequence[str] | None = None) -> list[Entry]:
    """What stands in the register and, under the id of the entry that was kept, what stood there before a merge.

    So the same id may come twice: a line that repeats the old spelling in the old city is the one that was kept.
    A few queries, whatever the size of the register.
    """
    scope = [] if region_codes is None else [Organization.region_code.in_(region_codes)]
    kept = kept_of()
    moved = [Organization.id.in_(kept), Organization.city_key != "", *scope]  # without a city, it would be anywhere
    merged = _entries(moved) if kept else []
    return [*_entries([STANDS, *scope]), *(replace(one, id=kept_at_last(one.id, kept), aliases=()) for one in merged)]


def kept_of() -> dict[uuid.UUID, uuid.UUID]:
    """Under the id of each entry that was merged, the one that was kept."""
    merges = sa.select(Merge.merged_id, Merge.kept_id).where(Merge.undone_at.is_(None))
    return dict(db.session.execute(merges).all())


def kept_at_last(organization_id: uuid.UUID, kept: dict[uuid.UUID, uuid.UUID]) -> uuid.UUID:
    """The entry itself or, when it was merged, the one that was kept, however often."""
    while organization_id in kept:
        organization_id = kept[organization_id]
    return organization_id


def standing(region_code: str) -> list[Entry]:
    """What stands in the register of one region, each entry once."""
    return _entries([STANDS, Organization.region_code == region_code])


def standing_of(organization: Organization) -> Organization:
    """The entry itself or, when it was merged, the one that was kept."""
    while organization.is_archived:
        kept_id = db.session.scalar(
            sa.select(Merge.kept_id).where(Merge.merged_id == organization.id, Merge.undone_at.is_(None))
        )
        kept = db.session.get(Organization, kept_id) if kept_id else None
        if kept is None:
            return organization
        organization = kept
    return organization


def _entries(conditions: Sequence[sa.ColumnElement[bool]]) -> list[Entry]:
    aliases: dict[uuid.UUID, list[str]] = defaultdict(list)
    named = (
        sa.select(Alias.organization_id, Alias.name)
        .join(Organization, Organization.id == Alias.organization_id)
        .where(*conditions)
    )
    for organization_id, name in db.session.execute(named.order_by(Alias.id)):
        aliases[organization_id].append(name)
    columns = (Organization.id, Organization.name, Organization.region_code, Organization.city)
    return [
        Entry(id=one.id, name=one.name, region_code=one.region_code, city=one.city, aliases=tuple(aliases[one.id]))
        for one in db.session.execute(sa.select(*columns).where(*conditions).order_by(Organization.id))
    ]
