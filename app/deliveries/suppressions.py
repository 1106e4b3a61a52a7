"""Addresses of anybody but officials that said for good that nobody reads there: only what they need is sent to them.

Of such an address a keyed fingerprint is kept: enough to know it again, and nothing to read for whoever sees the
database without the secret of the site. Staff read it for as long as the mail that came back still names it; after
that they type it.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Row, delete, func, select

from app.core import audit
from app.core.clock import now
from app.core.database import database_now, db, insert_into
from app.core.unit_of_work import unit_of_work
from app.deliveries.errors import NoSuchSuppression
from app.deliveries.models import Delivery, Kind, SuppressedAddress
from app.deliveries.tables import connection

KEPT = timedelta(days=365)  # addresses come back to life; a year later it is worth another try
NON_ESSENTIAL = frozenset({Kind.REMINDER, Kind.UPDATE})
SUPPRESSED = "address_suppressed"


@dataclass(frozen=True)
class Suppressed:
    """An address left in peace that can still be read."""

    id: uuid.UUID
    address: str
    status: str
    suppressed_at: datetime


def suppress(row: Row[Any], status: str) -> None:
    """Within a unit of work: this mail says that nobody reads there."""
    if connection().scalar(select(SuppressedAddress.id).where(_is(row.to_address))):
        return
    told = {"status": status, "delivery_id": row.id, "suppressed_at": database_now()}
    statement = insert_into(SuppressedAddress).values(address_key=_keys(row.to_address)[0], **told)
    connection().execute(statement.on_conflict_do_nothing(index_elements=["address_key"]))


def refusal(row: Row[Any]) -> str | None:
    """Asked just before a mail leaves: why its address is left in peace, or None."""
    if row.kind not in NON_ESSENTIAL:
        return None
    return SUPPRESSED if connection().scalar(select(SuppressedAddress.id).where(_is(row.to_address))) else None


def suppressed(limit: int = 500) -> list[Suppressed]:
    """Those that can still be read, the latest first."""
    known = (
        select(SuppressedAddress, Delivery.to_address)
        .join(Delivery, Delivery.id == SuppressedAddress.delivery_id)
        .where(Delivery.to_address != "")
        .order_by(SuppressedAddress.suppressed_at.desc(), SuppressedAddress.id.desc())
    )
    found = db.session.execute(known.limit(limit))
    return [Suppressed(row.id, address.lower(), row.status, row.suppressed_at) for row, address in found]


def count_suppressed() -> int:
    """All of them, read or not."""
    return db.session.scalar(select(func.count()).select_from(SuppressedAddress)) or 0


def lift(suppression_id: uuid.UUID, *, by: uuid.UUID | None = None) -> None:
    """Staff know better: it is written to again. Raises NoSuchSuppression."""
    _lift(SuppressedAddress.id == suppression_id, by)


def lift_address(address: str, *, by: uuid.UUID | None = None) -> None:
    """The same of an address that staff type. Raises NoSuchSuppression."""
    _lift(_is(address), by)


def forget_old_suppressions() -> int:
    """Every day: those of more than a year ago. How many."""
    with unit_of_work():
        old = SuppressedAddress.suppressed_at < now() - KEPT
        return int(connection().execute(delete(SuppressedAddress).where(old)).rowcount)


def _lift(which: ColumnElement[bool], by: uuid.UUID | None) -> None:
    with unit_of_work():
        gone = connection().scalars(delete(SuppressedAddress).where(which).returning(SuppressedAddress.id)).all()
        if not gone:
            raise NoSuchSuppression
        for suppression_id in gone:
            audit.record("delivery.suppression_lifted", f"suppression:{suppression_id}", by=by)


def _is(address: str) -> ColumnElement[bool]:
    return SuppressedAddress.address_key.in_(_keys(address))


def _keys(address: str) -> list[str]:
    """Under the secret of today, then under those before it."""
    secrets = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    told = f"portevoix.suppression:{address.lower()}".encode()
    return [hmac.new(secret.encode(), told, hashlib.sha256).hexdigest() for secret in secrets]
