"""What the notices promise: unconfirmed forms go after 30 days, the persons six months after the campaign closed."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.campaigns.models import State as CampaignState
from app.core.clock import local, now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import Cosignature, Signatory, State

UNCONFIRMED_KEPT = timedelta(days=30)
MONTHS_AFTER_CLOSING = 6
AT_ONCE = 1000


def forget_unconfirmed() -> int:
    """Forms that nobody confirmed within 30 days disappear with the person's data. How many."""
    old = sa.select(Cosignature.id).where(
        Cosignature.state == State.SUBMITTED, Cosignature.submitted_at < now() - UNCONFIRMED_KEPT
    )
    forgotten = 0
    while True:
        with unit_of_work():
            ids = db.session.scalars(old.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
            db.session.execute(sa.delete(Cosignature).where(Cosignature.id.in_(ids)))
        forgotten += len(ids)
        if len(ids) < AT_ONCE:
            return forgotten


def forget_signatories_of_closed_campaigns() -> int:
    """Six months after a campaign closed, names, titles and addresses are destroyed; every count stays. How many."""
    closed = db.session.execute(
        sa.select(Campaign.id, Campaign.closed_at).where(
            Campaign.state.in_((CampaignState.CLOSED, CampaignState.ARCHIVED)), Campaign.closed_at.is_not(None)
        )
    ).all()
    due = [campaign_id for campaign_id, at in closed if at is not None and six_months_after(at) <= now()]
    return sum(_forget(campaign_id) for campaign_id in due)


def six_months_after(at: datetime) -> datetime:
    """The same day of the month on a Quebec clock, or the last one of a shorter month."""
    day = local(at)
    years, month = divmod(day.month - 1 + MONTHS_AFTER_CLOSING, 12)
    for wanted in (day.day, 30, 29, 28):
        try:
            return day.replace(year=day.year + years, month=month + 1, day=wanted)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _forget(campaign_id: object) -> int:
    of_campaign = sa.select(Cosignature.id).where(Cosignature.campaign_id == campaign_id)
    with unit_of_work():
        result = db.session.execute(sa.delete(Signatory).where(Signatory.cosignature_id.in_(of_campaign)))
        never_confirmed = Cosignature.campaign_id == campaign_id, Cosignature.state == State.SUBMITTED
        db.session.execute(sa.delete(Cosignature).where(*never_confirmed))
        db.session.execute(
            sa.update(Cosignature)
            .where(Cosignature.campaign_id == campaign_id, Cosignature.email_key != "")
            .values(email_key="")
        )
    return int(result.rowcount)  # type: ignore[attr-defined]
