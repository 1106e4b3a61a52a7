"""What is public, and in which order. The totals, the regions and the list all come from the same rows.

Until the first edition of a campaign these are the validated ones; then what the latest edition shows (`publishing`).
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.core.database import db
from app.core.keys import search_key
from app.core.plain_text import one_line
from app.cosignatures.models import Cosignature, State
from app.cosignatures.publishing import Signed, publication
from app.territory import service as territory
from app.territory.models import NATIONAL

# As text, so that SQLite recognizes the conditions of its partial indexes.
PUBLISHABLE = sa.text("cosignatures.state = 'validated' AND cosignatures.publishes_name AND cosignatures.is_listed")
LIVE = sa.text("cosignatures.state IN ('confirmed', 'validated')")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: an organization, never a person."""

    name: str
    city: str
    search_key: str


@dataclass(frozen=True)
class Section:
    """One region of the list; « National » comes last."""

    code: str
    name: str
    entries: list[Entry]


def public_count(campaign: Campaign) -> int:
    """How many organizations are on the public list."""
    return sum(public_counts_by_region(campaign).values())


def public_counts() -> Counter[uuid.UUID]:
    """How many are on the public list of each campaign, by its id."""
    counted = sa.select(Cosignature.campaign_id, sa.func.count()).where(PUBLISHABLE).group_by(Cosignature.campaign_id)
    return Counter({**dict(db.session.execute(counted).all()), **publication().counts()})


def public_counts_by_region(campaign: Campaign) -> dict[str, int]:
    """The same, region by region, for those that have any."""
    frozen = publication().counts_by_region(campaign)
    if frozen is not None:
        return frozen
    found = db.session.execute(
        sa.select(Cosignature.region_code, sa.func.count())
        .where(Cosignature.campaign_id == campaign.id, PUBLISHABLE)
        .group_by(Cosignature.region_code)
    )
    return dict(found.all())


def validated_list(campaign: Campaign) -> list[Section]:
    """Every region 01 to 17, empty ones too, then National if it has any; its table first, then in French order.

    The settings of the campaign may say otherwise of the table, of National and of the article.
    """
    order = Cosignature.sort_key if campaign.sorts_with_article else Cosignature.sort_key_bare
    first = [Cosignature.is_regional_table.desc()] if campaign.puts_table_first else []
    rows = db.session.execute(
        sa.select(Cosignature.region_code, Cosignature.shown_name, Cosignature.city, Cosignature.search_key)
        .where(Cosignature.campaign_id == campaign.id, PUBLISHABLE)
        .order_by(*first, order, Cosignature.id)
    )
    regions = sorted(territory.regions(), key=lambda one: (one.code == NATIONAL) == campaign.puts_national_last)
    sections = {region.code: Section(region.code, region.name, []) for region in regions}
    for code, name, city, key in rows:
        sections[code].entries.append(Entry(name, city, key))
    return [section for section in sections.values() if section.entries or section.code != NATIONAL]


def total(sections: Sequence[Section]) -> int:
    """The figure above the list: exactly what is below it."""
    return sum(len(section.entries) for section in sections)


def containing(sections: Sequence[Section], query: str) -> list[Section]:
    """Only the names that hold every word typed; case, accents, apostrophes and · . ( ) are ignored."""
    words = search_key(one_line(query)).split()
    return [
        Section(
            section.code,
            section.name,
            [entry for entry in section.entries if all(word in entry.search_key for word in words)],
        )
        for section in sections
    ]


def on_public_list() -> sa.ColumnElement[bool]:
    """The condition under which a validated cosignature is one of those that everybody reads today."""
    return sa.and_(PUBLISHABLE, publication().is_counted())


def latest_public(campaign: Campaign, limit: int = 6) -> list[Signed]:
    """The last ones to be validated, newest first."""
    frozen = publication().latest(campaign, limit)
    if frozen is not None:
        return frozen
    rows = db.session.execute(
        sa.select(Cosignature.shown_name, Cosignature.city, Cosignature.region_code)
        .where(Cosignature.campaign_id == campaign.id, PUBLISHABLE)
        .order_by(Cosignature.validated_at.desc(), Cosignature.id.desc())
        .limit(limit)
    )
    return [Signed(*row) for row in rows]


def listed(organization_ids: Collection[uuid.UUID], slug: str) -> Collection[uuid.UUID]:
    """Those of these organizations that everybody can read on the list of that campaign."""
    return set(db.session.scalars(_listed(publication().is_published), {"ids": list(organization_ids), "slug": slug}))


@cache
def _listed(is_published: Callable[[], sa.ColumnElement[bool]]) -> Any:
    """Built once: that costs more than running it. Each organization is looked up by the index of what it signed.

    That whoever is on a list is live is not said here: SQLite would read all live ones of the campaign instead.
    """
    return (
        sa.select(Cosignature.organization_id)
        .join(Campaign, Campaign.id == Cosignature.campaign_id)
        .where(
            Campaign.slug == sa.bindparam("slug"),
            Campaign.state != "draft",
            Cosignature.organization_id.in_(sa.bindparam("ids", expanding=True)),
            is_published(),
        )
    )


def lists_any(campaign: Campaign, organization_ids: Sequence[uuid.UUID]) -> bool:
    """Whether everybody can read one of these organizations on the list of that campaign."""
    one = sa.exists().where(
        Cosignature.campaign_id == campaign.id,
        Cosignature.organization_id.in_(organization_ids),
        publication().is_published(),
        LIVE,
    )
    return bool(db.session.scalar(sa.select(one)))


def is_published(organization_id: sa.ColumnElement[uuid.UUID]) -> sa.ColumnElement[bool]:
    """The condition under which everybody can read that organization on some list.

    With an offset, even of nothing, PostgreSQL looks for the one organization when it is asked of it, and does not
    gather all that are published for the few that may ask.
    """
    its_own = Cosignature.organization_id == organization_id, publication().is_published()
    return sa.select(Cosignature.id).where(*its_own).offset(0).exists()


def is_shown(cosignature: Cosignature) -> bool:
    """Whether everybody can read that very cosignature on the list."""
    this = sa.exists().where(Cosignature.id == cosignature.id, publication().is_published())
    return bool(db.session.scalar(sa.select(this)))


def rank(cosignature: Cosignature) -> int | None:
    """The place among those that confirmed in this campaign; None when it is set aside.

    A second signature for an organization has a place too: one that skipped or repeated a figure would tell its reader
    that the organization had signed.
    """
    at = cosignature.confirmed_at
    if at is None or not (cosignature.is_live or cosignature.state is State.DUPLICATE):
        return None
    before = Cosignature.confirmed_at < at
    at_once = sa.and_(Cosignature.confirmed_at == at, Cosignature.id <= cosignature.id)
    # Each a range of an index; one count with an « or » would read every row. Duplicates are few.
    conditions = ((LIVE, before), (LIVE, at_once), (Cosignature.state == State.DUPLICATE, sa.or_(before, at_once)))
    return sum(
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Cosignature)
            .where(Cosignature.campaign_id == cosignature.campaign_id, *condition)
        )
        or 0
        for condition in conditions
    )
