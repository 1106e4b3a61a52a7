"""The team: who is invited, with which role, who leaves. The last administrator stays."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.accounts import mailed_links, second_factor, sessions
from app.accounts.errors import (
    AccountExists,
    AlreadyAccepted,
    LastAdministrator,
    NoSuchAccount,
    RoleNeedsChapter,
)
from app.accounts.models import (
    Account,
    Authenticator,
    LinkKind,
    MailedLink,
    Passkey,
    RoleAssignment,
    RoleName,
)
from app.chapters.models import Chapter
from app.core import audit
from app.core.clock import now
from app.core.database import db, locked
from app.core.keys import normal_email
from app.core.plain_text import one_line
from app.core.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Place:
    """What a person is given on the team: a role, its chapters, and the two rights that no role gives."""

    role: RoleName
    chapters: Sequence[Chapter] = field(default=())
    may_export: bool = False
    may_erase: bool = False

    def __post_init__(self) -> None:
        if (self.role is RoleName.CHAPTER) != bool(self.chapters):
            raise RoleNeedsChapter

    def take(self, account: Account) -> None:
        places: list[Chapter | None] = [*self.chapters] or [None]
        account.assignments = [RoleAssignment(role=self.role, chapter=chapter) for chapter in places]
        account.may_export, account.may_erase = self.may_export, self.may_erase

    def in_the_audit(self) -> dict[str, object]:
        return {
            "role": self.role.value,
            "chapters": [chapter.key for chapter in self.chapters],
            "export": self.may_export,
            "erase": self.may_erase,
        }


@dataclass(frozen=True)
class Member:
    """One line of « Équipe »."""

    account: Account
    last_sign_in: datetime | None
    is_protected: bool  # has a second factor
    invitation: MailedLink | None  # the newest, while nobody has accepted it

    @property
    def is_invited(self) -> bool:
        return self.account.password is None


def members() -> list[Member]:
    """Everybody, by name: those who are in, those who are invited, those who left."""
    last = sessions.last_sign_ins()
    protected = set(db.session.scalars(sa.union(sa.select(Authenticator.account_id), sa.select(Passkey.account_id))))
    live = sa.select(MailedLink).where(MailedLink.kind == LinkKind.INVITATION, MailedLink.ended_at.is_(None))
    invitations = {link.account_id: link for link in db.session.scalars(live)}
    return [
        Member(
            account,
            last.get(account.id),
            account.id in protected,
            invitations.get(account.id),
        )
        for account in all_accounts()
    ]


def member(account_id: uuid.UUID) -> Member:
    """One person of the team, as the list shows everybody. Raises NoSuchAccount."""
    found = next((one for one in members() if one.account.id == account_id), None)
    if found is None:
        raise NoSuchAccount
    return found


def all_accounts() -> list[Account]:
    """By name; active or not."""
    everyone = sa.select(Account).options(
        selectinload(Account.assignments).joinedload(RoleAssignment.chapter).selectinload(Chapter.served)
    )
    return sorted(db.session.scalars(everyone), key=lambda account: account.name.casefold())


def serving_everywhere(right: str) -> list[Account]:
    """Those who have that right in all regions and can sign in: whom the site itself writes to."""
    able = [account for account in all_accounts() if account.active and account.password]
    return [account for account in able if account.may(right) and account.region_codes(right) is None]


def invite(email: str, name: str, place: Place, *, by: Account, locale: str) -> Account:
    """An account without a password, and a link to choose one. Raises InvalidEmail, AccountExists."""
    email, name = normal_email(email).lower(), one_line(name)
    with unit_of_work():
        account = Account(
            email=email, name=name, password=None, fs_uniquifier=uuid.uuid4().hex, locale=locale, created_at=now()
        )  # fmt: skip
        db.session.add(account)
        place.take(account)
        try:
            db.session.flush()
        except IntegrityError as error:
            raise AccountExists from error
        audit.record("account.invited", account.audit_key, by=by.id, **place.in_the_audit())
        mailed_links.mail_link(account, LinkKind.INVITATION)
    return account


def invite_again(account_id: uuid.UUID, *, by: Account) -> Account:
    """Another link; the first one opens nothing any more. Raises NoSuchAccount, AlreadyAccepted."""
    with unit_of_work():
        account = _not_yet_in(account_id)
        mailed_links.mail_link(account, LinkKind.INVITATION)
        audit.record("account.invited_again", account.audit_key, by=by.id)
    return account


def take_back_invitation(account_id: uuid.UUID, *, by: Account) -> None:
    """Nobody came in with it: the account goes, name and address too. Raises NoSuchAccount, AlreadyAccepted."""
    with unit_of_work():
        account = _not_yet_in(account_id)
        _spare_the_last_administrator(account)
        audit.record("account.invitation_taken_back", account.audit_key, by=by.id)
        db.session.delete(account)


def change_place(account_id: uuid.UUID, place: Place, *, by: Account) -> Account:
    """Other role, chapters, rights; in force at the next page. Raises NoSuchAccount, LastAdministrator."""
    with unit_of_work():
        account = _held(account_id)
        if place.role is not RoleName.ADMIN:
            _spare_the_last_administrator(account)
        account.assignments = []
        db.session.flush()
        place.take(account)
        audit.record("account.place_changed", account.audit_key, by=by.id, **place.in_the_audit())
    return account


def deactivate(account: Account, *, by: uuid.UUID | None = None) -> None:
    """Nobody signs in with it any more; what was done with it stays. Raises LastAdministrator."""
    with unit_of_work():
        _spare_the_last_administrator(account)
        held = _held(account.id)
        held.deactivate()
        sessions.end_all_sessions(held)
        mailed_links.end_links(held, *LinkKind)
        audit.record("account.deactivated", account.audit_key, by=by)


def reactivate(account_id: uuid.UUID, *, by: Account) -> Account:
    """With the password, the factors and the roles that it had."""
    with unit_of_work():
        account = _held(account_id)
        account.reactivate()
        audit.record("account.reactivated", account.audit_key, by=by.id)
    return account


def end_sessions(account_id: uuid.UUID, *, by: Account) -> Account:
    """Wherever that person is in, they are out."""
    with unit_of_work():
        account = _held(account_id)
        sessions.end_all_sessions(account)
        audit.record("account.sessions_ended", account.audit_key, by=by.id)
    return account


def reset_second_factor(account_id: uuid.UUID, *, by: Account | None = None) -> Account:
    """For somebody who lost phone and codes; whoever is in with it is out. Raises NoSuchAccount."""
    with unit_of_work():
        account = _held(account_id)
        second_factor.reset(account, by=by.id if by else None)
        sessions.end_all_sessions(account)
    return account


def _held(account_id: uuid.UUID) -> Account:
    held = locked(Account, account_id)
    if held is None:
        raise NoSuchAccount
    return held


def _not_yet_in(account_id: uuid.UUID) -> Account:
    account = _held(account_id)
    if account.password is not None:
        raise AlreadyAccepted
    return account


def _spare_the_last_administrator(account: Account) -> None:
    """Of those who can sign in. All are held: two who leave at once do not each think that the other stays."""
    administrators = db.session.scalars(
        sa.select(Account.id)
        .join(RoleAssignment)
        .where(RoleAssignment.role == RoleName.ADMIN, Account.active, Account.password.is_not(None))
        .order_by(Account.id)
        .with_for_update(of=Account)
    ).all()
    if administrators == [account.id]:
        raise LastAdministrator
