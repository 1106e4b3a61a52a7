"""Two entries are one organization: a person decides so, and may take it back.

A merge keeps one entry and archives the other. What the entry that stays lacked, and the signatures of the other, come
to it; everything that changed is written in the merge, so that undoing it puts each thing back where it was.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.models import REGISTER_EDIT, Account
from app.core import audit, renderings
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.organizations.directory import one
from app.organizations.editing import note, to_change
from app.organizations.errors import DecidedAlready, NoSuchOrganization
from app.organizations.followers import Effect, followers
from app.organizations.models import (
    Alias,
    AliasKind,
    ContactEmail,
    Happened,
    Kind,
    Merge,
    Organization,
)
from app.organizations.writing import learn_words

_EDIT = REGISTER_EDIT

# What may be taken from the entry that goes; its name becomes another name, its place stays with it.
FIELDS = ("kind", "mrc", "riding_id", "membership", "neq", "charity_number", "phone", "sector", "notes")
_COLUMNS = {"membership": ("chapter_id", "member_since")}


@dataclass(frozen=True)
class Choice:
    """A field that says two different things; `taken`: what the entry that stays lacks is taken from the other."""

    field: str
    kept: Any
    merged: Any
    taken: bool


@dataclass(frozen=True)
class Preview:
    """Both entries, what must be chosen, and what will happen to their signatures."""

    kept: Organization
    merged: Organization
    choices: Sequence[Choice]
    effects: Sequence[Effect]


def preview(kept_id: uuid.UUID, merged_id: uuid.UUID, locale: str, *, by: Account) -> Preview:
    """What a merge would do, before it is done. Raises NoSuchOrganization, DecidedAlready."""
    kept, merged = one(by, kept_id, _EDIT), one(by, merged_id, _EDIT)
    _check(kept, merged)
    return Preview(kept, merged, _choices(kept, merged), followers().effects(kept.id, merged.id, locale))


def merge(kept_id: uuid.UUID, merged_id: uuid.UUID, taken: Collection[str], *, by: Account) -> Merge:
    """« C’est le même »: `taken` names the fields that come from the entry that goes.

    Raises NoSuchOrganization; DecidedAlready when somebody else was quicker.
    """
    with unit_of_work():
        kept, merged = both(kept_id, merged_id, by)
        _check(kept, merged)
        trace = _take_fields(kept, merged, taken) | _take_names_and_addresses(kept, merged)
        merged.archive(at=now())
        trace["followers"] = followers().merge(kept, merged, by=by)
        done = Merge(kept_id=kept.id, merged_id=merged.id, before=trace, account_id=by.id, merged_at=now())
        _insert_once(done)
        learn_words(kept)
        note(kept, Happened.MERGED, merged.name, kept.name, by=by)
        note(merged, Happened.MERGED, merged.name, kept.name, by=by)
        audit.record("organization.merged", kept.audit_key, by=by.id, merged=str(merged.id), merge=str(done.id))
        renderings.touch(renderings.MEMBERS)
    return done


def part(merge_id: uuid.UUID, *, by: Account) -> Merge:
    """Undo a merge, wholly: the other entry stands again, with its signatures.

    What was changed since then by a person stays as they left it. Raises NoSuchOrganization, DecidedAlready.
    """
    with unit_of_work():
        done = locked(Merge, merge_id)
        if done is None:
            raise NoSuchOrganization
        kept, merged = both(done.kept_id, done.merged_id, by)
        if done.undone_at is not None or kept.is_archived:
            raise DecidedAlready
        done.undo(at=now(), by=by.id)
        _give_back_fields(kept, done.before["fields"])
        _give_back_rows(kept, done.before)
        merged.restore()
        followers().part(kept, merged, done.before["followers"], by=by)
        learn_words(kept)
        note(kept, Happened.PARTED, merged.name, kept.name, by=by)
        note(merged, Happened.PARTED, merged.name, kept.name, by=by)
        audit.record("organization.parted", kept.audit_key, by=by.id, merged=str(merged.id), merge=str(done.id))
        renderings.touch(renderings.MEMBERS)
    return done


def both(one_id: uuid.UUID, other_id: uuid.UUID, by: Account) -> tuple[Organization, Organization]:
    """Both rows, locked in one order whoever asks, so that two persons wait rather than block each other."""
    rows = {key: to_change(key, by) for key in sorted({one_id, other_id})}
    return rows[one_id], rows[other_id]


def _check(kept: Organization, merged: Organization) -> None:
    if kept.id == merged.id:
        raise NoSuchOrganization
    if kept.is_archived or merged.is_archived:
        raise DecidedAlready


def _insert_once(done: Merge) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(done)
    except IntegrityError:
        raise DecidedAlready from None


def _columns(field: str) -> tuple[str, ...]:
    return _COLUMNS.get(field, (field,))


def _values(organization: Organization, field: str) -> list[Any]:
    return [getattr(organization, column) for column in _columns(field)]


def _choices(kept: Organization, merged: Organization) -> list[Choice]:
    found = []
    for field in FIELDS:
        here, there = _values(kept, field), _values(merged, field)
        if there[0] and here != there:
            found.append(Choice(field, here[0], there[0], taken=not here[0]))
    return found


def _take_fields(kept: Organization, merged: Organization, taken: Collection[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for field in FIELDS:
        if field in taken and _values(kept, field) != _values(merged, field):
            for column in _columns(field):
                fields[column] = [_plain(getattr(kept, column)), _plain(getattr(merged, column))]
                setattr(kept, column, getattr(merged, column))
    if "kind" in fields:
        followers().kind_changed(kept)
    return {"fields": fields}


def _take_names_and_addresses(kept: Organization, merged: Organization) -> dict[str, Any]:
    """All the names of the other become other names of it; all addresses are kept."""
    known = {kept.key, *(alias.key for alias in kept.aliases)}
    names = [(merged.name, merged.key, merged.search_key, AliasKind.OTHER)]
    names += [(alias.name, alias.key, alias.search_key, alias.kind) for alias in merged.aliases]
    aliases = [
        Alias(name=name, key=key, search_key=search, kind=kind)
        for name, key, search, kind in {name[1]: name for name in reversed(names)}.values()
        if key not in known
    ]
    mailboxes = {email.email_key for email in kept.emails}
    emails = [
        ContactEmail(address=email.address, email_key=email.email_key)
        for email in merged.emails
        if email.email_key not in mailboxes
    ]
    kept.aliases.extend(aliases)
    kept.emails.extend(emails)
    db.session.flush()
    return {"aliases": [str(alias.id) for alias in aliases], "emails": [str(email.id) for email in emails]}


def _give_back_fields(kept: Organization, fields: dict[str, Any]) -> None:
    kind = kept.kind
    for column, (was, became) in fields.items():
        if _plain(getattr(kept, column)) == became:  # else somebody has changed it since
            setattr(kept, column, _typed(column, was))
    if kept.kind is not kind:
        followers().kind_changed(kept)


def _give_back_rows(kept: Organization, before: dict[str, Any]) -> None:
    kept.aliases = [alias for alias in kept.aliases if str(alias.id) not in before["aliases"]]
    kept.emails = [email for email in kept.emails if str(email.id) not in before["emails"]]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, uuid.UUID) else value


def _typed(column: str, value: Any) -> Any:
    if column == "kind":
        return Kind(value)
    return uuid.UUID(value) if value and column in ("riding_id", "chapter_id") else value
