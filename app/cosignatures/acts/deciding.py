"""The chapter decides: validate, decline with a reason, undo. One decision at a time, each written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.accounts.models import Account
from app.core import audit
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.acts import keeping_apart
from app.cosignatures.acts.seen import Seen, locked_as_seen
from app.cosignatures.acts.telling import TakenBack, take_back, tell_declined, tell_validated
from app.cosignatures.confirming import organization_of
from app.cosignatures.errors import AnotherIsLive, DecidedMeanwhile, IllegalMove, NoSuchCosignature
from app.cosignatures.managing import touch_public_pages
from app.cosignatures.models import Cosignature, State
from app.cosignatures.once import once_per_organization


@dataclass(frozen=True)
class Outcome:
    """Of several at once: those that were validated, and how many were left as they are."""

    done: tuple[Cosignature, ...]
    left: int


@dataclass(frozen=True)
class Undone:
    """One that waits again, and what became of the mail of its decision."""

    cosignature: Cosignature
    mail: TakenBack


@dataclass(frozen=True)
class Reopened:
    """Of several at once: those that wait again, and how many were left as they are."""

    done: tuple[Undone, ...]
    left: int


_LEFT_ALONE = (DecidedMeanwhile, AnotherIsLive, IllegalMove, NoSuchCosignature)


def validate(seen: Seen, *, by: Account) -> Cosignature:
    """Right organization, right region, may be published. The signatory is told once.

    Raises NoSuchCosignature, DecidedMeanwhile, AnotherIsLive, IllegalMove.
    """
    with unit_of_work():
        cosignature = locked_as_seen(seen, by)
        cosignature.check_move(State.VALIDATED)
        organization = organization_of(cosignature)
        once_per_organization(
            cosignature.campaign_id,
            organization.id,
            lambda: cosignature.validate(at=now(), by=by.id, organization=organization),
        )
        if cosignature.imported is not None:
            db.session.flush()
            keeping_apart.remember([cosignature.id])
        audit.record("cosignature.validated", cosignature.audit_key, by=by.id)
        tell_validated(cosignature)
        if cosignature.is_public:
            touch_public_pages(cosignature)
    return cosignature


def validate_many(several: Iterable[Seen], *, by: Account) -> Outcome:
    """Each that still stands as it was seen; the others are left alone. Always in one order: no deadlock."""
    done: list[Cosignature] = []
    left = 0
    for seen in sorted(several, key=lambda seen: seen.id):
        try:
            done.append(validate(seen, by=by))
        except _LEFT_ALONE:
            left += 1
    return Outcome(tuple(done), left)


def decline(seen: Seen, reason: str, *, by: Account) -> Cosignature:
    """Not a cosignature of this campaign; the reason is read by the signatory.

    Raises NoSuchCosignature, DecidedMeanwhile, IllegalMove.
    """
    with unit_of_work():
        cosignature = locked_as_seen(seen, by)
        cosignature.decline(at=now(), by=by.id, reason=reason)
        audit.record("cosignature.declined", cosignature.audit_key, by=by.id)
        tell_declined(cosignature, reason)
        touch_public_pages(cosignature)  # an edition may name it though it waited to be validated again
    return cosignature


def reopen(seen: Seen, *, by: Account) -> Undone:
    """Undo a validation or a refusal: it waits for a decision again, and leaves the list if it was there.

    Whoever was told already is told that it no longer holds.

    Raises NoSuchCosignature, DecidedMeanwhile, AnotherIsLive, IllegalMove.
    """
    with unit_of_work():
        cosignature = locked_as_seen(seen, by)
        was, was_public = cosignature.state, cosignature.is_public
        cosignature.check_move(State.CONFIRMED)
        organization = organization_of(cosignature)
        once_per_organization(
            cosignature.campaign_id,
            organization.id,
            lambda: cosignature.reopen(at=now(), by=by.id, organization=organization),
        )
        audit.record("cosignature.reopened", cosignature.audit_key, by=by.id)
        mail = take_back(cosignature, undone=was)
        if was_public:
            touch_public_pages(cosignature)
    return Undone(cosignature, mail)


def reopen_many(several: Iterable[Seen], *, by: Account) -> Reopened:
    """What was decided together is undone together; what changed since is left alone."""
    done: list[Undone] = []
    left = 0
    for seen in sorted(several, key=lambda seen: seen.id):
        try:
            done.append(reopen(seen, by=by))
        except _LEFT_ALONE:
            left += 1
    return Reopened(tuple(done), left)
