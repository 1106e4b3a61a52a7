"""What is public of a campaign once it has an edition; cosignatures ask, for every list and every total.

Until the first edition, everything here answers that there is none.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.campaigns.models import Campaign
from app.core.database import db
from app.cosignatures import service as cosignatures
from app.cosignatures.models import LIVE, Cosignature
from app.cosignatures.service import Signed
from app.editions import erasing, finding
from app.editions.finding import IS_SHOWN
from app.editions.models import Edition, EditionLine

taken_back = erasing.taken_back
_NEWER = aliased(Edition)
_IS_LATEST = ~sa.exists().where(_NEWER.campaign_id == Edition.campaign_id, _NEWER.number > Edition.number)


def counts() -> Mapping[uuid.UUID, int]:
    """How many the latest edition of each campaign shows; a campaign without an edition is not in it."""
    shown = sa.func.count().filter(IS_SHOWN)
    found = db.session.execute(
        sa.select(Edition.campaign_id, shown)
        .join(EditionLine, EditionLine.edition_id == Edition.id)
        .join(Cosignature, Cosignature.id == EditionLine.cosignature_id)
        .where(_IS_LATEST)
        .group_by(Edition.campaign_id)
    )
    return dict(found.all())


def counts_by_region(campaign: Campaign) -> dict[str, int] | None:
    """The same for one campaign, region by region."""
    counted = _of_latest(campaign, EditionLine.region_code, sa.func.count()).group_by(EditionLine.region_code)
    found = db.session.execute(counted).all()
    return dict(found) if found or finding.latest(campaign) else None


def latest(campaign: Campaign, limit: int) -> list[Signed] | None:
    """The last ones to be validated of those that the latest edition shows."""
    rows = db.session.execute(
        _of_latest(campaign, EditionLine.name, EditionLine.city, EditionLine.region_code)
        .order_by(Cosignature.validated_at.desc().nulls_last(), Cosignature.id.desc())
        .limit(limit)
    ).all()
    if not rows and finding.latest(campaign) is None:
        return None
    return [Signed(name or "", city or "", code) for name, city, code in rows]


def is_published() -> sa.ColumnElement[bool]:
    """The condition under which everybody can read a cosignature: in the latest edition, or on the list before one.

    Under its present name: the edition still shows the one before a correction, and the new one is nobody's to read.
    """
    return _on_the_list(EditionLine.name == Cosignature.shown_name)


def is_counted() -> sa.ColumnElement[bool]:
    """The same, under whatever name the list has it: one of the public total."""
    return _on_the_list(EditionLine.name.is_not(None))


def _of_latest(campaign: Campaign, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """Asked of the lines that the latest edition of a campaign shows."""
    return (
        sa.select(*columns)
        .select_from(EditionLine)
        .join(Edition, Edition.id == EditionLine.edition_id)
        .join(Cosignature, Cosignature.id == EditionLine.cosignature_id)
        .where(Edition.campaign_id == campaign.id, _IS_LATEST, IS_SHOWN)
    )


def _on_the_list(named: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    has_edition = sa.exists().where(Edition.campaign_id == Cosignature.campaign_id)
    in_latest = (
        sa.exists()
        .where(EditionLine.cosignature_id == Cosignature.id, named, EditionLine.edition_id == Edition.id, _IS_LATEST)
        .correlate(Cosignature)
    )
    still = sa.and_(Cosignature.state.in_(LIVE), Cosignature.publishes_name, Cosignature.is_listed)
    return sa.or_(sa.and_(cosignatures.PUBLISHABLE, ~has_edition), sa.and_(still, in_latest))
