"""What stands in a campaign: of each official, what was noted last."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.commitments.models import STANDS, Commitment, Stance
from app.core.database import db


def stances(campaign_id: uuid.UUID) -> dict[uuid.UUID, Stance]:
    """Where each official stands, as the public is told; those of whom nothing is known are not in it."""
    found = sa.select(Commitment.official_id, Commitment.stance).where(
        Commitment.campaign_id == campaign_id, STANDS, Commitment.is_public, Commitment.stance != Stance.UNKNOWN
    )
    return dict(db.session.execute(found).all())


def standing(campaign_id: uuid.UUID, official_ids: Collection[uuid.UUID] | None = None) -> dict[uuid.UUID, Commitment]:
    """What stands, by official: of these, or of all; public or not."""
    among = [] if official_ids is None else [Commitment.official_id.in_(official_ids)]
    found = db.session.scalars(sa.select(Commitment).where(Commitment.campaign_id == campaign_id, STANDS, *among))
    return {commitment.official_id: commitment for commitment in found}


def history(campaign_id: uuid.UUID, official_id: uuid.UUID) -> Sequence[Commitment]:
    """Everything that was noted of an official, with who noted it, the last first."""
    return db.session.scalars(
        sa.select(Commitment)
        .where(Commitment.campaign_id == campaign_id, Commitment.official_id == official_id)
        .order_by(Commitment.revision.desc())
        .options(joinedload(Commitment.account))
    ).all()
