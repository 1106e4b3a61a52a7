"""An import of officials is taken back: everybody is as before, unless something happened to them since."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core import renderings
from app.core.database import db
from app.imports import service as imports
from app.imports.service import Made, Stays, identifier
from app.officials.models import Mandate, Official, OfficialAddress

_OWN = frozenset({"official_addresses", "mandates"})
Portrait = dict[str, Any]  # somebody in the register, as JSON holds it


def portraits(ids: Iterable[uuid.UUID]) -> dict[str, Portrait]:
    """Each of these people as the register has them now, with their mailboxes and mandates."""
    return {str(official.id): _portrait(official) for official in _people(ids)}


def made(whom: Sequence[uuid.UUID], before: Mapping[str, Portrait], after: Mapping[str, Portrait]) -> Made:
    """What a line made: each person as before (None: nobody) and as after."""
    return {"people": [[str(key), before.get(str(key)), after[str(key)]] for key in whom]}


def staying(made: Mapping[int, Made]) -> dict[int, Stays]:
    """The lines with somebody who is not as the import left them, or whom or whose mandate somebody has used since."""
    now = portraits(_keys(made.values()))
    begun = {line: list(_begun(what)) for line, what in made.items()}
    used = imports.in_use(Mandate, [key for keys in begun.values() for key in keys], own=frozenset())
    added = {line: [uuid.UUID(key) for key, before, _after in what["people"] if before is None]
             for line, what in made.items()}  # fmt: skip
    used |= imports.in_use(Official, [key for keys in added.values() for key in keys], own=_OWN)
    found = {line: Stays.USED for line in made if not used.isdisjoint([*begun[line], *added[line]])}
    for line, what in made.items():
        if any(now.get(key) != after for key, _before, after in what["people"]):
            found[line] = Stays.CHANGED
    return found


def take_back(made: Sequence[Made]) -> None:
    """Within a unit of work: offices that began are left before those that ended are taken up again."""
    before = {key: portrait for what in made for key, portrait, _after in what["people"]}
    people = {str(official.id): official for official in _people(map(uuid.UUID, before))}
    for key, official in people.items():
        kept = {one["id"] for one in (before[key] or {}).get("mandates", ())}
        official.mandates = [mandate for mandate in official.mandates if str(mandate.id) in kept]
        official.addresses = []
    db.session.flush()
    for key, official in people.items():
        portrait = before[key]
        if portrait is None:
            db.session.delete(official)
        else:
            _restore(official, portrait)
    db.session.flush()
    renderings.touch(renderings.OFFICIALS)


def _restore(official: Official, portrait: Portrait) -> None:
    for name, value in portrait["fields"].items():
        setattr(official, name, value)
    ends = {one["id"]: one["ends_on"] for one in portrait["mandates"]}
    for mandate in official.mandates:
        ended = ends[str(mandate.id)]
        mandate.ends_on = date.fromisoformat(ended) if ended else None
    official.addresses = [
        OfficialAddress(
            id=uuid.UUID(one["id"]), kind=one["kind"], email=one["email"], email_key=one["email_key"],
            source=one["source"], is_shared=one["is_shared"],
            verified_on=date.fromisoformat(one["verified_on"]) if one["verified_on"] else None,
        )
        for one in portrait["addresses"]
    ]  # fmt: skip


def _portrait(official: Official) -> Portrait:
    fields = ("name", "search_key", "gender", "party", "phone", "contact_source")
    boxes = ("id", "kind", "email", "email_key", "source", "is_shared", "verified_on")
    return {
        "fields": {name: _plain(getattr(official, name)) for name in fields},
        "addresses": [
            {name: _plain(getattr(one, name)) for name in boxes}
            for one in sorted(official.addresses, key=lambda one: one.email_key)
        ],
        "mandates": [
            {"id": str(one.id), "ends_on": _plain(one.ends_on)}
            for one in sorted(official.mandates, key=lambda one: str(one.id))
        ],
    }


def _begun(what: Made) -> Iterable[uuid.UUID]:
    for _key, before, after in what["people"]:
        known = {one["id"] for one in (before or {}).get("mandates", ())}
        yield from (uuid.UUID(one["id"]) for one in after["mandates"] if one["id"] not in known)


def _keys(made: Iterable[Made]) -> set[uuid.UUID]:
    return {identifier(key) for what in made for key, _before, _after in what["people"]}


def _people(ids: Iterable[uuid.UUID]) -> list[Official]:
    return [
        official
        for some in imports.in_parts(sorted(set(ids)))
        for official in db.session.scalars(
            sa.select(Official)
            .where(Official.id.in_(some))
            .options(selectinload(Official.mandates))
            .execution_options(populate_existing=True)
        )
    ]


def _plain(value: Any) -> Any:
    """As JSON holds it."""
    return value if isinstance(value, bool) or value is None else str(value)
