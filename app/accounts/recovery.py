"""Recovery codes: ten, each good once, shown once, and hashed like passwords."""

from __future__ import annotations

import re
import secrets
import uuid

import sqlalchemy as sa

from app.accounts import passwords
from app.accounts.models import Account, RecoveryCode
from app.core.clock import now
from app.core.database import db

HOW_MANY = 10
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # what nobody mistakes for something else
GROUPS, GROUP = 3, 4  # 31 letters, 12 of them: 59 bits


def drawn() -> list[str]:
    """Ten new codes, as they are shown: « K7QF-3MPD-W2XA »."""
    return ["-".join(_group() for _ in range(GROUPS)) for _ in range(HOW_MANY)]


def hashes(codes: list[str]) -> list[str]:
    """What is kept of them. Takes a quarter of a second: before any unit of work."""
    return [passwords.hash_of(_plain(code)) for code in codes]


def replace(account: Account, hashed: list[str]) -> None:
    """Within a unit of work: these instead of those that there were."""
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    db.session.add_all(RecoveryCode(account_id=account.id, hashed=one, made_at=now()) for one in hashed)


def matching(account: Account, typed: str) -> uuid.UUID | None:
    """Which of those that are left was typed. Takes its time; whether it is still left is asked again under a lock."""
    plain = _plain(typed)
    if len(plain) != GROUPS * GROUP:
        return None
    left = sa.select(RecoveryCode).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    return next((code.id for code in db.session.scalars(left) if passwords.matches(plain, code.hashed)), None)


def left(account: Account) -> int:
    """How many were not used yet."""
    unused = sa.select(sa.func.count()).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(unused) or 0


def _group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(GROUP))


def _plain(typed: str) -> str:
    """Capitals or not, with or without dashes."""
    return re.sub(r"[\s-]", "", typed).upper()
