"""Keep the endorsements of a campaign, apart from its cosignatures, and count them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.clock import now
from app.core.collation import sort_key
from app.core.database import db
from app.core.plain_text import one_line
from app.core.unit_of_work import unit_of_work
from app.endorsements.models import Endorsement, Supporting
from app.endorsements.recognizing import Recognized, recognized, without_personal
from app.endorsements.words import kind_in_words

__all__ = [
    "Recognized",
    "Supporting",
    "add",
    "counts",
    "forget_persons",
    "kind_in_words",
    "of_campaign",
    "recognized",
    "remove",
    "without_personal",
]


def add(
    campaign: Campaign,
    kind: Supporting,
    name: str,
    *,
    region_code: str | None = None,
    city: str = "",
    by: uuid.UUID | None = None,
) -> Endorsement:
    """Within or as a unit of work: one more endorsement. Raises ValueError without a name."""
    name = one_line(name)
    if not name:
        raise ValueError("an endorsement has a name")
    with unit_of_work():
        endorsement = Endorsement(
            campaign_id=campaign.id, kind=kind, name=name, sort_key=sort_key(name), region_code=region_code or None,
            city=one_line(city), account_id=by, entered_at=now(),
        )  # fmt: skip
        db.session.add(endorsement)
    return endorsement


def of_campaign(campaign: Campaign) -> list[Endorsement]:
    """By kind, then in alphabetical order."""
    return list(
        db.session.scalars(
            sa.select(Endorsement)
            .where(Endorsement.campaign_id == campaign.id)
            .order_by(Endorsement.kind, Endorsement.sort_key, Endorsement.id)
        )
    )


def counts(campaign: Campaign) -> Counter[Supporting]:
    """How many of each kind. Never added to the cosignatures."""
    found = db.session.execute(
        sa.select(Endorsement.kind, sa.func.count())
        .where(Endorsement.campaign_id == campaign.id)
        .group_by(Endorsement.kind)
    )
    return Counter(dict(found.all()))


def forget_persons() -> int:
    """Long after a campaign closed, the names of persons are destroyed; every count stays. How many."""
    known = Endorsement.kind == Supporting.PERSON, Endorsement.name != ""
    forgotten = 0
    for campaign_id in campaigns.past_retention():
        with unit_of_work():
            emptied = db.session.execute(
                sa.update(Endorsement)
                .where(Endorsement.campaign_id == campaign_id, *known)
                .values(name="", sort_key="", city="")
                .execution_options(synchronize_session=False)
            )
            forgotten += int(emptied.rowcount)  # type: ignore[attr-defined]
    return forgotten


def remove(endorsement_ids: Iterable[uuid.UUID]) -> int:
    """Within or as a unit of work: take them back. How many there were."""
    with unit_of_work():
        gone = db.session.execute(sa.delete(Endorsement).where(Endorsement.id.in_(list(endorsement_ids))))
    return int(gone.rowcount)  # type: ignore[attr-defined]
