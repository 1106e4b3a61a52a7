"""A decision is told by e-mail after a while in which it can be undone; told already, another mail takes it back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import mails
from app.cosignatures.listing import is_shown
from app.cosignatures.models import Cosignature, GroupValidation, State, ValidatedTogether
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery
from app.deliveries.models import State as DeliveryState

TOLD_AT_ONCE = 100  # mails written in one transaction

DECIDED = (State.VALIDATED, State.DECLINED)
# On its way, arrived, or nobody knows: the person has read it, or will.
_TOLD = (
    DeliveryState.QUEUED,
    DeliveryState.CLAIMED,
    DeliveryState.TRANSMITTING,
    DeliveryState.ACCEPTED,
    DeliveryState.UNKNOWN,
    DeliveryState.HELD,
)


class TakenBack(StrEnum):
    """What became of the mail of a decision that is undone."""

    STOPPED = "stopped"  # it had not left
    ANNULLED = "annulled"  # it had: another one says that it no longer holds
    NOTHING = "nothing"  # nobody had been told


def waits() -> timedelta:
    """For how long the mail of a decision stays here."""
    return timedelta(minutes=current_app.config["UNDO_MINUTES"])


def tell_validated(cosignature: Cosignature, *, has_waited: bool = False) -> None:
    """Within a unit of work: the good news, once, unless it was taken back since."""
    _stop(cosignature, State.CONFIRMED)
    addressee = mails.Addressee.of(cosignature)
    if addressee and _last_told(cosignature) is not State.VALIDATED:
        is_public = cosignature.is_public
        is_listed = is_public and is_shown(cosignature)
        mail = mails.validated(cosignature.campaign, addressee, is_public=is_public, is_listed=is_listed)
        if has_waited:
            mail.send()
        else:
            _send(mail)


def tell_those_validated_together() -> int:
    """Every minute: those of whose validation nobody can think better any more. How many were looked at."""
    told = 0
    while True:
        with unit_of_work():
            some = db.session.scalars(
                sa.select(ValidatedTogether)
                .join(GroupValidation, GroupValidation.id == ValidatedTogether.group_id)
                .where(
                    ~ValidatedTogether.is_told,
                    GroupValidation.undone_at.is_(None),
                    GroupValidation.validated_at <= now() - waits(),
                )
                .order_by(ValidatedTogether.group_id, ValidatedTogether.cosignature_id)
                .limit(TOLD_AT_ONCE)
                .with_for_update(skip_locked=True, of=ValidatedTogether)
            ).all()
            by_id = _with_their_persons([one.cosignature_id for one in some])
            for one in some:
                cosignature = by_id[one.cosignature_id]
                if cosignature.state is State.VALIDATED:
                    tell_validated(cosignature, has_waited=True)
                one.is_told = True
        told += len(some)
        if len(some) < TOLD_AT_ONCE:
            return told


def tell_declined(cosignature: Cosignature, reason: str) -> None:
    """Within a unit of work: the reason, as it is written."""
    _stop(cosignature, State.VALIDATED)
    _stop(cosignature, State.CONFIRMED)
    addressee = mails.Addressee.of(cosignature)
    if addressee:
        _send(mails.declined(cosignature.campaign, addressee, reason=reason))


def take_back(cosignature: Cosignature, *, undone: State) -> TakenBack:
    """Within a unit of work: the mail of that decision does not leave; if it has, another one annuls it."""
    stopped = sum(_stop(cosignature, state) for state in DECIDED)
    addressee = mails.Addressee.of(cosignature)
    if addressee and undone in DECIDED and _last_told(cosignature) is undone:
        mails.annulled(cosignature.campaign, addressee, was_validated=undone is State.VALIDATED).send()
        return TakenBack.ANNULLED
    return TakenBack.STOPPED if stopped else TakenBack.NOTHING


def _with_their_persons(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Cosignature]:
    found = sa.select(Cosignature).where(Cosignature.id.in_(ids)).execution_options(populate_existing=True)
    persons = joinedload(Cosignature.signatory), joinedload(Cosignature.campaign)
    return {one.id: one for one in db.session.scalars(found.options(*persons))}


def _send(mail: mails.Mail) -> None:
    wait = waits()
    replace(mail, not_before=now() + wait if wait else None).send()


def _last_told(cosignature: Cosignature) -> State | None:
    """What the person believes: the decision of the last mail, confirmed standing for one that was annulled."""
    states = {mails.guard_key(cosignature.id, state): state for state in (*DECIDED, State.CONFIRMED)}
    key = db.session.scalar(
        sa.select(Delivery.guard_key)
        .where(Delivery.guard_key.in_(states), Delivery.state.in_(_TOLD))
        .order_by(Delivery.id.desc())
        .limit(1)
    )
    return states[key] if key else None


def _stop(cosignature: Cosignature, state: State) -> int:
    return deliveries.cancel(guard_key=mails.guard_key(cosignature.id, state), reason="decided_again")
