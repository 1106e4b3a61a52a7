"""Long after a campaign, what staff noted for themselves is gone; what was said in public stays."""

from __future__ import annotations

import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.commitments.models import Commitment
from app.core import audit
from app.core.database import db
from app.core.unit_of_work import unit_of_work


def forget_notes() -> int:
    """Every day: the notes of campaigns that are over, the earlier ones too. How many."""
    over = campaigns.past_retention()
    if not over:
        return 0
    noted = sa.update(Commitment).where(Commitment.campaign_id.in_(over), Commitment.note != "").values(note="")
    with unit_of_work():
        forgotten = len(db.session.scalars(noted.returning(Commitment.id)).all())
        if forgotten:
            audit.record("commitments.notes_forgotten", "commitments", lines=forgotten)
    return forgotten
