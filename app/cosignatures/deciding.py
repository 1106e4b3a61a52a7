"""The chapter decides: validate, decline with a reason, undo. One decision at a time, each written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.accounts.models import Account
from app.core import audit
from app.core.clock import now
from app.core.unit_of_work import unit_of_work
from app.cosignatures import mails
from app.cosignatures.confirming import organization_of
from app.cosignatures.errors import AnotherIsLive, DecidedMeanwhile, IllegalMove, NoSuchCosignature
from app.cosignatures.managing import touch_public_pages
from app.cosignatures.models import Cosignature, State
from app.cosignatures.seen import Seen, key_of, locked_as_seen, once_per_organization
from app.deliveries import service as deliveries


@dataclass(frozen=True)
class Outcome:
    """Of several at once: how many were validated, and how many were left as they are."""

    done: int
    left: int


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
        audit.record("cosignature.validated", key_of(cosignature), by=by.id)
        addressee = mails.Addressee.of(cosignature)
        if addressee:
            mails.validated(cosignature.campaign, addressee, is_public=cosignature.is_public).send_once()
        if cosignature.is_public:
            touch_public_pages(cosignature)
    return cosignature


def validate_many(several: Iterable[Seen], *, by: Account) -> Outcome:
    """Each that still stands as it was seen; the others are left alone. Always in one order: no deadlock."""
    done = left = 0
    for seen in sorted(several, key=lambda seen: seen.id):
        try:
            validate(seen, by=by)
            done += 1
        except (DecidedMeanwhile, AnotherIsLive, IllegalMove, NoSuchCosignature):
            left += 1
    return Outcome(done, left)


def decline(seen: Seen, reason: str, *, by: Account) -> Cosignature:
    """Not a cosignature of this campaign; the reason is read by the signatory.

    Raises NoSuchCosignature, DecidedMeanwhile, IllegalMove.
    """
    with unit_of_work():
        cosignature = locked_as_seen(seen, by)
        was_public = cosignature.is_public
        cosignature.decline(at=now(), by=by.id, reason=reason)
        audit.record("cosignature.declined", key_of(cosignature), by=by.id)
        _stop(cosignature, State.VALIDATED)
        addressee = mails.Addressee.of(cosignature)
        if addressee:
            mails.declined(cosignature.campaign, addressee, reason=reason).send()
        if was_public:
            touch_public_pages(cosignature)
    return cosignature


def reopen(seen: Seen, *, by: Account) -> Cosignature:
    """Undo a validation or a refusal: it waits for a decision again, and leaves the list if it was there.

    Raises NoSuchCosignature, DecidedMeanwhile, AnotherIsLive, IllegalMove.
    """
    with unit_of_work():
        cosignature = locked_as_seen(seen, by)
        was_public = cosignature.is_public
        cosignature.check_move(State.CONFIRMED)
        organization = organization_of(cosignature)
        once_per_organization(
            cosignature.campaign_id,
            organization.id,
            lambda: cosignature.reopen(at=now(), by=by.id, organization=organization),
        )
        audit.record("cosignature.reopened", key_of(cosignature), by=by.id)
        _stop(cosignature, State.VALIDATED)
        _stop(cosignature, State.DECLINED)
        if was_public:
            touch_public_pages(cosignature)
    return cosignature


def _stop(cosignature: Cosignature, state: State) -> None:
    deliveries.cancel(guard_key=mails.guard_key(cosignature.id, state), reason="decided_again")
