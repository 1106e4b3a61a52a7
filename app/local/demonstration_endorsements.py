"""Who supports a campaign of the demonstration without co-signing it: all invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core.clock import now
from app.core.database import db
from app.core.keys import email_key
from app.endorsements import service as endorsements
from app.endorsements.models import Endorsement, Endorser, State, Supporting
from app.endorsements.service import Given


def load(campaign: Campaign, rows: Iterable[dict[str, str]]) -> None:
    """Within a unit of work: everybody of the file, once; given and confirmed that many days ago."""
    if db.session.scalar(sa.select(Endorsement.id).where(Endorsement.campaign_id == campaign.id).limit(1)):
        return
    wordings = {purpose: text.id for purpose, text in campaigns.consent_texts(campaign, "fr").items()}
    for row in rows:
        endorsement = _endorsement(campaign, row)
        db.session.add(endorsement)
        db.session.flush()
        given = ((Purpose.NOTICE_ENDORSE, True), (Purpose.PUBLISH_ENDORSEMENT, endorsement.publishes_name))
        consents.record_all(f"endorsement:{endorsement.id}", wordings, given, Channel.DEMONSTRATION)


def _endorsement(campaign: Campaign, row: dict[str, str]) -> Endorsement:
    given_at = now() - timedelta(days=int(row["days_ago"]))
    endorsement = Endorsement(
        campaign_id=campaign.id, state=State.SUBMITTED, publishes_name=row["publishes_name"] == "yes",
        email_key=email_key(row["email"]), entered_at=given_at,
    )  # fmt: skip
    endorsements.give(endorsement, Given(
        kind=Supporting(row["kind"]), name=row["name"], title=row["title"], region_code=row["region"],
        city=row["city"], person=row["person"],
    ))  # fmt: skip
    endorsement.endorser = Endorser(name=row["person"], title=row["person_title"], email=row["email"])
    endorsement.confirm(at=given_at + timedelta(hours=1))
    state = State(row["state"])
    if state is State.VALIDATED:
        endorsement.validate(at=given_at + timedelta(hours=5))
    elif state is State.DECLINED:
        endorsement.decline(reason=row["declined_reason"])
    return endorsement
