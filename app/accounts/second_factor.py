"""The second factor: what an account may prove itself with after its password, and how it comes to have it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.accounts import authenticators, mails, passkeys, recovery
from app.accounts.errors import LastFactor, NoSuchFactor, PasskeyKnown, SignInRefused
from app.accounts.models import Account, Authenticator, Passkey
from app.accounts.passkeys import Challenge
from app.core import audit
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Factors:
    """What an account has to prove itself with."""

    authenticators: Sequence[Authenticator]
    passkeys: Sequence[Passkey]
    codes_left: int

    def __iter__(self) -> Iterator[Authenticator | Passkey]:
        yield from self.authenticators
        yield from self.passkeys


def is_required() -> bool:
    """Of everybody on the staff; a demonstration may do without."""
    return bool(current_app.config["SECOND_FACTOR_REQUIRED"])


def of(account: Account) -> Factors:
    """In the order in which they were added."""
    mine = Authenticator.account_id == account.id
    applications = db.session.scalars(sa.select(Authenticator).where(mine).order_by(Authenticator.id)).all()
    return Factors(applications, known_passkeys(account), recovery.left(account))


def known_passkeys(account: Account) -> Sequence[Passkey]:
    return db.session.scalars(sa.select(Passkey).where(Passkey.account_id == account.id).order_by(Passkey.id)).all()


def is_set_up(account: Account) -> bool:
    """Whether the account has anything to be asked for."""
    has_one = sa.or_(
        sa.exists().where(Authenticator.account_id == account.id), sa.exists().where(Passkey.account_id == account.id)
    )
    return bool(db.session.scalar(sa.select(has_one)))


def add_authenticator(account: Account, name: str, secret: str, code: str) -> list[str]:
    """An application, which proves with a code that it has the secret. The recovery codes, if it is the first factor.

    Raises SignInRefused when the code is not the one.
    """
    step = authenticators.step_of(code, secret)
    if step is None:
        raise SignInRefused
    added = Authenticator(account_id=account.id, name=name, secret=secret, last_step=step, added_at=now())
    return _add(account, added, "account.authenticator_added")


def add_passkey(account: Account, name: str, answer: str, challenge: Challenge | None) -> list[str]:
    """A key that a device has just made. The recovery codes, if it is the first factor.

    Raises PasskeyRefused, PasskeyKnown.
    """
    made = passkeys.created(answer, challenge)
    added = Passkey(
        account_id=account.id,
        name=name,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=made.transports,
        added_at=now(),
    )
    return _add(account, added, "account.passkey_added")


def _add(account: Account, factor: Authenticator | Passkey, act: str) -> list[str]:
    codes = [] if recovery.left(account) else recovery.drawn()
    hashed = recovery.hashes(codes)
    with unit_of_work():
        db.session.add(factor)
        try:
            db.session.flush()
        except IntegrityError as error:
            raise PasskeyKnown from error
        if codes:
            recovery.replace(account, hashed)
        audit.record(act, account.audit_key, by=account.id)
        mails.told(account, mails.News.FACTOR_ADDED)
    return codes


def remove(account: Account, factor_id: uuid.UUID) -> None:
    """One of one's own. Raises NoSuchFactor, LastFactor."""
    with unit_of_work():
        locked(Account, account.id)
        has = of(account)
        found = next((one for one in has if one.id == factor_id), None)
        if found is None:
            raise NoSuchFactor
        is_last = len(list(has)) == 1
        if is_last and is_required():
            raise LastFactor
        db.session.delete(found)
        if is_last:
            recovery.replace(account, [])
        audit.record("account.factor_removed", account.audit_key, by=account.id)
        mails.told(account, mails.News.FACTOR_REMOVED)


def new_recovery_codes(account: Account) -> list[str]:
    """Ten others; those that were left are good for nothing. Raises NoSuchFactor without a factor to recover from."""
    if not is_set_up(account):
        raise NoSuchFactor
    codes = recovery.drawn()
    hashed = recovery.hashes(codes)
    with unit_of_work():
        recovery.replace(account, hashed)
        audit.record("account.recovery_codes_made", account.audit_key, by=account.id)
    return codes


def reset(account: Account, *, by: uuid.UUID | None) -> None:
    """Somebody lost their phone and their codes: all factors go, and the next sign-in sets up new ones."""
    with unit_of_work():
        locked(Account, account.id)
        db.session.execute(sa.delete(Authenticator).where(Authenticator.account_id == account.id))
        db.session.execute(sa.delete(Passkey).where(Passkey.account_id == account.id))
        recovery.replace(account, [])
        audit.record("account.second_factor_reset", account.audit_key, by=by)
        mails.told(account, mails.News.FACTORS_RESET)
