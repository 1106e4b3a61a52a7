"""Who may sign in, with which roles; opening and ending a session."""

from __future__ import annotations

import uuid
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.accounts import attempts, passwords
from app.accounts.errors import (
    AccountExists,
    LastAdministrator,
    RoleAlreadyHeld,
    RoleNeedsChapter,
    SignInRefused,
    UnknownAccount,
    UnknownChapter,
)
from app.accounts.models import Account, RoleAssignment, RoleName, StaffSession
from app.chapters.models import Chapter
from app.core import audit
from app.core.clock import now
from app.core.database import db, locked
from app.core.keys import InvalidEmail, normal_email
from app.core.plain_text import one_line
from app.core.unit_of_work import unit_of_work

KEPT_SESSIONS = timedelta(days=30)  # long enough to be listed to the person, then forgotten


def create_admin(email: str, name: str, password: str) -> Account:
    """Somebody who may do everything. Raises InvalidEmail, WeakPassword, AccountExists."""
    return create_account(email, name, RoleName.ADMIN, password=password)


def create_account(
    email: str,
    name: str,
    role: RoleName,
    *,
    chapter: Chapter | None = None,
    password: str | None = None,
    by: uuid.UUID | None = None,
) -> Account:
    """An account with its first role; without a password nobody can sign in with it yet.

    Raises InvalidEmail, WeakPassword, AccountExists, RoleNeedsChapter.
    """
    email, name = normal_email(email).lower(), one_line(name)
    kept = passwords.hashed(password, (name, email)) if password is not None else None
    with unit_of_work():
        account = Account(email=email, name=name, password=kept, fs_uniquifier=uuid.uuid4().hex, created_at=now())
        db.session.add(account)
        try:
            db.session.flush()
        except IntegrityError as error:
            raise AccountExists from error
        audit.record("account.created", _key(account), by=by)
        assign(account, role, chapter, by=by)
    return account


def assign(account: Account, role: RoleName, chapter: Chapter | None = None, *, by: uuid.UUID | None = None) -> None:
    """Give one more role. Raises RoleNeedsChapter, RoleAlreadyHeld."""
    if (role is RoleName.CHAPTER) != (chapter is not None):
        raise RoleNeedsChapter(role=role)
    with unit_of_work():
        account.assignments.append(RoleAssignment(role=role, chapter=chapter))
        try:
            db.session.flush()
        except IntegrityError as error:
            raise RoleAlreadyHeld(role=role) from error
        audit.record(
            "account.role_given",
            _key(account),
            by=by,
            role=role.value,
            chapter=chapter.key if chapter else None,
        )


def authenticate(email: str, password: str, *, ip: str) -> Account:
    """The account, if the password is its own and it is active. Every attempt is counted and written down.

    Raises SignInRefused, the same and after as long for an unknown account; TooManyAttempts.
    """
    address = _address(email)
    attempts.count(address, ip)
    # Three columns and no more: an account with its roles would take longer to load than no account.
    wanted = sa.select(Account.id, Account.password, Account.active).where(Account.email == address)
    account_id, kept, active = db.session.execute(wanted).one_or_none() or (None, None, False)
    if not passwords.matches(password, kept) or not active:
        with unit_of_work():
            audit.record("account.sign_in_failed", f"account:{account_id or 'unknown'}")
        raise SignInRefused
    attempts.forget(address, ip)
    account = db.session.get_one(Account, account_id)
    _keep_up_to_date(account, password)
    return account


def open_session(account: Account) -> StaffSession:
    """The person is in: a session that can be ended from here, whatever the browser keeps."""
    with unit_of_work():
        long_ago = sa.and_(StaffSession.account_id == account.id, StaffSession.started_at < now() - KEPT_SESSIONS)
        db.session.execute(sa.delete(StaffSession).where(long_ago))
        session = StaffSession(account=account, started_at=now())
        db.session.add(session)
        audit.record("account.signed_in", _key(account), by=account.id)
    return session


def account_of_session(session_id: uuid.UUID, uniquifier: str) -> Account | None:
    """Who is behind an open session; None once it ended, grew too old, or the password changed since."""
    session = db.session.get(StaffSession, session_id)
    if session is None or not session.is_open(now()):
        return None
    account = session.account
    return account if account.active and account.fs_uniquifier == uniquifier else None


def end_session(session_id: uuid.UUID) -> None:
    """Sign out: what the browser kept of this session opens nothing any more."""
    with unit_of_work():
        session = locked(StaffSession, session_id)
        if session is not None and session.ended_at is None:
            session.end(now())
            audit.record("account.signed_out", _key(session.account), by=session.account_id)


def change_password(account: Account, current: str, new: str, *, ip: str) -> None:
    """By the person, who proves knowing the present one. Ends all sessions.

    Raises SignInRefused when the present one is wrong, TooManyAttempts, WeakPassword.
    """
    attempts.count(account.email, ip)
    if not passwords.matches(current, account.password):
        with unit_of_work():
            audit.record("account.password_refused", _key(account), by=account.id)
        raise SignInRefused
    attempts.forget(account.email, ip)
    set_password(account, new, by=account.id)


def set_password(account: Account, new: str, *, by: uuid.UUID | None = None) -> None:
    """Ends all sessions of the account. Raises WeakPassword."""
    kept = passwords.hashed(new, (account.name, account.email))
    with unit_of_work():
        _held(account).take_password(kept)
        _end_sessions(account)
        audit.record("account.password_changed", _key(account), by=by)


def deactivate(account: Account, *, by: uuid.UUID | None = None) -> None:
    """Nobody signs in with it any more; what was done with it stays. Raises LastAdministrator."""
    with unit_of_work():
        administrators = db.session.scalars(
            sa.select(Account)
            .join(RoleAssignment)
            .where(RoleAssignment.role == RoleName.ADMIN, Account.active)
            .order_by(Account.id)
            .with_for_update(of=Account)
        ).all()
        if [administrator.id for administrator in administrators] == [account.id]:
            raise LastAdministrator
        _held(account).deactivate()
        _end_sessions(account)
        audit.record("account.deactivated", _key(account), by=by)


def account_at(email: str) -> Account:
    """Raises UnknownAccount."""
    found = db.session.scalar(sa.select(Account).where(Account.email == _address(email)))
    if found is None:
        raise UnknownAccount
    return found


def all_accounts() -> list[Account]:
    """By name; active or not."""
    everyone = sa.select(Account).options(
        selectinload(Account.assignments).joinedload(RoleAssignment.chapter).selectinload(Chapter.served)
    )
    return sorted(db.session.scalars(everyone), key=lambda account: account.name.casefold())


def chapter_with_key(key: str) -> Chapter:
    """Raises UnknownChapter, which knows the keys that exist."""
    chapters = {chapter.key: chapter for chapter in db.session.scalars(sa.select(Chapter))}
    if key not in chapters:
        raise UnknownChapter(known=sorted(chapters))
    return chapters[key]


def _address(typed: str) -> str:
    try:
        return normal_email(typed).lower()
    except InvalidEmail:
        return ""  # nobody's; the look-up takes place all the same


def _held(account: Account) -> Account:
    held = locked(Account, account.id)
    if held is None:
        raise UnknownAccount
    return held


def _end_sessions(account: Account) -> None:
    open_ones = sa.select(StaffSession).where(StaffSession.account_id == account.id, StaffSession.ended_at.is_(None))
    for session in db.session.scalars(open_ones):
        session.end(now())


def _keep_up_to_date(account: Account, password: str) -> None:
    """The settings of the hash grew stronger since: only now is the password at hand to be kept anew."""
    kept = passwords.renewed(password, account.password or "")
    if kept is not None:
        with unit_of_work():
            _held(account).password = kept


def _key(account: Account) -> str:
    return f"account:{account.id}"
