"""What a form that was typed at a kiosk leaves there: one more, and which cosignature it became."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import Kiosk, KioskSignature


def count(kiosk: Kiosk | None) -> None:
    """One more form; a repeat like any other, for the tablet shows the number to everybody."""
    if kiosk is not None:
        with unit_of_work():
            db.session.execute(sa.update(Kiosk).where(Kiosk.id == kiosk.id).values(taken=Kiosk.taken + 1))


def keep(cosignature_id: uuid.UUID, kiosk: Kiosk | None) -> None:
    """Within a unit of work: the cosignature comes from there."""
    if kiosk is not None:
        db.session.execute(sa.insert(KioskSignature).values(cosignature_id=cosignature_id, kiosk_id=kiosk.id))
        count(kiosk)
