"""The sessions of an account: opening one, knowing who is behind it, listing and ending them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts import browsers
from app.accounts.errors import NoSuchSession
from app.accounts.models import LONGEST_SESSION, Account, StaffSession
from app.core import audit, limits
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work

KEPT_SESSIONS = timedelta(days=30)  # long enough to know when somebody was last here, then forgotten


def open_session(account: Account, *, user_agent: str = "", ip: str = "") -> StaffSession:
    """The person is in: a session that can be ended from here, whatever the browser keeps."""
    network = limits.network(ip, v4=24, v6=48) if ip else ""
    with unit_of_work():
        session = StaffSession(
            account=account, started_at=now(), browser=browsers.family(user_agent), network=network
        )  # fmt: skip
        db.session.add(session)
        audit.record("account.signed_in", account.audit_key, by=account.id)
    return session


def account_of_session(session_id: uuid.UUID, uniquifier: str) -> Account | None:
    """Who is behind an open session; None once it ended, grew too old, or the password changed since."""
    session = db.session.get(StaffSession, session_id)
    if session is None or not session.is_open(now()):
        return None
    account = session.account
    return account if account.active and account.fs_uniquifier == uniquifier else None


def open_sessions(account: Account) -> Sequence[StaffSession]:
    """Those in which somebody may still be, the newest first."""
    return db.session.scalars(_open_ones(account).order_by(StaffSession.started_at.desc())).all()


def end_session(session_id: uuid.UUID) -> None:
    """Sign out: what the browser kept of this session opens nothing any more."""
    with unit_of_work():
        session = locked(StaffSession, session_id)
        if session is not None and session.ended_at is None:
            session.end(now())
            audit.record("account.signed_out", session.account.audit_key, by=session.account_id)


def end_own_session(account: Account, session_id: uuid.UUID) -> None:
    """One of one's own, from another browser. Raises NoSuchSession."""
    with unit_of_work():
        session = locked(StaffSession, session_id)
        if session is None or session.account_id != account.id or not session.is_open(now()):
            raise NoSuchSession
        session.end(now())
        audit.record("account.session_ended", account.audit_key, by=account.id)


def end_other_sessions(account: Account, but: uuid.UUID) -> int:
    """All of one's own but this one. Returns how many there were."""
    with unit_of_work():
        others = [session for session in db.session.scalars(_open_ones(account)) if session.id != but]
        for session in others:
            session.end(now())
        if others:
            audit.record("account.session_ended", account.audit_key, by=account.id, sessions=len(others))
    return len(others)


def end_all_sessions(account: Account) -> None:
    """Within a unit of work: wherever somebody is in with this account, they are out."""
    account.end_all_sessions()
    for session in db.session.scalars(_open_ones(account)):
        session.end(now())


def last_sign_ins() -> dict[uuid.UUID, datetime]:
    """When somebody last entered, by account."""
    newest = sa.select(StaffSession.account_id, sa.func.max(StaffSession.started_at)).group_by(StaffSession.account_id)
    return dict(db.session.execute(newest).all())


def forget_old_sessions() -> int:
    """After thirty days; of the newest of each account, only when it was stays. Returns how many went."""
    later = sa.orm.aliased(StaffSession)
    has_newer = sa.exists().where(later.account_id == StaffSession.account_id, later.id > StaffSession.id)
    old = StaffSession.started_at < now() - KEPT_SESSIONS
    says_where = sa.or_(StaffSession.browser != "", StaffSession.network != "")
    with unit_of_work():
        result = db.session.execute(sa.delete(StaffSession).where(old, has_newer))
        db.session.execute(sa.update(StaffSession).where(old, says_where).values(browser="", network=""))
    return int(getattr(result, "rowcount", 0))


def _open_ones(account: Account) -> sa.Select[StaffSession]:
    return sa.select(StaffSession).where(
        StaffSession.account_id == account.id,
        StaffSession.ended_at.is_(None),
        StaffSession.started_at > now() - LONGEST_SESSION,
    )
