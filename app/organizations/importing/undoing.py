"""What an import of organizations made is taken back, but for what somebody has used or changed since."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core import renderings
from app.core.database import db
from app.imports import service as imports
from app.imports.service import Made, Stays, identifier
from app.organizations.models import (
    Alias,
    ContactEmail,
    Happened,
    NameWord,
    Organization,
    OrganizationChange,
    Origin,
)

# What goes with an entry: that it is not another one, or resembles it, says nothing once it is gone.
_OWN = frozenset(
    {
        *("organization_aliases", "organization_words", "organization_emails", "organization_changes"),
        *("organization_distinctions", "organization_likely_pairs"),
    }
)


def staying(made: Mapping[int, Made]) -> dict[int, Stays]:
    """Entries that somebody has used or changed since, and completed ones that no longer say what the file said."""
    added = {line: identifier(what["added"]) for line, what in made.items() if "added" in what}
    used, changed = imports.in_use(Organization, added.values(), own=_OWN), _changed(added.values())
    found = {line: Stays.CHANGED for line, key in added.items() if key in changed}
    found |= {line: Stays.USED for line, key in added.items() if key in used}
    completed = {line: identifier(what["completed"]) for line, what in made.items() if "completed" in what}
    entries = {one.id: one for one in _organizations(completed.values())}
    for line, key in completed.items():
        if key not in entries or not _still_says(entries[key], made[line]["filled"]):
            found[line] = Stays.CHANGED
    return found


def take_back(made: Sequence[Made]) -> None:
    """Within a unit of work: the added entries go, the completed fields are empty again."""
    for what in made:
        if "completed" in what:
            entry = db.session.get(Organization, identifier(what["completed"]))
            if entry is not None:
                _empty(entry, what["filled"])
    for some in imports.in_parts(identifier(what["added"]) for what in made if "added" in what):
        for model in (Alias, NameWord, ContactEmail, OrganizationChange):
            db.session.execute(sa.delete(model).where(model.organization_id.in_(some)))
        db.session.execute(sa.delete(Organization).where(Organization.id.in_(some)))
    renderings.touch(renderings.MEMBERS)


def _still_says(entry: Organization, filled: Mapping[str, Any]) -> bool:
    now_said = {name: plain(getattr(entry, name)) for name in filled if name != "emails"}
    if "emails" in filled:
        now_said["emails"] = sorted(one.email_key for one in entry.emails)
    return now_said == dict(filled)


def _empty(entry: Organization, filled: Mapping[str, Any]) -> None:
    for name in filled:
        if name == "emails":
            entry.emails = []
        elif name == "origin":
            entry.origin = Origin.SIGNATURE
        else:
            setattr(entry, name, None if name in ("chapter_id", "member_since") else "")


def _changed(keys: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those to which something happened after they were added."""
    changed: set[uuid.UUID] = set()
    for some in imports.in_parts(keys):
        later = OrganizationChange.organization_id.in_(some), OrganizationChange.what != Happened.ADDED
        changed |= set(db.session.scalars(sa.select(OrganizationChange.organization_id).where(*later)))
    return changed


def _organizations(keys: Iterable[uuid.UUID]) -> list[Organization]:
    return [
        one
        for some in imports.in_parts(keys)
        for one in db.session.scalars(
            sa.select(Organization).where(Organization.id.in_(some)).options(selectinload(Organization.emails))
        )
    ]


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return str(value) if isinstance(value, uuid.UUID) else value
