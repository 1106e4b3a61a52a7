"""One organization found in the register for certain, or added to it.

The same key in the same region and city may be joined by the program; anything less certain is a person's
decision (docs/adr/0002-matching-key.md).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
import uuid_utils.compat

from app.chapters import service as chapters
from app.core import renderings
from app.core.clock import now
from app.core.database import db, insert_into
from app.core.keys import matching_key, search_key
from app.core.names import keys_of
from app.core.plain_text import one_line
from app.core.unit_of_work import unit_of_work
from app.organizations.known import standing_of
from app.organizations.matching import of_city
from app.organizations.models import Alias, Kind, Merge, NameWord, Organization, Origin
from app.organizations.names import checked_city, checked_name, words_of

IDENTITY = ("region_code", "key", "city_key")  # the database refuses two entries that have the same


def find_same(name: str, region_code: str, city: str) -> Organization | None:
    """The entry that is this organization for certain: same key, same region, same city.

    A missing city, on either side, matches any in the region, unless that leaves a choice. An entry that was merged
    is found as the one that was kept.
    """
    key, city_key = matching_key(one_line(name)), search_key(one_line(city))
    if not key:
        return None
    in_region = _in_region(region_code)
    by_name = db.session.scalars(in_region.where(Organization.key == key)).all()
    same = of_city(by_name, city_key)
    if same is not None:
        return standing_of(same)
    known_so = db.session.scalars(sa.select(Alias.organization_id).where(Alias.key == key)).all()
    if not known_so:
        return None
    by_alias = db.session.scalars(in_region.where(Organization.id.in_(known_so))).all()
    same = of_city([*by_name, *by_alias], city_key)
    return standing_of(same) if same is not None else None


def find_or_add(name: str, region_code: str, city: str) -> Organization:
    """Within a unit of work: the same organization, or a new entry that a signature brings."""
    with unit_of_work():
        known = find_same(name, region_code, city)
        return known or standing_of(_insert(name, region_code, city, Kind.COMMUNITY, Origin.SIGNATURE))


def add(
    name: str,
    region_code: str,
    city: str = "",
    kind: Kind = Kind.COMMUNITY,
    aliases: Iterable[str] = (),
    *,
    is_member: bool = False,
) -> Organization:
    """An entry that staff or a file brings. One that stands already is kept, and learns the aliases.

    `is_member`: of the table that serves the region, where there is one. Raises NameRefused.
    """
    with unit_of_work():
        organization = standing_of(_insert(name, region_code, city, kind, Origin.REGISTER))
        organization.restore()
        if is_member and organization.chapter_id is None and (serving := chapters.serving(region_code)):
            organization.chapter_id = serving.id
            renderings.touch(renderings.MEMBERS)
        known = {organization.key, *(alias.key for alias in organization.aliases)}
        for alias in map(checked_name, aliases):
            if (key := matching_key(alias)) not in known:
                known.add(key)
                organization.aliases.append(Alias(name=alias, key=key, search_key=search_key(alias)))
                _learn_words(organization.id, alias)
    return organization


def is_named(organization: Organization, name: str) -> bool:
    """Whether this is its name or one of its other names."""
    key = matching_key(one_line(name))
    return key == organization.key or any(alias.key == key for alias in organization.aliases)


def forget(organization: Organization) -> None:
    """Within a unit of work: remove an entry that only a signature had brought, and that nothing names now.

    One that was merged, or into which another was, stays: the merge may still be undone.
    """
    took_part = sa.exists().where(sa.or_(Merge.kept_id == organization.id, Merge.merged_id == organization.id))
    if organization.origin is Origin.SIGNATURE and not db.session.scalar(sa.select(took_part)):
        db.session.delete(organization)


def _in_region(region_code: str) -> sa.Select[Organization]:
    """Whatever stands there, or stood: a merged entry without a city would answer for every city."""
    merged = sa.exists().where(Merge.merged_id == Organization.id, Merge.undone_at.is_(None))
    return (
        sa.select(Organization)
        .where(Organization.region_code == region_code, sa.or_(Organization.city_key != "", sa.not_(merged)))
        .order_by(Organization.id)
    )


def _insert(name: str, region_code: str, city: str, kind: Kind, origin: Origin) -> Organization:
    """A new row, or the one that somebody else inserted at the same instant."""
    values = row_of(name, region_code, city, kind, origin)
    db.session.execute(insert_into(Organization).values(values).on_conflict_do_nothing(index_elements=IDENTITY))
    same = (getattr(Organization, column) == values[column] for column in IDENTITY)
    organization = db.session.scalars(sa.select(Organization).where(*same)).one()
    if organization.id == values["id"]:
        _learn_words(organization.id, values["name"])
    return organization


def row_of(name: str, region_code: str, city: str, kind: Kind, origin: Origin) -> dict[str, Any]:
    """A new entry with its keys, ready to be inserted. Raises NameRefused."""
    name, city = checked_name(name), checked_city(city)
    return {
        "id": uuid_utils.compat.uuid7(),
        "name": name,
        "key": matching_key(name),
        **keys_of(name)._asdict(),
        "kind": kind,
        "origin": origin,
        "region_code": region_code,
        "city": city,
        "city_key": search_key(city),
        "created_at": now(),
    }


def _learn_words(organization_id: uuid.UUID, name: str) -> None:
    db.session.execute(insert_into(NameWord).values(word_rows(organization_id, name)).on_conflict_do_nothing())


def word_rows(organization_id: uuid.UUID, name: str) -> list[dict[str, Any]]:
    """The words under which a name is found."""
    return [{"word": word, "organization_id": organization_id} for word in sorted(words_of(name))]
