"""Relay links: the same form under the name of a table, and how many signatures each brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.core.database import db
from app.core.links import public_url
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.desk.scope import Place


@dataclass(frozen=True)
class Relay:
    """The link of one table, and its yield: live cosignatures that came by it, wherever they are from."""

    key: str
    acronym: str
    website: str | None
    is_of_coalition: bool
    link: str
    signed: int


@dataclass(frozen=True)
class Relays:
    """All links; what came by none of them is told too, so that the whole is the number of signatures."""

    relays: list[Relay]
    elsewhere: int  # by a link that names no table
    direct: int  # by no link

    @property
    def total(self) -> int:
        return sum(relay.signed for relay in self.relays) + self.elsewhere + self.direct


def relays(campaign: Campaign, places: Sequence[Place], locale: str) -> Relays:
    """A link for each table that serves one of these regions."""
    found = db.session.execute(
        sa.select(Cosignature.via, sa.func.count())
        .where(Cosignature.campaign_id == campaign.id, cosignatures.LIVE)
        .group_by(Cosignature.via)
    )
    brought: dict[str | None, int] = dict(found.all())
    tables = {place.chapter_key: place for place in places if place.chapter_key}
    lines = [
        Relay(
            key, table.acronym or key, table.website, bool(table.is_of_coalition),
            _link(campaign, key, locale), brought.pop(key, 0),
        )
        for key, table in tables.items()
    ]  # fmt: skip
    return Relays(lines, direct=brought.pop(None, 0), elsewhere=sum(brought.values()))


def _link(campaign: Campaign, key: str, locale: str) -> str:
    return public_url("cosignatures.sign", locale=locale, slug=campaign.slug, via=key)
