"""What the editions say of one cosignature, for whoever may erase a name from them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.models import ERASE, Account
from app.campaigns.models import Campaign
from app.core.database import db
from app.core.keys import search_key
from app.core.plain_text import one_line
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.editions.errors import NoSuchEdition
from app.editions.models import Edition, EditionLine

MOST_FOUND = 50


@dataclass(frozen=True)
class Named:
    """A cosignature as the editions name it: an organization that corrected its name has several."""

    cosignature_id: uuid.UUID
    names: tuple[str, ...]
    region_code: str


@dataclass(frozen=True)
class Standing:
    """One cosignature, and each edition that names it, the latest first."""

    cosignature: Cosignature
    lines: Sequence[tuple[int, str]]  # the number of the edition, and the name there

    @property
    def comes_back(self) -> bool:
        """Whether the next edition would name it again."""
        return self.cosignature.is_public


def named(account: Account, campaign: Campaign, query: str) -> list[Named]:
    """Those whose name holds every word typed, in any edition, in the regions where the account may erase."""
    words = search_key(one_line(query)).split()
    if not words:
        return []
    found: dict[uuid.UUID, Named] = {}
    for cosignature_id, name, region_code in db.session.execute(_told(account, campaign)):
        if name and all(word in search_key(name) for word in words):
            before = found.get(cosignature_id)
            names = (*before.names, name) if before else (name,)
            found[cosignature_id] = Named(cosignature_id, names, region_code)
    return list(found.values())[:MOST_FOUND]


def standing(account: Account, campaign: Campaign, cosignature_id: uuid.UUID) -> Standing:
    """Raises NoSuchEdition when no edition of the campaign names it, or when it is not the account's to erase."""
    one = db.session.get(Cosignature, cosignature_id)
    if one is None or one.campaign_id != campaign.id or not cosignatures.may_see(account, one, ERASE):
        raise NoSuchEdition
    lines = db.session.execute(
        sa.select(Edition.number, EditionLine.name)
        .join(Edition, Edition.id == EditionLine.edition_id)
        .where(EditionLine.cosignature_id == cosignature_id, EditionLine.name.is_not(None))
        .order_by(Edition.number.desc())
    ).all()
    if not lines:
        raise NoSuchEdition
    return Standing(one, [(number, name or "") for number, name in lines])


def _told(account: Account, campaign: Campaign) -> sa.Select[uuid.UUID, str | None, str]:
    codes = None if campaign.chapter_id else account.region_codes(ERASE)
    mine = [] if codes is None else [Cosignature.region_code.in_(codes)]
    return (
        sa.select(EditionLine.cosignature_id, EditionLine.name, Cosignature.region_code)
        .join(Edition, Edition.id == EditionLine.edition_id)
        .join(Cosignature, Cosignature.id == EditionLine.cosignature_id)
        .where(Edition.campaign_id == campaign.id, EditionLine.name.is_not(None), *mine)
        .distinct()
        .order_by(EditionLine.name, EditionLine.cosignature_id)
    )
