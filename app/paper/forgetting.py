"""Long after the campaign, nobody needs to know who counted: the figures stay."""

from __future__ import annotations

import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.core import audit
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.paper.models import PaperBatch


def forget_counters() -> int:
    """Every day: who counted the paper of campaigns that have been closed for long. How many batches."""
    forgotten = 0
    for campaign_id in campaigns.past_retention():
        known = sa.select(PaperBatch).where(PaperBatch.campaign_id == campaign_id, PaperBatch.counted_by != "")
        with unit_of_work():
            batches = db.session.scalars(known).all()
            for batch in batches:
                batch.forget_the_counter()
            if batches:
                audit.record("paper.counters_forgotten", f"campaign:{campaign_id}", batches=len(batches))
        forgotten += len(batches)
    return forgotten
