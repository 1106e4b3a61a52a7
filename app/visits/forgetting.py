"""Long after a campaign, nobody who went along is known any more, and nobody is on a picture."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.campaigns import service as campaigns
from app.core import audit, renderings
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.visits.models import Visit, VisitPhoto

BATCH = 200


def forget_persons() -> int:
    """Every day: what was handed over, when and where stays, with the answer. How many visits were emptied."""
    over, total = campaigns.past_retention(), 0
    while over:
        with unit_of_work():
            visits = db.session.scalars(_known(over).limit(BATCH).with_for_update(of=Visit)).all()
            for visit in visits:
                visit.forget_persons()
            if visits:
                renderings.touch(*{visit.campaign.page_key for visit in visits})
                audit.record("visits.persons_forgotten", "visits", visits=len(visits))
        total += len(visits)
        if len(visits) < BATCH:
            break
    return total


def _known(over: Sequence[uuid.UUID]) -> sa.Select[Visit]:
    has_photo = sa.exists().where(VisitPhoto.visit_id == Visit.id)
    words = (Visit.delegation, Visit.answer_note, Visit.answer_source, Visit.cancelled_reason)
    says = sa.or_(has_photo, *(column != "" for column in words))
    return sa.select(Visit).where(Visit.campaign_id.in_(over), says).options(selectinload(Visit.campaign))
