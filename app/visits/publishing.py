"""What everybody reads of the deposits: those that staff made public, and their number."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.campaigns.models import Campaign
from app.core.database import db
from app.officials.models import Mandate
from app.visits.errors import NoSuchPhoto
from app.visits.models import State, Visit, VisitPhoto

_PUBLIC = (Visit.state == State.DEPOSITED, Visit.is_public)


@dataclass(frozen=True)
class Deposited:
    """To how many the list was handed. Ministries are counted apart: a minister is somebody’s MNA too."""

    mnas: int
    ministries: int

    def __bool__(self) -> bool:
        return bool(self.mnas or self.ministries)


def deposited(campaign: Campaign) -> Deposited:
    """The figures above the list of deposits: each MNA and each ministry once, however often they were visited."""
    rows = db.session.execute(
        sa.select(Visit.riding_id, Visit.portfolio, Mandate.official_id)
        .outerjoin(Mandate, Mandate.id == Visit.mandate_id)
        .where(Visit.campaign_id == campaign.id, *_PUBLIC)
    ).all()
    return Deposited(
        mnas=len({official_id or riding_id for riding_id, _portfolio, official_id in rows if riding_id}),
        ministries=len({portfolio for _riding_id, portfolio, _official_id in rows if portfolio}),
    )


def deposits(campaign: Campaign) -> Sequence[Visit]:
    """The last first."""
    return db.session.scalars(
        sa.select(Visit)
        .where(Visit.campaign_id == campaign.id, *_PUBLIC)
        .order_by(Visit.deposited_on.desc(), Visit.id.desc())
        .options(
            joinedload(Visit.riding), joinedload(Visit.edition), joinedload(Visit.mandate), selectinload(Visit.photo)
        )
    ).all()


def photo(campaign: Campaign, visit_id: uuid.UUID, digest: str) -> VisitPhoto:
    """A picture that everybody may see. Raises NoSuchPhoto."""
    found = db.session.scalar(
        sa.select(VisitPhoto)
        .join(VisitPhoto.visit)
        .where(VisitPhoto.visit_id == visit_id, Visit.campaign_id == campaign.id, *_PUBLIC)
    )
    if found is None or found.digest != digest:
        raise NoSuchPhoto
    return found
