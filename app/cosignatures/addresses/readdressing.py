"""The signatory takes another e-mail address, by the link of the mails: for instance the next person in charge.

Nothing changes before the new address is proved. The former one is told when it is asked for, and when it is done;
for a week, whoever reads it may refuse, or take the signature back to it.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.core import audit, limits
from app.core.clock import now
from app.core.database import db, locked
from app.core.keys import email_key
from app.core.suspicion import OF_A_DAY
from app.core.tokens import LinkExpired
from app.core.unit_of_work import unit_of_work
from app.cosignatures.addresses import mails
from app.cosignatures.errors import AlreadyWithdrawn, IllegalMove, LinkReplaced, TooManyAddresses
from app.cosignatures.managing import CORRECTABLE
from app.cosignatures.models import AddressChange, Cosignature, State

ASKED_BY_ONE = limits.Limit("cosign-addresses", 3, 3600)
ASKED_OF_MAILBOX = limits.Limit("cosign-addresses.mailbox", 3, 3600)


def ask_for_address(cosignature_id: uuid.UUID, email: str) -> None:
    """A link leaves to the new address and a notice to the present one; what was asked before is dropped.

    Raises TooManyAddresses, AlreadyWithdrawn, IllegalMove for a signature that is not to be corrected.
    """
    mailbox = limits.mailbox(email_key(email))
    asked = [(ASKED_BY_ONE, str(cosignature_id)), (ASKED_OF_MAILBOX, mailbox), (OF_A_DAY, mailbox)]
    if limits.exceeded(asked):
        raise TooManyAddresses
    with unit_of_work():
        cosignature = _locked(cosignature_id)
        if cosignature.state not in CORRECTABLE:
            raise IllegalMove(state=cosignature.state.value, to=cosignature.state.value)
        for change in _changes_since(cosignature, None):
            if change.waits:
                change.end(at=now())
        db.session.flush()
        change = AddressChange(
            cosignature_id=cosignature.id, email=email, former_email=_address_of(cosignature), asked_at=now()
        )
        db.session.add(change)
        db.session.flush()
        mails.asked(cosignature, change)
        audit.record("cosignature.address_asked", f"cosignature:{cosignature.id}")


def address_change(change_id: uuid.UUID) -> tuple[AddressChange, Cosignature]:
    """What a link is about; changes nothing. Raises LinkExpired once refused, asked anew or forgotten."""
    change = db.session.get(AddressChange, change_id)
    cosignature = db.session.get(Cosignature, change.cosignature_id) if change else None
    if change is None or cosignature is None or change.ended_at is not None:
        raise LinkExpired
    return change, cosignature


def address_to_take(change_id: uuid.UUID) -> tuple[AddressChange, Cosignature]:
    """The same for the link that went to the new address. Raises LinkReplaced once it is a former one itself."""
    change, cosignature = address_change(change_id)
    _refuse_a_former_one(change, cosignature)
    return change, cosignature


def take_address(change_id: uuid.UUID) -> Cosignature:
    """Whoever reads the new address pressed the button: it is the signature's. Again, it changes nothing.

    The links that went to the former address open nothing any more. Raises LinkExpired, LinkReplaced,
    AlreadyWithdrawn.
    """
    with unit_of_work():
        change, cosignature = _both_locked(change_id)
        _refuse_a_former_one(change, cosignature)
        if change.waits:
            change.take(at=now())
            cosignature.reach_at(change.email, key=email_key(change.email))
            mails.taken(cosignature, change)
            audit.record("cosignature.address_changed", f"cosignature:{cosignature.id}")
    return cosignature


def refuse_address(change_id: uuid.UUID) -> bool:
    """« Ce n’est pas moi »: the former address keeps the signature, or has it back. Whether it had been taken.

    What was asked for since, by whoever held the new address, ends with it. Raises LinkExpired, AlreadyWithdrawn.
    """
    with unit_of_work():
        change, cosignature = _both_locked(change_id)
        was_taken = change.taken_at is not None
        for since in _changes_since(cosignature, change):
            since.end(at=now())
        if was_taken:
            cosignature.reach_at(change.former_email, key=email_key(change.former_email))
            mails.given_back(cosignature, change)
        audit.record("cosignature.address_refused", f"cosignature:{cosignature.id}", was_taken=was_taken)
    return was_taken


def _both_locked(change_id: uuid.UUID) -> tuple[AddressChange, Cosignature]:
    """The cosignature first, as everybody does."""
    change, cosignature = address_change(change_id)
    cosignature = _locked(cosignature.id)
    held = locked(AddressChange, change.id)
    if held is None or held.ended_at is not None:
        raise LinkExpired
    return held, cosignature


def _refuse_a_former_one(change: AddressChange, cosignature: Cosignature) -> None:
    """Who took the address and passed the signature on holds it no more: no way back to it by the old link."""
    if change.taken_at is not None and cosignature.email_key != email_key(change.email):
        raise LinkReplaced


def _locked(cosignature_id: uuid.UUID) -> Cosignature:
    cosignature = locked(Cosignature, cosignature_id)
    if cosignature is None or cosignature.state is State.WITHDRAWN or cosignature.signatory is None:
        raise AlreadyWithdrawn
    db.session.refresh(cosignature.signatory)  # somebody else may have changed it while we waited
    return cosignature


def _changes_since(cosignature: Cosignature, first: AddressChange | None) -> list[AddressChange]:
    """In the order in which they were asked for; from `first` on, if given. Ids grow with time."""
    wanted = sa.select(AddressChange).where(AddressChange.cosignature_id == cosignature.id).order_by(AddressChange.id)
    if first is not None:
        wanted = wanted.where(AddressChange.id >= first.id)
    return list(db.session.scalars(wanted))


def _address_of(cosignature: Cosignature) -> str:
    return cosignature.signatory.email if cosignature.signatory else ""
