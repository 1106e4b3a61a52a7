"""Which cosignature a link is about. After a change of address, only the links that went to the new one."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.core.database import db
from app.cosignatures.errors import LinkReplaced
from app.cosignatures.models import Cosignature, Signatory


def held(key: uuid.UUID) -> Cosignature | None:
    """The cosignature that a link names; None when it is gone. Raises LinkReplaced for a link of a former address."""
    cosignature = db.session.get(Cosignature, key)
    if cosignature is None:
        of_new_address = sa.select(Signatory.cosignature_id).where(Signatory.link_id == key)
        cosignature_id = db.session.scalar(of_new_address)
        return db.session.get(Cosignature, cosignature_id) if cosignature_id else None
    if cosignature.link_id != key:
        raise LinkReplaced
    return cosignature
