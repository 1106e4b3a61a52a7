"""Links that are good once: an invitation, another password, another address."""

from __future__ import annotations

import uuid
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts import attempts, mails, passwords, sessions
from app.accounts.errors import AccountExists, LinkTooOld, LinkUsed
from app.accounts.models import Account, LinkKind, MailedLink
from app.core import audit
from app.core.clock import now
from app.core.database import db, locked
from app.core.keys import InvalidEmail, normal_email
from app.core.tokens import LinkExpired, LinkInvalid
from app.core.unit_of_work import unit_of_work

KEPT_LINKS = timedelta(days=30)


def mail_link(account: Account, kind: LinkKind, *, new_email: str | None = None) -> MailedLink:
    """Within a unit of work: a new link leaves, and the one before it opens nothing any more."""
    end_links(account, kind)
    link = MailedLink(account=account, kind=kind, new_email=new_email, made_at=now())
    db.session.add(link)
    db.session.flush()
    mails.send(link)
    return link


def end_links(account: Account, *kinds: LinkKind) -> int:
    """Within a unit of work: the live ones of these kinds open nothing any more. Returns how many."""
    live = sa.select(MailedLink).where(
        MailedLink.account_id == account.id, MailedLink.kind.in_(kinds), MailedLink.ended_at.is_(None)
    )
    found = db.session.scalars(live).all()
    for link in found:
        link.end(now())
    db.session.flush()
    return len(found)


def read_link(kind: LinkKind, token: str) -> MailedLink:
    """What the holder of this token may do. Raises LinkInvalid, LinkTooOld, LinkUsed."""
    try:
        link = db.session.get(MailedLink, mails.LINKS[kind].read(token))
    except LinkExpired:
        raise LinkTooOld from None
    if link is None or not link.account.active:
        raise LinkInvalid
    if link.ended_at is not None:
        raise LinkUsed
    if not link.is_live(now()):
        raise LinkTooOld
    return link


def accept_invitation(token: str, password: str) -> Account:
    """The first password. Raises as `read_link`, and WeakPassword."""
    return _choose(LinkKind.INVITATION, token, password, "account.invitation_accepted")


def choose_password(token: str, password: str) -> Account:
    """Another password, by whoever reads the account's mail. Ends all sessions; the second factor stays as it is.

    Raises as `read_link`, and WeakPassword.
    """
    return _choose(LinkKind.PASSWORD, token, password, "account.password_changed")


def _choose(kind: LinkKind, token: str, password: str, act: str) -> Account:
    link = read_link(kind, token)
    account = link.account
    kept = passwords.hashed(password, (account.name, account.email))
    with unit_of_work():
        _use(link)
        account.take_password(kept)
        sessions.end_all_sessions(account)
        end_links(account, LinkKind.PASSWORD)
        audit.record(act, account.audit_key, by=account.id)
        if kind is LinkKind.PASSWORD:
            mails.told(account, mails.News.PASSWORD_CHANGED)
    return account


def ask_for_password_link(email: str, *, ip: str) -> None:
    """« Mot de passe oublié »: a link leaves if the address is that of an account that has a password.

    The answer and the work are the same for an address that nobody has. Raises TooManyAttempts, whatever the address.
    """
    address = normal_or_nothing(email)
    is_allowed = attempts.count_password_link(address, ip)
    found = db.session.scalar(
        sa.select(Account).where(Account.email == address, Account.active, Account.password.is_not(None))
    )
    with unit_of_work():
        if found is not None and is_allowed:
            mail_link(found, LinkKind.PASSWORD)
            audit.record("account.password_forgotten", found.audit_key)
        else:
            mails.carrying(_decoy(address))
            audit.record("account.password_forgotten", "account:unknown")


def ask_for_new_address(account: Account, typed: str) -> None:
    """A link leaves to the new address; nothing changes before it is opened. Raises InvalidEmail, AccountExists."""
    new_email = normal_email(typed).lower()
    if db.session.scalar(sa.select(Account.id).where(Account.email == new_email)) is not None:
        raise AccountExists
    with unit_of_work():
        mail_link(account, LinkKind.ADDRESS, new_email=new_email)
        audit.record("account.address_asked", account.audit_key, by=account.id)


def take_new_address(token: str) -> Account:
    """The person reads mail there: it is the account's address. The former one is told.

    Raises as `read_link`, and AccountExists when somebody else took it meanwhile.
    """
    link = read_link(LinkKind.ADDRESS, token)
    account = link.account
    with unit_of_work():
        _use(link)
        former, account.email = account.email, link.new_email or account.email
        try:
            db.session.flush()
        except IntegrityError as error:
            raise AccountExists from error
        end_links(account, LinkKind.PASSWORD)
        audit.record("account.address_changed", account.audit_key, by=account.id)
        mails.told(account, mails.News.ADDRESS_CHANGED, address=former)
    return account


def forget_old_links() -> int:
    """What a link said is forgotten after a month. Returns how many."""
    with unit_of_work():
        result = db.session.execute(sa.delete(MailedLink).where(MailedLink.made_at < now() - KEPT_LINKS))
    return int(getattr(result, "rowcount", 0))


def normal_or_nothing(typed: str) -> str:
    """The address as accounts keep it; empty, which is nobody's, for what is no address."""
    try:
        return normal_email(typed).lower()
    except InvalidEmail:
        return ""


def _use(link: MailedLink) -> None:
    """Only one of two who open it at once does anything."""
    locked(Account, link.account_id)
    held = locked(MailedLink, link.id)
    if held is None or held.ended_at is not None:
        raise LinkUsed
    held.end(now())


def _decoy(address: str) -> MailedLink:
    """A link to nobody, which is written like the others and goes nowhere."""
    nobody = Account(name="Personne", email=address, locale="fr", fs_uniquifier="")
    return MailedLink(id=uuid.uuid4(), account=nobody, kind=LinkKind.PASSWORD, made_at=now())
