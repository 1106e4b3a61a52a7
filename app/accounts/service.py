"""Who may sign in, with which roles. The rest of what other features and our own pages may call is named here."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts import attempts, mailed_links, mails, passwords, sessions
from app.accounts.errors import (
    AccountExists,
    NoSuchAccount,
    NoSuchChapter,
    RoleAlreadyHeld,
    RoleNeedsChapter,
    SignInRefused,
)
from app.accounts.mailed_links import (
    accept_invitation,
    ask_for_new_address,
    ask_for_password_link,
    choose_password,
    forget_old_links,
    read_link,
    take_new_address,
)
from app.accounts.mails import write_to
from app.accounts.models import Account, LinkKind, RoleAssignment, RoleName
from app.accounts.presence import last_seen
from app.accounts.sessions import (
    KEPT_SESSIONS,
    account_of_session,
    end_other_sessions,
    end_own_session,
    end_session,
    forget_old_sessions,
    open_session,
    open_sessions,
)
from app.accounts.team import (
    Member,
    Place,
    all_accounts,
    change_place,
    deactivate,
    end_sessions,
    invite,
    invite_again,
    member,
    members,
    reactivate,
    reset_second_factor,
    serving_everywhere,
    take_back_invitation,
)
from app.accounts.visitor import signed_in
from app.chapters.models import Chapter
from app.core import audit
from app.core.clock import now
from app.core.database import db, locked
from app.core.keys import normal_email
from app.core.plain_text import one_line
from app.core.unit_of_work import unit_of_work

__all__ = [
    "KEPT_SESSIONS",
    "Member",
    "Place",
    "accept_invitation",
    "account_at",
    "account_of_session",
    "active_account_with",
    "all_accounts",
    "ask_for_new_address",
    "ask_for_password_link",
    "assign",
    "authenticate",
    "change_password",
    "change_place",
    "chapter_with_key",
    "choose_password",
    "create_account",
    "create_admin",
    "deactivate",
    "end_other_sessions",
    "end_own_session",
    "end_session",
    "end_sessions",
    "forget_old_links",
    "forget_old_sessions",
    "invite",
    "invite_again",
    "is_own_password",
    "last_seen",
    "member",
    "members",
    "open_session",
    "open_sessions",
    "reactivate",
    "read_link",
    "reset_second_factor",
    "serving_everywhere",
    "set_password",
    "signed_in",
    "take_back_invitation",
    "take_new_address",
    "write_to",
]


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
        audit.record("account.created", account.audit_key, by=by)
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
            account.audit_key,
            by=by,
            role=role.value,
            chapter=chapter.key if chapter else None,
        )


def authenticate(email: str, password: str, *, ip: str) -> Account:
    """The account, if the password is its own and it is active. Every attempt is counted and written down.

    Raises SignInRefused, the same and after as long for an unknown account; TooManyAttempts.
    """
    address = mailed_links.normal_or_nothing(email)
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


def change_password(account: Account, current: str, new: str, *, ip: str) -> None:
    """By the person, who proves knowing the present one. Ends all sessions.

    Raises SignInRefused when the present one is wrong, TooManyAttempts, WeakPassword.
    """
    is_own_password(account, current, ip=ip)
    set_password(account, new, by=account.id)


def is_own_password(account: Account, password: str, *, ip: str) -> None:
    """Whoever sits there knows the password. Raises SignInRefused when it is another one, TooManyAttempts."""
    attempts.count(account.email, ip)
    if not passwords.matches(password, account.password):
        with unit_of_work():
            audit.record("account.password_refused", account.audit_key, by=account.id)
        raise SignInRefused
    attempts.forget(account.email, ip)


def set_password(account: Account, new: str, *, by: uuid.UUID | None = None) -> None:
    """Ends all sessions of the account. Raises WeakPassword."""
    kept = passwords.hashed(new, (account.name, account.email))
    with unit_of_work():
        held = _held(account)
        is_first = held.password is None
        held.take_password(kept)
        sessions.end_all_sessions(held)
        mailed_links.end_links(held, LinkKind.INVITATION, LinkKind.PASSWORD)
        audit.record("account.password_changed", account.audit_key, by=by)
        if not is_first:
            mails.told(held, mails.News.PASSWORD_CHANGED)


def active_account_with(uniquifier: str) -> Account | None:
    """Whose sessions carry that mark; it changes with the password."""
    return db.session.scalar(sa.select(Account).where(Account.fs_uniquifier == uniquifier, Account.active))


def account_at(email: str) -> Account:
    """The account with that address. Raises NoSuchAccount."""
    found = db.session.scalar(sa.select(Account).where(Account.email == mailed_links.normal_or_nothing(email)))
    if found is None:
        raise NoSuchAccount
    return found


def chapter_with_key(key: str) -> Chapter:
    """For the command line: the chapter of that key. Raises NoSuchChapter, which knows the keys that exist."""
    chapters = {chapter.key: chapter for chapter in db.session.scalars(sa.select(Chapter))}
    if key not in chapters:
        raise NoSuchChapter(known=sorted(chapters))
    return chapters[key]


def _held(account: Account) -> Account:
    held = locked(Account, account.id)
    if held is None:
        raise NoSuchAccount
    return held


def _keep_up_to_date(account: Account, password: str) -> None:
    """The settings of the hash grew stronger since: only now is the password at hand to be kept anew."""
    kept = passwords.renewed(password, account.password or "")
    if kept is not None:
        with unit_of_work():
            _held(account).password = kept
