"""The second proof: a code or a passkey, after the password. Each is good once, and wrong ones are counted."""

from __future__ import annotations

import uuid
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa

from app.accounts import authenticators, mails, passkeys, recovery
from app.accounts.errors import PasskeyRefused, SignInRefused, TooManyAttempts
from app.accounts.models import Account, Authenticator, Passkey, RecoveryCode
from app.accounts.passkeys import Challenge
from app.core import audit
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work

WRONG = "account.second_factor_failed"
MOST_WRONG, WITHIN = 10, timedelta(minutes=15)  # counted in the audit, which is there when Redis is not


class Proof(StrEnum):
    """How the door was opened, after the password."""

    AUTHENTICATOR = "authenticator"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


def prove(account: Account, typed: str) -> Proof:
    """A code of an authenticator, or one of the recovery codes. Raises SignInRefused, TooManyAttempts."""
    _wait_if_many_were_wrong(account)
    recovery_code = recovery.matching(account, typed)
    with unit_of_work():
        locked(Account, account.id)
        _wait_if_many_were_wrong(account)
        if _accepted_by_an_authenticator(account, typed):
            proof = Proof.AUTHENTICATOR
        elif _spent(account, recovery_code):
            proof = Proof.RECOVERY_CODE
        else:
            proof = None
        _write_down(account, proof)
    if proof is None:
        raise SignInRefused
    return proof


def prove_by_passkey(account: Account, answer: str, challenge: Challenge | None) -> Proof:
    """One of the account's own keys has signed. Raises PasskeyRefused, TooManyAttempts."""
    with unit_of_work():
        locked(Account, account.id)
        _wait_if_many_were_wrong(account)
        try:
            passkey = _own_passkey(account, answer)
            passkey.accept(passkeys.proved(answer, challenge, passkey), at=now())
            proof = Proof.PASSKEY
        except PasskeyRefused:
            proof = None
        _write_down(account, proof)
    if proof is None:
        raise PasskeyRefused
    return proof


def _accepted_by_an_authenticator(account: Account, typed: str) -> bool:
    for one in db.session.scalars(sa.select(Authenticator).where(Authenticator.account_id == account.id)):
        step = authenticators.step_of(typed, one.secret, after=one.last_step)
        if step is not None:
            one.accept(step, at=now())
            one.secret = authenticators.renewed(one.secret) or one.secret
            return True
    return False


def _spent(account: Account, code_id: uuid.UUID | None) -> bool:
    code = locked(RecoveryCode, code_id) if code_id is not None else None
    if code is None or code.used_at is not None:
        return False
    code.used_at = max(now(), code.made_at)
    mails.told(account, mails.News.RECOVERY_CODE_USED)
    return True


def _own_passkey(account: Account, answer: str) -> Passkey:
    credential_id = passkeys.credential_id(answer)
    mine = sa.select(Passkey).where(Passkey.account_id == account.id, Passkey.credential_id == credential_id)
    found = db.session.scalar(mine)
    if found is None:
        raise PasskeyRefused
    return found


def _write_down(account: Account, proof: Proof | None) -> None:
    if proof is None:
        audit.record(WRONG, account.audit_key)
    else:
        audit.record("account.second_factor_given", account.audit_key, by=account.id, proof=proof.value)


def _wait_if_many_were_wrong(account: Account) -> None:
    """Raises TooManyAttempts, with the seconds until the oldest of the last ten is forgotten."""
    lately = sa.select(AuditEntry.acted_at).where(
        AuditEntry.object_key == account.audit_key, AuditEntry.act == WRONG, AuditEntry.acted_at > now() - WITHIN
    )
    wrong = db.session.scalars(lately.order_by(AuditEntry.acted_at.desc()).limit(MOST_WRONG)).all()
    if len(wrong) == MOST_WRONG:
        raise TooManyAttempts(max(1, int((wrong[-1] + WITHIN - now()).total_seconds())))
