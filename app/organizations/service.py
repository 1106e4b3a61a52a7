"""What the others ask of the register: find, add, suggest.

The same key in the same region and city may be joined by the program; anything less certain is a person's
decision (docs/adr/0002-matching-key.md).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
import uuid_utils.compat
from sqlalchemy.dialects import postgresql, sqlite

from app.core.clock import now
from app.core.collation import sort_key
from app.core.database import db
from app.core.keys import matching_key, search_key
from app.core.plain_text import one_line
from app.core.unit_of_work import unit_of_work
from app.organizations.grouping import Group, GroupVerdict, Line, groups
from app.organizations.likeness import Reason
from app.organizations.matching import Candidate, Entry, Judgement, Register, Verdict, of_city, place_key
from app.organizations.models import Alias, Kind, NameWord, Organization, Origin
from app.organizations.names import checked_city, checked_name, words_of
from app.organizations.sheet import LineProblem, Noted, checked, region_of
from app.organizations.sheet_columns import FIELDS as SHEET_FIELDS
from app.organizations.sheet_planning import entries
from app.organizations.sheet_words import noted_in_words
from app.organizations.typeahead import Suggestion, register_published, suggestions

__all__ = [
    "SHEET_FIELDS",
    "Candidate",
    "Entry",
    "Group",
    "GroupVerdict",
    "Judgement",
    "Line",
    "LineProblem",
    "Noted",
    "Reason",
    "Register",
    "Suggestion",
    "Verdict",
    "add",
    "checked",
    "checked_city",
    "checked_name",
    "entries",
    "find_or_add",
    "find_same",
    "forget",
    "get",
    "groups",
    "is_named",
    "noted_in_words",
    "on_a_public_list",
    "place_key",
    "region_of",
    "register_public_lists",
    "register_published",
    "suggestions",
]

# Who is on the public list of a campaign, by its slug: a higher feature knows, and says so at start.
PublicLists = Callable[[str, Sequence[uuid.UUID]], frozenset[uuid.UUID]]
_public_lists: list[PublicLists] = []


def get(organization_id: uuid.UUID) -> Organization | None:
    """The entry of the register, if there is one."""
    return db.session.get(Organization, organization_id)


def find_same(name: str, region_code: str, city: str) -> Organization | None:
    """The entry that is this organization for certain: same key, same region, same city.

    A missing city, on either side, matches any in the region, unless that leaves a choice.
    """
    key, city_key = matching_key(one_line(name)), search_key(one_line(city))
    if not key:
        return None
    in_region = sa.select(Organization).where(Organization.region_code == region_code).order_by(Organization.id)
    by_name = db.session.scalars(in_region.where(Organization.key == key)).all()
    same = of_city(by_name, city_key)
    if same is not None:
        return same
    known_so = db.session.scalars(sa.select(Alias.organization_id).where(Alias.key == key)).all()
    if not known_so:
        return None
    by_alias = db.session.scalars(in_region.where(Organization.id.in_(known_so))).all()
    return of_city([*by_name, *by_alias], city_key)


def find_or_add(name: str, region_code: str, city: str) -> Organization:
    """Within a unit of work: the same organization, or a new entry that a signature brings."""
    with unit_of_work():
        return find_same(name, region_code, city) or _insert(name, region_code, city, Kind.COMMUNITY, Origin.SIGNATURE)


def add(
    name: str, region_code: str, city: str = "", kind: Kind = Kind.COMMUNITY, aliases: Iterable[str] = ()
) -> Organization:
    """An entry that staff or a file brings. One that stands already is kept, and learns the aliases.

    Raises NameRefused.
    """
    with unit_of_work():
        organization = _insert(name, region_code, city, kind, Origin.REGISTER)
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
    """Within a unit of work: remove an entry that only a signature had brought, and that nothing names now."""
    if organization.origin is Origin.SIGNATURE:
        db.session.delete(organization)


def register_public_lists(function: PublicLists) -> None:
    """At start: who can say which organizations are on the public list of a campaign."""
    _public_lists[:] = [function]


def on_a_public_list(slug: str, organization_ids: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those that everybody can read on that campaign's list; nothing unpublished shows through."""
    if not slug or not organization_ids or not _public_lists:
        return frozenset()
    return _public_lists[0](slug, organization_ids)


def _insert(name: str, region_code: str, city: str, kind: Kind, origin: Origin) -> Organization:
    """A new row, or the one that somebody else inserted at the same instant."""
    name, city = checked_name(name), checked_city(city)
    values: dict[str, Any] = {
        "id": uuid_utils.compat.uuid7(),
        "name": name,
        "key": matching_key(name),
        "search_key": search_key(name),
        "sort_key": sort_key(name),
        "sort_key_bare": sort_key(name, article=False),
        "kind": kind,
        "origin": origin,
        "region_code": region_code,
        "city": city,
        "city_key": search_key(city),
        "created_at": now(),
    }
    identity = ("region_code", "key", "city_key")
    db.session.execute(_insert_into(Organization).values(values).on_conflict_do_nothing(index_elements=identity))
    same = (getattr(Organization, column) == values[column] for column in identity)
    organization = db.session.scalars(sa.select(Organization).where(*same)).one()
    if organization.id == values["id"]:
        _learn_words(organization.id, name)
    return organization


def _learn_words(organization_id: uuid.UUID, name: str) -> None:
    rows = [{"word": word, "organization_id": organization_id} for word in sorted(words_of(name))]
    db.session.execute(_insert_into(NameWord).values(rows).on_conflict_do_nothing())


def _insert_into(model: type[Any]) -> Any:
    return (postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite).insert(model)
