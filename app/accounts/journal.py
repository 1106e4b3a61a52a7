"""The audit as administrators read it: who did what to which thing, when. Names of staff, and nobody else's."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.models import Account
from app.core.audit import AuditEntry
from app.core.database import db

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One act. `by` is None when the program or the holder of a link acted."""

    entry: AuditEntry
    by: str | None
    about: str | None  # the account that the act is about, by name


@dataclass(frozen=True)
class Journal:
    """One page, the newest first."""

    lines: Sequence[Line]
    total: int
    page: int
    pages: int


def journal(*, kind: str = "", act: str = "", about: str = "", page: int = 1) -> Journal:
    """Filtered by the kind of thing (« account »), by the act, by the object (its key, or what follows the colon)."""
    wanted = sa.and_(True, *_conditions(kind, act, about))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(wanted)) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    newest_first = sa.select(AuditEntry).where(wanted).order_by(AuditEntry.acted_at.desc(), AuditEntry.id.desc())
    entries = db.session.scalars(newest_first.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    names = _names(entries)
    lines = [
        Line(entry, names.get(entry.account_id), names.get(_account_of(entry.object_key)))
        for entry in entries
    ]  # fmt: skip
    return Journal(lines, total, page, pages)


def acts() -> list[str]:
    """Every act that was ever written down, in the order of the alphabet."""
    return list(db.session.scalars(sa.select(AuditEntry.act).distinct().order_by(AuditEntry.act)))


def _conditions(kind: str, act: str, about: str) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if kind:
        found.append(AuditEntry.act.startswith(f"{kind}.", autoescape=True))
    if act:
        found.append(AuditEntry.act == act)
    if about:
        exact = AuditEntry.object_key == about
        found.append(sa.or_(exact, AuditEntry.object_key.endswith(f":{about}", autoescape=True)))
    return found


def _names(entries: Sequence[AuditEntry]) -> dict[uuid.UUID | None, str]:
    wanted = {entry.account_id for entry in entries} | {_account_of(entry.object_key) for entry in entries}
    ids = [one for one in wanted if one is not None]
    return dict(db.session.execute(sa.select(Account.id, Account.name).where(Account.id.in_(ids))).all())


def _account_of(object_key: str) -> uuid.UUID | None:
    kind, _colon, key = object_key.partition(":")
    try:
        return uuid.UUID(key) if kind == "account" else None
    except ValueError:
        return None
