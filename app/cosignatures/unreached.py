"""Signatories who cannot confirm: the mail that asked them to did not arrive. Staff read the address again, or call."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.core.database import db
from app.cosignatures import mails
from app.cosignatures.desk import READ, scope
from app.cosignatures.models import Cosignature, State
from app.deliveries import service as deliveries
from app.deliveries.models import Kind
from app.deliveries.service import Ended


@dataclass(frozen=True)
class Unreached:
    """A form that nobody confirms, and what was heard of the mail."""

    cosignature: Cosignature
    status: str


def unreached(account: Account) -> list[Unreached]:
    """In the regions of this account, the latest first; none once it is confirmed by another way."""
    newest: dict[uuid.UUID, Ended] = {}
    for ended in deliveries.ended_badly(mails.OF_COSIGNATURE, Kind.CONFIRMATION):
        newest.setdefault(uuid.UUID(ended.guard_key.split(":")[1]), ended)
    waiting = (
        sa.select(Cosignature)
        .where(Cosignature.id.in_(newest), Cosignature.state == State.SUBMITTED, *scope(account, READ))
        .options(joinedload(Cosignature.signatory), joinedload(Cosignature.campaign), joinedload(Cosignature.region))
    )
    found = {one.id: one for one in db.session.scalars(waiting).unique() if one.signatory is not None}
    return [Unreached(found[key], ended.status) for key, ended in newest.items() if key in found]
