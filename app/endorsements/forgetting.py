"""What the notice promises: unconfirmed forms go after 30 days, the persons six months after the campaign closed."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.core import audit, renderings, retention
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.endorsements.models import Endorsement, State, Supporting

AT_ONCE = 500


def forget_unconfirmed() -> int:
    """Forms that nobody confirmed within 30 days disappear with the person's data. How many."""
    old = sa.select(Endorsement).where(
        Endorsement.state == State.SUBMITTED, Endorsement.entered_at < now() - retention.UNCONFIRMED
    )
    forgotten = 0
    while True:
        with unit_of_work():
            rows = db.session.scalars(old.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
            for row in rows:
                db.session.delete(row)
            if rows:
                audit.record("endorsements.unconfirmed_destroyed", "endorsements", endorsements=len(rows))
        forgotten += len(rows)
        if len(rows) < AT_ONCE:
            return forgotten


def forget_persons() -> int:
    """Long after a campaign closed, what is known of persons is destroyed; every count stays. How many."""
    return sum(_forget(campaign_id) for campaign_id in campaigns.past_retention())


def _forget(campaign_id: uuid.UUID) -> int:
    """In batches, so that no transaction is long."""
    is_known = sa.or_(
        Endorsement.endorser.has(),
        Endorsement.email_key != "",
        Endorsement.declined_reason.is_not(None),
        sa.and_(Endorsement.kind == Supporting.PERSON, Endorsement.name != ""),
        sa.and_(Endorsement.kind == Supporting.ELECTED, Endorsement.name != "", ~Endorsement.publishes_name),
    )
    known = sa.select(Endorsement).where(Endorsement.campaign_id == campaign_id, is_known)
    forgotten = 0
    while True:
        with unit_of_work():
            rows = db.session.scalars(known.limit(AT_ONCE).with_for_update(of=Endorsement)).all()
            for row in rows:
                row.forget_the_person()
            if rows:
                renderings.touch(rows[0].campaign.page_key)
                audit.record("endorsements.persons_forgotten", f"campaign:{campaign_id}", endorsements=len(rows))
        forgotten += len(rows)
        if len(rows) < AT_ONCE:
            return forgotten
